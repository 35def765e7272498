"""The linear relaxation of an exact model, and what it knows: a bound of an aim, and nearly always a timetable for it.

Once club groups are decided, what is left (who leads, where, who sits with whom) is nearly a flow: the relaxation's
optimum is the exact one in nearly every school tried, or one above it, where CP-SAT's bound stays far below. See
`docs/solver.md`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from afterschool_sched.cpsat.expressions import Builder

from .aims import Linear
from .bounds import round_up, safe_bound
from .lp import Limits, solve_lp, solve_mip
from .matrix import INFINITY, Floats, Ints, Model, RowList

USED = 1e-6  # of a column in a solution of the LP, more than rounding
PRICE = 1e-7  # of a column, more than rounding
# Of the dual simplex method, and for each row, before interior point is tried: it is quicker, or it never ends.
ITERATIONS, ITERATIONS_EACH = 4_000, 0.125
PRICINGS = 20  # at most: two or three are enough
FAR = 2.0**52  # beyond, a limit is none
WHOLE = 0.999  # a gap smaller than this is none where values are whole numbers


class Relaxed:
    """The relaxation of one model, with the rows of aims that keep their values.

    Columns are priced in: the LP begins with those of `core` (all of them if None) and of the incumbent, and takes
    others as its duals call for them. At 2,000 students a quarter of 117,000 columns is enough for the optimum of all.
    """

    def __init__(self, builder: Builder, core: Collection[int] | None = None) -> None:
        self._read = relaxation(builder)
        self.model = self._read.model
        self._asked = np.full(self.model.size, core is None)
        self._asked[list(core or ())] = True
        # The others can be left out: nothing says that they must be more than 0.
        self._asked |= (self.model.ub > 1) | (self.model.lb != 0)
        self._lp: Floats | None = None

    def linear(self, expression: Any) -> Linear:
        """An expression of the exact model over the columns."""
        return linear_of(expression, self.model.size)

    def settled(self, values: Sequence[int] | Floats) -> tuple[int, ...] | None:
        """These values as a solution of the exact model, with what maxima and tables make of them; None if it is none.

        Also None where the relaxation does not know all of the model.
        """
        if not self._read.whole:
            return None
        found = [round(value) for value in values]
        for target in self._read.targets:
            value = target.value(found)
            if value is None:
                return None
            found[target.variable] = value
        model, x = self.model, np.array(found, dtype=np.float64)
        activity = model.activity(x)
        kept = np.all((activity >= model.lo - 0.5) & (activity <= model.hi + 0.5))
        return tuple(found) if kept and np.all((x >= model.lb) & (x <= model.ub)) else None

    def least(self, aim: Linear, incumbent: Sequence[int], seconds: float | None) -> int | None:
        """What the aim is at least, safely; None when that was not found in time. No clock without `seconds`."""
        ends = math.inf if seconds is None else time.monotonic() + seconds
        start = np.array(incumbent, dtype=np.float64)
        self._asked |= start > USED
        self._lp, least = None, -math.inf
        for _ in range(PRICINGS):
            reduced = self._restricted().reduced()
            left = None if seconds is None else ends - time.monotonic()
            if reduced is None or (left is not None and left <= 0):
                break
            answer = solve_lp(
                reduced.model,
                aim.coefs[reduced.columns],
                seconds=left,
                simplex=True,
                iterations=ITERATIONS + round(ITERATIONS_EACH * len(reduced.rows)),
            )
            if answer.x is None or answer.duals is None:
                break
            self._lp = reduced.whole(answer.x)
            duals = np.zeros(len(self.model.lo))
            duals[reduced.rows] = answer.duals
            least = max(least, aim.const + safe_bound(self.model, aim.coefs, duals))
            wanted = ~self._asked & (self._priced(aim, duals) < -PRICE)
            if not wanted.any() or round_up(least) >= aim.value(start):
                break
            self._asked |= wanted
        return round_up(least) if math.isfinite(least) else None

    def _priced(self, aim: Linear, duals: Floats) -> Floats:
        """The reduced costs of all columns."""
        model = self.model
        return aim.coefs - np.bincount(model.cols, weights=model.coefs * duals[model.rows], minlength=model.size)

    def _restricted(self) -> Model:
        """The rows with those columns only that are asked."""
        return self.model.with_fixed(self.left_out, np.zeros(len(self.left_out)))

    @property
    def left_out(self) -> Ints:
        """Columns that are 0 wherever anything is looked for."""
        return np.flatnonzero(~self._asked)

    def whole(self) -> Floats | None:
        """The last solution of the LP, where all of it is whole numbers."""
        x = self._lp
        return None if x is None or bool(np.any(np.abs(x - np.rint(x)) > USED)) else np.rint(x)

    def solution(self, aim: Linear, incumbent: Sequence[int], limits: Limits) -> Floats | None:
        """Whole numbers with a small aim; None when none was found.

        They keep the rows of the relaxation: the exact model may know more.
        """
        start = np.array(incumbent, dtype=np.float64)
        answer = solve_mip(self._restricted(), aim.coefs, replace(limits, gap=WHOLE), hint=start)
        return None if answer.x is None else np.rint(answer.x)

    def keep(self, aim: Linear, value: int) -> None:
        """From now on the aim is at most this."""
        self.model = self.model.with_rows([aim.at_most(value)])


@dataclass(frozen=True)
class Sum:
    """offset + factors * variables."""

    variables: tuple[int, ...]
    factors: tuple[int, ...]
    offset: int

    def value(self, values: Sequence[int]) -> int:
        """Where all variables have these values."""
        return self.offset + sum(c * values[at] for c, at in zip(self.factors, self.variables, strict=True))


@dataclass(frozen=True)
class Target:
    """A variable that is the greatest of `terms`, or, with a `table`, its entry at the one; times `sign`."""

    variable: int
    sign: int
    terms: tuple[Sum, ...]
    table: tuple[int, ...] = ()

    def value(self, values: Sequence[int]) -> int | None:
        """Where all others have these values; None beyond the table's ends."""
        most = max(term.value(values) for term in self.terms)
        if self.table and not 0 <= most < len(self.table):
            return None
        return self.sign * (self.table[most] if self.table else most)


