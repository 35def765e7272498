"""Does the published timetable speak of this school: whom and what it names that is gone, and when it was held."""

from __future__ import annotations

from ..published import published_names
from ..scenario import BASE_SEASON
from .facts import Facts
from .notes import Notes
from .words import count, listed

_KINDS = ("student", "teacher", "room", "class", "activity", "period")


def add_published(facts: Facts, notes: Notes) -> None:
    """Warn where little of it can be kept; it was made when things were different."""
    scenario = facts.scenario
    if scenario.published is None:
        return
    if not any(BASE_SEASON in plan.seasons for plan in scenario.published.plans):
        text = f"The published timetable has no plan for the season {BASE_SEASON}, so there is nothing to keep of it."
        notes.warn("published-regular", ("published",), text, "another file is meant.")
    known = {
        "student": {student.id for student in facts.students},
        "teacher": facts.teachers.keys(),
        "room": facts.rooms.keys(),
        "class": facts.homes.keys(),
        "activity": facts.activities.keys(),
        "period": scenario.periods.keys(),
    }
    gone: dict[str, set[str]] = {}
    for kind, name in published_names(scenario):
        if name not in known[kind]:
            gone.setdefault(kind, set()).add(name)
    if gone:
        many = {"class": "classes", "activity": "activities"}
        told = [count(len(gone[kind]), kind, many.get(kind)) for kind in _KINDS if kind in gone]
        number = sum(map(len, gone.values()))
        text = f"The published timetable names {listed(told)} that {'is' if number == 1 else 'are'} no longer there."
        notes.warn("published-gone", ("published",), text)
