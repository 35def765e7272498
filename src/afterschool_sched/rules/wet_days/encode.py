"""`wet_days` for the solver: all that may be in a fallback at once, counted together.

Exact for people and rooms; the placement keeps to the number of groups (where required), and not to the seats.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Groups and students in a fallback and in all rooms that move there."""
    for fallback, rooms in sorted(n.wet_rooms.items()):
        for slot in range(len(n.slots)):
            where = f"{n.rooms[fallback]} {slot}"
            groups = view.total([view.uses(room, slot) for room in rooms])
            view.limit(at, groups, high=n.groups_at_once[fallback], where=where)
            students = view.total([view.occupancy(room, slot) for room in rooms])
            view.limit(at, students, high=n.seats[fallback], where=where)
