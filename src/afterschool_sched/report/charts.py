"""Bar charts: where each bar begins and how long it is, in SVG pixels. The templates draw them as inline SVG."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..rules.workload.spec import Workload
from .board import KINDS, Board
from .choices import Bar

WIDTH = 640
LETTER = 7.0  # the usual width of a letter at the charts' font size


@dataclass(frozen=True)
class Piece:
    """One coloured part of a bar."""

    x: float
    width: float
    kind: str


@dataclass(frozen=True)
class ChartRow:
    """One bar with its name on the left and its number on the right; `limit` is where a limit is marked, if any."""

    label: str
    y: float
    pieces: tuple[Piece, ...]
    number: int
    end: float
    limit: float | None = None


@dataclass(frozen=True)
class Chart:
    """A chart: its size, the left edge of the bars, the rows from the top, and the height of a bar."""

    width: int
    height: float
    left: float
    bar: float
    rows: tuple[ChartRow, ...]


def _chart(rows: Sequence[tuple[str, Sequence[tuple[int, str]], int | None]], step: float, bar: float) -> Chart:
    """A chart of (label, parts as (length, kind), limit) rows."""
    left = min(240.0, 14 + LETTER * max((letters(label) for label, _, _ in rows), default=0))
    longest = max([sum(n for n, _ in parts) for _, parts, _ in rows] + [limit or 0 for _, _, limit in rows] + [1])
    scale = (WIDTH - left - 56) / longest
    drawn = []
    for at, (label, parts, limit) in enumerate(rows):
        x, pieces = left, []
        for length, kind in parts:
            if length:
                pieces.append(Piece(round(x, 1), round(length * scale, 1), kind))
                x += length * scale
        mark = None if limit is None else round(left + limit * scale, 1)
        drawn.append(ChartRow(label, at * step, tuple(pieces), sum(n for n, _ in parts), round(x, 1), mark))
    return Chart(WIDTH, len(rows) * step, round(left, 1), bar, tuple(drawn))


def letters(text: str) -> float:
    """How many usual letters wide a text is; Chinese characters are about two."""
    return sum(1.85 if unicodedata.east_asian_width(letter) in "WF" else 1.0 for letter in text)


def histogram(bars: Sequence[Bar]) -> Chart:
    """How many students by the rank of their best club."""
    return _chart([(bar.label, [(bar.number, bar.kind)], None) for bar in bars], step=34, bar=22)


def loads(board: Board) -> Chart:
    """Periods of every teacher over one cycle, by kind of activity, the most loaded first; with the limit, if any."""
    facts, weeks = board.book.facts, board.book.timetable.cycle_weeks
    limits: dict[str, int] = {}
    for rule in facts.rules:
        if isinstance(rule, Workload) and rule.sessions_per_week and rule.sessions_per_week.max is not None:
            limit = rule.sessions_per_week.max * weeks
            limits |= {teacher.id: min(limits.get(teacher.id, limit), limit) for teacher in facts.who(rule.who)}
    counts: dict[str, Counter[str]] = {teacher: Counter() for teacher in facts.teachers}
    for session in board.facts.sessions:
        for teacher in dict.fromkeys(session.teachers):
            counts[teacher][session.activity.kind] += len(session.slots)
    busy = [teacher for teacher in facts.teachers if counts[teacher]]
    busy.sort(key=lambda teacher: -counts[teacher].total())
    names = board.book.names
    return _chart(
        [(names.teacher(t), [(counts[t][kind], kind) for kind in KINDS], limits.get(t)) for t in busy], step=20, bar=12
    )
