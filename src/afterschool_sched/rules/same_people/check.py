"""The checker's reading of `same_people`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import GroupFacts, SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.same_people.spec import SamePeople
from afterschool_sched.wording import listed


def check(rule: SamePeople, instance: int, facts: Facts) -> Iterator[Violation]:
    """Class groups away from their own teacher, room or class; clubs that change their room."""
    readings = {"own_teacher": _own_teacher, "own_room": _own_room, "own_group": _own_group, "club_room": _club_room}
    for plan in facts.plans:
        groups = [group for group in plan.groups if not rule.activities or group.group.activity in rule.activities]
        for amount, subject, text in readings[rule.what](plan, groups):
            yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _of_classes(plan: PlanFacts, groups: list[GroupFacts]) -> Iterator[SessionFacts]:
    """The sessions of class and care groups."""
    return (session for group in groups if group.takes_classes for session in plan.sessions_of[group])


def _own_teacher(plan: PlanFacts, groups: list[GroupFacts]) -> _Found:
    for session in _of_classes(plan, groups):
        own = plan.facts.own_teachers(session.group.home, session.activity)
        if session.activity.own_teacher != "any" and session.lead is not None and session.lead not in own:
            yield 1, session.group.id, f"Teacher {session.lead} leads {session}, and is no own teacher of its class."


def _own_room(plan: PlanFacts, groups: list[GroupFacts]) -> _Found:
    for session in _of_classes(plan, groups):
        home, room = session.group.home, session.session.room
        if home is not None and home.room is not None and not session.activity.room_names and room != home.room:
            where = f"in {room}" if room is not None else "in no room"
            yield 1, session.group.id, f"The session {session} is {where}, and not in the class's own room {home.room}."


def _own_group(plan: PlanFacts, groups: list[GroupFacts]) -> _Found:
    chosen = set(groups)
    for slot, sessions in plan.covering.items():
        hosts: dict[str, dict[str, None]] = {}
        for session in sessions:
            home = session.group.home
            if session.group in chosen and home is not None:
                for member in session.students:
                    guest = plan.facts.home_of(member).id
                    if guest != home.id:
                        hosts.setdefault(guest, {})[session.group.label] = None
        for guest in (home for home in plan.facts.homes if home in hosts):
            yield 1, guest, f"Students of {guest} join {listed(list(hosts[guest]))} on {plan.at(slot)}."


def _club_room(plan: PlanFacts, groups: list[GroupFacts]) -> _Found:
    for group in groups:
        if group.club:
            rooms = dict.fromkeys(s.session.room for s in plan.sessions_of[group] if s.session.room is not None)
            if len(rooms) > 1:
                text = f"There are {len(rooms)} rooms for {group.label}: {listed(list(rooms))}."
                yield len(rooms) - 1, group.id, text
