"""What a search is asked to keep to, and the time it takes."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from .clock import Day

if TYPE_CHECKING:
    from .scenario import Scenario

_MOST_WORKERS = 64
_MOST_SEED = 2**31 - 2  # the solver's seeds have 31 bits, and a second opinion takes the next one


class Options(NamedTuple):
    """What a search is asked to keep to; see `solve`."""

    seconds: float
    seed: int
    deterministic: bool
    workers: int
    fast: bool = False

    def accepted(self) -> Options:
        """These options, with one worker when deterministic. Raises ValueError when one is out of range."""
        if not (math.isfinite(self.seconds) and self.seconds > 0):
            raise ValueError(f"seconds must be a number above 0, not {self.seconds}")
        if not 0 <= self.seed <= _MOST_SEED:
            raise ValueError(f"seed must be from 0 to {_MOST_SEED}, not {self.seed}")
        if not 1 <= self.workers <= _MOST_WORKERS:
            raise ValueError(f"workers must be from 1 to {_MOST_WORKERS}, not {self.workers}")
        return self._replace(workers=1) if self.deterministic else self


class Free(NamedTuple):
    """A school without what the plan for its district has taken from it: what it could do at best is read from this.

    `share`: the plan has also made the district's cap on externals the school's own.
    """

    scenario: Scenario
    share: bool


Visit = tuple[str, int, Day]  # a shared person, the week of the cycle, the day


class Terms(NamedTuple):
    """At which terms a school may have shared people: prices of visits (others cost `price`), and days when it may not.

    Prices are in units of utility.
    """

    prices: dict[Visit, float]
    price: float
    closed: frozenset[tuple[str, Day]]


class Wish(NamedTuple):
    """What a school would make of the days of shared people: the utility of its LP, and how much of each visit it has.

    `worth` is what is left of the utility when the visits are paid for.
    """

    utility: float
    worth: float
    uses: dict[Visit, float]


class Visited(NamedTuple):
    """What a school is asked: its wish on each of some terms, in no more than so many `seconds` each.

    `scenario` is said once; `file` keeps the school's LP until the next question.
    """

    file: str
    scenario: Scenario | None
    people: frozenset[str]
    terms: tuple[Terms, ...]
    seconds: float | None


Wishes = tuple[Wish | None, ...]
"""The wish on each of the terms; None where it was not found in time."""


class Clock:
    """Wall seconds by stage, counted from the call of `solve`."""

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.seconds: dict[str, float] = {}

    @contextmanager
    def lap(self, stage: str) -> Iterator[None]:
        """Add what passes within to the stage."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.monotonic() - began

    def first_checked(self) -> None:
        """Note the time of the first checked timetable."""
        self.seconds.setdefault("first_checked", time.monotonic() - self.started)

    def read(self) -> dict[str, float]:
        """All stages so far, to the millisecond; `search` is without the checks."""
        seconds = dict(self.seconds, total=time.monotonic() - self.started)
        if "search" in seconds:
            seconds["search"] -= seconds.get("check", 0.0)
        order = ("load", "validate", "build", "search", "check", "first_checked", "total")
        return {stage: round(seconds[stage], 3) for stage in order if stage in seconds}
