"""The checker's reading of `group_size`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.entities import Activity, HomeClass
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.wording import counted, listed


def check(rule: GroupSize, instance: int, facts: Facts) -> Iterator[Violation]:
    """Groups too small or too large, clubs with too many groups, classes divided without need."""
    for plan in facts.plans:
        found = [
            *_clubs(facts, plan),
            *(item for session in plan.sessions for item in _session(facts, session)),
            *(item for slot in plan.covering for item in _divided(facts, plan, slot)),
        ]
        for amount, subject, text in found:
            yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _clubs(facts: Facts, plan: PlanFacts) -> _Found:
    opened: Counter[str] = Counter()
    for group in plan.groups:
        if not group.club:
            continue
        opened[group.group.activity] += 1
        number, least, most = len(group.members), group.activity.groups.min, facts.limit(group.activity)
        if number < least:
            text = f"There {_are(number, 'member')} in {group.label}; it needs at least {least}."
            yield least - number, group.id, text
        if number > most:
            text = f"There {_are(number, 'member')} in {group.label}; it takes at most {most}."
            yield number - most, group.id, text
    for name, number in opened.items():
        most = facts.scenario.activities[name].groups.up_to
        if number > most:
            yield number - most, name, f"There are {number} groups of {name}; at most {most} may open."


def _session(facts: Facts, session: SessionFacts) -> _Found:
    if not session.group.takes_classes:
        return
    number, most = len(session.students), facts.limit(session.activity)
    if number == 0:
        yield 1, session.group.id, f"Nobody is in {session}."
    elif number > most and not _kept_whole(facts, session):
        yield number - most, session.group.id, f"There are {number} students in {session}; it takes at most {most}."


def _kept_whole(facts: Facts, session: SessionFacts) -> bool:
    """Whether the session is a class that may exceed the limit: by itself, in its own room."""
    home = session.group.home
    return (
        session.activity.over_cap == "keep"
        and home is not None
        and home.room is not None
        and session.session.room == home.room
        and all(facts.home_of(member) is home for member in session.students)
    )


def _divided(facts: Facts, plan: PlanFacts, slot: Slot) -> _Found:
    """Each class in the slot: divided only when it must be, evenly, and then into sessions of its own."""
    parts_of: dict[str, dict[SessionFacts, list[str]]] = {}  # class -> its sessions -> its students there
    for session in plan.covering[slot]:
        for member in session.students if session.group.takes_classes else ():
            of_class = parts_of.setdefault(facts.home_of(member).id, {})
            of_class.setdefault(session, []).append(member)
    for home in facts.homes.values():
        if home.id in parts_of:
            yield from _class(facts, home, parts_of[home.id], plan.at(slot))


def _class(facts: Facts, home: HomeClass, parts_in: dict[SessionFacts, list[str]], at: str) -> _Found:
    sessions, parts = list(parts_in), list(parts_in.values())
    students = {member for part in parts for member in part}
    in_use = {session.group.group.activity for session in sessions}
    activities = [name for name in facts.scenario.activities if name in in_use]
    allowed = _parts(facts, facts.scenario.activities[activities[0]], len(students))
    if len(sessions) > allowed:
        needed = f"its {counted(len(students), 'student')} need only {allowed}"
        yield len(sessions) - allowed, home.id, f"Class {home.id} is in {len(sessions)} groups on {at}; {needed}."
    if len(activities) > 1:
        text = f"Class {home.id} is in {len(activities)} activities on {at}: {listed(activities)}."
        yield len(activities) - 1, home.id, text
    least, most = min(map(len, parts)), max(map(len, parts))
    if most - least > 1:
        text = f"Class {home.id} is divided unevenly on {at}: from {least} to {most} students."
        yield most - least - 1, home.id, text
    for session, part in zip(sessions, parts, strict=True):
        by_itself = session.group.home is home and len(part) == len(session.students)
        if len(sessions) > 1 and not by_itself:
            text = f"Class {home.id} is divided on {at}, and not by itself in {session.group.label}."
            yield 1, home.id, text


def _parts(facts: Facts, activity: Activity, students: int) -> int:
    """In how many sessions that many students of one class are."""
    return 1 if activity.over_cap == "keep" else -(-students // facts.limit(activity))


def _are(number: int, word: str) -> str:
    return f"{'is' if number == 1 else 'are'} {counted(number, word)}"
