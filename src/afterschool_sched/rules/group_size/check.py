"""The checker's reading of `group_size`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.entities import Activity
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
    """Each class in the slot: divided only when it must be, and then evenly, into groups of its own."""
    sessions = [session for session in plan.covering[slot] if session.group.takes_classes]
    of_class: dict[str, dict[SessionFacts, int]] = {}
    for session in sessions:
        for member in session.students:
            counts = of_class.setdefault(facts.home_of(member).id, {})
            counts[session] = counts.get(session, 0) + 1
    for home in (home for home in facts.homes if home in of_class):
        counts, at = of_class[home], plan.at(slot)
        in_use = [name for name in facts.scenario.activities if any(s.group.group.activity == name for s in counts)]
        number = len({member for s in counts for member in s.students if facts.home_of(member).id == home})
        allowed = _parts(facts, facts.scenario.activities[in_use[0]], number)
        if len(counts) > allowed:
            needed = f"its {counted(number, 'student')} need only {allowed}"
            yield len(counts) - allowed, home, f"Class {home} is in {len(counts)} groups on {at}; {needed}."
        if len(in_use) > 1:
            text = f"Class {home} is in {len(in_use)} activities on {at}: {listed(in_use)}."
            yield len(in_use) - 1, home, text
        foreign = [session for session in counts if len(counts) > 1 and not _its_own(facts, home, session)]
        for group in (session.group for session in foreign):
            yield 1, home, f"Class {home} is divided on {at}, and not by itself in {group.label}."
        least, most = min(counts.values()), max(counts.values())
        if most - least > 1:
            text = f"Class {home} is divided unevenly on {at}: from {least} to {most} students."
            yield most - least - 1, home, text


def _parts(facts: Facts, activity: Activity, number: int) -> int:
    """How many groups that many students of one class make."""
    return 1 if activity.over_cap == "keep" else -(-number // facts.limit(activity))


def _its_own(facts: Facts, home: str, session: SessionFacts) -> bool:
    """Whether home class and members of a session are all of this class."""
    return session.group.group.home_class == home and all(facts.home_of(m).id == home for m in session.students)


def _are(number: int, word: str) -> str:
    return f"{'is' if number == 1 else 'are'} {counted(number, word)}"
