"""The checker's sentences about weighted rules in Chinese, with names: every form that the checker really uses."""

from __future__ import annotations

from typing import Any

import pytest

from afterschool_sched.report.board import Book
from afterschool_sched.report.sayings import Sayings
from afterschool_sched.report.words import Words
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable
from tests.report.reports import Report, report_of
from tests.report.school import scenario_data, timetable


def _disturbed() -> Report:
    """A school in which every weighted rule has something to say; that required ones are broken too is no concern."""
    data = scenario_data(language="zh")
    data["cycle_weeks"] = 2
    data["activities"]["football"]["groups"]["up_to"] = 2
    data["teachers"][1]["wishes"] = {
        "avoid_days": ["tue"],
        "avoid_periods": ["first"],
        "avoid_activities": ["homework"],
        "avoid_rooms": ["r3-1"],
        "prefer_days": ["mon", "wed", "fri"],
        "prefer_periods": ["second"],
    }
    coach = next(teacher for teacher in data["teachers"] if teacher["id"] == "football1")
    coach["wishes"] = {"no_clubs": True}
    limits: dict[str, Any] = {
        "sessions_per_day": 1,
        "sessions_per_week": {"min": 3, "max": 3},
        "minutes_per_day": 60,
        "minutes_per_week": {"min": 120},
        "days_per_week": 1,
        "evenings_per_week": {"min": 3},
        "consecutive_days": 1,
        "rest_minutes": 1440,
        "late_start": {"after": "17:00", "not_before": "17:30"},
    }
    data["rules"] = [
        {"rule": "workload", "weight": 2, **limits},
        {"rule": "staff_mix", "subjects": ["latin"], "different": 9, "when": {"days": ["tue"]}, "weight": 2},
        {"rule": "staff_mix", "subjects": ["latin"], "per": "day", "weight": 2},
        {"rule": "cost", "pay_at_most": 99, "weight": 2},
        {"rule": "cost", "budget": 98, "weight": 2},
        {"rule": "even", "among": "groups", "weight": 2},
        {"rule": "even", "what": "minutes", "weight": 2},
        {"rule": "pinned", "activity": "choir", "day": "fri", "weight": 3},
    ]
    scenario = Scenario.model_validate(data)
    once = timetable(Scenario.model_validate(scenario_data()))
    groups = [_changed(group) for group in once.plans[0].groups]
    football = next(group for group in groups if group.activity == "football")
    other = football.model_copy(update={"id": "football/2", "members": football.members[:4]})
    plan = once.plans[0].model_copy(update={"groups": (*groups, other)})
    plans = tuple(plan.model_copy(update={"seasons": (season,)}) for season in ("regular", "winter"))
    return report_of(scenario, Timetable(scenario=scenario.id, cycle_weeks=2, plans=plans))


def _changed(group: Group) -> Group:
    sessions = list(group.sessions)
    if group.id == "homework:3-1":
        sessions[0] = sessions[0].model_copy(update={"lead": "t99", "room": "library"})
        sessions[1] = sessions[1].model_copy(update={"members": (*(sessions[1].members or ()), "s0201")})
    if group.id == "football/1":
        sessions[1] = sessions[1].model_copy(update={"room": "gym", "assistants": ("t2",)})
    again = [session.model_copy(update={"week": 2}) for session in sessions]
    return group.model_copy(update={"sessions": (*sessions, *again)})


def test_every_sentence_about_a_weighted_rule_is_said_in_chinese() -> None:
    report = _disturbed()
    rules = {violation.rule for violation in report.verdict.penalties}
    assert rules == {"workload", "staff_mix", "cost", "even", "wishes", "pinned", "same_people"}
    sayings = Sayings(Book(report.scenario, report.timetable, Words("zh")))
    said = {violation.text: sayings.chinese(violation.text) for violation in report.verdict.penalties}
    assert [text for text, chinese in said.items() if chinese is None] == []
    for form in (
        "平时：备老师负责作业辅导 3-1（周一第一节），但不是本班教师。",
        "冬季：作业辅导 3-1（第2周周一第一节）在图书馆，不在本班教室3-1教室。",
        "平时：3-2班学生周一第二节并入作业辅导 3-1。",
        "平时：足球 1使用2处场地：操场、体育馆。",
        "平时：足球各小组人数最少4（足球 2），最多16（足球 1），允许相差1。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望周二不安排。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望第一节不安排。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望不负责作业辅导。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望不在3-1教室。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望安排在周一、周三、周五。",
        "平时：周老师2负责作业辅导 3-1（周二第一节），但希望安排在第二节。",
        "平时：周老师2协助足球 1（周四第二节），但希望安排在周一、周三、周五。",
        "平时：赵老师1负责足球 1（周二第二节），但希望不负责社团。",
        "平时：赵老师1周三时段数为2，应至多1。",
        "平时：赵老师1第2周周三时段数为2，应至多1。",
        "平时：赵老师1第1周时段数为5，应至多3。",
        "平时：赵老师1第1周天数为3，应至多1。",
        "平时：周二第一节在岗的latin教师为0人，应至少1人。",
        "平时：第2周周二在岗的latin教师为0人，应至少1人。",
        "冬季：周二第一节在岗的latin教师为0人，应至少1人。",
        "平时：已定的安排未能保持。",
    ):
        assert form in said.values(), form
    assert any("连续天数" in (chinese or "") for chinese in said.values())
    unmet = report.page.section("overview").all("article", "unmet")
    assert unmet
    assert not [cell for a in unmet for cell in a.all("td") if "lang" in cell.attributes]


def test_a_sentence_of_unknown_form_stays_english_and_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = Scenario.model_validate(scenario_data(language="zh"))
    session = Session(day="mon", periods=("second",), room="gym", lead="t1")
    plan = Plan(seasons=("regular", "winter"), groups=(Group(id="dance", activity="dance", sessions=(session,)),))
    monkeypatch.setattr(Sayings, "chinese", lambda self, text: None)
    report = report_of(scenario, Timetable(scenario="riverside", plans=(plan,)))
    marked = [cell.text for cell in report.page.section("overview").all("td") if cell.attributes.get("lang") == "en"]
    assert report.verdict.violations[0].text in marked
