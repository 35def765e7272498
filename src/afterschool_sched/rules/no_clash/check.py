"""The checker's reading of `no_clash`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.no_clash.spec import NoClash
from afterschool_sched.wording import counted, listed, some


def check(rule: NoClash, instance: int, facts: Facts) -> Iterator[Violation]:
    """Teachers, students and rooms with more sessions in one slot than they can be in."""
    for plan in facts.plans:
        for slot, sessions in plan.covering.items():
            at = f"on {plan.at(slot)}"
            found = (*_teachers(sessions, at), *_students(sessions, at), *_rooms(facts, sessions, at))
            for amount, subject, text in found:
                yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _teachers(sessions: list[SessionFacts], at: str) -> _Found:
    leads: dict[str, list[str]] = {}
    assists: dict[str, list[str]] = {}
    for session in sessions:
        if session.lead is not None:
            leads.setdefault(session.lead, []).append(session.group.label)
        for assistant in session.session.assistants:
            assists.setdefault(assistant, []).append(session.group.label)
    for teacher in sorted({*leads, *assists}):
        led, assisted = leads.get(teacher, []), assists.get(teacher, [])
        if len(led) + len(assisted) > 1:
            does = [f"{verb} {listed(labels)}" for verb, labels in (("leads", led), ("assists", assisted)) if labels]
            yield len(led) + len(assisted) - 1, teacher, f"Teacher {teacher} {' and '.join(does)} {at}."


def _students(sessions: list[SessionFacts], at: str) -> _Found:
    """Students who clash in the same groups are named together."""
    groups_of: dict[str, list[str]] = {}
    for session in sessions:
        for member in session.members:
            groups_of.setdefault(member, []).append(session.group.label)
    together: dict[tuple[str, ...], list[str]] = {}
    for student, labels in groups_of.items():
        if len(labels) > 1:
            together.setdefault(tuple(labels), []).append(student)
    for clashing, students in together.items():
        ids = sorted(students)
        are = f"Student {ids[0]} is" if len(ids) == 1 else f"{len(ids)} students are"
        names = "" if len(ids) == 1 else f": {some(ids)}"
        yield (len(clashing) - 1) * len(ids), some(ids), f"{are} in {listed(clashing)} {at}{names}."


def _rooms(facts: Facts, sessions: list[SessionFacts], at: str) -> _Found:
    groups_in: dict[str, list[str]] = {}
    for session in sessions:
        if session.session.room is not None:
            groups_in.setdefault(session.session.room, []).append(session.group.label)
    for room, labels in sorted(groups_in.items()):
        most = facts.rooms[room].groups_at_once
        if len(labels) > most:
            text = f"Room {room} has {len(labels)} groups {at}, and holds {counted(most, 'group')}: {listed(labels)}."
            yield len(labels) - most, room, text
