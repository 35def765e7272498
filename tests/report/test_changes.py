"""What a season's own timetable changes, as the report tells it."""

from __future__ import annotations

from typing import Any

import pytest

from afterschool_sched.checker import check
from afterschool_sched.report import render
from afterschool_sched.report.board import Book
from afterschool_sched.report.changes import Changes, Move, Switch, changes
from afterschool_sched.report.words import Language, Words
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable
from tests.report.page import Page
from tests.rule_cases import world

ON_WEDNESDAY: dict[str, Any] = {
    "football": {"sessions": {"tue first": None, "wed first": {}}},
    "hw31": {"sessions": {"tue first": {"members": ["a1", "a2", "a3"]}, "wed first": {"members": ["a3"]}}},
}
CLOSED: dict[str, Any] = {"football": None, "hw31": {"sessions": {"tue first": {"members": ["a1", "a2", "a3"]}}}}


def school(winter: dict[str, Any], autumn: dict[str, Any] | None = None, **scenario: Any) -> tuple[Scenario, Timetable]:
    """The week, or what else it is in autumn, and a winter in which these groups are different."""
    own = {"seasons": {"winter": {"timetable": "own"}}}
    plans = {
        "autumn": {"seasons": ["regular"], "groups": autumn or {}},
        "winter": {"seasons": ["winter"], "groups": winter},
    }
    return world("week", {"scenario": own}, {"scenario": scenario, "plans": plans})


def told(winter: dict[str, Any], language: Language = "en", **scenario: Any) -> Changes:
    (found,) = changes(Book(*school(winter, **scenario), Words(language)))
    return found


def football(found: Changes) -> Move:
    (move,) = found.clubs
    return move


def test_one_plan_changes_nothing() -> None:
    assert changes(Book(*world("week"), Words("en"))) == ()
    found = told({})
    assert not found.any
    assert [number for _, number in found.numbers] == [0, 0, 0]


@pytest.mark.parametrize(
    ("scenario", "why"),
    [
        ({}, "to make room for other changes"),
        ({"teachers": {"t3": {"available": ["wed"]}}}, "t3 is not there then"),
        (
            {"meetings": [{"day": "tue", "span": "16:30-17:00", "teachers": ["t3"]}]},
            "t3 is not there then",
        ),
        ({"rooms": {"hall": {"open": ["wed"]}}}, "hall is closed then"),
        (
            {"rooms": {"hall": {"outdoor": True}}, "seasons": {"winter": {"dark_from": "16:49"}}},
            "it would end after dark (first, 16:00–16:50)",
        ),
        (
            {
                "seasons": {"winter": {"latest_end": "16:49"}},
                "periods": {"first": {"in": {"winter": {"start": "16:00", "end": "16:50"}}}},
            },
            "first (16:00–16:50) would end too late",
        ),
        (
            {"seasons": {"winter": {"latest_end": "16:39"}}},
            "it needs 40 minutes and would have 39 (first, 16:00–16:39)",
        ),
        (
            {
                "rooms": {"hall": {"outdoor": True}},
                "seasons": {"winter": {"latest_end": "16:39", "dark_from": "16:30"}},
            },
            "it needs 40 minutes and would have 39 (first, 16:00–16:39); it would end after dark (first, 16:00–16:39)",
        ),
        ({"periods": {"first": {"in": {"winter": "off"}}}}, "first is not held"),
        ({"students": {"a1": {"leave_in": {"winter": {"tue": "16:30"}}}}}, "1 member leaves earlier"),
    ],
)
def test_a_club_that_moves_and_why(scenario: dict[str, Any], why: str) -> None:
    move = football(told(ON_WEDNESDAY, **scenario))
    assert (move.label, move.before, move.now) == ("football", "Tue 1 · hall · t3", "Wed 1 · hall · t3")
    assert move.why == why


def test_a_club_that_closes_and_those_whom_it_leaves() -> None:
    found = told(CLOSED)
    move = football(found)
    assert (move.now, move.why) == ("closed", "no time, teacher or room was left for it")
    assert found.students == (Switch("a1", "3-1", "football", ""), Switch("a2", "3-1", "football", ""))
    assert [number for _, number in found.numbers] == [2, 0, 0]


def test_a_club_that_opens() -> None:
    chess = {"activity": "chess", "room": "hall", "lead": "t4", "members": ["a3"], "sessions": {"mon first": {}}}
    found = told(
        {"chess": chess, "hw31": {"sessions": {"mon first": {"members": ["a1", "a2"]}}}},
        activities={"chess": {"kind": "club", "room": "hall"}},
        students={"a3": {"choices": ["chess"]}},
    )
    assert (football(found).label, football(found).before, football(found).why) == ("chess", "not open", "")
    assert found.students == (Switch("a3", "3-1", "", "chess"),)


def test_groups_of_one_club_are_told_by_their_members() -> None:
    two: dict[str, Any] = {
        "football": {"members": ["a2"]},
        "more": {
            "activity": "football",
            "room": "hall",
            "lead": "t3",
            "members": ["a1"],
            "sessions": {"wed first": {}},
        },
        "hw31": {"sessions": {"tue first": {"members": ["a1", "a3"]}, "wed first": {"members": ["a2", "a3"]}}},
    }
    moves = told(two).clubs
    assert [(move.before, move.now) for move in moves] == [("not open", "Wed 1 · hall · t3")]


