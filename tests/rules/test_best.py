"""The exact search finds the best timetable of a tiny world, aim by aim, and claims no more and no less."""

from __future__ import annotations

import pytest

from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Impossible
from afterschool_sched.stages.exact import search_exact
from tests.rules.brute_force import accepted_in
from tests.rules.canonical import canonical
from tests.rules.world import World
from tests.rules.worlds_changes import CHANGES
from tests.rules.worlds_groups import CLUB_LIMIT
from tests.rules.worlds_kept import AIMS, SAME_PEOPLE
from tests.rules.worlds_staff import EVEN, WISHES

# Worlds in which there is something to choose.
CHOICE = (*CLUB_LIMIT, *SAME_PEOPLE, *EVEN, *WISHES, *AIMS, *CHANGES)


@pytest.mark.parametrize("world", CHOICE, ids=str)
def test_the_best_is_found_and_proved(world: World) -> None:
    every = accepted_in(world)
    search = search_exact(world.instance(), Budget(seconds=60.0, deterministic=True), lambda _: None)
    if not every:
        with pytest.raises(Impossible):
            next(search)
        return
    *_, last = search
    assert every[canonical(world.scenario, last.plan.groups)] == min(every.values())
    assert tuple(bound.bound for bound in last.bounds) == min(every.values())
    assert last.optimal


def test_there_is_much_to_choose() -> None:
    assert sum(len(set(accepted_in(world).values())) > 3 for world in CHOICE) > 40
