"""The file as a whole: self-contained, escaped, stable, small, in two languages, written whole or not at all."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from afterschool_sched.checker import check
from afterschool_sched.entities import Rota
from afterschool_sched.report import render, write_report
from afterschool_sched.report.html import TABS
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable, Turn
from tests.report.page import Page
from tests.report.reports import Report, report_of
from tests.report.school import make, result_of, scenario_data, timetable

ROOT = Path(__file__).resolve().parents[2]
SMALL: dict[str, Any] = {"classes": 3, "per_class": 12}
EVIL = "<script>alert('x')</script>\" onload=\"x & </td>"


def test_the_invented_school_passes_the_checker(school: Report, counted: Report) -> None:
    """So that what these tests look at is a timetable that could be put up."""
    assert school.verdict.ok
    assert counted.verdict.ok


@pytest.mark.parametrize("name", sorted({*TABS} - {"rota", "changes"}))
def test_every_view_is_there_and_can_be_reached(school: Report, name: str) -> None:
    assert school.page.section(name).tag == "section"
    links = [link.attributes["href"] for link in school.page.root.one("nav").all("a")]
    assert f"#{name}" in links


def test_every_link_leads_to_a_place_on_the_page(school: Report) -> None:
    ids = [element.attributes["id"] for element in school.page.root if "id" in element.attributes]
    assert len(ids) == len(set(ids))
    for link in school.page.root.all("a"):
        assert (link.attributes["href"] or "")[1:] in ids


def test_nothing_is_asked_for_from_outside(school: Report) -> None:
    tags = {element.tag for element in school.page.root}
    assert not tags & {"link", "img", "iframe", "object", "embed", "base", "form", "video", "audio", "image", "use"}
    for element in school.page.root:
        assert not set(element.attributes) & {"src", "srcset", "action", "data", "poster", "style"}
        assert (element.attributes.get("href") or "#").startswith("#")
        assert not [name for name in element.attributes if name.startswith("on")]
    assert "url(" not in school.html
    assert "@import" not in school.html
    assert not re.search(r"https?://", school.html)


def test_the_policy_allows_exactly_the_style_and_the_script_of_the_page(school: Report) -> None:
    policy = next(m for m in school.page.root.all("meta") if "http-equiv" in m.attributes).attributes["content"] or ""
    assert policy.startswith("default-src 'none'; ")
    for tag in ("style", "script"):
        (element,) = school.page.root.all(tag)
        digest = base64.b64encode(hashlib.sha256(element.raw.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_everything_a_user_wrote_is_escaped() -> None:
    data = scenario_data(**SMALL)
    title = {"en": EVIL, "zh": EVIL}
    data |= {"title": title, "notes": EVIL}
    data["rooms"][0] |= {"title": title, "kind": "classroom"}
    data["teachers"][0]["title"] = title
    data["classes"][0]["title"] = title
    data["periods"]["first"]["title"] = title
    data["activities"]["football"]["title"] = title
    data["activities"]["homework"]["title"] = title
    data["students"][0]["name"] = EVIL
    data["rules"][0]["note"] = EVIL
    data["teachers"][-2]["role"] = "<b>"
    data["activities"]["patrol"]["roles"] = ["<b>"]
    data["rooms"][-1]["kind"] = EVIL
    scenario = Scenario.model_validate(data)
    for language in ("en", "zh"):
        report = report_of(scenario, timetable(scenario), language)
        assert report.verdict.ok
        assert len(report.page.root.all("script")) == 1
        assert "<script>alert" not in report.html
        assert "alert" not in report.page.root.one("script").raw
        for view in (
            "overview",
            "week",
            "classes",
            "teachers",
            "rooms",
            "students",
            "choices",
            "attendance",
            "handover",
        ):
            assert " ".join(EVIL.split()) in report.page.section(view).text, view
        assert not [element for element in report.page.root if "onload" in element.attributes]


def test_the_same_input_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, '.')\n"
        "from tests.report.reports import report_of; from tests.report.school import make\n"
        "print(hashlib.sha256(report_of(*make(3, 12)).html.encode()).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    }
    assert len(digests) == 1


def test_a_school_of_700_students_fits_into_3_megabytes() -> None:
    report = report_of(*make(classes=18, per_class=39))
    assert len(report.scenario.students) == 702
    assert len(report.html.encode()) < 3_000_000


def test_the_language_is_the_scenarios_unless_another_is_asked_for(school: Report, chinese: Report) -> None:
    assert school.page.root.one("html").attributes["lang"] == "en"
    assert chinese.page.root.one("html").attributes["lang"] == "zh-Hans"
    asked = report_of(school.scenario, school.timetable, "zh")
    assert asked.html == chinese.html.replace("language", "language")
    with pytest.raises(ValueError, match="'fr' is not a language"):
        report_of(school.scenario, school.timetable, "fr")


def test_english_has_its_dates_days_and_titles(school: Report) -> None:
    assert school.page.root.one("h1").text == "Riverside Primary School"
    assert school.page.root.one("header").one("p").text == "After-school timetable · Thu 1 Sep 2022 to Fri 13 Jan 2023"
    assert [h.text for h in school.page.section("week").one("table", "clubs").all("th")][1:6] == [
        "Monday",
        "Tuesday",
        "Wednesday",
        "Thursday",
        "Friday",
    ]


def test_chinese_has_its_dates_days_and_titles(chinese: Report) -> None:
    assert chinese.page.root.one("h1").text == "河畔小学"
    assert chinese.page.root.one("header").one("p").text == "课后服务课表 · 2022年9月1日（周四）至2023年1月13日（周五）"
    week = chinese.page.section("week").text
    assert "星期一 星期二 星期三 星期四 星期五" in week
    assert "第二节 17:00–17:50；冬季 17:00–17:30" in week
    assert "作业辅导 3-1" in week
    assert "第1志愿 62" in chinese.page.section("choices").text
    assert "3-1班 3年级 · 班主任：赵老师1 · 教室：3-1教室" in chinese.page.section("classes").text


def test_nothing_english_is_left_in_the_chinese_report(chinese: Report) -> None:
    """But ids, versions, and the checker's own sentences where they are marked as English."""
    known = {"riverside", "afterschool-sched", "ortools", "SHA", "keep", "over_cap", "offer", "placement", "t99"}
    known |= {"Our", "rooms", "are", "small"}  # the school's own note
    known |= {room.kind for room in chinese.scenario.rooms} | {teacher.role for teacher in chinese.scenario.teachers}
    text = " ".join(_in_own_language(chinese.page))
    text = re.sub("|".join(sorted(map(re.escape, known), key=len, reverse=True)), " ", text)
    assert sorted(set(re.findall(r"[A-Za-z]{2,}", text))) == []


