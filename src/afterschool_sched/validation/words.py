"""Small pieces of sentences: lists, numbers of things, places in the week."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..clock import DAYS, Day

_MOST_NAMED = 6


def listed(names: Iterable[object], most: int = _MOST_NAMED, joined: str = "and") -> str:
    """``"a, b and c"``; beyond `most` names only how many more there are."""
    words = [str(name) for name in names]
    if len(words) > most + 1:
        words = [*words[:most], f"{len(words) - most} more"]
        joined = "and"
    return f" {joined} ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) if words else "none"


def count(number: int, one: str, many: str | None = None) -> str:
    """``"1 room"``, ``"3 rooms"``, ``"2 classes"``."""
    return f"{number:,} {one if number == 1 else many or one + ('es' if one.endswith('s') else 's')}"


def are(number: int) -> str:
    """The verb that goes with a number of things."""
    return "is" if number == 1 else "are"


def days_in_words(days: Sequence[Day]) -> str:
    """``"mon to thu"`` for days next to each other, else ``"mon, wed and fri"``."""
    places = [DAYS.index(day) for day in days]
    if len(places) > 2 and places == list(range(places[0], places[0] + len(places))):
        return f"{days[0]} to {days[-1]}"
    return listed(days, most=7)


def in_seasons(affected: Sequence[str], every: Sequence[str]) -> str:
    """``""`` when all seasons are affected (or there is one), else ``" in winter"``; to stand behind a verb."""
    return "" if len(affected) == len(every) else f" in {listed(affected, most=4)}"
