"""The checker's reading of `staff_mix`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.entities import Teacher
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.staff_mix.spec import StaffMix
from afterschool_sched.wording import counted


def check(rule: StaffMix, instance: int, facts: Facts) -> Iterator[Violation]:
    """Slots, or days, whose teachers at work lack a subject."""
    for plan in facts.plans:
        for when, present in _at_work(rule, plan):
            for subject in dict.fromkeys(rule.subjects):
                found = sum(subject in teacher.subjects for teacher in present)
                if found < rule.min:
                    has = f"there {'is' if found == 1 else 'are'} {counted(found, 'teacher')} of {subject}"
                    text = f"On {when}, {has} at work; at least {rule.min} required."
                    yield plan.broken(rule, instance, rule.min - found, subject, text)
            several = {subject for teacher in present for subject in teacher.subjects}
            if rule.different is not None and len(several) < rule.different:
                has = f"the teachers at work have {counted(len(several), 'subject')}"
                text = f"On {when}, {has}; at least {rule.different} required."
                yield plan.broken(rule, instance, rule.different - len(several), "teachers", text)


def _at_work(rule: StaffMix, plan: PlanFacts) -> Iterator[tuple[str, list[Teacher]]]:
    """The times of the rule at which anybody is at work, each with those who are, in the scenario's order."""
    at_once: dict[str, set[str]] = {}
    for slot, sessions in plan.covering.items():
        if rule.when.covers(slot.day, slot.period, slot.week):
            time = plan.at(slot) if rule.per == "slot" else _day(slot)
            at_once.setdefault(time, set()).update(e for session in sessions for e in session.teachers)
    for time, names in at_once.items():
        if names:
            yield time, [teacher for teacher in plan.facts.teachers.values() if teacher.id in names]


def _day(slot: Slot) -> str:
    return slot.day if slot.week == 1 else f"week {slot.week} {slot.day}"
