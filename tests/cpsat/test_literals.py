"""The build that explains: with every rule switched on it allows what the plain build does, and with one off more."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from afterschool_sched.cpsat.model import CANDIDATES_ONLY, ExactModel
from afterschool_sched.instance import Instance
from tests.rules.brute_force import accepted_in
from tests.rules.enumerate_solver import solutions
from tests.rules.world import World
from tests.rules.worlds_tiny import WORLDS

Build = Callable[[Instance], ExactModel]


def _switched(off: Collection[str] = ()) -> Build:
    """The exact model with all rules on but these."""

    def build(n: Instance) -> ExactModel:
        model = ExactModel(n, literals=True)
        for at, literal in model.builder.literals.items():
            model.builder.model.add_bool_and([~literal if n.rules[at].id in off else literal])
        return model

    return build


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_all_rules_on(world: World) -> None:
    assert solutions(world.scenario, world.instance(), build=_switched()) == accepted_in(world)


@pytest.mark.parametrize("rule", sorted({rule for world in WORLDS for rule in world.binds} - CANDIDATES_ONLY))
def test_a_rule_that_is_off_forbids_nothing(rule: str) -> None:
    """In every world it allows all that was allowed; in some world more."""
    more = 0
    for world in (world for world in WORLDS if rule in world.binds):
        found = solutions(world.scenario, world.instance(), build=_switched([rule]), aims=())
        assert set(found) >= set(accepted_in(world))
        more += len(found) > len(accepted_in(world))
    assert more
