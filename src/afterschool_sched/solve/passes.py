"""Students into groups, with the groups' counts given: the aims one after another, each kept as a row for the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .aims import count_aims
from .cohorts import Cohort
from .lp import Floats, Ints, Limits, Model, Row, solve_mip
from .offer import Offer, column_values


@dataclass(frozen=True)
class Seating:
    """Students placed: `x` over all columns, values by aim id, and the aims solved to the end for these counts."""

    x: Floats
    pairs: dict[int, tuple[int, ...]]  # student -> pairs
    values: dict[str, int]
    solved: frozenset[str]


def seat(
    offer: Offer,
    model: Model,
    counts: Ints,
    aims: Sequence[str],
    cost: Floats,
    limits: Limits,
    stop: Callable[[], bool],
) -> Seating | None:
    """Place students for the given counts: first by the weighted `cost`, then aim by aim. None when they do not fit."""
    fixed = model.with_fixed(offer.counts, counts)
    answer = solve_mip(fixed, cost, limits)
    if answer.x is None:
        return None
    found = seating(offer, answer.x)
    solved: set[str] = set()
    rows: list[Row] = []
    for aim in aims:
        if stop():
            break
        if aim == "regret":
            found, fixed, done = _least_regret(offer, fixed.with_rows(rows), found, cost, limits, stop)
            rows = []
            solved |= {aim} if done else set()
            continue
        linear = offer.aims[aim]
        answer = solve_mip(fixed.with_rows(rows), linear.coefs, limits, hint=found.x)
        if answer.x is not None:
            found = seating(offer, answer.x)
        if answer.status == "optimal":
            solved.add(aim)
        rows.append(linear.at_most(linear.value(found.x)))
    return Seating(found.x, found.pairs, found.values, frozenset(solved))


def _least_regret(
    offer: Offer, model: Model, found: Seating, cost: Floats, limits: Limits, stop: Callable[[], bool]
) -> tuple[Seating, Model, bool]:
    """The least worst regret, by bisection; the model that keeps it; whether it is certainly the least."""
    low, done = 0, True
    while low < found.values["regret"] and not stop():
        middle = (low + found.values["regret"]) // 2
        answer = solve_mip(regret_at_most(offer, model, middle), cost, limits)
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
    taken = column_values(offer, x)
    pairs: dict[int, tuple[int, ...]] = {}
    for cohort, start in zip(offer.cohorts, offer.first, strict=True):
        sets: list[tuple[int, ...]] = []
        for at, column in enumerate(cohort.columns):
            sets.extend([column] * taken.get(start + at, 0))
        if not cohort.bundled:
            sets = [tuple(at for column in sets for at in column)] if sets else []
        sets.sort(key=lambda column: (-gain(cohort, column), column))
        members = sorted(cohort.members, key=lambda member: (-offer.n.pupils[member].lottery, member))
        for member, column in zip(members, sets, strict=False):
            pairs[member] = tuple(sorted(cohort.choices[at].pair for at in column))
    clubs = {member: tuple(offer.pairs[pair][0] for pair in those) for member, those in pairs.items()}
    return Seating(x, dict(sorted(pairs.items())), count_aims(offer.n, clubs), frozenset())
