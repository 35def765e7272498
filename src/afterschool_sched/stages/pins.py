"""Decisions about clubs that the school has made (required `pinned` rules), as rows of the pattern master."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rules.pinned.spec import Pinned

from .students import Students


def pin_clubs(n: Instance, students: Students) -> None:
    """Some group of the club meets as described (which room and teacher it has is only asked for what could be)."""
    clubs = {club.activity: number for number, club in enumerate(n.clubs)}
    for rule in n.rules:
        if not isinstance(rule, Pinned) or not rule.required or rule.student or rule.activity not in clubs:
            continue
        club = clubs[rule.activity]
        meant = [
            number
            for (its, pattern), number in students.pairs.items()
            if its == club and _session_matches(n, rule, club, pattern)
        ]
        if rule.class_ is not None:
            home = n.classes.index(rule.class_)
            meant = sorted({col for pair in meant for col in students.came.get((home, pair), [])})
        students.board.rows.add(meant, [1.0] * len(meant), lo=1.0)


def _session_matches(n: Instance, rule: Pinned, club: int, pattern: int) -> bool:
    """Whether some session of the pattern could be as described."""
    spec = n.clubs[club]
    if rule.teacher is not None:
        teacher = n.teachers.index(rule.teacher)
        if teacher not in spec.leads[pattern] and teacher not in spec.assistants[pattern]:
            return False
    room = n.rooms.index(rule.room) if rule.room is not None else None
    return any(
        (room is None or room in spec.rooms[block])
        and any(
            (rule.week is None or slot.week == rule.week)
            and (rule.day is None or slot.day == rule.day)
            and (rule.period is None or slot.period == rule.period)
            for slot in (n.calendar.slots[number] for number in block)
        )
        for block in spec.patterns[pattern].sessions
    )
