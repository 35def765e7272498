"""Turns of a rota: are there enough who could take them, whatever the plan, on every date."""

from __future__ import annotations

from collections.abc import Iterator

from ..dated import Stretch, absent_on, stretches
from ..entities import Teacher
from .facts import Facts
from .notes import Notes
from .readings import is_open
from .words import are, count, listed


def add_turns(facts: Facts, notes: Notes) -> None:
    """Every turn of a duty needs its people; what is alike is told once, for its first date."""
    for name, activity in facts.activities.items():
        if activity.by_rota and activity.kind == "duty":
            for text, missing in dict.fromkeys(_short(facts, name)):
                advice = f"{count(missing, 'more teacher')} {are(missing)} among those who take turns."
                notes.error("count-turns", ("activities", name, "rota"), text, advice)


def _short(facts: Facts, name: str) -> Iterator[tuple[str, int]]:
    need = facts.activities[name].staff.teachers
    away = absent_on(facts.scenario)
    seen = set()
    for stretch in stretches(facts.calendar, name):
        absent = {teacher for day in stretch.dates for teacher in away.get(day, ())}
        able = [t.id for t in facts.leads_of(name) if t.id not in absent and _could(facts, t, stretch)]
        if len(able) < need and (stretch.slots, tuple(able)) not in seen:
            seen.add((stretch.slots, tuple(able)))
            when = listed(stretch.slots) + (f", on {stretch.dates[0]}" if stretch.dates else "")
            can = f"only {listed(able)} can" if able else "nobody can"
            text = f"A turn of {name} ({when}) needs {count(need, 'teacher')}, but {can} take it."
            yield text, need - len(able)


def _could(facts: Facts, teacher: Teacher, stretch: Stretch) -> bool:
    """Whether a teacher is there in all slots of a turn, if no session of the plan prevents it."""
    for slot in stretch.slots:
        block = facts.block((slot.period,), stretch.season)
        if block is None or not is_open(teacher.available, slot.day, (slot.period,), block):
            return False
        if any(meeting.day == slot.day and meeting.span.overlaps(block) for meeting in facts.meetings_of(teacher)):
            return False
    return True
