"""`homework_time` for the solver: minutes of a class, day by day."""

from __future__ import annotations

from afterschool_sched.counters import Counter, Subject, units
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule, When
from afterschool_sched.rules.homework_time.spec import HomeworkTime
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact in every stage in which classes' activities are decided; the offer relaxes it."""
    assert isinstance(rule, HomeworkTime)
    counter = Counter(n, view, rule.of.among(n.scenario.activities))
    for index, home in enumerate(n.scenario.classes):
        most = rule.minutes.get(home.grade)
        if most is not None:
            for day, slots in units(n, "day", When()).items():
                minutes = counter.value("minutes", Subject("class", (index,), home.id), slots)
                view.limit(at, minutes, high=most, where=f"{home.id} {day}")
