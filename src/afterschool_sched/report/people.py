"""The week as seen by a teacher, a room and a student: one row each, with a cell per day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ..clock import Day, parse_time
from ..roster import is_stand_in
from ..talents import talents as unused_talents
from ..timetable import Session
from .board import Board, Book, Entry
from .views import Cell, Line, days_of, people


@dataclass(frozen=True)
class Row:
    """A row: a cell per day. `ends` says when a student's days end (if early), `numbers` is a teacher's workload."""

    head: str
    notes: tuple[str, ...]
    cells: tuple[Cell, ...]
    ends: tuple[str, ...] = ()
    numbers: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class StudentClass:
    """The students of a home class, one row each; of a counted class one row with numbers."""

    title: str
    rows: tuple[Row, ...]


def cell_of(board: Board, entries: Iterable[Entry], line: Callable[[Entry], Line]) -> Cell:
    """The lines of a day in clock order; sessions of one group that follow one another and look alike are one line."""
    book = board.book
    cell: list[Line] = []
    run: list[Entry] = []
    for entry in sorted(entries, key=lambda e: book.ordinal[e.periods[0]]):
        shown = line(entry)
        on_end = (
            bool(run)
            and run[-1].number == entry.number
            and book.calendar.follows(run[-1].periods[-1], entry.periods[0], entry.session.day)
            and replace(cell[-1], numbers="", sizes=()) == replace(shown, sizes=())
        )
        run = [*run, entry] if on_end else [entry]
        sizes = (*(cell.pop().sizes if on_end else ()), *shown.sizes)
        periods = [period for each in run for period in each.periods]
        cell.append(replace(shown, numbers=book.numbers(periods), sizes=tuple(dict.fromkeys(sizes))))
    return tuple(cell)


def by_teacher(board: Board) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """A row for every teacher with a session, and the names of those without one."""
    book, words = board.book, board.book.words
    rows, idle = [], []
    for teacher in book.scenario.teachers:
        name, person = book.names.teacher(teacher.id), teacher.id
        mine = [e for e in board.entries if person == e.session.lead or person in e.session.assistants]
        if not mine:
            idle.append(name)
            continue
        notes = [words.known(teacher.role)] if teacher.role != "teacher" else []
        notes += [words("external")] if teacher.external else []

        def line(entry: Entry, person: str = person) -> Line:
            duty = entry.kind == "duty"
            helps = entry.session.lead != person and not duty
            return Line(entry.kind, "", entry.label, entry.room, sizes=() if duty else (entry.size,), helps=helps)

        cells = tuple(cell_of(board, (e for e in mine if e.session.day == day), line) for day in days_of(board))
        rows.append(Row(name, tuple(notes), cells, numbers=load_of(board, person)))
    return tuple(rows), tuple(idle)


def load_of(board: Board, person: str) -> tuple[int | None, ...]:
    """Periods, minutes, days and evenings of a teacher over one cycle of the plan, as rule `workload` counts them.

    Evenings are None when the scenario does not say when an evening begins.
    """
    work = board.facts.work.get(person, {})
    minutes = sum(board.facts.minutes(slots) for slots in work.values())
    late = sum(board.facts.is_evening(slots) for slots in work.values())
    evenings = None if board.book.scenario.evening_from is None else late
    return sum(len(slots) for slots in work.values()), minutes, len(work), evenings


def by_room(board: Board) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """A row for every room in use, and the names of those that are not."""
    book, words = board.book, board.book.words
    rows, unused = [], []
    for room in book.scenario.rooms:
        mine = [e for e in board.entries if e.session.room == room.id]
        if not mine:
            unused.append(book.names.room(room.id))
            continue
        name = book.names.room(room.id)
        notes = [room.kind] if room.kind.casefold() != name.casefold() else []
        notes.append(words("seats", n=room.seats))
        if room.outdoor:
            notes.append(words("outdoor"))
        if room.fallback:
            notes.append(words("wet_days", room=book.names.room(room.fallback)))
        cells = tuple(
            cell_of(
                board,
                (e for e in mine if e.session.day == day),
                lambda e: Line(e.kind, "", e.label, people=people(board, e), sizes=(e.size,)),
            )
            for day in days_of(board)
        )
        rows.append(Row(name, tuple(notes), cells))
    return tuple(rows), tuple(unused)


def by_student(board: Board, ends: Mapping[tuple[str, Day], str]) -> tuple[StudentClass, ...]:
    """The students of every class: one row each for those of the table, one row of counts for those only counted.

    `ends` says when each student is collected on each day.
    """
    book = board.book
    views = []
    for home in book.scenario.classes:
        mine = [student for student in book.facts.students.values() if student.class_ == home.id]
        rows = [_student_row(board, student.id, ends) for student in mine if not is_stand_in(student.id)]
        counted = not rows
        if mine and counted:
            rows = [Row(book.words("n.students_counted", n=len(mine)), (), _counts(board, home.id))]
        if rows:
            views.append(StudentClass(book.names.class_heading(home.id), tuple(rows)))
    return tuple(views)


def _student_row(board: Board, student: str, ends: Mapping[tuple[str, Day], str]) -> Row:
    days = board.of_student.get(student, {})
    name = board.book.names.student(student)
    own_room = board.book.facts.home_of(student).room

    def line(entry: Entry) -> Line:
        return Line(entry.kind, "", entry.label, "" if entry.session.room == own_room else entry.room)

    return Row(
        head=name,
        notes=(student,) if name != student else (),
        cells=tuple(cell_of(board, days.get(day, ()), line) for day in days_of(board)),
        ends=tuple(_early(board, day, ends.get((student, day), "")) for day in days_of(board)),
    )


def _early(board: Board, day: Day, end: str) -> str:
    """The time at which a student's day ends, where that is before the end of the last period; else nothing."""
    spans = [board.book.calendar.span(period, board.seasons[0]) for period in board.periods_on(day)]
    last = max((span.end for span in spans if span is not None), default=0)
    return end if end and parse_time(end) < last else ""


def _counts(board: Board, home: str) -> tuple[Cell, ...]:
    """Where how many of a counted class are."""
    names, own_room = board.book.names, board.book.facts.homes[home].room
    sizes = {e: sum(names.class_of(member) == home for member in e.members) for e in board.entries}
    return tuple(
        tuple(
            Line(
                e.kind,
                board.book.numbers(e.periods),
                e.label,
                "" if e.session.room == own_room else e.room,
                sizes=(size,),
            )
            for e, size in sizes.items()
            if size and e.session.day == day
        )
        for day in days_of(board)
    )


@dataclass(frozen=True)
class TalentRow:
    """A talent that no activity uses: whose, when somebody who has it is free, and which rooms are free then."""

    skill: str
    teachers: str
    times: str
    rooms: str


def talents(book: Book) -> tuple[TalentRow, ...]:
    """Clubs that the staff could open, as the first plan leaves people and rooms free."""
    rows = []
    for talent in unused_talents(book.scenario, book.timetable):
        slots = [opening.slot for opening in talent.openings]
        free = [Session(week=at.week, day=at.day, periods=(at.period,)) for at in slots]
        rooms = dict.fromkeys(room for opening in talent.openings for room in opening.rooms)
        rows.append(
            TalentRow(
                skill=talent.skill,
                teachers=book.words.list(book.names.teacher(teacher) for teacher in talent.teachers),
                times=book.when(free) or book.words("none"),
                rooms=book.words.list(book.names.room(room) for room in rooms) or book.words("none"),
            )
        )
    return tuple(rows)
