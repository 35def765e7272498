"""The numbers of a timetable by which schools can be compared."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ..checker import Verdict
from ..facts import PlanFacts
from ..record import Figures
from ..result import AimResult, Result
from ..scenario import District, Scenario
from ..timetable import Timetable
from .board import Book
from .choices import choices
from .people import load_of
from .words import Words


def figures(scenario: Scenario, timetable: Timetable, verdict: Verdict, result: Result | None = None) -> Figures:
    """The numbers of the first plan, and the aims of the whole; of a district those of all schools together."""
    if isinstance(scenario, District):
        schools = figures_of_schools(scenario, timetable, verdict, result)
        return together(list(schools.values()), _aims(verdict, result))
    book = Book(scenario, timetable, Words("en"))
    plan, board = book.facts.plans[0], book.boards[0]
    staying = {student for students in plan.present.values() for student in students}
    found = choices(book, plan, verdict.unserved)
    possible = found.listing - len(found.unserved)
    loads = [load_of(board, teacher)[0] or 0 for teacher, work in plan.work.items() if work]
    return Figures(
        students=len(staying),
        classes=len({book.names.class_of(student) for student in staying}),
        teachers=len(loads),
        club_groups=sum(group.club for group in plan.groups),
        sessions=len(plan.sessions),
        with_choices=possible,
        first_choice=_share(found.first, possible),
        unplaced=found.number_unplaced,
        unserved=len(verdict.unserved),
        load_mean=round(fmean(loads or [0]), 2),
        load_min=min(loads, default=0),
        load_max=max(loads, default=0),
        own_teacher=_own_teacher(plan),
        **_money(verdict),
        plans=len(timetable.plans),
        aims=_aims(verdict, result),
    )


def figures_of_schools(
    district: District, timetable: Timetable, verdict: Verdict, result: Result | None = None
) -> dict[str, Figures]:
    """The numbers of each school of a district."""
    results = result.schools if result else {}
    return {
        name: figures(own, timetable.schools[name], verdict.schools[name], results.get(name))
        for name, own in district.loaded.items()
    }


def _aims(verdict: Verdict, result: Result | None) -> tuple[AimResult, ...]:
    if result is not None:
        return result.aims
    bare = {"bound": None, "proven": False, "gap": None, "scope": "all timetables"}
    return tuple(AimResult.model_validate({"id": aim.id, "value": aim.value, **bare}) for aim in verdict.aims)


_SUMS = ("students", "classes", "teachers", "club_groups", "sessions", "with_choices", "unplaced", "unserved")


def together(schools: Sequence[Figures], aims: tuple[AimResult, ...]) -> Figures:
    """The numbers of several schools: sums; means by teacher, and shares by student with choices, and by session."""
    sums = {name: sum(getattr(own, name) for own in schools) for name in _SUMS}
    return Figures(
        **sums,
        first_choice=_mean([(own.first_choice, own.with_choices) for own in schools]),
        load_mean=round(sum(own.load_mean * own.teachers for own in schools) / max(1, sums["teachers"]), 2),
        load_min=min(own.load_min for own in schools),
        load_max=max(own.load_max for own in schools),
        own_teacher=_mean([(own.own_teacher, own.sessions) for own in schools]),
        pay=_sum_known([own.pay for own in schools]),
        fees=_sum_known([own.fees for own in schools]),
        balance=_sum_known([own.balance for own in schools]),
        plans=max(own.plans for own in schools),
        aims=aims,
    )


def _money(verdict: Verdict) -> dict[str, int]:
    """Pay, fees and what is left; nothing where nobody pays or is paid."""
    money = verdict.money
    return {} if money is None else {"pay": money.pay, "fees": money.fees, "balance": money.fees - money.pay}


def _sum_known(numbers: Sequence[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def _mean(shares: Sequence[tuple[float | None, int]]) -> float | None:
    known = [(share, weight) for share, weight in shares if share is not None]
    weights = sum(weight for _, weight in known)
    return round(sum(share * weight for share, weight in known) / weights, 4) if weights else None


def _own_teacher(plan: PlanFacts) -> float | None:
    """The share of the sessions of home classes that an own teacher leads, where the activity asks for one."""
    led = [s for s in plan.sessions if s.group.home is not None and s.lead is not None]
    asked = [s for s in led if s.activity.own_teacher != "any"]
    return _share(sum(s.session.lead in plan.facts.own_teachers(s.group.home, s.activity) for s in asked), len(asked))


def _share(part: int, whole: int) -> float | None:
    """To four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None
