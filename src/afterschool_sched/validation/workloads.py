"""What required rules let one teacher do in a week: the most and the least, in periods."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from ..clock import DAYS, Day
from ..entities import Teacher
from ..rule import Range
from ..rules.workload.spec import Workload
from .facts import Facts
from .readings import speaks_of


@dataclass(frozen=True)
class Allowance:
    """Limits of one teacher by measure (names as in rule workload); `rules` are places in the scenario's list."""

    most: dict[str, int]
    least: dict[str, int]
    rules: tuple[int, ...]


def allowance(facts: Facts, teacher: Teacher) -> Allowance:
    """The tightest limits of all required workload rules that speak of a teacher."""
    most: dict[str, int] = {}
    least: dict[str, int] = {}
    rules = []
    for at, rule in enumerate(facts.scenario.rules):
        if not isinstance(rule, Workload) or not rule.required or not speaks_of(rule.who, teacher):
            continue
        rules.append(at)
        for name in Workload.model_fields:
            limits = getattr(rule, name)
            if not isinstance(limits, Range):
                continue
            if limits.max is not None:
                most[name] = min(limits.max, most.get(name, limits.max))
            if limits.min is not None and name != "consecutive_days":
                least[name] = max(limits.min, least.get(name, limits.min))
    return Allowance(most, least, tuple(rules))


def possible_slots(facts: Facts, teacher: Teacher, season: int) -> int:
    """The slots in which a teacher may have a session, in some plan that contains the season.

    A slot the season does not hold may still be used by such a plan for the sake of other seasons.
    """
    found = 0
    if not teacher.cleared:
        return found
    for slot in facts.cells:
        bit = facts.bit[slot.day, slot.period]
        held = facts.on[season] & bit
        seasons = [season] if held else [other for other in range(len(facts.seasons)) if facts.on[other] & bit]
        if any(facts.is_there(teacher, slot.day, (slot.period,), facts.seasons[other]) for other in seasons):
            found |= bit
    return found


def most_in_day(facts: Facts, allowed: Allowance) -> int | None:
    """The most periods a teacher may have on one day; None when nothing limits them."""
    limits = [allowed.most.get("sessions_per_day"), _periods(facts, allowed.most.get("minutes_per_day"))]
    return min((limit for limit in limits if limit is not None), default=None)


def most_in_week(facts: Facts, allowed: Allowance, slots: int) -> int | None:
    """The most periods in a week for a teacher who may have sessions in `slots`; None when nothing limits them."""
    limits = [
        allowed.most.get("sessions_per_week"),
        _periods(facts, allowed.most.get("minutes_per_week")),
        _by_days(facts, allowed, slots),
    ]
    return min((limit for limit in limits if limit is not None), default=None)


def _periods(facts: Facts, minutes: int | None) -> int | None:
    """How many periods fit into so many minutes; None when a period may count for nothing (it is off somewhere)."""
    if minutes is None:
        return None
    spans = [facts.calendar.span(period, season) for period in facts.scenario.periods for season in facts.seasons]
    shortest = min(span.minutes if span else 0 for span in spans)
    return minutes // shortest if shortest > 0 else None


def _by_days(facts: Facts, allowed: Allowance, slots: int) -> int | None:
    """The most periods if only some days may be worked: every choice of days is tried."""
    days, run = allowed.most.get("days_per_week"), allowed.most.get("consecutive_days")
    if days is None and run is None:
        return None
    a_day = most_in_day(facts, allowed)
    by_day: dict[Day, int] = {}
    for slot in facts.slots_in(slots):
        by_day[slot.day] = by_day.get(slot.day, 0) + 1
    worth = {day: number if a_day is None else min(number, a_day) for day, number in by_day.items()}
    best = 0
    for size in range(1, min(len(worth), 7 if days is None else days) + 1):
        for chosen in combinations(worth, size):
            if run is None or _longest_run(chosen) <= run:
                best = max(best, sum(worth[day] for day in chosen))
    return best


def _longest_run(days: tuple[Day, ...]) -> int:
    longest = current = 0
    for day in DAYS:
        current = current + 1 if day in days else 0
        longest = max(longest, current)
    return longest
