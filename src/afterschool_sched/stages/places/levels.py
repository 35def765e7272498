"""The aims of each fairness as linear functions of the options, and their exact count of a placement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from afterschool_sched.places import Fairness

from ..aims import BALANCED
from ..matrix import Bools, Ints
from .problem import Problem


@dataclass(frozen=True)
class Level:
    """const + of_option x + of_seeker has, to be made small; `has` is 1 for seekers who have anything.

    Three kinds count more than that says: `worst` (the greatest shortfall), `beyond` (seekers whose shortfall is at
    least `threshold`) where somebody wants several groups, and `first` where somebody has two first choices.
    """

    id: str
    const: int
    of_option: Ints
    of_seeker: Ints
    kind: Literal["linear", "first", "worst", "beyond"] = "linear"
    threshold: int = 0

    def span(self, problem: Problem) -> int:
        """How far apart two values can be, at most."""
        if not len(problem.seekers):
            return 0
        most = np.maximum.reduceat(np.abs(self.of_option), problem.firsts)
        return int((most * problem.wants).sum() + np.abs(self.of_seeker).sum())

    @property
    def largest(self) -> int:
        """The largest factor, or more."""
        return int(np.abs(self.of_option).max(initial=0)) + int(np.abs(self.of_seeker).max(initial=0))


def levels(problem: Problem, fairness: Fairness) -> list[Level]:
    """The levels of a fairness, in order (models/formal.md, section 7)."""
    make = _Maker(problem)
    found = [make.unplaced()]
    if fairness == "balanced":
        assert BALANCED == ("first_choice", "regret", "squares", "lottery")
        found += [make.first_choice(), make.regret(), make.squares()]
    elif fairness == "rank_maximal":
        found += [make.up_to(rank) for rank in range(1, int(problem.rank.max(initial=0)) + 1)]
    elif fairness == "leximin":
        found += [make.beyond(steps) for steps in range(make.most_short(), 0, -1)]
    elif fairness == "priority":
        found += [make.priority(value) for value in sorted({one.priority for one in problem.seekers}, reverse=True)]
    elif fairness == "utilitarian":
        return [*found, make.utility()]
    return [*found, make.lottery()]


class _Maker:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.length = np.array([seeker.length for seeker in problem.seekers], dtype=np.int64)
        self.numbers = np.array([seeker.lottery for seeker in problem.seekers], dtype=np.int64)
        self.none = np.zeros(len(problem.seekers), dtype=np.int64)
        # What an option saves against the place being empty, in rank steps (below zero).
        self.steps = problem.rank - 1 - self.length[problem.student]

    def unplaced(self) -> Level:
        nothing = np.zeros(len(self.problem.rank), dtype=np.int64)
        return Level("unplaced", len(self.problem.seekers), nothing, self.none - 1)

    def first_choice(self) -> Level:
        p = self.problem
        first = p.rank == 1
        several = bool(_offers_per_seeker(p, first).max(initial=0) > 1) and not p.single
        return self._level("first_choice", len(p.seekers), -first.astype(np.int64), "first" if several else "linear")

    def regret(self) -> Level:
        return self._level("regret", 0, self.problem.short, "worst")

    def squares(self) -> Level:
        p, worst = self.problem, self.length + 1
        return self._level("squares", int((p.wants * worst**2).sum()), p.rank**2 - worst[p.student] ** 2)

    def lottery(self) -> Level:
        p = self.problem
        const = int((self.numbers * p.wants * self.length).sum())
        return self._level("lottery", const, self.numbers[p.student] * self.steps)

    def utility(self) -> Level:
        p = self.problem
        return Level("utility", int((100 + 100 * p.wants).sum()), -p.utility, self.none - 100)

    def up_to(self, rank: int) -> Level:
        p = self.problem
        return self._level(f"rank_{rank}", int(p.wants.sum()), -(p.rank <= rank).astype(np.int64))

    def beyond(self, steps: int) -> Level:
        p = self.problem
        kind: Literal["linear", "beyond"] = "linear" if p.single else "beyond"
        return self._level(f"worse_{steps}", 0, (p.short >= steps).astype(np.int64), kind, steps)

    def most_short(self) -> int:
        """The greatest shortfall of anybody who has something."""
        return int(self.problem.short.max(initial=0))

    def priority(self, value: int) -> Level:
        p = self.problem
        its = np.array([seeker.priority == value for seeker in p.seekers], dtype=np.bool_)
        const = int((p.wants * self.length)[its].sum())
        return self._level(f"priority_{value}", const, np.where(its[p.student], self.steps, 0))

    def _level(
        self,
        name: str,
        const: int,
        of_option: Ints,
        kind: Literal["linear", "first", "worst", "beyond"] = "linear",
        threshold: int = 0,
    ) -> Level:
        return Level(name, const, of_option.astype(np.int64), self.none, kind, threshold)


def _offers_per_seeker(problem: Problem, among: Bools) -> Ints:
    """How many different offers each seeker has among these options."""
    names = {name: at for at, name in enumerate(dict.fromkeys(group.chosen_as for group in problem.groups))}
    offer = np.array([names[group.chosen_as] for group in problem.groups], dtype=np.int64)
    pairs = np.unique(problem.student[among] * max(len(names), 1) + offer[problem.group[among]])
    return np.bincount(pairs // max(len(names), 1), minlength=len(problem.seekers)).astype(np.int64)


def shortfalls(problem: Problem, taken: Bools) -> Ints:
    """Rank steps above the own best, of those seekers who have something, in order."""
    length = np.array([seeker.length for seeker in problem.seekers], dtype=np.int64)
    best = np.array([seeker.best for seeker in problem.seekers], dtype=np.int64)
    saved = np.zeros(len(problem.seekers), dtype=np.int64)
    np.add.at(saved, problem.student[taken], length[problem.student[taken]] + 1 - problem.rank[taken])
    has = np.bincount(problem.student[taken], minlength=len(problem.seekers)) > 0
    found: Ints = (problem.wants * length - saved - best)[has]
    return found


def values(problem: Problem, those: Sequence[Level], taken: Bools) -> tuple[int, ...]:
    """The value of every level of a placement (option -> whether it is taken)."""
    has = np.bincount(problem.student[taken], minlength=len(problem.seekers)) > 0
    short = shortfalls(problem, taken)
    found = []
    for level in those:
        if level.kind == "worst":
            found.append(int(short.max(initial=0)))
        elif level.kind == "beyond":
            found.append(int((short >= level.threshold).sum()))
        elif level.kind == "first":
            first = np.unique(problem.student[taken & (problem.rank == 1)])
            found.append(level.const - len(first))
        else:
            found.append(level.const + int(level.of_option[taken].sum()) + int(level.of_seeker[has].sum()))
    return tuple(found)
