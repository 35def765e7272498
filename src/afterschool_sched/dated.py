"""The timetable by dates: which sessions are held on which date of the term, when, where, and by whom.

The weeks of the plan are laid over the dates of the term (`calendar.Calendar.dates`: holidays, make-up days, seasons
and weeks of the cycle); then what is different on single dates is taken away, and who is absent is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import Calendar, Slot
from .clock import DAYS, Day, Span
from .entities import DatedException
from .scenario import Scenario
from .timetable import Group, Plan, Session, Timetable, Turn


@dataclass(frozen=True, eq=False)
class DatedSession:
    """A session on a date: what is held of it, and when.

    `day` is the weekday whose plan is held (on a make-up date not the date's own). `periods` are those of its periods
    that are held; `span` is from the first to the last of them, cut where the day ends earlier. `teachers` are those of
    the week's plan and those whose turn it is; `absent` are those of them who are away.
    """

    date: date
    season: str
    week: int
    day: Day
    plan: Plan
    group: Group
    session: Session
    periods: tuple[str, ...]
    span: Span
    teachers: tuple[str, ...]
    absent: tuple[str, ...]


def expand(scenario: Scenario, timetable: Timetable) -> tuple[DatedSession, ...]:
    """Every session held on a date of the term: by date, then in the order of the plan's groups and sessions.

    Nothing when the term has no dates. The timetable must be one of this scenario (`references.faults` finds nothing).
    """
    return tuple(_expanded(scenario, timetable))


@dataclass(frozen=True)
class Stretch:
    """The time of one turn of a rota: slots of its activity that lie together, in one season, and their dates.

    Without dates of the term there is one stretch for every session, day or week of the cycle, and it has no dates.
    """

    season: str
    slots: tuple[Slot, ...]
    dates: tuple[date, ...]


def stretches(calendar: Calendar, name: str) -> tuple[Stretch, ...]:
    """The turns of the activity `name`, which has a rota, in order of time: each session, day or week by itself.

    What an exception cancels for the activity as a whole, whichever its room and people, is in none.
    """
    rota = calendar.scenario.activities[name].rota
    assert rota is not None
    found: dict[tuple[object, ...], tuple[dict[Slot, None], dict[date, None]]] = {}
    for day, (season, week, weekday) in _days_of(calendar):
        monday = None if day is None else day - timedelta(days=day.weekday())
        for slot in calendar.slots:
            if (slot.week, slot.day) == (week, weekday) and _is_held(calendar, name, season, slot, day):
                key = (
                    season,
                    *{"session": (day, slot), "day": (day, week, weekday), "week": (monday, week)}[rota.turn],
                )
                slots, dates = found.setdefault(key, ({}, {}))
                slots[slot] = None
                if day is not None:
                    dates[day] = None
    return tuple(Stretch(str(key[0]), tuple(slots), tuple(dates)) for key, (slots, dates) in found.items())


def _days_of(calendar: Calendar) -> Iterable[tuple[date | None, tuple[str, int, Day]]]:
    """Every date of the term; without any every day of the cycle, season by season."""
    if calendar.dates:
        return calendar.dates.items()
    days = dict.fromkeys((slot.week, slot.day) for slot in calendar.slots)
    return [(None, (season, week, day)) for season in calendar.seasons for week, day in days]


def _is_held(calendar: Calendar, name: str, season: str, slot: Slot, day: date | None) -> bool:
    activity = calendar.scenario.activities[name]
    span = calendar.span(slot.period, season)
    if (
        span is None
        or slot.day not in (activity.days or DAYS)
        or slot.period not in (activity.periods or (slot.period,))
    ):
        return False
    return not any(
        day is not None
        and any(day in dates for dates in exception.dates)
        and (exception.ends is None or exception.ends <= span.start)
        and (not exception.periods or slot.period in exception.periods)
        and (not exception.activities or name in exception.activities)
        and not (exception.rooms or exception.teachers)
        for exception in calendar.scenario.term.exceptions
    )


def absent_on(scenario: Scenario) -> dict[date, frozenset[str]]:
    """Who is away, by date; dates without absences are left out."""
    away: dict[date, set[str]] = {}
    for absence in scenario.absences:
        for span in absence.dates:
            for day in span:
                away.setdefault(day, set()).add(absence.teacher)
    return {day: frozenset(teachers) for day, teachers in sorted(away.items())}


def _expanded(scenario: Scenario, timetable: Timetable) -> Iterator[DatedSession]:
    calendar = Calendar(scenario)
    plan_in = {season: plan for plan in timetable.plans for season in plan.seasons}
    away = absent_on(scenario)
    different = _by_date(scenario.term.exceptions)
    turns: dict[tuple[date, str], list[Turn]] = {}
    for turn in timetable.rota:
        turns.setdefault((turn.date, turn.group), []).append(turn)
    for day, (season, week, weekday) in calendar.dates.items():
        plan = plan_in[season]
        for group in plan.groups:
            for session in group.sessions:
                if (session.week, session.day) != (week, weekday):
                    continue
                held = _held(calendar, season, group, session, different.get(day, ()))
                if held is None:
                    continue
                periods, span = held
                mine = [turn.teacher for turn in turns.get((day, group.id), ()) if set(turn.periods) & set(periods)]
                teachers = tuple(dict.fromkeys((*session.teachers, *mine)))
                absent = tuple(teacher for teacher in teachers if teacher in away.get(day, ()))
                yield DatedSession(
                    day, season, week, weekday, plan, group, session, periods, span, teachers, absent
                )  # fmt: skip


def _by_date(exceptions: Iterable[DatedException]) -> Mapping[date, list[DatedException]]:
    found: dict[date, list[DatedException]] = {}
    for exception in exceptions:
        for span in exception.dates:
            for day in span:
                found.setdefault(day, []).append(exception)
    return found


def _held(
    calendar: Calendar, season: str, group: Group, session: Session, exceptions: Iterable[DatedException]
) -> tuple[tuple[str, ...], Span] | None:
    """The periods of the session that are held, and from when to when; None when nothing is left of it."""
    if calendar.block(session.periods, season) is None:
        return None
    left: dict[str, Span] = {}
    for period in session.periods:
        span = calendar.span(period, season)
        for exception in exceptions:
            if span is not None and _concerns(exception, period, group, session):
                end = span.start if exception.ends is None else min(span.end, exception.ends)
                span = Span(span.start, end) if end > span.start else None
        if span is not None:
            left[period] = span
    if not left:
        return None
    spans = [*left.values()]
    return tuple(left), Span(spans[0].start, spans[-1].end)


def _concerns(exception: DatedException, period: str, group: Group, session: Session) -> bool:
    return (
        (not exception.periods or period in exception.periods)
        and (not exception.activities or group.activity in exception.activities)
        and (not exception.rooms or session.room in exception.rooms)
        and (not exception.teachers or bool({*session.teachers} & {*exception.teachers}))
    )
