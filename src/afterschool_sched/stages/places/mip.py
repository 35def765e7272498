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

    def point(self, taken: Bools) -> Floats:
        """A placement as values of all columns."""
        p = self.problem
        x = np.zeros(self.model.size)
        x[: len(p.rank)] = taken
        loads = p.loads(taken)
        for at, opened in self.opened.items():
            x[opened] = -(-loads[at] // p.groups[at].max)
        got = np.bincount(p.student[taken], minlength=len(p.seekers)) > 0
        best = np.bincount(p.student[taken & (p.rank == 1)], minlength=len(p.seekers)) > 0
        short = np.zeros(len(p.seekers), dtype=np.int64)
        short[got] = shortfalls(p, taken)
        for at, has in self.has.items():
            x[has] = got[at]
        for at, first in self.first.items():
            x[first] = best[at]
        for (threshold, at), falls in self.falls.items():
            x[falls] = short[at] >= threshold
        return x

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
    """The levels made small one after another, each kept as a row for the next; `start` is a placement known."""
    descent = _Descent(problem, Linear(problem, those), left, seed, start)
    for level in those:
        if level.kind == "worst":
            descent.least_worst()
        elif not descent.lower(level):
            return Solved(None, (), (), impossible=descent.impossible)
    return Solved(descent.taken, tuple(descent.bounds), tuple(descent.proven))


class _Descent:
    """The levels so far: the model that keeps them, the best placement, and what is known of each."""

    def __init__(
        self, problem: Problem, linear: Linear, left: Callable[[], float], seed: int, start: Bools | None
    ) -> None:
        self.problem, self.linear, self.model = problem, linear, linear.model
        self.left, self.seed = left, seed
        self.taken = start
        self.impossible = False
        self.bounds: list[float | None] = []
        self.proven: list[bool] = []

    def lower(self, level: Level) -> bool:
        """Make a linear level small, and keep it; False when there is no placement, or none was found."""
        cost = self.linear.cost(level)
        relaxed = solve_lp(self.model, cost, seconds=self.left())
        least = 0
        if relaxed.duals is not None:
            least = max(0, level.const + round_up(safe_bound(self.model, cost, relaxed.duals)))
        bound = float(least)
        if relaxed.x is not None and not (np.abs(relaxed.x - np.rint(relaxed.x))[self.model.integer] > _WHOLE).any():
            self._take(level, relaxed.x)
        elif self.taken is None or self._value(level, self.taken) > least:
            hint = None if self.taken is None else self.linear.point(self.taken)
            limits = Limits(seconds=self.left(), gap=_BELOW_ONE, seed=self.seed)
            answer = solve_mip(self.model, cost, limits, hint=hint)
            self.impossible = answer.status == "infeasible" and self.taken is None
            self._take(level, answer.x)
            if np.isfinite(answer.bound):
                bound = max(bound, level.const + round_up(answer.bound - _WHOLE))
        if self.taken is None:
            return False
        value = self._value(level, self.taken)
        self.bounds.append(min(bound, value))
        self.proven.append(least >= min(bound, value))
        used = np.flatnonzero(cost)
        self.model = self.model.with_rows([Row(used, cost[used], hi=float(value - level.const))])
        return True

    def _take(self, level: Level, x: Floats | None) -> None:
        """Take what was found, if it is better."""
        if x is not None:
            found = self._taken(x)
            if self.taken is None or self._value(level, found) < self._value(level, self.taken):
                self.taken = found

    def _taken(self, x: Floats) -> Bools:
        found: Bools = np.rint(x[: len(self.problem.rank)]) > 0
        return found

    def _value(self, level: Level, taken: Bools) -> int:
        return values(self.problem, [level], taken)[0]

    def least_worst(self) -> None:
        """Find the least worst shortfall by bisection, and keep it. What no LP has shown is an estimate."""
        assert self.taken is not None
        least, most, shown = -1, int(shortfalls(self.problem, self.taken).max(initial=0)), -1
        nothing = np.zeros(self.model.size)
        while least + 1 < most:
            middle = (least + most) // 2
            answer = solve_mip(
                self.linear.at_worst(self.model, middle), nothing, Limits(seconds=self.left(), seed=self.seed)
            )
            if answer.x is None:
                least = middle  # not less than that, or not found in time
                shown = middle if answer.status == "infeasible" else shown
            else:
                self.taken = self._taken(answer.x)
                # Never more than was asked for: rounding of the solver must not keep the search going.
                most = min(middle, int(shortfalls(self.problem, self.taken).max(initial=0)))
        self.bounds.append(shown + 1)
        self.proven.append(shown < 0)
        self.model = self.linear.at_worst(self.model, most)
