"""The checker's reading of `limit`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.limit.spec import UNITS, Limit
from afterschool_sched.tallies import Subject, Tally, units
from afterschool_sched.wording import counted


def check(rule: Limit, instance: int, facts: Facts) -> Iterator[Violation]:
    """Subjects with more or less than is allowed in a unit of time."""
    whom = list(_subjects(rule, facts))
    for plan in facts.plans:
        tally = Tally(plan, rule.of.among(facts.scenario.activities))
        for whose in whom:
            for when, slots in units(plan, rule.unit, rule.when).items():
                value = tally.value(rule.count, whose, slots, at_once=rule.unit == "slot")
                for amount, asked in _judge(rule, value):
                    has = f"{whose.name} {counted(value, UNITS[rule.count])}{rule.of.said()} {when}{_only(rule)}"
                    yield plan.broken(rule, instance, amount, " ".join(sorted(whose.ids)), f"{has}; {asked}.")


def _only(rule: Limit) -> str:
    """What of the time counts, where the time does not say it."""
    said = rule.when.said()
    return f", only{said}" if said and rule.unit != "slot" else ""


def _judge(rule: Limit, value: int) -> Iterator[tuple[int, str]]:
    if rule.max is not None and value > rule.max:
        yield value - rule.max, f"at most {rule.max} allowed"
    if rule.min is not None and value < rule.min:
        yield rule.min - value, f"at least {rule.min} required"


def _subjects(rule: Limit, facts: Facts) -> Iterator[Subject]:
    """For whom it is counted: one by one, or all of them together."""
    if rule.subject != "school":
        for each in _ids(rule, facts, rule.subject):
            yield Subject(rule.subject, frozenset([each]), f"{rule.subject.capitalize()} {each} has")
    elif rule.who.named:
        (kind,) = rule.who.named
        yield Subject(kind, frozenset(_ids(rule, facts, kind)), f"Together {rule.who} have")
    else:
        yield Subject("school", frozenset(), "The school has")


def _ids(rule: Limit, facts: Facts, kind: str) -> Iterable[str]:
    """The teachers, rooms, classes or students that `who` means."""
    who = rule.who
    if kind == "teacher":
        return [teacher.id for teacher in facts.who(who)]
    if kind == "room":
        rooms = [room for room in facts.rooms.values() if not who.rooms or room.id in who.rooms]
        return [room.id for room in rooms if not who.room_kinds or room.kind in who.room_kinds]
    homes = [home for home in facts.homes.values() if not who.classes or home.id in who.classes]
    classes = [home.id for home in homes if not who.grades or home.grade in who.grades]
    if kind == "class":
        return classes
    students = [student for student in facts.students.values() if student.class_ in classes]
    return [student.id for student in students if not who.students or student.id in who.students]
