"""Linear models as arrays: rows ``lo <= A x <= hi`` over boxed columns ``lb <= x <= ub``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

INFINITY = float("inf")


@dataclass(frozen=True)
class Row:
    """One more row lo <= coefs * cols <= hi; each column at most once."""

    cols: Ints
    coefs: Floats
    lo: float = -INFINITY
    hi: float = INFINITY


@dataclass(frozen=True)
class Model:
    """Rows and boxed columns. Entries are sorted by row, then column, each pair once."""

    rows: Ints
    cols: Ints
    coefs: Floats
    lo: Floats
    hi: Floats
    lb: Floats
    ub: Floats
    integer: Bools
    droppable: Bools  # rows that tighten the relaxation and may go where they are slack

    @property
    def size(self) -> int:
        """Number of columns."""
        return len(self.lb)

    def activity(self, x: Floats) -> Floats:
        """A x."""
        return np.bincount(self.rows, weights=self.coefs * x[self.cols], minlength=len(self.lo)).astype(np.float64)

    def with_box(self, lb: Floats, ub: Floats) -> Model:
        """The same rows over other boxes."""
        return replace(self, lb=lb, ub=ub)

    def with_rows(self, more: Sequence[Row]) -> Model:
        """The model with rows added at the end."""
        if not more:
            return self
        start = len(self.lo)
        order = [np.argsort(row.cols, kind="stable") for row in more]
        return replace(
            self,
            rows=np.concatenate(
                [self.rows, *(np.full(len(row.cols), start + at, dtype=np.int64) for at, row in enumerate(more))]
            ),
            cols=np.concatenate([self.cols, *(row.cols[by] for row, by in zip(more, order, strict=True))]),
            coefs=np.concatenate([self.coefs, *(row.coefs[by] for row, by in zip(more, order, strict=True))]),
            lo=np.concatenate([self.lo, [row.lo for row in more]]),
            hi=np.concatenate([self.hi, [row.hi for row in more]]),
            droppable=np.concatenate([self.droppable, np.zeros(len(more), dtype=np.bool_)]),
        )

    def with_slack(self, rows: int, most: Sequence[float]) -> Model:
        """The same with one more column for each of the last `rows`, whose upper limit it raises by up to `most`."""
        new = np.arange(rows, dtype=np.int64)
        row = np.concatenate([self.rows, len(self.lo) - rows + new])
        order = np.argsort(row, kind="stable")  # solvers take entries row by row, and refuse others
        return replace(
            self,
            rows=row[order],
            cols=np.concatenate([self.cols, self.size + new])[order],
            coefs=np.concatenate([self.coefs, -np.ones(rows)])[order],
            lb=np.concatenate([self.lb, np.zeros(rows)]),
            ub=np.concatenate([self.ub, most]),
            integer=np.concatenate([self.integer, np.zeros(rows, dtype=np.bool_)]),
        )

    def with_fixed(self, cols: Ints, values: NDArray[Any]) -> Model:
        """The same rows with these columns fixed."""
        lb, ub = self.lb.copy(), self.ub.copy()
        lb[cols] = ub[cols] = values
        return replace(self, lb=lb, ub=ub)

    def with_integer(self, cols: Ints) -> Model:
        """The same with these columns whole, too."""
        integer = self.integer.copy()
        integer[cols] = True
        return replace(self, integer=integer)

    def select_rows(self, keep: Bools) -> Model:
        """The model with these rows only."""
        number = np.cumsum(keep) - 1
        entries = keep[self.rows]
        return replace(
            self,
            rows=number[self.rows[entries]],
            cols=self.cols[entries],
            coefs=self.coefs[entries],
            lo=self.lo[keep],
            hi=self.hi[keep],
            droppable=self.droppable[keep],
        )

    def trimmed(self) -> Model:
        """The model without limits that the boxes keep by themselves, nor rows of which no limit is left."""
        least, most = self._reach()
        lo = np.where(self.lo <= least, -INFINITY, self.lo)
        hi = np.where(self.hi >= most, INFINITY, self.hi)
        return replace(self, lo=lo, hi=hi).select_rows(np.isfinite(lo) | np.isfinite(hi))

    def _reach(self) -> tuple[Floats, Floats]:
        """The least and the greatest activity of each row over the boxes."""
        up = self.coefs > 0
        low, high = self.lb[self.cols], self.ub[self.cols]
        least = np.bincount(self.rows, weights=self.coefs * np.where(up, low, high), minlength=len(self.lo))
        most = np.bincount(self.rows, weights=self.coefs * np.where(up, high, low), minlength=len(self.lo))
        return least.astype(np.float64), most.astype(np.float64)

    def reduced(self) -> Reduced | None:
        """The model without fixed columns and without rows that cannot be broken; None when a row must be broken."""
        free = self.lb < self.ub
        held = np.where(free, 0.0, self.lb)
        inner = self.without(held, free)
        least, most = inner._reach()
        tolerance = 1e-7 * (1.0 + np.abs(self.activity(held)))
        if bool(np.any(least > inner.hi + tolerance) or np.any(most < inner.lo - tolerance)):
            return None
        # Of limits that cannot be broken none is left: the dual simplex method is three times slower with them.
        lo = np.where(least >= inner.lo - 1e-12, -INFINITY, inner.lo)
        hi = np.where(most <= inner.hi + 1e-12, INFINITY, inner.hi)
        keep = np.isfinite(lo) | np.isfinite(hi)
        model = replace(inner, lo=lo, hi=hi).select_rows(keep)
        return Reduced(model, np.flatnonzero(free), np.flatnonzero(keep), held)

    def without(self, held: Floats, stay: Bools) -> Model:
        """The columns that `stay` in the same rows, where the others have the values `held` (0 for those)."""
        shift = self.activity(held)
        entries = stay[self.cols]
        return Model(
            rows=self.rows[entries],
            cols=(np.cumsum(stay) - 1)[self.cols[entries]],
            coefs=self.coefs[entries],
            lo=self.lo - shift,
            hi=self.hi - shift,
            lb=self.lb[stay],
            ub=self.ub[stay],
            integer=self.integer[stay],
            droppable=self.droppable,
        )


@dataclass(frozen=True)
class Reduced:
    """A model without its fixed columns: `columns` and `rows` are those that stay, `held` the values of the others."""

    model: Model
    columns: Ints
    rows: Ints
    held: Floats

    def whole(self, x: Floats) -> Floats:
        """Values of all columns."""
        full = self.held.copy()
        full[self.columns] = x
        return full


class RowList:
    """Rows being collected. Columns of one row may come in any order and more than once."""

    def __init__(self) -> None:
        self._rows: list[Ints] = []
        self._cols: list[Ints] = []
        self._coefs: list[Floats] = []
        # Of rows that came one by one: plain lists, of which few make many short arrays.
        self._single: tuple[list[int], list[int]] = ([], [])  # numbers of the rows, how many entries each has
        self._single_cols: list[int] = []
        self._single_coefs: list[float] = []
        self._lo: list[float] = []
        self._hi: list[float] = []
        self._droppable: list[bool] = []

    def add(
        self,
        cols: Sequence[int],
        coefs: Sequence[float],
        lo: float = -INFINITY,
        hi: float = INFINITY,
        *,
        drop: bool = False,
    ) -> None:
        """One row lo <= sum of coefs * cols <= hi."""
        numbers, counts = self._single
        numbers.append(len(self._lo))
        counts.append(len(cols))
        self._single_cols.extend(cols)
        self._single_coefs.extend(coefs)
        self._lo.append(lo)
        self._hi.append(hi)
        self._droppable.append(drop)

    def at_most(self, cols: Sequence[int], hi: float) -> None:
        """One row sum of cols <= hi."""
        self.add(cols, [1.0] * len(cols), hi=hi)

    def differences(self, left: Sequence[int], right: Sequence[int], factors: Sequence[float]) -> None:
        """Droppable rows left <= factor * right, one per position."""
        count = len(left)
        if not count:
            return
        numbers = np.arange(count, dtype=np.int64) + len(self._lo)
        self._rows.append(np.concatenate([numbers, numbers]))
        self._cols.append(np.concatenate([np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)]))
        self._coefs.append(np.concatenate([np.ones(count), -np.array(factors, dtype=np.float64)]))
        self._lo.extend([-INFINITY] * count)
        self._hi.extend([0.0] * count)
        self._droppable.extend([True] * count)

    def model(self, lb: Sequence[float], ub: Sequence[float], integer: Sequence[bool]) -> Model:
        """All rows over these columns."""
        numbers, counts = (np.array(those, dtype=np.int64) for those in self._single)
        rows = np.concatenate([np.repeat(numbers, counts), *self._rows])
        cols = np.concatenate([np.array(self._single_cols, dtype=np.int64), *self._cols])
        coefs = np.concatenate([np.array(self._single_coefs, dtype=np.float64), *self._coefs])
        size = max(1, len(lb))
        key, back = np.unique(rows * size + cols, return_inverse=True)
        summed = np.bincount(back, weights=coefs, minlength=len(key))
        used = summed != 0.0
        return Model(
            rows=key[used] // size,
            cols=key[used] % size,
            coefs=summed[used],
            lo=np.array(self._lo, dtype=np.float64),
            hi=np.array(self._hi, dtype=np.float64),
            lb=np.array(lb, dtype=np.float64),
            ub=np.array(ub, dtype=np.float64),
            integer=np.array(integer, dtype=np.bool_),
            droppable=np.array(self._droppable, dtype=np.bool_),
        )
