"""`room_fit` for the solver: candidate rooms, and seats per room and slot."""

from __future__ import annotations

from afterschool_sched.entities import Activity, HomeClass, Room
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def suits(activity: Activity, home: HomeClass | None, room: Room, own_kind: str) -> bool:
    """Whether the room is asked for and equipped; `own_kind` is the kind of the home class's own room."""
    if not all(feature in room.features for feature in activity.features):
        return False
    if activity.room_names:
        return room.kind in activity.room_names or room.id in activity.room_names
    if home is not None:
        return room.id == home.room or (room.kind == own_kind and not room.outdoor)
    return not room.outdoor


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Students in a room at once are at most its seats."""
    for room, seats in enumerate(n.seats):
        for slot in range(len(n.slots)):
            if view.could_exceed(room, slot, seats):
                view.limit(at, view.occupancy(room, slot), high=seats, where=f"{n.rooms[room]} {slot}")
