"""The checker's reading of `supervised`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.supervised.spec import Supervised
from afterschool_sched.wording import some


def check(rule: Supervised, instance: int, facts: Facts) -> Iterator[Violation]:
    """Slots in which students stay and are in no session that is held."""
    for plan in facts.plans:
        for slot in facts.calendar.slots:
            alone: set[str] = set()
            for season in plan.seasons:
                alone |= facts.presence.staying(season)[slot.day, slot.period] - {
                    member
                    for session in plan.covering[slot]
                    if session.blocks[season] is not None
                    for member in session.students
                }
            if alone:
                ids = sorted(alone)
                are = f"Student {ids[0]} is" if len(ids) == 1 else f"{len(ids)} students are"
                names = "" if len(ids) == 1 else f": {some(ids)}"
                text = f"{are} in no group on {plan.at(slot)}{names}."
                yield plan.broken(rule, instance, len(ids), some(ids), text)
