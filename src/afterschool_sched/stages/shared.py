"""Which shared person is at which school on which days: planned before the schools are solved, one by one.

A person is at one school a day. What a day is worth is counted from the choices: the students that the clubs could
take which this person can lead there. A small exact model decides: first as many of these students as possible,
then days spread over the schools.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model

from afterschool_sched.clock import Day
from afterschool_sched.cpsat import engine

_FIRST = 10_000  # one student more outweighs every even spreading of days
_WORK = 0.5  # deterministic seconds for a region; 0.2 and 10 lead the same students, and the rest is even spreading


@dataclass(frozen=True)
class Person:
    """A shared person: skills, and at each school the days on which work there is possible, or decided already."""

    id: str
    skills: frozenset[str]
    days: Mapping[str, tuple[Day, ...]]
    decided: frozenset[tuple[str, Day]] = frozenset()


@dataclass(frozen=True)
class Offer:
    """A group of a club that a shared person could lead.

    It has `sessions` a week, each on another of the `days`, and would take `students`.
    """

    school: str
    skill: str
    sessions: int
    days: tuple[Day, ...]
    students: int


def plan_days(
    people: Sequence[Person], offers: Sequence[Offer], periods: Mapping[str, int], at_a_time: Sequence[Collection[str]]
) -> dict[str, dict[str, tuple[Day, ...]]] | None:
    """Person -> school -> days. `periods`: school -> the most sessions of one person on a day.

    `at_a_time`: sets of schools that are open at the same time of the year, at one of which a person can be on a day.

    Equal for equal arguments. Days that are of no use for any club are spread over the schools all the same. None when
    what is decided already has somebody at two schools on one day.
    """
    model = cp_model.CpModel()
    at: dict[tuple[str, str, Day], Any] = {
        (person.id, school, day): model.new_bool_var("")
        for person in people
        for school, days in person.days.items()
        for day in days
    }
    worth: list[Any] = []
    for person in people:
        for day in sorted({day for days in person.days.values() for day in days}):
            for open_ones in at_a_time:
                model.add_at_most_one(
                    at[person.id, school, day]
                    for school, days in person.days.items()
                    if day in days and school in open_ones
                )
        for school, day in person.decided:
            if (person.id, school, day) in at:
                model.add(at[person.id, school, day] == 1)
    _lead(model, people, offers, periods, at, worth)
    _spread(model, at, worth)
    model.maximize(sum(worth))
    answer = engine.run(model, engine.Effort(deterministic=_WORK, workers=1))
    if not answer.found:
        return None
    return {
        person.id: {
            school: tuple(day for day in days if answer.value(at[person.id, school, day]))
            for school, days in person.days.items()
        }
        for person in people
    }


def _lead(
    model: cp_model.CpModel,
    people: Sequence[Person],
    offers: Sequence[Offer],
    periods: Mapping[str, int],
    at: Mapping[tuple[str, str, Day], Any],
    worth: list[Any],
) -> None:
    """Who could lead which group: at most one person each, there on enough days, with enough periods."""
    led: dict[tuple[str, str], list[Any]] = {}
    for offer in offers:
        leads = []
        for person in people:
            days = [day for day in person.days.get(offer.school, ()) if day in offer.days]
            if offer.skill in person.skills and len(days) >= offer.sessions:
                lead = model.new_bool_var("")
                leads.append(lead)
                model.add(sum(at[person.id, offer.school, day] for day in days) >= offer.sessions * lead)
                led.setdefault((person.id, offer.school), []).append(offer.sessions * lead)
        if leads:
            model.add_at_most_one(leads)
            worth.append(_FIRST * offer.students * sum(leads))
    for person in people:
        for school, there in person.days.items():
            sessions = led.get((person.id, school), ())
            if sessions:
                model.add(sum(sessions) <= periods[school] * sum(at[person.id, school, day] for day in there))


def _spread(model: cp_model.CpModel, at: Mapping[tuple[str, str, Day], Any], worth: list[Any]) -> None:
    """Every further day at a school is worth a little less than the one before."""
    of_school: dict[str, list[Any]] = {}
    for (_, school, _), there in at.items():
        of_school.setdefault(school, []).append(there)
    for there in of_school.values():
        reached = [model.new_bool_var("") for _ in there]
        model.add(sum(reached) == sum(there))
        worth.extend(max(1, 20 - number) * one for number, one in enumerate(reached))
