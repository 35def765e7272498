"""From a fractional offer to whole groups: round a few counts, solve again from the last basis, repeat.

When rounding up makes the rest impossible it is undone and the count that was rounded first is rounded down instead; if
that fails too, a MIP closes groups (or, last, decides all counts anew), so that scarce teachers do not end the search.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .lp import Limits, Warm, drop_slack, solve_mip
from .matrix import Bools, Floats, Ints, Model
from .offer import Offer
from .search import counts_whole

NEAR_NOTHING = 0.12  # counts this little above a whole number are rounded down
TOP = 12  # one in so many of the open counts is rounded up per round, besides the largest
WHOLE = 1e-6


@dataclass(frozen=True)
class Dive:
    """Whole counts, or None when none were found; `rounds` for the record."""

    counts: Ints | None
    rounds: int


def dive(offer: Offer, model: Model, cost: Floats, basis: object, stop: Callable[[], bool]) -> Dive:
    """Round the counts of the LP optimum that `basis` belongs to."""
    small, inner = drop_slack(model, basis) if basis is not None else (model, None)
    columns = offer.counts
    lb, ub = model.lb[columns].copy(), model.ub[columns].copy()
    rounds = 0
    with Warm(small, cost, inner, columns) as warm:
        status, _, values = warm.solve()
        while status == "optimal":
            open_ = lb < ub
            if not open_.any() or stop():
                break
            rounds += 1
            before = lb.copy(), ub.copy()
            first, up = _round(values, lb, ub, open_)
            warm.box(columns, lb, ub)
            status, _, after = warm.solve()
            if status != "optimal":
                # Undo, and take the opposite turn with the first alone.
                lb, ub = before[0].copy(), before[1].copy()
                if up:
                    ub[first] = np.floor(values[first] + WHOLE)
                else:
                    lb[first] = np.ceil(values[first] - WHOLE)
                warm.box(columns, lb, ub)
                status, _, after = warm.solve()
                if status != "optimal":
                    lb, ub = before
            values = after if status == "optimal" else values
    if status == "optimal" and not (lb < ub).any():
        return Dive(np.rint(lb).astype(np.int64), rounds)
    return Dive(None, rounds)


def _round(values: Floats, lb: Floats, ub: Floats, open_: Bools) -> tuple[int, bool]:
    """Tighten lb and ub in place; the count that was decided first, and whether upwards."""
    floor = np.floor(values + WHOLE)
    part = np.where(open_, values - floor, -1.0)
    whole = open_ & (part <= WHOLE)
    fractional = open_ & ~whole
    if not fractional.any():
        lb[open_] = ub[open_] = np.rint(values[open_])
        return int(np.flatnonzero(open_)[0]), True
    # Counts that are whole at a bound stay free: rounding others may want them.
    low = fractional & (part < NEAR_NOTHING)
    ub[low] = floor[low]
    order = np.lexsort((np.arange(len(part)), -part))
    ranked = [int(at) for at in order if fractional[at] and not low[at]]
    if not ranked:
        return int(np.flatnonzero(low)[0]), False
    chosen = [at for at in ranked[: max(1, len(ranked) // TOP)] if part[at] > 0.5 or at == ranked[0]]
    for at in chosen:
        lb[at] = floor[at] + 1.0
    return chosen[0], True


def settle(
    offer: Offer, model: Model, cost: Floats, most: Ints | None, limits: Limits, *, students: bool
) -> Ints | None:
    """Whole counts by MIP where the dive failed: none above `most`, if given (groups close, none open).

    `students`: whole students too, which is slower and never leads astray.
    """
    if most is not None:
        ub = model.ub.copy()
        ub[offer.counts] = np.minimum(ub[offer.counts], most)
        model = model.with_box(model.lb, ub)
    answer = solve_mip(model if students else counts_whole(offer, model), cost, limits)
    return None if answer.x is None else np.rint(answer.x[offer.counts]).astype(np.int64)
