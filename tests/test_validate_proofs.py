"""Proofs by counting are proofs: whenever one fires, there is no timetable; and they see most of what is impossible."""

from __future__ import annotations

import copy
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Effort, run
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.errors import Finding
from afterschool_sched.scenario import Scenario
from afterschool_sched.validate import validate
from afterschool_sched.validation.proofs import proofs
from tests.random_worlds import Data, random_world, scenario, worlds
from tests.rules.brute_force import TooLarge, accepted

FILTERED = [HealthCheck.filter_too_much, HealthCheck.too_slow]


def fired(world: Scenario) -> list[Finding]:
    return [finding for finding in proofs(world) if finding.severity == "error"]


def has_timetable(world: Scenario) -> bool:
    """Whether the exact model has a solution."""
    model = ExactModel(build_instance(world))
    answer = run(model.builder.model, Effort(seconds=60, workers=1))
    assert answer.status != "unknown"
    return answer.found


@settings(max_examples=3 * settings().max_examples)
@given(worlds())
def test_a_proof_means_that_the_exact_model_has_no_solution(data: Data) -> None:
    world = scenario(data)
    proved = fired(world)
    assert not proved or not has_timetable(world), proved


@settings(max_examples=settings().max_examples // 2, suppress_health_check=FILTERED)
@given(worlds(tiny=True))
def test_a_proof_means_that_no_timetable_can_be_written_down(data: Data) -> None:
    """The same without any encoder: all timetables of a tiny world are put to the checker."""
    world = scenario(data)
    proved = fired(world)
    assume(proved)
    try:
        found = accepted(world)
    except TooLarge:
        assume(False)
    assert not found, proved


def only(data: Data, season: str) -> Data | None:
    """The world in which one season is the whole year; None when that cannot be written as a world."""
    one = copy.deepcopy(data)
    own = one["seasons"].get(season, {})
    one["seasons"] = {}
    latest = own.get("latest_end", one["term"].get("latest_end"))
    one["term"] = {**one["term"], **own}
    for period in one["periods"].values():
        said = period.pop("in", {}).get(season)
        if said == "off":
            return None
        if said is not None:
            period |= said
        elif season != "regular" and latest is not None:
            period["end"] = min(period["end"], latest)
    for student in one["students"]:
        early = student.pop("leave_in", {}).get(season)
        if early is not None:
            student["leave"] = min(early, student.get("leave", early))
    return one


@settings(suppress_health_check=FILTERED)
@given(worlds())
def test_plans_of_their_own_for_single_seasons_do_not_help(data: Data) -> None:
    """Every season lies in some plan; were a proof only about one plan for all, single plans could still exist."""
    assume(data["seasons"])
    proved = fired(scenario(data))
    assume(proved)
    single = [only(data, season) for season in ("regular", "winter")]
    assume(None not in single)
    assert not all(has_timetable(scenario(one)) for one in single if one is not None), proved


def test_counting_sees_most_of_what_is_impossible() -> None:
    """No proof has to fire, but if they became blind, nothing else would tell."""
    seen = missed = 0
    for seed in range(60):
        world = scenario(random_world(Random(seed)))
        if any(finding.severity == "error" for finding in validate(world)):
            seen += not has_timetable(world)
        else:
            missed += not has_timetable(world)
    assert seen > 10
    assert seen > 5 * missed


@given(worlds())
def test_errors_that_say_impossible_are_proofs_too(data: Data) -> None:
    """Some checks of sense are proofs as well, and are told as errors for that reason."""
    world = scenario(data)
    impossible = {"unsupervised", "grade-late", "period-outside", "own-teacher-missing", "no-lead", "duty-clock"}
    told = [finding for finding in validate(world) if finding.severity == "error" and finding.code in impossible]
    assert not told or not has_timetable(world), told


# ---- the edge of each proof: one teacher, seat, period more, and it is silent ----------------------------------------

BASE: Data = {
    "format": 1,
    "id": "edge",
    "days": ["mon", "tue"],
    "periods": {"first": {"start": "16:00", "end": "16:50"}, "second": {"start": "17:00", "end": "18:00"}},
    "rooms": [{"id": "r1", "seats": 40}, {"id": "r2", "seats": 40}, {"id": "r3", "seats": 40}],
    "teachers": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}],
    "classes": [
        {"id": "1-1", "grade": 1, "room": "r1", "class_teacher": "t1", "students": 30},
        {"id": "1-2", "grade": 1, "room": "r2", "class_teacher": "t2", "students": 30},
    ],
    "activities": {"homework": {"kind": "class"}},
}


