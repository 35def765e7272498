"""What must hold across the schools of a district: shared people in one place, and the share of externals.

Written for the checker alone, from models/formal.md, 6: it does not know how the days of shared people were decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from math import lcm

from .clock import Day
from .facts import Facts
from .resolved import SessionFacts
from .rule import Violation
from .rules.no_clash.spec import NoClash
from .rules.staffing.spec import Staffing
from .scenario import BASE_SEASON, District
from .wording import counted, listed

_Week = Mapping[str, tuple[SessionFacts, ...]]  # school -> its sessions


def broken(district: District, schools: Mapping[str, Facts]) -> Iterator[Violation]:
    """What the timetables of the schools break together; each fault once, in the first season and week that show it."""
    said: set[tuple[str, str]] = set()
    for open_ones in _at_a_time(schools):
        for season, week in _weeks(open_ones):
            held = {name: _held(facts, season, week) for name, facts in open_ones.items()}
            for violation in (*_one_school_a_day(district, held), *_externals(district, schools, held)):
                if (violation.subject, violation.text) not in said:
                    said.add((violation.subject, violation.text))
                    yield violation


def _at_a_time(schools: Mapping[str, Facts]) -> Iterator[Mapping[str, Facts]]:
    """The schools with a term that overlaps the term of one of them: the summer's people are free in autumn."""
    terms = dict.fromkeys(_term(facts) for facts in schools.values())
    for first, last in terms:
        yield {name: facts for name, facts in schools.items() if _term(facts)[0] <= last and first <= _term(facts)[1]}


def _term(facts: Facts) -> tuple[date, date]:
    term = facts.scenario.term
    return term.first or date.min, term.last or date.max


def _weeks(schools: Mapping[str, Facts]) -> Iterator[tuple[str, int]]:
    """Every season of any school, and the weeks until all cycles begin anew together."""
    weeks = lcm(*(facts.scenario.cycle_weeks for facts in schools.values()))
    for season in dict.fromkeys(season for facts in schools.values() for season in facts.calendar.seasons):
        for week in range(1, weeks + 1):
            yield season, week


def _held(facts: Facts, season: str, week: int) -> tuple[SessionFacts, ...]:
    """The sessions of a school in a week of a season; a school without that season holds its regular one."""
    mine = season if season in facts.calendar.seasons else BASE_SEASON
    own_week = (week - 1) % facts.scenario.cycle_weeks + 1
    return tuple(
        session
        for plan in facts.plans
        if mine in plan.seasons
        for session in plan.sessions
        if session.week == own_week and session.blocks[mine] is not None
    )


def _one_school_a_day(district: District, held: _Week) -> Iterator[Violation]:
    at: dict[str, dict[Day, dict[str, None]]] = {person.id: {} for person in district.teachers}
    for name, sessions in held.items():
        for session in sessions:
            for person in session.teachers:
                if person in at:
                    at[person].setdefault(session.day, {})[name] = None
    for person, days in at.items():
        for day, names in days.items():
            if len(names) > 1:
                text = f"Teacher {person} has sessions at {listed(list(names))} on {day}; it is one school a day."
                yield _violation(NoClash.id, len(names) - 1, person, text)


def _externals(district: District, schools: Mapping[str, Facts], held: _Week) -> Iterator[Violation]:
    share = district.external_share
    if share is None:
        return
    taught: Counter[bool] = Counter()
    for name, sessions in held.items():
        for session in sessions:
            for teacher in session.teachers:
                taught[schools[name].teachers[teacher].external] += len(session.periods)
    excess = 100 * taught[True] - share * taught.total()
    if excess > 0:
        text = (
            f"Externals give {taught[True]} of {counted(taught.total(), 'teacher-period')} of a week in all schools; "
            f"at most {share} % are allowed."
        )
        yield _violation(Staffing.id, -(-excess // 100), "externals", text)


def _violation(rule: str, amount: int, subject: str, text: str) -> Violation:
    return Violation(rule, 0, amount, required=True, cost=0, aim=None, subject=subject, text=text)
