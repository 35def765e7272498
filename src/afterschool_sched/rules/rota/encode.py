"""`rota` for the solver: the plan leaves enough people free for every turn; who has which turn is decided after it.

Exact for the plan, whoever the groups are. What the dates of the term ask for (equal turns, nobody in two places) is
the work of `solve.rota`. The placement of students leaves it out: it is a relaxation there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from afterschool_sched.calendar import Calendar
from afterschool_sched.dated import absent_on, stretches
from afterschool_sched.entities import Activity, Teacher
from afterschool_sched.instance import Block, Instance
from afterschool_sched.rule import Rule
from afterschool_sched.scenario import Scenario
from afterschool_sched.view import ExactView, Expr


def takes_turns(activity: Activity, teacher: Teacher) -> bool:
    """Whether the teacher is one of those among whom the turns go round; whether fit to lead is for `teacher_fit`."""
    assert activity.rota is not None
    among = activity.rota.among
    return (
        (not among.teachers or teacher.id in among.teachers)
        and (not among.roles or teacher.role in among.roles)
        and (among.external is None or teacher.external == among.external)
    )


def turns(
    scenario: Scenario, calendar: Calendar, seasons: Iterable[str], name: str, there: Callable[[int], Iterable[int]]
) -> tuple[tuple[Block, tuple[int, ...]], ...]:
    """The different turns in these seasons: their slots, and those who could take them if they had no session then.

    `there`: slot -> who is fit and there.
    """
    activity = scenario.activities[name]
    away = absent_on(scenario)
    found: dict[tuple[Block, tuple[int, ...]], None] = {}
    for stretch in stretches(calendar, name):
        if stretch.season in seasons:
            slots = tuple(calendar.index[slot] for slot in stretch.slots)
            present = frozenset.intersection(*(frozenset(there(slot)) for slot in slots))
            absent = {teacher for day in stretch.dates for teacher in away.get(day, ())}
            able = (
                at
                for at, teacher in enumerate(scenario.teachers)
                if at in present and teacher.id not in absent and takes_turns(activity, teacher)
            )
            found[slots, tuple(able)] = None
    return tuple(found)


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """For every turn and each of its slots: those free in the whole turn >= teachers · sessions in the slot."""
    for rota in n.rotas:
        for slots, able in rota.turns:
            free = view.total([1 - _busy(n, view, teacher, slots) for teacher in able])
            for slot in slots:
                sessions = 1 if rota.duty else _sessions(view, rota.number, slot)
                where = f"{rota.activity} {slots} {slot}"
                view.limit(at, free - rota.teachers * sessions, low=0, where=where)


def _busy(n: Instance, view: ExactView, teacher: int, slots: Block) -> Expr:
    return view.any_of([view.teaches(teacher, slot) for slot in slots], f"{n.teachers[teacher]} busy in {slots}")


def _sessions(view: ExactView, activity: int, slot: int) -> Expr:
    return view.total(
        session.runs for session in view.class_sessions if (session.activity, session.slot) == (activity, slot)
    )
