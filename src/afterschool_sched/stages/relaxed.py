"""The linear relaxation of an exact model, and what it knows: a bound of an aim, and nearly always a timetable for it.

Once club groups are decided, what is left (who leads, where, who sits with whom) is nearly a flow: the relaxation's
optimum is the exact one in nearly every school tried, or one above it, where CP-SAT's bound stays far below. See
`docs/solver.md`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from afterschool_sched.cpsat.expressions import Builder

from .aims import Linear
from .bounds import round_up, safe_bound
from .lp import Limits, solve_lp, solve_mip
from .matrix import Floats, Ints, Model
from .relaxation import linear_of, relaxation

USED = 1e-6  # of a column in a solution of the LP, more than rounding
PRICE = 1e-7  # of a column, more than rounding
# Of the dual simplex method, and for each row, before interior point is tried: it is quicker, or it never ends.
ITERATIONS, ITERATIONS_EACH = 4_000, 0.125
PRICINGS = 20  # at most: two or three are enough
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
