"""A timetable that does not speak of the scenario is refused, with all that is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from afterschool_sched.references import CODES, faults
from afterschool_sched.timetable import Timetable
from tests.rule_cases import world

Edit = Callable[[dict[str, Any]], object]


def _plan(data: dict[str, Any]) -> Any:
    return data["plans"][0]


def _group(data: dict[str, Any], name: str) -> Any:
    return next(group for group in _plan(data)["groups"] if group["id"] == name)


def _session(data: dict[str, Any], name: str) -> Any:
    return _group(data, name)["sessions"][0]


def _add_group(data: dict[str, Any], **group: Any) -> None:
    _plan(data)["groups"].append({"sessions": [], **group})


def _found(edit: Edit, name: str = "week", change: dict[str, Any] | None = None) -> list[tuple[str, str, str | None]]:
    scenario, timetable = world(name, change or {})
    data = timetable.model_dump(mode="json")
    edit(data)
    return [(each.code, each.text, each.maybe) for each in faults(scenario, Timetable.model_validate(data))]


PATROL = {"scenario": {"activities": {"patrol": {"kind": "duty", "days": ["wed"]}}}}
EVENING = {"scenario": {"periods": {"second": {"start": "17:00", "end": "17:50", "days": ["mon", "tue"]}}}}
DATED = {"scenario": {"term": {"from": "2022-09-01", "to": "2022-09-30"}}}
TURN = {"date": "2022-09-06", "group": "hw31", "periods": ["first"], "teacher": "t1"}

# Name, edit, and the one finding: code, text, advice.
CASES: list[tuple[str, Edit, str, str, str | None]] = [
    (
        "nobody leads",
        lambda data: _session(data, "football").pop("lead"),
        "timetable-lead",
        "Group football, session tue first, has no lead.",
        "name one; only where teachers take turns is none.",
    ),
    (
        "another scenario",
        lambda data: data.update(scenario="weeks"),
        "timetable-scenario",
        "The timetable is for scenario weeks, and this is scenario week.",
        "check it with the scenario it was made from.",
    ),
    (
        "another cycle",
        lambda data: data.update(cycle_weeks=2),
        "timetable-cycle",
        "The timetable repeats after 2 weeks, and the scenario after 1 week.",
        "write cycle_weeks: 1 into the one that is wrong.",
    ),
    (
        "a season unknown",
        lambda data: _plan(data).update(seasons=["regular", "regulr"]),
        "timetable-season",
        "A plan is for season regulr, which the scenario does not have.",
        "'regular' is meant.",
    ),
    (
        "a season twice",
        lambda data: _plan(data).update(seasons=["regular", "regular"]),
        "timetable-season",
        "Season regular is named 2 times; every season has one plan.",
        "leave it in one plan only.",
    ),
    (
        "two groups of one id",
        lambda data: _group(data, "football").update(id="hw31"),
        "timetable-group",
        "2 groups have the id hw31.",
        "give each group an id of its own.",
    ),
    (
        "an activity unknown",
        lambda data: _group(data, "football").update(activity="footbal"),
        "timetable-activity",
        "Group football: footbal is no activity of the scenario.",
        "'football' is meant.",
    ),
    (
        "a class unknown",
        lambda data: _group(data, "hw31").update(home_class="9-9"),
        "timetable-class",
        "Group hw31: 9-9 is no class of the scenario.",
        None,
    ),
    (
        "a club with a home class",
        lambda data: _group(data, "football").update(home_class="3-1"),
        "timetable-class",
        "Group football is a club and has the home class 3-1; only class and care groups have one.",
        "remove home_class.",
    ),
    (
        "a student unknown",
        lambda data: _group(data, "football")["members"].append("a11"),
        "timetable-student",
        "Group football has a member that is no student of the scenario: a11.",
        "'a1' is meant.",
    ),
    (
        "students unknown",
        lambda data: _session(data, "hw31").update(members=["a1", "x1", "x2", "x3", "x4", "x1"]),
        "timetable-student",
        "Group hw31, session mon first, has 4 members that are no students of the scenario: x1, x2, x3 and 1 more.",
        None,
    ),
    (
        "a club session with members of its own",
        lambda data: _session(data, "football").update(members=["a1"]),
        "timetable-members",
        "Group football, session tue first, is a club's and has members of its own; only class and care sessions have.",
        "remove the session's members.",
    ),
    (
        "a day unknown",
        lambda data: _session(data, "hw31").update(day="sun"),
        "timetable-day",
        "Group hw31, session sun first, is on sun; the scenario has mon, tue and wed.",
        None,
    ),
    (
        "a week beyond the cycle",
        lambda data: _session(data, "hw31").update(week=2),
        "timetable-week",
        "Group hw31, session week 2 mon first, is in week 2; the cycle has 1 week.",
        None,
    ),
    (
        "a period unknown",
        lambda data: _session(data, "hw31").update(periods=["frist"]),
        "timetable-period",
        "Group hw31, session mon frist: frist is no period of the scenario.",
        "'first' is meant.",
    ),
    (
        "a period twice",
        lambda data: _session(data, "hw31").update(periods=["first", "first"]),
        "timetable-period",
        "Group hw31, session mon first and first: the periods of a session follow one another, in the scenario's "
        "order.",
        "make it two sessions.",
    ),
    (
        "a room unknown",
        lambda data: _session(data, "hw31").update(room="r33"),
        "timetable-room",
        "Group hw31, session mon first: r33 is no room of the scenario.",
        "'r32' is meant.",
    ),
    (
        "a lead unknown",
        lambda data: _session(data, "hw31").update(lead="Smith"),
        "timetable-teacher",
        "Group hw31, session mon first: Smith is no teacher of the scenario.",
        None,
    ),
    (
        "an assistant unknown",
        lambda data: _session(data, "hw31").update(assistants=["t1", "t9", "t9"]),
        "timetable-teacher",
        "Group hw31, session mon first: t9 is no teacher of the scenario.",
        None,
    ),
    (
        "a turn of no group",
        lambda data: data.update(rota=[{**TURN, "group": "hw30"}]),
        "timetable-group",
        "Turn 1 of the rota (2022-09-06): hw30 is no group of the timetable.",
        "'hw32' is meant.",
    ),
    (
        "a turn of nobody",
        lambda data: data.update(rota=[{**TURN, "teacher": "nobody"}]),
        "timetable-teacher",
        "Turn 1 of the rota (2022-09-06): nobody is no teacher of the scenario.",
        None,
    ),
    (
        "a turn at no time",
        lambda data: data.update(rota=[TURN, {**TURN, "periods": ["noon"]}]),
        "timetable-period",
        "Turn 2 of the rota (2022-09-06): noon is no period of the scenario.",
        None,
    ),
]


@pytest.mark.parametrize(
    ("edit", "code", "text", "maybe"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_fault_is_found(edit: Edit, code: str, text: str, maybe: str | None) -> None:
    assert _found(edit) == [(code, text, maybe)]


def test_a_season_without_a_plan() -> None:
    found = _found(
        lambda data: _plan(data).update(seasons=["winter"]), change={"scenario": {"seasons": {"winter": {}}}}
    )
    advice = "add regular to the seasons of the plan that holds then."
    assert found == [("timetable-season", "Season regular has no plan.", advice)]


def test_a_period_that_does_not_exist_on_the_day() -> None:
    found = _found(lambda data: _group(data, "hw31")["sessions"][2].update(periods=["second"]), change=EVENING)
    text = "Group hw31, session wed second: period second does not exist on wed, but on mon and tue."
    assert found == [("timetable-period", text, None)]


@pytest.mark.parametrize("periods", [["second", "first"], ["first", "third"]])
def test_periods_that_do_not_follow_one_another(periods: list[str]) -> None:
    third = {"scenario": {"periods": {"third": {"start": "18:00", "end": "18:50"}}}}
    found = _found(lambda data: _session(data, "hw31").update(periods=periods), "afternoon", third)
    assert [code for code, *_ in found] == ["timetable-period"]


def test_a_duty_with_members() -> None:
    def edit(data: dict[str, Any]) -> None:
        session = {"day": "wed", "periods": ["first"], "lead": "t4", "members": []}
        _add_group(data, id="patrol", activity="patrol", members=["a1"], home_class="3-1", sessions=[session])

    assert _found(edit, change=PATROL) == [
        (
            "timetable-class",
            "Group patrol is a duty and has the home class 3-1; only class and care groups have one.",
            "remove home_class.",
        ),
        ("timetable-members", "Group patrol is a duty and has 1 member; a duty has none.", "remove its members."),
        (
            "timetable-members",
            "Group patrol, session wed first, is a duty's and has members of its own; only class and care sessions "
            "have.",
            "remove the session's members.",
        ),
    ]


def test_a_turn_on_a_date_without_a_programme() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["rota"] = [TURN, {**TURN, "date": "2022-09-08"}]

    text = "Turn 2 of the rota (2022-09-08) is on a date on which nothing is held."
    assert _found(edit, change=DATED) == [("timetable-date", text, None)]


def test_the_plan_is_named_where_there_are_several() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["plans"].append({"seasons": ["winter"], "groups": [{"id": "x", "activity": "chess", "sessions": []}]})
        _plan(data)["seasons"] = ["regular"]

    text = "Group x of the plan for winter: chess is no activity of the scenario."
    assert _found(edit, change={"scenario": {"seasons": {"winter": {}}}}) == [("timetable-activity", text, None)]


def test_where_teachers_take_turns_nobody_is_named() -> None:
    by_rota: dict[str, Any] = {"scenario": {"activities": {"homework": {"rota": {}}}}}

    def edit(data: dict[str, Any]) -> None:
        for group in ("hw31", "hw32"):
            for session in _group(data, group)["sessions"]:
                session.update(lead=None)
        _session(data, "hw31")["lead"] = "t1"
        _session(data, "hw32")["assistants"] = ["t2"]

    advice = "remove lead and assistants; the rota names them."
    assert _found(edit, change=by_rota) == [
        (
            "timetable-lead",
            f"Group {group}, session mon first, has teachers ({who}), but they take turns in homework.",
            advice,
        )
        for group, who in (("hw31", "t1"), ("hw32", "t2"))
    ]


def test_the_same_group_may_be_in_two_plans() -> None:
    def edit(data: dict[str, Any]) -> None:
        data["plans"].append({**_plan(data), "seasons": ["winter"]})
        _plan(data)["seasons"] = ["regular"]

    assert _found(edit, change={"scenario": {"seasons": {"winter": {}}}}) == []


def test_all_faults_are_found_at_once() -> None:
    together = ("another scenario", "another cycle", "a club with a home class", "students unknown", "a day unknown")
    edits = [
        case[1] for case in CASES if case[0] in (*together, "a room unknown", "a lead unknown", "a turn of nobody")
    ]
    codes = [code for code, *_ in _found(lambda data: [edit(data) for edit in edits])]
    assert codes == [
        "timetable-scenario",
        "timetable-cycle",
        "timetable-day",
        "timetable-room",
        "timetable-teacher",
        "timetable-student",
        "timetable-class",
        "timetable-teacher",
    ]


def test_every_code_is_explained_and_used() -> None:
    in_cases = {case[2] for case in CASES}
    assert in_cases | {"timetable-date", "timetable-school"} == set(CODES)  # schools: test_district.py
    assert all(text.endswith(".") for text in CODES.values())
