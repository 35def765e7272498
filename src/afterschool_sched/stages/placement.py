"""The first two stages: which groups open on which pattern, and which students are in them.

`Placer` keeps what can be kept between calls (the pattern master, its LP optimum and bounds), so that the later stages
can come back with `Restrictions` and get another placement soon.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from afterschool_sched.background import Later
from afterschool_sched.cpsat.loading import cp_sat
from afterschool_sched.instance import Instance, OpenGroup

from .aims import aims_of, most_utility, weighted
from .budget import Budget
from .candidate import AimBound, Progress, held_to_a_plan, relative_gap
from .core import SMALLEST
from .cuts import Cut
from .dive import Dive, dive, settle
from .groups import counts_of, groups_of, whole_counts
from .improvement import WHOLE_SIZE, better_seatings
from .lp import Limits
from .matrix import Floats, Ints
from .offer import NO_RESTRICTIONS, Offer, Restrictions, build_offer
from .passes import Seating, seat_near
from .patience import Patience
from .ruler import Ruler
from .search_model import SearchModel
from .tighten import Tightened, tightened

LITTLE = 0.5  # of an aim in the LP: less is nothing
LOSS_EACH = 0.1  # points for each student that a quick first placement may lose against the LP's


@dataclass(frozen=True)
class Placement:
    """Groups with their members, the aims' values, and what is known about better ones.

    `utility` is U of formal.md; no timetable has more than `utility_bound`, and none that is as good in all aims has
    more than `utility_bound_as_good` (None: not computed). What lies between the two is the price of the aims.
    """

    groups: tuple[OpenGroup, ...]
    values: dict[str, int]
    bounds: tuple[AimBound, ...]
    utility: int
    utility_bound: float | None
    utility_bound_as_good: float | None = None

    def rank(self, aims: Sequence[str]) -> tuple[int, ...]:
        """The values in the order of the aims; smaller is better."""
        return tuple(self.values[aim] for aim in aims)


class Placer:
    """Placements of one instance, better and better, with bounds.

    `whole`: the budget of which `budget` is a part; the first placement may take of it what it needs.
    """

    def __init__(
        self,
        n: Instance,
        budget: Budget,
        progress: Callable[[Progress], None] | None = None,
        whole: Budget | None = None,
    ) -> None:
        self.n = n
        self._tell = progress
        self.aims = aims_of(n)
        self.patience = Patience(budget, whole or budget, self.aims, len(n.pupils))
        self._rng = random.Random(budget.seed)
        self._ruler: Ruler | None = None
        self._search: SearchModel | None = None
        self._cuts: tuple[Cut, ...] | None = None  # not looked for yet

    # ---- the way in ---------------------------------------------------------------------------------------------

    def quick(self) -> Placement | None:
        """A placement in half the time, and a worse one: by an LP without the rows that make it strong.

        None for small models, for which `first` is quick enough, and when the way ends nowhere. Meanwhile the strong LP
        is solved, and dived from, beside it.
        """
        offer = build_offer(self.n, NO_RESTRICTIONS)
        if offer.model.size <= WHOLE_SIZE or not offer.model.droppable.any():
            return None
        Later(cp_sat, "afterschool-sched-import")  # people need it; the LP leaves Python alone meanwhile
        tight = self._tightened(offer)
        if tight.root.x is None:
            return None
        offer, weak, root = tight.offer, tight.weak, tight.root
        search = self._search = self._searched(offer, NO_RESTRICTIONS)
        search.weakly = weak, root
        if not (self.patience.budget.deterministic or self.patience.budget.fast) and self.patience.budget.workers > 1:
            search.go_ahead(self.patience.budget.stop)
            if offer.model.size >= SMALLEST:
                search.measuring = Later(partial(self._measure_ahead, search), "afterschool-sched-bounds")
        hasty = search.ahead is not None  # the strong dive will be better in any case
        found = dive(offer, weak, search.cost, root.basis, self.patience.budget.stop, hasty=hasty)
        seating = self._seat_first(search, found, partial(self.patience.mip, first=True))
        if seating is None:
            return None
        self._say(seating.values)
        return self._placement(search, seating)

    def first(
        self, restrictions: Restrictions = NO_RESTRICTIONS, near: Placement | None = None, *, again: bool = False
    ) -> Placement | None:
        """A placement, soon; None when none was found. `near`: the groups to begin with, instead of the LP's.

        `again`: there is a timetable, so that this has no more time than placements have.
        """
        stop = self.patience.over if again else self.patience.budget.stop

        def limits() -> Limits:
            return self.patience.mip(first=not again)

        before = self._search
        search = self._prepare(restrictions)
        if search is None:
            return None
        offer, seating = search.offer, None
        if near is not None:
            counts = counts_of(offer, near.groups)
            if counts is not None:
                joined = self._joined(before, near, offer)
                seating = (joined and search.seated(counts, limits(), joined=joined)) or search.seated(counts, limits())
        else:
            found = dive(offer, *search.start, stop)
            counts, seating = found.counts, self._seat_first(search, found, limits)
        if counts is None:
            counts = np.ceil(search.root.found[offer.counts] - 1e-6).astype(np.int64)
        # Where that ended nowhere: close some of the groups; else decide all counts anew.
        for most, students in ((counts, False), (counts, True), (None, True)):
            if seating is None and not stop():
                fewer = settle(offer, offer.model, search.cost, most, limits(), students=students)
                seating = None if fewer is None else search.seated(fewer, limits())
        if seating is None:
            return None
        self._say(seating.values)
        return self._placement(search, seating)

    def crowded(self, placement: Placement) -> tuple[tuple[int, int], ...]:
        """(class activity, slot) in which whole classes need more sessions than there can be."""
        search = self._search
        seating = self._seating(search, placement) if search is not None else None
        if search is None or seating is None:
            return ()
        few = [packing for packing in search.offer.packings if packing.too_few(self.n, seating.x)]
        if few:
            roomy = search.roomy(self.n, seating)
            few = [packing for packing in few if packing.too_few(self.n, roomy)]
        return tuple((packing.activity, packing.slot) for packing in few)

    def improve(self, placement: Placement, restrictions: Restrictions = NO_RESTRICTIONS) -> Iterator[Placement]:
        """Better and better placements (aim by aim), until the budget's end or nothing better is in sight."""
        search = self._prepare(restrictions)
        start = self._seating(search, placement) if search is not None else None
        if search is None or start is None:
            return
        best = start
        for found in better_seatings(search, start, self.patience, self._rng):
            if found.rank(self.aims) < best.rank(self.aims):
                best = found
                self._say(best.values)
                yield self._placement(search, best)

    def reseat(self, groups: Sequence[OpenGroup]) -> Placement | None:
        """The best placement with these groups open: the same clubs on the same patterns, other members."""
        search = self._search
        if search is None:
            return None
        counts = counts_of(search.offer, groups)
        seating = None if counts is None else search.seated(counts, self.patience.mip())
        if counts is None or seating is None:
            return None
        return self._placement(search, search.seated_by_aims(seating, counts, self.patience))

    def bounded(self, placement: Placement, *, price: bool = True) -> Placement:
        """The placement with its bounds, each made safe against rounding. What is known from before costs nothing.

        `price`: also the most utility of placements as good in all aims (one more LP).
        """
        ruler = self._measure()
        ruler.sharpen("utility", self.patience.sharper())
        ruler.most_utility(placement.values, price=False)  # what is asked for most comes first
        bounds = ruler.bounds(placement.values)
        self._say(placement.values, bounds)
        planned = self.n.planned
        if planned is not None and planned.free is None:
            return replace(placement, bounds=held_to_a_plan(planned, bounds))
        free, fair = ruler.most_utility(placement.values, price=price)
        return replace(placement, bounds=bounds, utility_bound=free, utility_bound_as_good=fair)

    def _joined(self, known: SearchModel | None, placement: Placement, offer: Offer) -> tuple[Ints, Floats] | None:
        """Which classes sit together, from where their students are in a placement: columns of `offer`, and values.

        Decided beforehand they leave students to be placed as ever; together with them it takes ten times as long.
        """
        seating = None if known is None else self._seating(known, placement)
        if known is None or seating is None:
            return None
        loose = {(packing.activity, packing.slot): packing for packing in known.offer.packings}
        roomy = known.roomy(self.n, seating)
        columns: list[int] = []
        values: list[float] = []
        for packing in offer.packings:
            if packing.joins:
                together = loose[packing.activity, packing.slot].together(self.n, roomy)
                columns += packing.joins.values()
                values += [float(pair in together) for pair in packing.joins]
        return (np.array(columns, dtype=np.int64), np.array(values)) if columns else None

    def _say(self, values: Mapping[str, int], bounds: Sequence[AimBound] = ()) -> None:
        """Report the placement's aims to whoever listens."""
        if self._tell is None:
            return
        known = {bound.aim: bound.bound for bound in bounds}
        for aim in self.aims:
            bound = known.get(aim)
            gap = None if bound is None else relative_gap(values[aim], bound)
            self._tell(Progress("placement", aim, values[aim], bound, gap, self.patience.budget.elapsed))

    def _seat_first(self, search: SearchModel, found: Dive, limits: Callable[[], Limits]) -> Seating | None:
        """The students where the dive has them, as far as it has whole ones; else anew with its counts."""
        if found.counts is None or found.x is None:
            return None
        model = search.offer.with_counts(search.offer.model, found.counts)
        loss = LOSS_EACH * len(self.n.pupils)
        seating = seat_near(search.offer, model, search.cost, limits(), found.x, loss)
        return seating or search.seated(found.counts, limits())

    # ---- models -------------------------------------------------------------------------------------------------

    def _measure(self) -> Ruler:
        search = self._search
        if search is not None and search.measuring is not None:
            search.measuring.result()
        if self._ruler is None:
            self._ruler = self._ruler_of(search)
        return self._ruler

    def _measure_ahead(self, search: SearchModel) -> None:
        """The bounds of utility and of what cannot be nothing, after the LP that is solved beside the first placement.

        It does not wait for the dive from there: who waits for that has a core to spare.
        """
        assert search.optimum is not None
        _, near = search.optimum.result()
        if near.x is None or self.patience.budget.stop():
            return
        known = search.offer.aims
        asked = [aim for aim in self.aims[:1] if aim in known and known[aim].value(near.x) > LITTLE]
        ruler = self._ruler_of(search)
        ruler.ahead(("utility", *asked), self.patience.ahead())
        self._ruler = ruler

    def _ruler_of(self, search: SearchModel | None) -> Ruler:
        free = self.n.planned.free if self.n.planned else None
        offer = build_offer(free or self.n, cuts=(self._cuts or ()) if free is None else ())
        if free is not None:
            utility, seconds = offer.aims["utility"].lower, self.patience.bound("utility")
            offer = tightened(offer, utility, seconds, self.patience.budget.stop).offer
        whole = self.patience.exact(len(offer.model.lo))
        basis = None if search is None else search.basis_for(offer.model, whole=whole)
        weak_basis = None if search is None else search.weak_basis_for(offer.model)
        budget = self.patience.budget
        return Ruler(
            offer, self.aims, basis, self.patience.bound, weak_basis=weak_basis, soon=budget.fast, stop=budget.stop
        )

    def _prepare(self, restrictions: Restrictions) -> SearchModel | None:
        if self._search is not None and self._search.restrictions == restrictions:
            if self._search.soonest.x is not None:
                return self._search
            self._search = None
        known = self._search
        # What was found by the LP of fewer restrictions is found again by a search that begins there.
        near = None if known is None else known.near or known
        if near is not None and near.root.x is not None and near.restrictions.allows_more_than(restrictions):
            search = self._searched(build_offer(self.n, restrictions, cuts=self._cuts or ()), restrictions)
            search.near = near
            self._search = search
            return search
        # Where room for packing cannot be had, whole classes may fit all the same.
        for packing in sorted({restrictions.packing, 0}, reverse=True):
            offer = build_offer(self.n, replace(restrictions, packing=packing), cuts=self._cuts or ())
            weakly = None
            if self._cuts is None:
                tight = self._tightened(offer)
                offer, weakly = tight.offer, (tight.weak, tight.root)
            search = self._searched(offer, restrictions)
            search.weakly = weakly
            if search.root.x is not None:
                self._search = search
                return search
            if search.root.status != "infeasible":
                return None  # there was not time enough, nor will there be for another
        return None

    def _tightened(self, offer: Offer) -> Tightened:
        tight = tightened(offer, weighted(offer.aims, self.aims), self.patience.root(), self.patience.budget.stop)
        if tight.root.status != "infeasible":  # else another packing is tried, and may call for some
            self._cuts = tight.cuts
        return tight

    def _searched(self, offer: Offer, restrictions: Restrictions) -> SearchModel:
        return SearchModel(offer, weighted(offer.aims, self.aims), restrictions, self.patience.root())

    # ---- in and out ---------------------------------------------------------------------------------------------

    def _placement(self, search: SearchModel, seating: Seating) -> Placement:
        groups = groups_of(search.offer, whole_counts(search.offer, seating), seating)
        search.hints[groups] = seating
        utility = most_utility(self.n) - seating.values["utility"]
        return Placement(groups, dict(seating.values), (), utility, None)

    def _seating(self, search: SearchModel, placement: Placement) -> Seating | None:
        """The columns of a placement: remembered, or found again from its groups."""
        if placement.groups in search.hints:
            return search.hints[placement.groups]
        counts = counts_of(search.offer, placement.groups)
        return None if counts is None else search.seated(counts, self.patience.mip())
