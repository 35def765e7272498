"""The week as seen by the school and by a home class: plain rows and cells, ready to be printed."""

from __future__ import annotations

from dataclasses import dataclass

from ..clock import Day
from .board import Board, Book, Entry


@dataclass(frozen=True)
class Line:
    """One session in a cell: its periods by number, its name, and what the reader of this view needs of the rest."""

    kind: str
    numbers: str
    label: str
    room: str = ""
    people: str = ""
    sizes: tuple[int, ...] = ()  # one, or one per session where sessions on end are shown as one line
    helps: bool = False


Cell = tuple[Line, ...]


@dataclass(frozen=True)
class SessionRow:
    """One session in the list of a period. `also` says that it is longer than this period, `guests` who joins it."""

    kind: str
    label: str
    room: str
    lead: str
    assistants: tuple[str, ...]
    size: int
    also: str
    guests: str


@dataclass(frozen=True)
class PeriodList:
    """All sessions of one period of one day."""

    number: int
    title: str
    times: tuple[str, ...]
    rows: tuple[SessionRow, ...]


@dataclass(frozen=True)
class DayList:
    """One day: its periods in order."""

    title: str
    periods: tuple[PeriodList, ...]


@dataclass(frozen=True)
class ClubRow:
    """One club group over the week: a cell of (clock times, room) per day."""

    label: str
    cells: tuple[tuple[tuple[str, tuple[str, ...], str], ...], ...]  # (numbers, times, room)
    lead: str
    assistants: tuple[str, ...]
    size: int
    most: int


@dataclass(frozen=True)
class ClassView:
    """A home class: for every period (rows) and day (columns) where its students are, with how many."""

    title: str
    notes: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...], tuple[Cell, ...]], ...]  # (period, times, cells)


def days_of(board: Board) -> tuple[Day, ...]:
    """The days of the scenario's week."""
    return board.book.calendar.days


def by_day(board: Board) -> tuple[DayList, ...]:
    """Every session of every day, by period."""
    return tuple(
        DayList(board.book.words.day(day), tuple(_period_list(board, day, period) for period in board.periods_on(day)))
        for day in days_of(board)
    )


def _period_list(board: Board, day: Day, period: str) -> PeriodList:
    book = board.book
    return PeriodList(
        number=book.ordinal[period],
        title=book.names.period(period),
        times=book.times((period,), board.seasons),
        rows=tuple(
            SessionRow(e.kind, e.label, e.room, e.lead, e.assistants, e.size, _also(book, e, period), _guests(book, e))
            for e in board.by_slot.get((day, period), ())
        ),
    )


def _also(book: Book, entry: Entry, period: str) -> str:
    if len(entry.periods) == 1:
        return ""
    if entry.periods[0] == period:
        return book.words("to_period", period=book.names.period(entry.periods[-1]))
    return book.words("since_period", period=book.names.period(entry.periods[0]))


def _guests(book: Book, entry: Entry) -> str:
    """The classes that join another's group."""
    home = entry.group.home_class
    met = {book.names.class_of(member) for member in entry.members} - {home} if home else set()
    return book.words.list(book.names.home_class(other.id) for other in book.scenario.classes if other.id in met)


def clubs(board: Board) -> tuple[ClubRow, ...]:
    """All club groups, in the order of the activities."""
    book = board.book
    order = {name: at for at, name in enumerate(book.scenario.activities)}
    rows: list[ClubRow] = []
    groups = [(n, g) for n, g in enumerate(board.plan.groups) if book.scenario.activities[g.activity].kind == "club"]
    for number, group in sorted(groups, key=lambda item: (order[item[1].activity], item[0])):
        own = [e for e in board.entries if e.number == number]
        if not own:
            continue
        rows.append(
            ClubRow(
                label=board.labels[number],
                cells=tuple(
                    tuple(
                        (book.numbers(e.periods), book.times(e.periods, board.seasons), e.room)
                        for e in own
                        if e.session.day == day
                    )
                    for day in days_of(board)
                ),
                lead=book.words.list(dict.fromkeys(e.lead for e in own)),
                assistants=tuple(dict.fromkeys(name for e in own for name in e.assistants)),
                size=len(dict.fromkeys(group.members)),
                most=book.facts.limit(book.scenario.activities[group.activity]),
            )
        )
    return tuple(rows)


def by_class(board: Board) -> tuple[ClassView, ...]:
    """Every home class, in the scenario's order."""
    book, words, names = board.book, board.book.words, board.book.names
    views = []
    for home in book.scenario.classes:
        notes = [words("grade", n=home.grade)]
        if home.class_teacher:
            notes.append(words("class_teacher", name=names.teacher(home.class_teacher)))
        if home.room:
            notes.append(words("own_room", name=names.room(home.room)))
        rows = []
        for period in book.calendar.periods:
            cells = tuple(_of_class(board, home.id, day, period) for day in days_of(board))
            rows.append((_period_title(board, period), book.times((period,), board.seasons), cells))
        views.append(ClassView(names.class_heading(home.id), tuple(notes), tuple(rows)))
    return tuple(views)


def _period_title(board: Board, period: str) -> str:
    return f"{board.book.ordinal[period]} {board.book.names.period(period)}"


def _of_class(board: Board, home: str, day: Day, period: str) -> tuple[Line, ...]:
    lines = []
    for entry in board.by_slot.get((day, period), ()):
        size = sum(board.book.names.class_of(member) == home for member in entry.members)
        if size:
            numbers = board.book.numbers(entry.periods) if len(entry.periods) > 1 else ""
            lines.append(Line(entry.kind, numbers, entry.label, entry.room, people(board, entry), (size,)))
    own = [line for line in lines if line.kind != "club"]
    return (*own, *(line for line in lines if line.kind == "club"))


def people(board: Board, entry: Entry) -> str:
    """The lead and the assistants of a session."""
    return board.book.words.list((entry.lead, *entry.assistants))
