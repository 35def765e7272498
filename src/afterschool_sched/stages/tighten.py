"""The quick LP of a master, and the cuts that its optimum calls for: they are found where solving again is cheap.

The rows that make the LP strong are left out meanwhile; cuts found without them are as good for the whole.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .cuts import Cut, broken, rows_of
from .lp import Answer, solve_lp
from .matrix import Floats, Model
from .offer import Offer

ROUNDS = 8
FLAT = 2  # rounds one after another that raise the optimum by less than
GAIN = 1.0  # points: what is cut off is as good elsewhere, and that goes on
ITERATIONS = 3_000  # of the simplex method, for one round


@dataclass(frozen=True)
class Tightened:
    """The offer with cuts as its last rows; its model without droppable rows, and the LP optimum of that."""

    offer: Offer
    cuts: tuple[Cut, ...]
    weak: Model
    root: Answer


def tightened(offer: Offer, cost: Floats, seconds: float | None, stop: Callable[[], bool]) -> Tightened:
    """Solve the quick LP with objective `cost`, with cuts until none is broken; at most `seconds` for each LP."""
    weak = offer.model.select_rows(~offer.model.droppable)
    root = solve_lp(weak, cost, seconds=seconds, simplex=True)
    cuts: list[Cut] = []
    flat = 0
    for _ in range(ROUNDS):
        more = [] if root.x is None or stop() else broken(offer.limits, root.x)
        rows = rows_of(offer.limits, more)
        if not rows:
            break
        again = solve_lp(weak.with_rows(rows), cost, basis=root.basis, repair=ITERATIONS, seconds=seconds)
        if again.x is None:
            break
        flat = flat + 1 if again.value < root.value + GAIN else 0
        weak, root, cuts = weak.with_rows(rows), again, cuts + more
        if flat == FLAT:
            break
    model = offer.model.with_rows(rows_of(offer.limits, cuts))
    return Tightened(replace(offer, model=model), tuple(cuts), weak, root)
