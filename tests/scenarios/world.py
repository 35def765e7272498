"""A scenario and the timetable found for it, asked in words."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

from afterschool_sched import Result, load, solve
from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.clock import Span
from afterschool_sched.entities import Student
from afterschool_sched.presence import Presence
from afterschool_sched.roster import roster
from afterschool_sched.timetable import Group, Plan, Session

ROOT = Path(__file__).resolve().parents[2]
OK_SMALL = ROOT / "scenarios" / "ok_small"
SCHOOLS = ROOT / "scenarios" / "schools"

Meeting = tuple[Group, Session]


def header(path: Path, word: str) -> list[str]:
    """What stands behind ``# <word>:`` in the comments at the top of a scenario."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.removeprefix(f"# {word}: ") for line in lines[:40] if line.startswith(f"# {word}: ")]


class World:
    """Answers are empty, never errors, where the scenario has no such thing."""

    def __init__(self, path: Path, *, enough: Callable[[Result], bool] | None = None, seconds: float = 120.0) -> None:
        self.path = path
        self.scenario = load(path)
        self.calendar = Calendar(self.scenario)
        self._enough = enough or (lambda _: False)
        self._seconds = seconds
        self._season: str | None = None

    @cached_property
    def result(self) -> Result:
        """The best timetable found, or the first one that is good enough: all are passed by the checker."""
        stop = threading.Event()

        def found(result: Result) -> None:
            if self._enough(result):
                stop.set()

        return solve(self.scenario, seconds=self._seconds, stop=stop, found=found)

    def within(self, season: str) -> World:
        """The same, asked about the plan of one season only."""
        _ = self.result
        other = copy.copy(self)
        other._season = season
        for name in ("all", "_present"):
            other.__dict__.pop(name, None)
        return other

    @property
    def plans(self) -> tuple[Plan, ...]:
        """The plans that are asked about: all, or that of one season."""
        plans = self.result.timetable.plans
        return tuple(plan for plan in plans if self._season is None or self._season in plan.seasons)

    @cached_property
    def all(self) -> tuple[Meeting, ...]:
        """Every session with its group."""
        return tuple((g, s) for plan in self.plans for g in plan.groups for s in g.sessions)

    def groups(self, activity: str) -> list[Group]:
        """The opened groups of an activity."""
        return [g for plan in self.plans for g in plan.groups if g.activity == activity]

    def of(self, activity: str) -> list[Meeting]:
        """The sessions of an activity."""
        return [(g, s) for g, s in self.all if g.activity == activity]

    def of_kind(self, *kinds: str) -> list[Meeting]:
        """The sessions of all activities of these kinds."""
        return [(g, s) for g, s in self.all if self.scenario.activities[g.activity].kind in kinds]

    def on(self, activity: str) -> list[str]:
        """When an activity is held: day and first period of each session, in order."""
        return [f"{s.day} {s.periods[0]}" for _, s in self.of(activity)]

    def span(self, period: str, season: str = "regular") -> Span | None:
        """When a period is held in a season."""
        return self.calendar.span(period, season) if period in self.scenario.periods else None

    def clubs_of(self, student: str) -> set[str]:
        """The clubs a student is in."""
        return {g.activity for g, _ in self.of_kind("club") if student in g.members}

    def load_of(self, teacher: str) -> list[Session]:
        """The sessions a teacher leads or assists."""
        return [s for _, s in self.all if teacher == s.lead or teacher in s.assistants]

    def where(self, student: str) -> dict[tuple[str, str], str]:
        """(day, period) -> activity, for a student."""
        return {(s.day, period): g.activity for g, s in self.all if student in members(g, s) for period in s.periods}

    @cached_property
    def students(self) -> dict[str, Student]:
        """All students, stand-ins too."""
        return {student.id: student for student in roster(self.scenario)}

    def present(self, slot: Slot) -> frozenset[str]:
        """Who stays in a slot, in any season."""
        return self._present[slot.day, slot.period]

    @property
    def _seasons(self) -> tuple[str, ...]:
        return self.calendar.seasons if self._season is None else self.plans[0].seasons

    @cached_property
    def _present(self) -> dict[tuple[str, str], frozenset[str]]:
        presence = Presence(self.calendar, tuple(self.students.values()))
        return {(day, period): who for (day, period), who in presence.present(self._seasons).items()}


def members(group: Group, session: Session) -> tuple[str, ...]:
    """Who is in a session."""
    return group.members if session.members is None else session.members


def classes_in(group: Group, session: Session, students: dict[str, Student]) -> set[str]:
    """The home classes of those who are in a session."""
    return {students[name].class_ for name in members(group, session)}
