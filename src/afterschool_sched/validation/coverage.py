"""Who stays, slot by slot, and what could take them: clubs for some, class and care activities for whole classes."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import reduce
from operator import or_
from typing import NamedTuple

from ..calendar import Slot
from ..entities import HomeClass, Student
from ..roster import may_join
from .clubs import Club, clubs_of
from .facts import Facts


class Heads(NamedTuple):
    """Students of one class in one slot and season: how many stay, and how many of them no club can take."""

    staying: int
    stuck: int


class Coverage:
    """A scenario's facts with its clubs, and the counts that follow from both."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.clubs: dict[str, Club] = clubs_of(facts)
        self.assigned: dict[str, list[str]] = {}  # student -> clubs that the school puts the student in
        for name, members in facts.members.items():
            for student in members:
                self.assigned.setdefault(student, []).append(name)
        self._for_classes = {name: activity for name, activity in facts.activities.items() if activity.takes_classes}
        self._takers: dict[tuple[str, str, str, str], list[str]] = {}
        # (season, club, class or None for all) -> slots in which students could be in the club -> number
        self._reach: defaultdict[tuple[int, str, str | None], Counter[int]] = defaultdict(Counter)
        self._reached: dict[tuple[int, str, str], int] = {}  # the same -> all these slots
        # the same -> slot (-1: any) -> number
        self._could: dict[tuple[int, str, str | None], Counter[int]] = {}
        # (season, class) -> (slots of the stay, slots in which some club could take the student) -> number
        self._kinds: dict[tuple[int, str], Counter[tuple[int, int]]] = {}
        # student -> clubs that the student may have
        self.open_to: dict[str, list[Club]] = {student.id: self._open_to(student) for student in facts.students}
        for season in range(len(facts.seasons)):
            self._count(season)
        self._heads: dict[tuple[int, str, int], Heads] = {}
        # class -> slots of the stay in any season -> number
        self._stays: dict[str, Counter[int]] = {
            home: Counter(reduce(or_, facts.presence(student).stays, 0) for student in students)
            for home, students in facts.students_by_class.items()
        }

    def _open_to(self, student: Student) -> list[Club]:
        home = self.facts.homes[student.class_]
        names = dict.fromkeys((*student.choices, *self.assigned.get(student.id, ())))
        clubs = (self.clubs[name] for name in names if name in self.clubs)
        return [club for club in clubs if club.may_have(student, home)]

    def _count(self, season: int) -> None:
        facts = self.facts
        # Of each class the students alike: their stay, and the slots in which they could be in each of their clubs.
        alike: dict[str, Counter[tuple[int, tuple[tuple[str, int], ...]]]] = {home: Counter() for home in facts.homes}
        for home in facts.homes.values():
            for student in facts.students_by_class[home.id]:
                presence = facts.presence(student)
                fully = presence.fully[season]
                of_student = tuple(
                    (club.name, reach)
                    for club in self.open_to[student.id]
                    if (reach := club.reach(home.grade, fully, season))
                )
                alike[home.id][presence.stays[season], of_student] += 1
        for home_id, kinds in alike.items():
            for (_, of_kind), number in kinds.items():
                for name, reach in of_kind:
                    self._reach[season, name, home_id][reach] += number
                    self._reach[season, name, None][reach] += number
        # A club too few could join does not open, so it takes nobody.
        opens = {name for name, club in self.clubs.items() if self.could_join(season, name) >= club.activity.groups.min}
        for home_id, kinds in alike.items():
            counts = self._kinds[season, home_id] = Counter()
            for (stays, of_kind), number in kinds.items():
                in_clubs = reduce(or_, (reach for name, reach in of_kind if name in opens), 0)
                counts[stays, in_clubs] += number

    def _by_slot(self, masks: Counter[int]) -> Counter[int]:
        """Of sets of slots, counted: how many have each slot, and (-1) how many there are."""
        found = Counter({-1: masks.total()})
        for bit in self.facts.bit.values():
            found[bit] = sum(number for mask, number in masks.items() if mask & bit)
        return found

    def heads(self, season: int, home: str, slot: Slot) -> Heads:
        """How many of a class stay in a slot, and how many of these no club can take then."""
        bit = self.facts.bit[slot.day, slot.period]
        key = (season, home, bit)
        if key not in self._heads:
            kinds = [
                (in_clubs, number) for (stays, in_clubs), number in self._kinds[season, home].items() if stays & bit
            ]
            stuck = sum(number for in_clubs, number in kinds if not in_clubs & bit)
            self._heads[key] = Heads(sum(number for _, number in kinds), stuck)
        return self._heads[key]

    def present(self, home: str, slot: Slot) -> int:
        """How many of a class stay in a slot in at least one season."""
        bit = self.facts.bit[slot.day, slot.period]
        return sum(number for stays, number in self._stays[home].items() if stays & bit)

    def could_join(self, season: int, club: str, home: str | None = None, slot: Slot | None = None) -> int:
        """How many of a class (or of all) could be in a club in a slot, or (without one) at all."""
        key = (season, club, home)
        if key not in self._could:
            self._could[key] = self._by_slot(self._reach[key])
        return self._could[key][-1 if slot is None else self.facts.bit[slot.day, slot.period]]

    def reach(self, season: int, club: str, home: str) -> int:
        """The slots in which anybody of a class could be in a club."""
        key = (season, club, home)
        if key not in self._reached:
            self._reached[key] = reduce(or_, self._reach[key], 0)
        return self._reached[key]

    def staying_classes(self, season: int, slot: Slot) -> dict[str, Heads]:
        """The classes of which somebody stays in a slot."""
        every = {home: self.heads(season, home, slot) for home in self.facts.homes}
        return {home: heads for home, heads in every.items() if heads.staying}

    def must_have(self, name: str, home: HomeClass) -> bool:
        """Whether a class must have the sessions a week of a class or care activity, whatever the plan (rule meets)."""
        activity = self.facts.activities[name]
        slots = self.facts.slots_in(self.facts.cells_of(activity))
        return (
            activity.takes_classes
            and activity.meets.sessions_per_week is not None
            and may_join(activity, home)
            and all(
                any(self.heads(season, home.id, slot).staying for slot in slots)
                for season in range(len(self.facts.seasons))
            )
        )

    def takers(self, home: HomeClass, slot: Slot, season: str) -> list[str]:
        """The class and care activities that may take a class in a slot, by class, day, period and clock."""
        key = (home.id, slot.day, slot.period, season)
        found = self._takers.get(key)
        if found is None:
            found = self._takers[key] = [
                name
                for name, activity in self._for_classes.items()
                if may_join(activity, home)
                and self.facts.cells_of(activity) & self.facts.bit[slot.day, slot.period]
                and self.facts.clock_fault(activity, (slot.period,), season) is None
                and not self.facts.grade_fault(home.grade, (slot.period,), season)
            ]
        return found