def _in_own_language(page: Page) -> list[str]:
    found: list[str] = []

    def walk(element: object) -> None:
        if isinstance(element, str):
            found.append(element)
        elif getattr(element, "attributes", {}).get("lang") != "en" or getattr(element, "tag", "") == "html":
            for child in getattr(element, "children", ()):
                walk(child)

    walk(page.root.one("body").one("main"))
    return found


def test_those_only_counted_never_appear_one_by_one(counted: Report) -> None:
    assert not re.search(r"\d-\d#\d", counted.html)
    students = counted.page.section("students")
    assert [row[0] for row in students.rows()] == ["25 students, counted only"] * 6
    assert "1–2 Robotics 2 a4" in students.rows()[0][4]


def test_two_plans_are_shown_one_after_the_other() -> None:
    scenario, made = make(**SMALL)
    (plan,) = made.plans
    plans = tuple(Plan(seasons=(season,), groups=plan.groups) for season in ("regular", "winter"))
    report = report_of(scenario, made.model_copy(update={"plans": plans}))
    for view in ("week", "classes", "teachers", "rooms", "students", "choices", "attendance", "handover"):
        boards = [h.text for h in report.page.section(view).all("h3", "board")]
        assert boards == ["Held in: Regular", "Held in: Winter"], view
    lists = [h.text for h in report.page.section("week").all("h5")]
    assert "2 Second period 17:00–17:30" in lists
    assert "2 Second period 17:00–17:50" in lists
    months = {head.text for head in report.page.section("attendance").all("th") if "202" in head.text}
    assert months == {"Sep 2022", "Oct 2022", "Nov 2022", "Dec 2022", "Jan 2023"}


def test_weeks_that_differ_are_shown_apart_and_weeks_alike_together() -> None:
    data = scenario_data(**SMALL)
    data["cycle_weeks"] = 2
    scenario = Scenario.model_validate(data)
    once = timetable(Scenario.model_validate(scenario_data(**SMALL)))

    def twice(group: Group, lead: str | None) -> Group:
        again = [s.model_copy(update={"week": 2} | ({"lead": lead} if lead else {})) for s in group.sessions]
        return group.model_copy(update={"sessions": (*group.sessions, *again)})

    for lead, headings in ((None, []), ("t99", ["Week 1 of the cycle", "Week 2 of the cycle"])):
        groups = tuple(twice(g, lead if g.id == "homework:3-1" else None) for g in once.plans[0].groups)
        plan = once.plans[0].model_copy(update={"groups": groups})
        report = report_of(scenario, once.model_copy(update={"plans": (plan,), "cycle_weeks": 2}))
        assert [h.text for h in report.page.section("week").all("h3", "board")] == headings
        rows = {row[0]: row for row in report.page.section("teachers").rows()}
        assert rows["Teacher 3"][-4:] == ["12", "600", "6", "6"]  # counted over both weeks


