"""Who stays, slot by slot, and what could take them: clubs for some, class and care activities for whole classes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..calendar import Slot
from ..entities import HomeClass
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
        self._takers: dict[tuple[str, str, str, str], list[str]] = {}
        # (season, club, class) -> slots in which a student could be in the club -> number of such students
        self._reach: dict[tuple[int, str, str], Counter[int]] = {}
        # (season, class) -> (slots of the stay, slots in which some club could take the student) -> number
        self._kinds: dict[tuple[int, str], Counter[tuple[int, int]]] = {}
        for season in range(len(facts.seasons)):
            self._count(season)
        self._present: dict[tuple[str, int], int] = {}

    def _count(self, season: int) -> None:
        facts = self.facts
        reaches: dict[str, list[tuple[int, list[tuple[str, int]]]]] = {home: [] for home in facts.homes}
        could: Counter[str] = Counter()
        for home in facts.homes.values():
            for student in facts.students_by_class[home.id]:
                presence = facts.presence(student)
                of_student: list[tuple[str, int]] = []
                for name in dict.fromkeys((*student.choices, *self.assigned.get(student.id, ()))):
                    club = self.clubs.get(name)
                    if club is not None and club.may_have(student, home):
                        reach = club.reach(home.grade, presence.fully[season], season)
                        if reach:
                            of_student.append((name, reach))
                            could[name] += 1
                            self._reach.setdefault((season, name, home.id), Counter())[reach] += 1
                reaches[home.id].append((presence.stays[season], of_student))
        # A club too few could join does not open, so it takes nobody.
        opens = {name for name, club in self.clubs.items() if could[name] >= club.activity.groups.min}
        for home_id, students in reaches.items():
            kinds = self._kinds[season, home_id] = Counter()
            for stays, of_student in students:
                in_clubs = 0
                for name, reach in of_student:
                    in_clubs |= reach if name in opens else 0
                kinds[stays, in_clubs] += 1

    def heads(self, season: int, home: str, slot: Slot) -> Heads:
        """How many of a class stay in a slot, and how many of these no club can take then."""
        bit = self.facts.bit[slot.day, slot.period]
        staying = stuck = 0
        for (stays, in_clubs), number in self._kinds[season, home].items():
            if stays & bit:
                staying += number
                stuck += 0 if in_clubs & bit else number
        return Heads(staying, stuck)

    def present(self, home: str, slot: Slot) -> int:
        """How many of a class stay in a slot in at least one season."""
        bit = self.facts.bit[slot.day, slot.period]
        found = self._present.get((home, bit))
        if found is None:
            students = self.facts.students_by_class[home]
            found = sum(any(stays & bit for stays in self.facts.presence(student).stays) for student in students)
            self._present[home, bit] = found
        return found

    def could_join(self, season: int, club: str, home: str, slot: Slot | None = None) -> int:
        """How many of a class could be in a club in a slot, or (without one) at all."""
        bit = -1 if slot is None else self.facts.bit[slot.day, slot.period]
        return sum(number for reach, number in self._reach.get((season, club, home), {}).items() if reach & bit)

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
                for name, activity in self.facts.activities.items()
                if activity.takes_classes
                and may_join(activity, home)
                and self.facts.cells_of(activity) & self.facts.bit[slot.day, slot.period]
                and self.facts.clock_fault(activity, (slot.period,), season) is None
                and not self.facts.grade_fault(home.grade, (slot.period,), season)
            ]
        return found
