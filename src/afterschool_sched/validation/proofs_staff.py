"""Proofs about the mix of subjects: whoever is at work, some subject is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..calendar import Slot
from ..entities import Teacher
from ..rules.staff_mix.spec import StaffMix
from .coverage import Coverage
from .facts import Facts
from .notes import Notes
from .words import count, days_in_words, listed


def add_staff(coverage: Coverage, notes: Notes) -> None:
    """Check all required rules about the mix of subjects."""
    for at, rule in enumerate(coverage.facts.scenario.rules):
        if isinstance(rule, StaffMix) and rule.required:
            _mix(coverage, at, rule, notes)


def _mix(coverage: Coverage, at: int, rule: StaffMix, notes: Notes) -> None:
    """Times at which somebody must be at work, but too few of a subject can be; alike ones are told together."""
    facts = coverage.facts
    found: dict[str, list[Slot]] = {}
    for slots in _times(coverage, rule):
        people = [teacher for teacher in facts.teachers.values() if _can_be_there(facts, teacher, slots)]
        for text in _missing(rule, people):
            found.setdefault(text, []).extend(slots)
    for text, told in found.items():
        days = [day for day in facts.scenario.days if any(slot.day == day for slot in told)]
        periods = [period for period in facts.scenario.periods if any(slot.period == period for slot in told)]
        notes.error("count-mix", ("rules", at), f"On {days_in_words(days)} in {listed(periods)}, {text}.")


def _missing(rule: StaffMix, people: list[Teacher]) -> Iterator[str]:
    when = "at once" if rule.per == "slot" else "on one day"
    for subject in dict.fromkeys(rule.subjects):
        able = [teacher.id for teacher in people if subject in teacher.subjects]
        if len(able) < rule.min:
            who = f"only {listed(able)} can be" if able else "nobody who teaches it can be"
            yield f"{count(rule.min, 'teacher')} of {subject} must be at work {when}, but {who}"
    several = dict.fromkeys(subject for teacher in people for subject in teacher.subjects)
    if rule.different is not None and len(several) < rule.different:
        can = f"those who can be have {count(len(several), 'subject')} in all"
        yield f"the teachers at work {when} must have {count(rule.different, 'different subject')}, but {can}"


def _times(coverage: Coverage, rule: StaffMix) -> Iterator[list[Slot]]:
    """The slots of the rule, one by one or by day, where somebody stays in one of them: then somebody is at work."""
    at_once: dict[object, list[Slot]] = {}
    for slot in coverage.facts.cells:
        if rule.when.covers(slot.day, slot.period):
            at_once.setdefault(slot if rule.per == "slot" else slot.day, []).append(slot)
    for slots in at_once.values():
        if any(coverage.present(home, slot) for home in coverage.facts.homes for slot in slots):
            yield slots


def _can_be_there(facts: Facts, teacher: Teacher, slots: Iterable[Slot]) -> bool:
    """Whether the teacher could have a session in one of the slots, in some season."""
    return teacher.cleared and any(
        facts.is_there(teacher, slot.day, (slot.period,), season) for slot in slots for season in facts.seasons
    )
