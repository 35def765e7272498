"""The core of a master: the groups that could open in a good timetable, as a first-order method sees them.

The rows that make the LP strong are most of its work. PDLP, beginning at the optimum without them, says in a second or
two which counts are nothing and which rows matter; what is left has half of the columns and a third of the rows, and
its optimum by interior point is that of the whole to within a few parts in a million. A dive there is as good and takes
a third of the time. No bound is claimed from it.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from .basis import basis_around
from .lp import Answer, nearly_optimal, solve_lp
from .matrix import Floats, Model
from .offer import Offer

SMALLEST = 4_000  # columns; below, the whole LP takes less than half a second
TOLERANCE = (
    2e-4  # of the first-order method: with 1e-3 interior point takes nearly twice as long, with more rows and counts
)
NOTHING = 0.05  # a count below it is nothing


def core_optimum(offer: Offer, cost: Floats, weak: Answer | None, seconds: float | None) -> tuple[Model, Answer] | None:
    """The master without groups that stay shut, and its LP optimum, nearly: rows that do not matter may be broken.

    `weak`: the optimum without droppable rows, if it is known. The answer's basis is one of all columns and rows; there
    are no duals. None for small masters, or where it was not found in `seconds`.
    """
    model = offer.model
    if model.size < SMALLEST or not model.droppable.any():
        return None
    ends = None if seconds is None else time.monotonic() + seconds

    def left() -> float | None:
        return None if ends is None else max(ends - time.monotonic(), 0.0)

    if weak is None:
        weak = solve_lp(model.select_rows(~model.droppable), cost, seconds=left(), simplex=True)
    begin = beginning(model, weak)
    near = None if begin is None else nearly_optimal(model, cost, begin, TOLERANCE, left())
    if near is None or near.status != "optimal" or near.x is None or near.duals is None:
        return None
    open_ = (near.x[offer.counts] >= NOTHING) | (model.lb[offer.counts] > 0)
    shut = offer.with_counts(model, np.zeros(len(offer.pairs), dtype=np.int64), np.flatnonzero(open_))
    matters = ~model.droppable | (near.duals != 0)
    core = shut.select_rows(matters).reduced()
    if core is None:
        return None
    answer = solve_lp(core.model, cost[core.columns], seconds=left())
    if answer.x is None or answer.basis is None:
        return None
    basis = basis_around(answer.basis, core.columns, model.size, np.flatnonzero(matters)[core.rows], len(model.lo))
    x = core.whole(answer.x)
    value = float(cost @ x)
    return shut, replace(answer, x=x, value=value, bound=value, duals=None, basis=basis)


def beginning(model: Model, weak: Answer) -> tuple[Floats, Floats] | None:
    """Columns and duals for a first-order method, of the optimum without droppable rows; None where there is none."""
    if weak.x is None or weak.duals is None:
        return None
    duals = np.zeros(len(model.lo))
    duals[~model.droppable] = weak.duals
    return weak.x, duals
