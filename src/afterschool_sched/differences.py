"""What is different in a plan from its base: the checker's reading of `changes` (models/formal.md, 5).

The base is the published plan of its season, if there is one, else that of the regular season. What a plan does is told
as facts that are counted; what the base does not do, or less often, is new.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import Literal, NamedTuple

from .calendar import Slot
from .facts import PlanFacts

Level = Literal["people", "rooms", "times"]
LEVELS: tuple[Level, ...] = ("people", "rooms", "times")


class Fact(NamedTuple):
    """One thing a plan does. A club's are counted by group or session; those of classes and duties have a slot.

    `what` is the teacher or the class whose group is joined (people), the room (rooms), or the activity (times).
    """

    of: Literal["club", "class", "duty", "guest"]
    subject: str  # the club, home class or duty
    slot: Slot | None
    what: str


class Differences:
    """One plan against its base."""

    def __init__(self, plan: PlanFacts, base: PlanFacts) -> None:
        self.plan = plan
        self.base = base

    @cached_property
    def clubs(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        """Student -> clubs of the base plan alone, and of this plan alone.

        Those who have the same are left out, and those who are not in the base plan at all: they are new.
        """
        found = {}
        known = {student for group in self.base.groups for student in group.members}
        known |= {student for session in self.base.sessions for student in session.students}
        for student in (each for each in self.plan.facts.students if each in known):
            before, now = _clubs(self.base, student), _clubs(self.plan, student)
            left = tuple(club for club in before if club not in now)
            joined = tuple(club for club in now if club not in before)
            if left or joined:
                found[student] = left, joined
        return found

    @cached_property
    def of_students(self) -> dict[str, int]:
        """How many clubs are not the same, by student."""
        return {student: max(len(left), len(joined)) for student, (left, joined) in self.clubs.items()}

    @cached_property
    def of_teachers(self) -> dict[str, int]:
        """How many assignments are new, by teacher, in the scenario's order."""
        found: Counter[str] = Counter()
        for fact, number in self.new("people").items():
            if fact.of != "guest":
                found[fact.what] += number
        return {teacher: found[teacher] for teacher in self.plan.facts.teachers if found[teacher]}

    def new(self, level: Level) -> Counter[Fact]:
        """What this plan does oftener than the base plan, in the order of the plan."""
        read = {"people": _people, "rooms": _rooms, "times": _times}[level]
        return Counter(read(self.plan)) - Counter(read(self.base))

    def value(self, level: Level) -> int:
        """The value of one level of the aim."""
        new = self.new(level).total()
        return new + sum(self.of_students.values()) if level == "people" else new


def _clubs(plan: PlanFacts, student: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group.group.activity for group in plan.clubs_of.get(student, ())))


def _people(plan: PlanFacts) -> Iterator[Fact]:
    for group in plan.groups:
        if group.club:
            for teacher in dict.fromkeys(t for session in plan.sessions_of[group] for t in session.teachers):
                yield Fact("club", group.group.activity, None, teacher)
            continue
        for session in plan.sessions_of[group]:
            for slot in session.slots:
                for teacher in session.teachers:
                    if group.group.home_class is not None:
                        yield Fact("class", group.group.home_class, slot, teacher)
                    elif group.activity.kind == "duty":
                        yield Fact("duty", group.group.activity, slot, teacher)
    yield from _guests(plan)


def _guests(plan: PlanFacts) -> Iterator[Fact]:
    """A class, each slot in which some of it are in a group of another class, and that class."""
    found: dict[Fact, None] = {}
    for session in plan.sessions:
        if session.group.home is not None:
            for home in _classes(plan, session.students):
                if home != session.group.home.id:
                    found |= {Fact("guest", home, slot, session.group.home.id): None for slot in session.slots}
    yield from found


def _rooms(plan: PlanFacts) -> Iterator[Fact]:
    for session in plan.sessions:
        room = session.session.room
        if room is None:
            continue
        if session.group.club:
            yield Fact("club", session.group.group.activity, None, room)
        elif session.group.home is not None:
            for slot in session.slots:
                yield Fact("class", session.group.home.id, slot, room)


def _times(plan: PlanFacts) -> Iterator[Fact]:
    """When the groups of a club meet; and which activity some of a class have in a slot, once."""
    found: dict[Fact, None] = {}
    for session in plan.sessions:
        activity = session.group.group.activity
        for slot in session.slots:
            if session.group.club:
                yield Fact("club", activity, slot, activity)
            elif session.group.takes_classes:
                found |= {Fact("class", home, slot, activity): None for home in _classes(plan, session.students)}
    yield from found


def _classes(plan: PlanFacts, students: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(plan.facts.home_of(student).id for student in students))