@dataclass(frozen=True)
class Relaxation:
    """What was read of a model: its rows, and the `targets` of its maxima and tables, in order.

    `whole`: nothing was left out, so that whole numbers that keep the rows are a solution once the targets are set.
    """

    model: Model
    targets: tuple[Target, ...]
    whole: bool


def relaxation(builder: Builder) -> Relaxation:
    """Rows over the variables of the builder's model, by index, that each of its solutions keeps.

    Linear rows are taken as they are (those with enforcement literals by the least factor that switches them off),
    clauses as sums, a maximum as at least each of its terms, a table as at least its lower convex hull. Rows of other
    kinds are left out.
    """
    return _Reader(builder).read()


def linear_of(expression: Any, size: int) -> Linear:
    """An expression over so many variables as costs of the columns."""
    coefs = np.zeros(size)
    flat = cp_model.FlatIntExpr(expression)
    for var, coefficient in zip(flat.vars, flat.coeffs, strict=True):
        coefs[var.index] += coefficient
    return Linear(float(flat.offset), coefs, coefs)


class _Reader:
    """Reads a model row by row."""

    def __init__(self, builder: Builder) -> None:
        self._proto = builder.model.proto
        boxes = [builder.bounds[at] for at in range(builder.size)]
        self._lb = [low for low, _ in boxes]
        self._ub = [high for _, high in boxes]
        self._rows = RowList()
        self._targets: list[Target] = []
        self._whole = True

    def read(self) -> Relaxation:
        """All rows that are understood."""
        for row in self._proto.constraints:
            enforced = list(row.enforcement_literal)
            if row.has_linear():
                self._row(row.linear, enforced)
            elif enforced:
                self._whole = False
            elif row.has_bool_or():
                self._clause(list(row.bool_or.literals))
            elif row.has_lin_max():
                self._maximum(row.lin_max)
            elif row.has_element():
                self._table(row.element)
            else:
                self._whole = False
        model = self._rows.model(self._lb, self._ub, [True] * len(self._lb))
        return Relaxation(model.trimmed(), tuple(self._targets), self._whole)

    def _row(self, row: Any, enforced: Sequence[int]) -> None:
        domain = list(row.domain)
        self._whole &= len(domain) == 2
        if not domain:
            return
        lo, hi = domain[0], domain[-1]
        if enforced:
            self._linear(list(row.vars), list(row.coeffs), lo, hi, enforced)
        else:
            low, high = -INFINITY if lo < -FAR else float(lo), INFINITY if hi > FAR else float(hi)
            self._rows.add(row.vars, row.coeffs, low, high)

    def _linear(
        self, variables: list[int], coefs: list[int], lo: int, hi: int | None, enforced: Sequence[int] = ()
    ) -> None:
        """lo <= coefs * variables <= hi wherever all literals are true."""
        boxes = [(self._lb[at], self._ub[at]) for at in variables]
        least = sum(min(c * a, c * b) for c, (a, b) in zip(coefs, boxes, strict=True))
        most = sum(max(c * a, c * b) for c, (a, b) in zip(coefs, boxes, strict=True))
        if lo > least:
            self._at_least(variables, coefs, lo, least, enforced)
        if hi is not None and hi < most:
            self._at_least(variables, [-c for c in coefs], -hi, -most, enforced)

    def _at_least(self, variables: list[int], coefs: list[int], lo: int, least: int, enforced: Sequence[int]) -> None:
        """coefs * variables >= lo, or >= least where one of the literals is false."""
        cols, factors, limit = list(variables), list(coefs), lo
        for literal in enforced:
            positive = literal >= 0
            cols.append(literal if positive else -literal - 1)
            factors.append(least - lo if positive else lo - least)
            limit += least - lo if positive else 0
        self._rows.add(cols, factors, lo=float(limit))

    def _clause(self, literals: list[int]) -> None:
        """One of the literals is true."""
        cols = [literal if literal >= 0 else -literal - 1 for literal in literals]
        signs = [1 if literal >= 0 else -1 for literal in literals]
        self._rows.add(cols, signs, lo=float(1 - signs.count(-1)))

    def _maximum(self, row: Any) -> None:
        """The target is at least each of the terms."""
        target, terms = _sum(row.target), tuple(_sum(term) for term in row.exprs)
        for term in terms:
            cols = [*target.variables, *term.variables]
            factors = [*target.factors, *(-c for c in term.factors)]
            self._linear(cols, factors, term.offset - target.offset, None)
        self._sets(target, terms)

    def _table(self, row: Any) -> None:
        """The target is at least what the lower convex hull of the table says."""
        at, target = _sum(row.linear_index), _sum(row.linear_target)
        entries = [_sum(entry) for entry in row.exprs]
        table = tuple(entry.offset for entry in entries)
        if any(entry.variables for entry in entries):
            self._whole = False
            return
        cols = [*target.variables, *at.variables]
        for (x, y), (further, higher) in pairwise(lower_hull(tuple(enumerate(table)))):
            run, rise = further - x, higher - y
            factors = [*(c * run for c in target.factors), *(-c * rise for c in at.factors)]
            self._linear(cols, factors, run * (y - target.offset) - rise * (x - at.offset), None)
        self._sets(target, (at,), table)

    def _sets(self, target: Sum, terms: tuple[Sum, ...], table: tuple[int, ...] = ()) -> None:
        if target.factors in ((1,), (-1,)) and target.offset == 0:
            self._targets.append(Target(target.variables[0], target.factors[0], terms, table))
        else:
            self._whole = False


def lower_hull(points: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners of the greatest convex function that is nowhere above the points, which come in order."""
    hull: list[tuple[int, int]] = []
    for x, y in points:
        while len(hull) > 1 and (hull[-1][1] - hull[-2][1]) * (x - hull[-2][0]) >= (y - hull[-2][1]) * (
            hull[-1][0] - hull[-2][0]
        ):
            hull.pop()
        hull.append((x, y))
    return hull


def _sum(expression: Any) -> Sum:
    return Sum(tuple(expression.vars), tuple(expression.coeffs), int(expression.offset))