def changed(**sections: Any) -> Scenario:
    data = copy.deepcopy(BASE)
    for section, value in sections.items():
        data[section] = value
    return scenario(data)


def classes(*sizes: int, **fields: Any) -> list[Data]:
    grade = fields.pop("grade", 1)
    return [{"id": f"{grade}-{n}", "grade": grade, "students": size, **fields} for n, size in enumerate(sizes, 1)]


def teachers(number: int, **fields: Any) -> list[Data]:
    return [{"id": f"t{n}", **fields} for n in range(1, number + 1)]


EDGES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "a class beyond the cap is two groups": (
        "count-teachers",
        {"classes": classes(41), "teachers": teachers(1)},
        {"classes": classes(40), "teachers": teachers(1)},
    ),
    "two classes share a group up to the cap": (
        "count-teachers",
        {"classes": classes(20, 21), "teachers": teachers(1)},
        {"classes": classes(20, 20), "teachers": teachers(1)},
    ),
    "three classes of 25 are three groups, though 75 would fit into two": (
        "count-teachers",
        {"classes": classes(25, 25, 25), "teachers": teachers(2)},
        {"classes": classes(20, 20, 25), "teachers": teachers(2)},
    ),
    "classes of different grades are apart": (
        "count-teachers",
        {"classes": [*classes(5), *classes(5, grade=2)], "teachers": teachers(1)},
        {
            "classes": [*classes(5), *classes(5, grade=2)],
            "teachers": teachers(1),
            "activities": {"homework": {"kind": "class", "merge": "neighbouring grades"}},
        },
    ),
    "one teacher for so many": (
        "count-teachers",
        {"activities": {"homework": {"kind": "class", "staff": {"per_students": 19}}}, "teachers": teachers(3)},
        {"activities": {"homework": {"kind": "class", "staff": {"per_students": 20}}}, "teachers": teachers(4)},
    ),
    "a club relieves a class, but needs a teacher too": (
        "count-teachers",
        {
            "classes": classes(42, stay={"mon": {"first": 42}}),
            "teachers": teachers(1),
            "activities": {"homework": {"kind": "class"}, "chess": {"kind": "club", "expect": 10, "days": ["mon"]}},
        },
        {
            "classes": classes(42, stay={"mon": {"first": 42}}),
            "teachers": teachers(2),
            "activities": {"homework": {"kind": "class"}, "chess": {"kind": "club", "expect": 10, "days": ["mon"]}},
        },
    ),
    "an own teacher for each class that is alone": (
        "count-teachers",
        {
            "activities": {"homework": {"kind": "class", "own_teacher": "required", "merge": "never"}},
            "meetings": [{"day": "mon", "span": "16:30-17:00", "teachers": ["t2"]}],
        },
        {
            "activities": {"homework": {"kind": "class", "own_teacher": "required", "merge": "never"}},
            "meetings": [{"day": "mon", "span": "16:50-17:00", "teachers": ["t2"]}],
        },
    ),
    "a duty takes teachers away": (
        "count-teachers",
        {"activities": {"homework": {"kind": "class"}, "gate": {"kind": "duty", "staff": {"teachers": 2}}}},
        {"activities": {"homework": {"kind": "class"}, "gate": {"kind": "duty", "staff": {"teachers": 1}}}},
    ),
    "one room for each group": (
        "count-rooms",
        {"rooms": [{"id": "r1", "seats": 60}]},
        {"rooms": [{"id": "r1", "seats": 60, "groups_at_once": 2}]},
    ),
    "seats are for all groups together": (
        "count-seats",
        {"rooms": [{"id": "r1", "seats": 59, "groups_at_once": 2}]},
        {"rooms": [{"id": "r1", "seats": 60, "groups_at_once": 2}]},
    ),
    "a class below the cap is not divided": (
        "count-seats",
        {"rooms": [{"id": f"r{n}", "seats": 29} for n in range(1, 5)], "teachers": teachers(4)},
        {"rooms": [{"id": f"r{n}", "seats": 30} for n in range(1, 5)], "teachers": teachers(4)},
    ),
    "a class kept whole needs its own room": (
        "count-seats",
        {
            "classes": classes(45, room="r1"),
            "rooms": [{"id": "r1", "seats": 44}, {"id": "r2", "seats": 45}],
            "activities": {"homework": {"kind": "class", "over_cap": "keep"}},
        },
        {
            "classes": classes(45, room="r1"),
            "rooms": [{"id": "r1", "seats": 45}],
            "activities": {"homework": {"kind": "class", "over_cap": "keep"}},
        },
    ),
    "periods a week": (
        "count-workload",
        {"rules": [{"rule": "workload", "sessions_per_week": 2}]},
        {"rules": [{"rule": "workload", "sessions_per_week": 3}]},
    ),
    "periods a day": (
        "count-workload",
        {"teachers": teachers(2), "rules": [{"rule": "workload", "sessions_per_day": 1}]},
        {"teachers": teachers(4), "rules": [{"rule": "workload", "sessions_per_day": 1}]},
    ),
    "minutes a week": (
        "count-workload",
        {"rules": [{"rule": "workload", "minutes_per_week": 149}]},
        {"rules": [{"rule": "workload", "minutes_per_week": 170}]},
    ),
    "days in a row": (
        "count-workload",
        {"rules": [{"rule": "workload", "consecutive_days": 1}]},
        {"teachers": teachers(4), "rules": [{"rule": "workload", "consecutive_days": 1}]},
    ),
    "least days": (
        "count-workload-least",
        {
            "teachers": [*teachers(2), {"id": "t3", "available": ["mon"]}],
            "rules": [_least_days := {"rule": "workload", "days_per_week": {"min": 2}}],
        },
        {"rules": [_least_days]},
    ),
    "share of externals": (
        "count-external-share",
        {
            "teachers": [{"id": "t1"}, {"id": "t2", "external": True}],
            "rules": [{"rule": "staffing", "external_share": 49}],
        },
        {
            "teachers": [{"id": "t1"}, {"id": "t2", "external": True}],
            "rules": [{"rule": "staffing", "external_share": 50}],
        },
    ),
    "more sessions than slots": (
        "count-sessions",
        {"activities": {"homework": {"kind": "class", "meets": {"sessions_per_week": 5}}}},
        {"activities": {"homework": {"kind": "class", "meets": {"sessions_per_week": 4}}}},
    ),
    "fewer sessions than slots": (
        "count-sessions",
        {"activities": {"homework": {"kind": "class", "meets": {"sessions_per_week": 3}}}},
        {"activities": {"homework": {"kind": "class", "meets": {"sessions_per_week": 3}}, "rest": {"kind": "care"}}},
    ),
    "a pinned club opens": (
        "count-pin",
        {
            "activities": {
                "homework": {"kind": "class"},
                "chess": {"kind": "club", "groups": {"min": 13}, "expect": 12},
            },
            "rules": [{"rule": "pinned", "activity": "chess", "day": "mon"}],
        },
        {
            "activities": {
                "homework": {"kind": "class"},
                "chess": {"kind": "club", "groups": {"min": 12}, "expect": 12},
            },
            "rules": [{"rule": "pinned", "activity": "chess", "day": "mon"}],
        },
    ),
}


@pytest.mark.parametrize("edge", EDGES)
def test_the_edge_of_a_proof(edge: str) -> None:
    code, beyond, within = EDGES[edge]
    assert code in {finding.code for finding in fired(changed(**beyond))}
    assert fired(changed(**within)) == []
    # What is silent is not only unproved: these worlds have timetables.
    assert has_timetable(changed(**within))
    assert not has_timetable(changed(**beyond))
