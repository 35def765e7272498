"""The scenario compiled to integers: what the encoders and the stages read. Frozen; made by `compile.build_instance`.

Indices: slots in calendar order, teachers, rooms, classes and students in the scenario's (roster's) order, clubs, class
activities and duties in the order of the scenario's activities. Only `compile` and the solver arm speak of indices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from afterschool_sched.calendar import Calendar
from afterschool_sched.clock import DAYS, Span
from afterschool_sched.rule import Rule, Who
from afterschool_sched.scenario import Scenario
from afterschool_sched.teams import OfTeams
from afterschool_sched.timetable import Plan

Block = tuple[int, ...]  # the slots of one session, consecutive periods of one day


@dataclass(frozen=True)
class SlotInfo:
    """One slot: where it lies, and what it counts for in workload (the plan's first season)."""

    week: int
    day: int  # position among the seven weekdays, Monday 0
    period: str
    minutes: int
    evening: bool


@dataclass(frozen=True)
class Pattern:
    """The slots in which one group of a club meets in the cycle, session by session; `mask` has bit s for slot s."""

    sessions: tuple[Block, ...]
    slots: tuple[int, ...]
    mask: int


@dataclass(frozen=True)
class Club:
    """A club: its patterns and, for each, who can lead or assist it; rooms by session block."""

    activity: str
    category: str | None
    chosen: bool  # by students; else the school says who is in it
    patterns: tuple[Pattern, ...]
    up_to: int
    low: int
    high: int
    teachers: int
    per_students: int | None
    leads: tuple[tuple[int, ...], ...]  # by pattern
    assistants: tuple[tuple[int, ...], ...]  # by pattern
    rooms: Mapping[Block, tuple[int, ...]]

    def need(self, size: int) -> int:
        """How many teachers a group of that size has."""
        return teachers_needed(self.teachers, self.per_students, size)


@dataclass(frozen=True)
class Option:
    """A club on a student's list (or one that the school puts the student in: rank 0), with the patterns that fit."""

    club: int
    rank: int
    patterns: tuple[int, ...]


@dataclass(frozen=True)
class Pupil:
    """A student: slots of the stay, wishes, and constants of the aims. `wanted` is W of formal.md, `length` |L|.

    `served`: the student is to have a club and there is one, teachers, seats and other students apart. `options` are
    those that somebody can lead; a student who can be served may have none. `assigned` are clubs that the school puts
    the student in.
    """

    id: str
    home: int
    present: frozenset[int]
    full: frozenset[int]
    wanted: int
    length: int
    options: tuple[Option, ...]
    served: bool
    best: int
    lottery: int
    assigned: tuple[Option, ...] = ()

    @property
    def reachable(self) -> tuple[Option, ...]:
        """All clubs that the student could be in."""
        return (*self.options, *self.assigned)

    def fitting(self, club: int) -> tuple[int, ...]:
        """The patterns of a club that fit the student; none when it is no option."""
        return next((option.patterns for option in self.reachable if option.club == club), ())


@dataclass(frozen=True)
class ClassActivity:
    """A class or care activity: where and when each home class may have it, alone or as a guest."""

    activity: str
    limit: int
    most_seated: int  # in a session of several classes: the limit, or the seats of the largest room
    keep: bool
    sessions_per_week: int | None
    obliged: tuple[int, ...]  # classes that must have exactly sessions_per_week sessions
    teachers: int
    per_students: int | None
    slots: Mapping[int, tuple[int, ...]]  # class -> slots
    hosts: Mapping[int, tuple[int, ...]]  # class -> classes whose group it may join (itself first)
    leads: Mapping[tuple[int, int], tuple[int, ...]]  # (class, slot) -> teachers
    assistants: Mapping[int, tuple[int, ...]]  # slot -> teachers
    own: Mapping[int, frozenset[int]]  # class -> own teachers
    counts_own_teacher: bool
    counts_own_room: bool
    rooms: Mapping[tuple[int, int], tuple[int, ...]]  # (class, slot) -> rooms, the own room first
    own_room: Mapping[int, int | None]
    by_rota: bool = False  # teachers take turns: none in the plan

    def need(self, size: int) -> int:
        """How many teachers a group of that size has."""
        return teachers_needed(self.teachers, self.per_students, size)


@dataclass(frozen=True)
class Duty:
    """A duty: teachers and no students, in each of its slots."""

    activity: str
    teachers: int
    candidates: Mapping[int, tuple[int, ...]]  # slot -> teachers
    by_rota: bool = False  # teachers take turns: none in the plan


@dataclass(frozen=True)
class Rota:
    """An activity in which teachers take turns: how many each group needs, and who could take which of its turns.

    A turn is the slots of one stretch (a session, day or week) and those who could take them if they had no session in
    them. Stretches of many dates that are alike are one. `number` is the place among duties or class activities.
    """

    activity: str
    duty: bool
    number: int
    teachers: int
    turns: tuple[tuple[Block, tuple[int, ...]], ...]


Fact = tuple[Any, ...]  # of what, numbers that say which, and the teacher, class, room, slot or activity (departures)


@dataclass(frozen=True)
class Base:
    """A plan decided before, with which this one is compared: clubs of students, and counted facts by level."""

    plan: Plan
    clubs: Mapping[int, frozenset[int]]
    facts: Mapping[str, Counter[Fact]]
    known: frozenset[int]  # the students who are in it
    published: bool  # and not decided in this search


@dataclass(frozen=True)
class Planned:
    """What a plan for a district means for one of its schools: not all of its timetables are looked for.

    `free` is the school without that plan, which bounds are read from (None: there is none at hand). `share`: the
    district's cap on externals was made the school's own, so that it binds whoever keeps the groups, too.
    """

    free: Instance | None
    share: bool


@dataclass(frozen=True)
class Instance:
    """Everything a solver needs, in integers.

    `thin`: candidates were left out to make it small. A plan of it is one of the school, and a bound or a contradiction
    of it is none.
    """

    scenario: Scenario
    calendar: Calendar
    seasons: tuple[str, ...]  # those of the plan, first one first
    rules: tuple[Rule, ...]
    slots: tuple[SlotInfo, ...]
    teachers: tuple[str, ...]
    rooms: tuple[str, ...]
    seats: tuple[int, ...]
    groups_at_once: tuple[int, ...]
    classes: tuple[str, ...]
    pupils: tuple[Pupil, ...]
    present: Mapping[tuple[int, int], tuple[int, ...]]  # (class, slot) -> students present, in roster order
    clubs: tuple[Club, ...]
    class_activities: tuple[ClassActivity, ...]
    duties: tuple[Duty, ...]
    paying: Mapping[tuple[str, int], int]  # (season, slot with a fee) -> students who stay
    base: Base | None = None
    rotas: tuple[Rota, ...] = ()
    planned: Planned | None = None
    thin: bool = False

    def concerned(self, who: Who) -> list[int]:
        """The teachers a rule speaks of."""
        return [
            index
            for index, teacher in enumerate(self.scenario.teachers)
            if (not who.teachers or teacher.id in who.teachers)
            and (not who.roles or teacher.role in who.roles)
            and (who.external is None or teacher.external == who.external)
        ]

    def teams(self, rule: OfTeams) -> list[tuple[int, ...]]:
        """The teams of which a rule speaks, by the numbers of their members."""
        names = self.teachers if rule.kind == "teacher" else tuple(pupil.id for pupil in self.pupils)
        number = {name: at for at, name in enumerate(names)}
        return [tuple(number[each] for each in team) for team in rule.teams(self.scenario.students)]

    def dates(self, season: str, slot: int) -> int:
        """On how many dates of the term the slot's day is held in the season."""
        info = self.slots[slot]
        return self.calendar.times.get((season, info.week, DAYS[info.day]), 0)

    def span(self, slot: int) -> Span | None:
        """When the slot is held in the plan's first season; None when it is off there."""
        return self.calendar.span(self.slots[slot].period, self.seasons[0])

    @cached_property
    def days(self) -> dict[tuple[int, int], list[int]]:
        """(week, weekday) -> slots, in order."""
        days: dict[tuple[int, int], list[int]] = {}
        for index, slot in enumerate(self.slots):
            days.setdefault((slot.week, slot.day), []).append(index)
        return days

    @cached_property
    def weeks(self) -> dict[int, list[int]]:
        """week -> slots, in order."""
        weeks: dict[int, list[int]] = {}
        for index, slot in enumerate(self.slots):
            weeks.setdefault(slot.week, []).append(index)
        return weeks

    @cached_property
    def wet_rooms(self) -> dict[int, tuple[int, ...]]:
        """fallback -> the rooms whose sessions are in it on a wet day: those outdoors that name it, and itself."""
        number = {name: index for index, name in enumerate(self.rooms)}
        moves = {
            index: number[room.fallback]
            for index, room in enumerate(self.scenario.rooms)
            if room.outdoor and room.fallback is not None
        }
        return {
            fallback: tuple(room for room in range(len(self.rooms)) if moves.get(room, room) == fallback)
            for fallback in sorted(set(moves.values()))
        }

    def rule(self, rule_id: str) -> Rule | None:
        """The instance of a single rule; None when it was left out."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)


def teachers_needed(teachers: int, per_students: int | None, size: int) -> int:
    """max(teachers, ceil(size / per_students)) for a group with members, 0 for an empty one."""
    if size == 0:
        return 0
    return max(teachers, -(-size // per_students)) if per_students else teachers


@dataclass(frozen=True)
class OpenGroup:
    """A decided club group: which club, on which pattern, with which students (sorted)."""

    club: int
    pattern: int
    members: tuple[int, ...]
