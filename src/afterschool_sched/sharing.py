"""From a district to schools that can be solved by themselves: who of the shared people is where, on which days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .asked import Free
from .catalogue import effective_rules
from .clock import Day
from .entities import Activity, Availability, SharedTeacher, Teacher
from .errors import Finding, ImpossibleError
from .roster import roster
from .rules.group_size.spec import GroupSize
from .rules.pinned.spec import Pinned
from .rules.staffing.spec import Staffing
from .scenario import District, Scenario

_HOPES = 2  # a student's first choices; what is listed behind them is taken when these are full
_ALIKE = 4  # measured: schools of 1,200, counted and by name, until their first timetable
_SOLVING = 100  # what a school costs before its first student is looked at, in students


@dataclass(frozen=True)
class Part:
    """A school as it is solved.

    `size` is its part of the work. `free` is the school without the plan: with shared people there on all days on
    which they could be, and with no cap on externals but its own. None where the plan says nothing about it.
    """

    name: str
    scenario: Scenario
    size: int
    free: Free | None


Days = dict[str, dict[str, tuple[Day, ...]]]  # person -> school -> days


def parts(district: District, days: Days | None = None) -> tuple[Part, ...]:
    """The schools, with the days of shared people (default: as `planned` by the choices).

    Raises ImpossibleError when pins have somebody at two schools at once.
    """
    days = planned(district) if days is None else days
    return tuple(_part(district, name, days_at(days, name)) for name in district.loaded)


def days_at(days: Days, name: str) -> dict[str, tuple[Day, ...]]:
    """Person -> days at this school."""
    return {person: at[name] for person, at in days.items() if name in at}


def _part(district: District, name: str, days: dict[str, tuple[Day, ...]]) -> Part:
    scenario = district.loaded[name]
    teachers = tuple(
        teacher.model_copy(update={"available": _on(teacher.available, days[teacher.id])})
        if teacher.id in days
        else teacher
        for teacher in scenario.teachers
    )
    restricted = scenario.model_copy(update={"teachers": teachers})
    capped = _capped(restricted, district.external_share)
    tightened = capped is not restricted
    return Part(name, capped, _size(scenario), Free(scenario, tightened) if days or tightened else None)


def _size(scenario: Scenario) -> int:
    """How much work a school is: students who are only counted are alike, and decided together."""
    named = len(scenario.students)
    return _SOLVING + named + (len(roster(scenario)) - named) // _ALIKE


def _on(available: Availability, days: tuple[Day, ...]) -> Availability:
    """The same hours, on these days alone."""
    if isinstance(available, dict):
        return {day: hours for day, hours in available.items() if day in days}
    return dict.fromkeys(days, True)


def _capped(scenario: Scenario, share: int | None) -> Scenario:
    """The scenario with the district's cap on externals: where every school keeps it, all of them do together."""
    own = next((rule for rule in scenario.rules if isinstance(rule, Staffing)), Staffing())
    if share is None or (own.external_share is not None and own.external_share <= share):
        return scenario
    if not any(teacher.external for teacher in scenario.teachers):
        return scenario
    tightened = own.model_copy(update={"external_share": share})
    rules = (*(rule for rule in scenario.rules if rule is not own), tightened)
    return scenario.model_copy(update={"rules": rules})


# ---- days ----------------------------------------------------------------------------------------------------------


def planned(district: District) -> Days:
    """Person -> school -> days, by the choices. Raises ImpossibleError when pins have somebody at two at once."""
    if not district.teachers:
        return {}
    from .stages.shared import Offer, Person, plan_days

    people = [
        Person(person.id, frozenset(person.skills), possible(district, person), frozenset(pinned(district, person)))
        for person in district.teachers
        if person.cleared
    ]
    offers: list[Offer] = []
    periods: dict[str, int] = {}
    for name, scenario in district.loaded.items():
        held = [period.days or scenario.days for period in scenario.periods.values()]
        periods[name] = max(sum(day in days for days in held) for day in scenario.days)
        offers.extend(Offer(name, *offer) for offer in _offers(scenario, {person.id for person in people}))
    found: Days = {}
    # Regions that share nobody are planned apart, each as if it were alone.
    for region in regions(district):
        those = [person for person in people if region.intersection(person.days)]
        mine = [offer for offer in offers if offer.school in region]
        days = plan_days(those, mine, periods, at_a_time(district)) if those else {}
        if days is None:
            text = "Pinned sessions have a shared teacher at two schools on one day."
            maybe = "delete one of the pins, or name two people."
            raise ImpossibleError([Finding("impossible", "error", None, text, maybe)])
        found |= days
    return {person.id: found.get(person.id, {}) for person in people}


def regions(district: District) -> list[frozenset[str]]:
    """Schools that are bound together by people whom they share, in order of their first school."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(district.loaded)
    for person in district.teachers:
        nx.add_path(graph, [name for name in dict.fromkeys(person.schools) if name in district.loaded])
    return [frozenset(str(name) for name in region) for region in nx.connected_components(graph)]


def at_a_time(district: District) -> list[list[str]]:
    """For each term the schools whose terms overlap it: the summer's people are free in autumn."""
    terms = {
        name: (scenario.term.first or date.min, scenario.term.last or date.max)
        for name, scenario in district.loaded.items()
    }
    return [
        [name for name, (begins, ends) in terms.items() if begins <= last and first <= ends]
        for first, last in dict.fromkeys(terms.values())
    ]


def possible(district: District, person: SharedTeacher) -> dict[str, tuple[Day, ...]]:
    """At which schools the person could work on which days."""
    hours = person.available
    return {
        name: tuple(day for day in district.loaded[name].days if hours is None or day in hours)
        for name in dict.fromkeys(person.schools)
        if name in district.loaded
    }


def pinned(district: District, person: SharedTeacher) -> Iterator[tuple[str, Day]]:
    """Where the person certainly is on which days."""
    for name in possible(district, person):
        for rule in district.loaded[name].rules:
            if isinstance(rule, Pinned) and rule.required and rule.teacher == person.id and rule.day is not None:
                yield name, rule.day


def _offers(scenario: Scenario, shared: set[str]) -> Iterator[tuple[str, int, tuple[Day, ...], int]]:
    """Groups of a school's clubs beyond those that own staff can lead: skill, sessions, days, students."""
    hoped = Counter(choice for student in roster(scenario) for choice in student.choices[:_HOPES])
    cap = next(rule.cap for rule in effective_rules(scenario) if isinstance(rule, GroupSize))
    own = Counter(skill for teacher in scenario.teachers if _may_lead(teacher, shared) for skill in teacher.skills)
    for name, club in scenario.activities.items():
        if club.kind != "club" or club.skill is None:
            continue
        sizes = list(_sizes(club, hoped[name], cap))
        led = min(len(sizes), own[club.skill])
        own[club.skill] -= led
        for students in sizes[led:]:
            yield club.skill, club.meets.sessions_per_week or 1, club.days or scenario.days, students


def _may_lead(teacher: Teacher, shared: set[str]) -> bool:
    return teacher.cleared and teacher.id not in shared


def _sizes(club: Activity, hoped: int, cap: int) -> Iterator[int]:
    """The sizes of a club's groups, if all who hope for it come."""
    most = min(cap, club.groups.max or cap)
    for _ in range(club.groups.up_to):
        size = min(most, hoped)
        if size < max(1, club.groups.min):
            return
        hoped -= size
        yield size
