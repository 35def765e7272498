"""The checker's reading of `variety`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from afterschool_sched.clock import Day
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.variety.spec import Variety
from afterschool_sched.tallies import Subject, Tally


def check(rule: Variety, instance: int, facts: Facts) -> Iterator[Violation]:
    """Classes that have the same on too many days of a week, or on two that follow each other."""
    for plan in facts.plans:
        for content, activities in rule.contents(facts.scenario.activities).items():
            tally = Tally(plan, activities)
            for home in facts.homes:
                for week in range(1, facts.scenario.cycle_weeks + 1):
                    for amount, text in _week(rule, _days(plan, tally, home, week)):
                        where = f"Class {home} has {content} {text} in week {week}"
                        yield plan.broken(rule, instance, amount, home, f"{where}; {_asked(rule, text)}.")


def _days(plan: PlanFacts, tally: Tally, home: str, week: int) -> dict[Day, int]:
    """Of every day of the programme whether the class has it, as 0 or 1."""
    whose = Subject("class", frozenset([home]), home)
    calendar = plan.facts.calendar
    return {
        day: tally.value("days", whose, [slot for slot in calendar.slots if (slot.week, slot.day) == (week, day)])
        for day in calendar.days
    }


def _week(rule: Variety, days: dict[Day, int]) -> Iterator[tuple[int, str]]:
    number = sum(days.values())
    if rule.most is not None and number > rule.most:
        yield number - rule.most, f"on {number} days"
    if rule.not_in_a_row:
        for first, second in pairwise(days):
            if days[first] and days[second]:
                yield 1, f"on {first} and {second}"


def _asked(rule: Variety, text: str) -> str:
    return f"at most {rule.most} allowed" if text.endswith(" days") else "not on days that follow each other"
