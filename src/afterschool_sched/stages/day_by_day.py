"""People and rooms of a large school made better one day at a time: fix and optimise.

On the day in question everybody may lead a class and every room may have one; on all others whoever does it goes on
doing so, and so do those who lead the clubs of other days. Each such model is a fifth of the whole one (of 2,000
students 116,649 variables), and CP-SAT is soon done with it. What is found is a timetable; nothing is shown by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any

from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.engine import Answer
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Block, ClassActivity, Club, Instance, OpenGroup
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Progress
from afterschool_sched.stages.lexicographic import Lexicographic

DAY_SHARE = 0.3  # of the time left, at most for one day

Which = tuple[int, ...]


@dataclass
class Used:
    """Who leads and helps, and where it is, in one timetable: by class activity, class and slot; by club and pattern or
    block."""

    leads: dict[Which, set[int]] = field(default_factory=dict)
    helpers: dict[Which, set[int]] = field(default_factory=dict)
    rooms: dict[Which, set[int]] = field(default_factory=dict)
    club_leads: dict[Which, set[int]] = field(default_factory=dict)
    club_helpers: dict[Which, set[int]] = field(default_factory=dict)
    club_rooms: dict[tuple[int, Block], set[int]] = field(default_factory=dict)


def used_in(model: ExactModel, answer: Answer) -> Used:
    """What the values say."""
    used = Used()

    def note(where: dict[Any, set[int]], key: Any, options: Mapping[int, Any]) -> None:
        where.setdefault(key, set()).update(each for each, chosen in options.items() if answer.value(chosen) > 0)

    for session in model.class_sessions:
        key = (session.activity, session.home, session.slot)
        note(used.leads, key, session.leads)
        note(used.rooms, key, session.rooms)
        note(used.helpers, (session.activity, session.slot), session.assistants)
    for group in model.club_groups:
        for where, people in ((used.club_leads, group.leads), (used.club_helpers, group.assistants)):
            for (pattern, teacher), chosen in people.items():
                note(where, (group.club, pattern), {teacher: chosen})
        for (block, room), chosen in group.rooms.items():
            note(used.club_rooms, (group.club, block), {room: chosen})
    return used


def narrowed(n: Instance, used: Used, free: AbstractSet[int]) -> Instance:
    """The instance in which, outside the free slots, only those are asked who do it already."""
    activities = tuple(_of_activity(number, each, used, free) for number, each in enumerate(n.class_activities))
    clubs = tuple(_of_club(number, club, used, free) for number, club in enumerate(n.clubs))
    return replace(n, class_activities=activities, clubs=clubs, thin=True)


def _of_activity(number: int, activity: ClassActivity, used: Used, free: AbstractSet[int]) -> ClassActivity:
    def those(
        options: Mapping[tuple[int, int], tuple[int, ...]], kept: Mapping[Which, set[int]]
    ) -> dict[tuple[int, int], tuple[int, ...]]:
        return {
            (home, slot): all_ if slot in free else _only(all_, kept.get((number, home, slot)))
            for (home, slot), all_ in options.items()
        }

    helpers = {
        slot: all_ if slot in free else _only(all_, used.helpers.get((number, slot)))
        for slot, all_ in activity.assistants.items()
    }
    return replace(
        activity,
        leads=those(activity.leads, used.leads),
        rooms=those(activity.rooms, used.rooms),
        assistants=helpers,
    )


def _of_club(number: int, club: Club, used: Used, free: AbstractSet[int]) -> Club:
    """A club with a session in a free slot may have other leads, who then lead it on other days, too."""

    def those(options: Sequence[tuple[int, ...]], kept: Mapping[Which, set[int]]) -> tuple[tuple[int, ...], ...]:
        return tuple(
            all_ if free.intersection(club.patterns[at].slots) else _only(all_, kept.get((number, at)))
            for at, all_ in enumerate(options)
        )

    rooms = {
        block: all_ if free.intersection(block) else _only(all_, used.club_rooms.get((number, block)))
        for block, all_ in club.rooms.items()
    }
    return replace(
        club,
        leads=those(club.leads, used.club_leads),
        assistants=those(club.assistants, used.club_helpers),
        rooms=rooms,
    )


def _only(options: tuple[int, ...], kept: set[int] | None) -> tuple[int, ...]:
    return tuple(each for each in options if kept is not None and each in kept)
