"""The page of a district: schools side by side, aims with gaps, and who is where."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched.checker import check
from afterschool_sched.record import Figures
from afterschool_sched.report import render, summary, write_report
from afterschool_sched.report.figures import together
from afterschool_sched.result import Result
from afterschool_sched.run import solve
from afterschool_sched.scenario import District
from afterschool_sched.timetable import Timetable
from tests.report.page import Page
from tests.two_schools import read


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[District, Result]:
    district = read(tmp_path_factory.mktemp("district"))
    return district, solve(district, seconds=10, deterministic=True)


def page(district: District, timetable: Timetable, result: Result | None, language: str = "en") -> Page:
    return Page(render(district, timetable, check(district, timetable), result, language))


def test_schools_are_compared_in_figures(solved: tuple[District, Result]) -> None:
    district, result = solved
    rows = page(district, result.timetable, result).section("schools").rows()
    assert [row[:3] for row in rows] == [
        ["North School", "East End", "2"],
        ["south", "", "2"],
        ["All schools", "", "4"],
    ]
    assert [row[3:10] for row in rows] == [
        ["2", "100 %", "0", "1", "1–1", "100 %", "1"],
        ["2", "100 %", "0", "1", "1–1", "100 %", "1"],
        ["4", "100 %", "0", "1", "1–1", "100 %", "1"],
    ]


def test_figures_of_all_schools_are_weighted() -> None:
    few, many = (
        Figures(
            students=students,
            classes=1,
            teachers=teachers,
            club_groups=1,
            sessions=sessions,
            with_choices=students,
            first_choice=first,
            unplaced=1,
            unserved=0,
            load_mean=load,
            load_min=1,
            load_max=most,
            own_teacher=own,
            plans=1,
            aims=(),
        )
        for students, teachers, sessions, first, load, most, own in (
            (10, 1, 10, 0.5, 2.0, 2, None),
            (30, 3, 30, 0.9, 4.0, 7, 0.25),
        )
    )
    both = together([few, many], ())
    assert (both.students, both.teachers, both.unplaced) == (40, 4, 2)
    assert (both.first_choice, both.own_teacher) == (0.8, 0.25)
    assert (both.load_mean, both.load_min, both.load_max) == (3.5, 1, 7)


def test_aims_stand_for_every_school_and_for_all(solved: tuple[District, Result]) -> None:
    district, result = solved
    rows = page(district, result.timetable, result).section("aims").rows()
    assert [row[0] for row in rows] == ["North School", "south", "All schools"]
    assert [row[1:3] for row in rows] == [["0 (0 %)", "0 (0 %)"]] * 3
    without = page(district, result.timetable, None).section("aims").rows()
    assert [row[1:3] for row in without] == [["0", "0"]] * 3


def test_shared_people_are_shown_by_day(solved: tuple[District, Result]) -> None:
    district, result = solved
    table = page(district, result.timetable, result).section("people")
    ((name, monday, tuesday),) = table.rows()
    assert name == "coach"
    assert sorted([monday, tuesday]) == ["North School", "south"]
    data = result.timetable.model_dump(mode="json")
    for school in data["schools"].values():
        for group in school["plans"][0]["groups"]:
            for session in group["sessions"]:
                session["day"] = "mon"
    ((name, both),) = page(district, Timetable.model_validate(data), None).section("people").rows()
    assert (name, both.replace(" ,", ",")) == ("coach", "North School, south")


def test_it_speaks_chinese(solved: tuple[District, Result]) -> None:
    district, result = solved
    found = page(district, result.timetable, result, "zh")
    assert found.root.one("h1").text == "两校"
    assert found.section("aims").rows()[-1][0] == "全部学校"


def test_what_is_broken_between_schools_is_told(solved: tuple[District, Result]) -> None:
    district, result = solved
    data = result.timetable.model_dump(mode="json")
    for school in data["schools"].values():
        for group in school["plans"][0]["groups"]:
            for session in group["sessions"]:
                session["day"] = "mon"
    html = render(district, Timetable.model_validate(data), check(district, Timetable.model_validate(data)))
    assert "Teacher coach has sessions at north and south on mon; it is one school a day." in html
    assert "must not be put up" in html


def test_the_summary_has_a_line_for_every_school(solved: tuple[District, Result]) -> None:
    district, result = solved
    text = summary(district, result.timetable, result.verdict, result)
    lines = [line.split() for line in text.splitlines()]
    assert [line[:3] for line in lines if line[:1] in (["north"], ["south"])] == [
        ["north", "2", "2"],
        ["south", "2", "2"],
    ]
    assert "independent check" in text


def test_every_school_has_a_report_of_its_own(tmp_path: Path, solved: tuple[District, Result]) -> None:
    district, result = solved
    write_report(district, result.timetable, result.verdict, result, tmp_path / "all.html")
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.html"))
    assert names == ["all.html", "north/report.html", "south/report.html"]
    assert "chess" in (tmp_path / "north" / "report.html").read_text(encoding="utf-8")
