"""The general counter: whatever can be counted is counted alike by both arms, and what cannot is refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any, get_args

import pytest

from afterschool_sched.rule import Measure, Per
from afterschool_sched.rules.homework_time.spec import HomeworkTime
from afterschool_sched.rules.limit.spec import Each, Limit
from tests.rules.brute_force import accepted
from tests.rules.enumerate_solver import solutions
from tests.rules.world import CHESS, OTHER, Data, activity, merged, rules, world

WHO: dict[str, Data] = {
    "nobody in particular": {},
    "teachers": {"teachers": ["t1", "t3"]},
    "a grade": {"grades": [3]},
    "students": {"students": ["a1", "b1"]},
    "rooms": {"rooms": ["hall", "r31"]},
}
# Two classes of one student each, who may be in chess or with each other.
SMALL = merged(
    CHESS,
    OTHER,
    {"students": {"a1": {"choices": ["chess"]}, "a2": None}, "teachers": {"t3": {}}, "evening_from": "16:30"},
    {"classes": {"3-2": {"grade": 4}}},
    activity("homework", merge="any"),
)


def _said() -> Iterator[Data]:
    for count, each, per, who in product(get_args(Measure), (None, *get_args(Each)), get_args(Per), WHO.values()):
        yield {"rule": "limit", "count": count, "each": each, "per": per, "who": who, "max": 1, "weight": 2, "min": 1}


def _limit(said: Data) -> Limit:
    return Limit.model_validate(said)


def _name(said: Data) -> str:
    return f"{said['count']} of {'/'.join(said['who']) or 'all'} by {said['each']} per {said['per']}"


MEANT = [said for said in _said() if said["each"] is not None and _limit(said).nonsense is None]


@pytest.mark.parametrize("said", MEANT, ids=_name)
def test_what_can_be_counted_is_counted_alike(said: Data) -> None:
    """Charged for every unit that is not exactly 1, by both arms."""
    found = world("counted", "limit", SMALL, rules(said)).scenario
    assert solutions(found) == accepted(found)


def test_there_is_much_that_can_be_counted_and_much_that_cannot() -> None:
    assert len(MEANT) > 60
    assert sum(_limit(said).nonsense is not None for said in _said()) > 200


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"count": "evenings", "each": "room"}, "cannot count evenings of a room"),
        ({"count": "evenings"}, "cannot count evenings of the whole school"),
        ({"count": "groups", "each": "teacher"}, "cannot count groups of a teacher"),
        ({"count": "students", "each": "student"}, "cannot count students of a student"),
        ({"count": "days", "per": "slot"}, "cannot count days per slot"),
        ({"count": "students", "each": "room", "per": "day"}, "can count students in rooms per slot only"),
        (
            {"count": "students", "who": {"rooms": ["hall"]}, "each": "school", "per": "week"},
            "can count students in rooms per slot only",
        ),
        (
            {"count": "students", "who": {"roles": ["coach"]}, "each": "school"},
            "cannot count students of teachers together",
        ),
        ({"count": "groups", "who": {"grades": [3]}, "each": "school"}, "cannot count groups of classes together"),
        (
            {"count": "days", "who": {"grades": [3]}, "each": "room"},
            "speaks of classes, but counts for each room",
        ),
        (
            {"count": "days", "who": {"external": True, "students": ["a1"]}},
            "speaks of teachers and students at once; it can speak of one of them",
        ),
        ({"count": "days", "who": {"grades": [3]}, "each": "student"}, None),
        ({"count": "groups", "who": {"rooms": ["hall"]}, "each": "school"}, None),
    ],
)
def test_what_cannot_be_counted_says_why(said: Data, text: str | None) -> None:
    assert _limit({"rule": "limit", "max": 1, **said}).nonsense == text


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"count": "groups", "max": 2}, "Per slot, the school has at most 2 groups."),
        (
            {"count": "days", "of": {"categories": ["play"]}, "each": "class", "min": 1, "max": 3},
            "Per week, each class has at least 1 and at most 3 days of play.",
        ),
        (
            {"count": "sessions", "who": {"external": True, "roles": ["coach"]}, "when": {"days": ["fri"]}, "max": 1},
            "Per week, each teacher of externals and coach has at most 1 period on fri.",
        ),
        (
            {"count": "students", "who": {"grades": [1, 2]}, "each": "school", "max": 40, "per": "day"},
            "Per day, grade 1 and grade 2 together have at most 40 students.",
        ),
    ],
)
def test_a_limit_in_a_sentence(said: Data, text: str) -> None:
    assert _limit({"rule": "limit", **said}).means() == text


def test_a_limit_of_teachers_is_charged_to_workload() -> None:
    aims: dict[str, Any] = {
        each: _limit({"rule": "limit", "count": "days", "each": each}).charged_to for each in get_args(Each)
    }
    assert aims == {each: "workload" if each == "teacher" else "continuity" for each in get_args(Each)}


def test_more_homework_than_a_policy_allows_is_named() -> None:
    def homework(minutes: dict[int, int]) -> HomeworkTime:
        return HomeworkTime.model_validate({"rule": "homework_time", "of": {}, "minutes": minutes})

    policy = homework({1: 0, 2: 0, 3: 60})
    assert [*homework({1: 0, 2: 30}).looser_than(policy, {1, 2, 3, 4})] == [
        "30 minutes a day in grade 2, not 0",
        "no limit a day in grade 3, not 60",
    ]
    assert [*homework({1: 0, 2: 0, 3: 50, 4: 90}).looser_than(policy, {1, 2, 3, 4})] == []
