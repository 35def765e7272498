"""A school of two children, one afternoon and two clubs: small enough that every timetable can be written by hand."""

from __future__ import annotations

from typing import Any

from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.candidate import AimBound, Candidate, Scope
from afterschool_sched.timetable import Group, Plan, Session

# As YAML would give it. Both children want one club, chess rather than art, and chess takes one.
DATA: dict[str, Any] = {
    "format": 1,
    "id": "two-children",
    "days": ["mon"],
    "periods": {"after": {"start": "16:00", "end": "17:00"}},
    "rooms": [{"id": "r1", "seats": 10}, {"id": "r2", "seats": 10}, {"id": "r3", "seats": 10}],
    "teachers": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}],
    "classes": [{"id": "3-1", "grade": 3, "room": "r1", "class_teacher": "t1"}],
    "students": [
        {"id": "s1", "class": "3-1", "name": "Nameless One", "choices": ["chess", "art"]},
        {"id": "s2", "class": "3-1", "name": "Nameless Two", "choices": ["chess", "art"]},
    ],
    "activities": {
        "homework": {"kind": "class"},
        "chess": {"kind": "club", "groups": {"min": 1, "max": 1}},
        "art": {"kind": "club", "groups": {"min": 1, "max": 1}},
    },
}

# The same as a file.
YAML = """\
format: 1
id: two-children
days: [mon]
periods:
  after: {start: "16:00", end: "17:00"}
rooms: [{id: r1, seats: 10}, {id: r2, seats: 10}, {id: r3, seats: 10}]
teachers: [{id: t1}, {id: t2}, {id: t3}]
classes: [{id: 3-1, grade: 3, room: r1, class_teacher: t1}]
students:
  - {id: s1, class: 3-1, name: Nameless One, choices: [chess, art]}
  - {id: s2, class: 3-1, name: Nameless Two, choices: [chess, art]}
activities:
  homework: {kind: class}
  chess: {kind: club, groups: {min: 1, max: 1}}
  art: {kind: club, groups: {min: 1, max: 1}}
"""


def scenario(**changes: Any) -> Scenario:
    """The scenario, with other values for some keys."""
    return Scenario.model_validate({**DATA, **changes})


def plan(chess: str | None = None, art: str | None = None, forget: str | None = None) -> Plan:
    """A plan in which these children are in these clubs; the others are in homework, but for one who is forgotten."""
    left = tuple(child for child in ("s1", "s2") if child not in (chess, art, forget))
    groups = []
    if left:
        session = Session(day="mon", periods=("after",), room="r1", lead="t1", members=left)
        groups.append(Group(id="homework", activity="homework", home_class="3-1", sessions=(session,)))
    for club, child, room, lead in (("chess", chess, "r2", "t2"), ("art", art, "r3", "t3")):
        if child is not None:
            session = Session(day="mon", periods=("after",), room=room, lead=lead)
            groups.append(Group(id=club, activity=club, members=(child,), sessions=(session,)))
    return Plan(seasons=("regular",), groups=tuple(groups))


NOBODY = plan()
ONE = plan(chess="s1")
BOTH = plan(chess="s1", art="s2")
FORGOTTEN = plan(chess="s1", forget="s2")


def candidate(
    of: Plan,
    *bounds: tuple[str, float, bool, Scope],
    utility_bound: float | None = None,
    optimal: bool = False,
) -> Candidate:
    """What a solver would hand over."""
    return Candidate(of, tuple(AimBound(*bound) for bound in bounds), utility_bound, "by hand", optimal)
