"""What encoders speak to: expressions about a timetable, and a place to post what is required or charged.

Encoders know neither CP-SAT nor LP: they add up expressions (anything with +, - and * by a whole number; plain
integers where something is already decided) and post limits. `LoadView` is all that a stage with anonymous groups can
offer; `ExactView` knows every group, room and teacher by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

Expr = Any  # an int, or a linear expression of the backend
Activities = frozenset[str] | None  # ids of the activities that count; None: all of them


@dataclass(frozen=True)
class ClubGroup:
    """One named group that may open: its club, members' number, and who leads it and where it meets."""

    club: int
    number: int
    opened: Expr
    size: Expr
    by_pattern: Mapping[int, Expr]  # pattern -> whether it meets so
    leads: Mapping[tuple[int, int], Expr]  # (pattern, teacher) -> leads it on that pattern
    assistants: Mapping[tuple[int, int], Expr]
    rooms: Mapping[tuple[tuple[int, ...], int], Expr]  # (session block, room)


@dataclass(frozen=True)
class ClassSession:
    """A session that home class `home` may host: its activity, slot and part (0, or more when the class is divided)."""

    activity: int
    home: int
    slot: int
    part: int
    runs: Expr
    leads: Mapping[int, Expr]
    assistants: Mapping[int, Expr]
    rooms: Mapping[int, Expr]


class LoadView(Protocol):
    """What every stage can say: who works when, and what is required of it."""

    def teaches(self, teacher: int, slot: int, of: Activities = None) -> Expr:
        """1 when the teacher is busy (with one of these activities) in the slot, else 0."""

    def total(self, terms: Iterable[Expr]) -> Expr:
        """Their sum."""

    def any_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when one of these 0/1 expressions is 1, else 0 (a relaxing stage: anything from their maximum up)."""

    def all_of(self, terms: Iterable[Expr], name: str) -> Expr:
        """1 when all of these 0/1 expressions are 1, else 0 (a relaxing stage: anything from sum - count + 1 up)."""

    def maximum(self, terms: list[Expr], name: str) -> Expr:
        """The largest of the terms."""

    def minimum(self, terms: list[Expr], name: str) -> Expr:
        """The smallest of the terms."""

    def limit(self, at: int, value: Expr, *, low: int | None = None, high: int | None = None, where: str) -> None:
        """Keep `value` within low..high for rule instance `at`: required, or charged per unit outside when weighted."""


class ExactView(LoadView, Protocol):
    """A stage in which groups, rooms and teachers have names."""

    club_groups: list[ClubGroup]
    class_sessions: list[ClassSession]

    def takes(self, home: int, slot: int, activity: int) -> Expr:
        """1 when what is left of the class (the students in no club) has the class activity in the slot."""

    def some_left(self, home: int, slot: int) -> Expr:
        """1 when somebody of the class who is present is in no club in the slot."""

    def joins(self, home: int, slot: int, activity: int, host: int) -> Expr:
        """1 when the class, undivided, is in the group of `host`."""

    def could_exceed(self, room: int, slot: int, seats: int) -> bool:
        """Whether more than `seats` students could be in the room at once, as far as is decided already."""

    def occupancy(self, room: int, slot: int, of: Activities = None) -> Expr:
        """Students in the room in the slot."""

    def uses(self, room: int, slot: int, of: Activities = None) -> Expr:
        """Groups in the room in the slot."""

    def in_club(self, pupil: int, slot: int, of: Activities = None) -> Expr:
        """Club groups the student is in, in the slot."""

    def in_class_activities(self, home: int, slot: int, activities: Iterable[int]) -> Expr:
        """Students of the class who are in one of these class activities in the slot."""

    def member(self, pupil: int, club: int) -> Expr:
        """Groups of the club that the student is in."""

    def duty(self, duty: int, slot: int) -> Mapping[int, Expr]:
        """teacher -> does the duty in the slot."""

    def both(self, first: Expr, second: Expr, name: str) -> Expr:
        """1 when both 0/1 expressions are 1."""

    def staff_needed(self, size: Expr, opened: Expr, most: int, teachers: int, per_students: int | None) -> Expr:
        """Teachers a group of this size needs; 0 when it is not opened."""

    def session_need(self, session: ClassSession) -> Expr:
        """Teachers a class session needs; 0 when it does not run."""

    def keep_to_limit(self, at: int, activity: int, home: int, slot: int) -> None:
        """Keep the class's group within the activity's limit, divide the class, or keep it whole, as it says."""

    def is_in_class_activity(self, pupil: int, slot: int, activity: int) -> Expr:
        """1 when the student is in the class activity in the slot."""

    def in_group(self, group: ClubGroup, pupil: int) -> Expr:
        """1 when the student is in the club group."""

    def has_member_of(self, group: ClubGroup, home: int) -> Expr:
        """1 when the club group has a member of the class."""
