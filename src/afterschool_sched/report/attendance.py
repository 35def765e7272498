"""Attendance sheets: a box per student and date, one printed page each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from ..clock import Day
from ..facts import PlanFacts
from ..resolved import GroupFacts, SessionFacts
from .board import Book, split_members

MOST_COLUMNS = 24  # narrower boxes cannot be ticked on A4
UNDATED_COLUMNS = 20


@dataclass(frozen=True)
class SheetColumn:
    """One day of a group: its month, number, weekday, and how many are expected (more than one number: by session)."""

    month: str
    day: str
    weekday: str
    expected: tuple[int, ...]


@dataclass(frozen=True)
class SheetRow:
    """A student, or a blank line for one who is only counted. A mark is empty, the periods expected, or a dash."""

    name: str
    home_class: str
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """One printed page of attendance: a group over some dates."""

    label: str
    kind: str
    part: str
    leads: str
    times: tuple[str, ...]
    counts: str
    months: tuple[tuple[str, int], ...]
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]


# A session, and what is held of it on a date.
Held = tuple[SessionFacts, tuple[str, ...]]
# A day on which a group meets: its date (None: unknown), the weekday whose plan is held, the season, its sessions.
Meeting = tuple[date | None, Day, str, tuple[Held, ...]]


def attendance(book: Book, plan: PlanFacts, labels: Sequence[str]) -> Iterator[Sheet]:
    """The sheets of all groups with students, group after group; `labels` are the names of the plan's groups."""
    for group, label in zip(plan.groups, labels, strict=True):
        if group.activity.kind != "duty":
            yield from _sheets(book, plan, group, label)


def _sheets(book: Book, plan: PlanFacts, group: GroupFacts, label: str) -> Iterator[Sheet]:
    sessions = plan.sessions_of[group]
    members = _members(book, sessions)
    known, counted = split_members(book.names, members)
    meetings = _dated(book, plan, group) if book.calendar.dates else _undated(plan, sessions)
    chunks = _chunks(meetings)
    expected = _Expected(book)
    for at, chunk in enumerate(chunks, start=1):
        columns, marks = [], []
        for day, weekday, season, held in chunk:
            here = expected.on(held, season)
            columns.append(_column(book, day, weekday, [sum(m in s for m in members) for s in here]))
            marks.append([_mark(book, held, here, student) for student in known])
        rows = [
            SheetRow(book.names.student(student), _class_name(book, student), tuple(column[n] for column in marks))
            for n, student in enumerate(known)
        ]
        blank = ("",) * len(chunk)
        rows += [SheetRow("", book.names.home_class(home), blank) for home, number in counted for _ in range(number)]
        months = tuple((month, len(list(same))) for month, same in groupby(column.month for column in columns))
        yield Sheet(
            label=label,
            kind=group.activity.kind,
            part=book.words("attendance.sheet", k=at, n=len(chunks)) if len(chunks) > 1 else "",
            leads=_leads(book, sessions),
            times=tuple(_times(book, plan, sessions)),
            counts=book.words.list(f"{book.names.home_class(home)}: {number}" for home, number in counted),
            months=months,
            columns=tuple(columns),
            rows=tuple(rows),
        )


def _members(book: Book, sessions: Sequence[SessionFacts]) -> list[str]:
    """Everybody who is ever a member, class by class, in the order of the roster."""
    found = {member for session in sessions for member in session.members}
    homes = {home.id: at for at, home in enumerate(book.scenario.classes)}
    return sorted(found, key=lambda m: (homes.get(book.names.class_of(m), len(homes)), book.roster_order.get(m, 0)))


def _class_name(book: Book, student: str) -> str:
    return book.names.home_class(book.names.class_of(student))


