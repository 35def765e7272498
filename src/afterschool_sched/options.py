"""What each student could have if nobody else were there: the measure of `unplaced` and `regret` (models/formal.md, 4).

A student's options are clubs and the patterns in which they may meet that the rules allow to this student alone. Sets
of days and periods are held as bit masks: there are many students, and each is compared with every pattern.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, pairwise, product
from operator import or_
from typing import NamedTuple

from .clock import DAYS, Day
from .entities import Activity, Room
from .facts import PlanFacts
from .presence import MIDNIGHT, DayPeriod
from .rules.end_time.spec import EndTime


@dataclass(frozen=True)
class _Block:
    """A session that a club may hold: when, and its latest end over the plan's seasons."""

    day: Day
    first: str
    mask: int
    end: int


class _Pattern(NamedTuple):
    """When a club may meet in a week: its days and periods, and its latest end over the plan's seasons."""

    mask: int
    end: int


@dataclass(frozen=True)
class _Offer:
    """A club that a student may have: the ranks lost by it, its category, and the masks of its patterns."""

    lost: int
    category: str | None
    patterns: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many days and periods it takes: the same number in every pattern."""
        return self.patterns[0].bit_count()


class Options:
    """The options of the students under one plan."""

    def __init__(self, plan: PlanFacts) -> None:
        self.plan = plan
        self.facts = plan.facts
        self.bits = {at: 1 << number for number, at in enumerate(self.facts.presence.day_periods)}
        self.day_masks = [sum(bit for at, bit in self.bits.items() if at[0] == day) for day in self.facts.calendar.days]
        self.grade_ends = next(rule.grades for rule in self.facts.rules if isinstance(rule, EndTime))
        self.patterns: dict[str, list[_Pattern]] = {
            name: list(self._patterns(club)) for name, club in self.facts.scenario.activities.items() if club.is_chosen
        }
        self._offers: dict[str, tuple[_Offer, ...]] = {}
        self._masks: dict[frozenset[DayPeriod], int] = {}
        self._fitting: dict[tuple[str, int, int], tuple[int, ...]] = {}
        self._least: dict[tuple[int, int, tuple[_Offer, ...]], int] = {}

    def can_be_served(self, student: str) -> bool:
        """Whether the student is to have a club at all, and there is one to be had."""
        return self.plan.wanted[student] >= 1 and bool(self._offers_to(student))

    def least_total(self, student: str) -> int:
        """The least total of ranks lost that the student could have, alone."""
        choices, wanted = len(self.facts.students[student].choices), self.plan.wanted[student]
        key = (choices, wanted, self._offers_to(student))
        if key not in self._least:
            self._least[key] = self._search(*key)
        return self._least[key]

    def _offers_to(self, student: str) -> tuple[_Offer, ...]:
        """The clubs of the student's list that have a pattern for the student, best first."""
        if student not in self._offers:
            self._offers[student] = tuple(self._find_offers(student))
        return self._offers[student]

    def _find_offers(self, student: str) -> Iterator[_Offer]:
        facts = self.facts
        me, home = facts.students[student], facts.home_of(student)
        mask = self._mask(self.plan.fully_present[student])
        latest = self.grade_ends.get(home.grade, MIDNIGHT)
        for lost, name in enumerate(dict.fromkeys(me.choices)):
            club = facts.scenario.activities.get(name)
            if club is None or not club.is_chosen or facts.closed_to(club, student):
                continue
            if patterns := self._patterns_in(name, mask, latest):
                yield _Offer(lost, club.category, patterns)

    def _mask(self, cells: frozenset[DayPeriod]) -> int:
        if cells not in self._masks:
            self._masks[cells] = sum(self.bits[at] for at in cells)
        return self._masks[cells]

    # ---- when a club may meet --------------------------------------------------------------------------------

    def _blocks(self, club: Activity) -> list[_Block]:
        """All sessions that `meets`, `end_time` (but for grades) and `room_fit` (but for seats) allow, one by one."""
        length = club.meets.periods
        rooms = [room for room in self.facts.rooms.values() if not self.facts.unsuited(club, None, room)]
        found = []
        for day in self.facts.calendar.days:
            periods = [period for of_day, period in self.facts.presence.day_periods if of_day == day]
            for start in range(len(periods) - length + 1):
                block = tuple(periods[start : start + length])
                allowed = all(self.facts.lies_in(club, (day, period)) for period in block)
                if allowed and self._may_be(club, rooms, day, block):
                    mask = sum(self.bits[day, period] for period in block)
                    found.append(_Block(day, block[0], mask, self._latest_end(block)))
        return found

    def _latest_end(self, periods: tuple[str, ...]) -> int:
        blocks = (self.facts.calendar.block(periods, season) for season in self.plan.seasons)
        return max(block.end for block in blocks if block is not None)

    def _may_be(self, club: Activity, rooms: list[Room], day: Day, periods: tuple[str, ...]) -> bool:
        calendar = self.facts.calendar
        dark = False
        for season in self.plan.seasons:
            block, limits = calendar.block(periods, season), calendar.limits(season)
            if block is None or block.minutes < self.facts.least_minutes(club, periods):
                return False
            if limits.earliest_start is not None and block.start < limits.earliest_start:
                return False
            if limits.latest_end is not None and block.end > limits.latest_end:
                return False
            if limits.dark_from is not None and block.end > limits.dark_from:
                dark = True
        return any(not (dark and room.outdoor) and self.plan.is_open(room.open, day, periods) for room in rooms)

    def _patterns(self, club: Activity) -> Iterator[_Pattern]:
        """The club's patterns that one student may have, by time alone."""
        for blocks in _ways_to_meet(club, self._blocks(club)):
            mask = sum(block.mask for block in blocks)
            if self._within_limits(mask):
                yield _Pattern(mask, max(block.end for block in blocks))

    def _patterns_in(self, name: str, mask: int, latest: int) -> tuple[int, ...]:
        """The club's patterns within the days and periods of `mask` that end no later than `latest`."""
        key = (name, mask, latest)
        if key not in self._fitting:
            fitting = (of for of in self.patterns[name] if of.mask & mask == of.mask and of.end <= latest)
            self._fitting[key] = tuple(pattern.mask for pattern in fitting)
        return self._fitting[key]

    def _within_limits(self, mask: int) -> bool:
        """Whether one student may have club periods at all of these times."""
        limit = self.facts.club_limit
        if limit.sessions_per_week is not None and mask.bit_count() > limit.sessions_per_week:
            return False
        a_day = limit.sessions_per_day
        return a_day is None or all((mask & of_day).bit_count() <= a_day for of_day in self.day_masks)

    # ---- the best set of clubs -------------------------------------------------------------------------------

    def _search(self, choices: int, wanted: int, offers: tuple[_Offer, ...]) -> int:
        """The least total over sets of at most `wanted` offers that go together: depth first, best clubs first."""
        best = offers[:wanted]
        if self._go_together(best):
            return sum(offer.lost for offer in best) + (wanted - len(best)) * choices
        least = wanted * choices
        room = reduce(or_, (pattern for offer in offers for pattern in offer.patterns), 0).bit_count()
        smallest = min((offer.size for offer in offers), default=1)

        def visit(at: int, chosen: tuple[_Offer, ...], total: int) -> None:
            nonlocal least
            # At best all of the next clubs go together, as many as there is time for.
            places = wanted - len(chosen)
            fit = min(places, (room - sum(offer.size for offer in chosen)) // smallest)
            next_ones = [offer.lost for offer in offers[at : at + fit]]
            if total + sum(next_ones) + (places - len(next_ones)) * choices >= least:
                return
            if not next_ones:
                least = total + places * choices
                return
            offer = offers[at]
            if self._go_together((*chosen, offer)):
                visit(at + 1, (*chosen, offer), total + offer.lost)
            visit(at + 1, chosen, total)

        visit(0, (), 0)
        return least

    def _go_together(self, offers: tuple[_Offer, ...]) -> bool:
        """Whether each of the clubs can have a pattern of its own, within what one student may have."""
        for category, most in self.facts.club_limit.per_category.items():
            if sum(offer.category == category for offer in offers) > most:
                return False
        failed: set[tuple[int, int]] = set()

        def place(at: int, taken: int) -> bool:
            if at == len(offers):
                return True
            if (at, taken) in failed:
                return False
            for pattern in offers[at].patterns:
                if not pattern & taken and self._within_limits(pattern | taken) and place(at + 1, pattern | taken):
                    return True
            failed.add((at, taken))
            return False

        return place(0, 0)


def _ways_to_meet(club: Activity, blocks: list[_Block]) -> list[tuple[_Block, ...]]:
    """All ways to meet in a week with these sessions: on distinct days, as far apart as `meets` asks."""
    meets = club.meets
    by_day = {day: [block for block in blocks if block.day == day] for day in DAYS}
    days = [day for day in DAYS if by_day[day]]
    found: list[tuple[_Block, ...]] = []
    for chosen in combinations(days, meets.sessions_per_week or 1):
        places = [DAYS.index(day) for day in chosen]
        if any(later - earlier - 1 < meets.gap_days for earlier, later in pairwise(places)):
            continue
        for pattern in product(*(by_day[day] for day in chosen)):
            if not meets.same_period or len({block.first for block in pattern}) == 1:
                found.append(pattern)
    return found
