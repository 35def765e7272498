"""Time arithmetic: weekdays, minutes of the day and half-open spans. The only place where clock times are added up.

Times are whole minutes after midnight (0..1440). Spans are half-open, ``[start, end)``: a session that ends at 17:00
does not overlap one that begins at 17:00.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: tuple[Day, ...] = get_args(Day)

_TIME = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_DAY_RANGE = re.compile(r"([a-z]{3})\s*(?:-|to)\s*([a-z]{3})")


def parse_time(text: str) -> int:
    """Minutes after midnight of ``"HH:MM"``. Raises ValueError when the text is no time of day."""
    match = _TIME.fullmatch(text.strip())
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minute <= 24 * 60:
        raise ValueError(f'\'{text}\' is not a time of day; write it as "HH:MM", for example "17:30"')
    return minute


def format_time(minute: int) -> str:
    """``"HH:MM"`` of minutes after midnight."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def parse_days(text: str) -> tuple[Day, ...]:
    """Days named in text: ``"mon-thu"``, ``"mon to thu"``, ``"mon wed fri"``, ``"daily"``; in weekday order.

    Raises ValueError naming the first word that is no day.
    """
    found: set[str] = set()
    cleaned = _DAY_RANGE.sub(r"\1-\2", text.strip().lower())
    for word in re.split(r"[\s,;]+", cleaned):
        if word == "daily":
            found.update(DAYS[:5])
            continue
        first, _, last = word.partition("-")
        ends = [first, last or first]
        for end in ends:
            if end not in DAYS:
                raise ValueError(f"'{end}' is not a day; days are {', '.join(DAYS)}, and 'mon-thu' is a range")
        low, high = (_index(end) for end in ends)
        if low > high:
            raise ValueError(f"'{word}' runs backwards; write the earlier day first")
        found.update(DAYS[low : high + 1])
    return tuple(day for day in DAYS if day in found)


def _index(day: str) -> int:
    return [*map(str, DAYS)].index(day)


@dataclass(frozen=True, order=True)
class Span:
    """A half-open stretch ``[start, end)`` of one day, in minutes after midnight."""

    start: int
    end: int

    @property
    def minutes(self) -> int:
        """Length in minutes."""
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one minute."""
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        return f"{format_time(self.start)}-{format_time(self.end)}"


def parse_span(text: str) -> Span:
    """``"16:00-17:30"`` (or with ``to``) as a span. Raises ValueError when it is none or runs backwards."""
    parts = re.split(r"\s*(?:-|–|to)\s*", text.strip())
    if len(parts) != 2:
        raise ValueError(f"'{text}' is not a span of time; write it as \"16:00-17:30\"")
    span = Span(parse_time(parts[0]), parse_time(parts[1]))
    if span.minutes <= 0:
        raise ValueError(f"'{text}' ends before it begins")
    return span


@dataclass(frozen=True, order=True)
class DateSpan:
    """Whole days from ``first`` to ``last``, both included (dates are written as people say them)."""

    first: date
    last: date

    def __iter__(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


def parse_dates(text: str) -> DateSpan:
    """``"2022-10-01"`` or ``"2022-10-01 to 2022-10-07"``. Raises ValueError when it is neither."""
    parts = re.split(r"\s+to\s+", text.strip())
    try:
        days = [date.fromisoformat(part) for part in parts]
    except ValueError:
        days = []
    if not 1 <= len(days) <= 2:
        raise ValueError(f'\'{text}\' is not a date; write "2022-10-01" or "2022-10-01 to 2022-10-07"')
    if days[0] > days[-1]:
        raise ValueError(f"'{text}' ends before it begins")
    return DateSpan(days[0], days[-1])


def weekday(day: date) -> Day:
    """The weekday of a date."""
    return DAYS[day.weekday()]
