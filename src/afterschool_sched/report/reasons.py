"""Why something is not as it was in the plan before: the clock, the dark, a room, a teacher, or another change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..calendar import Slot
from ..facts import PlanFacts
from ..resolved import GroupFacts, SessionFacts
from .board import Board


def of_club(base: Board, board: Board, was: GroupFacts, is_: GroupFacts | None) -> str:
    """What keeps the group from meeting as it did; else that it is for the sake of others."""
    sessions = base.facts.sessions_of[was]
    forbidden = _all_forbidden(board, sessions)
    if forbidden or is_ is None:
        return forbidden or board.book.words("changes.why.closed")
    return (
        _needed(board, sessions, board.facts.sessions_of[is_])
        or _exchanged(base, board, was, is_)
        or board.book.words("changes.why.others")
    )


def of_class(base: Board, board: Board, home: str, slot: Slot) -> str:
    """What keeps a home class from having, in the slot, what it had; else what has come from another time."""
    was, now = (class_sessions(each.facts, home, slot) for each in (base, board))
    why = _all_forbidden(board, was) or _moved(base, board, home, slot) or _needed(board, was, now)
    return why or board.book.words("changes.why.others")


def of_duty(board: Board, was: Sequence[SessionFacts], now: Sequence[SessionFacts]) -> str:
    """What keeps a duty from being done as it was."""
    return _all_forbidden(board, was) or _needed(board, was, now) or board.book.words("changes.why.others")


def class_sessions(plan: PlanFacts, home: str, slot: Slot) -> list[SessionFacts]:
    """The class and care sessions in which some of the class are."""
    return [
        session
        for session in plan.covering[slot]
        if session.group.takes_classes and any(plan.facts.home_of(who).id == home for who in session.students)
    ]


def _all_forbidden(board: Board, sessions: Iterable[SessionFacts]) -> str:
    reasons = dict.fromkeys(reason for session in sessions for reason in _forbidden(board, session))
    return board.book.words("semicolon").join(reasons)


def _forbidden(board: Board, session: SessionFacts) -> Iterator[str]:
    """What forbids a session of the base plan in these seasons: the clock and the dark, or else a room or people."""
    found = dict.fromkeys(reason for season in board.seasons for reason in _by_clock(board, session, season))
    yield from found or _by_resources(board, session)


def _by_clock(board: Board, session: SessionFacts, season: str) -> Iterator[str]:
    book, facts, periods = board.book, board.book.facts, session.periods
    words, name = book.words, book.words.list(book.names.period(period) for period in periods)
    block, limits = book.calendar.block(periods, season), book.calendar.limits(season)
    if block is None:
        yield words("changes.why.off", period=name)
        return
    time = words.span(block)
    if limits.latest_end is not None and block.end > limits.latest_end:
        yield words("changes.why.late", period=name, time=time)
    least = facts.least_minutes(session.activity, periods)
    if block.minutes < least:
        yield words("changes.why.short", period=name, time=time, n=block.minutes, least=least)
    room = facts.rooms.get(session.session.room or "")
    if room is not None and room.outdoor and limits.dark_from is not None and block.end > limits.dark_from:
        yield words("changes.why.dark", period=name, time=time)


def _by_resources(board: Board, session: SessionFacts) -> Iterator[str]:
    book, plan, periods = board.book, board.facts, session.periods
    room = book.facts.rooms.get(session.session.room or "")
    if room is not None and not plan.is_open(room.open, session.day, periods):
        yield book.words("changes.why.room", room=book.names.room(room.id))
    for teacher in (book.facts.teachers[who] for who in session.teachers):
        there = plan.is_open(teacher.available, session.day, periods)
        if not there or plan.meetings_of(teacher, session.day, periods):
            yield book.words("changes.why.teacher", name=book.names.teacher(teacher.id))
    absent = [who for who in session.members if (session.day, periods[0]) not in plan.fully_present[who]]
    if session.group.club and absent:
        yield book.words("changes.why.students", n=len(absent))


def _moved(base: Board, board: Board, home: str, slot: Slot) -> str:
    """That an activity which the class has in the slot now is no longer at the time it had it before."""
    book = board.book

    def held(of: Board, at: Slot) -> list[str]:
        return [session.group.group.activity for session in class_sessions(of.facts, home, at)]

    for activity in (name for name in held(board, slot) if name not in held(base, slot)):
        for other in book.calendar.slots:
            if activity in held(base, other) and activity not in held(board, other):
                return book.words("changes.why.moved", name=book.names.activity(activity), when=book.slot(other))
    return ""


def _needed(board: Board, was: Iterable[SessionFacts], now: Sequence[SessionFacts]) -> str:
    """For what else a teacher or the room of before is needed at that time, if one is."""
    book = board.book
    labels = dict(zip(board.facts.groups, board.labels, strict=True))
    for session, slot in ((each, slot) for each in was for slot in each.slots):
        for other in (each for each in board.facts.covering[slot] if each not in now):
            what = labels[other.group]
            for teacher in (name for name in session.teachers if name in other.teachers):
                return book.words("changes.why.needed", name=book.names.teacher(teacher), what=what)
            room = book.facts.rooms.get(session.session.room or "")
            if room is not None and room.groups_at_once == 1 and room.id == other.session.room:
                return book.words("changes.why.used", room=book.names.room(room.id), what=what)
    return ""


def _exchanged(base: Board, board: Board, was: GroupFacts, is_: GroupFacts) -> str:
    """Which other group of the club a teacher of before has now, if one does."""
    book, sessions = board.book, board.facts.sessions_of
    gone = [name for session in base.facts.sessions_of[was] for name in session.teachers]
    for group, label in zip(board.facts.groups, board.labels, strict=True):
        if group.group.activity == was.group.activity and group is not is_:
            for name in (name for session in sessions[group] for name in session.teachers if name in gone):
                if not any(name in session.teachers for session in sessions[is_]):
                    return book.words("changes.why.exchanged", name=book.names.teacher(name), what=label)
    return ""
