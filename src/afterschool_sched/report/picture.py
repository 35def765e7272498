"""A week in one picture: days side by side, periods from top to bottom, and in each what is held, as an SVG file.

Groups of one activity are one line, so that a school of a thousand fits on a page; the report has them one by one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from ..clock import Day
from ..scenario import Scenario
from ..timetable import Timetable
from .board import KINDS, Board, Book
from .charts import letters
from .words import Language, Words

MOST_LINES = 9  # of one cell; what is smaller is added up
_COLUMN, _ROW, _HEAD, _SIDE, _GAP, _LETTER = 204.0, 19.0, 30.0, 128.0, 6.0, 6.0
# The colours of the report: apart for colour-blind eyes, and apart in lightness on a grey print.
_COLOURS = {"club": "#0072b2", "class": "#e69f00", "care": "#b0578d", "duty": "#5b6670"}
_STYLE = (
    "text{font:12px 'Segoe UI','Helvetica Neue',Roboto,'Noto Sans','PingFang SC','Microsoft YaHei',"
    "'Noto Sans CJK SC',sans-serif;fill:#1c2733}.h{font-weight:600}.s{fill:#5a6876}.n{text-anchor:end;fill:#5a6876}"
)


@dataclass(frozen=True)
class Line:
    """One line of a cell: an activity, its groups in that period of that day, and their members together."""

    kind: str
    label: str
    groups: int
    members: int


def week_picture(scenario: Scenario, timetable: Timetable, language: Language = "en") -> str:
    """The first week of the first plan as SVG text. The same timetable gives the same text."""
    board = Book(scenario, timetable, Words(language)).boards[0]
    days = [day for day in board.book.calendar.days if any(entry.session.day == day for entry in board.entries)]
    cells = {(day, period): _cell(board, day, period) for day in days for period in board.book.scenario.periods}
    periods = [period for period in board.book.scenario.periods if any(cells[day, period] for day in days)]
    heights = {p: _GAP + _ROW * max(2, *(len(cells[day, p]) for day in days)) for p in periods}
    width = _SIDE + _COLUMN * len(days) + 8
    height = _HEAD + sum(heights.values()) + 8
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}"'
        f' height="{height:g}" role="img">',
        f"<title>{escape(board.book.words.of(scenario.title, scenario.id))}</title>",
        f'<style>{_STYLE}</style><rect width="100%" height="100%" fill="#fff"/>',
    ]
    lines += [_text(_SIDE + _COLUMN * at + 6, 20, board.book.words.day(day), "h") for at, day in enumerate(days)]
    top = _HEAD
    for period in periods:
        lines += _row(board, period, [cells[day, period] for day in days], top, heights[period], width)
        top += heights[period]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _cell(board: Board, day: Day, period: str) -> tuple[Line, ...]:
    """What is held then: by kind, the most members first; what is beyond the most lines is added up by kind."""
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for entry in board.by_slot.get((day, period), ()):
        groups[entry.kind, entry.group.activity].append(entry.size)
    lines = [
        Line(kind, board.book.names.activity(activity), len(sizes), sum(sizes))
        for (kind, activity), sizes in groups.items()
    ]
    lines.sort(key=lambda line: (KINDS.index(line.kind), -line.members, line.label))
    if len(lines) <= MOST_LINES:
        return tuple(lines)
    # Clubs are what there are many of: the smallest of them share a line.
    clubs = [line for line in lines if line.kind == "club"]
    kept = max(1, MOST_LINES - 1 - (len(lines) - len(clubs)))
    small = clubs[kept:]
    more = board.book.words("picture.more", n=len(small))
    rest = Line("club", more, sum(line.groups for line in small), sum(line.members for line in small))
    return (*clubs[:kept], rest, *lines[len(clubs) :])


def _row(
    board: Board, period: str, cells: list[tuple[Line, ...]], top: float, height: float, width: float
) -> Iterator[str]:
    """A period: its name and clock times on the left, then its cells."""
    yield f'<path d="M0 {top:g}H{width:g}" stroke="#dfe4e9"/>'
    times = board.book.times((period,), board.seasons)
    yield _text(6, top + 17, _cut(board.book.names.period(period), _SIDE - 10), "h")
    yield _text(6, top + 34, times[0], "s")
    for at, cell in enumerate(cells):
        left = _SIDE + _COLUMN * at
        for number, line in enumerate(cell):
            y = top + _GAP / 2 + _ROW * number
            yield (
                f'<rect x="{left + 4:g}" y="{y + 1:g}" width="{_COLUMN - 8:g}" height="{_ROW - 2:g}" rx="2"'
                f' fill="{_COLOURS[line.kind]}" fill-opacity=".12"/>'
                f'<rect x="{left + 4:g}" y="{y + 1:g}" width="4" height="{_ROW - 2:g}" fill="{_COLOURS[line.kind]}"/>'
            )
            numbers = str(line.members) if line.members else ""
            if line.groups > 1:
                numbers = f"{line.groups} × {numbers and round(line.members / line.groups)}".rstrip(" ×")
            room = _COLUMN - 26 - _LETTER * len(numbers)
            yield _text(left + 12, y + 14, _cut(line.label, room))
            if numbers:
                yield _text(left + _COLUMN - 8, y + 14, numbers, "n")


def _text(x: float, y: float, text: str, look: str = "") -> str:
    style = f' class="{look}"' if look else ""
    return f'<text x="{x:g}" y="{y:g}"{style}>{escape(text)}</text>'


def _cut(text: str, width: float) -> str:
    """As much of the text as fits."""
    if letters(text) * _LETTER <= width:
        return text
    while text and (letters(text) + 1) * _LETTER > width:
        text = text[:-1]
    return f"{text.rstrip()}…"
