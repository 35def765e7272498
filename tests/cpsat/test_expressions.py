"""Expressions mean what they say: every value of the variables, and no other value of what is derived from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ortools.sat.python import cp_model

from afterschool_sched.cpsat.expressions import Builder

Ends = tuple[int, int]
Values = tuple[int, ...]


class _All(cp_model.CpSolverSolutionCallback):
    def __init__(self, shown: Sequence[Any]) -> None:
        super().__init__()
        self.shown = shown
        self.found: list[Values] = []

    def on_solution_callback(self) -> None:
        self.found.append(tuple(int(self.value(each)) for each in self.shown))


def _solutions(b: Builder, shown: Sequence[Any]) -> list[Values]:
    """The values of what is shown in every solution, one for each."""
    every = _All(shown)
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False  # else SIGINT is left at the system's default for all later tests
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    assert solver.solve(b.model, every) in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return sorted(every.found)


def _check(ends: Sequence[Ends], made: Callable[[Builder, list[Any]], Any], meant: Callable[[Values], int]) -> None:
    """What is made of variables has, for each of their values, the one value that is meant."""
    b = Builder()
    variables = [b.integer(low, high, f"x{at}") for at, (low, high) in enumerate(ends)]
    result = made(b, variables)
    inputs = product(*(range(low, high + 1) for low, high in ends))
    assert _solutions(b, [*variables, result]) == sorted((*values, meant(values)) for values in inputs)
    low, high = b.span(result)
    assert all(low <= meant(values) <= high for values in product(*(range(low, high + 1) for low, high in ends)))


SWITCHES = [[(0, 1)], [(0, 1), (0, 1)], [(0, 1), (0, 1), (0, 1)], [(0, 2), (0, 1)], [(0, 3)], [(1, 1), (0, 1)]]


@pytest.mark.parametrize("ends", SWITCHES)
def test_any_of(ends: list[Ends]) -> None:
    _check(ends, lambda b, x: b.any_of(x, "any"), lambda values: int(any(values)))


@pytest.mark.parametrize("ends", SWITCHES)
def test_all_of(ends: list[Ends]) -> None:
    _check(ends, lambda b, x: b.all_of(x, "all"), lambda values: int(all(values)))


@pytest.mark.parametrize("ends", [[(0, 1), (0, 1)], [(0, 2), (0, 3)]])
def test_both(ends: list[Ends]) -> None:
    _check(ends, lambda b, x: b.both(x[0], x[1], "both"), lambda values: int(all(values)))


@pytest.mark.parametrize(
    ("fixed", "any_of", "all_of"),
    [([], 0, 1), ([0], 0, 0), ([1], 1, 1), ([0, 1], 1, 0), ([2], 1, 1), ([1, 1], 1, 1)],
)
def test_what_is_fixed_stays_a_number(fixed: list[int], any_of: int, all_of: int) -> None:
    b = Builder()
    assert (b.any_of(fixed, "any"), b.all_of(fixed, "all")) == (any_of, all_of)
    assert not b.bounds


@pytest.mark.parametrize("fixed", [0, 1, 2])
def test_fixed_and_open_together(fixed: int) -> None:
    _check([(0, 1)], lambda b, x: b.any_of([x[0], fixed], "any"), lambda values: int(bool(values[0] or fixed)))
    _check([(0, 1)], lambda b, x: b.all_of([x[0], fixed], "all"), lambda values: int(bool(values[0] and fixed)))


@pytest.mark.parametrize("threshold", range(-1, 6))
def test_at_least(threshold: int) -> None:
    _check(
        [(0, 2), (0, 2)], lambda b, x: b.at_least(x[0] + x[1], threshold, "enough"), lambda v: int(sum(v) >= threshold)
    )


@pytest.mark.parametrize("ends", [[(0, 1), (0, 3)], [(0, 1), (0, 0)], [(0, 1), (2, 5)]])
def test_when(ends: list[Ends]) -> None:
    _check(ends, lambda b, x: b.when(x[0], x[1], "when"), lambda values: values[0] * values[1])


def test_when_one_side_is_decided() -> None:
    _check([(0, 3)], lambda b, x: b.when(1, x[0], "when"), lambda values: values[0])
    _check([(0, 3)], lambda b, x: b.when(0, x[0], "when"), lambda values: 0)
    _check([(0, 1)], lambda b, x: b.when(x[0], 7, "when"), lambda values: 7 * values[0])


@pytest.mark.parametrize("table", [[3, 1, 2, 2], [5, 5, 5, 5], [0, 1, 1, 2]])
def test_look_up(table: list[int]) -> None:
    _check([(0, 3)], lambda b, x: b.look_up(table, x[0], "table"), lambda values: table[values[0]])
    assert Builder().look_up(table, 1, "table") == table[1]


@pytest.mark.parametrize("ends", [[(0, 2), (0, 2)], [(0, 1), (2, 3)], [(-1, 1), (0, 1), (1, 1)]])
def test_maximum_and_minimum(ends: list[Ends]) -> None:
    _check(ends, lambda b, x: b.maximum(x, "most"), max)
    _check(ends, lambda b, x: b.minimum(x, "least"), min)
    _check(ends, lambda b, x: b.maximum([*x, 1], "most"), lambda values: max(1, *values))
    _check(ends, lambda b, x: b.minimum([*x, 1], "least"), lambda values: min(1, *values))
    assert Builder().maximum([3, 1], "most") == 3
    assert Builder().minimum([3, 1], "least") == 1


@given(
    st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 2), st.integers(-3, 3)), max_size=3),
    st.lists(st.integers(-3, 3), max_size=2),
)
def test_total_and_span(parts: list[tuple[int, int, int]], fixed: list[int]) -> None:
    b = Builder()
    variables = [b.integer(low, low + width, f"x{at}") for at, (low, width, _) in enumerate(parts)]
    total = b.total([*fixed, *(factor * x for x, (_, _, factor) in zip(variables, parts, strict=True))])
    ranges = [range(low, low + width + 1) for low, width, _ in parts]
    meant = [
        (*values, sum(fixed) + sum(value * factor for value, (_, _, factor) in zip(values, parts, strict=True)))
        for values in product(*ranges)
    ]
    assert isinstance(total, int) == (not parts)
    assert b.span(total) == (min(each[-1] for each in meant), max(each[-1] for each in meant))
    if parts:
        assert _solutions(b, [*variables, total]) == sorted(meant)


LIMITS: list[tuple[int | None, int | None]] = [(None, 1), (1, None), (1, 2), (2, 2), (0, 4), (None, -1), (5, None)]


@pytest.mark.parametrize(("low", "high"), LIMITS)
@pytest.mark.parametrize("explained", [False, True])
def test_post(low: int | None, high: int | None, explained: bool) -> None:
    b = Builder(literals=explained)
    x = [b.integer(0, 2, "x0"), b.integer(0, 2, "x1")]
    b.post(7, x[0] + x[1], low, high, "here")
    kept = [
        values
        for values in product(range(3), repeat=2)
        if (low is None or sum(values) >= low) and (high is None or sum(values) <= high)
    ]
    needed = len(kept) < 9
    assert set(b.literals) == ({7} if explained and needed else set())
    if explained and needed:
        every = [(*values, 0) for values in product(range(3), repeat=2)]
        assert _solutions(b, [*x, b.literal(7)]) == sorted([*every, *((*values, 1) for values in kept)])
    else:
        assert _solutions(b, x) == kept


@pytest.mark.parametrize(("value", "low", "high", "holds"), [(3, 1, 3, True), (3, 4, None, False), (3, None, 2, False)])
def test_post_of_what_is_decided(value: int, low: int | None, high: int | None, holds: bool) -> None:
    b = Builder()
    x = b.boolean("x")
    b.post(4, value, low, high, "here")
    assert b.broken == ([] if holds else [(4, "here")])
    assert _solutions(b, [x]) == ([(0,), (1,)] if holds else [])


def test_what_is_decided_and_broken_is_switched_off_with_its_rule() -> None:
    b = Builder(literals=True)
    b.post(4, 3, None, 2, "here")
    assert _solutions(b, [b.literal(4)]) == [(0,)]


@pytest.mark.parametrize(("row", "kept"), [(True, 2), (False, 0)])
def test_a_link_may_be_decided(row: bool, kept: int) -> None:
    b = Builder()
    x = b.boolean("x")
    b.link(row)
    assert len(_solutions(b, [x])) == kept
