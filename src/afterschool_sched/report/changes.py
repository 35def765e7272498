"""What a timetable changes against the published one, or a season's own against the regular one: each change, and why,
where one reason is plain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..differences import LEVELS, Differences, Fact
from ..facts import PlanFacts
from ..resolved import GroupFacts, SessionFacts
from ..roster import is_stand_in
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
    """All changes of one plan; `numbers` are the levels of the aim, by name."""

    heading: str
    numbers: tuple[tuple[str, int], ...]
    clubs: tuple[Move, ...]
    others: tuple[Move, ...]
    students: tuple[Switch, ...]

    @property
    def any(self) -> bool:
        """Whether anything is different at all."""
        return bool(self.clubs or self.others or self.students)


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
        clubs=tuple(_clubs(base, board)),
        others=tuple(_others(base, board, new)),
        students=tuple(_students(board.book, new)),
    )


def _seasons(board: Board) -> str:
    return board.book.words.list(board.book.names.season(season) for season in board.seasons)


# ---- clubs ----------------------------------------------------------------------------------------------------------


def _clubs(base: Board, board: Board) -> Iterator[Move]:
    for name, activity in board.book.scenario.activities.items():
        if activity.kind != "club":
            continue
        before = [group for group in base.facts.groups if group.group.activity == name]
        now = [group for group in board.facts.groups if group.group.activity == name]
        for was, is_ in _pairs(before, now):
            told = [_told(each, group) if group else "" for each, group in ((base, was), (board, is_))]
            if told[0] != told[1]:
                held = board if is_ else base
                label = held.labels[held.facts.groups.index(is_ or was)]
                nothing = board.book.words("changes.closed"), board.book.words("changes.opened")
                why = _why(base, board, was, is_) if was else ""
                yield Move(label, "club", told[0] or nothing[1], told[1] or nothing[0], why)


def _pairs(
    before: Sequence[GroupFacts], now: Sequence[GroupFacts]
) -> Iterator[tuple[GroupFacts | None, GroupFacts | None]]:
    """Groups of one club that have most members in common, then those that are left, as far as they go."""
    common = sorted(
        (-len(set(was.members) & set(is_.members)), at, to)
        for at, was in enumerate(before)
        for to, is_ in enumerate(now)
    )
    matched: dict[int, int] = {}
    for _, at, to in common:
        if at not in matched and to not in matched.values():
            matched[at] = to
    for at, was in enumerate(before):
        yield was, now[matched[at]] if at in matched else None
    for to, is_ in enumerate(now):
        if to not in matched.values():
            yield None, is_


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
        was, now = (_there(each.facts, duty, subject, Fact("class", subject, slot, "")) for each in (base, board))
        told = [_session(each, found) for each, found in ((base, was), (board, now))]
        if told[0] != told[1]:
            when = f"{board.book.words.short_day(slot.day)} {board.book.ordinal[slot.period]}"
            name = board.book.names.activity(subject) if duty else board.book.names.class_heading(subject)
            why = next((reason for session in was if (reason := _reason(board, session))), "")
            week = board.book.words("plan.weeks", n=1, weeks=str(slot.week)) if slot.week > 1 else ""
            label = f"{name} {week} {when}" if week else f"{name} {when}"
            yield Move(label, "duty" if duty else "class", told[0], told[1], why)


def _there(plan: PlanFacts, duty: bool, subject: str, at: Fact) -> list[SessionFacts]:
    """The sessions of the duty, or those in which some of the class are, at that time."""
    assert at.slot is not None
    return [
        session
        for session in plan.covering[at.slot]
        if (session.group.group.activity == subject if duty else _has(plan, session, subject))
    ]


def _has(plan: PlanFacts, session: SessionFacts, home: str) -> bool:
    return session.group.takes_classes and any(plan.facts.home_of(student).id == home for student in session.students)


def _session(board: Board, sessions: Iterable[SessionFacts]) -> str:
    book = board.book
    labels = dict(zip(board.facts.groups, board.labels, strict=True))
    parts = []
    for session in sessions:
        people = book.words.list(book.names.teacher(name) for name in session.teachers)
        room = book.names.room(session.session.room) if session.session.room else ""
        parts.append(" · ".join(part for part in (labels[session.group], room, people) if part))
    return book.words("semicolon").join(parts) or book.words("nothing")


# ---- why ------------------------------------------------------------------------------------------------------------


def _why(base: Board, board: Board, was: GroupFacts, is_: GroupFacts | None) -> str:
    """What keeps the group from meeting as it did; else that it is for the sake of others."""
    reasons = dict.fromkeys(
        reason for session in base.facts.sessions_of[was] if (reason := _reason(board, session)) is not None
    )
    if reasons:
        return board.book.words("semicolon").join(reasons)
    return board.book.words("changes.why.others" if is_ else "changes.why.closed")


def _reason(board: Board, session: SessionFacts) -> str | None:
    """What forbids a session of the base plan in these seasons: the clock, the dark, the room or a teacher."""
    book, plan, facts = board.book, board.facts, board.book.facts
    words, periods = book.words, session.periods
    name = words.list(book.names.period(period) for period in periods)
    room = facts.rooms.get(session.session.room or "")
    club = session.group.club
    for season in board.seasons:
        block, limits = book.calendar.block(periods, season), book.calendar.limits(season)
        if block is None:
            return words("changes.why.off", period=name)
        end = words.span(block)
        if limits.latest_end is not None and block.end > limits.latest_end:
            return words("changes.why.late", period=name, time=end)
        if club and block.minutes < facts.least_minutes(session.activity, periods):
            return words("changes.why.short", period=name, n=block.minutes)
        if room is not None and room.outdoor and limits.dark_from is not None and block.end > limits.dark_from:
            return words("changes.why.dark", period=name, time=end)
    if room is not None and not plan.is_open(room.open, session.day, periods):
        return words("changes.why.room", room=book.names.room(room.id))
    for teacher in (facts.teachers[who] for who in session.teachers):
        there = plan.is_open(teacher.available, session.day, periods)
        if not there or plan.meetings_of(teacher, session.day, periods):
            return words("changes.why.teacher", name=book.names.teacher(teacher.id))
    absent = [student for student in session.members if (session.day, periods[0]) not in plan.fully_present[student]]
    return words("changes.why.students", n=len(absent)) if club and absent else None


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
