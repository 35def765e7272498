"""The checker's reading of `reserve`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.reserve.spec import Reserve
from afterschool_sched.wording import counted


def check(rule: Reserve, instance: int, facts: Facts) -> Iterator[Violation]:
    """Club groups with members in places that are held."""
    for plan in facts.plans:
        for group in plan.groups:
            if not group.club:
                continue
            most, held = facts.limit(group.activity), facts.held_by(rule, group.group.activity)
            beyond = len(group.members) - (most - held)
            if held and beyond > 0:
                places = f"{held} of the {counted(most, 'place')} {'is' if held == 1 else 'are'} held"
                text = f"{group.label} has {counted(len(group.members), 'member')}, but {places}."
                yield plan.broken(rule, instance, beyond, group.group.id, text)
