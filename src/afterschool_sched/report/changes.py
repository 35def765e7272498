"""What a timetable changes against the published one, or a season's own against the regular one: each change, and why,
where one reason is plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..calendar import Slot
from ..differences import LEVELS, Differences
from ..facts import PlanFacts
from ..resolved import GroupFacts, SessionFacts
from ..roster import is_stand_in
from . import reasons
from .board import Board, Book


@dataclass(frozen=True)
class Move:
    """One group: how it was, how it is, and why."""

    label: str
    kind: str
    before: str
    now: str
    why: str


@dataclass(frozen=True)
class Switch:
    """A student with other clubs; of those who are only counted, how many in a class."""

    student: str
    home_class: str
    left: str
    joined: str
    number: int = 1


@dataclass(frozen=True)
class Changes:
    """All changes of one plan; `numbers` are the levels of the aim, by name, `clock` the periods at other times."""

    heading: str
    numbers: tuple[tuple[str, int], ...]
    clock: tuple[Move, ...]
    clubs: tuple[Move, ...]
    others: tuple[Move, ...]
    students: tuple[Switch, ...]

    @property
    def any(self) -> bool:
        """Whether anything is different at all."""
        return bool(self.clock or self.clubs or self.others or self.students)


def changes(book: Book) -> tuple[Changes, ...]:
    """The changes of every plan that has something to be compared with."""
    first = {id(board.facts): board for board in reversed(book.boards)}
    compared = [(plan, book.facts.reference(plan)) for plan in book.facts.plans]
    return tuple(
        _of(first.get(id(base)) or Board(book, base, (1,)), first[id(plan)])
        for plan, base in compared
        if base is not plan
    )


def _of(base: Board, board: Board) -> Changes:
    new = Differences(board.facts, base.facts)
    return Changes(
        heading=board.book.words("plan.seasons", seasons=_seasons(board)),
        numbers=tuple((board.book.words(f"aim.changes_{level}"), new.value(level)) for level in LEVELS),
        clock=tuple(_clock(base, board)),
        clubs=tuple(_clubs(base, board)),
        others=tuple(_others(base, board, new)),
        students=tuple(_students(board.book, new)),
    )


def _seasons(board: Board) -> str:
    return board.book.words.list(board.book.names.season(season) for season in board.seasons)


def _clock(base: Board, board: Board) -> Iterator[Move]:
    """Periods at other times than before: nobody chose them, and everybody has to know them."""
    book = board.book
    for period in book.scenario.periods:
        was, is_ = (book.words.join(book.times([period], each.seasons)) for each in (base, board))
        if was != is_:
            yield Move(book.names.period(period), "clock", was, is_, "")


# ---- clubs ----------------------------------------------------------------------------------------------------------


def _clubs(base: Board, board: Board) -> Iterator[Move]:
    for name, activity in board.book.scenario.activities.items():
        if activity.kind != "club":
            continue
        before = [group for group in base.facts.groups if group.group.activity == name]
        now = [group for group in board.facts.groups if group.group.activity == name]
        for was, is_ in _pairs(base, before, board, now):
            told = [_told(each, group) if group else "" for each, group in ((base, was), (board, is_))]
            if told[0] != told[1]:
                held = board if is_ else base
                label = held.labels[held.facts.groups.index(is_ or was)]
                nothing = board.book.words("changes.closed"), board.book.words("changes.opened")
                why = reasons.of_club(base, board, was, is_) if was else ""
                yield Move(label, "club", told[0] or nothing[1], told[1] or nothing[0], why)


def _pairs(
    base: Board, before: Sequence[GroupFacts], board: Board, now: Sequence[GroupFacts]
) -> Iterator[tuple[GroupFacts | None, GroupFacts | None]]:
    """Groups of one club with most members in common, or else most alike, then those that are left, as far as they go.

    Which of those who are only counted is in which group is nobody's business, so that they make no group another.
    """
    named = [[{who for who in group.members if not is_stand_in(who)} for group in side] for side in (before, now)]
    doing = [[_doing(each, group) for group in side] for each, side in ((base, before), (board, now))]
    common = sorted(
        (-len(named[0][at] & named[1][to]), -len(doing[0][at] & doing[1][to]), at, to)
        for at in range(len(before))
        for to in range(len(now))
    )
    matched: dict[int, int] = {}
    for *_, at, to in common:
        if at not in matched and to not in matched.values():
            matched[at] = to
    for at, was in enumerate(before):
        yield was, now[matched[at]] if at in matched else None
    for to, is_ in enumerate(now):
        if to not in matched.values():
            yield None, is_


def _doing(board: Board, group: GroupFacts) -> set[tuple[str, Slot | str]]:
    """When, where and under whom a group meets, one by one."""
    found: set[tuple[str, Slot | str]] = set()
    for session in board.facts.sessions_of[group]:
        found |= {("slot", slot) for slot in session.slots} | {("teacher", name) for name in session.teachers}
        found.add(("room", session.session.room or ""))
    return found


def _told(board: Board, group: GroupFacts) -> str:
    """Tue 2 · Ground · Gu."""
    book = board.book
    sessions = [session.session for session in board.facts.sessions_of[group]]
    rooms = book.words.list(dict.fromkeys(book.names.room(session.room) for session in sessions if session.room))
    people = dict.fromkeys(name for session in sessions for name in session.teachers)
    names = book.words.list(book.names.teacher(name) for name in people)
    return " · ".join(part for part in (book.when(sessions), rooms, names) if part)


# ---- home classes and duties ----------------------------------------------------------------------------------------


def _others(base: Board, board: Board, new: Differences) -> Iterator[Move]:
    """Sessions of home classes and duties with a new teacher, room or activity, one by one."""
    facts = [fact for level in LEVELS for fact in new.new(level) if fact.of != "club"]
    order = {slot: at for at, slot in enumerate(board.book.calendar.slots)}
    seen = dict.fromkeys((fact.of == "duty", fact.subject, fact.slot) for fact in facts if fact.slot is not None)
    for duty, subject, slot in sorted(seen, key=lambda key: (key[0], order[key[2]])):
        was, now = (_there(each.facts, duty, subject, slot) for each in (base, board))
        told = [_session(each, found) for each, found in ((base, was), (board, now))]
        if told[0] != told[1]:
            name = board.book.names.activity(subject) if duty else board.book.names.class_heading(subject)
            why = reasons.of_duty(board, was, now) if duty else reasons.of_class(base, board, subject, slot)
            yield Move(f"{name} {board.book.slot(slot)}", "duty" if duty else "class", told[0], told[1], why)


def _there(plan: PlanFacts, duty: bool, subject: str, slot: Slot) -> list[SessionFacts]:
    """The sessions of the duty, or those in which some of the class are, at that time."""
    if not duty:
        return reasons.class_sessions(plan, subject, slot)
    return [session for session in plan.covering[slot] if session.group.group.activity == subject]


def _session(board: Board, sessions: Iterable[SessionFacts]) -> str:
    book = board.book
    labels = dict(zip(board.facts.groups, board.labels, strict=True))
    parts = []
    for session in sessions:
        people = book.words.list(book.names.teacher(name) for name in session.teachers)
        room = book.names.room(session.session.room) if session.session.room else ""
        parts.append(" · ".join(part for part in (labels[session.group], room, people) if part))
    return book.words("semicolon").join(parts) or book.words("nothing")


# ---- students -------------------------------------------------------------------------------------------------------


def _students(book: Book, new: Differences) -> Iterator[Switch]:
    counted: Counter[tuple[str, str, str]] = Counter()
    for student, (left, joined) in new.clubs.items():
        home = book.names.home_class(book.names.class_of(student))
        said = [book.words.list(book.names.activity(club) for club in clubs) for clubs in (left, joined)]
        if is_stand_in(student):
            counted[home, said[0], said[1]] += 1
        else:
            yield Switch(book.names.student(student), home, said[0], said[1])
    for (home, gone, come), number in counted.items():
        yield Switch("", home, gone, come, number)
