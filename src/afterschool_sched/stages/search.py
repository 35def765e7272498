"""Neighbourhoods of an offer: some counts are free, all others stay, and a small MIP decides.

Which counts: those that differ from the LP's (with some chance), all of a few clubs, or all of a few days. The size of
a neighbourhood grows while they are solved within their limits, and shrinks when they are not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .lp import Answer, Limits, solve_mip
from .matrix import Floats, Ints, Model
from .offer import Offer

SMALLEST, LARGEST, START = 12, 120, 26  # counts that are free
LITTLE_WORK = 2_000  # simplex iterations
KINDS = ("apart", "leads", "clubs", "apart", "rooms", "days")
LITTLE = 0.05  # the chance of a pair whose count is that of the LP, against one that is a whole group away
ENOUGH = 0.5  # the objective is whole where students are: less is no gain


@dataclass(frozen=True)
class Incumbent:
    """Whole counts, all columns (students may be split), and the objective."""

    counts: Ints
    x: Floats
    value: float


@dataclass
class Neighbourhoods:
    """Chooses and solves neighbourhoods of one offer. `cost` is the weighted objective, `wanted` the LP's counts.

    `whole`: columns that are to be whole, too.
    """

    offer: Offer
    model: Model
    cost: Floats
    wanted: Floats
    rng: random.Random
    whole: Ints
    size: float = START
    turn: int = 0

    def __post_init__(self) -> None:
        self.model = counts_whole(self.offer, self.model).with_integer(self.whole)

    def solve(self, free: Ints, known: Incumbent, limits: Limits) -> Answer:
        """What is best where the counts of the pairs `free` are. Several threads may ask at once."""
        return solve_mip(self.offer.with_counts(self.model, known.counts, free), self.cost, limits, hint=known.x)

    def learn(self, answer: Answer) -> None:
        """How much larger the next one may be, by the work that this one took (counted, not timed)."""
        growth = 0.85 if answer.status != "optimal" else 1.25 if answer.effort < LITTLE_WORK else 1.05
        self.size = min(max(self.size * growth, SMALLEST), LARGEST)

    def choose(self, counts: Ints) -> Ints:
        """The next pairs whose counts are to be free."""
        away = np.abs(counts - self.wanted)
        size = min(round(self.size), len(counts))
        kind = KINDS[self.turn % len(KINDS)]
        self.turn += 1
        # Exponential clocks: the further from the LP, the earlier it rings.
        rings = np.array([self.rng.expovariate(1.0) / (LITTLE + gap) for gap in away])
        if kind == "apart":
            return np.sort(np.argsort(rings, kind="stable")[:size])
        sets = self._alike[kind]
        order = sorted(range(len(sets)), key=lambda at: self.rng.expovariate(1.0) / (LITTLE + away[sets[at]].sum()))
        chosen: set[int] = set()
        for at in order:
            more = [int(pair) for pair in sets[at] if pair not in chosen]
            if len(chosen) + len(more) > size:
                more.sort(key=lambda pair: rings[pair])
                chosen.update(more[: size - len(chosen)])
                break
            chosen.update(more)
        return np.sort(np.array(list(chosen), dtype=np.int64))

    @cached_property
    def _alike(self) -> dict[str, list[Ints]]:
        """Pairs of one club, of one day, of those that a teacher could lead, and of those that a room could take."""
        n = self.offer.n
        found: dict[str, dict[int, list[int]]] = {kind: {} for kind in KINDS if kind != "apart"}
        for pair, (club, pattern) in enumerate(self.offer.pairs):
            spec = n.clubs[club]
            meets = spec.patterns[pattern]
            of = {
                "clubs": {club},
                "days": {n.slots[slot].day for slot in meets.slots},
                "leads": set(spec.leads[pattern]),
                "rooms": {room for block in meets.sessions for room in spec.rooms[block]},
            }
            for kind, names in of.items():
                for name in names:
                    found[kind].setdefault(name, []).append(pair)
        # Teachers (or rooms) who are asked for the same are one set.
        return {
            kind: [np.array(each, dtype=np.int64) for each in sorted({tuple(those) for those in sets.values()})]
            for kind, sets in found.items()
        }


class Rounds:
    """Neighbourhoods of the best that is known, some side by side; use it in a `with` statement."""

    def __init__(self, around: Neighbourhoods, start: Incumbent, limits: Callable[[], Limits], workers: int) -> None:
        self.around = around
        self.best = start
        self._limits = limits
        self._pool = ThreadPoolExecutor(workers, "afterschool-sched-search")
        self._running: dict[Future[Answer], tuple[Ints, Incumbent]] = {}
        self._again: list[Ints] = []  # where something was better than what has been left behind meanwhile

    def __enter__(self) -> Rounds:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def better(self, at_once: int) -> bool:
        """Wait for the next neighbourhood to be done, `at_once` of them running; whether there is a new `best`."""
        while len(self._running) < at_once:
            free = self._again.pop() if self._again else self.around.choose(self.best.counts)
            future = self._pool.submit(self.around.solve, free, self.best, self._limits())
            self._running[future] = free, self.best
        done, _ = wait(self._running, return_when=FIRST_COMPLETED)
        first = next(future for future in self._running if future in done)
        free, known = self._running.pop(first)
        answer = first.result()
        self.around.learn(answer)
        if answer.x is None or answer.value > known.value - ENOUGH:
            return False
        if answer.value > self.best.value - ENOUGH:
            self._again.append(free)
            return False
        counts = np.rint(answer.x[self.around.offer.counts]).astype(np.int64)
        self.best = Incumbent(counts, answer.x, answer.value)
        return True


def counts_whole(offer: Offer, model: Model) -> Model:
    """The model with whole counts; students may be split."""
    return replace(model, integer=np.zeros(model.size, dtype=np.bool_)).with_integer(offer.counts)
