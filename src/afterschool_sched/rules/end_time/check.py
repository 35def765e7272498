"""The checker's reading of `end_time`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.clock import Span, format_time
from afterschool_sched.facts import Facts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.end_time.spec import EndTime
from afterschool_sched.wording import counted


def check(rule: EndTime, instance: int, facts: Facts) -> Iterator[Violation]:
    """Sessions that end too late, begin too early, are too short or in the dark, season by season."""
    for plan in facts.plans:
        for session in plan.sessions:
            for season, block in session.blocks.items():
                found = _held(facts, rule, session, season, block) if block is not None else _off(facts, session)
                for amount, says in found:
                    text = f"In season {season} {session.group.label} on {_when(session)} {says}."
                    yield plan.broken(rule, instance, amount, session.group.id, text)


_Found = Iterator[tuple[int, str]]


def _off(facts: Facts, session: SessionFacts) -> _Found:
    if session.group.club:
        yield facts.normal_minutes(session.periods), "is not held, and a club must be"


def _held(facts: Facts, rule: EndTime, session: SessionFacts, season: str, block: Span) -> _Found:
    limits = facts.calendar.limits(season)
    start, end = format_time(block.start), format_time(block.end)
    if limits.earliest_start is not None and block.start < limits.earliest_start:
        early = limits.earliest_start - block.start
        yield early, f"begins at {start}, before the earliest start ({format_time(limits.earliest_start)})"
    if limits.latest_end is not None and block.end > limits.latest_end:
        yield block.end - limits.latest_end, f"ends at {end}, after the latest end ({format_time(limits.latest_end)})"
    grades = sorted({facts.home_of(member).grade for member in session.students})
    for grade in grades:
        limit = rule.grades.get(grade)
        if limit is not None and block.end > limit:
            yield block.end - limit, f"ends at {end}, and grade {grade} by {format_time(limit)}"
    least = facts.least_minutes(session.activity, session.periods)
    if block.minutes < least:
        yield least - block.minutes, f"lasts {counted(block.minutes, 'minute')}, less than {least}"
    room = session.session.room
    if room is not None and facts.rooms[room].outdoor and limits.dark_from is not None and block.end > limits.dark_from:
        dark = format_time(limits.dark_from)
        yield block.end - limits.dark_from, f"is outdoors until {end}, and it is dark from {dark}"


def _when(session: SessionFacts) -> str:
    """Without the clock: it differs by season, and the sentence says what matters of it."""
    return session.when.partition(" (")[0]