def _by_turns(language: str) -> Page:
    """The small school, in which two people take turns on patrol; one turn is taken, and the others are open."""
    scenario, made = make(**SMALL)
    patrol = scenario.activities["patrol"].model_copy(
        update={"roles": None, "rota": Rota.model_validate({"among": {"teachers": ["t99", "t1"]}})}
    )
    scenario = scenario.model_copy(update={"activities": {**scenario.activities, "patrol": patrol}})
    groups = [
        group.model_copy(update={"sessions": tuple(s.model_copy(update={"lead": None}) for s in group.sessions)})
        if group.activity == "patrol"
        else group
        for group in made.plans[0].groups
    ]
    plan = made.plans[0].model_copy(update={"groups": tuple(groups)})
    turn = Turn.model_validate({"date": "2022-09-05", "group": "patrol", "periods": ["second"], "teacher": "t99"})
    return report_of(scenario, made.model_copy(update={"plans": (plan,), "rota": (turn,)}), language).page


def test_a_rota_is_listed_by_person_and_by_date() -> None:
    people, dates = _by_turns("en").section("rota").all("table")
    assert people.rows() == [["Teacher 1", "0", "without a turn"], ["Ms Spare", "1", "5 Sep"]]
    assert ["Mon 5 Sep 2022", "Patrol", "Second period", "Ms Spare"] in dates.rows()
    titles = [head.text for head in _by_turns("zh").section("rota").all("h3")]
    assert [title.partition("：")[2] for title in titles] == ["按人员", "按日期"]


def test_without_turns_there_is_no_page_of_them(school: Report) -> None:
    assert "#rota" not in {link.attributes["href"] for link in school.page.root.one("nav").all("a")}


def test_where_teachers_take_turns_the_week_says_so() -> None:
    assert "by rota" in _by_turns("en").section("week").text


def test_a_timetable_that_breaks_rules_says_so_first() -> None:
    scenario, made = make(**SMALL)
    groups = list(made.plans[0].groups)
    homework = next(at for at, group in enumerate(groups) if group.id == "homework:3-1")
    groups[homework] = groups[homework].model_copy(update={"sessions": groups[homework].sessions[1:]})
    report = report_of(
        scenario, Timetable(scenario="riverside", plans=(made.plans[0].model_copy(update={"groups": tuple(groups)}),))
    )
    status = report.page.section("overview").one("div", "status")
    assert "bad" in status.classes
    assert status.text.startswith("This timetable breaks required rules 1 time: see")
    assert "Broken required rules" in report.page.section("overview").text
    assert report.verdict.violations[0].text in report.page.section("overview").text


def test_a_group_no_one_is_in_and_an_empty_week_can_be_shown() -> None:
    """A timetable being made by hand: judged, and shown, though nothing is in it."""
    scenario, _ = make(**SMALL)
    session = Session(day="mon", periods=("second",), room="gym", lead="t1")
    plan = Plan(seasons=("regular", "winter"), groups=(Group(id="dance", activity="dance", sessions=(session,)),))
    report = report_of(scenario, Timetable(scenario="riverside", plans=(plan,)))
    assert "bad" in report.page.section("overview").one("div", "status").classes
    empty = report_of(scenario, Timetable(scenario="riverside", plans=(plan.model_copy(update={"groups": ()}),)))
    assert "Nothing is held." in empty.page.section("week").text


def test_the_file_is_written_whole_and_replaced(tmp_path: Path) -> None:
    scenario, made = make(**SMALL)
    verdict = check(scenario, made)
    path = tmp_path / "report.html"
    path.write_text("old")
    assert write_report(scenario, made, verdict, None, path, "zh") == path
    assert path.read_text(encoding="utf-8") == render(scenario, made, verdict, None, "zh")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]


def test_a_result_makes_no_difference_to_the_timetable(school: Report) -> None:
    without = Page(render(school.scenario, school.timetable, school.verdict))
    for view in ("week", "students", "attendance", "handover"):
        assert without.section(view).text == school.page.section(view).text
    assert "it was judged, not searched for" in without.section("overview").text
    assert result_of(school.verdict).seed == 7
