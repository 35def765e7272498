"""Hand-over lists: who is collected from which group, when and by whom the child is handed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from ..clock import Day, format_time
from ..presence import leave_time
from ..roster import is_stand_in
from .board import Board, Entry, split_members


@dataclass(frozen=True)
class Handover:
    """Those who are collected at one time from one group on one day."""

    day: str
    times: tuple[str, ...]  # the usual time, then the seasons in which it differs
    room: str
    lead: str
    students: tuple[tuple[str, str], ...]  # (name, class where the group has several)
    counted: tuple[tuple[str, int], ...]

    @property
    def number(self) -> int:
        """How many are collected."""
        return len(self.students) + sum(number for _, number in self.counted)


@dataclass(frozen=True)
class HandoverGroup:
    """The hand-over list of one group, day by day."""

    label: str
    kind: str
    days: tuple[tuple[Handover, ...], ...]  # all of one day together


def handover(board: Board) -> tuple[HandoverGroup, ...]:
    """Who is collected from which group and when; groups whose students all move on to another are left out."""
    lists: dict[tuple[Entry, tuple[str | None, ...]], list[str]] = defaultdict(list)
    for (student, _), by_season in _ends(board).items():
        for entry in dict.fromkeys(entry for entry, _ in by_season.values()):
            times = tuple(
                by_season[season][1] if season in by_season and by_season[season][0] is entry else None
                for season in board.seasons
            )
            lists[entry, times].append(student)
    place = {entry: at for at, entry in enumerate(board.entries)}
    days = {day: at for at, day in enumerate(board.book.calendar.days)}
    rows: dict[int, list[Handover]] = defaultdict(list)
    for (entry, times), students in sorted(
        lists.items(), key=lambda item: (days[item[0][0].session.day], [t or "" for t in item[0][1]], place[item[0][0]])
    ):
        rows[entry.number].append(_handover(board, entry, times, students))
    first = {number: min(at for entry, at in place.items() if entry.number == number) for number in rows}
    activities = list(board.book.scenario.activities)
    order = sorted(rows, key=lambda n: (activities.index(board.plan.groups[n].activity), first[n]))
    kinds = [board.book.scenario.activities[group.activity].kind for group in board.plan.groups]
    return tuple(HandoverGroup(board.labels[number], kinds[number], _days(rows[number])) for number in order)


def _days(rows: Sequence[Handover]) -> tuple[tuple[Handover, ...], ...]:
    return tuple(tuple(same) for _, same in groupby(rows, key=lambda row: row.day))


def _ends(board: Board) -> dict[tuple[str, Day], dict[str, tuple[Entry, str]]]:
    """Of every student and day: season -> the session the student is collected from, and the time."""
    book = board.book
    found: dict[tuple[str, Day], dict[str, tuple[Entry, str]]] = defaultdict(dict)
    for season in board.seasons:
        stays = book.facts.presence.in_season(season)
        for student, days in board.of_student.items():
            for day, entries in days.items():
                stayed = [period for period in board.periods_on(day) if (day, period) in stays[student]]
                if not stayed:
                    continue
                last = next((entry for entry in reversed(entries) if stayed[-1] in entry.periods), None)
                span = book.calendar.span(stayed[-1], season)
                if last is not None and span is not None:
                    time = min(span.end, leave_time(book.facts.students[student], day, season))
                    found[student, day][season] = last, format_time(time)
    return found


def _handover(board: Board, entry: Entry, times: tuple[str | None, ...], students: list[str]) -> Handover:
    book, words = board.book, board.book.words
    ordered = sorted(students, key=lambda student: book.roster_order[student])
    known, counted = split_members(book.names, ordered)
    mixed = len({book.names.class_of(member) for member in ordered}) > 1 or not entry.group.home_class
    said = [(season, time) for season, time in zip(board.seasons, times, strict=True) if time is not None]
    if len(said) == len(times):
        text = book.by_season(said)
    else:
        text = tuple(
            time + words.bracket(words("handover.season_only", season=book.names.season(season)))
            for season, time in said
        )
    return Handover(
        day=words.day(entry.session.day),
        times=text,
        room=entry.room,
        lead=entry.lead,
        students=tuple(
            (book.names.student(m), book.names.home_class(book.names.class_of(m)) if mixed else "") for m in known
        ),
        counted=tuple((book.names.home_class(home), number) for home, number in counted),
    )


def end_times(board: Board) -> dict[tuple[str, Day], str]:
    """When each student of the table is collected in the first season of the plan."""
    season = board.seasons[0]
    return {
        key: by_season[season][1]
        for key, by_season in _ends(board).items()
        if season in by_season and not is_stand_in(key[0])
    }
