"""The core of a master: smaller, with nearly the same optimum, and good to begin a dive at."""

import threading
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.stages import core, lp
from afterschool_sched.stages.aims import aims_of, weighted
from afterschool_sched.stages.basis import basis_around, shrunk
from afterschool_sched.stages.bounds import safe_bound
from afterschool_sched.stages.core import beginning, core_optimum
from afterschool_sched.stages.dive import dive
from afterschool_sched.stages.lp import Answer, Limits, nearly_optimal, solve_lp, solve_mip
from afterschool_sched.stages.matrix import Floats, Model
from afterschool_sched.stages.offer import Offer, build_offer
from afterschool_sched.stages.search import counts_whole
from afterschool_sched.stages.warm import Warm

from .builder import school

SEEDS = (1, 2, 3)


@cache
def made(seed: int) -> tuple[Offer, Floats, Answer]:
    """A master of some 1,500 columns, an objective, and the LP optimum without the rows that make it strong."""
    n = build_instance(school(150, seed, both_periods=True))
    offer = build_offer(n)
    cost = weighted(offer.aims, aims_of(n))
    return offer, cost, solve_lp(offer.model.select_rows(~offer.model.droppable), cost, simplex=True)


def core_of(seed: int) -> tuple[Model, Answer]:
    found = core_optimum(*made(seed), None)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def any_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core, "SMALLEST", 0)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_optimum_of_the_core_is_nearly_that_of_the_whole(seed: int) -> None:
    offer, cost, _ = made(seed)
    model, answer = core_of(seed)
    whole = solve_lp(offer.model, cost)
    assert abs(answer.value - whole.value) <= 1e-4 * abs(whole.value)
    assert (model.ub[offer.counts] == 0).sum() > (offer.model.ub[offer.counts] == 0).sum(), "some groups stay shut"
    assert np.all(model.ub <= offer.model.ub)
    assert np.array_equal(model.lb, offer.model.lb)
    again = core_optimum(offer, cost, None, None)
    assert again is not None
    assert again[1].value == pytest.approx(answer.value), "the weak optimum is found where it is not known"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_dive_from_the_core_ends_with_groups_of_the_whole_master(seed: int) -> None:
    offer, cost, _ = made(seed)
    model, answer = core_of(seed)
    small = shrunk(model, answer.basis)
    columns = np.arange(small.model.size, dtype=np.int64)
    with Warm(small.model, cost[small.columns], small.basis, columns) as warm:
        status, value, _ = warm.solve()
    held = float(cost @ small.held)
    assert status == "optimal"
    assert value + held == pytest.approx(answer.value, rel=1e-9), "its basis is optimal"
    dived = dive(offer, model, cost, answer.basis, lambda: False)
    assert dived.counts is not None
    assert dived.x is not None
    assert np.all(dived.counts <= model.ub[offer.counts])
    assert np.array_equal(np.rint(dived.x[offer.counts]), dived.counts)
    whole = counts_whole(offer, offer.with_counts(offer.model, dived.counts))
    seated = solve_mip(whole, cost, Limits())
    assert seated.status == "optimal"
    assert seated.value >= solve_lp(offer.model, cost).value - 1e-6


def test_what_has_to_open_is_not_shut() -> None:
    offer, cost, weak = made(1)
    found = core_optimum(offer, cost, weak, None)
    assert found is not None
    shut = int(np.flatnonzero((found[0].ub[offer.counts] == 0) & (offer.model.ub[offer.counts] > 0))[0])
    lb = offer.model.lb.copy()
    lb[shut] = 1.0
    pinned = replace(offer, model=offer.model.with_box(lb, offer.model.ub))
    again = core_optimum(pinned, cost, None, None)
    assert again is not None
    assert again[0].ub[shut] >= 1
    assert again[1].found[shut] >= 1 - 1e-6


def test_there_is_no_core_of_small_masters_nor_where_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    offer, cost, weak = made(1)
    assert core_optimum(offer, cost, weak, 0.0) is None
    nothing = Answer("unknown", None, np.inf, -np.inf, None, None, 0)
    assert beginning(offer.model, nothing) is None
    assert core_optimum(offer, cost, nothing, None) is None
    monkeypatch.setattr(core, "SMALLEST", offer.model.size + 1)
    assert core_optimum(offer, cost, weak, None) is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_first_order_method_comes_as_near_as_it_is_asked_to(seed: int) -> None:
    offer, cost, weak = made(seed)
    begin = beginning(offer.model, weak)
    assert begin is not None
    whole = solve_lp(offer.model, cost).value
    for tolerance in (1e-3, 1e-5):
        near = nearly_optimal(offer.model, cost, begin, tolerance)
        assert near.status == "optimal"
        assert abs(near.value - whole) <= 3 * tolerance * abs(whole)
    ended = nearly_optimal(offer.model, cost, begin, 1e-9, 0.0)
    assert ended.status == "unknown"
    assert ended.duals is not None
    assert safe_bound(offer.model, cost, ended.duals) <= whole + 1e-6 * abs(whole)


def test_the_basis_of_a_part_is_one_of_the_whole() -> None:
    offer, cost, _ = made(2)
    model = offer.model
    part = model.select_rows(np.ones(len(model.lo), dtype=np.bool_)).reduced()
    assert part is not None
    answer = solve_lp(part.model, cost[part.columns])
    basis = basis_around(answer.basis, part.columns, model.size, part.rows, len(model.lo))
    again = solve_lp(model, cost, basis=basis)
    assert again.value == pytest.approx(answer.value + float(cost @ part.held))
    assert again.effort <= 5, "it is optimal"


def test_a_first_order_method_ends_where_it_is_told_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would go on: the tolerance is out of reach, and there is no clock."""
    monkeypatch.setattr(lp, "FIRST_ORDER_ITERATIONS", 10**9)
    offer, cost, weak = made(1)
    begin = beginning(offer.model, weak)
    assert begin is not None
    asked: list[int] = []

    def stop() -> bool:
        asked.append(threading.get_ident())
        return len(asked) > 1

    ended = nearly_optimal(offer.model, cost, begin, 1e-30, stop=stop)
    assert ended.status == "unknown"
    assert ended.duals is not None
    assert len(asked) == 2
    assert threading.get_ident() not in asked
