"""Rows that hold for whole teachers and groups, and not for halves of them.

A coach who is there on three days leads one club that meets on two of them, not one and a half: of any two such clubs
one day is the same. A teacher with five sessions a week and four clubs, of which two meet twice, leads three of them.
Such rows are sums of limits, halved and rounded down: {0, 1/2}-Chvátal-Gomory cuts (Caprara and Fischetti, Mathematical
Programming 74, 1996); where clubs meet twice a week they contain Edmonds's blossom inequalities. They are valid for all
timetables, whatever solution they were found from.

Which sums: modulo 2 the limits are rows over two elements, and what is wanted is one with an odd limit whose room and
odd columns come to less than 1. Columns that are worth most are eliminated first, by limits without room (Koster,
Zymolka and Kutschka, Algorithms to separate {0, 1/2}-Chvátal-Gomory cuts, Algorithmica 55, 2009).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from .matrix import Bools, Floats, Ints, Row

LEAST = 0.02  # less violated is not worth a row
NOTHING = 2e-3  # a column that is so little of a group, and a limit with so little
FULL = 2e-2  # room, are taken as nothing: LPs are solved to such tolerances
MOST_TOGETHER = 60  # limits in one sum
EACH = 40  # cuts in one round
ALIKE = 0.7  # the cosine from which on a cut says what another says

Name = Any  # of a limit, hashable: the same in every offer of an instance


@dataclass(frozen=True)
class Limit:
    """`coefs` times whole, nonnegative columns add up to at most `most`; all of it whole numbers."""

    cols: tuple[int, ...]
    coefs: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Cut:
    """The sum of these limits, halved and rounded down."""

    limits: tuple[Name, ...]


def rows_of(limits: Mapping[Name, Limit], cuts: Sequence[Cut]) -> list[Row]:
    """The rows of cuts, of the limits that there are; without those that say nothing there."""
    found = (_row([limits[name] for name in cut.limits if name in limits]) for cut in cuts)
    return [row for row in found if row is not None]


def broken(limits: Mapping[Name, Limit], x: Floats) -> list[Cut]:
    """Cuts that `x` does not keep, those that it is furthest from first; of those that say the same, one."""
    names = tuple(limits)
    found: list[tuple[float, int, tuple[int, ...], Row]] = []
    for those in _odd_sums(tuple(limits.values()), x):
        row = _row([limits[names[at]] for at in those])
        over = 0.0 if row is None else float(row.coefs @ x[row.cols]) - row.hi
        if row is not None and over > LEAST:
            found.append((-round(over / float(np.linalg.norm(row.coefs)), 6), len(those), those, row))
    found.sort(key=lambda each: each[:3])
    chosen: list[Floats] = []
    cuts = []
    for _, _, those, row in found:
        direction = np.zeros(len(x))
        direction[row.cols] = row.coefs / np.linalg.norm(row.coefs)
        if all(float(direction @ other) <= ALIKE for other in chosen):
            chosen.append(direction)
            cuts.append(Cut(tuple(names[at] for at in those)))
            if len(cuts) == EACH:
                break
    return cuts


def _row(limits: Sequence[Limit]) -> Row | None:
    """Their sum, halved and rounded down; None where that says nothing more than the sum."""
    total: dict[int, int] = {}
    for limit in limits:
        for col, coef in zip(limit.cols, limit.coefs, strict=True):
            total[col] = total.get(col, 0) + coef
    cols = sorted(col for col, coef in total.items() if coef // 2)
    most = sum(limit.most for limit in limits)
    if not cols or most % 2 == 0:
        return None
    coefs = np.array([total[col] // 2 for col in cols], dtype=np.float64)
    return Row(np.array(cols, dtype=np.int64), coefs, hi=float(most // 2))


class _Parities(NamedTuple):
    """Limits modulo 2, as rows over the columns that are something, and which of all limits were added up."""

    odd: Bools  # (rows, columns): odd coefficients
    most: Bools  # (rows,): odd limits
    room: Floats  # (rows,): what is left of them, and what eliminated columns are worth
    summed: Bools  # (rows, rows)
    worth: Floats  # (columns,)
    numbers: Ints  # (rows,): of the limits


def _odd_sums(limits: Sequence[Limit], x: Floats) -> list[tuple[int, ...]]:
    """Sets of limits (their numbers, ascending) whose sum, halved and rounded down, `x` may not keep."""
    these = _parities(limits, x)
    found: dict[tuple[int, ...], None] = {}

    def look(rows: Ints) -> None:
        odd = rows[these.most[rows]]
        less = 1.0 - these.room[odd] - these.odd[odd] @ these.worth
        for row in odd[less > LEAST]:
            used = np.flatnonzero(these.summed[row])
            if len(used) <= MOST_TOGETHER:
                found.setdefault(tuple(these.numbers[used].tolist()))

    look(np.arange(len(these.numbers), dtype=np.int64))
    for col in np.argsort(-these.worth, kind="stable"):
        odd = np.flatnonzero(these.odd[:, col])
        full = odd[these.room[odd] < FULL]
        if not len(full):
            continue
        few = np.lexsort((these.summed[full].sum(axis=1), these.odd[full].sum(axis=1)))
        by = full[few[0]]
        others = odd[odd != by]
        these.odd[others] ^= these.odd[by]
        these.most[others] ^= these.most[by]
        these.summed[others] ^= these.summed[by]
        these.room[others] += these.room[by]
        # The limit stays, with the column as its room: nothing else has the column any more.
        these.odd[by, col] = False
        these.room[by] += these.worth[col]
        look(others)
    return list(found)


def _parities(limits: Sequence[Limit], x: Floats) -> _Parities:
    # What a sum has room for, and the halves that are rounded off, are lost: with 1 or more there is no cut.
    rooms = [
        limit.most - sum(coef * float(x[col]) for col, coef in zip(limit.cols, limit.coefs, strict=True))
        for limit in limits
    ]
    numbers = [at for at, room in enumerate(rooms) if room < 1.0 - LEAST]
    cols = sorted({col for at in numbers for col in limits[at].cols if x[col] > NOTHING})
    where = {col: at for at, col in enumerate(cols)}
    odd = np.zeros((len(numbers), len(cols)), dtype=np.bool_)
    for row, at in enumerate(numbers):
        for col, coef in zip(limits[at].cols, limits[at].coefs, strict=True):
            if coef % 2 and col in where:
                odd[row, where[col]] ^= True
    return _Parities(
        odd=odd,
        most=np.array([limits[at].most % 2 == 1 for at in numbers], dtype=np.bool_),
        room=np.array([max(rooms[at], 0.0) for at in numbers], dtype=np.float64),
        summed=np.eye(len(numbers), dtype=np.bool_),
        worth=x[np.array(cols, dtype=np.int64)].astype(np.float64),
        numbers=np.array(numbers, dtype=np.int64),
    )
