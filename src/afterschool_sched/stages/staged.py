"""Placement, people and rooms, and back: the way for schools that are too large for one model."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.memory import give_back
from afterschool_sched.stages.aims import aims_of, values_of
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress
from afterschool_sched.stages.impossible import confirm_impossible, contradiction
from afterschool_sched.stages.offer import Restrictions
from afterschool_sched.stages.people import Held, hold, hold_whole, led
from afterschool_sched.stages.placement import Placement, Placer
from afterschool_sched.stages.staffing import HOLD_SHARE, Round, Staffing
from afterschool_sched.stages.thin import candidates

# What is left of the budget when the placement is final: seconds, for each candidate for a session of a class, too.
PEOPLE_SECONDS, PEOPLE_EACH = 1.5, 1.6e-4
BOUNDS_EACH, FAIR_BOUNDS_EACH = 4e-3, 2e-2  # seconds for each student, for the LPs that bound few aims, or many
PLACEMENT_SHARE = 0.4  # of the budget, for the placement at least
REPAIR_ROUNDS = 4
PACKING_ROUNDS = 2  # at most, each with more slots in which classes are packed whole
SOON_SHARE = 0.45  # the same, for the first one: it usually takes a second
FAST_SHARE = 0.25  # of the time left, at most, where the first placement will do: branch and bound may have no end
PEOPLE_SHARE = 0.5  # of the time left, where there is one core for people and, after them, for bounds

Tell = Callable[[Progress], None]


class Staged:
    """One staged search; `best` is what it has found. `whole`: its budget where it has found nothing yet."""

    def __init__(self, n: Instance, budget: Budget, progress: Tell, whole: Budget | None = None) -> None:
        self.n = n
        self.budget = budget
        self.whole = whole or budget
        self.progress = progress
        self.aims = aims_of(n)
        self.placer = Placer(n, budget.part(placement_share(n, budget)), whole=self.whole)
        self.staffing = Staffing(n, budget, progress)
        self.restrictions = Restrictions()
        self.best: Round | None = None
        self.tried: Placement | None = None  # the last placement that was given to people
        self.short: Held | None = None  # what people could hold of it, where that was not all
        self.repairs = 0  # rounds of repair so far

    def search(self) -> Iterator[Candidate]:
        """Improving candidates; the first one early, the last one with all bounds. Raises Impossible."""
        self._say("offer")
        # Where one core has to do it, the strong LP is not beside the weak one but after it.
        soon = self.budget.workers > 1 and not self.budget.fast
        quick = self.placer.quick() if soon else None
        # What people cannot hold was promised by the weak LP alone: whoever has no lead is left out, and that is all.
        self.best = self._whole(quick) or self._led(quick) if quick else None
        first = quick if self.best is not None else self.placer.first() or (quick if soon else self.placer.quick())
        if self.best is None and first is not None:
            self.best, first = self._packed(first)
        if self.best is None:
            # Before the time is gone: what cannot be is searched for to the end.
            self._seek_contradiction(counted=first is not None)
        self.best = self.best or self._held(first.groups if first else (), soon=True, whole=first is None)
        if self.best is None and first is not None and not self._over():
            # Every child looked after, if nothing else; better ones may follow.
            needed = tuple(group for group in first.groups if not self.n.clubs[group.club].chosen)
            self.best = self._held(needed, soon=True)
        if self.best is None:
            self._give_up()
            return
        yield from self.staffing.candidates(self.best, None, share=0.0)
        if self.budget.fast:
            yield from self.staffing.candidates(self.best, self._bounds(), share=FAST_SHARE)
            return
        for placement in self._placements(first):
            found, self.tried = self._packed(placement)
            found = found or self._held(self.tried.groups, whole=False)
            self.short = found.held if found is not None and found.held.closed else None
            if found is not None and found.values < self.best.values:
                self.best = found
                yield from self.staffing.candidates(found, None, share=0.0)
        give_back()
        if self._alone:
            # People need seconds. What is not settled by then waits for the bounds.
            yield from self._improved(PEOPLE_SHARE)
            give_back()
            bounded = self._bounds()
            give_back()
            yield from self.staffing.candidates(self.best, bounded, share=1.0)
            return
        with ThreadPoolExecutor(1, "bounds") as beside:  # the LPs use one core while people and rooms are improved
            bounds = beside.submit(self._bounds)
            yield from self._improved(1.0)
            yield from self.staffing.candidates(self.best, bounds.result(), share=0.0)

    def _improved(self, share: float) -> Iterator[Candidate]:
        """Better people and rooms, everybody asked, for `share` of the time left."""
        assert self.best is not None
        yield from self.staffing.soon(self.best)
        self.best = self.staffing.widened(self.best)
        yield from self.staffing.candidates(self.best, None, share=share)

    # ---- placement and repair -----------------------------------------------------------------------------------

    def _placements(self, first: Placement | None) -> Iterator[Placement]:
        """Better placements; after one that people could not hold, others that keep away from what failed."""
        if first is None or self.best is None or self._over():
            return
        self._say("placement")
        if self.best.lacks_leads:
            first = replace(first, groups=self.best.held.groups)
        else:
            first = yield from self._mended(first)
        if self._over():
            return
        better = None
        for better in self.placer.improve(first, self.restrictions):
            yield better
        if better is not None:
            yield from self._mended(self.tried or better)

    def _mended(self, placement: Placement) -> Generator[Placement, None, Placement]:
        """Others in the place of one that people could not hold whole, each away from what failed; gives the last."""
        while self.repairs < REPAIR_ROUNDS and not self._over():
            short = self.short or (self.best.held if self.best is not None and self.best.held.closed else None)
            again = None
            if short is not None:
                self.repairs += 1
                self.restrictions = avoiding(self.n, self.restrictions, short)
                again = self.placer.first(self.restrictions, again=True)
            if again is None:
                break
            yield again
            placement = self.tried or again
        return placement

    def _packed(self, first: Placement) -> tuple[Round | None, Placement]:
        """A placement that people can hold as it is, if it is enough to pack classes whole; and the last one tried.

        Groups that no lead is left for, whatever the classes do, are closed: packing does not bring them back.
        """
        for _ in range(PACKING_ROUNDS):
            crowded = set(self.placer.crowded(first)) - set(self.restrictions.packed)
            found = None if crowded else self._whole(first)
            if found is None and (found := self._led(first)) is not None:
                return found, first
            if not crowded or self._over():
                return found, first
            packed = tuple(sorted({*self.restrictions.packed, *crowded}))
            restricted = replace(self.restrictions, packed=packed)
            again = self.placer.first(restricted, near=first, again=self.best is not None)
            if again is None:
                return self._whole(first), first  # three may share a session
            first, self.restrictions = again, replace(self.restrictions, packed=packed)
        return self._whole(first), first

    def _led(self, placement: Placement) -> Round | None:
        """The groups of a placement that have leads, held; None when all have, or people cannot hold them either."""
        if self._over():
            return None
        groups = led(self.n, placement.groups, self._allowed)
        if len(groups) == len(placement.groups):
            return None
        found = self._hold_whole(groups)
        if found is None:
            return None
        closed = tuple(group for group in placement.groups if group not in groups)
        return replace(found, held=replace(found.held, closed=closed), lacks_leads=True)

    def _whole(self, placement: Placement) -> Round | None:
        if self._over():
            return None
        return self._hold_whole(placement.groups)

    def _hold_whole(self, groups: Sequence[OpenGroup]) -> Round | None:
        self._say("people")
        began, share = self.budget.elapsed, SOON_SHARE if self.best is None else HOLD_SHARE
        held = hold_whole(self.n, groups, self._allowed, share)
        if held is None:
            return None
        return Round(held, values_of(self.n, self.aims, held.groups), seconds=self.budget.elapsed - began)

    def _held(self, groups: Sequence[OpenGroup], *, soon: bool = False, whole: bool = True) -> Round | None:
        if self._over():
            return None
        self._say("people")
        held = hold(self.n, groups, self._allowed, SOON_SHARE if soon else HOLD_SHARE, soon=soon, whole=whole)
        if held is None:
            return None
        if held.closed and not soon and not self._over():
            seated = self.placer.reseat(held.groups)  # places left free by what closed go to others
            if seated is not None:
                again = hold(self.n, seated.groups, self._allowed, HOLD_SHARE)
                if again is not None and not again.closed:
                    held = replace(again, closed=held.closed)
        return Round(held, values_of(self.n, self.aims, held.groups))

    def _bounds(self) -> Placement:
        """Bounds of the students' aims for what is returned; no new LP is begun after the budget's end."""
        assert self.best is not None
        budget = self.budget
        self.placer.patience.budget = replace(budget, stop=lambda: budget.over)
        values = dict(zip(self.aims, self.best.values, strict=True))
        return self.placer.bounded(Placement(self.best.held.groups, values, (), 0, None), price=False)

    def _give_up(self) -> None:
        """Nothing was found. Says so, if it is certain that there is nothing."""
        impossible = None if self._over() else confirm_impossible(self.n, self.budget)
        if impossible is not None:
            raise impossible

    def _seek_contradiction(self, *, counted: bool) -> None:
        """`counted`: there is a placement, so that the master has nothing to say."""
        impossible = None if self._over() else contradiction(self.n, self.budget, counted=counted)
        if impossible is not None:
            raise impossible

    @property
    def _alone(self) -> bool:
        """Whether there is one core for everything: nothing gets on beside anything else."""
        return self.budget.workers == 1

    @property
    def _allowed(self) -> Budget:
        return self.whole if self.best is None else self.budget

    def _over(self) -> bool:
        return self._allowed.over

    def _say(self, stage: str) -> None:
        self.progress(Progress(stage, None, None, None, None, self.budget.elapsed))


def placement_share(n: Instance, budget: Budget) -> float:
    """By which part of the budget the placement is final."""
    people = PEOPLE_SECONDS + PEOPLE_EACH * candidates(n)
    bounds = (BOUNDS_EACH if len(aims_of(n)) <= 2 else FAIR_BOUNDS_EACH) * len(n.pupils)
    needed = max(people, bounds) if budget.workers > 1 else people + bounds
    return max(PLACEMENT_SHARE, 1 - needed / max(budget.seconds, needed))


def avoiding(n: Instance, known: Restrictions, held: Held) -> Restrictions:
    """Restrictions under which what had to close does not come again.

    Of all groups that compete with a closed one for its leads at the same time, at most as many as could be held. This
    may lose timetables; it is never used for a bound.
    """
    rows = list(known.at_most)
    for closed in held.closed:
        club = n.clubs[closed.club]
        leads, mask = set(club.leads[closed.pattern]), club.patterns[closed.pattern].mask
        rivals = tuple(
            (k, t)
            for k, other in enumerate(n.clubs)
            for t, pattern in enumerate(other.patterns)
            if pattern.mask & mask and (k == closed.club or set(other.leads[t]) <= leads)
        )
        count = sum((group.club, group.pattern) in rivals for group in held.groups)
        if (rivals, count) not in rows:
            rows.append((rivals, count))
    return replace(known, at_most=tuple(rows), packing=min(known.packing + 1, 6))
