"""Students whom the school puts in clubs: every placement has them there, and in nothing else then."""

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Activity
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.placement import Placement

from .builder import school
from .placing import place
from .recount import faults


def placed(scenario: Scenario) -> tuple[Instance, list[Placement]]:
    """All placements, each without a fault."""
    n = build_instance(scenario)
    found = list(place(n, budget=Budget(seconds=10)))
    for placement in found:
        assert faults(n, placement.groups) == []
    return n, found


def with_support(whole: Scenario, members: tuple[str, ...], **more: object) -> Scenario:
    """The school with a support group."""
    help_ = Activity.model_validate({"kind": "club", "members": members, "groups": {"max": 8}, **more})
    return whole.model_copy(update={"activities": {**whole.activities, "help": help_}})


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_support_group_is_held(seed: int) -> None:
    whole = school(80, seed)
    members = tuple(sorted(student.id for student in whole.students)[::13])
    n, found = placed(with_support(whole, members, periods=["second"]))
    club = next(number for number, club in enumerate(n.clubs) if club.activity == "help")
    groups = [group for group in found[-1].groups if group.club == club]
    assert [tuple(n.pupils[member].id for member in group.members) for group in groups] == [members]


def test_a_choice_at_the_same_time_is_given_up() -> None:
    whole = school(60, 1)
    once = whole.students[0].model_copy(update={"days": ("mon",), "stays": None, "leave": None, "periods": None})
    whole = whole.model_copy(update={"students": (once, *whole.students[1:])})
    n, found = placed(with_support(whole, (once.id,), days=["mon"], periods=["second"]))
    clubs = {n.clubs[group.club].activity for group in found[-1].groups if 0 in group.members}
    assert n.pupils[0].options, "there is something to give up"
    assert clubs == {"help"}
    assert all(bound.bound <= found[-1].values[bound.aim] for bound in found[-1].bounds)


def test_who_cannot_come_leaves_no_placement() -> None:
    whole = school(60, 1)
    student = whole.students[0]
    gone = student.model_copy(update={"days": (), "stays": {"mon": ("first",)}})
    whole = whole.model_copy(update={"students": (gone, *whole.students[1:])})
    assert placed(with_support(whole, (gone.id,), periods=["second"]))[1] == []
    assert placed(with_support(whole, (gone.id,), periods=["first"]))[1] != []
