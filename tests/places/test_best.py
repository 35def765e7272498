"""`place` against everything that is possible, in small allocations, by every fairness and every engine."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.errors import ImpossibleError
from afterschool_sched.places import FAIRNESS, Fairness
from afterschool_sched.placing import place
from afterschool_sched.stages.places import flow, strategy
from tests.places.small import Small, best, drawn


def agrees(small: Small, fairness: Fairness) -> str:
    """`place` finds the best there is and proves it, or says rightly that there is nothing; gives how."""
    wanted = best(small, fairness)
    if wanted is None:
        with pytest.raises(ImpossibleError, match="confirmed by a second solver"):
            place(small.applicants, small.groups, small.limits, fairness=fairness)
        return "impossible"
    found = place(small.applicants, small.groups, small.limits, fairness=fairness)
    assert [aim.value for aim in found.aims] == wanted
    for aim in found.aims:
        assert aim.bound is not None
        assert aim.bound <= aim.value
    if found.engine != "mip":
        assert found.status == "optimal"
    return found.engine


@pytest.mark.parametrize("fairness", FAIRNESS)
@given(r=st.randoms(use_true_random=False), several=st.booleans())
def test_nothing_is_better(fairness: Fairness, r: random.Random, several: bool) -> None:
    agrees(drawn(r, several=several), fairness)


@pytest.mark.parametrize("fairness", FAIRNESS)
@given(r=st.randoms(use_true_random=False), several=st.booleans())
def test_nothing_is_better_than_what_the_linear_model_finds(
    fairness: Fairness, r: random.Random, several: bool
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(strategy, "fits", lambda problem, those: False)
        assert agrees(drawn(r, several=several), fairness) in ("mip", "impossible")


@pytest.mark.parametrize("fairness", FAIRNESS)
@pytest.mark.parametrize("seed", range(12))
def test_engines_agree_where_there_are_more(fairness: Fairness, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    small = drawn(random.Random(seed), several=seed % 2 == 1, size=8)
    usual = outcome(small, fairness)
    monkeypatch.setattr(flow, "_LARGEST", 1)  # every aim by itself, on what is left of the network
    assert outcome(small, fairness) == usual
    monkeypatch.setattr(strategy, "fits", lambda problem, those: False)
    assert outcome(small, fairness) == usual


def outcome(small: Small, fairness: Fairness) -> list[int] | str:
    try:
        found = place(small.applicants, small.groups, small.limits, fairness=fairness)
    except ImpossibleError:
        return "impossible"
    return [aim.value for aim in found.aims]


def test_every_engine_is_at_work() -> None:
    used = {agrees(drawn(random.Random(seed), several=True), "utilitarian") for seed in range(40)}
    assert used == {"flow", "branching", "mip", "impossible"}
