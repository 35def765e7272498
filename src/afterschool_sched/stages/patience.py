"""How long each piece of a placement may take, by the clock or, in deterministic mode, in counted work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .budget import Budget
from .lp import Limits
from .search import ENOUGH

FIRST_SHARE = 0.5  # of all seconds left, at most for a MIP of the first placement
FIRST_GAP_EACH = 1.0  # points for each student that such a MIP may be from its bound: better ones follow
MIP_SHARE = 0.2  # of the seconds left, at most for one MIP that places students
ROOT_SHARE = 0.6  # of the seconds left, at most for the LP that placements are found with
LP_SHARE = 0.75  # of the seconds left, at most for one LP of the bounds,
UTILITY_LP_SHARE = 0.9  # and for the one of utility, which comes first and is asked for most
UTILITY_SHARE = 0.13  # of all seconds, for the bound of utility even when none are left: every result is to have it
EXACT_EACH = 4e-4  # seconds for each row of a whole LP with all that makes it strong, beside the search
EXACT_AIMS = 2  # for more aims the whole LP is solved: each has an LP then, and all begin at its basis;
EXACT_SHARE = 0.5  # if it takes no more than that of the seconds left,
EXACT_ROWS = 30_000  # and has no more rows: at 2,000 students there is no way from its basis to the optima of the aims
AHEAD_SHARE = 0.08  # of all seconds, for the bound of utility beside the search
LAST_SECONDS = 0.01  # for the strong LP of that bound, when there is no time at all: the weak one stands in
MIP_NODES = 200  # at most for one such MIP in deterministic mode
ROUND_SECONDS = 2.5  # for the MIP of one neighbourhood
ROUND_NODES = 20
ROUNDS_PER_SECOND = 0.35  # neighbourhoods for each second that a deterministic budget stands for
SEARCH_SHARE = 0.95  # of the budget, by when the search for other groups ends
HAND_OUT_SHARE = 0.1  # of all seconds, between better placements that are handed out while others are looked for,
HAND_OUT_SECONDS = 8.0  # but no less than this: each is held by people, and that takes time, too
HAND_OUT_ROUNDS = 8  # the same in deterministic mode, in neighbourhoods
FLAT_STEP = 12  # after so many neighbourhoods without a better one the next ones have more time,
MOST_PATIENCE = 2  # but at most so many times as much: a MIP takes 7 to 15 MB more with every second,
FLAT = 48  # and after so many the search ends


@dataclass
class Patience:
    """`whole`: the budget of which `budget` is a part; the first placement may take of it what it needs."""

    budget: Budget
    whole: Budget
    aims: Sequence[str]
    students: int = 0

    def over(self) -> bool:
        """Whether to stop now: out of time, or told to."""
        return self.budget.over

    @property
    def at_once(self) -> int:
        """Neighbourhoods side by side."""
        return 1 if self.budget.deterministic else self.budget.workers

    def root(self) -> float | None:
        """Seconds for an LP that placements are found with."""
        return None if self.budget.deterministic else max(1.0, self.whole.left * ROOT_SHARE)

    def bound(self, aim: str) -> float | None:
        """Seconds for one LP that bounds the aim."""
        if self.budget.stop() or (aim == "regret" and self.budget.over):
            # When time is over the weak LP still says something, and no result is to be without a bound of utility.
            return LAST_SECONDS if aim == "utility" and not self.whole.stop() else 0.0
        if self.budget.fast and aim not in (*self.aims[:1], "utility"):
            return 0.0
        if self.budget.deterministic:
            return None
        if aim == "utility":
            return max(self.whole.seconds * UTILITY_SHARE, self.budget.left * UTILITY_LP_SHARE)
        return max(1.0, self.budget.left * LP_SHARE)

    def ahead(self) -> float:
        """Seconds for the bound of utility beside the search, about."""
        return self.whole.seconds * AHEAD_SHARE

    def sharper(self) -> float:
        """Seconds for a sharper bound of utility, where one is known and few other aims have to be bounded."""
        if self.budget.deterministic or self.budget.stop() or len(self.aims) > EXACT_AIMS:
            return 0.0
        return max(0.0, self.budget.left * LP_SHARE)

    def exact(self, rows: int) -> bool:
        """Whether to solve a whole LP of so many rows for the bounds; else each is found by a first-order method."""
        if self.budget.fast or len(self.aims) <= EXACT_AIMS or rows > EXACT_ROWS:
            return False
        return self.budget.deterministic or EXACT_EACH * rows <= self.whole.left * EXACT_SHARE

    def mip(self, *, first: bool = False) -> Limits:
        """For a MIP that places students; the first placement is worth half of all the time that is left."""
        seed = self.budget.seed % 2**31
        gap = max(ENOUGH, FIRST_GAP_EACH * self.students) if first and not self.budget.fast else ENOUGH
        if self.budget.deterministic:
            return Limits(nodes=MIP_NODES, gap=gap, seed=seed)
        seconds = self.whole.left * FIRST_SHARE if first else self.budget.left * MIP_SHARE
        return Limits(seconds=max(1.0, seconds), gap=gap, seed=seed)

    def neighbourhood(self, flat: int, seed: int) -> Limits:
        """For the MIP of one: more, the longer none has been better (they grow as far as they can be solved)."""
        patience = min(1 + flat // FLAT_STEP, MOST_PATIENCE)
        if self.budget.deterministic:
            return Limits(nodes=ROUND_NODES * patience, gap=ENOUGH, seed=seed)
        left = self.budget.seconds * SEARCH_SHARE - self.budget.elapsed
        return Limits(seconds=min(ROUND_SECONDS * patience, max(0.2, left)), gap=ENOUGH, seed=seed)

    def searched(self, rounds: int, flat: int) -> bool:
        """Whether there have been neighbourhoods enough, `flat` of them since the last better one."""
        budget = self.budget
        if flat >= FLAT or budget.stop():
            return True
        if budget.deterministic:
            return rounds >= budget.seconds * ROUNDS_PER_SECOND
        return budget.elapsed >= budget.seconds * SEARCH_SHARE

    def waited(self, since: float, rounds: int) -> bool:
        """Whether to hand out what was found: the last time was at `since` (seconds), so many neighbourhoods ago."""
        if self.budget.deterministic:
            return rounds >= HAND_OUT_ROUNDS
        return self.budget.elapsed - since >= max(HAND_OUT_SECONDS, HAND_OUT_SHARE * self.whole.seconds)
