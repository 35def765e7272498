"""The first two stages: which groups open on which pattern, and which students are in them.

`Placer` keeps what can be kept between calls (the pattern master, its LP optimum and bounds), so that the later stages
can come back with `Restrictions` and get another placement soon.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import Any

import numpy as np

from afterschool_sched.background import Later
from afterschool_sched.instance import Instance, OpenGroup

from .aims import aims_of, most_utility
from .budget import Budget
from .candidate import AimBound, Progress, held_to_a_plan, relative_gap
from .cuts import Cut
from .dive import Dive, dive, settle
from .groups import counts_of, groups_of, whole_counts
from .lp import Answer, Limits, solve_lp, solve_mip, with_rows
from .matrix import Floats, Ints, Model
from .offer import NO_RESTRICTIONS, Offer, Restrictions, build_offer
from .passes import Seating, seat, seat_near, seat_weighted
from .ruler import Ruler
from .search import ENOUGH, Incumbent, Neighbourhoods, Rounds
from .tighten import Tightened, tightened

# Steers the search towards all aims at once; the order of aims is kept by the passes.
WEIGHTS = {"unplaced": 3000.0, "first_choice": 300.0, "squares": 1.0, "utility": 1.0}
LEAP = WEIGHTS["unplaced"] / 3  # a dive turns back where one turn costs a student without a club
LOSS_EACH = 0.1  # points for each student that a quick first placement may lose against the LP's
FIRST_SHARE = 0.5  # of all seconds left, at most for a MIP of the first placement
MIP_SHARE = 0.2  # of the seconds left, at most for one MIP that places students
ROOT_SHARE = 0.6  # of the seconds left, at most for the LP that placements are found with
LP_SHARE = 0.75  # of the seconds left, at most for one LP of the bounds,
UTILITY_LP_SHARE = 0.9  # and for the one of utility, which comes first and is asked for most
UTILITY_SHARE = 0.13  # of all seconds, for the bound of utility even when none are left: every result is to have it
LAST_SECONDS = 0.01  # for the strong LP of that bound, when there is no time at all: the weak one stands in
MIP_NODES = 200  # at most for one such MIP in deterministic mode
ROUND_SECONDS = 2.5  # for the MIP of one neighbourhood
ROUND_NODES = 20
ROUNDS_PER_SECOND = 0.35  # neighbourhoods for each second that a deterministic budget stands for
SEARCH_SHARE = 0.95  # of the budget, by when the search for other groups ends
HAND_OUT_SHARE = 0.1  # of all seconds, between better placements that are handed out while others are looked for,
HAND_OUT_SECONDS = 5.0  # but no less than this: each is held by people, and that takes time, too
HAND_OUT_ROUNDS = 8  # the same in deterministic mode, in neighbourhoods
FLAT_STEP = 12  # after so many the next ones have more time
FLAT = 48  # so many neighbourhoods without a better one end the search
MOST_FOR_REGRET = 20_000  # columns; beyond, the LPs that bound regret take longer than a minute has room for
WHOLE_SIZE = 1_200  # models with fewer columns are solved whole, aim by aim


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


@dataclass
class _Search:
    """A search model, its LP optimum, and the best that is known in it."""

    offer: Offer
    cost: Floats
    restrictions: Restrictions
    seconds: float | None  # for the LP
    near: _Search | None = None  # one with fewer restrictions: its LP optimum stands for this one's
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
        self.budget = budget
        self.whole = whole or budget
        self.aims = aims_of(n)
        self._rng = random.Random(budget.seed)
        self._ruler: Ruler | None = None
        self._search: _Search | None = None
        self._cuts: tuple[Cut, ...] | None = None  # not looked for yet

    # ---- the way in ---------------------------------------------------------------------------------------------

    def quick(self) -> Placement | None:
        """A placement in half the time, and a worse one: by an LP without the rows that make it strong.

        None for small models, for which `first` is quick enough, and when the way ends nowhere. Meanwhile the strong LP
        is solved beside it.
        """
        offer = build_offer(self.n, NO_RESTRICTIONS)
        if offer.model.size <= WHOLE_SIZE or not offer.model.droppable.any():
            return None
        tight = self._tightened(offer)
        if tight.root.x is None:
            return None
        offer, weak, root = tight.offer, tight.weak, tight.root
        search = self._search = self._searched(offer, NO_RESTRICTIONS)
        search.weakly = weak, root
        if not (self.budget.deterministic or self.budget.fast) and self.budget.workers > 1:
            search.later = Later(search.solved, "afterschool-sched-lp")
        found = dive(offer, weak, search.cost, root.basis, self.budget.stop, LEAP)
        seating = self._seat_first(search, found)
        if seating is None:
            return None
        self._say(seating.values)
        return self._placement(search, seating)

    def first(self, restrictions: Restrictions = NO_RESTRICTIONS, near: Placement | None = None) -> Placement | None:
        """A placement, soon; None when none was found. `near`: the groups to begin with, instead of the LP's."""
        search = self._prepare(restrictions)
        if search is None:
            return None
        offer, seating = search.offer, None
        if near is not None:
            counts = counts_of(offer, near.groups)
            seating = None if counts is None else self._seat_weighted(search, counts, first=True)
        else:
            found = dive(offer, *search.start, self.budget.stop, LEAP)
            counts, seating = found.counts, self._seat_first(search, found)
        if counts is None:
            counts = np.ceil(search.root.found[offer.counts] - 1e-6).astype(np.int64)
        # Where that ended nowhere: close some of the groups; else decide all counts anew.
        for most, students in ((counts, False), (counts, True), (None, True)):
            if seating is None and not self.budget.stop():
                fewer = settle(offer, offer.model, search.cost, most, self._limits(first=True), students=students)
                seating = None if fewer is None else self._seat_weighted(search, fewer, first=True)
        if seating is None:
            return None
        self._say(seating.values)
        return self._placement(search, seating)

    def crowded(self, placement: Placement) -> tuple[tuple[int, int], ...]:
        """(class activity, slot) in which whole classes need more sessions than the placement thinks."""
        search = self._search
        seating = self._seating(search, placement) if search is not None else None
        if search is None or seating is None:
            return ()
        packings = [packing for packing in search.offer.packings if packing.too_few(self.n, seating.x)]
        return tuple((packing.activity, packing.slot) for packing in packings)

    def improve(self, placement: Placement, restrictions: Restrictions = NO_RESTRICTIONS) -> Iterator[Placement]:
        """Better and better placements (aim by aim), until the budget's end or nothing better is in sight."""
        search = self._prepare(restrictions)
        start = self._seating(search, placement) if search is not None else None
        if search is None or start is None:
            return
        best = start
        for found in self._better(search, start):
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
        seating = None if counts is None else self._seat_weighted(search, counts)
        if counts is None or seating is None:
            return None
        return self._placement(search, self._seat(search, seating, counts))

    def bounded(self, placement: Placement, *, price: bool = True) -> Placement:
        """The placement with its bounds, each made safe against rounding. What is known from before costs nothing.

        `price`: also the most utility of placements as good in all aims (one more LP).
        """
        ruler = self._measure()
        ruler.most_utility(placement.values, price=False)  # what is asked for most comes first
        hurry = self.budget.over or ruler.offer.model.size > MOST_FOR_REGRET
        bounds = ruler.bounds(placement.values, hurry=hurry)
        self._say(placement.values, bounds)
        planned = self.n.planned
        if planned is not None and planned.free is None:
            return replace(placement, bounds=held_to_a_plan(planned, bounds))
        free, fair = ruler.most_utility(placement.values, price=price)
        return replace(placement, bounds=bounds, utility_bound=free, utility_bound_as_good=fair)

    def _say(self, values: Mapping[str, int], bounds: Sequence[AimBound] = ()) -> None:
        """Report the placement's aims to whoever listens."""
        if self._tell is None:
            return
        known = {bound.aim: bound.bound for bound in bounds}
        for aim in self.aims:
            bound = known.get(aim)
            gap = None if bound is None else relative_gap(values[aim], bound)
            self._tell(Progress("placement", aim, values[aim], bound, gap, self.budget.elapsed))

    # ---- search -------------------------------------------------------------------------------------------------

    def _better(self, search: _Search, start: Seating) -> Iterator[Seating]:
        offer, cost = search.offer, search.cost
        counts = whole_counts(offer, start)
        yield self._seat(search, start, counts)
        if offer.model.size <= WHOLE_SIZE:
            led = offer.model.with_integer(offer.leading)
            yield seat(offer, led, start, self.aims, cost, self._limits, self._over)
            return
        known, whole = self._with_leads(search, start, counts)
        wanted = search.soonest.found
        around = Neighbourhoods(offer, offer.model, cost, wanted, self._rng, whole)
        best, rounds = start, 0
        since, waiting = (self.budget.elapsed, rounds), False
        # Where the start is the weak LP's, the strong one's may be better.
        dive_to_come = self._at_once > 1 and search.near is None and search.weakly is not None
        with Rounds(around, known, self._round_limits, self._at_once) as more:
            while (
                more.best.value - search.soonest.value > ENOUGH and more.flat < FLAT and not self._search_over(rounds)
            ):
                rounds += 1
                around.wanted = search.soonest.found
                if dive_to_come and not search.pending:
                    dive_to_come = False
                    more.beside(partial(self._dived, search, around, self._limits()))
                if more.better(self._at_once - search.pending):
                    if best is start:
                        seating = self._seat_weighted(search, more.best.counts, more.best.x)
                        if seating is None:
                            continue  # students who may be split sit where whole ones cannot
                        best = seating
                    waiting = True
                if waiting and self._waited(*since, rounds):
                    since, waiting = (self.budget.elapsed, rounds), False
                    best = self._seat_weighted(search, more.best.counts, more.best.x) or best
                    yield best
            found = more.best
        if best is not start:
            last = self._seat_weighted(search, found.counts, found.x) or best
            yield last
            yield self._seat(search, last, whole_counts(offer, last))

    def _dived(
        self, search: _Search, around: Neighbourhoods, limits: Limits, closed: Callable[[], bool]
    ) -> Incumbent | None:
        """What a dive from the strong LP finds, if that is known."""
        model, cost, basis = search.start
        if model is not search.offer.model:
            return None
        found = dive(search.offer, model, cost, basis, lambda: closed() or self.budget.stop(), LEAP)
        return None if found.counts is None else around.held(found.counts, limits)

    def _with_leads(self, search: _Search, start: Seating, counts: Ints) -> tuple[Incumbent, Ints]:
        """Where a search begins, and which columns besides the counts it keeps whole.

        Leads, so that what is found can be led: an LP halves a lead between two groups. Where they cannot be had for
        these counts the search does without.
        """
        offer, value = search.offer, float(search.cost @ start.x)
        whole = offer.sessions if search.restrictions.packed else np.zeros(0, dtype=np.int64)
        model = offer.with_counts(offer.model, counts)
        seated = np.flatnonzero(model.integer)
        model = model.with_fixed(seated, np.rint(start.x[seated])).with_integer(offer.leading)
        answer = solve_mip(model, search.cost, self._limits())
        if answer.x is None:
            return Incumbent(counts, start.x, value), whole
        return Incumbent(counts, answer.x, answer.value), np.union1d(whole, offer.leading)

    @property
    def _at_once(self) -> int:
        """Neighbourhoods side by side."""
        return 1 if self.budget.deterministic else self.budget.workers

    def _seat(self, search: _Search, seating: Seating, counts: Ints) -> Seating:
        offer = search.offer
        return seat(
            offer, offer.with_counts(offer.model, counts), seating, self.aims, search.cost, self._limits, self._over
        )

    def _seat_first(self, search: _Search, found: Dive) -> Seating | None:
        """The students where the dive has them, as far as it has whole ones; else anew with its counts."""
        if found.counts is None or found.x is None:
            return None
        model = search.offer.with_counts(search.offer.model, found.counts)
        loss = LOSS_EACH * len(self.n.pupils)
        seating = seat_near(search.offer, model, search.cost, self._limits(first=True), found.x, loss)
        return seating or self._seat_weighted(search, found.counts, first=True)

    def _seat_weighted(
        self, search: _Search, counts: Ints, hint: Floats | None = None, *, first: bool = False
    ) -> Seating | None:
        model = search.offer.with_counts(search.offer.model, counts)
        return seat_weighted(search.offer, model, search.cost, self._limits(first=first), hint)

    def _waited(self, since: float, rounds_then: int, rounds: int) -> bool:
        """Whether it is time to hand out what was found."""
        if self.budget.deterministic:
            return rounds - rounds_then >= HAND_OUT_ROUNDS
        return self.budget.elapsed - since >= max(HAND_OUT_SECONDS, HAND_OUT_SHARE * self.whole.seconds)

    def _over(self) -> bool:
        return self.budget.over

    def _search_over(self, rounds: int) -> bool:
        budget = self.budget
        if budget.deterministic:
            return budget.stop() or rounds >= budget.seconds * ROUNDS_PER_SECOND
        return budget.stop() or budget.elapsed >= budget.seconds * SEARCH_SHARE

    def _patience(self, aim: str) -> float | None:
        """Seconds for one LP that bounds the aim."""
        if self.budget.stop() or (aim == "regret" and self.budget.over):
            # When time is over the weak LP still says something, and no result is to be without a bound of utility.
            return LAST_SECONDS if aim == "utility" and not self.whole.stop() else 0.0
        if self.budget.fast and aim not in (self.aims[0], "utility"):
            return 0.0
        if self.budget.deterministic:
            return None
        if aim == "utility":
            return max(self.whole.seconds * UTILITY_SHARE, self.budget.left * UTILITY_LP_SHARE)
        return max(1.0, self.budget.left * LP_SHARE)

    def _limits(self, *, first: bool = False) -> Limits:
        """For a MIP that places students; the first placement is worth half of all the time that is left."""
        seed = self.budget.seed % 2**31
        if self.budget.deterministic:
            return Limits(nodes=MIP_NODES, gap=0.5, seed=seed)
        seconds = self.whole.left * FIRST_SHARE if first else self.budget.left * MIP_SHARE
        return Limits(seconds=max(1.0, seconds), gap=0.5, seed=seed)

    def _round_limits(self, flat: int) -> Limits:
        """For one neighbourhood: more, the longer none has been better (they grow as far as they can be solved)."""
        seed, patience = self._rng.randrange(2**31), 1 + flat // FLAT_STEP
        if self.budget.deterministic:
            return Limits(nodes=ROUND_NODES * patience, gap=0.5, seed=seed)
        left = self.budget.seconds * SEARCH_SHARE - self.budget.elapsed
        return Limits(seconds=min(ROUND_SECONDS * patience, max(0.2, left)), gap=0.5, seed=seed)

    # ---- models -------------------------------------------------------------------------------------------------

    def _measure(self) -> Ruler:
        if self._ruler is None:
            free, search = self.n.planned.free if self.n.planned else None, self._search
            offer = build_offer(free or self.n, cuts=(self._cuts or ()) if free is None else ())
            if free is not None:
                offer = tightened(offer, offer.aims["utility"].lower, self._patience("utility"), self.budget.stop).offer
            basis = search.root.basis if search and _same_shape(search.shape, offer.model) else None
            self._ruler = Ruler(offer, self.aims, basis, self._patience, soon=self.budget.fast)
        return self._ruler

    def _prepare(self, restrictions: Restrictions) -> _Search | None:
        if self._search is not None and self._search.restrictions == restrictions:
            if self._search.soonest.x is not None:
                return self._search
            self._search = None
        known = self._search
        # What was found by the LP of fewer restrictions is found again by a search that begins there.
        near = None if known is None else known.near or known
        if near is not None and near.root.x is not None and near.restrictions.allows_more_than(restrictions):
            search = self._searched(build_offer(self.n, restrictions), restrictions)
            search.near = near
            self._search = search
            return search
        # Where room for packing cannot be had, whole classes may fit all the same.
        for packing in sorted({restrictions.packing, 0}, reverse=True):
            offer = build_offer(self.n, replace(restrictions, packing=packing), cuts=self._cuts or ())
            if self._cuts is None:
                offer = self._tightened(offer).offer
            search = self._searched(offer, restrictions)
            if search.root.x is not None:
                self._search = search
                return search
            if search.root.status != "infeasible":
                return None  # there was not time enough, nor will there be for another
        return None

    def _tightened(self, offer: Offer) -> Tightened:
        tight = tightened(offer, self._weighted(offer), self._root_seconds, self.budget.stop)
        if tight.root.status != "infeasible":  # else another packing is tried, and may call for some
            self._cuts = tight.cuts
        return tight

    def _searched(self, offer: Offer, restrictions: Restrictions) -> _Search:
        return _Search(offer, self._weighted(offer), restrictions, self._root_seconds)

    @property
    def _root_seconds(self) -> float | None:
        """For an LP that placements are found with."""
        return None if self.budget.deterministic else max(1.0, self.whole.left * ROOT_SHARE)

    def _weighted(self, offer: Offer) -> Floats:
        aims = self.aims or ("utility",)
        cost = np.zeros(offer.model.size)
        for aim in aims:
            if aim in WEIGHTS:
                cost += WEIGHTS[aim] * offer.aims[aim].coefs
        return cost

    # ---- in and out ---------------------------------------------------------------------------------------------

    def _placement(self, search: _Search, seating: Seating) -> Placement:
        groups = groups_of(search.offer, whole_counts(search.offer, seating), seating)
        search.hints[groups] = seating
        utility = most_utility(self.n) - seating.values["utility"]
        return Placement(groups, dict(seating.values), (), utility, None)

    def _seating(self, search: _Search, placement: Placement) -> Seating | None:
        """The columns of a placement: remembered, or found again from its groups."""
        if placement.groups in search.hints:
            return search.hints[placement.groups]
        counts = counts_of(search.offer, placement.groups)
        return None if counts is None else self._seat_weighted(search, counts)


def _same_shape(one: Model, other: Model) -> bool:
    """Whether a basis of one is a basis of the other: the same rows and columns, perhaps other coefficients."""
    return one.size == other.size and len(one.lo) == len(other.lo) and np.array_equal(one.droppable, other.droppable)


def place(
    n: Instance,
    *,
    budget: Budget,
    restrictions: Restrictions = NO_RESTRICTIONS,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Placement]:
    """Improving placements, the first one soon; the last one again, with its bounds."""
    placer = Placer(n, budget, progress)
    best = placer.first(restrictions)
    if best is None:
        return
    yield best
    for better in placer.improve(best, restrictions):
        best = better
        yield best
    yield placer.bounded(best)
