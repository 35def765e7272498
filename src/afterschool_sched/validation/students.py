"""Who the students are, when each is there, and how many clubs each is to have, before anything is decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from functools import cached_property
from typing import NamedTuple, TypeVar

from ..entities import Activity, HomeClass, Room, Student, Teacher
from ..roster import members_of, roster
from ..rules.club_limit.spec import ClubLimit
from ..scenario import Scenario
from .readings import attends, leave_time
from .week import Week

_Named = TypeVar("_Named", Room, Teacher, HomeClass, Student)


class Presence(NamedTuple):
    """Of one student, by season (as in `Facts.seasons`): the slots of the stay, and those stayed to their end."""

    stays: tuple[int, ...]
    fully: tuple[int, ...]


class Students(Week):
    """A scenario's students; those whose class does not exist are skipped (`references` tells of them)."""

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(scenario)
        self.homes: dict[str, HomeClass] = first_of_each(scenario.classes)
        self.activities: dict[str, Activity] = dict(scenario.activities)
        self.club_limit: ClubLimit = self.rule(ClubLimit)
        self._presences: dict[Hashable, Presence] = {}
        self._presence_of: dict[str, Presence] = {}
        self._wanted: dict[str, int] = {}

    @cached_property
    def students(self) -> tuple[Student, ...]:
        """The roster, without doubles and without those whose class does not exist."""
        return tuple(
            student for student in first_of_each(roster(self.scenario)).values() if student.class_ in self.homes
        )

    @cached_property
    def students_by_class(self) -> dict[str, list[Student]]:
        """The students of each class that exists."""
        found: dict[str, list[Student]] = {name: [] for name in self.homes}
        for student in self.students:
            found[student.class_].append(student)
        return found

    def presence(self, student: Student) -> Presence:
        """When a student stays, by season."""
        if student.id not in self._presence_of:
            alike = student.said_stay
            if alike not in self._presences:
                self._presences[alike] = self._presence(student)
            self._presence_of[student.id] = self._presences[alike]
        return self._presence_of[student.id]

    def _presence(self, student: Student) -> Presence:
        stays, fully = [], []
        for season in self.seasons:
            here = whole = 0
            for slot in self.cells:
                span = self.calendar.span(slot.period, season)
                if span is None or not attends(student, slot.day, slot.period):
                    continue
                leave = leave_time(student, slot.day, season)
                bit = self.bit[slot.day, slot.period]
                here |= bit if leave is None or leave > span.start else 0
                whole |= bit if leave is None or (leave > span.start and leave >= span.end) else 0
            stays.append(here)
            fully.append(whole)
        return Presence(tuple(stays), tuple(fully))

    def fully_present(self, student: Student, seasons: Iterable[str]) -> int:
        """The slots in which a student is fully present in every one of these seasons that holds them."""
        fully = self.presence(student).fully
        found = 0
        missed = 0
        for at in (self.seasons.index(season) for season in seasons):
            found |= self.on[at]
            missed |= self.on[at] & ~fully[at]
        return found & ~missed

    @cached_property
    def club_cells(self) -> int:
        """The slots that lie in the days and periods of at least one club that is chosen."""
        found = 0
        for activity in self.activities.values():
            found |= self.cells_of(activity) if activity.is_chosen else 0
        return found

    def wanted(self, student: Student) -> int:
        """How many clubs a student is to have at most, in the plan with the most (W in models/formal.md)."""
        found = self._wanted.get(student.id)
        if found is None:
            found = self._wanted[student.id] = self._clubs_wanted(student)
        return found

    def _clubs_wanted(self, student: Student) -> int:
        wants = student.wants
        if wants is None:
            plans = (self.fully_present(student, seasons) for seasons in self.calendar.plans)
            wants = max((fully & self.club_cells).bit_count() for fully in plans)
        most = self.club_limit.clubs_per_week
        return min(len(student.choices), wants, len(student.choices) if most is None else most)

    @cached_property
    def choosing(self) -> Counter[str]:
        """How many students list each activity and want any."""
        return Counter(name for s in self.students if self.wanted(s) for name in dict.fromkeys(s.choices))

    @cached_property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Of every club that is not chosen those whom the school puts in it, and who exist."""
        there = {student.id for student in self.students}
        found = members_of(self.scenario, self.students)
        return {name: tuple(student for student in those if student in there) for name, those in found.items()}


def first_of_each(things: Iterable[_Named]) -> dict[str, _Named]:
    """By id; of several with the same one the first."""
    found: dict[str, _Named] = {}
    for thing in things:
        found.setdefault(thing.id, thing)
    return found
