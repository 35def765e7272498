"""Placement as a linear model with whole columns, aim by aim: where it is no flow, or branching takes too long.

Columns: x, one for each option; y, how many copies of a group are open; b, whether a seeker of several groups has
anything; f, whether such a seeker has a first choice; z, whether such a seeker falls short by so many steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..board import Board, Sum
from ..bounds import round_up, safe_bound
from ..lp import Limits, solve_lp, solve_mip
from ..matrix import Bools, Floats, Model, Row
from .levels import Level, shortfalls, values
from .problem import Problem, Seeker

_WHOLE = 1e-6
_BELOW_ONE = 0.9  # values are whole numbers: less than one from the bound is the best


@dataclass(frozen=True)
class Solved:
    """The best placement found (None: none was), each level's bound, and which bounds are proven.

    `impossible`: there certainly is none.
    """

    taken: Bools | None
    bounds: tuple[float | None, ...]
    proven: tuple[bool, ...]
    impossible: bool = False


class Linear:
    """The model, built."""

    def __init__(self, problem: Problem, those: Sequence[Level]) -> None:
        self.problem = problem
        self.board = Board()
        for _ in range(len(problem.rank)):
            self.board.column(0, 1, integer=True)
        self.has: dict[int, int] = {}
        self.first: dict[int, int] = {}
        self.falls: dict[tuple[int, int], int] = {}  # (threshold, seeker) -> z
        self._groups()
        for at, seeker in enumerate(problem.seekers):
            self._seeker(at, seeker, those)
        for cap in problem.students:
            inside = np.isin(problem.group, cap.groups)
            self.board.rows.at_most(np.flatnonzero(inside).tolist(), cap.most)
        self.model = self.board.model()

    def _groups(self) -> None:
        p, board = self.problem, self.board
        counted = {group for cap in p.opening for group in cap.groups}
        self.opened: dict[int, int] = {}
        for at, group in enumerate(p.groups):
            takers = np.flatnonzero(p.group == at).tolist()
            if p.low(at) == 1 and not group.must_open and at not in counted:
                board.rows.at_most(takers, group.copies * group.max)
                continue
            opened = self.opened[at] = board.column(1 if group.must_open else 0, group.copies, integer=True)
            ones = [1.0] * len(takers)
            board.rows.add([*takers, opened], [*ones, -float(group.max)], hi=0.0)
            board.rows.add([*takers, opened], [*ones, -float(p.low(at))], lo=0.0)
            if group.copies == 1:
                board.rows.differences(takers, [opened] * len(takers), ones)
        for cap in p.opening:
            board.rows.at_most([self.opened[at] for at in cap.groups], cap.most)

    def _seeker(self, at: int, seeker: Seeker, those: Sequence[Level]) -> None:
        p, board = self.problem, self.board
        options = list(range(seeker.first, seeker.last))
        board.rows.at_most(options, seeker.wants)
        if seeker.wants == 1:
            return
        for together in self._exclusive(options):
            board.rows.at_most(together, 1)
        has = self.has[at] = board.column(0, 1, integer=True)
        board.rows.differences(options, [has] * len(options), [1.0] * len(options))
        board.rows.add([*options, has], [*[-1.0] * len(options), 1.0], hi=0.0)
        if any(level.kind == "first" for level in those):
            first = self.first[at] = board.column(0, 1, integer=True)
            best = [option for option in options if p.rank[option] == 1]
            board.rows.add([first, *best], [1.0, *[-1.0] * len(best)], hi=0.0)
        for level in those:
            if level.kind == "beyond" and self._needed(seeker, level.threshold - 1) > 0:
                falls = self.falls[level.threshold, at] = board.column(0, 1, integer=True)
                saved = self._saved(at, seeker, level.threshold - 1)
                saved.plus(falls, float(self._needed(seeker, level.threshold - 1)))
                board.limit(saved, lo=0.0)

    def _exclusive(self, options: Sequence[int]) -> list[list[int]]:
        """Options of which one person can have one: those of a slot, and those of an offer."""
        found: dict[tuple[str, str], list[int]] = {}
        for option in options:
            group = self.problem.groups[self.problem.group[option]]
            for key in (("offer", group.chosen_as), *(("slot", slot) for slot in dict.fromkeys(group.slots))):
                found.setdefault(key, []).append(option)
        return [those for those in found.values() if len(those) > 1]

    @staticmethod
    def _needed(seeker: Seeker, most: int) -> int:
        """Rank steps that must be saved by whoever falls short by at most `most`."""
        return seeker.wants * seeker.length - seeker.best - most

    def _saved(self, at: int, seeker: Seeker, most: int) -> Sum:
        """What a seeker saves, less what is needed if there is anything: at least 0, unless the seeker falls short."""
        saved = Sum()
        for option in range(seeker.first, seeker.last):
            saved.plus(option, float(seeker.length + 1 - self.problem.rank[option]))
        saved.plus(self.has[at], -float(self._needed(seeker, most)))
        return saved

    def cost(self, level: Level) -> Floats:
        """The level over all columns, without its constant."""
        p = self.problem
        cost = np.zeros(self.model.size)
        single = (p.wants == 1)[p.student]
        cost[: len(p.rank)] = level.of_option + np.where(single, level.of_seeker[p.student], 0)
        for at, has in self.has.items():
            cost[has] = level.of_seeker[at]
        if level.kind in ("first", "beyond"):
            cost[: len(p.rank)][~single] = 0.0
            for first in self.first.values() if level.kind == "first" else ():
                cost[first] = -1.0
            for (threshold, _), falls in self.falls.items():
                if level.kind == "beyond" and threshold == level.threshold:
                    cost[falls] = 1.0
        return cost

    def at_worst(self, model: Model, most: int) -> Model:
        """The model in which nobody who has anything falls short by more than `most`."""
        p = self.problem
        single = (p.wants == 1)[p.student]
        shut = np.flatnonzero(single & (p.short > most))
        rows = []
        for at in self.has:
            if self._needed(p.seekers[at], most) > 0:
                saved = self._saved(at, p.seekers[at], most)
                rows.append(Row(np.array(saved.cols, dtype=np.int64), np.array(saved.coefs), lo=0.0))
        return model.with_fixed(shut, np.zeros(len(shut))).with_rows(rows)


def solve(
    problem: Problem, those: Sequence[Level], left: Callable[[], float], seed: int, start: Bools | None = None
) -> Solved:
    """The levels made small one after another, each kept as a row for the next."""
    linear = Linear(problem, those)
    model, taken = linear.model, start
    bounds: list[float | None] = []
    proven: list[bool] = []
    for level in those:
        if level.kind == "worst" and taken is not None:
            model, taken, done = _least_worst(linear, model, taken, left, seed)
            worst = int(shortfalls(problem, taken).max(initial=0))
            bounds.append(worst if done else 0)
            proven.append(not done or worst == 0)
            continue
        cost = linear.cost(level)
        relaxed = solve_lp(model, cost, seconds=left())
        if relaxed.status == "infeasible" and taken is None:
            return Solved(None, (), (), impossible=True)
        least = 0
        if relaxed.duals is not None:
            least = max(0, level.const + round_up(safe_bound(model, cost, relaxed.duals)))
        x, bound = relaxed.x, float(least)
        if x is None or bool((np.abs(x - np.rint(x))[model.integer] > _WHOLE).any()):
            answer = solve_mip(model, cost, Limits(seconds=left(), gap=_BELOW_ONE, seed=seed))
            if answer.status == "infeasible" and taken is None:
                return Solved(None, (), (), impossible=True)
            x = answer.x
            if np.isfinite(answer.bound):
                bound = max(bound, level.const + round_up(answer.bound - _WHOLE))
        found = None if x is None else np.rint(x[: len(problem.rank)]) > 0
        if found is not None and (taken is None or _value(problem, level, found) < _value(problem, level, taken)):
            taken = found
        if taken is None:
            return Solved(None, (), ())
        value = _value(problem, level, taken)
        bounds.append(min(bound, value))
        proven.append(least >= value or least >= bound)
        used = np.flatnonzero(cost)
        model = model.with_rows([Row(used, cost[used], hi=float(value - level.const))])
    return Solved(taken, tuple(bounds), tuple(proven))


def _value(problem: Problem, level: Level, taken: Bools) -> int:
    return values(problem, [level], taken)[0]


def _least_worst(
    linear: Linear, model: Model, taken: Bools, left: Callable[[], float], seed: int
) -> tuple[Model, Bools, bool]:
    """The model that keeps the least worst shortfall, a placement with it, and whether it is certainly the least."""
    problem, done = linear.problem, True
    least, most = -1, int(shortfalls(problem, taken).max(initial=0))
    nothing = np.zeros(model.size)
    while least + 1 < most:
        middle = (least + most) // 2
        answer = solve_mip(linear.at_worst(model, middle), nothing, Limits(seconds=left(), seed=seed))
        if answer.x is None:
            done = done and answer.status == "infeasible"
            least = middle
        else:
            taken = np.rint(answer.x[: len(problem.rank)]) > 0
            most = int(shortfalls(problem, taken).max(initial=0))
    return linear.at_worst(model, most), taken, done
