"""`meets` for the solver: the patterns of a club, the slots of a class activity, and sessions of a class per week."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations, pairwise

from afterschool_sched.calendar import Calendar, Slot
from afterschool_sched.clock import DAYS, Day
from afterschool_sched.entities import Activity
from afterschool_sched.instance import Block, Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def slot_allowed(activity: Activity, slot: Slot) -> bool:
    """Whether the slot lies in the activity's days and periods."""
    return (activity.days is None or slot.day in activity.days) and (
        activity.periods is None or slot.period in activity.periods
    )


def patterns(
    activity: Activity, calendar: Calendar, holds: Callable[[tuple[str, ...]], bool]
) -> Iterator[tuple[Block, ...]]:
    """All patterns of a club: week 1's sets of sessions, repeated in every week; `holds`: what the clock allows."""
    meets = activity.meets
    starts: list[tuple[Day, tuple[str, ...]]] = []
    for day in calendar.days:
        of_day = [slot.period for slot in calendar.slots if slot.week == 1 and slot.day == day]
        for first in range(len(of_day) - meets.periods + 1):
            block = tuple(of_day[first : first + meets.periods])
            if all(slot_allowed(activity, Slot(1, day, period)) for period in block) and holds(block):
                starts.append((day, block))
    for chosen in combinations(starts, meets.sessions_per_week or 1):
        days = sorted(DAYS.index(day) for day, _ in chosen)
        spread = all(later - earlier > meets.gap_days for earlier, later in pairwise(days))
        together = len({block[0] for _, block in chosen}) == 1
        if len(set(days)) == len(days) and spread and (together or not meets.same_period):
            yield tuple(
                tuple(calendar.index[Slot(week, day, period)] for period in block)
                for week in range(1, calendar.scenario.cycle_weeks + 1)
                for day, block in chosen
            )


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Every class that must have the activity n times a week has it n times a week."""
    for number, activity in enumerate(n.class_activities):
        if activity.sessions_per_week is None:
            continue
        for home in activity.obliged:
            for week in n.weeks:
                slots = [s for s in activity.slots.get(home, ()) if n.slots[s].week == week]
                held = view.total([view.takes(home, s, number) for s in slots])
                times = activity.sessions_per_week
                view.limit(at, held, low=times, high=times, where=f"{activity.activity} {n.classes[home]}")
