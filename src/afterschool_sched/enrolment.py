"""Student -> Pupil: when each student stays, which clubs and patterns fit, and the constants of the aims.

Students are alike in much: in their stay, in the time that they have for a club of their list, in all that they could
have. What follows from that alone is worked out once for all who are alike in it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from afterschool_sched.calendar import Slot
from afterschool_sched.entities import HomeClass, Student
from afterschool_sched.instance import Club, Option, Pattern, Pupil
from afterschool_sched.reach import Reach
from afterschool_sched.roster import members_of
from afterschool_sched.rule import Rule
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.eligible import encode as eligible
from afterschool_sched.rules.meets import encode as meets
from afterschool_sched.scenario import Scenario

UNLIMITED = 1_000_000

Offer = tuple[int, str | None, tuple[int, ...]]  # rank and category of a club, and the slots of its patterns as masks


class Stay(NamedTuple):
    """The slots in which a student is present, and those that the student stays to their end (also as a mask)."""

    present: frozenset[int]
    full: frozenset[int]
    mask: int


class Enrolment:
    """The students of a scenario in some of its seasons; `offered`: club -> patterns with a room for each session."""

    def __init__(
        self,
        scenario: Scenario,
        reach: Reach,
        rules: Mapping[str, Rule],
        clubs: Sequence[Club],
        offered: Mapping[str, Sequence[Pattern]],
    ) -> None:
        self.scenario = scenario
        self.calendar = reach.calendar
        self.seasons = reach.seasons
        self.reach = reach
        self.everybody = "eligible" in reach.without
        self.clubs = clubs
        self.offered = offered
        self.numbers = {club.activity: number for number, club in enumerate(clubs)}
        self.classes = {home.id: index for index, home in enumerate(scenario.classes)}
        limit = rules.get("club_limit")
        self.limit = limit if isinstance(limit, ClubLimit) else None
        self.lottery_seed = next((aim.lottery_seed for aim in scenario.aims if aim.aim == "choices"), 0)
        self._stays: dict[tuple[Hashable, tuple[str, ...]], Stay] = {}
        self._offers = cache(self._find_offers)
        self._there = cache(self._find_there)
        self.best = cache(self._least_total)
        self._within_limits = cache(self._keeps_within_limits)

    def pupils(self, students: Sequence[Student]) -> tuple[Pupil, ...]:
        """The students, in the same order."""
        put_in: dict[str, list[int]] = {}  # student -> clubs that the school puts the student in
        for name, members in members_of(self.scenario, students).items():
            for member in members:
                put_in.setdefault(member, []).append(self.numbers[name])
        return tuple(self._pupil(student, put_in.get(student.id, ())) for student in students)

    def paying(self, students: Sequence[Student]) -> dict[tuple[str, int], int]:
        """Students in slots with a fee, season by season: each as the only season of a plan."""
        charged = {at for at, slot in enumerate(self.calendar.slots) if self.scenario.periods[slot.period].fee}
        found: Counter[tuple[str, int]] = Counter()
        for season in self.seasons if charged else ():
            for student in students:
                present = self._stay(student, (season,)).present
                found.update((season, index) for index in sorted(present & charged))
        return dict(found)

    def _pupil(self, student: Student, put_in: Sequence[int]) -> Pupil:
        home = self.scenario.classes[self.classes[student.class_]]
        stay = self._stay(student, self.seasons)
        options: list[Option] = []
        offers: list[Offer] = []
        for rank, choice in enumerate(student.choices, start=1):
            club = self.numbers[choice]
            if not (self.clubs[club].chosen and self._may_be_in(club, student, home)):
                continue
            masks, usable = self._offers(club, stay.mask, home.grade)
            if masks:
                offers.append((rank, self.clubs[club].category, masks))
            if usable:
                options.append(Option(club=club, rank=rank, patterns=usable))
        wanted = self._wanted(student, stay)
        return Pupil(
            id=student.id,
            home=self.classes[student.class_],
            present=stay.present,
            full=stay.full,
            wanted=wanted,
            length=len(student.choices),
            options=tuple(options),
            served=wanted > 0 and bool(offers),
            best=self.best(wanted, len(student.choices), tuple(offers)),
            lottery=lottery_number(self.lottery_seed, student.id),
            assigned=tuple(self._assigned(club, student, home, stay) for club in put_in),
        )

    # ---- clubs that fit ---------------------------------------------------------------------------------------------

    def _may_be_in(self, club: int, student: Student, home: HomeClass) -> bool:
        activity = self.scenario.activities[self.clubs[club].activity]
        return self.everybody or eligible.may_be_member(activity, student, home)

    def _assigned(self, club: int, student: Student, home: HomeClass, stay: Stay) -> Option:
        """A club that the school puts the student in, with the patterns that fit the stay."""
        may = self._may_be_in(club, student, home)
        fits = (at for at, p in enumerate(self.clubs[club].patterns) if may and self._there(p, stay.mask, home.grade))
        return Option(club=club, rank=0, patterns=tuple(fits))

    def _find_offers(self, club: int, full: int, grade: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """What a club has for students of a grade who are fully present in `full`.

        The masks of its patterns, and the numbers of those that somebody can lead.
        """
        patterns = self.offered[self.clubs[club].activity]
        masks = {p.mask for p in patterns if self._there(p, full, grade) and self._within_limits(p.mask)}
        usable = (at for at, pattern in enumerate(self.clubs[club].patterns) if pattern.mask in masks)
        return tuple(sorted(masks)), tuple(usable)

    def _find_there(self, pattern: Pattern, full: int, grade: int) -> bool:
        """Whether students of a grade who are fully present in `full` can be in every session."""
        return (self.everybody or not pattern.mask & ~full) and all(
            self.reach.grade_allows(grade, self.reach.periods(block)) for block in pattern.sessions
        )

    # ---- the stay ---------------------------------------------------------------------------------------------------

    def _stay(self, student: Student, seasons: tuple[str, ...]) -> Stay:
        """When the student stays, in a plan for these seasons."""
        key = (student.said_stay, seasons)
        if key not in self._stays:
            self._stays[key] = self._find_stay(student, seasons)
        return self._stays[key]

    def _find_stay(self, student: Student, seasons: tuple[str, ...]) -> Stay:
        present, full = set(), set()
        for index, slot in enumerate(self.calendar.slots):
            if student.stays is not None:
                comes = slot.period in student.stays.get(slot.day, ())
            else:
                comes = (student.days is None or slot.day in student.days) and (
                    student.periods is None or slot.period in student.periods
                )
            if not comes:
                continue
            held = [(season, span) for season in seasons if (span := self.calendar.span(slot.period, season))]
            leaves = [(span, _leave(student, slot, season)) for season, span in held]
            if any(leave is None or leave > span.start for span, leave in leaves):
                present.add(index)
                if all(leave is None or leave >= span.end for span, leave in leaves):
                    full.add(index)
        return Stay(frozenset(present), frozenset(full), sum(1 << index for index in full))

    # ---- constants of the aims --------------------------------------------------------------------------------------

    @cached_property
    def _club_slots(self) -> frozenset[int]:
        """The slots of a week that lie in the days and periods of a club that is chosen."""
        clubs = [activity for activity in self.scenario.activities.values() if activity.is_chosen]
        return frozenset(
            index
            for index, slot in enumerate(self.calendar.slots)
            if slot.week == 1 and any(meets.slot_allowed(club, slot) for club in clubs)
        )

    def _wanted(self, student: Student, stay: Stay) -> int:
        wants = len(stay.full & self._club_slots) if student.wants is None else student.wants
        most = self.limit.clubs_per_week if self.limit and self.limit.clubs_per_week else UNLIMITED
        return min(len(student.choices), wants, most)

    def _keeps_within_limits(self, mask: int) -> bool:
        """Whether club periods in these slots keep within `club_limit` per day and week."""
        if self.limit is None or not (self.limit.sessions_per_day or self.limit.sessions_per_week):
            return True
        slots = [slot for index, slot in enumerate(self.calendar.slots) if mask >> index & 1]
        a_day = max(Counter((slot.week, slot.day) for slot in slots).values(), default=0)
        a_week = max(Counter(slot.week for slot in slots).values(), default=0)
        return a_day <= (self.limit.sessions_per_day or UNLIMITED) and a_week <= (
            self.limit.sessions_per_week or UNLIMITED
        )

    def _least_total(self, wanted: int, length: int, offers: tuple[Offer, ...]) -> int:
        """The least total of rank steps that a student with these offers could have if alone (formal.md, best_i)."""
        limited = sorted(self.limit.per_category) if self.limit else []
        least = wanted * length
        # states: (slots used, clubs taken, clubs by limited category) -> rank steps so far
        states: dict[tuple[int, int, tuple[int, ...]], int] = {(0, 0, (0,) * len(limited)): 0}
        for at, (rank, category, masks) in enumerate(offers):
            # At best a state goes on with all of the next clubs: most cannot become the least any more.
            ahead = [sum(steps - 1 for steps, _, _ in offers[at : at + more]) for more in range(wanted + 1)]
            ahead = [steps + max(0, more - len(offers) + at) * length for more, steps in enumerate(ahead)]
            states = {state: steps for state, steps in states.items() if steps + ahead[wanted - state[1]] < least}
            if not states:
                break
            for (used, taken, by_category), steps in list(states.items()):
                counts = tuple(c + (name == category) for c, name in zip(by_category, limited, strict=True))
                if self.limit and any(c > self.limit.per_category[n] for c, n in zip(counts, limited, strict=True)):
                    continue
                total = steps + rank - 1
                for mask in masks:
                    if used & mask or not self._within_limits(used | mask):
                        continue
                    least = min(least, total + (wanted - taken - 1) * length)
                    if taken + 1 < wanted:
                        state = (used | mask, taken + 1, counts)
                        states[state] = min(states.get(state, UNLIMITED), total)
        return least


def _leave(student: Student, slot: Slot, season: str) -> int | None:
    """When the student leaves on the slot's day in a season, in minutes after midnight; None: at the end."""
    said = (student.leave, student.leave_in.get(season))
    times = [leave.get(slot.day) if isinstance(leave, dict) else leave for leave in said]
    return min((time for time in times if time is not None), default=None)


def lottery_number(seed: int, student: str) -> int:
    """1 … 100, from the first four bytes of SHA-256 of "<seed>:<student>" (formal.md, aim lottery)."""
    digest = hashlib.sha256(f"{seed}:{student}".encode()).digest()
    return 1 + int.from_bytes(digest[:4], "big") % 100
