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
from .lp import Answer, Limits, nearly_optimal, solve_lp, solve_mip
from .matrix import Floats, Ints, Model
from .relaxation import linear_of, relaxation

USED = 1e-6  # of a column in a solution of the LP, more than rounding
# Of PDLP, one after another, each with what is a price of a column then, more than rounding: the first is nearly always
# enough, as values are whole numbers.
TOLERANCES = ((1e-4, 1e-3), (1e-6, 1e-7))
NEAR = 0.1  # the LP's value less this rounds up as it does: its bound is as good as it can be, as far as PDLP can tell
# Of the dual simplex method, and for each row, before interior point is tried: it is quicker, or it never ends.
ITERATIONS, ITERATIONS_EACH = 4_000, 0.125
PRICINGS = 20  # at most: two or three are enough
ABOVE, MOST_ABOVE = 1_000.0, 1_000_000.0  # what one more of an aim costs in the aim that comes next, and in the last
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
        self._near: tuple[Floats, Floats] | None = None  # columns and duals of the last LP
        self._costs = np.zeros(self.model.size)  # its reduced costs

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
        """What the aim is at least, safely; None when that was not found in time. No clock without `seconds`.

        By PDLP, which begins where it ended for the aim before, and needs no corner: its duals do.
        """
        ends = math.inf if seconds is None else time.monotonic() + seconds
        start = np.array(incumbent, dtype=np.float64)
        self._asked |= start > USED
        x, duals = self._near or (start, np.zeros(0))
        duals = np.append(duals, np.zeros(len(self.model.lo)))[: len(self.model.lo)]
        least = -math.inf
        for tolerance, price in TOLERANCES:
            for _ in range(PRICINGS):
                reduced = self._restricted().reduced()
                if reduced is None or ends <= time.monotonic():
                    return _whole_number(least)
                left = None if seconds is None else ends - time.monotonic()
                cost, near = aim.coefs[reduced.columns], (x[reduced.columns], duals[reduced.rows])
                answer = nearly_optimal(reduced.model, cost, near, tolerance, left)
                if answer.status != "optimal":
                    answer = _exactly(reduced.model, cost, None if seconds is None else ends - time.monotonic())
                if answer.x is None or answer.duals is None:
                    return _whole_number(least)
                x, duals = reduced.whole(answer.x), np.zeros(len(self.model.lo))
                duals[reduced.rows] = answer.duals
                self._near = x, duals
                bound = aim.const + safe_bound(self.model, aim.coefs, duals)
                self._costs = self._priced(aim, duals)
                least = max(least, bound)
                if round_up(least) >= min(aim.value(x) - NEAR, aim.value(start)):
                    return round_up(least)
                wanted = ~self._asked & (self._costs < -price)
                if not wanted.any():
                    break
                self._asked |= wanted
        return _whole_number(least)

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

    def solution(self, aim: Linear, incumbent: Sequence[int], limits: Limits) -> Floats | None:
        """Whole numbers with a small aim; None when none was found.

        They keep the rows of the relaxation: the exact model may know more.
        """
        start = np.array(incumbent, dtype=np.float64)
        answer = solve_mip(self._restricted(), aim.coefs, replace(limits, gap=WHOLE), hint=start)
        return None if answer.x is None else np.rint(answer.x)

    def meeting(self, aims: Sequence[tuple[Linear, int]], limits: Limits) -> Floats | None:
        """Whole numbers in which each aim has its value, or little more; those before the last matter most.

        The values are what `least` said one after another, each with those before kept. It is looked for among the
        columns that can be in such a solution: their reduced cost is less than 1. If there is none, among all.
        """
        *above, (last, _) = aims
        weights = [min(ABOVE ** (len(above) - at), MOST_ABOVE) for at in range(len(above))]
        cost = np.concatenate([last.coefs, weights])
        slack = [max(1.0, value) for _, value in above]
        model = self._restricted()
        dear = np.flatnonzero((model.lb == 0) & (model.ub > 0) & (self._costs >= 1))
        model = model.with_rows([aim.at_most(value) for aim, value in above]).with_slack(len(above), slack)
        limits = replace(limits, gap=WHOLE)
        answer = solve_mip(model.with_fixed(dear, np.zeros(len(dear))), cost, limits)
        if answer.status == "infeasible":
            answer = solve_mip(model, cost, limits)
        return None if answer.x is None else np.rint(answer.x[: self.model.size])

    def keep(self, aim: Linear, value: int) -> None:
        """From now on the aim is at most this."""
        self.model = self.model.with_rows([aim.at_most(value)])


def _exactly(model: Model, cost: Floats, seconds: float | None) -> Answer:
    """The LP solved to a corner: for what PDLP does not come near to."""
    iterations = ITERATIONS + round(ITERATIONS_EACH * len(model.lo))
    return solve_lp(model, cost, seconds=seconds, simplex=True, iterations=iterations)


def _whole_number(least: float) -> int | None:
    return round_up(least) if math.isfinite(least) else None
