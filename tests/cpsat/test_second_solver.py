"""HiGHS thinks the same of the exact model as CP-SAT and brute force: which tiny worlds have a timetable at all."""

from __future__ import annotations

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.model import ExactModel
from tests.cpsat.second_solver import is_feasible
from tests.rules.brute_force import accepted_in
from tests.rules.world import World
from tests.rules.worlds_tiny import WORLDS


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_the_same_worlds_have_timetables(world: World) -> None:
    model = ExactModel(build_instance(world.scenario))
    assert is_feasible(model.builder.model) == bool(accepted_in(world))
