"""The checker's reading of `homework_time`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation, When
from afterschool_sched.rules.homework_time.spec import HomeworkTime
from afterschool_sched.tallies import Subject, Tally, units
from afterschool_sched.wording import counted


def check(rule: HomeworkTime, instance: int, facts: Facts) -> Iterator[Violation]:
    """Classes with more minutes of homework on a day than their grade may have."""
    for plan in facts.plans:
        tally = Tally(plan, rule.of.among(facts.scenario.activities))
        days = units(plan, "day", When())
        for home in facts.homes.values():
            whose = Subject("class", frozenset([home.id]), f"Class {home.id}")
            for day, slots in days.items():
                most = rule.minutes.get(home.grade)
                minutes = tally.value("minutes", whose, slots)
                if most is not None and minutes > most:
                    has = f"{whose.name} has {counted(minutes, 'minute')}{rule.of.said()} {day}"
                    yield plan.broken(rule, instance, minutes - most, home.id, f"{has}; at most {most} allowed.")
