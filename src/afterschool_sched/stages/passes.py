"""Students into groups, with the groups' counts given: the aims one after another, each kept as a row for the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .aims import count_aims
from .cohorts import Cohort
from .lp import Limits, solve_mip
from .matrix import Floats, Model, Row
from .offer import Offer


@dataclass(frozen=True)
class Seating:
    """Students placed: `x` over all columns, values by aim id, and the aims solved to the end for these counts."""

    x: Floats
    pairs: dict[int, tuple[int, ...]]  # student -> pairs
    values: dict[str, int]
    solved: frozenset[str]

    def rank(self, aims: Sequence[str]) -> tuple[int, ...]:
        """The values in the order of the aims; smaller is better."""
        return tuple(self.values[aim] for aim in aims)


def seat(
    offer: Offer,
    model: Model,
    start: Seating,
    aims: Sequence[str],
    cost: Floats,
    limits: Callable[[], Limits],
    stop: Callable[[], bool],
) -> Seating:
    """Make the aims small one after another, from `start`; `model` says what is decided (usually the counts)."""
    found = start
    solved: set[str] = set()
    rows: list[Row] = []
    for aim in aims:
        if stop():
            break
        if aim == "regret":
            found, model, done = _least_regret(offer, model.with_rows(rows), found, cost, limits, stop)
            rows = []
            solved |= {aim} if done else set()
            continue
        linear = offer.aims[aim]
        answer = solve_mip(model.with_rows(rows), linear.coefs, limits(), hint=found.x)
        if answer.x is not None:
            better = seating(offer, answer.x)
            if better.rank(aims) < found.rank(aims):
                found = better
        if answer.status == "optimal":
            solved.add(aim)
        rows.append(linear.at_most(linear.value(found.x)))
    return Seating(found.x, found.pairs, found.values, frozenset(solved))


def seat_weighted(
    offer: Offer, model: Model, cost: Floats, limits: Limits, hint: Floats | None = None
) -> Seating | None:
    """Students placed by the weighted `cost`; None when they do not fit (or nothing was found)."""
    answer = solve_mip(model, cost, limits, hint=hint)
    return None if answer.x is None else seating(offer, answer.x)


def seat_near(offer: Offer, model: Model, cost: Floats, limits: Limits, x: Floats, loss: float) -> Seating | None:
    """Students placed as in `x`, an LP optimum of the model, wherever it is whole; None where that loses too much.

    Nearly all of it is whole, and what is left takes a tenth of the time of the whole model.
    """
    whole = np.flatnonzero(model.integer & (np.abs(x - np.rint(x)) < 1e-6))
    answer = solve_mip(model.with_fixed(whole, np.rint(x[whole])), cost, limits)
    if answer.x is None or answer.value > float(cost @ x) + loss:
        return None
    return seating(offer, answer.x)


def _least_regret(
    offer: Offer, model: Model, found: Seating, cost: Floats, limits: Callable[[], Limits], stop: Callable[[], bool]
) -> tuple[Seating, Model, bool]:
    """The least worst regret, by bisection; the model that keeps it; whether it is certainly the least."""
    low, done = 0, True
    while low < found.values["regret"] and not stop():
        middle = (low + found.values["regret"]) // 2
        answer = solve_mip(regret_at_most(offer, model, middle), cost, limits())
        if answer.x is not None:
            found = seating(offer, answer.x)
        else:
            done = done and answer.status == "infeasible"
            low = middle + 1
    return found, regret_at_most(offer, model, found.values["regret"]), done and low >= found.values["regret"]


def regret_at_most(offer: Offer, model: Model, most: int) -> Model:
    """The model in which nobody who has something is more than `most` rank steps from the own best."""
    shut: list[int] = []
    rows: list[Row] = []
    for cohort, start, has in zip(offer.cohorts, offer.first, offer.has, strict=True):
        pupil = cohort.pupil
        needed = pupil.wanted * pupil.length - pupil.best - most
        if needed <= 0:
            continue
        gains = [gain(cohort, column) for column in cohort.columns]
        if has is None:
            shut.extend(start + at for at, value in enumerate(gains) if value < needed)
        else:
            cols = np.append(np.arange(start, start + len(gains), dtype=np.int64), has)
            rows.append(Row(cols, np.array([*gains, -needed], dtype=np.float64), lo=0.0))
    return model.with_fixed(np.array(shut, dtype=np.int64), np.zeros(len(shut))).with_rows(rows)


def gain(cohort: Cohort, column: tuple[int, ...]) -> int:
    """Rank steps that a column saves a student, against nothing at all."""
    return sum(cohort.pupil.length - cohort.choices[at].rank + 1 for at in column)


def seating(offer: Offer, x: Floats) -> Seating:
    """Read whole columns as named students: of identical students, the higher lottery number gets the better set."""
    values = np.rint(x).astype(np.int64)
    x = np.where(offer.model.integer, np.rint(x), x)
    pairs: dict[int, list[int]] = {}
    coming: dict[int, list[int]] = {}  # x column of a spread cohort -> students with that club
    for cohort, start in zip(offer.cohorts, offer.first, strict=True):
        sets: list[int] = []
        for at in range(len(cohort.columns)):
            sets.extend([at] * int(values[start + at]))
        members = sorted(cohort.members, key=lambda member: (-offer.n.pupils[member].lottery, member))
        if cohort.form == "apart":
            members *= len(sets)
        sets.sort(key=lambda at: (-gain(cohort, cohort.columns[at]), at))
        for member, at in zip(members, sets, strict=False):
            if cohort.form == "spread":
                coming.setdefault(start + at, []).append(member)
            else:
                pairs.setdefault(member, []).extend(cohort.choices[position].pair for position in cohort.columns[at])
    for spread in offer.spreads:
        students = [member for col in spread.takers for member in coming.get(col, ())]
        students.sort(key=lambda member: (offer.n.pupils[member].home, member))
        places = (
            [pair for pair, col in zip(spread.pairs, spread.comers, strict=True) for _ in range(int(values[col]))]
            if spread.comers
            else [spread.pairs[0]] * len(students)
        )
        for member, pair in zip(students, places, strict=True):
            pairs.setdefault(member, []).append(pair)
    for member, pair, col in offer.assigned:
        if values[col]:
            pairs.setdefault(member, []).append(pair)
    placed = {member: tuple(sorted(those)) for member, those in sorted(pairs.items())}
    clubs = {member: tuple(offer.pairs[pair][0] for pair in those) for member, those in placed.items()}
    return Seating(x, placed, count_aims(offer.n, clubs), frozenset())
