"""When a club can meet at all, and who could come: the sessions that clock, rooms and leads leave, season by season."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property, reduce
from operator import or_

from ..clock import DAYS, Day
from ..entities import Activity, HomeClass, Room, Student
from .facts import Facts
from .readings import why_not_open


@dataclass(frozen=True)
class Meeting:
    """One possible session of a club: consecutive periods of a day, as a set of slots."""

    day: Day
    periods: tuple[str, ...]
    mask: int


class Club:
    """One club's possible sessions."""

    def __init__(self, facts: Facts, name: str) -> None:
        self.facts = facts
        self.name = name
        self.activity: Activity = facts.activities[name]
        self.per_week = self.activity.meets.sessions_per_week or 1
        self.most_members = max(0, facts.group_most(self.activity) - facts.held_places(name))
        self._within = cache(self._find_within)
        self._held_for = cache(self._find_held_for)
        self._reached = cache(self._find_reached)

    @cached_property
    def members(self) -> frozenset[str]:
        """Whom the school puts in it; nobody where it is chosen."""
        return frozenset(self.facts.members.get(self.name, ()))

    @cached_property
    def meetings(self) -> tuple[Meeting, ...]:
        """All sessions that days, periods and the length in periods leave, whatever the clock says."""
        calendar = self.facts.calendar
        allowed = self.facts.periods_of(self.activity)
        length = self.activity.meets.periods
        found = []
        for day in self.facts.days_of(self.activity):
            of_day = [period for period in calendar.periods if (day, period) in self.facts.bit]
            for start in range(len(of_day) - length + 1):
                block = tuple(of_day[start : start + length])
                if all(period in allowed for period in block):
                    found.append(Meeting(day, block, self.facts.mask((day, period) for period in block)))
        return tuple(found)

    def has_pattern(self, meetings: Iterable[Meeting]) -> bool:
        """Whether a group can meet as often as it must with these sessions: distinct days, gap, same period."""
        starts: dict[str, set[int]] = {}
        for meeting in meetings:
            first = meeting.periods[0] if self.activity.meets.same_period else ""
            starts.setdefault(first, set()).add(DAYS.index(meeting.day))
        return any(self._most_days(days) >= self.per_week for days in starts.values())

    @cached_property
    def can_meet(self) -> bool:
        """Whether days, periods and the length in periods leave a pattern, whatever the clock says."""
        return self.has_pattern(self.meetings)

    def can_stay(self, fully: int) -> bool:
        """Whether a student who is fully present in `fully` can be in a group of it, whatever the clock says."""
        return self._reached(self._within(fully)) > 0

    def _most_days(self, days: set[int]) -> int:
        """The most days of which any two have the gap between them: always take the earliest that is left."""
        taken, next_day = 0, 0
        for day in sorted(days):
            if day >= next_day:
                taken, next_day = taken + 1, day + self.activity.meets.gap_days + 1
        return taken

    def fault(self, meeting: Meeting, season: str) -> str | None:
        """Why a session cannot be held in a season, for reasons of clock and rooms: None when it can.

        "off", "early", "late", "short"; "room" (none suits), "closed", "dark" (all that suit are).
        """
        why = self.facts.clock_fault(self.activity, meeting.periods, season)
        if why is not None:
            return why
        if not self.rooms:
            return "room"
        usable = self.facts.open_rooms(meeting.day, meeting.periods, season)
        if any(room.id in usable for room in self.rooms):
            return None
        faults = [self.facts.room_fault(room, meeting.day, meeting.periods, season) for room in self.rooms]
        return "dark" if "dark" in faults else "closed"

    @cached_property
    def rooms(self) -> list[Room]:
        """The rooms that suit the club and hold at least its smallest group."""
        return [room for room in self.facts.rooms_of(self.name) if room.seats >= self.activity.groups.min]

    def leads(self, meeting: Meeting, season: str) -> list[str]:
        """Who could lead a session in a season."""
        return [
            teacher.id
            for teacher in self.facts.leads_of(self.name)
            if self.facts.is_there(teacher, meeting.day, meeting.periods, season)
        ]

    def held(self, season: int) -> tuple[Meeting, ...]:
        """The sessions that clock, rooms and leads allow in a season; none when they make no pattern."""
        return self._held[season]

    @cached_property
    def _held(self) -> tuple[tuple[Meeting, ...], ...]:
        found = []
        for season in self.facts.seasons:
            possible = [m for m in self.meetings if self.fault(m, season) is None and self.leads(m, season)]
            found.append(tuple(possible) if self.has_pattern(possible) else ())
        return tuple(found)

    def reach(self, grade: int, fully: int, season: int) -> int:
        """The slots in which a student who is fully present in `fully` could be in the club in a season."""
        return self._reached(self._within(fully) & self._held_for(grade, season))

    # Many students have to be told their reach, and few sets of sessions are left to them: sets of sessions are bit
    # masks over `meetings`, and each is looked at once.

    def _find_within(self, fully: int) -> int:
        """The sessions within some slots."""
        return sum(1 << at for at, meeting in enumerate(self.meetings) if not meeting.mask & ~fully)

    def _find_held_for(self, grade: int, season: int) -> int:
        """The sessions held in a season that do not end too late for a grade."""
        held, name = self.held(season), self.facts.seasons[season]
        return sum(
            1 << at
            for at, meeting in enumerate(self.meetings)
            if meeting in held and not self.facts.grade_fault(grade, meeting.periods, name)
        )

    def _find_reached(self, sessions: int) -> int:
        """The slots of these sessions; none when they make no pattern."""
        meetings = [meeting for at, meeting in enumerate(self.meetings) if sessions >> at & 1]
        return reduce(or_, (meeting.mask for meeting in meetings), 0) if self.has_pattern(meetings) else 0

    def may_have(self, student: Student, home: HomeClass) -> bool:
        """Whether the student may be in it, and lists the club and wants any, or is put in it by the school."""
        if not self.activity.is_chosen:
            asked = student.id in self.members
        else:
            asked = self.name in student.choices and self.facts.wanted(student) > 0
        return asked and why_not_open(self.activity, student, home) is None


def clubs_of(facts: Facts) -> dict[str, Club]:
    """All clubs of a scenario."""
    return {name: Club(facts, name) for name, activity in facts.activities.items() if activity.kind == "club"}
