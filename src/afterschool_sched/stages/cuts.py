"""Rows that hold for whole teachers and not for halves of them.

A coach who is there on three days leads one club that meets on two of them, not one and a half: of any two such clubs
one day is the same. Such rows are sums of a class's limits, halved and rounded down: {0, 1/2}-Chvátal-Gomory cuts
(Caprara and Fischetti, Mathematical Programming 74, 1996); where clubs meet twice a week they contain Edmonds's
blossom inequalities. They are valid for all timetables, whatever solution they were found from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations

import numpy as np

from .matrix import Floats, Ints, Row

MOST_TIGHT = 14  # limits of a class that are looked at: those with least room left
MOST_TOGETHER = 5  # limits in one sum
EACH = 4  # cuts of a class in one round
LEAST = 0.02  # less violated is not worth a row


@dataclass(frozen=True)
class Limit:
    """`coefs` times whole, nonnegative columns add up to at most `most`; all of it whole numbers."""

    cols: tuple[int, ...]
    coefs: tuple[int, ...]
    most: int


@dataclass(frozen=True, order=True)
class Cut:
    """The sum of these limits of a class, halved and rounded down. `limits` ascending."""

    of_class: int
    limits: tuple[int, ...]


def rows_of(classes: Sequence[Sequence[Limit]], cuts: Sequence[Cut]) -> list[Row]:
    """The rows of cuts, given the limits of all classes; without those that say nothing there."""
    found = []
    for cut in cuts:
        if cut.of_class < len(classes) and cut.limits[-1] < len(classes[cut.of_class]):
            limits = [classes[cut.of_class][at] for at in cut.limits]
            total: dict[int, int] = {}
            for limit in limits:
                for col, coef in zip(limit.cols, limit.coefs, strict=True):
                    total[col] = total.get(col, 0) + coef
            cols = sorted(col for col, coef in total.items() if coef // 2)
            if cols:
                coefs = np.array([total[col] // 2 for col in cols], dtype=np.float64)
                most = sum(limit.most for limit in limits) // 2
                found.append(Row(np.array(cols, dtype=np.int64), coefs, hi=float(most)))
    return found


def broken(classes: Sequence[Sequence[Limit]], x: Floats) -> list[Cut]:
    """Cuts that `x` does not keep: for each class those that it is furthest from."""
    return [cut for at, limits in enumerate(classes) for cut in _broken(at, limits, x)]


def _broken(of_class: int, limits: Sequence[Limit], x: Floats) -> list[Cut]:
    room = [
        limit.most - sum(coef * float(x[col]) for col, coef in zip(limit.cols, limit.coefs, strict=True))
        for limit in limits
    ]
    # What a sum has room for and the halves that are rounded off are lost: with 1 or more there is no cut.
    tight = sorted((at for at in range(len(limits)) if room[at] < 1 - 2 * LEAST), key=lambda at: room[at])[:MOST_TIGHT]
    if not tight:
        return []
    tight.sort()
    cols = sorted({col for at in tight for col in limits[at].cols})
    where = {col: at for at, col in enumerate(cols)}
    matrix = np.zeros((len(tight), len(cols)), dtype=np.int64)
    for row, at in enumerate(tight):
        for col, coef in zip(limits[at].cols, limits[at].coefs, strict=True):
            matrix[row, where[col]] += coef
    values = np.maximum(x[np.array(cols, dtype=np.int64)], 0.0)
    most = np.array([limits[at].most for at in tight], dtype=np.int64)
    sums = _subsets(len(tight))
    sums = sums[(sums @ most) % 2 == 1]
    lost = sums @ np.array([max(room[at], 0.0) for at in tight]) + ((sums @ matrix) % 2) @ values
    order = np.argsort(lost, kind="stable")[:EACH]
    return [
        Cut(of_class, tuple(tight[row] for row in np.flatnonzero(sums[at]))) for at in order if lost[at] < 1 - 2 * LEAST
    ]


@cache
def _subsets(size: int) -> Ints:
    """All sets of at most `MOST_TOGETHER` of so many, as rows of 0 and 1."""
    sets = [those for count in range(1, MOST_TOGETHER + 1) for those in combinations(range(size), count)]
    table = np.zeros((len(sets), size), dtype=np.int64)
    for row, those in enumerate(sets):
        table[row, list(those)] = 1
    return table
