"""Neighbourhoods of an offer: some counts are free, all others stay, and a small MIP decides.

Which counts: those that differ from the LP's (with some chance), all of a few clubs, or all of a few days. The size of
a neighbourhood grows while they are solved within their limits, and shrinks when they are not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from afterschool_sched.memory import give_back

from .lp import Answer, Limits, solve_mip
from .matrix import Floats, Ints, Model
from .offer import Offer

SMALLEST, LARGEST = 12, 120  # counts that are free;
START, START_PART = 26, 8  # at first these, or one in so many: at 1,000 students 26 take too little of the time
LITTLE_WORK = 2_000  # simplex iterations
Kind = Literal["apart", "clubs", "days", "leads", "rooms", "students"]
KINDS: tuple[Kind, ...] = get_args(Kind)
LEARNING = 0.3  # what the last one of a kind says about the next
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
    """Chooses and solves neighbourhoods of one offer. `cost` is the weighted objective, `wanted` the LP's optimum.

    `whole`: columns that are to be whole, too.
    """

    offer: Offer
    model: Model
    cost: Floats
    wanted: Floats
    rng: random.Random
    whole: Ints
    size: float = 0.0  # how many counts are free
    luck: dict[Kind, float] = field(default_factory=lambda: dict.fromkeys(KINDS, 1.0))  # how often each was better

    def __post_init__(self) -> None:
        self.size = self.size or min(max(START, len(self.offer.pairs) / START_PART), LARGEST)
        self.model = counts_whole(self.offer, self.model).with_integer(self.whole)

    def solve(self, free: Ints, known: Incumbent, limits: Limits) -> Answer:
        """What is best where the counts of the pairs `free` are. Several threads may ask at once."""
        return solve_mip(self.offer.with_counts(self.model, known.counts, free), self.cost, limits, hint=known.x)

    def incumbent(self, x: Floats, value: float) -> Incumbent:
        """What a solver has found."""
        return Incumbent(np.rint(x[self.offer.counts]).astype(np.int64), x, value)

    def held(self, counts: Ints, limits: Limits) -> Incumbent | None:
        """These counts, if what is to be whole can be."""
        answer = solve_mip(self.offer.with_counts(self.model, counts), self.cost, limits)
        return None if answer.x is None else self.incumbent(answer.x, answer.value)

    def fewer(self, counts: Ints, limits: Limits) -> Incumbent | None:
        """What is best with no more groups on any pair than these: some close where not all can be led."""
        model = self.offer.with_counts(self.model, counts, np.flatnonzero(counts))
        ub = model.ub.copy()
        ub[self.offer.counts] = np.minimum(ub[self.offer.counts], counts)
        answer = solve_mip(model.with_box(model.lb, ub), self.cost, limits)
        return None if answer.x is None else self.incumbent(answer.x, answer.value)

    def learn(self, kind: Kind, answer: Answer, *, better: bool) -> None:
        """How large the next one may be, by the work that this one took (counted, not timed), and of which kind."""
        self.luck[kind] += LEARNING * (better - self.luck[kind])
        growth = 0.85 if answer.status != "optimal" else 1.25 if answer.effort < LITTLE_WORK else 1.05
        self.size = min(max(self.size * growth, SMALLEST), LARGEST)

    def forget(self) -> None:
        """What helped one incumbent says little about another that was found elsewhere."""
        self.luck = dict.fromkeys(KINDS, 1.0)

    def choose(self, known: Incumbent) -> tuple[Kind, Ints]:
        """The next pairs whose counts are to be free, and how they were chosen."""
        (kind,) = self.rng.choices(KINDS, [self.luck[kind] + LITTLE for kind in KINDS])
        return kind, self._chosen(kind, known)

    def _chosen(self, kind: Kind, known: Incumbent) -> Ints:
        away = np.abs(known.counts - self.wanted[self.offer.counts])
        size = min(round(self.size), len(away))
        # Exponential clocks: the further from the LP, the earlier it rings.
        rings = self._rings(LITTLE + away)
        if kind == "apart":
            return np.sort(np.argsort(rings, kind="stable")[:size])
        sets = self._alike[kind]
        if kind == "students":
            weights = LITTLE + np.maximum(self._lost(known.x) - self._lost(self.wanted), 0.0)
        else:
            weights = np.array([LITTLE + away[those].sum() for those in sets])
        order = np.argsort(self._rings(weights), kind="stable")
        chosen: set[int] = set()
        for at in order:
            more = [int(pair) for pair in sets[at] if pair not in chosen]
            if len(chosen) + len(more) > size:
                more.sort(key=lambda pair: rings[pair])
                chosen.update(more[: size - len(chosen)])
                break
            chosen.update(more)
        return np.sort(np.array(list(chosen), dtype=np.int64))

    def _rings(self, weights: Floats) -> Floats:
        """Exponential clocks, one for each weight."""
        return np.array([self.rng.expovariate(1.0) for _ in weights]) / weights

    def _lost(self, x: Floats) -> Floats:
        """The part of the objective that each cohort of students has."""
        cohorts, cols = self._owned  # `wanted` may be of a model with fewer restrictions, which lacks the last columns
        lost = np.bincount(cohorts, weights=self.cost[cols] * x[cols], minlength=len(self.offer.cohorts))
        return lost.astype(np.float64)

    @cached_property
    def _owned(self) -> tuple[Ints, Ints]:
        """Columns of cohorts, and whose they are."""
        owned = [
            (at, col)
            for at, (cohort, first, has) in enumerate(
                zip(self.offer.cohorts, self.offer.first, self.offer.has, strict=True)
            )
            for col in (*range(first, first + len(cohort.columns)), *(() if has is None else (has,)))
        ]
        table = np.array(owned, dtype=np.int64).reshape(-1, 2)
        return table[:, 0], table[:, 1]

    @cached_property
    def _alike(self) -> dict[Kind, list[Ints]]:
        """Pairs of one club, of one day, in reach of one cohort, of one teacher who could lead, and of one room."""
        n = self.offer.n
        found: dict[Kind, dict[int, list[int]]] = {"clubs": {}, "days": {}, "leads": {}, "rooms": {}}
        for pair, (club, pattern) in enumerate(self.offer.pairs):
            spec = n.clubs[club]
            meets = spec.patterns[pattern]
            of: dict[Kind, set[int]] = {
                "clubs": {club},
                "days": {n.slots[slot].day for slot in meets.slots},
                "leads": set(spec.leads[pattern]),
                "rooms": {room for block in meets.sessions for room in spec.rooms[block]},
            }
            for kind, names in of.items():
                for name in names:
                    found[kind].setdefault(name, []).append(pair)
        # Teachers (or rooms) who are asked for the same are one set.
        alike: dict[Kind, list[Ints]] = {
            kind: [np.array(each, dtype=np.int64) for each in sorted({tuple(those) for those in sets.values()})]
            for kind, sets in found.items()
        }
        reach = (sorted({choice.pair for choice in cohort.choices}) for cohort in self.offer.cohorts)
        return {**alike, "students": [np.array(those, dtype=np.int64) for those in reach]}


class Rounds:
    """Neighbourhoods of the best that is known, some side by side; use it in a `with` statement."""

    def __init__(self, around: Neighbourhoods, start: Incumbent, limits: Callable[[int], Limits], workers: int) -> None:
        self.around = around
        self.best = start
        self.flat = 0  # neighbourhoods since the last better one; `limits` may be wider the more there are
        self._limits = limits
        self._pool = ThreadPoolExecutor(workers, "afterschool-sched-search")
        self._running: dict[Future[Answer], tuple[Kind, Ints, Incumbent]] = {}
        self._again: list[tuple[Kind, Ints]] = []  # where something was better than what has been left behind meanwhile
        self._other: Future[Incumbent | None] | None = None

    def __enter__(self) -> Rounds:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def beside(self, work: Callable[[], Incumbent | None]) -> None:
        """Let `work` run in the place of one neighbourhood; what it finds counts if it is better. One at a time."""
        self._other = self._pool.submit(work)

    def better(self, at_once: int) -> bool:
        """Wait for the next neighbourhood to be done, `at_once` of them running; whether there is a new `best`."""
        better = self._better(at_once)
        self.flat = 0 if better else self.flat + 1
        return better

    def _better(self, at_once: int) -> bool:
        while len(self._running) < at_once - (self._other is not None):
            kind, free = self._again.pop() if self._again else self.around.choose(self.best)
            future = self._pool.submit(self.around.solve, free, self.best, self._limits(self.flat))
            self._running[future] = kind, free, self.best
        give_back()  # what the last one has freed, while the next ones run: each thread keeps what it has freed
        others = () if self._other is None else (self._other,)
        done, _ = wait((*self._running, *others), return_when=FIRST_COMPLETED)
        if self._other in done:
            return self._better_beside()
        first = next(future for future in self._running if future in done)
        kind, free, known = self._running.pop(first)
        answer = first.result()
        better = answer.x is not None and answer.value <= known.value - ENOUGH
        self.around.learn(kind, answer, better=better)
        if answer.x is None or not better:
            return False
        if answer.value > self.best.value - ENOUGH:
            self._again.append((kind, free))
            return False
        self.best = self.around.incumbent(answer.x, answer.value)
        return True

    def _better_beside(self) -> bool:
        assert self._other is not None
        found, self._other = self._other.result(), None
        if found is None or found.value > self.best.value - ENOUGH:
            return False
        self.best = found
        self.around.forget()
        return True


def counts_whole(offer: Offer, model: Model) -> Model:
    """The model with whole counts; students may be split."""
    return replace(model, integer=np.zeros(model.size, dtype=np.bool_)).with_integer(offer.counts)
