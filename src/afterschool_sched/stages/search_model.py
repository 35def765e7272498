"""The model that placements are looked for in, with its LP optimum."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from afterschool_sched.background import Later
from afterschool_sched.instance import Instance, OpenGroup

from .basis import with_rows
from .core import core_optimum
from .dive import Dive, dive
from .lp import Answer, Limits, solve_lp, solve_mip
from .matrix import Floats, Ints, Model, Row
from .offer import Offer, Restrictions
from .passes import Seating, seat, seat_weighted
from .patience import Patience


@dataclass
class SearchModel:
    """`cost` is the objective, in which all aims are weighted."""

    offer: Offer
    cost: Floats
    restrictions: Restrictions
    seconds: float | None  # for the LP
    near: SearchModel | None = None  # one with fewer restrictions: its LP optimum stands for this one's
    hints: dict[tuple[OpenGroup, ...], Seating] = field(default_factory=dict)
    weakly: tuple[Model, Answer] | None = None  # the model without its strong rows, and its optimum
    optimum: Later[tuple[Model, Answer]] | None = None  # the LP and its optimum, where it was begun in another thread,
    ahead: Later[Dive | None] | None = None  # and a dive from there
    measuring: Later[None] | None = None  # bounds, where they were begun in another thread
    roomiest: tuple[Seating, Floats] | None = None  # the last that `roomy` was asked for, and its answer
    exact: Answer | None = None  # the optimum of the whole LP, if it is known though there was no need for a search

    @cached_property
    def solution(self) -> tuple[Model, Answer]:
        """The LP that was solved, and its optimum: without the strong rows where time was too short for these."""
        if self.near is not None:
            return self.near.solution
        model, answer = self.solved() if self.optimum is None else self.optimum.result()
        if answer.x is None and answer.status != "infeasible" and self.weakly is not None:
            return self.weakly
        return model, answer

    @property
    def root(self) -> Answer:
        """The LP optimum."""
        return self.solution[1]

    @property
    def strong(self) -> bool:
        """Whether `root` knows the rows that make the LP strong."""
        return len(self.solution[0].lo) == len((self.near or self).offer.model.lo)

    @property
    def pending(self) -> bool:
        """Whether another thread is still at the LP or the dive from there, and there is a weaker optimum meanwhile."""
        if self.near is not None:
            return self.near.pending
        return self.ahead is not None and self.weakly is not None and not self.ahead.done

    @property
    def busy(self) -> bool:
        """Whether another thread is at LPs."""
        if self.near is not None:
            return self.near.busy
        return self.pending or (self.measuring is not None and not self.measuring.done)

    @property
    def soonest(self) -> Answer:
        """The LP optimum, or the weaker one as long as that has not been found: for this nobody waits."""
        if self.near is not None:
            return self.near.soonest
        if self.weakly is not None and (self.pending or self.root.x is None):
            return self.weakly[1]
        return self.root

    @property
    def start(self) -> tuple[Model, Floats, Any]:
        """Where a dive begins: a model, its costs, and a basis. What is said by rows at the end is known to it."""
        model, answer = self.solution
        near = self.near
        if near is not None and self.strong and model.size == self.offer.model.size:
            own = self.offer.model
            boxed = own.with_box(np.maximum(own.lb, model.lb), np.minimum(own.ub, model.ub))
            return boxed, self.cost, with_rows(answer.basis, len(own.lo))
        return model, (near or self).cost, answer.basis

    def solved(self) -> tuple[Model, Answer]:
        """The LP, solved here and now: by its core where it is large."""
        ends = None if self.seconds is None else time.monotonic() + self.seconds
        weak = self.weakly[1] if self.weakly is not None else None
        found = core_optimum(self.offer, self.cost, weak, self.seconds)
        left = None if ends is None else max(ends - time.monotonic(), 0.0)
        return found or (self.offer.model, self.whole(left))

    def go_ahead(self, stop: Callable[[], bool]) -> None:
        """Begin, in other threads, to solve the LP and to dive from there."""

        optimum = self.optimum = Later(self.solved, "afterschool-sched-lp")

        def work() -> Dive | None:
            model, answer = optimum.result()
            return None if answer.x is None or stop() else dive(self.offer, model, self.cost, answer.basis, stop)

        self.ahead = Later(work, "afterschool-sched-dive")

    def whole(self, seconds: float | None) -> Answer:
        """The whole LP, solved here and now."""
        return solve_lp(self.offer.model, self.cost, seconds=seconds)

    def basis_for(self, model: Model, *, whole: bool) -> Any | None:
        """The basis of the whole LP's optimum, if that has the rows and columns of `model` and is known.

        `whole`: where it is not known it is solved.
        """
        if self.near is not None:
            return self.near.basis_for(model, whole=whole)
        own = self.offer.model
        if self.exact is None and self.solution[0] is own:
            self.exact = self.root
        if not _alike(own, model):
            return None
        if self.exact is None and whole:
            self.exact = self.whole(self.seconds)
        return None if self.exact is None else self.exact.basis

    def weak_basis_for(self, model: Model) -> Any | None:
        """The same of the LP without its strong rows, if that was solved."""
        if self.near is not None:
            return self.near.weak_basis_for(model)
        return self.weakly[1].basis if self.weakly is not None and _alike(self.offer.model, model) else None

    def seated(
        self,
        counts: Ints,
        limits: Limits,
        hint: Floats | None = None,
        joined: tuple[Ints, Floats] | None = None,
    ) -> Seating | None:
        """Whole students in so many groups, by the weighted objective. `joined`: columns whose values are decided."""
        model = self.offer.with_counts(self.offer.model, counts)
        if joined is not None:
            model = model.with_fixed(*joined)
        return seat_weighted(self.offer, model, self.cost, limits, hint)

    def seated_by_aims(self, known: Seating, counts: Ints, patience: Patience) -> Seating:
        """The same aim by aim, beginning with `known`."""
        model = self.offer.with_counts(self.offer.model, counts)
        return seat(self.offer, model, known, patience.aims, self.cost, patience.mip, patience.over)

    def roomy(self, n: Instance, known: Seating) -> Floats:
        """The students of `known`, and as many sessions of classes as they need, where so many can be held.

        How many there are is no aim: an optimum has as many as it happens to have.
        """
        if self.roomiest is not None and self.roomiest[0] is known:
            return self.roomiest[1]
        model, cost = self.offer.model, np.zeros(self.offer.model.size)
        packings, rows = self.offer.packings, []
        for packing in packings:
            sessions = np.array(packing.sessions, dtype=np.int64)
            cost[sessions] = -1.0
            rows.append(Row(sessions, np.ones(len(sessions)), hi=float(packing.needed(n, known.x))))
        decided = np.union1d(self.offer.counts, np.flatnonzero(model.integer))
        decided = np.setdiff1d(decided, np.flatnonzero(cost))
        # More than are needed only where a search model keeps places free in each: they are worth nothing.
        more = [float(model.ub[list(packing.sessions)].sum()) for packing in packings]
        model = model.with_fixed(decided, np.rint(known.x[decided])).with_rows(rows).with_slack(len(rows), more)
        cost = np.append(cost, np.full(len(rows), 2.0))
        roomy, reduced = known.x, model.reduced()
        if reduced is not None:
            answer = solve_lp(reduced.model, cost[reduced.columns], seconds=self.seconds)
            roomy = roomy if answer.x is None else reduced.whole(answer.x)[: len(roomy)]
        self.roomiest = known, roomy
        return roomy

    def led(self, known: Seating, counts: Ints, limits: Limits) -> Answer:
        """The students of `known`, where whole numbers of groups are led by each class of teachers."""
        model = self.offer.with_counts(self.offer.model, counts)
        seated = np.flatnonzero(model.integer)
        model = model.with_fixed(seated, np.rint(known.x[seated])).with_integer(self.offer.leading)
        return solve_mip(model, self.cost, limits)


def _alike(one: Model, other: Model) -> bool:
    """Whether a basis of one is a basis of the other: the same rows and columns, perhaps other coefficients."""
    return one.size == other.size and np.array_equal(one.droppable, other.droppable)
