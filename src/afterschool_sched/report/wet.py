"""The list for wet days: what is outdoors, where it goes instead, and where it cannot; a page for whoever decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..clock import Day
from ..resolved import SessionFacts
from .board import Board


@dataclass(frozen=True)
class WetSession:
    """One session that is outdoors. `to` is empty where it has nowhere to go; `trouble` says what stands in the way."""

    times: tuple[str, ...]
    label: str
    room: str
    to: str
    people: str
    students: int
    trouble: str


@dataclass(frozen=True)
class WetDay:
    """A weekday with sessions outdoors, in the order of time."""

    day: str
    sessions: tuple[WetSession, ...]


def wet_days(board: Board) -> tuple[WetDay, ...]:
    """Day by day; days on which everybody is indoors anyway are left out."""
    found: dict[Day, list[WetSession]] = {}
    for session in board.facts.sessions:
        room = board.book.facts.rooms.get(session.session.room or "")
        if room is not None and room.outdoor and session.week == board.weeks[0]:
            found.setdefault(session.day, []).append(_session(board, session))
    return tuple(
        WetDay(board.book.words.day(day), tuple(found[day])) for day in board.book.calendar.days if day in found
    )


def _session(board: Board, session: SessionFacts) -> WetSession:
    book, labels = board.book, dict(zip(board.facts.groups, board.labels, strict=True))
    room = book.facts.rooms[session.session.room or ""]
    people = book.words.list(book.names.teacher(name) for name in session.teachers)
    return WetSession(
        times=book.times(session.periods, board.seasons),
        label=labels[session.group],
        room=book.names.room(room.id),
        to=book.names.room(room.fallback) if room.fallback is not None else "",
        people=people or book.words("by_rota"),
        students=len(session.students),
        trouble=book.words("semicolon").join(_troubles(board, session, room.fallback)),
    )


def _troubles(board: Board, session: SessionFacts, fallback: str | None) -> Iterator[str]:
    """Why the fallback will not do: closed then, or too full with those who are there, or come there too."""
    book, facts = board.book, board.book.facts
    if fallback is None:
        yield book.words("wet.nowhere")
        return
    room = facts.rooms[fallback]
    if not board.facts.is_open(room.open, session.day, session.periods):
        yield book.words("wet.closed")
    together = [_inside(board, board.facts.covering[slot], fallback) for slot in session.slots]
    groups = max(map(len, together))
    if groups > room.groups_at_once:
        yield book.words("wet.groups", n=groups, most=room.groups_at_once)
    students = max(sum(len(each.students) for each in those) for those in together)
    if students > room.seats:
        yield book.words("wet.seats", n=students, most=room.seats)


def _inside(board: Board, sessions: list[SessionFacts], fallback: str) -> list[SessionFacts]:
    """Those in the room when all that is outdoors has moved."""
    rooms = board.book.facts.rooms
    found = []
    for session in sessions:
        own = rooms.get(session.session.room or "")
        if own is not None and (own.fallback if own.outdoor and own.fallback is not None else own.id) == fallback:
            found.append(session)
    return found
