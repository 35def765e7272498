"""What a school could make of the days of people it shares: the LP of its students, with a column for every visit.

The LP is the pattern master's; nobody shared leads anything on a day without being there. It has not the rows that make
the master strong: it takes a twentieth of the time, and ranks plans of days as the strong one does (docs/solver.md).
"""

from __future__ import annotations

import pickle
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from afterschool_sched.asked import Terms, Visit, Visited, Wish, Wishes
from afterschool_sched.calendar import Calendar
from afterschool_sched.clock import DAYS
from afterschool_sched.compile import build_instance
from afterschool_sched.scenario import Scenario

from .aims import most_utility
from .basis import basis_of
from .lp import solve_lp
from .matrix import Floats, Model
from .offer import build_offer


def answer(asked: Visited) -> Wishes:
    """All that a school is asked."""
    path = Path(asked.file)
    if asked.scenario is None:
        visiting: Visiting = pickle.loads(path.read_bytes())
    else:
        visiting = Visiting.of(asked.scenario, asked.people)
    wishes = tuple(visiting.wish(terms, asked.seconds) for terms in asked.terms)
    path.write_bytes(pickle.dumps(visiting, pickle.HIGHEST_PROTOCOL))
    return wishes


@dataclass
class Visiting:
    """The LP of one school, from one question to the next; `basis` is where it ended last. It can be pickled."""

    model: Model
    cost: Floats
    most: float  # utility where the objective is 0
    columns: dict[Visit, int]
    basis: bytes | None = None

    @classmethod
    def of(cls, scenario: Scenario, people: Collection[str]) -> Visiting:
        """The LP of a school that is free of any plan."""
        base = Calendar(scenario).plans[0]
        n = build_instance(scenario.in_seasons(base), base)
        offer = build_offer(n, visitors=frozenset(at for at, name in enumerate(n.teachers) if name in people))
        utility = offer.aims["utility"]
        columns = {(n.teachers[at], week, DAYS[day]): col for (at, week, day), col in offer.visits.items()}
        weak = offer.model.select_rows(~offer.model.droppable)
        return cls(weak, utility.lower, most_utility(n) - utility.const, columns)

    def wish(self, terms: Terms, seconds: float | None) -> Wish | None:
        """What the LP would have on these terms; None when it was not found in time."""
        cost = self.cost.copy()
        for visit, col in self.columns.items():
            cost[col] += terms.prices.get(visit, terms.price)
        shut = [col for (name, _, day), col in self.columns.items() if (name, day) in terms.closed]
        model = self.model.with_fixed(np.array(shut, dtype=np.int64), np.zeros(len(shut)))
        start = None if self.basis is None else basis_of(self.basis)
        solved = solve_lp(model, cost, basis=start, seconds=seconds, simplex=True)
        if solved.status != "optimal" or solved.x is None:
            return None
        if solved.basis is not None:
            self.basis = solved.basis.SerializeToString(deterministic=True)
        uses = {visit: float(solved.x[col]) for visit, col in self.columns.items() if solved.x[col] > 1e-6}
        return Wish(self.most - float(self.cost @ solved.x), self.most - solved.value, uses)
