"""`changes` for the solver: counters of people with other clubs or new assignments, against the base plan.

Exact where groups have names; the placement knows no base plan and leaves it out.
"""

from __future__ import annotations

from afterschool_sched.departures import Departures
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.changes.spec import Changes
from afterschool_sched.view import ExactView, Expr


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Each measure given; nothing for the base plan itself."""
    assert isinstance(rule, Changes)
    if n.base is None:
        return
    departures = Departures(n, view)
    if rule.students_at_most is not None:
        view.limit(at, view.total(_students(n, view, departures)), high=rule.students_at_most, where="students")
    if rule.per_student_at_most is not None:
        for pupil, number in departures.of_students().items():
            view.limit(at, number, high=rule.per_student_at_most, where=n.pupils[pupil].id)
    if rule.teachers_at_most is None and rule.per_teacher_at_most is None:
        return
    new = departures.of_teachers()
    if rule.teachers_at_most is not None:
        some = [view.any_of([number], f"{n.teachers[teacher]} has new") for teacher, number in new.items()]
        view.limit(at, view.total(some), high=rule.teachers_at_most, where="teachers")
    if rule.per_teacher_at_most is not None:
        for teacher, number in new.items():
            view.limit(at, number, high=rule.per_teacher_at_most, where=n.teachers[teacher])


def _students(n: Instance, view: ExactView, departures: Departures) -> list[Expr]:
    """1 for every student of whom some club is not the same."""
    found = []
    for pupil, spec in enumerate(n.pupils):
        left, joined = departures.clubs(pupil)
        found.append(view.any_of([*left, *joined], f"{spec.id} has other clubs"))
    return found
