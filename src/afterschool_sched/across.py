"""What must hold across the schools of a district: shared people in one place, and the share of externals.

Written for the checker alone, from models/formal.md, 6: it does not know how the days of shared people were decided.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import lcm

from .clock import Day
from .facts import Facts
from .rule import Violation
from .rules.no_clash.spec import NoClash
from .rules.staffing.spec import Staffing
from .scenario import BASE_SEASON, District
from .wording import counted, listed

SeasonWeek = tuple[str, int]


@dataclass(frozen=True)
class Lent:
    """What concerns other schools in the timetable of one: little, where the facts of a thousand schools are much.

    `term`: its first and last day. `days` of each shared person with sessions there, and `taught` teacher-periods, by
    whether the teacher is an external, are by season and week of the school's cycle.
    """

    term: tuple[date, date]
    cycle_weeks: int
    seasons: tuple[str, ...]
    days: Mapping[SeasonWeek, Mapping[str, tuple[Day, ...]]]
    taught: Mapping[SeasonWeek, Mapping[bool, int]]

    def at(self, season: str, week: int) -> SeasonWeek:
        """Its own season and week in a week of all schools; without that season it holds its regular one."""
        return season if season in self.seasons else BASE_SEASON, (week - 1) % self.cycle_weeks + 1


def lent(district: District, facts: Facts) -> Lent:
    """What the timetable of one school is for the others."""
    shared = {person.id for person in district.teachers}
    days: dict[SeasonWeek, dict[str, dict[Day, None]]] = {}
    taught: dict[SeasonWeek, Counter[bool]] = {}
    for plan in facts.plans:
        for season in plan.seasons:
            for session in plan.sessions:
                if session.blocks[season] is None:
                    continue
                at = season, session.week
                for teacher in session.teachers:
                    taught.setdefault(at, Counter())[facts.teachers[teacher].external] += len(session.periods)
                    if teacher in shared:
                        days.setdefault(at, {}).setdefault(teacher, {})[session.day] = None
    term = facts.scenario.term
    return Lent(
        term=(term.first or date.min, term.last or date.max),
        cycle_weeks=facts.scenario.cycle_weeks,
        seasons=tuple(facts.calendar.seasons),
        days={at: {person: tuple(of_one) for person, of_one in those.items()} for at, those in days.items()},
        taught=taught,
    )


def broken(district: District, schools: Mapping[str, Lent]) -> Iterator[Violation]:
    """What the timetables of the schools break together; each fault once, in the first season and week that show it."""
    said: set[tuple[str, str]] = set()
    for open_ones in _at_a_time(schools):
        for season, week in _weeks(open_ones):
            held = {name: (own, own.at(season, week)) for name, own in open_ones.items()}
            for violation in (*_one_school_a_day(district, held), *_externals(district, held)):
                if (violation.subject, violation.text) not in said:
                    said.add((violation.subject, violation.text))
                    yield violation


def _at_a_time(schools: Mapping[str, Lent]) -> Iterator[Mapping[str, Lent]]:
    """The schools with a term that overlaps the term of one of them: the summer's people are free in autumn."""
    for first, last in dict.fromkeys(own.term for own in schools.values()):
        yield {name: own for name, own in schools.items() if own.term[0] <= last and first <= own.term[1]}


def _weeks(schools: Mapping[str, Lent]) -> Iterator[SeasonWeek]:
    """Every season of any school, and the weeks until all cycles begin anew together."""
    weeks = lcm(*(own.cycle_weeks for own in schools.values()))
    for season in dict.fromkeys(season for own in schools.values() for season in own.seasons):
        for week in range(1, weeks + 1):
            yield season, week


def _one_school_a_day(district: District, held: Mapping[str, tuple[Lent, SeasonWeek]]) -> Iterator[Violation]:
    at: dict[str, dict[Day, list[str]]] = {person.id: {} for person in district.teachers}
    for name, (own, now) in held.items():
        for person, days in own.days.get(now, {}).items():
            for day in days:
                at[person].setdefault(day, []).append(name)
    for person, of_day in at.items():
        for day, names in of_day.items():
            if len(names) > 1:
                text = f"Teacher {person} has sessions at {listed(names)} on {day}; it is one school a day."
                yield _violation(NoClash.id, len(names) - 1, person, text)


def _externals(district: District, held: Mapping[str, tuple[Lent, SeasonWeek]]) -> Iterator[Violation]:
    share = district.external_share
    if share is None:
        return
    taught: Counter[bool] = Counter()
    for own, now in held.values():
        taught.update(own.taught.get(now, {}))
    excess = 100 * taught[True] - share * taught.total()
    if excess > 0:
        text = (
            f"Externals give {taught[True]} of {counted(taught.total(), 'teacher-period')} of a week in all schools; "
            f"at most {share} % are allowed."
        )
        yield _violation(Staffing.id, -(-excess // 100), "externals", text)


def _violation(rule: str, amount: int, subject: str, text: str) -> Violation:
    return Violation(rule, 0, amount, required=True, cost=0, aim=None, subject=subject, text=text)
