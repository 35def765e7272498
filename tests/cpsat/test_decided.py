"""The exact model with club groups decided: people and rooms for these groups, as in the model without decisions.

Of all timetables that the checker accepts in a tiny world, the model must allow those with the decided groups; those
with some of them, where groups may stay closed; those at other times, where groups may move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from afterschool_sched.calendar import Slot
from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.clubs import Decided
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance, OpenGroup
from tests.rules.brute_force import accepted_in
from tests.rules.canonical import Canonical
from tests.rules.enumerate_solver import solutions
from tests.rules.world import World
from tests.rules.worlds_groups import CLUB_LIMIT, GROUP_SIZE, NO_CLASH
from tests.rules.worlds_kept import AIMS, SAME_PEOPLE
from tests.rules.worlds_places import MEETS, ROOM_FIT
from tests.rules.worlds_staff import EVEN, STAFFING, WISHES

CLUBS = [
    world
    for world in (
        *NO_CLASH,
        *GROUP_SIZE,
        *CLUB_LIMIT,
        *MEETS,
        *ROOM_FIT,
        *STAFFING,
        *SAME_PEOPLE,
        *EVEN,
        *WISHES,
        *AIMS,
    )
    if any(activity.kind == "club" for activity in world.scenario.activities.values())
]

Groups = tuple[OpenGroup, ...]
Aims = tuple[int, ...]


def _groups(n: Instance, key: Canonical) -> Groups:
    """The club groups of a timetable, without people and rooms."""
    clubs: Any = key[0]
    found = []
    for name, members, sessions in clubs:
        number = next(at for at, club in enumerate(n.clubs) if club.activity == name)
        blocks = {
            tuple(n.calendar.index[Slot(week, day, period)] for period in periods)
            for week, day, periods, *_ in sessions
        }
        pattern = next(t for t, each in enumerate(n.clubs[number].patterns) if set(each.sessions) == blocks)
        pupils = tuple(at for at, pupil in enumerate(n.pupils) if pupil.id in members)
        found.append(OpenGroup(number, pattern, pupils))
    return tuple(sorted(found, key=_order))


def _order(group: OpenGroup) -> tuple[int, int, tuple[int, ...]]:
    return group.club, group.pattern, group.members


def _by_groups(n: Instance, world: World) -> Mapping[Groups, dict[Canonical, Aims]]:
    found: dict[Groups, dict[Canonical, Aims]] = {}
    for key, aims in accepted_in(world).items():
        found.setdefault(_groups(n, key), {})[key] = aims
    return dict(sorted(found.items(), key=lambda item: [_order(group) for group in item[0]]))


def _with(decided: Decided) -> Callable[[Instance], ExactModel]:
    return lambda n: ExactModel(n, decided)


def _union(parts: Iterable[Mapping[Canonical, Aims]]) -> dict[Canonical, Aims]:
    return {key: aims for part in parts for key, aims in part.items()}


@pytest.mark.parametrize("world", CLUBS, ids=str)
def test_decided_groups(world: World) -> None:
    n = build_instance(world.scenario)
    for groups, timetables in _by_groups(n, world).items():
        assert solutions(world.scenario, n, _with(Decided(groups))) == timetables


@pytest.mark.parametrize("world", CLUBS, ids=str)
def test_groups_that_may_stay_closed(world: World) -> None:
    n = build_instance(world.scenario)
    by_groups = _by_groups(n, world)
    for groups in by_groups:
        some = _union(part for fewer, part in by_groups.items() if set(fewer) <= set(groups))
        every = frozenset(range(len(groups)))
        assert solutions(world.scenario, n, _with(Decided(groups, optional=every))) == some


@pytest.mark.parametrize("world", CLUBS, ids=str)
def test_groups_that_may_move(world: World) -> None:
    n = build_instance(world.scenario)
    by_groups = _by_groups(n, world)
    for groups in by_groups:
        whom = sorted((group.club, group.members) for group in groups)
        moved = _union(
            part for other, part in by_groups.items() if sorted((group.club, group.members) for group in other) == whom
        )
        every = frozenset(range(len(groups)))
        assert solutions(world.scenario, n, _with(Decided(groups, movable=every))) == moved


def test_there_is_something_to_decide() -> None:
    assert any(len(_by_groups(build_instance(world.scenario), world)) > 5 for world in CLUBS)
