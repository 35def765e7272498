"""Models as arrays, the solvers behind the adapter, and bounds that rounding cannot break."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.stages import lp
from afterschool_sched.stages.basis import shrunk
from afterschool_sched.stages.board import Board
from afterschool_sched.stages.bounds import round_up, safe_bound
from afterschool_sched.stages.lp import Limits, solve_lp, solve_mip
from afterschool_sched.stages.matrix import Floats, Model, Row, RowList
from afterschool_sched.stages.warm import Warm


@st.composite
def models(draw: st.DrawFn) -> tuple[Model, Floats]:
    """A boxed integer model with a few columns and rows, and a cost."""
    columns = draw(st.integers(1, 4))
    small = st.integers(-3, 3)
    rows = RowList()
    for _ in range(draw(st.integers(0, 4))):
        coefs = draw(st.lists(small, min_size=columns, max_size=columns))
        low = draw(st.one_of(st.just(-np.inf), st.integers(-4, 2)))
        high = draw(st.one_of(st.just(np.inf), st.integers(-1, 5)))
        rows.add(range(columns), [float(value) for value in coefs], float(low), max(float(low), float(high)))
    ub = draw(st.lists(st.integers(0, 2), min_size=columns, max_size=columns))
    cost = draw(st.lists(small, min_size=columns, max_size=columns))
    return rows.model([0.0] * columns, [float(value) for value in ub], [True] * columns), np.array(cost, dtype=float)


def best(model: Model, cost: Floats) -> float | None:
    """By trying every whole point of the box."""
    values = []
    for point in product(*(range(int(high) + 1) for high in model.ub)):
        activity = model.activity(np.array(point, dtype=float))
        if np.all(activity >= model.lo) and np.all(activity <= model.hi):
            values.append(float(cost @ np.array(point, dtype=float)))
    return min(values, default=None)


@given(models())
def test_a_mip_is_solved_as_by_trying_everything(given_: tuple[Model, Floats]) -> None:
    model, cost = given_
    answer, least = solve_mip(model, cost, Limits()), best(model, cost)
    if least is None:
        assert answer.status == "infeasible"
        return
    assert answer.status == "optimal"
    assert answer.value == pytest.approx(least)
    assert cost @ np.rint(answer.found) == pytest.approx(least)
    activity = model.activity(np.rint(answer.found))
    assert np.all(activity >= model.lo)
    assert np.all(activity <= model.hi)


def test_interior_point_is_not_begun_without_the_time_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = RowList()
    for _ in range(100):
        rows.add([0], [1.0], hi=1.0)
    model, cost = rows.model([0.0], [1.0], [False]), np.array([-1.0])
    enough = lp.BARRIER_EACH * 100
    assert solve_lp(model, cost, seconds=10_000 * enough).value == -1.0
    monkeypatch.setattr(lp, "_run", lambda *_, **__: pytest.fail("a solver was begun"))
    answer = solve_lp(model, cost, seconds=0.5 * enough)
    assert answer.status == "unknown"
    assert answer.duals is None


@given(models(), st.lists(st.floats(-50, 50), min_size=4, max_size=4))
def test_no_duals_give_a_bound_above_the_best_point(given_: tuple[Model, Floats], duals: list[float]) -> None:
    model, cost = given_
    least = best(model, cost)
    if least is None:
        return
    assert safe_bound(model, cost, np.array(duals[: len(model.lo)])) <= least
    answer = solve_lp(model, cost)
    assert answer.duals is not None
    assert round_up(safe_bound(model, cost, answer.duals)) <= least
    assert safe_bound(model, cost, answer.duals) == pytest.approx(answer.value, abs=1e-6)


@given(models(), st.lists(st.floats(-1e9, 1e9), min_size=4, max_size=4))
def test_rounding_never_lifts_a_bound(given_: tuple[Model, Floats], duals: list[float]) -> None:
    """Against exact fractions: the bound of the same duals without any rounding is no less."""
    model, cost = given_
    y = [Fraction(value) for value in duals[: len(model.lo)]]
    total = Fraction(0)
    reduced = [Fraction(value) for value in cost]
    for row, value in enumerate(y):
        side = model.lo[row] if value > 0 else model.hi[row]
        if np.isinf(side):
            y[row] = Fraction(0)
        else:
            total += value * Fraction(float(side))
    for row, col, coef in zip(model.rows, model.cols, model.coefs, strict=True):
        reduced[col] -= Fraction(float(coef)) * y[row]
    total += sum(
        min(part * Fraction(low), part * Fraction(high))
        for part, low, high in zip(reduced, model.lb, model.ub, strict=True)
    )
    assert Fraction(safe_bound(model, cost, np.array(duals[: len(model.lo)]))) <= total


@given(models())
def test_warm_solves_equal_cold_ones(given_: tuple[Model, Floats]) -> None:
    model, cost = given_
    cold = solve_lp(model, cost)
    if cold.status != "optimal" or cold.basis is None:
        return
    small = shrunk(model, cold.basis)
    columns = np.arange(small.model.size, dtype=np.int64)
    held = float(cost @ small.held)
    with Warm(small.model, cost[small.columns], small.basis, columns) as warm:
        status, value, x = warm.solve()
        assert status == "optimal"
        assert value + held == pytest.approx(cold.value, abs=1e-6)
        assert cost @ small.whole(x) == pytest.approx(cold.value, abs=1e-6)
        for top in range(int(model.ub[0]) + 1):
            ub = model.ub.copy()
            ub[0] = top
            if small.places(np.array([0]))[0] >= 0:
                warm.box(columns, model.lb[small.columns], ub[small.columns])
            status, value, _ = warm.solve()
            again = solve_lp(model.with_box(model.lb, ub), cost)
            assert status == again.status
            if status == "optimal":
                assert value + held == pytest.approx(again.value, abs=1e-6)


def test_a_basis_serves_a_model_with_more_rows() -> None:
    rows = RowList()
    rows.at_most([0, 1], 1.5)
    model = rows.model([0.0, 0.0], [1.0, 1.0], [False, False])
    cost = np.array([-1.0, -2.0])
    first = solve_lp(model, cost)
    more = model.with_rows([Row(np.array([1]), np.array([1.0]), hi=0.25)])
    assert solve_lp(more, cost, basis=first.basis).value == pytest.approx(-1.5)


def test_doubled_columns_of_a_row_are_added_up() -> None:
    rows = RowList()
    rows.add([1, 0, 1], [1.0, 2.0, 1.0], hi=4.0)
    rows.add([0, 0], [1.0, -1.0], hi=0.0)
    model = rows.model([0.0, 0.0], [9.0, 9.0], [True, True])
    assert model.rows.tolist() == [0, 0]
    assert model.cols.tolist() == [0, 1]
    assert model.coefs.tolist() == [2.0, 2.0]


def test_fixed_columns_and_rows_that_always_hold_leave_the_model() -> None:
    rows = RowList()
    rows.at_most([0, 1], 2.0)
    rows.at_most([1, 2], 1.0)
    model = rows.model([0.0] * 3, [1.0] * 3, [True] * 3)
    reduced = model.with_fixed(np.array([0]), np.array([1.0])).reduced()
    assert reduced is not None
    assert reduced.columns.tolist() == [1, 2]
    assert reduced.model.hi.tolist() == [1.0]
    assert reduced.whole(np.array([0.0, 1.0])).tolist() == [1.0, 0.0, 1.0]
    broken = model.with_fixed(np.array([1, 2]), np.array([1.0, 1.0])).reduced()
    assert broken is None


def test_bounds_are_rounded_up_to_whole_values() -> None:
    assert round_up(2.2) == 3
    assert round_up(3.0) == 3
    assert round_up(3.0 + 1e-12) == 3
    assert round_up(-0.5) == 0


def test_rows_with_slack_are_taken_by_a_solver() -> None:
    board = Board()
    one, other = board.column(0, 5), board.column(0, 5)
    board.rows.add([one], [1.0], hi=1.0)
    board.rows.add([other], [1.0], hi=2.0)
    model = board.model().with_slack(2, [3.0, 4.0])
    found = solve_lp(model, np.array([-2.0, -2.0, 1.0, 3.0]))  # the first is worth its slack, the second is not
    assert found.status == "optimal"
    assert found.found == pytest.approx([4.0, 2.0, 3.0, 0.0])
