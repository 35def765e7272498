"""The checker's reading of `eligible`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.entities import Activity, HomeClass
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import GroupFacts, SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.eligible.spec import EligibleRule
from afterschool_sched.wording import some


def check(rule: EligibleRule, instance: int, facts: Facts) -> Iterator[Violation]:
    """Members who may not be in their group, and groups whose home class may not host them."""
    for plan in facts.plans:
        for group in plan.groups:
            found = _club(facts, plan, group) if group.club else _class(facts, plan, group)
            for amount, subject, text in found:
                yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _club(facts: Facts, plan: PlanFacts, group: GroupFacts) -> _Found:
    slots = [slot for session in plan.sessions_of[group] for slot in session.slots]
    for member in group.members:
        why = facts.closed_to(group.activity, member) or _not_meant(facts, group, member)
        if why is None:
            fully = plan.fully_present[member]
            missed = next((slot for slot in slots if (slot.day, slot.period) not in fully), None)
            why = None if missed is None else f"does not stay for all of {plan.at(missed)}"
        if why is not None:
            yield 1, member, f"Student {member} may not be in {group.label}: the student {why}."


def _not_meant(facts: Facts, group: GroupFacts, member: str) -> str | None:
    """Why a student of a club is there though nobody chose or decided it; None when somebody did."""
    club = group.group.activity
    if not group.activity.is_chosen:
        return None if member in facts.members[club] else "is not among those whom the school puts in it"
    return None if club in facts.students[member].choices else "did not choose it"


def _class(facts: Facts, plan: PlanFacts, group: GroupFacts) -> _Found:
    if not group.takes_classes:
        return
    if group.home is None:
        yield 1, group.id, f"The group {group.id} of {group.label} has no home class."
    elif not facts.open_to_class(group.activity, group.home):
        yield 1, group.id, f"Class {group.home.id} may not have {group.group.activity}."
    for session in plan.sessions_of[group]:
        yield from _session(facts, plan, session)


def _session(facts: Facts, plan: PlanFacts, session: SessionFacts) -> _Found:
    host, activity = session.group.home, session.activity
    absent: list[str] = []
    closed: dict[str, list[str]] = {}
    for member in session.students:
        home = facts.home_of(member)
        if not all(member in plan.present[slot.day, slot.period] for slot in session.slots):
            absent.append(member)
        elif not facts.open_to_class(activity, home) or (host is not None and not _may_join(activity, host, home)):
            closed.setdefault(home.id, []).append(member)
    if absent:
        does = f"Student {absent[0]} does" if len(absent) == 1 else f"{len(absent)} students do"
        names = "" if len(absent) == 1 else f": {some(absent)}"
        yield len(absent), some(absent), f"{does} not stay for {session}{names}."
    for home_id, students in closed.items():
        if facts.open_to_class(activity, facts.homes[home_id]):
            text = f"Class {home_id} may not join {session}; merging is allowed: {activity.merge}."
        else:
            text = f"Class {home_id} may not be in {session}; it is not open to the class."
        yield len(students), home_id, text
    if host is not None and not any(facts.home_of(member) is host for member in session.students):
        yield 1, session.group.id, f"Nobody of class {host.id} is in {session}."


def _may_join(activity: Activity, host: HomeClass, guest: HomeClass) -> bool:
    """Whether students of `guest` may be in a group of `host`."""
    if guest is host or activity.merge == "any":
        return True
    apart = {"same grade": 0, "neighbouring grades": 1}.get(activity.merge)
    return apart is not None and abs(guest.grade - host.grade) <= apart
