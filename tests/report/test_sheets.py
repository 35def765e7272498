"""Attendance sheets and hand-over lists."""

from __future__ import annotations

from datetime import date

from afterschool_sched.calendar import Calendar
from afterschool_sched.entities import DatedException
from tests.report.page import Element
from tests.report.reports import Report, report_of
from tests.report.school import make


def _sheets(report: Report, title: str) -> list[Element]:
    articles = report.page.section("attendance").all("article", "sheet")
    return [article for article in articles if article.one("h3").text.split(" sheet ")[0] == title]


def test_there_is_a_sheet_for_every_group_with_students(school: Report) -> None:
    titles = {
        article.one("h3").text.split(" sheet ")[0]
        for article in school.page.section("attendance").all("article", "sheet")
    }
    groups = [group for group in school.timetable.plans[0].groups if group.activity != "patrol"]
    assert len(titles) == len(groups)
    assert "Patrol" not in titles


def test_a_club_has_a_box_for_every_member_and_every_date_of_the_term(school: Report) -> None:
    calendar = Calendar(school.scenario)
    dates = [day for day, (_, _, weekday) in calendar.dates.items() if weekday in ("tue", "thu")]
    assert date(2022, 10, 4) not in dates  # a holiday
    sheets = _sheets(school, "Football")
    shown = [cell.text for sheet in sheets for cell in sheet.all("th", "b")]
    assert shown == [f"{day.day} {'Tu' if day.weekday() == 1 else 'Th'}" for day in dates]
    members = next(group.members for group in school.timetable.plans[0].groups if group.activity == "football")
    for sheet in sheets:
        rows = sheet.all("tbody")[0].all("tr")
        assert len(rows) == len(members)
        columns = len(sheet.all("th", "b"))
        assert columns <= 24
        assert all(len(row.cells()) == 3 + columns for row in rows)
        assert (
            sum(int(head.attributes["colspan"] or 0) for head in sheet.all("th") if head.attributes.get("colspan")) - 6
            == columns
        )


def test_a_make_up_day_is_held_as_the_weekday_it_replaces(school: Report) -> None:
    """Saturday 8 October 2022 is held as a Friday: games."""
    heads = [cell.text for sheet in _sheets(school, "Games 3-1") for cell in sheet.all("th", "b")]
    assert heads[heads.index("30 Fr") + 1] == "8 Fr"


def test_boxes_say_when_a_student_is_expected(school: Report) -> None:
    """A football player of 3-1 does homework on Tuesdays in the first period only, and on Mondays in both."""
    football = next(group for group in school.timetable.plans[0].groups if group.activity == "football")
    names = {student.id: student for student in school.scenario.students}
    player = next(names[m] for m in football.members if names[m].class_ == "3-1" and names[m].days is None)
    guest = next(s for s in school.scenario.students if s.class_ == "3-1" and s.days == ("mon", "tue", "wed"))
    sheet = _sheets(school, "Homework 3-1")[0]
    heads = [cell.text for cell in sheet.all("th", "b")]
    rows = {row[1]: row[3:] for row in _rows(sheet)}
    marks = dict(zip(heads, rows[str(player.name)], strict=True))
    assert marks["6 Tu"] == "1"
    assert marks["5 Mo"] == ""
    assert dict(zip(heads, rows[str(guest.name)], strict=True))["8 Th"] == "–"


def _rows(sheet: Element) -> list[list[str]]:
    return [[cell.text for cell in row.cells()] for row in sheet.all("tbody")[0].all("tr")]


def test_the_expected_number_agrees_with_the_sessions(school: Report) -> None:
    sheet = _sheets(school, "Homework 3-1")[0]
    heads = [cell.text for cell in sheet.all("th", "b")]
    sums = [[cell.text for cell in row.cells()] for row in sheet.one("tbody", "sums").all("tr")]
    homework = next(group for group in school.timetable.plans[0].groups if group.id == "homework:3-1")
    tuesday = [len(s.members or ()) for s in homework.sessions if s.day == "tue"]
    assert dict(zip(heads, sums[0][2:], strict=True))["6 Tu"] == " ".join(str(number) for number in tuesday)


def test_who_leaves_earlier_in_winter_is_not_expected_there_after_the_winter_begins() -> None:
    """A student who in winter leaves before the second period begins is expected in it until then."""
    scenario, timetable = make()
    student = next(s for s in scenario.students if s.class_ == "3-1" and s.leave is None and s.days is None)
    changed = student.model_copy(update={"leave_in": {"winter": 17 * 60}, "name": "Early Bird"})
    students = tuple(changed if s.id == student.id else s for s in scenario.students)
    report = report_of(scenario.model_copy(update={"students": students}), timetable)
    marks: dict[str, str] = {}
    for sheet in _sheets(report, "Homework 3-1"):
        row = next(row for row in _rows(sheet) if row[1] == "Early Bird")
        months = [head.text for head in sheet.all("th") if "20" in head.text]
        marks |= {f"{months[0]} {head.text}": mark for head, mark in zip(sheet.all("th", "b"), row[3:], strict=True)}
    assert marks["Oct 2022 26 We"] == ""
    assert marks["Nov 2022 2 We"] == "1"


