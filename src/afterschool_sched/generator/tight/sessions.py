"""The sessions of a planted timetable, before anybody leads them: clubs with their members, then homework."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ...calendar import Calendar
from ...entities import Activity, Student
from ...presence import DayPeriod, Presence
from ...scenario import Scenario

CAP = 40  # of rule group_size
_NEAR = {"never": -1, "same grade": 0, "neighbouring grades": 1}  # how far apart the grades of a merged group may be


@dataclass
class Meeting:
    """A club group, or the homework of a class with its guests in one slot; all its slots have one lead."""

    activity: str
    slots: tuple[DayPeriod, ...]
    rooms: tuple[str, ...]  # by slot
    members: list[str]
    home: str | None = None  # the host of homework
    lead: str | None = field(default=None, compare=False)


class Sessions:
    """What is held in a week of this school: some clubs, in a random order, and homework for all others."""

    def __init__(self, mapping: dict[str, Any], students: Sequence[Student], rng: Random) -> None:
        self.scenario = Scenario.model_validate(mapping)
        self.students, self.rng = students, rng
        calendar = Calendar(self.scenario)
        presence = Presence(calendar, students)
        self.present = presence.present(calendar.seasons)
        self.fully = presence.fully_present(calendar.seasons)
        self.slots: tuple[DayPeriod, ...] = presence.day_periods
        self.dark = {
            period
            for period in calendar.periods
            for season in calendar.seasons
            if (span := calendar.span(period, season)) is not None
            and (dark := calendar.limits(season).dark_from) is not None
            and span.end > dark
        }
        self._busy: set[tuple[str, DayPeriod]] = set()  # students and slots
        self._clubs_of: dict[str, list[str]] = {student.id: [] for student in students}
        self._used: dict[tuple[str, DayPeriod], int] = {}  # groups in a room

    # ---- clubs ------------------------------------------------------------------------------------------------------

    def clubs(self) -> list[Meeting]:
        """Groups of clubs, as many as find members and a room; each at a random time."""
        names = [name for name, activity in self.scenario.activities.items() if activity.kind == "club"]
        self.rng.shuffle(names)
        found = [self._group(name) for name in names for _ in range(self.scenario.activities[name].groups.up_to)]
        return [meeting for meeting in found if meeting is not None]

    def _group(self, name: str) -> Meeting | None:
        club = self.scenario.activities[name]
        times = list(self._times(club))
        self.rng.shuffle(times)
        for slots in times[:12]:
            rooms = [self._room(club, slot) for slot in slots]
            members = self._members(name, club, slots)
            if None not in rooms and len(members) >= club.groups.min:
                held = tuple(room for room in rooms if room is not None)
                self._take(name, slots, held, members)
                return Meeting(name, slots, held, members)
        return None

    def _times(self, club: Activity) -> Iterator[tuple[DayPeriod, ...]]:
        """Every pattern of one or two sessions on days far enough apart, each in the light if outdoors."""
        outdoor = all(room.outdoor for room in self.scenario.rooms if room.kind in club.room_names)
        allowed = [
            (day, period)
            for day, period in self.slots
            if (club.days is None or day in club.days)
            and (club.periods is None or period in club.periods)
            and not (outdoor and period in self.dark)
        ]
        if (club.meets.sessions_per_week or 1) == 1:
            yield from ((slot,) for slot in allowed)
            return
        order = {day: at for at, day in enumerate(self.scenario.days)}
        for first in allowed:
            for second in allowed:
                if order[second[0]] - order[first[0]] > club.meets.gap_days:
                    yield first, second

    def _room(self, club: Activity, slot: DayPeriod) -> str | None:
        """A room of its kind that is free; of classrooms those that are no class's own."""
        own = {home.room for home in self.scenario.classes}
        for room in self.scenario.rooms:
            fits = room.kind in club.room_names and room.id not in own
            if fits and self._used.get((room.id, slot), 0) < room.groups_at_once:
                return room.id
        return None

    def _members(self, name: str, club: Activity, slots: Sequence[DayPeriod]) -> list[str]:
        """Those who chose it, have time then and want another club; as many as there is room for."""
        seats = min(room.seats // room.groups_at_once for room in self.scenario.rooms if room.kind in club.room_names)
        fit = [
            student.id
            for student in self.students
            if name in student.choices
            and len(self._clubs_of[student.id]) < min(2, 1 if student.wants is None else student.wants)
            and name not in self._clubs_of[student.id]
            and all(slot in self.fully[student.id] and (student.id, slot) not in self._busy for slot in slots)
        ]
        self.rng.shuffle(fit)
        return sorted(fit[: min(seats, club.groups.max or CAP, CAP)])

    def _take(self, name: str, slots: Sequence[DayPeriod], rooms: Sequence[str], members: Sequence[str]) -> None:
        for slot, room in zip(slots, rooms, strict=True):
            self._used[room, slot] = self._used.get((room, slot), 0) + 1
            self._busy.update((member, slot) for member in members)
        for member in members:
            self._clubs_of[member].append(name)

    # ---- homework ---------------------------------------------------------------------------------------------------

    def homework(self) -> list[Meeting]:
        """Everybody else, by class; small classes join others where the school allows it, the largest being hosts."""
        return [meeting for slot in self.slots for meeting in self._homework_in(slot)]

    def _homework_in(self, slot: DayPeriod) -> Iterator[Meeting]:
        left: dict[str, list[str]] = {home.id: [] for home in self.scenario.classes}
        for student in self.students:
            if student.id in self.present[slot] and (student.id, slot) not in self._busy:
                left[student.class_].append(student.id)
        near = _NEAR[self.scenario.activities["homework"].merge]
        grade = {home.id: home.grade for home in self.scenario.classes}
        room = {home.id: home.room for home in self.scenario.classes}
        hosts: list[Meeting] = []
        for home in sorted((home for home in left if left[home]), key=lambda home: (-len(left[home]), home)):
            fits = [
                host
                for host in hosts
                if host.home is not None
                and len(host.members) + len(left[home]) <= CAP
                and abs(grade[host.home] - grade[home]) <= near
            ]
            if fits:
                max(fits, key=lambda host: len(host.members)).members.extend(left[home])
            else:
                hosts.append(Meeting("homework", (slot,), (room[home] or "",), list(left[home]), home))
        yield from hosts

    # ---- what cannot be otherwise -----------------------------------------------------------------------------------

    def homework_for_certain(self, assigned: dict[str, list[str]]) -> dict[DayPeriod, int]:
        """Classes with somebody in every timetable in homework then, where classes do not merge.

        That is somebody who has chosen nothing and whom the school puts in no club, or who does not stay to the end.
        """
        in_club = {student for members in assigned.values() for student in members}
        may = {student.id for student in self.students if student.choices or student.id in in_club}
        return {
            slot: len(
                {
                    student.class_
                    for student in self.students
                    if student.id in self.present[slot]
                    and (student.id not in may or slot not in self.fully[student.id])
                }
            )
            for slot in self.slots
        }
