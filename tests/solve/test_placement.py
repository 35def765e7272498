"""Placements of invented schools, recounted by another hand."""

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance
from afterschool_sched.solve.budget import Budget
from afterschool_sched.solve.placement import Placement, place

from .builder import school
from .recount import faults, values


def judge(n: Instance, placement: Placement) -> None:
    assert faults(n, placement.groups) == []
    counted = values(n, placement.groups)
    assert counted == placement.values
    served = [pupil for pupil in n.pupils if pupil.served]
    assert placement.utility == sum(100 + 100 * pupil.wanted for pupil in served) - counted["utility"]
    if placement.utility_bound is not None:
        assert placement.utility <= placement.utility_bound
    for bound in placement.bounds:
        assert bound.bound <= placement.values[bound.aim]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("fairness", ["balanced", "utilitarian"])
def test_every_placement_of_a_small_school_keeps_the_rules(seed: int, fairness: str) -> None:
    n = build_instance(school(60, seed, fairness=fairness, both_periods=seed % 2 == 1))
    found = list(place(n, budget=Budget(seconds=20)))
    assert found
    for placement in found:
        judge(n, placement)
    assert found[-1].utility_bound is not None
