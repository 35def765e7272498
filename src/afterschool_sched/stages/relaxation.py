"""The linear relaxation of an exact model, read from the model itself: no rule is written once more for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from afterschool_sched.cpsat.expressions import Builder
from afterschool_sched.cpsat.loading import cp_sat

from .aims import Linear
from .matrix import INFINITY, Model, RowList

FAR = 2.0**52  # beyond, a limit is none


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
    flat = cp_sat().FlatIntExpr(expression)
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
