"""A plan put into the exact model: it is the one solution left; what the model cannot say is named, and impossible."""

from __future__ import annotations

from typing import Any

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Effort, run
from afterschool_sched.cpsat.extract import plan_of
from afterschool_sched.cpsat.fixing import fix
from afterschool_sched.cpsat.model import ExactModel
from tests.rule_cases import world
from tests.rules.canonical import canonical


def _fixed(changes: dict[str, Any], name: str = "week") -> tuple[tuple[str, ...], str, bool]:
    """What the model has no way to say, its status, and whether its solution is the plan."""
    scenario, timetable = world(name, changes)
    model = ExactModel(build_instance(scenario))
    plan = timetable.plans[0]
    beyond = fix(model, plan)
    answer = run(model.builder.model, Effort(workers=1))
    if not answer.found:
        return beyond, answer.status, False
    found = plan_of(model, answer)
    return beyond, answer.status, canonical(scenario, found.groups) == canonical(scenario, plan.groups)


@pytest.mark.parametrize("name", ["week", "afternoon", "fortnight"])
def test_a_plan_that_is_allowed_is_the_one_solution(name: str) -> None:
    assert _fixed({}, name) == ((), "optimal", True)


def test_a_plan_that_breaks_a_rule_which_the_model_can_say() -> None:
    """t1 leads football at the time of homework: the model knows both, and forbids them together."""
    changes = {
        "scenario": {"teachers": {"t1": {"skills": ["football"]}}},
        "groups": {"football": {"lead": "t1"}},
    }
    assert _fixed(changes) == ((), "infeasible", False)


TWO_HALLS = {"rooms": {"hall": {"groups_at_once": 2}}, "teachers": {"t4": {"skills": ["football"]}}}
PATROL = {"patrol": {"kind": "duty", "days": ["mon"], "roles": ["coach"]}}


@pytest.mark.parametrize(
    ("changes", "beyond"),
    [
        ({"groups": {"football": {"lead": "t1"}}}, "football: t1 is no candidate"),
        ({"groups": {"football": {"room": "r31"}}}, "football on tue: r31 is no candidate"),
        ({"groups": {"football": {"room": None}}}, "football on tue: no room is no candidate"),
        ({"groups": {"football": {"members": ["a1", "a3"]}}}, "football: somebody may not be a member"),
        ({"groups": {"football": {"members": ["a1", "a2", "a2"]}}}, "football: somebody is a member twice"),
        ({"groups": {"football": {"assistants": ["t4"]}}}, "football: t4 may not be there beside the lead"),
        (
            {"groups": {"football": {"assistants": ["t4", "t4"]}}},
            "football: somebody is named twice",
        ),
        (
            {"groups": {"football": {"sessions": {"mon first": {}}}}},
            "football: no pattern of football has these sessions",
        ),
        (
            {
                "scenario": TWO_HALLS,
                "groups": {"f2": {"activity": "football", "room": "hall", "lead": "t4", "members": [], "sessions": {}}},
            },
            "football: more groups than may open",
        ),
        (
            {
                "scenario": {"activities": {"football": {"meets": {"sessions_per_week": 2}}}},
                "groups": {"football": {"sessions": {"mon first": {}, "tue first": {"lead": "t1"}}}},
            },
            "football: the teachers differ by session",
        ),
        ({"groups": {"hw31": {"sessions": {"mon first": {"lead": "t4", "room": "hall"}}}}}, "hall is no candidate"),
        ({"groups": {"hw31": {"home_class": None}}}, "hw31 on mon: not one period of one home class"),
        ({"groups": {"hw31": {"members": ["a1", "a2"]}}}, "homework of 3-1 in slot 0: not those who are in no club"),
        (
            {"groups": {"hw31": {"sessions": {"tue first": {"members": ["a2", "a3"]}}}}},
            "homework of 3-1 in slot 1: not those who are in no club",
        ),
        (
            {
                "scenario": {"activities": {"homework": {"merge": "never"}}},
                "groups": {
                    "hw31": {"sessions": {"mon first": {"members": ["a1", "a2", "a3", "b1", "b2"]}}},
                    "hw32": {"sessions": {"mon first": None}},
                },
            },
            "3-2 may not be in homework of 3-1 in slot 0",
        ),
        (
            {
                "scenario": {"rooms": {"r33": {"seats": 4}}},
                "groups": {
                    "hw31": {
                        "sessions": {
                            "mon first": {"members": ["a1", "a2"]},
                            "mon first again": {"members": ["a3"], "lead": "t4", "room": "r33"},
                        }
                    }
                },
            },
            "homework of 3-1 in slot 0: divided into [2, 1]",
        ),
        (
            {
                "scenario": {"activities": PATROL},
                "groups": {
                    "patrol": {"activity": "patrol", "lead": "t3", "room": "hall", "sessions": {"mon first": {}}}
                },
            },
            "patrol on mon: not one period of those in which it is held",
        ),
        (
            {
                "scenario": {"activities": PATROL},
                "groups": {"patrol": {"activity": "patrol", "lead": "t1", "sessions": {"mon first": {}}}},
            },
            "patrol in slot 0: t1 may not be there beside the lead",
        ),
        (
            {
                "scenario": {"activities": PATROL},
                "groups": {
                    "patrol": {"activity": "patrol", "lead": "t3", "sessions": {"mon first": {}}},
                    "patrol2": {"activity": "patrol", "lead": "t4", "sessions": {}},
                },
            },
            "patrol: 2 groups",
        ),
    ],
)
def test_what_the_model_cannot_say(changes: dict[str, Any], beyond: str) -> None:
    said, status, same = _fixed(changes)
    assert any(beyond in each for each in said), said
    assert (status, same) == ("infeasible", False)


def test_a_divided_class_is_said_by_size() -> None:
    """Which student is in which part makes no difference; the larger part is the first."""
    changes = {
        "scenario": {"rooms": {"r33": {"seats": 4}}, "activities": {"homework": {"groups": {"max": 2}}}},
        "groups": {
            "hw31": {
                "sessions": {
                    "mon first": {"members": ["a1"]},
                    "mon first again": {"members": ["a3", "a2"], "lead": "t4", "room": "r33"},
                    "wed first": {"members": ["a3", "a1"]},
                    "wed first again": {"members": ["a2"], "lead": "t4", "room": "r33"},
                }
            }
        },
    }
    assert _fixed(changes) == ((), "optimal", True)


def test_the_values_hold_for_a_model_built_in_the_same_way() -> None:
    scenario, timetable = world("week")
    first, second = ExactModel(build_instance(scenario)), ExactModel(build_instance(scenario))
    fix(first, timetable.plans[0])
    model = second.builder.model
    for index, value in enumerate(run(first.builder.model, Effort(workers=1)).values):
        model.add(model.get_int_var_from_proto_index(index) == value)
    found = plan_of(second, run(model, Effort(workers=1)))
    assert canonical(scenario, found.groups) == canonical(scenario, timetable.plans[0].groups)
