"""The days of shared people, planned by what they are worth: prices instead of counting choices.

Every school tells what it would make of the days at some prices, from its own LP, in the process that solves it later.
Then days are decided, those first that a school has nearly whole in the best mixture of all wishes, and schools are
asked again. The plan by the choices is kept for each region in which it turns out to be the better one, or in which a
school has nothing to say.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .asked import Terms, Visited, Wish, Wishes
from .clock import Day
from .sharing import Days, at_a_time, days_at, pinned, possible, regions

if TYPE_CHECKING:
    from .scenario import District
    from .stages.prices import Market

FIRST = 30.0  # utility for a visit at first: a fraction of what one student has of a club, so none is had for nothing
# Measured on a district of ten schools (plans by prices, against the plan by the choices): more rounds of prices before
# anything is decided bring nothing, a third of the open days at a time half as much as a sixth.
PART = 6  # one in so many of a region's open days is decided in each round
PINNED = 2.0  # what a school has of a day on which somebody is pinned there: more than anybody else can have
FEW = 4  # open days of a region are decided all at once

Ask = Callable[[dict[str, Visited]], dict[str, Wishes]]
"""Put to schools, side by side, what each is asked; those that cannot answer are missing."""


def priced(district: District, days: Days, ask: Ask, seconds: float | None) -> Days:
    """Better days than these, if any are found; the same ones where time is too short.

    Regions in which a school does not answer keep theirs, and do not hinder others.

    `seconds` for all of it (None: as long as it takes, and the clock is not looked at).
    """
    with tempfile.TemporaryDirectory(prefix="afterschool-sched-") as folder:
        return _Prices(district, days, ask, Path(folder), seconds).plan()


class _Prices:
    def __init__(self, district: District, days: Days, ask: Ask, folder: Path, seconds: float | None) -> None:
        self.district, self.days, self.ask, self.folder = district, days, ask, folder
        self.ends = None if seconds is None else time.monotonic() + seconds
        self.able = {person.id: possible(district, person) for person in district.teachers if person.id in days}
        self.regions = regions(district)
        self.pins = {(person.id, *pin) for person in district.teachers for pin in pinned(district, person)}
        self.decided: dict[tuple[str, Day], frozenset[str]] = {}

    def plan(self) -> Days:
        from .stages.prices import Market

        begun = self._asked({name: self._first(name) for name in self.schools}, first=True)
        cheap, none, before = (_wishes(begun, number) for number in range(3))
        self._go_on(cheap)
        self._go_on(before)
        market = Market(at_a_time(self.district), FIRST)
        market.add(none)  # not of schools that cannot do without
        market.add(before)
        market.told(cheap)
        while self.open_days():
            terms = market.terms(self.schools, self.decided)
            said = _wishes(self._asked({name: (its,) for name, its in terms.items()}), 0)
            self._go_on(said)
            market.told(said)
            self._decide(market)
        return self._better(before)

    @property
    def schools(self) -> list[str]:
        """Those that are asked: of regions in which all have answered so far."""
        asked = frozenset().union(*self.regions)
        return [name for name in self.district.loaded if name in asked and days_at(self.days, name)]

    def _go_on(self, said: Mapping[str, Wish]) -> None:
        """Go on with the regions in which every school that was asked has said something."""
        silent = {name for name in self.schools if name not in said}
        self.regions = [region for region in self.regions if not region & silent]

    def _first(self, name: str) -> tuple[Terms, ...]:
        """Any days at a low price, none at all, and those that are planned."""
        every = frozenset((person, day) for person, at in self.able.items() for day in at.get(name, ()))
        planned = frozenset((person, day) for person, at in self.days.items() for day in at.get(name, ()))
        return Terms({}, FIRST, frozenset()), Terms({}, 0.0, every), Terms({}, 0.0, every - planned)

    def open_days(self) -> list[tuple[str, Day]]:
        """Persons and days of which nothing is decided, in the regions that are asked."""
        asked = set(self.schools)
        return [
            (person, day)
            for person, able in self.able.items()
            if asked.intersection(able)
            for day in dict.fromkeys(day for days in able.values() for day in days)
            if (person, day) not in self.decided
        ]

    def _decide(self, market: Market) -> None:
        """Decide who is where on some more days, the surest of each region first."""
        at_once = [frozenset(those) for those in at_a_time(self.district)]
        shares = market.shares(self.schools, self.decided)
        sure: dict[int, list[tuple[float, int, tuple[str, Day], frozenset[str]]]] = {}
        for number, (person, day) in enumerate(self.open_days()):
            able = self.able[person]
            share = {name: shares.get((name, person, day), 0.0) for name in able if day in able[name]}
            share |= {name: PINNED for name in share if (person, name, day) in self.pins}
            had = {name for name in share if day in self.days[person].get(name, ())}
            there: list[str] = []
            for name in sorted(share, key=lambda name: (share[name], name in had), reverse=True):
                if not any(name in those and those.intersection(there) for those in at_once):
                    there.append(name)
            region = next(at for at, those in enumerate(self.regions) if there[0] in those)
            sure.setdefault(region, []).append((-share[there[0]], number, (person, day), frozenset(there)))
        for those in sure.values():
            those.sort()
            count = len(those) if len(those) <= FEW else -(-len(those) // PART)
            self.decided |= {visit: there for _, _, visit, there in those[:count]}

    def _better(self, before: Mapping[str, Wish]) -> Days:
        """Region by region the better one of two plans: the one before, and what was decided."""
        found: Days = {
            person: {
                name: tuple(day for day in days if name in self.decided[person, day]) for name, days in able.items()
            }
            for person, able in self.able.items()
            if set(self.schools).intersection(able)
        }
        every = {name: self._first(name)[1].closed for name in self.schools}
        closed = {
            name: frozenset((person, day) for person, day in every[name] if name not in self.decided[person, day])
            for name in self.schools
        }
        after = _wishes(self._asked({name: (Terms({}, 0.0, closed[name]),) for name in self.schools}), 0)
        self._go_on(after)
        best = dict(self.days)
        for region in self.regions:
            gain = sum(after[name].utility - before[name].utility for name in self.schools if name in region)
            if gain > 0:
                best |= {person: at for person, at in found.items() if region.intersection(at)}
        return best

    def _asked(self, terms: Mapping[str, tuple[Terms, ...]], *, first: bool = False) -> dict[str, Wishes]:
        left = None if self.ends is None else self.ends - time.monotonic()
        if not terms or (left is not None and left <= 0):
            return {}
        return self.ask(
            {
                name: Visited(
                    file=str(self.folder / str(number)),
                    scenario=self.district.loaded[name] if first else None,
                    people=frozenset(self.days),
                    terms=terms[name],
                    seconds=left,
                )
                for number, name in enumerate(self.district.loaded)
                if name in terms
            }
        )


def _wishes(answers: Mapping[str, Wishes], number: int) -> dict[str, Wish]:
    """What each school said to one of the terms, as far as it said something."""
    found = {name: wishes[number] for name, wishes in answers.items()}
    return {name: wish for name, wish in found.items() if wish is not None}
