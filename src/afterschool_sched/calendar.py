"""Seasons, slots and their clock times, as both arms read them from the scenario: names and minutes, no decisions.

The *regular* season is all dates that lie in no named season. A period that says nothing for a season is held at its
usual time there, cut at the season's `latest_end` (and dropped if nothing is left of it); a clock time that is said is
taken as said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from .clock import DAYS, Day, Span, weekday
from .entities import Season
from .scenario import BASE_SEASON, Scenario


class Slot(NamedTuple):
    """One period of one day of one week of the cycle. Weeks count from 1."""

    week: int
    day: Day
    period: str

    def __str__(self) -> str:
        return f"{self.day} {self.period}" if self.week == 1 else f"week {self.week} {self.day} {self.period}"


class Limits(NamedTuple):
    """The clock limits of a season, in minutes after midnight; None where there is none."""

    earliest_start: int | None
    latest_end: int | None
    dark_from: int | None


class Calendar:
    """The slots of a scenario in order (week, day, period as written), and when each is held in each season."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.seasons: tuple[str, ...] = (BASE_SEASON, *scenario.seasons)
        self.days: tuple[Day, ...] = scenario.days
        self.periods: tuple[str, ...] = tuple(scenario.periods)
        self.slots: tuple[Slot, ...] = tuple(
            Slot(week, day, name)
            for week in range(1, scenario.cycle_weeks + 1)
            for day in scenario.days
            for name, period in scenario.periods.items()
            if period.days is None or day in period.days
        )
        self.index: dict[Slot, int] = {slot: index for index, slot in enumerate(self.slots)}
        # Asked for again and again, by every rule and for every room, teacher and student.
        self._spans: dict[tuple[str, str], Span | None] = {}
        self._blocks: dict[tuple[tuple[str, ...], str], Span | None] = {}

    @cached_property
    def plans(self) -> tuple[tuple[str, ...], ...]:
        """The seasons of each plan to be made: the regular season and all that share its timetable, then each other."""
        own = self.scenario.own_seasons
        return (tuple(name for name in self.seasons if name not in own), *((name,) for name in own))

    def limits(self, season: str) -> Limits:
        """The season's clock limits; what it does not say, the term says."""
        term = self.scenario.term
        own = self.scenario.seasons.get(season, term)
        return Limits(
            term.earliest_start if own.earliest_start is None else own.earliest_start,
            term.latest_end if own.latest_end is None else own.latest_end,
            term.dark_from if own.dark_from is None else own.dark_from,
        )

    def span(self, period: str, season: str) -> Span | None:
        """When the period is held in the season, or None when it is not held at all."""
        key = (period, season)
        if key not in self._spans:
            self._spans[key] = self._span(period, season)
        return self._spans[key]

    def _span(self, period: str, season: str) -> Span | None:
        spec = self.scenario.periods[period]
        said = spec.in_.get(season)
        if said == "off":
            return None
        if said is not None:
            return Span(said.start, said.end)
        latest = self.limits(season).latest_end if season != BASE_SEASON else None
        end = spec.end if latest is None else min(spec.end, latest)
        return Span(spec.start, end) if end > spec.start else None

    def block(self, periods: tuple[str, ...], season: str) -> Span | None:
        """From the start of the first to the end of the last period; None if any of them is not held."""
        key = (periods, season)
        if key not in self._blocks:
            self._blocks[key] = self._block(periods, season)
        return self._blocks[key]

    def _block(self, periods: tuple[str, ...], season: str) -> Span | None:
        spans = [self.span(period, season) for period in periods]
        if any(span is None for span in spans):
            return None
        held = [span for span in spans if span is not None]
        return Span(held[0].start, held[-1].end)

    def follows(self, first: str, second: str, day: Day) -> bool:
        """Whether `second` is the next period after `first` on that day (in the order of the scenario)."""
        of_day = [p for p in self.periods if (days := self.scenario.periods[p].days) is None or day in days]
        return second in of_day and of_day.index(second) > 0 and of_day[of_day.index(second) - 1] == first

    @cached_property
    def dates(self) -> dict[date, tuple[str, int, Day]]:
        """Every date on which the programme is held: its season, week of the cycle, and the weekday whose plan is held.

        Empty when the term has no dates. Weeks of the cycle are counted in calendar weeks from the term's first.
        """
        term = self.scenario.term
        if term.first is None or term.last is None:
            return {}
        free = {day for span in term.holidays for day in span}
        moved = {day: plan for span, plan in term.make_up.items() for day in span}
        monday = term.first - timedelta(days=DAYS.index(weekday(term.first)))
        held: dict[date, tuple[str, int, Day]] = {}
        day = term.first
        while day <= term.last:
            plan = moved.get(day, weekday(day))
            if day in moved or (day not in free and plan in self.days):
                week = (day - monday).days // 7 % self.scenario.cycle_weeks + 1
                held[day] = (self.season_of(day), week, plan)
            day += timedelta(days=1)
        return held

    @cached_property
    def times(self) -> Mapping[tuple[str, int, Day], int]:
        """How many dates of the term a day of a week of the cycle has in each season; those without one are left out.

        A term without dates is one cycle of the regular season.
        """
        term = self.scenario.term
        if term.first is not None and term.last is not None:
            every = self.scenario.seasons_of_term
            return Counter((_season_among(every, day), week, plan) for day, (_, week, plan) in self.dates.items())
        return {(BASE_SEASON, slot.week, slot.day): 1 for slot in self.slots}

    def season_of(self, day: date) -> str:
        """The named season a date lies in (the last one listed, where they overlap), or the regular one."""
        return _season_among(self.scenario.seasons, day)


def _season_among(seasons: Mapping[str, Season], day: date) -> str:
    found = BASE_SEASON
    for name, season in seasons.items():
        after = season.first is None or season.first <= day
        before = season.last is None or day <= season.last
        if after and before and (season.first is not None or season.last is not None):
            found = name
    return found
