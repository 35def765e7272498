"""Which clubs the staff's talents could open: skills that somebody has and no activity asks for, and when and where."""

from __future__ import annotations

from dataclasses import dataclass

from .calendar import Calendar, Slot
from .facts import Facts, PlanFacts
from .scenario import Scenario
from .timetable import Plan, Timetable


@dataclass(frozen=True)
class Opening:
    """A slot in which a club could meet: who could lead it, and the rooms that are free and no class's own."""

    slot: Slot
    teachers: tuple[str, ...]
    rooms: tuple[str, ...]


@dataclass(frozen=True)
class Talent:
    """A skill that no activity asks for, those who have it, and the slots in which one of them is free."""

    skill: str
    teachers: tuple[str, ...]
    openings: tuple[Opening, ...]


def talents(scenario: Scenario, timetable: Timetable | None = None) -> tuple[Talent, ...]:
    """The talents of cleared staff that no activity uses, in the order of teachers and their skills.

    People and rooms are free as the timetable's first plan leaves them; without a timetable, whenever they are there.
    """
    empty = Plan(seasons=Calendar(scenario).seasons, groups=())
    facts = Facts(
        scenario, timetable or Timetable(scenario=scenario.id, cycle_weeks=scenario.cycle_weeks, plans=(empty,))
    )
    used = {activity.skill for activity in scenario.activities.values()}
    having: dict[str, list[str]] = {}
    for teacher in scenario.teachers:
        for skill in teacher.skills:
            if teacher.cleared and skill not in used:
                having.setdefault(skill, []).append(teacher.id)
    plan = facts.plans[0]
    rooms = {slot: _rooms(plan, slot) for slot in facts.calendar.slots if _held(plan, slot)}
    found = []
    for skill, teachers in having.items():
        openings = [
            Opening(slot, free, rooms[slot])
            for slot in rooms
            if (free := tuple(teacher for teacher in teachers if _is_free(plan, teacher, slot)))
        ]
        found.append(Talent(skill, tuple(teachers), tuple(openings)))
    return tuple(found)


def _held(plan: PlanFacts, slot: Slot) -> bool:
    """Whether the slot is on in every season of the plan: a club meets in all of them."""
    return all(plan.facts.calendar.span(slot.period, season) is not None for season in plan.seasons)


def _is_free(plan: PlanFacts, name: str, slot: Slot) -> bool:
    teacher = plan.facts.teachers[name]
    return (
        plan.is_open(teacher.available, slot.day, (slot.period,))
        and not plan.meetings_of(teacher, slot.day, (slot.period,))
        and slot not in plan.work[name].get((slot.week, slot.day), ())
    )


def _rooms(plan: PlanFacts, slot: Slot) -> tuple[str, ...]:
    own = {home.room for home in plan.facts.scenario.classes}
    return tuple(
        room.id
        for room in plan.facts.scenario.rooms
        if room.id not in own
        and plan.is_open(room.open, slot.day, (slot.period,))
        and sum(session.session.room == room.id for session in plan.covering[slot]) < room.groups_at_once
    )
