"""The model that placements are looked for in, with its LP optimum."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from afterschool_sched.background import Later
from afterschool_sched.instance import OpenGroup

from .lp import Answer, Limits, solve_lp, solve_mip, with_rows
from .matrix import Floats, Ints, Model
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
    later: Later[Answer] | None = None  # the LP, where it was begun in another thread
    weakly: tuple[Model, Answer] | None = None  # the model without its strong rows, and its optimum

    @cached_property
    def solution(self) -> tuple[Model, Answer]:
        """The LP that was solved, and its optimum: without the strong rows where time was too short for these."""
        if self.near is not None:
            return self.near.solution
        answer = self.solved() if self.later is None else self.later.result()
        if answer.x is None and answer.status != "infeasible" and self.weakly is not None:
            return self.weakly
        return self.offer.model, answer

    @property
    def root(self) -> Answer:
        """The LP optimum."""
        return self.solution[1]

    @property
    def pending(self) -> bool:
        """Whether the LP is still being solved in another thread, and there is a weaker optimum meanwhile."""
        if self.near is not None:
            return self.near.pending
        return self.later is not None and self.weakly is not None and not self.later.done

    @property
    def soonest(self) -> Answer:
        """The LP optimum, or the weaker one as long as that has not been found: for this nobody waits."""
        if self.near is not None:
            return self.near.soonest
        if self.weakly is not None and (self.pending or self.root.x is None):
            return self.weakly[1]
        return self.root

    @property
    def shape(self) -> Model:
        """The model whose LP optimum is `root`."""
        return self.solution[0]

    @property
    def start(self) -> tuple[Model, Floats, Any]:
        """Where a dive begins: a model, its costs, and a basis. What is said by rows at the end is known to it."""
        model, answer = self.solution
        if self.near is not None and model is self.near.offer.model and model.size == self.offer.model.size:
            return self.offer.model, self.cost, with_rows(answer.basis, len(self.offer.model.lo))
        near = self.near if self.near is not None else self
        return model, near.cost, answer.basis

    def solved(self) -> Answer:
        """The LP, solved here and now."""
        return solve_lp(self.offer.model, self.cost, seconds=self.seconds)

    def seated(self, counts: Ints, limits: Limits, hint: Floats | None = None) -> Seating | None:
        """Whole students in so many groups, by the weighted objective."""
        model = self.offer.with_counts(self.offer.model, counts)
        return seat_weighted(self.offer, model, self.cost, limits, hint)

    def seated_by_aims(self, known: Seating, counts: Ints, patience: Patience) -> Seating:
        """The same aim by aim, beginning with `known`."""
        model = self.offer.with_counts(self.offer.model, counts)
        return seat(self.offer, model, known, patience.aims, self.cost, patience.mip, patience.over)

    def led(self, known: Seating, counts: Ints, limits: Limits) -> Answer:
        """The students of `known`, where whole numbers of groups are led by each class of teachers."""
        model = self.offer.with_counts(self.offer.model, counts)
        seated = np.flatnonzero(model.integer)
        model = model.with_fixed(seated, np.rint(known.x[seated])).with_integer(self.offer.leading)
        return solve_mip(model, self.cost, limits)