def test_without_dates_there_are_boxes_to_write_them_in(counted: Report) -> None:
    sheet = _sheets(counted, "Football")[0]
    assert [cell.text for cell in sheet.all("th", "b")] == ["Tu", "Th"] * 10


def test_those_who_are_only_counted_have_blank_lines(counted: Report) -> None:
    sheet = _sheets(counted, "Football")[0]
    rows = _rows(sheet)
    assert [row[:3] for row in rows[:3]] == [["1", "", "3-1"], ["2", "", "3-1"], ["3", "", "3-2"]]
    assert len(rows) == 12
    assert "3-1: 2, 3-2: 2, 4-1: 2, 4-2: 2, 5-1: 2, 5-2: 2" in sheet.text


def _collected(report: Report) -> list[tuple[str, str, str, str, list[str]]]:
    """(group, day, times, lead, people) of every line of the hand-over lists."""
    found = []
    for article in report.page.section("handover").all("article"):
        day = ""
        for row in article.all("tbody")[0].all("tr"):
            cells = row.cells()
            if cells[0].tag == "th":
                day, cells = cells[0].text, cells[1:]
            people = [span.text for span in cells[-1].all("span", "o")]
            found.append((article.one("h3").text, day, cells[0].text, cells[1].text, people))
    return found


def test_every_student_is_collected_once_a_day_from_the_last_group(school: Report) -> None:
    lines = _collected(school)
    by_day: dict[str, list[str]] = {}
    for _, day, _, _, people in lines:
        by_day.setdefault(day, []).extend(people)
    staying = {
        day: {
            m
            for g in school.timetable.plans[0].groups
            for s in g.sessions
            if s.day == key
            for m in s.members or g.members
        }
        for key, day in (("mon", "Monday"), ("thu", "Thursday"))
    }
    for day, students in staying.items():
        assert len(by_day[day]) == len(students)
    football = [line for line in lines if line[0] == "Football" and line[1] == "Tuesday"]
    assert sum(len(line[4]) for line in football) == 16
    assert all(line[3] == "Teacher 1 Sports ground" for line in football)
    assert not [line for line in lines if line[0] == "Football" and line[1] == "Monday"]


def test_those_collected_earlier_stand_apart_with_their_time(school: Report) -> None:
    monday = [line for line in _collected(school) if line[0] == "Homework 3-1" and line[1] == "Monday"]
    assert [line[2] for line in monday] == ["16:50", "17:50 Winter 17:15", "17:50 Winter 17:30"]
    early = [s.name for s in school.scenario.students if s.class_ == "3-1" and s.leave == 16 * 60 + 50]
    assert monday[0][4] == early


def test_hand_over_of_those_only_counted_is_a_number(counted: Report) -> None:
    lines = _collected(counted)
    assert ("Football", "Tuesday", "17:50 Winter 17:30", "Teacher 1 Sports ground") in [line[:4] for line in lines]
    people = next(line[4] for line in lines if line[:2] == ("Football", "Tuesday"))
    assert people == ["3-1: 2", "3-2: 2", "4-1: 2", "4-2: 2", "5-1: 2", "5-2: 2"]


def test_a_period_that_winter_does_not_have_moves_the_hand_over_to_the_group_before() -> None:
    """In winter everybody is collected after the first period, so from the class and not from the club."""
    scenario, timetable = make(language="en")
    period = scenario.periods["second"].model_copy(update={"in_": {"winter": "off"}})
    off = scenario.model_copy(update={"periods": {**scenario.periods, "second": period}})
    report = report_of(off, timetable)
    assert not report.verdict.ok  # clubs must be held in winter too; the lists are right all the same
    lines = _collected(report)
    tuesday = [line for line in lines if line[0] == "Football" and line[1] == "Tuesday"]
    assert {line[2] for line in tuesday} == {"17:50 (Regular only)"}
    assert "16:50 (Winter only)" in {line[2] for line in lines if line[0] == "Homework 3-1" and line[1] == "Tuesday"}


def test_a_cancelled_date_has_no_box() -> None:
    scenario, timetable = make()
    exception = DatedException.model_validate({"dates": "2022-09-06", "periods": ["second"]})
    term = scenario.term.model_copy(update={"exceptions": (exception,)})
    report = report_of(scenario.model_copy(update={"term": term}), timetable)
    heads = {
        title: [cell.text for sheet in _sheets(report, title) for cell in sheet.all("th", "b")]
        for title in ("Football", "Homework 3-1")
    }
    assert heads["Football"].count("6 Tu") == 1  # in December, but not in September
    assert heads["Homework 3-1"].count("6 Tu") == 2  # in the first period
