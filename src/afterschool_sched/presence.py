"""Who is there when: the checker's reading of students' stays and of opening hours (models/formal.md, 1)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from .calendar import Calendar
from .clock import Day, Span
from .entities import Availability, Leave, Student

# A student's stay does not depend on the week of the cycle.
DayPeriod = tuple[Day, str]
MIDNIGHT = 24 * 60


class Presence:
    """Which students stay, are present and are fully present, by day and period."""

    def __init__(self, calendar: Calendar, students: Sequence[Student]) -> None:
        self.calendar = calendar
        self.students = students
        self.day_periods: tuple[DayPeriod, ...] = tuple(
            (slot.day, slot.period) for slot in calendar.slots if slot.week == 1
        )
        # Most students stay at the same times as others: each such kind is worked out once, for one of them.
        numbers: dict[Hashable, int] = {}
        self._kinds: dict[str, int] = {}
        self._examples: list[Student] = []
        for student in students:
            kind = self._kinds[student.id] = numbers.setdefault(student.said_stay, len(numbers))
            if kind == len(self._examples):
                self._examples.append(student)
        self._stays: dict[str, tuple[Mapping[DayPeriod, bool], ...]] = {}
        self._staying: dict[str, Mapping[DayPeriod, frozenset[str]]] = {}

    def in_season(self, season: str) -> Mapping[str, Mapping[DayPeriod, bool]]:
        """Of every student the days and periods of the stay in that season, and whether it lasts to their end."""
        stays = self._of_kinds(season)
        return {student: stays[kind] for student, kind in self._kinds.items()}

    def _of_kinds(self, season: str) -> tuple[Mapping[DayPeriod, bool], ...]:
        if season not in self._stays:
            self._stays[season] = tuple(self._stay(student, season) for student in self._examples)
        return self._stays[season]

    def _stay(self, student: Student, season: str) -> Mapping[DayPeriod, bool]:
        leaves = {day: leave_time(student, day, season) for day in self.calendar.days}
        spans = ((day, period, self.calendar.span(period, season)) for day, period in self.day_periods)
        return {
            (day, period): leaves[day] >= span.end
            for day, period, span in spans
            if span is not None and attends(student, day, period) and leaves[day] > span.start
        }

    def staying(self, season: str) -> Mapping[DayPeriod, frozenset[str]]:
        """Who stays in that season, by day and period."""
        if season not in self._staying:
            found: dict[DayPeriod, list[str]] = {at: [] for at in self.day_periods}
            for student, stay in self.in_season(season).items():
                for at in stay:
                    found[at].append(student)
            self._staying[season] = {at: frozenset(students) for at, students in found.items()}
        return self._staying[season]

    def present(self, seasons: Sequence[str]) -> dict[DayPeriod, frozenset[str]]:
        """Who stays in at least one of the seasons, by day and period."""
        staying = [self.staying(season) for season in seasons]
        return {at: frozenset().union(*(of_season[at] for of_season in staying)) for at in self.day_periods}

    def fully_present(self, seasons: Sequence[str]) -> dict[str, frozenset[DayPeriod]]:
        """Of every student the days and periods of a stay to the end in each of the seasons in which they are held."""
        held_in = {
            at: [season for season in seasons if self.calendar.span(at[1], season) is not None]
            for at in self.day_periods
        }
        fully = [
            frozenset(
                at
                for at, held in held_in.items()
                if held and all(self._of_kinds(season)[kind].get(at, False) for season in held)
            )
            for kind in range(len(self._examples))
        ]
        return {student: fully[kind] for student, kind in self._kinds.items()}


def attends(student: Student, day: Day, period: str) -> bool:
    """Whether the student has signed up for that period of that day."""
    if student.stays is not None:
        return period in student.stays.get(day, ())
    return (student.days is None or day in student.days) and (student.periods is None or period in student.periods)


def leave_time(student: Student, day: Day, season: str) -> int:
    """When the student leaves on that day of the season, in minutes after midnight; midnight where nothing is said."""
    times = [_on(leave, day) for leave in (student.leave, student.leave_in.get(season))]
    return min((time for time in times if time is not None), default=MIDNIGHT)


def _on(leave: Leave, day: Day) -> int | None:
    return leave.get(day) if isinstance(leave, dict) else leave


def allows(hours: Availability, day: Day, periods: tuple[str, ...], block: Span) -> bool:
    """Whether the hours of a teacher or a room allow these periods of the day, held from start to end of `block`."""
    if hours is None:
        return True
    if not isinstance(hours, dict):
        return day in hours
    said = hours.get(day)
    if said is None or said is True:
        return said is True
    return said.covers(block) if isinstance(said, Span) else all(period in said for period in periods)
