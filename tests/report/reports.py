"""A school's report, made and read."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from afterschool_sched.checker import Verdict, check
from afterschool_sched.report import render
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable
from tests.report.page import Page
from tests.report.school import result_of


@dataclass(frozen=True)
class Report:
    """A school, its timetable, what the checker says, and the page made of them."""

    scenario: Scenario
    timetable: Timetable
    verdict: Verdict
    html: str = field(repr=False)

    @cached_property
    def page(self) -> Page:
        return Page(self.html)


def report_of(scenario: Scenario, timetable: Timetable, language: str | None = None) -> Report:
    verdict = check(scenario, timetable)
    html = render(scenario, timetable, verdict, result_of(verdict) if verdict.ok else None, language)
    return Report(scenario, timetable, verdict, html)
