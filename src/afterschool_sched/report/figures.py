"""The numbers of a timetable by which schools can be compared."""

from __future__ import annotations

from statistics import fmean

from ..checker import Verdict
from ..facts import PlanFacts
from ..record import Figures
from ..result import Result
from ..scenario import Scenario
from ..timetable import Timetable
from .board import Book
from .choices import choices
from .people import load_of
from .words import Words


def figures(scenario: Scenario, timetable: Timetable, verdict: Verdict, result: Result) -> Figures:
    """The numbers of the first plan, and the aims of the whole."""
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
        plans=len(timetable.plans),
        aims=result.aims,
    )


def _own_teacher(plan: PlanFacts) -> float | None:
    """The share of the sessions of home classes that an own teacher leads, where the activity asks for one."""
    asked = [s for s in plan.sessions if s.group.home is not None and s.activity.own_teacher != "any"]
    return _share(sum(s.session.lead in plan.facts.own_teachers(s.group.home, s.activity) for s in asked), len(asked))


def _share(part: int, whole: int) -> float | None:
    """To four decimals; None of nothing."""
    return round(part / whole, 4) if whole else None
