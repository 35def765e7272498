"""The first two stages: which groups open on which pattern, and which students are in them.

`Placer` keeps what can be kept between calls (the pattern master, its LP optimum and bounds), so that the later stages
can come back with `Restrictions` and get another placement soon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from afterschool_sched.instance import Instance, OpenGroup

from .aims import aims_of, most_utility
from .bounds import round_up, safe_bound
from .budget import Budget
from .candidate import AimBound, Scope
from .dive import dive, settle
from .lp import Answer, Floats, Ints, Limits, Model, Row, solve_lp
from .offer import NO_RESTRICTIONS, Offer, Restrictions, build_offer
from .passes import Seating, seat

WEIGHTS = {"unplaced": 3000.0, "first_choice": 300.0, "squares": 1.0}
MIP_SHARE = 0.25  # of the seconds left, at most for one MIP
MIP_NODES = 200  # at most for one MIP in deterministic mode


@dataclass(frozen=True)
class Placement:
    """Groups with their members, the aims' values, and what is known about better ones.

    `utility` is U of formal.md; no timetable has more than `utility_bound` (None: not computed).
    """

    groups: tuple[OpenGroup, ...]
    values: dict[str, int]
    bounds: tuple[AimBound, ...]
    utility: int
    utility_bound: float | None


@dataclass
class _Search:
    """A search model with its LP optimum."""

    offer: Offer
    cost: Floats
    root: Answer
    restrictions: Restrictions
    seen: set[tuple[int, ...]] = field(default_factory=set)


class Placer:
    """Placements of one instance, better and better, with bounds."""

    def __init__(self, n: Instance, budget: Budget) -> None:
        self.n = n
        self.budget = budget
        self.aims = aims_of(n)
        self._bounding: Offer | None = None
        self._bounds: dict[tuple[object, ...], float] = {}
        self._search: _Search | None = None

    # ---- the way in ---------------------------------------------------------------------------------------------

    def first(self, restrictions: Restrictions = NO_RESTRICTIONS) -> Placement | None:
        """A placement, soon; None when none was found (`impossible` tells whether there is none at all)."""
        search = self._prepare(restrictions)
        if search is None:
            return None
        counts = self._counts(search)
        if counts is None:
            return None
        seating = seat(search.offer, search.offer.model, counts, self.aims, search.cost, self._limits(), self._over)
        return None if seating is None else self._placement(search, counts, seating)

    def bounded(self, placement: Placement) -> Placement:
        """The placement with every bound that can be had."""
        offer = self._unrestricted()
        bounds: list[AimBound] = []
        rows: list[Row] = []
        for position, aim in enumerate(self.aims):
            if aim == "regret":
                bounds.append(AimBound(aim, 0.0, True, "all timetables"))
                continue
            linear = offer.aims[aim]
            key = (aim, tuple((other, placement.values[other]) for other in self.aims[:position] if other != "regret"))
            cost = linear.coefs if linear.floor is None else linear.floor
            bound = self._bound(key, offer.model.with_rows(rows), cost)
            scope: Scope = "as good in the aims above" if rows else "all timetables"
            bounds.append(AimBound(aim, max(0.0, float(round_up(linear.const + bound))), True, scope))
            rows.append(linear.at_most(placement.values[aim]))
        most = most_utility(self.n)
        utility = offer.aims["utility"]
        bound = self._bound(("utility", ()), offer.model, utility.coefs)
        return replace(placement, bounds=tuple(bounds), utility_bound=most - utility.const - bound)

    # ---- parts --------------------------------------------------------------------------------------------------

    def _over(self) -> bool:
        return self.budget.over

    def _limits(self) -> Limits:
        seed = self.budget.seed % 2**31
        if self.budget.deterministic:
            return Limits(nodes=MIP_NODES, gap=0.5, seed=seed)
        return Limits(seconds=max(0.5, self.budget.left * MIP_SHARE), gap=0.5, seed=seed)

    def _unrestricted(self) -> Offer:
        if self._bounding is None:
            self._bounding = build_offer(self.n)
        return self._bounding

    def _prepare(self, restrictions: Restrictions) -> _Search | None:
        if self._search is None or self._search.restrictions != restrictions:
            offer = build_offer(self.n, restrictions)
            cost = self._weighted(offer)
            root = solve_lp(offer.model, cost)
            if root.x is None:
                return None
            self._search = _Search(offer, cost, root, restrictions)
        return self._search

    def _weighted(self, offer: Offer) -> Floats:
        """The objective that steers the search towards all aims at once."""
        cost = np.zeros(offer.model.size)
        for aim in self.aims:
            if aim == "utility":
                cost += offer.aims[aim].coefs
            else:
                cost += WEIGHTS.get(aim, 0.0) * (offer.aims[aim].coefs if aim in offer.aims else 0.0)
        return cost if cost.any() else offer.aims["utility"].coefs.copy()

    def _counts(self, search: _Search) -> Ints | None:
        offer = search.offer
        if not offer.pairs:
            return np.zeros(0, dtype=np.int64)
        found = dive(offer, offer.model, search.cost, search.root.basis, self._over)
        if found.counts is not None:
            return found.counts
        return settle(offer, offer.model, search.cost, search.root.found[offer.counts], self._limits())

    def _bound(self, key: tuple[object, ...], model: Model, cost: Floats) -> float:
        if key not in self._bounds:
            answer = solve_lp(model, cost)
            self._bounds[key] = -np.inf if answer.duals is None else safe_bound(model, cost, answer.duals)
        return self._bounds[key]

    def _placement(self, search: _Search, counts: Ints, seating: Seating) -> Placement:
        groups = groups_of(search.offer, counts, seating)
        utility = most_utility(self.n) - seating.values["utility"]
        return Placement(groups, dict(seating.values), (), utility, None)


def groups_of(offer: Offer, counts: Ints, seating: Seating) -> tuple[OpenGroup, ...]:
    """Members by group: those of one class together as far as it goes, sizes as even as can be."""
    members: dict[int, list[int]] = {}
    for student, pairs in seating.pairs.items():
        for pair in pairs:
            members.setdefault(pair, []).append(student)
    groups = []
    for pair, students in sorted(members.items()):
        club, pattern = offer.pairs[pair]
        students.sort(key=lambda student: (offer.n.pupils[student].home, student))
        parts = int(counts[pair])
        base, extra = divmod(len(students), parts)
        start = 0
        for part in range(parts):
            size = base + (part < extra)
            groups.append(OpenGroup(club, pattern, tuple(sorted(students[start : start + size]))))
            start += size
    return tuple(groups)


def place(n: Instance, *, budget: Budget, restrictions: Restrictions = NO_RESTRICTIONS) -> Iterator[Placement]:
    """Improving placements, the first one soon, the last one with its bounds."""
    placer = Placer(n, budget)
    first = placer.first(restrictions)
    if first is not None:
        yield first
        yield placer.bounded(first)
