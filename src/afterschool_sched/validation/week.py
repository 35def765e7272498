"""The slots of one week and their clock, season by season.

Sets of (day, period) are bit masks over `Week.cells`; weeks of the cycle are alike in this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TypeVar

from ..calendar import Calendar, Limits, Slot
from ..catalogue import effective_rules
from ..clock import Day, Span
from ..entities import Activity
from ..rule import Rule
from ..rules.end_time.spec import EndTime
from ..scenario import Scenario

_RuleType = TypeVar("_RuleType", bound=Rule)


class Week:
    """A scenario's slots, and what its clock and its rules about the clock leave of them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.calendar = Calendar(scenario)
        self.seasons: tuple[str, ...] = self.calendar.seasons
        self.cells: tuple[Slot, ...] = tuple(slot for slot in self.calendar.slots if slot.week == 1)
        self.bit: dict[tuple[str, str], int] = {(slot.day, slot.period): 1 << n for n, slot in enumerate(self.cells)}
        self.rules: tuple[Rule, ...] = effective_rules(scenario)

    def rule(self, kind: type[_RuleType]) -> _RuleType:
        """The instance in force of a rule that has one; should there be several, the last."""
        return [rule for rule in self.rules if isinstance(rule, kind)][-1]

    def mask(self, cells: Iterable[tuple[str, str]]) -> int:
        """The set of the (day, period) pairs given; those that do not exist are left out."""
        found = 0
        for cell in cells:
            found |= self.bit.get(cell, 0)
        return found

    def slots_in(self, mask: int) -> list[Slot]:
        """The slots of a mask, in order."""
        return [slot for n, slot in enumerate(self.cells) if mask >> n & 1]

    @cached_property
    def on(self) -> tuple[int, ...]:
        """By season: the slots that are held."""
        return tuple(
            self.mask((s.day, s.period) for s in self.cells if self.calendar.span(s.period, season) is not None)
            for season in self.seasons
        )

    @cached_property
    def limits(self) -> dict[str, Limits]:
        """The clock limits of every season."""
        return {season: self.calendar.limits(season) for season in self.seasons}

    def days_of(self, activity: Activity) -> tuple[Day, ...]:
        """The scenario's days on which the activity may meet."""
        return tuple(day for day in self.calendar.days if activity.days is None or day in activity.days)

    def periods_of(self, activity: Activity) -> tuple[str, ...]:
        """The scenario's periods in which the activity may meet."""
        return tuple(p for p in self.calendar.periods if activity.periods is None or p in activity.periods)

    def cells_of(self, activity: Activity) -> int:
        """The slots that lie in the activity's days and periods."""
        return self.mask((day, period) for day in self.days_of(activity) for period in self.periods_of(activity))

    def least_minutes(self, activity: Activity, periods: tuple[str, ...]) -> int:
        """How long a session of these periods must last at least (rule end_time); 0 when nothing is asked."""
        if activity.minutes is not None:
            return activity.minutes
        block = self.block(periods, self.seasons[0]) if activity.kind == "club" else None
        return -(-8 * block.minutes // 10) if block else 0

    def block(self, periods: tuple[str, ...], season: str) -> Span | None:
        """When consecutive periods are held in a season, from first start to last end; None if they are not."""
        return self.calendar.block(periods, season)

    def clock_fault(self, activity: Activity, periods: tuple[str, ...], season: str) -> str | None:
        """Why the clock forbids a session in a season: "off", "early", "late", "short"; None when it does not."""
        block = self.block(periods, season)
        if block is None:
            return "off"
        limits = self.limits[season]
        if limits.earliest_start is not None and block.start < limits.earliest_start:
            return "early"
        if limits.latest_end is not None and block.end > limits.latest_end:
            return "late"
        return "short" if block.minutes < self.least_minutes(activity, periods) else None

    @cached_property
    def grade_ends(self) -> Mapping[int, int]:
        """Grade -> latest end, in minutes after midnight, where there is one."""
        return self.rule(EndTime).grades

    def grade_fault(self, grade: int, periods: tuple[str, ...], season: str) -> bool:
        """Whether a session would end too late for a grade."""
        limit = self.grade_ends.get(grade)
        block = self.block(periods, season)
        return limit is not None and block is not None and block.end > limit
