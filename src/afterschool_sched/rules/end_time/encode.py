"""`end_time` for the solver: which blocks, rooms and grades the clock allows."""

from __future__ import annotations

from afterschool_sched.calendar import Calendar
from afterschool_sched.clock import Span
from afterschool_sched.entities import Activity, Room
from afterschool_sched.rules.end_time.spec import EndTime
from afterschool_sched.scenario import BASE_SEASON


def clock_allows(activity: Activity, calendar: Calendar, seasons: tuple[str, ...], periods: tuple[str, ...]) -> bool:
    """Whether a session of these periods keeps within every season's clock and its least length."""
    least = least_minutes(activity, calendar, periods)
    for season in seasons:
        block = calendar.block(periods, season)
        if block is None:
            if activity.kind == "club":
                return False
            continue
        limits = calendar.limits(season)
        if (
            block.minutes < least
            or (limits.earliest_start is not None and block.start < limits.earliest_start)
            or (limits.latest_end is not None and block.end > limits.latest_end)
        ):
            return False
    return True


def least_minutes(activity: Activity, calendar: Calendar, periods: tuple[str, ...]) -> int:
    """The least length of a session of these periods; 0 when there is none."""
    if activity.minutes is not None:
        return activity.minutes
    regular = calendar.block(periods, BASE_SEASON)
    return -(-regular.minutes * 4 // 5) if activity.kind == "club" and regular is not None else 0


def light_allows(room: Room, calendar: Calendar, seasons: tuple[str, ...], periods: tuple[str, ...]) -> bool:
    """Whether the room is indoors, or the session is over before dark in every season."""
    return not room.outdoor or all(
        _before_dark(calendar.block(periods, z), calendar.limits(z).dark_from) for z in seasons
    )


def _before_dark(block: Span | None, dark_from: int | None) -> bool:
    return block is None or dark_from is None or block.end <= dark_from


def grade_allows(
    rule: EndTime, grade: int, calendar: Calendar, seasons: tuple[str, ...], periods: tuple[str, ...]
) -> bool:
    """Whether students of the grade may be in a session of these periods."""
    latest = rule.grades.get(grade)
    if latest is None:
        return True
    blocks = [calendar.block(periods, season) for season in seasons]
    return all(block is None or block.end <= latest for block in blocks)
