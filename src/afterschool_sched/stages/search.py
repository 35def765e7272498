"""Neighbourhoods of an offer: some counts are free, all others stay, and a small MIP decides.

Which counts: those that differ from the LP's (with some chance), all of a few clubs, or all of a few days. The size of
a neighbourhood grows while they are solved within their limits, and shrinks when they are not.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np

from .lp import Answer, Limits, solve_mip
from .matrix import Floats, Ints, Model
from .offer import Offer

SMALLEST, LARGEST, START = 12, 120, 26  # counts that are free
LITTLE_WORK = 2_000  # simplex iterations


@dataclass
class Neighbourhoods:
    """Chooses and solves neighbourhoods of one offer. `cost` is the weighted objective, `wanted` the LP's counts."""

    offer: Offer
    model: Model
    cost: Floats
    wanted: Floats
    rng: random.Random
    whole_sessions: bool = False  # sessions of classes too: slower, and needed where clubs wait for their rooms
    size: float = START
    turn: int = 0

    def better(self, counts: Ints, x: Floats, value: float, limits: Limits) -> tuple[Ints, Floats, float] | None:
        """Counts with a smaller objective than `value` (students may be split), or None."""
        free = self._choose(counts)
        model = self.offer.with_counts(counts_whole(self.offer, self.model, sessions=self.whole_sessions), counts, free)
        answer = solve_mip(model, self.cost, limits, hint=x)
        self.size = min(max(self.size * self._growth(answer), SMALLEST), LARGEST)
        if answer.x is None or answer.value > value - 0.5:
            return None
        return np.rint(answer.x[self.offer.counts]).astype(np.int64), answer.x, answer.value

    @staticmethod
    def _growth(answer: Answer) -> float:
        """How much larger the next one may be, by the work that this one took (counted, not timed)."""
        if answer.status != "optimal":
            return 0.85
        return 1.25 if answer.effort < LITTLE_WORK else 1.05

    def _choose(self, counts: Ints) -> Ints:
        away = np.abs(counts - self.wanted)
        size = min(round(self.size), len(counts))
        kind = ("apart", "clubs", "apart", "days")[self.turn % 4]
        self.turn += 1
        if kind == "apart":
            # Exponential clocks: the further from the LP, the earlier it rings.
            rings = [self.rng.expovariate(1.0) / (0.02 + gap) for gap in away]
            return np.sort(np.argsort(rings, kind="stable")[:size])
        label = self._clubs() if kind == "clubs" else self._days()
        weight: dict[int, float] = {}
        for pair, name in enumerate(label):
            weight[name] = weight.get(name, 0.05) + float(away[pair])
        order = sorted(weight, key=lambda name: (self.rng.expovariate(1.0) / weight[name], name))
        chosen: list[int] = []
        for name in order:
            mine = [pair for pair, its in enumerate(label) if its == name]
            if chosen and len(chosen) + len(mine) > size:
                break
            chosen += mine
        return np.sort(np.array(chosen[: max(size, SMALLEST)], dtype=np.int64))

    def _clubs(self) -> list[int]:
        return [club for club, _ in self.offer.pairs]

    def _days(self) -> list[int]:
        n = self.offer.n
        return [n.slots[n.clubs[club].patterns[pattern].slots[0]].day for club, pattern in self.offer.pairs]


def counts_whole(offer: Offer, model: Model, *, sessions: bool = False) -> Model:
    """The model with whole counts (and whole `sessions` of classes); students may be split."""
    integer = np.zeros(model.size, dtype=np.bool_)
    integer[offer.counts] = True
    if sessions:
        integer[offer.sessions] = True
    return replace(model, integer=integer)