class _Expected:
    """Who is expected at the sessions of a day: members whose stay in that season includes the session."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._known: dict[tuple[tuple[Held, ...], str], list[frozenset[str]]] = {}

    def on(self, held: tuple[Held, ...], season: str) -> list[frozenset[str]]:
        key = held, season
        if key not in self._known:
            stays = self._book.facts.presence.in_season(season)
            self._known[key] = [
                frozenset(m for m in s.members if any((s.day, p) in stays[m] for p in periods)) for s, periods in held
            ]
        return self._known[key]


def _mark(book: Book, held: tuple[Held, ...], expected: list[frozenset[str]], student: str) -> str:
    there = [periods for (_, periods), names in zip(held, expected, strict=True) if student in names]
    if not there:
        return "–"
    return "" if len(there) == len(held) else " ".join(book.numbers(periods) for periods in there)


def _column(book: Book, day: date | None, weekday: Day, numbers: list[int]) -> SheetColumn:
    shown = tuple(numbers[:1] if len(set(numbers)) == 1 else numbers)
    if day is None:
        return SheetColumn("", "", book.words.letter_day(weekday), shown)
    return SheetColumn(book.words.month(day), str(day.day), book.words.letter_day(weekday), shown)


def _dated(book: Book, plan: PlanFacts, group: GroupFacts) -> list[Meeting]:
    """The dates on which the group meets."""
    mine = {id(session.session): session for session in plan.sessions_of[group]}
    held = [found for found in book.dated if found.plan is plan.plan and found.group is group.group]
    return [
        (day, weekday, season, tuple((mine[id(found.session)], found.periods) for found in same))
        for (day, weekday, season), same in groupby(held, key=lambda found: (found.date, found.day, found.season))
    ]


def _undated(plan: PlanFacts, sessions: Sequence[SessionFacts]) -> list[Meeting]:
    """The days of one cycle, as often as there is room for: the dates are written in by hand."""
    cycle: list[Meeting] = [
        (None, day, plan.seasons[0], tuple((session, session.periods) for session in of_day))
        for (_, day), of_day in groupby(sessions, key=lambda session: (session.week, session.day))
    ]
    return cycle * max(1, UNDATED_COLUMNS // max(1, len(cycle)))


def _chunks(meetings: list[Meeting]) -> list[list[Meeting]]:
    """Whole months together, as many as fit on a page."""
    months = [
        list(same) for _, same in groupby(meetings, key=lambda m: (m[0].year, m[0].month) if m[0] is not None else None)
    ]
    chunks: list[list[Meeting]] = [[]]
    for month in months:
        if chunks[-1] and len(chunks[-1]) + len(month) > MOST_COLUMNS:
            chunks.append([])
        chunks[-1] += month
        while len(chunks[-1]) > MOST_COLUMNS:
            chunks[-1:] = [chunks[-1][:MOST_COLUMNS], chunks[-1][MOST_COLUMNS:]]
    return chunks


def _leads(book: Book, sessions: Sequence[SessionFacts]) -> str:
    """The teachers of a group; where the lead changes, with the sessions of each."""
    of_lead: dict[str, list[SessionFacts]] = defaultdict(list)
    for session in sessions:
        lead = book.words("by_rota") if session.lead is None else book.names.teacher(session.lead)
        of_lead[lead].append(session)
    if len(of_lead) == 1:
        text = next(iter(of_lead))
    else:
        text = book.words.list(
            lead + book.words.bracket(book.when(session.session for session in led)) for lead, led in of_lead.items()
        )
    helpers = dict.fromkeys(book.names.teacher(person) for session in sessions for person in session.session.assistants)
    return text + (book.words("semicolon") + book.words("with", names=book.words.list(helpers)) if helpers else "")


def _times(book: Book, plan: PlanFacts, sessions: Sequence[SessionFacts]) -> Iterator[str]:
    """The sessions in words: days, clock times by season, room; those that are alike together."""
    alike: dict[tuple[tuple[str, ...], str | None], list[Day]] = defaultdict(list)
    for session in sessions:
        alike[session.periods, session.session.room].append(session.day)
    for (periods, room), days in alike.items():
        names = book.words.list(book.words.short_day(day) for day in book.calendar.days if day in days)
        place = f" · {book.names.room(room)}" if room else ""
        clock = book.words("semicolon").join(book.times(periods, plan.seasons))
        yield f"{names} · {clock}{place}"
