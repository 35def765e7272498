"""`staff_mix` for the solver: teachers of a subject, and subjects, among those at work in a slot or on a day.

Exact wherever teachers have names. A placement knows none and leaves the rule to the stage of people and rooms.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.staff_mix.spec import StaffMix
from afterschool_sched.view import Expr, LoadView


def encode(rule: Rule, at: int, n: Instance, view: LoadView) -> None:
    """For each time at which somebody is at work: teachers of each subject >= min, subjects >= different."""
    assert isinstance(rule, StaffMix)
    for time, slots in _times(rule, n):
        there = {
            teacher: view.any_of([view.teaches(teacher, s) for s in slots], f"at work {time} {name}")
            for teacher, name in enumerate(n.teachers)
        }
        anybody = view.any_of(there.values(), f"anybody at work {time}")
        for subject in dict.fromkeys(rule.subjects):
            found = view.total(_of(subject, n, there))
            view.limit(at, found - rule.min * anybody, low=0, where=f"{subject} {time}")
        if rule.different is not None:
            every = dict.fromkeys(subject for teacher in n.scenario.teachers for subject in teacher.subjects)
            kinds = view.total(view.any_of(_of(subject, n, there), f"{subject} {time}") for subject in every)
            view.limit(at, kinds - rule.different * anybody, low=0, where=f"subjects {time}")


def _of(subject: str, n: Instance, there: dict[int, Expr]) -> list[Expr]:
    return [works for teacher, works in there.items() if subject in n.scenario.teachers[teacher].subjects]


def _times(rule: StaffMix, n: Instance) -> list[tuple[str, list[int]]]:
    """The rule's slots, one by one or by day."""
    at_once: dict[str, list[int]] = {}
    for index, slot in enumerate(n.calendar.slots):
        if rule.when.covers(slot.day, slot.period, slot.week):
            at_once.setdefault(str(index) if rule.per == "slot" else f"{slot.week} {slot.day}", []).append(index)
    return [*at_once.items()]
