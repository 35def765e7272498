"""The checker's reading of `assigned`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.assigned.spec import Assigned


def check(rule: Assigned, instance: int, facts: Facts) -> Iterator[Violation]:
    """Students who are in none, or in several, of the groups that the school puts them in."""
    for plan in facts.plans:
        for name, members in facts.members.items():
            for student in members:
                groups = sum(student in g.members for g in plan.groups if g.group.activity == name)
                if groups != 1:
                    number = "no group" if groups == 0 else f"{groups} groups"
                    text = f"Student {student} is in {number} of {name}, and the school puts the student in one."
                    yield plan.broken(rule, instance, abs(groups - 1), student, text)
