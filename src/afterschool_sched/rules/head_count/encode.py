"""`head_count` for the solver: students in the rooms, slot by slot."""

from __future__ import annotations

from afterschool_sched.counters import Counter, Subject, units
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.head_count.spec import HeadCount
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact with named rooms; the offer relaxes it to the students who can be nowhere else."""
    assert isinstance(rule, HeadCount)
    counter = Counter(n, view, n.scenario.activities)
    rooms = [index for index, room in enumerate(n.scenario.rooms) if rule.includes(room.id, room.kind, room.features)]
    everybody = Subject("class", tuple(range(len(n.classes))), "site")
    whose = everybody if rule.whole_site else Subject("room", tuple(rooms), " ".join(n.rooms[room] for room in rooms))
    for unit, slots in units(n, "slot", rule.when).items():
        view.limit(at, counter.value("students", whose, slots), high=rule.max, where=unit)
