"""`group_size` for the solver: members of club groups, students in class groups, division of classes over the cap."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """min·opened <= size <= max·opened; a class group within its limit unless divided or kept whole in its own room."""
    for group in view.club_groups:
        club = n.clubs[group.club]
        where = f"{club.activity} {group.number}"
        view.limit(at, group.size - club.low * group.opened, low=0, where=where)
        view.limit(at, group.size - club.high * group.opened, high=0, where=where)
    for number, activity in enumerate(n.class_activities):
        for home, slots in sorted(activity.slots.items()):
            for slot in slots:
                view.keep_to_limit(at, number, home, slot)
