"""The solver's model and the checker mean the same: in tiny worlds they allow and value the same timetables alike.

On one side are all solutions of the exact model, on the other all timetables that the checker accepts, each with the
value of every aim. So a rule that is too loose shows, one that is too tight, and one that charges too much or little.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.validate import validate
from tests.rules.brute_force import accepted, accepted_in, accepted_without_pruning
from tests.rules.canonical import Canonical
from tests.rules.enumerate_solver import solutions
from tests.rules.world import ALONE, BASE, SECOND, Data, World, activity, chosen, merged, scenario
from tests.rules.worlds_tiny import WORLDS

Aims = tuple[int, ...]

# Findings which say that something cannot be meant as it is written, and not that there is no timetable.
NOT_MEANT = frozenset(
    {
        "choice-not-open",
        "club-no-pattern",
        "club-no-room",
        "club-too-often",
        "period-never",
        "session-too-long",
        "stay-too-many",
        "unknown-activity",
        "unknown-season",
    }
)

# So small that everything can be judged that two groups of one session can be. Two are enough: every group takes a
# teacher in some period, and there are no more teachers and periods than two.
_TOGETHER: Data = {"rooms": {"r31": {"groups_at_once": 2}}}
SMALLEST: dict[str, Data] = {
    "homework": merged(BASE, _TOGETHER, activity("homework", groups={"max": 1})),
    "chess": merged(
        BASE,
        _TOGETHER,
        chosen("chess"),
        {"activities": {"homework": None}},
        activity("chess", kind="club", groups={"up_to": 2}),
    ),
    "patrol": merged(BASE, ALONE, activity("patrol", kind="duty")),
    "two periods": merged(
        BASE, SECOND, {"teachers": {"t2": None}}, chosen("chess"), ALONE, activity("chess", kind="club")
    ),
}


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_same_set(world: World) -> None:
    assert not _differences(solutions(world.scenario, world.instance()), accepted_in(world))


def _differences(solver: Mapping[Canonical, Aims], checker: Mapping[Canonical, Aims]) -> list[str]:
    """The first few of what one side allows and the other does not, or both value differently."""
    loose = [f"the solver alone allows {key}" for key in solver if key not in checker]
    tight = [f"the checker alone accepts {key}" for key in checker if key not in solver]
    charged = [
        f"the solver values {key} at {aims}, the checker at {checker[key]}"
        for key, aims in solver.items()
        if key in checker and aims != checker[key]
    ]
    return [*loose[:2], *tight[:2], *charged[:2]]


@pytest.mark.parametrize("name", SMALLEST)
def test_pruning_loses_nothing(name: str) -> None:
    world = scenario(SMALLEST[name])
    found = accepted(world)
    assert found
    assert found == accepted_without_pruning(world, most_groups=2)


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_what_validation_proves_impossible_is(world: World) -> None:
    errors = {finding.code for finding in validate(world.scenario) if finding.severity == "error"}
    assert not (errors - NOT_MEANT and accepted_in(world)), errors


def test_every_rule_has_worlds_in_which_it_binds() -> None:
    assert {rule for world in WORLDS for rule in world.binds} == {rule.id for rule in CATALOGUE}


def test_worlds_have_names_of_their_own() -> None:
    assert len({world.name for world in WORLDS}) == len(WORLDS)
