"""Fewer candidates for sessions of classes: a first timetable of a large school does not need to ask everybody.

Who leads a class and where it sits is mostly a matter of indifference: a school of 2,000 students has 110,000 such
possibilities, and a tenth of them that is spread evenly nearly always holds a timetable as well. It is a restriction: a
search that finds nothing with it has shown nothing, and no bound is claimed from it (`Instance.thin`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from afterschool_sched.instance import ClassActivity, Instance
from afterschool_sched.rules.pinned.spec import Pinned

LEADS = 12  # for a session of a class, besides its own teachers
ROOMS = 6  # besides its own room
WORTHWHILE = 4_000  # candidates fewer; below, all are asked

Key = tuple[int, int]  # (class, slot)


def thinned(n: Instance) -> Instance | None:
    """The instance with fewer candidates for sessions of classes; None where that would make little difference.

    Own teachers and rooms stay, and whoever is pinned. Of the others each class has those that come next to it in turn,
    the same in all slots as far as they are free, so that everybody is asked about equally often.
    """
    if n.base is not None:  # the plan to keep to says who is where
        return None
    pinned = frozenset(
        name for rule in n.rules if isinstance(rule, Pinned) for name in (rule.teacher, rule.room) if name is not None
    )
    people = {at for at, name in enumerate(n.teachers) if name in pinned}
    rooms = {at for at, name in enumerate(n.rooms) if name in pinned}
    fewer = tuple(_of_activity(n, activity, people, rooms) for activity in n.class_activities)
    thin = replace(n, class_activities=fewer, thin=True)
    return thin if candidates(n) - candidates(thin) >= WORTHWHILE else None


def candidates(n: Instance) -> int:
    """How many possibilities there are for who leads a class and where it sits."""
    return sum(_many(activity) for activity in n.class_activities)


def _many(activity: ClassActivity) -> int:
    return sum(len(those) for of_key in (activity.leads, activity.rooms) for those in of_key.values())


def _of_activity(n: Instance, activity: ClassActivity, people: set[int], rooms: set[int]) -> ClassActivity:
    own_rooms = {home: {room} if room is not None else set() for home, room in activity.own_room.items()}
    return replace(
        activity,
        leads=_fewer(activity.leads, activity.own, people, len(n.classes), LEADS),
        rooms=_fewer(activity.rooms, own_rooms, rooms, len(n.classes), ROOMS),
    )


def _fewer(
    candidates: Mapping[Key, tuple[int, ...]],
    own: Mapping[int, frozenset[int] | set[int]],
    always: set[int],
    classes: int,
    most: int,
) -> dict[Key, tuple[int, ...]]:
    """Those who stay, in the order in which they stood."""
    everybody = sorted({each for those in candidates.values() for each in those})
    found: dict[Key, tuple[int, ...]] = {}
    for (home, slot), those in candidates.items():
        if len(those) <= most:
            found[home, slot] = those
            continue
        first = home * len(everybody) // max(classes, 1)
        kept = {each for each in those if each in own.get(home, ()) or each in always}
        kept |= _next(those, everybody, first, most)
        found[home, slot] = tuple(each for each in those if each in kept)
    return found


def _next(those: Sequence[int], everybody: Sequence[int], first: int, most: int) -> set[int]:
    """The first so many of those, in turn."""
    free = set(those)
    turn = [*everybody[first:], *everybody[:first]]
    return set([each for each in turn if each in free][:most])
