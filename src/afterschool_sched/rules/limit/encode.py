"""`limit` for the solver: a counter for each subject and unit of time."""

from __future__ import annotations

from afterschool_sched.counters import Counter, Kind, Subject, units
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.limit.spec import Limit
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact with named groups, rooms and teachers. The offer keeps what it can say of groups and students of clubs."""
    assert isinstance(rule, Limit)
    counter = Counter(n, view, rule.of.among(n.scenario.activities))
    for whose in subjects(rule, n):
        for unit, slots in units(n, rule.unit, rule.when).items():
            value = counter.value(rule.count, whose, slots, at_once=rule.unit == "slot")
            view.limit(at, value, low=rule.min, high=rule.max, where=f"{whose.name} {unit}")


def subjects(rule: Limit, n: Instance) -> list[Subject]:
    """For whom it is counted: one by one, or all of them together."""
    if rule.subject == "school":
        # Every session has a teacher, and every student a class.
        kind: Kind = "class" if rule.count == "students" else "teacher"
        if rule.who.named and rule.who.named[0] != "school":
            kind = rule.who.named[0]
        return [Subject(kind, tuple(_concerned(rule, n, kind)), "school")]
    kind = rule.subject
    names = {"teacher": n.teachers, "class": n.classes, "room": n.rooms, "student": [pupil.id for pupil in n.pupils]}
    return [Subject(kind, (member,), names[kind][member]) for member in _concerned(rule, n, kind)]


def _concerned(rule: Limit, n: Instance, kind: Kind) -> list[int]:
    who = rule.who
    if kind == "teacher":
        return n.concerned(who)
    if kind == "room":
        return [
            index
            for index, room in enumerate(n.scenario.rooms)
            if (not who.rooms or room.id in who.rooms) and (not who.room_kinds or room.kind in who.room_kinds)
        ]
    classes = [
        index
        for index, home in enumerate(n.scenario.classes)
        if (not who.classes or home.id in who.classes) and (not who.grades or home.grade in who.grades)
    ]
    if kind == "class":
        return classes
    return [
        index
        for index, pupil in enumerate(n.pupils)
        if pupil.home in classes and (not who.students or pupil.id in who.students)
    ]
