"""The same-set worlds are proved: whatever is wrong in the solver alone, some world notices.

A rule is dropped from the model; a bound that an encoder posts is shifted by one; a number, time or switch of the
scenario is misread by one. In each case the timetables, or what they cost, must differ from the checker's somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import get_args

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.rule import PenaltyAim
from tests.rules.brute_force import accepted_in
from tests.rules.enumerate_solver import Build, TooMany, solutions
from tests.rules.mutants import Bound, Misreading, bounds_of, misreadings, shifted
from tests.rules.world import World
from tests.rules.worlds_tiny import WORLDS

RULES = [rule.id for rule in CATALOGUE]
COSTS = get_args(PenaltyAim)

# What makes no difference, and why.
HARMLESS = {
    "workload.consecutive_days.min +1": "consecutive days have a maximum only",
    "workload.consecutive_days.min -1": "consecutive days have a maximum only",
}


def _binding(rule: str) -> list[World]:
    return [world for world in WORLDS if rule in world.binds]


def _notices(world: World, instance: Instance | None = None, build: Build = ExactModel) -> bool:
    """Whether what this wrong solver allows or charges is not what the checker does.

    First without the aims of students: they are written for a right model, and would limit a wrong one.
    """
    checker = accepted_in(world)
    aims = world.scenario.aim_ids
    costs = [at for at, aim in enumerate(aims) if aim in COSTS]
    try:
        instance = instance or world.instance()
        found = solutions(world.scenario, instance, build, [aims[at] for at in costs])
        if found != {key: tuple(values[at] for at in costs) for key, values in checker.items()}:
            return True
        return solutions(world.scenario, instance, build) != checker
    except TooMany:
        return True


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_that_is_dropped_is_missed(rule: str) -> None:
    without = frozenset({rule})
    assert any(_notices(world, world.instance(without=without)) for world in _binding(rule))


@cache
def _bounds(world: World) -> frozenset[Bound]:
    return frozenset(bounds_of(world.instance()))


@pytest.mark.parametrize("by", [1, -1])
@pytest.mark.parametrize("rule", RULES)
def test_a_bound_that_is_shifted_is_noticed(rule: str, by: int) -> None:
    worlds = _binding(rule)
    bounds = {bound for world in worlds for bound in _bounds(world) if bound.rule == rule}
    unnoticed = [
        str(bound)
        for bound in sorted(bounds)
        if not any(_notices(world, build=shifted(bound, by)) for world in worlds if bound in _bounds(world))
    ]
    assert not unnoticed


def test_every_posted_bound_is_in_a_world_in_which_its_rule_binds() -> None:
    posted = {bound for world in WORLDS for bound in _bounds(world)}
    assert posted == {bound for world in WORLDS for bound in _bounds(world) if bound.rule in world.binds}


def test_what_is_misread_is_noticed() -> None:
    found: dict[str, list[Misreading]] = {}
    for world in WORLDS:
        for misreading in misreadings(world):
            found.setdefault(misreading.kind, []).append(misreading)
    witnesses: dict[World, None] = {}
    written = [kind for kind in sorted(found) if any(misreading.scenario for misreading in found[kind])]
    unnoticed = [kind for kind in written if not _some_notice(found[kind], witnesses)]
    assert unnoticed == [*HARMLESS]


def _some_notice(found: Iterable[Misreading], witnesses: dict[World, None]) -> bool:
    """Whether some world notices; those that noticed something before are asked first."""
    for misreading in sorted(found, key=lambda each: each.world not in witnesses):
        misread = misreading.scenario
        if misread is not None and solutions(misread, misreading.world.instance(misread)) != accepted_in(
            misreading.world
        ):
            witnesses[misreading.world] = None
            return True
    return False
