"""From a fractional offer to whole groups: round a few counts, solve again from the last basis, repeat.

When rounding up makes the rest impossible, or costs a student's club, fewer are rounded up, and in the end the first of
them down; if nothing is possible, a MIP closes groups (or, last, decides all counts anew), so that scarce teachers do
not end the search.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from afterschool_sched.errors import SolverCrashed

from .aims import WEIGHTS
from .basis import shrunk
from .lp import Limits, solve_mip
from .matrix import Floats, Ints, Model
from .offer import Offer
from .search import counts_whole
from .warm import Warm

WHOLE = 1e-6
LEAP = WEIGHTS["unplaced"] / 20  # a turn that makes the objective worse by more is not taken without another look

_Box = tuple[Floats, Floats]  # lower and upper bounds of the counts


@dataclass(frozen=True)
class Pace:
    """How much is rounded in a round: counts less than `near` above a whole number go down; the largest one goes up,
    and of the others that are `high` above a whole number one in `top` of the open counts."""

    near: float
    top: int
    high: float


CAREFUL = Pace(near=0.06, top=12, high=0.5)
HASTY = Pace(near=0.12, top=8, high=0.3)


@dataclass(frozen=True)
class Dive:
    """Whole counts and the LP optimum with these counts, or None when none were found; `rounds` for the record."""

    counts: Ints | None
    x: Floats | None
    rounds: int


def dive(
    offer: Offer,
    model: Model,
    cost: Floats,
    basis: object,
    stop: Callable[[], bool],
    leap: float = LEAP,
    *,
    hasty: bool = False,
) -> Dive:
    """Round the counts of the LP optimum that `basis` belongs to.

    A turn that makes the objective worse by more than `leap` is taken only where the other turns are worse still.
    `hasty`: more counts are rounded in a turn, and each turn that can be taken is; a third of the time or half of it,
    and a worse end, for where a better one is to come.
    """
    pace, most = (HASTY, math.inf) if hasty else (CAREFUL, leap)
    try:
        return _dived(offer, model, cost, basis, stop, most, pace)
    except SolverCrashed:
        return Dive(None, None, 0)  # GLOP gave up on its numbers: a dive that ends nowhere


def _dived(
    offer: Offer, model: Model, cost: Floats, basis: object, stop: Callable[[], bool], leap: float, pace: Pace
) -> Dive:
    small = shrunk(model, basis)
    place = small.places(offer.counts)
    columns = offer.counts[place >= 0]
    watched = place[place >= 0]
    box = model.lb[columns].copy(), model.ub[columns].copy()
    rounds = 0
    with Warm(small.model, cost[small.columns], small.basis, watched) as warm:
        status, value, counts = warm.solve()
        while status == "optimal" and not stop() and (box[0] < box[1]).any():
            rounds += 1
            best: tuple[float, _Box, Floats] | None = None
            tried = box
            for tried in _turns(counts, *box, pace):
                warm.box(watched, *tried)
                status, found, after = warm.solve()
                if status == "optimal" and (best is None or found < best[0]):
                    best = found, tried, after
                    if found <= value + leap:
                        break
            if best is None:
                break
            value, box, counts = best
            if tried is not box:
                warm.box(watched, *box)
                status, value, counts = warm.solve()
        if status == "optimal" and not (box[0] < box[1]).any():
            whole = model.lb[offer.counts]
            whole[place >= 0] = box[0]
            return Dive(np.rint(whole).astype(np.int64), small.whole(warm.values()), rounds)
    return Dive(None, None, rounds)


def _turns(counts: Floats, lb: Floats, ub: Floats, pace: Pace) -> Iterator[_Box]:
    """Tighter boxes of the counts, in the order in which they are to be tried."""
    floor = np.floor(counts + WHOLE)
    open_ = lb < ub
    part = np.where(open_, counts - floor, -1.0)
    fractional = open_ & (part > WHOLE)
    if not fractional.any():
        settled = np.where(open_, np.rint(counts), lb)
        yield settled, settled
        return
    # Counts that are whole at a bound stay free: rounding others may want them.
    low = fractional & (part < pace.near)
    lower = np.where(low, floor, ub)
    order = np.lexsort((np.arange(len(part)), -part))
    ranked = [int(at) for at in order if fractional[at] and not low[at]]
    up = [at for at in ranked[: max(1, len(ranked) // pace.top)] if part[at] > pace.high or at == ranked[0]]
    first = up[0] if up else int(np.flatnonzero(low)[0])
    # Fewer at once where all are too many; in the end the first alone, and then the opposite of it.
    while up:
        yield _with(lb, up, floor[up] + 1.0), lower
        up = up[: len(up) // 2]
    if not ranked:
        yield lb, lower
    if low.any():
        yield _with(lb, [first], floor[first] + 1.0), ub
    if ranked:
        yield lb, _with(ub, [first], floor[first])


def _with(bounds: Floats, at: list[int], values: Floats) -> Floats:
    changed = bounds.copy()
    changed[at] = values
    return changed


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
