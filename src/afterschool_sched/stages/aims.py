"""The aims of the placement as linear functions of the master's columns, and their exact count of a placement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from afterschool_sched.instance import Instance, OpenGroup

from .cohorts import Cohort, utility_of
from .matrix import Floats, Row

PLACEMENT_AIMS = ("unplaced", "first_choice", "regret", "squares", "lottery", "utility")
BALANCED = ("first_choice", "regret", "squares", "lottery")
# Steers the search towards all aims at once; the order of aims is kept by the passes.
WEIGHTS = {"unplaced": 3000.0, "first_choice": 300.0, "squares": 1.0, "utility": 1.0}


@dataclass(frozen=True)
class Linear:
    """const + coefs x, to be made small; `lower` in the place of `coefs` is never more than the aim.

    They differ for `lottery` alone: which of identical students gets what is decided after the columns.
    """

    const: float
    coefs: Floats
    lower: Floats

    def value(self, x: Floats) -> float:
        """At these columns."""
        return self.const + float(self.coefs @ x)

    def at_most(self, value: float) -> Row:
        """The row that keeps the aim at most so (or, for `lottery`, holds wherever it is)."""
        used = np.flatnonzero(self.lower)
        return Row(used, self.lower[used], hi=value - self.const)


def aims_of(n: Instance) -> tuple[str, ...]:
    """The scenario's aims that placement decides, in order, with `choices` expanded."""
    found: list[str] = []
    for aim in n.scenario.aims:
        if aim.aim == "unplaced":
            found.append("unplaced")
        elif aim.aim == "choices":
            found.extend(BALANCED if aim.fairness == "balanced" else ("utility",))
    return tuple(dict.fromkeys(found))


def aim_vectors(
    n: Instance, cohorts: Sequence[Cohort], first: Sequence[int], has: Sequence[int | None], size: int
) -> Mapping[str, Linear]:
    """All linear aims (all but `regret`) over `size` columns."""
    names = [aim for aim in PLACEMENT_AIMS if aim != "regret"]
    const = dict.fromkeys(names, 0.0)
    coefs = {name: np.zeros(size) for name in names}
    floor = np.zeros(size)
    for cohort, start, b in zip(cohorts, first, has, strict=True):
        pupil, many = cohort.pupil, cohort.size
        numbers = [n.pupils[member].lottery for member in cohort.members]
        mean = sum(numbers) / many
        worst = pupil.length + 1
        const["unplaced"] += many
        const["first_choice"] += many
        const["squares"] += many * pupil.wanted * worst**2
        const["lottery"] += sum(numbers) * pupil.wanted * pupil.length
        const["utility"] += many * (100 + 100 * pupil.wanted)
        for at, column in enumerate(cohort.columns):
            col = start + at
            ranks = [cohort.choices[position].rank for position in column]
            if b is None:
                coefs["unplaced"][col] = -1.0
                coefs["utility"][col] = -100.0
            coefs["first_choice"][col] = -float(1 in ranks)
            coefs["squares"][col] = float(sum(rank**2 - worst**2 for rank in ranks))
            steps = sum(rank - 1 - pupil.length for rank in ranks)
            coefs["lottery"][col] = mean * steps
            # Who of a cohort gets what is open: a lower bound takes the highest number for every gain.
            floor[col] = max(numbers) * steps
            coefs["utility"][col] -= sum(utility_of(rank) for rank in ranks)
        if b is not None:
            coefs["unplaced"][b] = -1.0
            coefs["utility"][b] = -100.0
    return {name: Linear(const[name], coefs[name], floor if name == "lottery" else coefs[name]) for name in names}


def weighted(linear: Mapping[str, Linear], aims: Sequence[str]) -> Floats:
    """The aims in one objective (of no aims: utility), without the constants."""
    parts = [WEIGHTS[aim] * linear[aim].coefs for aim in aims or ("utility",) if aim in WEIGHTS]
    return sum(parts, start=np.zeros_like(linear["utility"].coefs))


def count_aims(n: Instance, clubs_of: Mapping[int, Sequence[int]]) -> dict[str, int]:
    """Every placement aim of formal.md, counted student by student; `clubs_of`: student -> clubs."""
    values = dict.fromkeys(PLACEMENT_AIMS, 0)
    worst: int | None = None
    for number, pupil in enumerate(n.pupils):
        if not pupil.served:
            continue
        rank = {option.club: option.rank for option in pupil.options}
        ranks = sorted(rank[club] for club in clubs_of.get(number, ()) if n.clubs[club].chosen)
        missing = pupil.wanted - len(ranks)
        total = sum(place - 1 for place in ranks) + missing * pupil.length
        values["unplaced"] += not ranks
        values["first_choice"] += 1 not in ranks
        values["squares"] += sum(place**2 for place in ranks) + missing * (pupil.length + 1) ** 2
        values["lottery"] += pupil.lottery * total
        values["utility"] += 100 + 100 * pupil.wanted - happiness(ranks)
        if ranks:
            worst = max(total - pupil.best, worst or 0)
    values["regret"] = worst or 0
    return values


def happiness(ranks: Sequence[int]) -> int:
    """U of a student with clubs of these ranks."""
    return (100 if ranks else 0) + sum(utility_of(rank) for rank in ranks)


def most_utility(n: Instance) -> int:
    """What `utility` is counted from: the sum of 100 + 100 W over students who can be served."""
    return sum(100 + 100 * pupil.wanted for pupil in n.pupils if pupil.served)


def values_of(n: Instance, aims: Sequence[str], groups: Sequence[OpenGroup]) -> tuple[int, ...]:
    """The students' aims of these groups, in order."""
    clubs: dict[int, tuple[int, ...]] = {}
    for group in groups:
        for pupil in group.members:
            clubs[pupil] = (*clubs.get(pupil, ()), group.club)
    counted = count_aims(n, clubs)
    return tuple(counted[aim] for aim in aims)
