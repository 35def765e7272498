"""`pinned` for the solver: some session is as the school decided."""

from __future__ import annotations

from afterschool_sched.clock import DAYS
from afterschool_sched.instance import Block, Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.pinned.spec import Pinned
from afterschool_sched.view import ExactView, Expr


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """At least one session matches (or the student is a member)."""
    assert isinstance(rule, Pinned)
    if rule.student is not None:
        matches = _membership(rule, n, view)
    else:
        matches = [*_of_clubs(rule, n, view), *_of_classes(rule, n, view), *_of_duties(rule, n, view)]
    found = view.any_of(matches, f"pinned {at}") if matches else 0
    view.limit(at, found, low=1, where=rule.activity)


def _membership(rule: Pinned, n: Instance, view: ExactView) -> list[Expr]:
    numbers = {club.activity: number for number, club in enumerate(n.clubs)}
    pupil = next(index for index, student in enumerate(n.pupils) if student.id == rule.student)
    if rule.activity in numbers:
        return [view.member(pupil, numbers[rule.activity])]
    home = n.pupils[pupil].home
    return [
        view.is_in_class_activity(pupil, slot, number)
        for number, activity in enumerate(n.class_activities)
        if activity.activity == rule.activity
        for slot in activity.slots.get(home, ())
        if slot in n.pupils[pupil].present
    ]


def _time(rule: Pinned, n: Instance, block: Block) -> bool:
    slots = [n.slots[slot] for slot in block]
    return (
        (rule.week is None or slots[0].week == rule.week)
        and (rule.day is None or DAYS[slots[0].day] == rule.day)
        and (rule.period is None or any(slot.period == rule.period for slot in slots))
    )


def _of_clubs(rule: Pinned, n: Instance, view: ExactView) -> list[Expr]:
    found: list[Expr] = []
    for group in view.club_groups:
        club = n.clubs[group.club]
        if club.activity != rule.activity:
            continue
        for pattern, meets in sorted(group.by_pattern.items()):
            for block in club.patterns[pattern].sessions:
                if not _time(rule, n, block):
                    continue
                parts = [meets]
                if rule.room is not None:
                    parts.append(group.rooms.get((block, n.rooms.index(rule.room)), 0))
                if rule.teacher is not None:
                    who = (pattern, n.teachers.index(rule.teacher))
                    parts.append(group.leads.get(who, 0) + group.assistants.get(who, 0))
                if rule.class_ is not None:
                    parts.append(view.has_member_of(group, n.classes.index(rule.class_)))
                found.append(view.all_of(parts, f"pinned {rule.activity} {group.number} {pattern} {block}"))
    return found


def _of_classes(rule: Pinned, n: Instance, view: ExactView) -> list[Expr]:
    found: list[Expr] = []
    for session in view.class_sessions:
        activity = n.class_activities[session.activity]
        if activity.activity != rule.activity or not _time(rule, n, (session.slot,)):
            continue
        parts = [session.runs]
        if rule.class_ is not None:
            home = n.classes.index(rule.class_)
            if session.home != home:
                parts = [view.joins(home, session.slot, session.activity, session.home)] if session.part == 0 else [0]
        if rule.room is not None:
            parts.append(session.rooms.get(n.rooms.index(rule.room), 0))
        if rule.teacher is not None:
            teacher = n.teachers.index(rule.teacher)
            parts.append(session.leads.get(teacher, 0) + session.assistants.get(teacher, 0))
        found.append(view.all_of(parts, f"pinned {rule.activity} {session.home} {session.slot} {session.part}"))
    return found


def _of_duties(rule: Pinned, n: Instance, view: ExactView) -> list[Expr]:
    if rule.room is not None or rule.class_ is not None:
        return []
    found: list[Expr] = []
    for number, duty in enumerate(n.duties):
        for slot in duty.candidates if duty.activity == rule.activity else ():
            if _time(rule, n, (slot,)):
                does = view.duty(number, slot)
                found.append(1 if rule.teacher is None else does.get(n.teachers.index(rule.teacher), 0))
    return found
