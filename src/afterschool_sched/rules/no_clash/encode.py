"""`no_clash` for the solver: one place at a time for people, `groups_at_once` for rooms."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Per slot: sessions of a teacher or student at most 1, groups in a room at most its number."""
    for slot in range(len(n.slots)):
        for teacher, name in enumerate(n.teachers):
            view.limit(at, view.teaches(teacher, slot), high=1, where=f"{name} {slot}")
        for room, name in enumerate(n.rooms):
            view.limit(at, view.uses(room, slot), high=n.groups_at_once[room], where=f"{name} {slot}")
        for pupil, student in enumerate(n.pupils):
            view.limit(at, view.in_club(pupil, slot), high=1, where=f"{student.id} {slot}")
