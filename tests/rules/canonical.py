"""When two timetables are the same: the canonical form in which solver and brute force are compared.

What the formal statement gives no meaning to is left out:

- ids of groups, and the order of groups, sessions, members and assistants;
- which sessions of a class or care activity make one group: only activity, home class and slot count, so every session
  stands for itself (and a group without sessions for nothing);
- who is in which part of a divided class: sessions of one activity, home class and slot are told apart by size, room
  and teachers only, and their members are put together;
- who leads a duty and who assists: no rule tells them apart.
"""

from __future__ import annotations

from collections.abc import Iterable

from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Session

# Sorted tuples of tuples of strings, numbers and tuples: compared and counted, never read.
Canonical = tuple[object, ...]


def canonical(scenario: Scenario, groups: Iterable[Group]) -> Canonical:
    """The form that all timetables have in common that differ in names only."""
    clubs: list[tuple[object, ...]] = []
    parts: dict[tuple[object, ...], list[Session]] = {}
    duties: list[tuple[object, ...]] = []
    for group in groups:
        kind = scenario.activities[group.activity].kind
        if kind == "club":
            sessions = sorted((*_when(s), s.room or "", *_people(s)) for s in group.sessions)
            clubs.append((group.activity, tuple(sorted(group.members)), tuple(sessions)))
            continue
        for session in group.sessions:
            if kind == "duty":
                everybody = tuple(sorted(session.teachers))
                duties.append((group.activity, *_when(session), session.room or "", everybody))
            else:
                own = session if session.members is not None else session.model_copy(update={"members": group.members})
                parts.setdefault((group.activity, group.home_class or "", *_when(session)), []).append(own)
    classes = [
        (
            *key,
            tuple(sorted(member for session in sessions for member in session.members or ())),
            tuple(sorted((len(s.members or ()), s.room or "", *_people(s)) for s in sessions)),
        )
        for key, sessions in parts.items()
    ]
    return tuple(sorted(clubs)), tuple(sorted(classes)), tuple(sorted(duties))


def _when(session: Session) -> tuple[int, str, tuple[str, ...]]:
    return session.week, session.day, session.periods


def _people(session: Session) -> tuple[str, tuple[str, ...]]:
    return session.lead or "", tuple(sorted(session.assistants))
