"""The timetable that families have already, where a scenario names one: what a new one is compared with.

It was made when things were different. Of whom and what has gone since it says nothing any more: students who left are
taken out of its groups; teachers and rooms that are no longer there out of its sessions; groups of activities or
classes, and sessions in periods, that are no longer there, are left out. Both arms take it from here, and each works
out for itself what is different.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .calendar import Calendar, Slot
from .scenario import Scenario
from .timetable import Group, Plan, Session


def published_plan(
    scenario: Scenario, calendar: Calendar, students: Collection[str], seasons: Sequence[str]
) -> Plan | None:
    """The published plan of the first of these seasons, as far as it speaks of what there is; None without one."""
    timetable = scenario.published
    plans = timetable.plans if timetable is not None else ()
    plan = next((plan for plan in plans if seasons[0] in plan.seasons), None)
    return None if plan is None else _Known(scenario, calendar, students).plan(plan)


def published_names(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What the published timetable names, each as (kind, id), as often as it is named."""
    timetable = scenario.published
    for plan in timetable.plans if timetable is not None else ():
        for group in plan.groups:
            yield "activity", group.activity
            yield from (("student", member) for member in group.members)
            if group.home_class is not None:
                yield "class", group.home_class
            for session in group.sessions:
                yield from (("teacher", teacher) for teacher in session.teachers)
                yield from (("student", member) for member in session.members or ())
                yield from (("period", period) for period in session.periods)
                if session.room is not None:
                    yield "room", session.room


class _Known:
    """What there is now."""

    def __init__(self, scenario: Scenario, calendar: Calendar, students: Collection[str]) -> None:
        self.scenario = scenario
        self.calendar = calendar
        self.students = frozenset(students)
        self.teachers = frozenset(teacher.id for teacher in scenario.teachers)
        self.rooms = frozenset(room.id for room in scenario.rooms)
        self.classes = frozenset(home.id for home in scenario.classes)

    def plan(self, plan: Plan) -> Plan:
        return plan.model_copy(update={"groups": tuple(self._groups(plan))})

    def _groups(self, plan: Plan) -> Iterator[Group]:
        for group in plan.groups:
            known = group.home_class is None or group.home_class in self.classes
            if known and group.activity in self.scenario.activities:
                sessions = tuple(self._session(session) for session in group.sessions if self._is_held(session))
                members = self._members(group.members)
                if sessions or members:
                    yield group.model_copy(update={"members": members, "sessions": sessions})

    def _is_held(self, session: Session) -> bool:
        slots = (Slot(session.week, session.day, period) for period in session.periods)
        return all(slot in self.calendar.index for slot in slots)

    def _session(self, session: Session) -> Session:
        return session.model_copy(
            update={
                "room": session.room if session.room in self.rooms else None,
                "lead": session.lead if session.lead in self.teachers else None,
                "assistants": tuple(who for who in session.assistants if who in self.teachers),
                "members": None if session.members is None else self._members(session.members),
            }
        )

    def _members(self, members: Sequence[str]) -> tuple[str, ...]:
        return tuple(member for member in members if member in self.students)
