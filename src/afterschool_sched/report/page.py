"""The page of a scenario, whatever it is of: the report of one school, or a district's comparison of its schools."""

from __future__ import annotations

from pathlib import Path

from ..checker import Verdict
from ..files import write_atomically
from ..result import Result
from ..scenario import District, Scenario
from ..timetable import Timetable
from .district import render_district
from .html import REPORT_NAME, language_of, render_school
from .words import Words


def render(
    scenario: Scenario,
    timetable: Timetable,
    verdict: Verdict,
    result: Result | None = None,
    language: str | None = None,
) -> str:
    """The page as HTML text, in `language` ("en" or "zh"; default: the scenario's).

    The same input gives the same text. The timetable must be one that the checker could judge (it names nothing that
    the scenario does not have). Raises ValueError for another language.
    """
    words = Words(language_of(language or scenario.language))
    if isinstance(scenario, District):
        return render_district(scenario, timetable, verdict, result, words)
    return render_school(scenario, timetable, verdict, result, words)


def write_report(
    scenario: Scenario,
    timetable: Timetable,
    verdict: Verdict,
    result: Result | None,
    path: Path,
    language: str | None = None,
) -> Path:
    """Write the page to `path`, whole or not at all, and return the path. Raises OSError and ValueError.

    Of a district the reports of its schools are written too, each into a folder of its own beside `path`.
    """
    if isinstance(scenario, District):
        for name, own in scenario.loaded.items():
            folder = path.parent / name
            folder.mkdir(parents=True, exist_ok=True)
            known = result.schools.get(name) if result else None
            write_report(own, timetable.schools[name], verdict.schools[name], known, folder / REPORT_NAME, language)
    write_atomically(path, render(scenario, timetable, verdict, result, language).encode())
    return path