def test_groups_of_those_who_are_only_counted_are_told_by_what_they_do() -> None:
    """Who changes between two groups of a club has other times; nobody has where they are only numbers."""

    def groups(on_tuesday: str, on_wednesday: str) -> dict[str, Any]:
        more = {"activity": "football", "room": "hall", "lead": "t3", "members": [on_wednesday]}
        return {"football": {"members": [on_tuesday]}, "more": {**more, "sessions": {"wed first": {}}}}

    scenario, timetable = school(groups("a2", "a1"), groups("a1", "a2"))
    (named,) = changes(Book(scenario, timetable, Words("en")))
    assert [(move.before, move.now) for move in named.clubs] == [
        ("Tue 1 · hall · t3", "Wed 1 · hall · t3"),
        ("Wed 1 · hall · t3", "Tue 1 · hall · t3"),
    ]
    (number,) = changes(Book(*counted(scenario, timetable), Words("en")))
    assert not number.any


def test_two_teachers_who_exchange_their_groups_of_a_club() -> None:
    def groups(on_tuesday: str, on_wednesday: str) -> dict[str, Any]:
        more = {"activity": "football", "room": "hall", "lead": on_wednesday, "members": ["a2"]}
        return {
            "football": {"lead": on_tuesday, "members": ["a1"]},
            "more": {**more, "sessions": {"wed first": {}}},
        }

    (found,) = changes(Book(*school(groups("t4", "t3"), groups("t3", "t4")), Words("en")))
    assert [(move.label, move.now, move.why) for move in found.clubs] == [
        ("football 1", "Tue 1 · hall · t4", "t3 has football 2 instead"),
        ("football 2", "Wed 1 · hall · t3", "t4 has football 1 instead"),
    ]


def test_periods_at_other_times() -> None:
    assert told({}).clock == ()
    found = told({}, periods={"first": {"in": {"winter": {"start": "15:50", "end": "16:40"}}}})
    assert found.clock == (Move("first", "clock", "16:00–16:50", "15:50–16:40", ""),)
    assert found.any
    assert [move.now for move in told({}, periods={"first": {"in": {"winter": "off"}}}).clock] == ["Winter not held"]


@pytest.mark.parametrize(
    ("here", "there", "why"),
    [
        ({"lead": "t2"}, {"lead": "t1"}, "t1 is needed for homework 3-2 then"),
        ({"room": "r32"}, {"room": "r31"}, "r31 is needed for homework 3-2 then"),
        ({"lead": "t4"}, {}, "to make room for other changes"),
    ],
)
def test_a_class_for_the_sake_of_another(here: dict[str, str], there: dict[str, str], why: str) -> None:
    found = told({"hw31": {"sessions": {"mon first": here}}, "hw32": {"sessions": {"mon first": there}}})
    assert found.others[0].why == why


def test_a_class_that_has_something_on_another_day() -> None:
    reading = {"activity": "reading", "home_class": "3-1", "room": "r31", "lead": "t1", "members": ["a1", "a2", "a3"]}
    autumn = {"hw31": {"sessions": {"wed first": None}}, "reading": {**reading, "sessions": {"wed first": {}}}}
    winter = {"hw31": {"sessions": {"mon first": None}}, "reading": {**reading, "sessions": {"mon first": {}}}}
    (found,) = changes(Book(*school(winter, autumn, activities={"reading": {"kind": "class"}}), Words("en")))
    assert [(move.label, move.why) for move in found.others] == [
        ("Class 3-1 Mon 1", "reading is no longer on Wed 1"),
        ("Class 3-1 Wed 1", "homework is no longer on Mon 1"),
    ]


def test_another_teacher_of_a_class_is_told_with_the_time() -> None:
    winter = {"hw31": {"sessions": {"mon first": {"lead": "t4", "room": "r32"}}}}
    found = told(winter, teachers={"t1": {"available": ["tue", "wed"]}})
    (move,) = found.others
    assert (move.label, move.kind) == ("Class 3-1 Mon 1", "class")
    assert (move.before, move.now) == ("homework 3-1 · r31 · t1", "homework 3-1 · r32 · t4")
    assert move.why == "t1 is not there then"
    assert [number for _, number in found.numbers] == [1, 1, 0]


def counted(scenario: Scenario, timetable: Timetable) -> tuple[Scenario, Timetable]:
    """The same with numbers in the place of students."""
    for before, now in (("a1", "3-1#1"), ("a2", "3-1#2"), ("a3", "3-1#3"), ("b1", "3-2#1"), ("b2", "3-2#2")):
        timetable = Timetable.model_validate_json(timetable.to_json().replace(f'"{before}"', f'"{now}"'))
    data = scenario.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data["students"] = []
    data["activities"]["football"]["expect"] = {"3-1": 2}
    for home, number in zip(data["classes"], (3, 2), strict=True):
        home["students"] = number
    return Scenario.model_validate({**data, "format": 1}), timetable


def test_students_who_are_only_counted_are_counted() -> None:
    (found,) = changes(Book(*counted(*school(CLOSED)), Words("zh")))
    assert found.students == (Switch("", "3-1", "football", "", 2),)


def test_the_page_has_a_view_of_changes_where_there_are_plans_to_compare() -> None:
    scenario, timetable = school(ON_WEDNESDAY)
    for language, words in (("en", "to make room for other changes"), ("zh", "因其他变动而调整")):
        page = Page(render(scenario, timetable, check(scenario, timetable), None, language))
        section = page.section("changes")
        assert [row[-1] for row in section.one("table").rows()][-1:] == [words]
        assert "Wed 1 · hall · t3" in section.text or language == "zh"
    alone = Page(render(*(made := world("week")), check(*made)))
    assert "changes" not in {element.attributes.get("id") for element in alone.root}
