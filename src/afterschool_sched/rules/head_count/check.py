"""The checker's reading of `head_count`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.head_count.spec import HeadCount
from afterschool_sched.tallies import Subject, Tally, units
from afterschool_sched.wording import counted, listed


def check(rule: HeadCount, instance: int, facts: Facts) -> Iterator[Violation]:
    """Slots in which more students are in the rooms than may be."""
    rooms = [room.id for room in facts.rooms.values() if rule.includes(room.id, room.kind, room.features)]
    whose = Subject("room", frozenset(rooms), f"in {listed(rooms)}" if rooms else "in no room")
    if rule.whole_site:
        whose = Subject("school", frozenset(), "on the site")
    for plan in facts.plans:
        tally = Tally(plan, facts.scenario.activities)
        for when, slots in units(plan, "slot", rule.when).items():
            students = tally.value("students", whose, slots)
            if students > rule.max:
                text = f"There are {counted(students, 'student')} {whose.name} {when}; at most {rule.max} allowed."
                yield plan.broken(rule, instance, students - rule.max, "", text)
