"""Units: classes that are alike in a slot for whoever is in no club, and may be counted together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from afterschool_sched.instance import Instance

from .board import Sum

UnitKey = tuple[tuple[Any, ...], ...]


@dataclass
class Unit:
    """Classes with the same activities, rooms, teachers and hosts in one slot."""

    slot: int
    homes: tuple[int, ...]
    activities: tuple[int, ...]
    left: dict[int, Sum] = field(default_factory=dict)  # activity -> its students of these classes
    of_home: dict[tuple[int, int], Sum] = field(default_factory=dict)  # the same by (activity, class)
    groups: dict[int, int] = field(default_factory=dict)  # activity -> column: sessions hosted
    seated: dict[int, Sum] = field(default_factory=dict)  # activity -> students in the sessions hosted
    most: dict[int, int] = field(default_factory=dict)  # activity -> largest session


def unit_key(n: Instance, home: int, slot: int) -> UnitKey:
    """What the class could do in the slot when not in clubs: by activity, its teachers, rooms and hosts."""
    return tuple(
        (
            number,
            activity.leads[home, slot],
            tuple(sorted(activity.rooms[home, slot])),
            tuple(sorted(activity.hosts[home])),
            activity.sessions_per_week is not None,
        )
        for number, activity in enumerate(n.class_activities)
        if slot in activity.slots.get(home, ())
    )
