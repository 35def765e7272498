"""The rota: for every activity in which teachers take turns, who has it on which date, and everybody's turns."""

from __future__ import annotations

from dataclasses import dataclass

from ..turns import Turns, turns_of
from .board import Book


@dataclass(frozen=True)
class RotaPage:
    """The turns of one activity: by date (date, group, periods, teachers), and by person (name, turns, dates)."""

    name: str
    by_date: tuple[tuple[str, str, str, str], ...]
    by_person: tuple[tuple[str, int, str], ...]


def rota(book: Book) -> tuple[RotaPage, ...]:
    """A page for every activity with turns, in the scenario's order; nothing where there is no rota."""
    if not book.timetable.rota:
        return ()
    labels = {
        (id(board.plan), group.id): label
        for board in book.boards
        for group, label in zip(board.plan.groups, board.labels, strict=True)
    }
    return tuple(
        RotaPage(book.names.activity(turns.name), _by_date(book, turns, labels), _by_person(book, turns))
        for turns in turns_of(book.facts)
    )


def _by_date(book: Book, turns: Turns, labels: dict[tuple[int, str], str]) -> tuple[tuple[str, str, str, str], ...]:
    """A line for every date and group; periods with the same people together."""
    lines: dict[tuple[str, str, str], list[str]] = {}
    held = sorted((s for sessions in turns.held.values() for s in sessions), key=lambda s: (s.date, s.group.id))
    for session in held:
        people = book.words.list(book.names.teacher(teacher) for teacher in session.teachers)
        label = labels.get((id(session.plan), session.group.id), session.group.id)
        periods = lines.setdefault((book.words.date(session.date), label, people), [])
        periods += [period for period in session.periods if period not in periods]
    return tuple(
        (day, label, book.words.list(book.names.period(period) for period in periods), people)
        for (day, label, people), periods in lines.items()
    )


def _by_person(book: Book, turns: Turns) -> tuple[tuple[str, int, str], ...]:
    """A line for everybody who takes turns; several dates of one turn as a span."""
    mine: dict[str, list[str]] = {teacher.id: [] for teacher in turns.pool}
    for number in turns.held:
        dates = sorted({session.date for session in turns.held[number]})
        if dates:
            ends = dict.fromkeys(book.words.day_of_month(day) for day in (dates[0], dates[-1]))
            for teacher in turns.has(number):
                mine.setdefault(teacher, []).append("–".join(ends))
    return tuple(
        (book.names.teacher(teacher), len(spans), book.words.list(spans) or book.words("rota.without"))
        for teacher, spans in mine.items()
    )
