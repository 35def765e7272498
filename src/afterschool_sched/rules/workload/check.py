"""The checker's reading of `workload`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.clock import DAYS, Day, Span, format_time
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.rule import Range, Violation
from afterschool_sched.rules.workload.spec import MEASURES, Workload
from afterschool_sched.wording import counted

_Days = dict[Day, list[Slot]]

DAY_MINUTES = 24 * 60


def check(rule: Workload, instance: int, facts: Facts) -> Iterator[Violation]:
    """Teachers with more or less work than a measure allows, by day or by week."""
    for plan in facts.plans:
        for teacher in facts.who(rule.who):
            for week in range(1, facts.scenario.cycle_weeks + 1):
                days = {day: slots for (of, day), slots in plan.work[teacher.id].items() if of == week}
                for amount, text in _week(rule, plan, week, days):
                    yield plan.broken(rule, instance, amount, teacher.id, f"Teacher {teacher.id} {text}.")
            for amount, text in _nights(rule, plan, plan.work[teacher.id]):
                yield plan.broken(rule, instance, amount, teacher.id, f"Teacher {teacher.id} {text}.")


def _week(rule: Workload, plan: PlanFacts, week: int, days: _Days) -> Iterator[tuple[int, str]]:
    for measure in MEASURES:
        limits = getattr(rule, measure)
        if limits is not None:
            for value, when in _values(plan, measure, week, days):
                yield from _judge(measure, limits, value, when)


def _values(plan: PlanFacts, measure: str, week: int, days: _Days) -> Iterator[tuple[int, str]]:
    """The values of a measure in one week, each with the time it is of."""
    of_week = f"in week {week}"
    if measure.endswith("_per_day"):
        on = f"on week {week}" if week > 1 else "on"
        for day, slots in days.items():
            yield len(slots) if measure == "sessions_per_day" else plan.minutes(slots), f"{on} {day}"
    elif measure == "sessions_per_week":
        yield sum(len(slots) for slots in days.values()), of_week
    elif measure == "minutes_per_week":
        yield sum(plan.minutes(slots) for slots in days.values()), of_week
    elif measure == "days_per_week":
        yield len(days), of_week
    elif measure == "evenings_per_week":
        yield sum(plan.is_evening(slots) for slots in days.values()), of_week
    else:
        yield _longest_run(days), f"in a row {of_week}"


def _longest_run(days: _Days) -> int:
    longest = run = 0
    for day in DAYS:
        run = run + 1 if day in days else 0
        longest = max(longest, run)
    return longest


def _judge(measure: str, limits: Range, value: int, when: str) -> Iterator[tuple[int, str]]:
    unit = MEASURES[measure].removesuffix(" a day").removesuffix(" a week").removesuffix(" in a row")
    has = f"has {counted(value, unit.removesuffix('s'))} {when}"
    if limits.max is not None and value > limits.max:
        yield value - limits.max, f"{has}; at most {limits.max} allowed"
    if limits.min is not None and value < limits.min and measure != "consecutive_days":
        yield limits.min - value, f"{has}; at least {limits.min} required"


def _nights(rule: Workload, plan: PlanFacts, work: dict[tuple[int, Day], list[Slot]]) -> Iterator[tuple[int, str]]:
    """Too little rest between two days that follow each other, by the clock of the plan's first season."""
    hours = {at: span for at, slots in work.items() if (span := _hours(plan, slots)) is not None}
    for (week, day), span in hours.items():
        morning = hours.get(_day_after(plan, week, day))
        if morning is None:
            continue
        rest = DAY_MINUTES - span.end + morning.start
        evening = f"{'' if week == 1 else f'week {week} '}{day} {format_time(span.end)}"
        if rule.rest_minutes is not None and rest < rule.rest_minutes:
            yield (
                rule.rest_minutes - rest,
                f"has {counted(rest, 'minute')} of rest from {evening} to {format_time(morning.start)} on the next day"
                f"; at least {rule.rest_minutes} required",
            )
        late = rule.late_start
        if late is not None and span.end > late.after and morning.start < late.not_before:
            yield (
                late.not_before - morning.start,
                f"works until {evening} and from {format_time(morning.start)} on the next day; after "
                f"{format_time(late.after)} the next day begins at {format_time(late.not_before)} or later",
            )


def _hours(plan: PlanFacts, slots: list[Slot]) -> Span | None:
    """From the first to the last minute of a day's slots; None when none of them is held."""
    spans = [span for slot in slots if (span := plan.facts.calendar.span(slot.period, plan.seasons[0])) is not None]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def _day_after(plan: PlanFacts, week: int, day: Day) -> tuple[int, Day]:
    """The next day of the calendar; after the cycle's last Sunday comes its first Monday."""
    if day != "sun":
        return week, DAYS[DAYS.index(day) + 1]
    return week % plan.facts.scenario.cycle_weeks + 1, "mon"
