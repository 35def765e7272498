"""Every session is in every view it belongs to, and the numbers are those of the timetable."""

from __future__ import annotations

from collections import Counter

from afterschool_sched.clock import Day
from afterschool_sched.report.board import Board, Book
from afterschool_sched.report.words import Words
from afterschool_sched.scenario import Scenario
from tests.report.reports import Report, report_of
from tests.report.school import make, scenario_data

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
DAY_OF: dict[Day, str] = dict(zip(("mon", "tue", "wed", "thu", "fri"), DAYS, strict=True))


def _board(report: Report) -> Board:
    return Book(report.scenario, report.timetable, Words("en")).boards[0]


def test_the_week_lists_every_session_in_every_period_it_covers(school: Report) -> None:
    found: Counter[tuple[str, ...]] = Counter()
    for day in school.page.section("week").all("article", "day"):
        for period in day.all("div", "period"):
            number = period.one("h5").one("b").text
            for group, room, lead, size in period.rows():
                label = group.split(" to the end of ")[0].split(" since ")[0]
                found[day.one("h4").text, number, label, room, lead, size] += 1
    expected = Counter(
        (
            DAY_OF[e.session.day],
            str(1 + ["first", "second"].index(period)),
            e.label,
            e.room,
            e.lead,
            _size(e.kind, e.size),
        )
        for e in _board(school).entries
        for period in e.periods
    )
    assert found == expected
    assert sum(expected.values()) == sum(len(s.periods) for g in school.timetable.plans[0].groups for s in g.sessions)


def _size(kind: str, size: int) -> str:
    return "" if kind == "duty" else str(size)


def test_a_long_session_says_so_in_both_periods(school: Report) -> None:
    thursday = next(d for d in school.page.section("week").all("article", "day") if d.one("h4").text == "Thursday")
    first, second = ([row[0] for row in period.rows()] for period in thursday.all("div", "period"))
    assert "Robotics to the end of Second period" in first
    assert "Robotics since First period" in second


def test_periods_have_the_clock_times_of_every_season(school: Report) -> None:
    titles = [h5.text for h5 in school.page.section("week").all("h5")]
    assert titles[0] == "1 First period 16:00–16:50"
    assert titles[1] == "2 Second period 17:00–17:50; Winter 17:00–17:30"


def test_clubs_of_the_week_show_days_leads_and_places(school: Report) -> None:
    rows = {row[0]: row for row in school.page.section("week").one("table", "clubs").rows()}
    assert list(rows) == ["Football", "Choir", "Chess", "Robotics", "Calligraphy", "Dance", "Paper-cutting"]
    football = rows["Football"]
    assert football[1] == football[3] == football[5] == ""
    assert football[2] == football[4] == "2 Sports ground 17:00–17:50 Winter 17:00–17:30"
    assert football[-1] == "16 of 16"
    assert rows["Robotics"][4] == "1–2 a4 16:00–17:50 Winter 16:00–17:30"


def test_a_class_sees_where_all_its_students_are(school: Report) -> None:
    articles = school.page.section("classes").all("article", "class")
    assert [article.one("h3").text.split(" Grade")[0] for article in articles] == [
        f"Class {home.id}" for home in school.scenario.classes
    ]
    class_of = {student.id: student.class_ for student in school.scenario.students}
    for home, article in zip(school.scenario.classes, articles, strict=True):
        for period, row in zip(("first", "second"), article.all("tbody")[0].all("tr"), strict=True):
            for day, cell in zip(DAY_OF, row.cells()[1:], strict=True):
                shown = sum(int(number.text) for number in cell.all("span", "n"))
                there = [
                    member
                    for e in _board(school).entries
                    if e.session.day == day and period in e.periods
                    for member in e.members
                    if class_of[member] == home.id
                ]
                assert shown == len(there), (home.id, day, period)


def test_a_teacher_sees_every_session_and_the_work_is_counted(school: Report) -> None:
    rows = {row[0]: row for row in school.page.section("teachers").rows()}
    # Class teacher of 3-1: both periods on Monday, Wednesday and Friday.
    assert rows["Teacher 1"][-4:] == ["6", "300", "3", "3"]
    assert rows["Teacher 1"][1].startswith("1–2 Homework 3-1 25/")
    assert rows["Teacher 1"][2] == rows["Teacher 1"][4] == ""
    assert rows["Teacher 1"][5].startswith("1 Games 3-1")
    assert "2 Waiting 3-1" in rows["Teacher 1"][5]
    assert rows["Head School leader"][-4:] == ["5", "250", "5", "5"]
    assert rows["Teacher 10 Coach external"][4] == "1–2 Robotics 16 a4"
    sessions = Counter(e.session.lead for e in _board(school).entries for _ in e.periods)
    shown = sum(int(row[-4]) for row in rows.values())
    assert shown == sessions.total()
    assert "No session:" in school.page.section("teachers").text
    assert "Ms Spare" not in rows


def test_the_load_chart_has_a_bar_for_every_busy_teacher_and_the_limit(school: Report) -> None:
    chart = school.page.section("teachers").one("svg")
    assert len(chart.all("text", "v")) == len(school.page.section("teachers").rows())
    assert [int(text.text) for text in chart.all("text", "v")] == sorted(
        (int(row[-4]) for row in school.page.section("teachers").rows()), reverse=True
    )
    assert len(chart.all("path", "limit")) == len(chart.all("text", "v"))  # workload: 10 periods a week, everybody
    assert {rect.attributes["class"] for rect in chart.all("rect")} == {"f-club", "f-class", "f-care", "f-duty"}


def test_a_room_shows_all_that_is_held_in_it(school: Report) -> None:
    rows = {row[0]: row for row in school.page.section("rooms").rows()}
    ground = rows["Sports ground 400 seats · outdoor · on wet days: Gym"]
    assert ground[2] == "2 Football 16 Teacher 1"
    used = {e.session.room for e in _board(school).entries if e.session.room}
    assert len(rows) == len(used)
    assert "Not used: a2, Library" in school.page.section("rooms").text


def test_every_student_has_a_row_with_every_session(school: Report) -> None:
    section = school.page.section("students")
    rows = {row.cells()[0].all("i")[0].text: row for row in section.all("tr") if "data-i" in row.attributes}
    assert sorted(rows) == sorted(student.id for student in school.scenario.students)
    board = _board(school)
    for student, row in rows.items():
        for day, cell in zip(DAY_OF, row.cells()[1:], strict=True):
            shown = [line.text.split(" ", 1)[1] for line in cell.all("p")]
            entries = board.of_student[student].get(day, [])
            labels = list(dict.fromkeys(e.label for e in entries))
            assert len(shown) == len(labels)
            assert all(text.startswith(label) for text, label in zip(shown, labels, strict=True)), (student, day)
            assert entries or cell.text == "–"


def test_a_students_early_end_is_shown(school: Report) -> None:
    early = next(student for student in school.scenario.students if student.leave == 16 * 60 + 50)
    row = next(row for row in school.page.section("students").rows() if row[0].endswith(early.id))
    assert row[1].endswith("16:50")
    late = next(student for student in school.scenario.students if student.leave is None and student.days is None)
    row = next(row for row in school.page.section("students").rows() if row[0].endswith(late.id))
    assert ":" not in row[1]


def test_names_are_shown_and_ids_where_there_is_no_name(school: Report) -> None:
    student = school.scenario.students[0]
    assert student.name is not None
    assert f"{student.name} {student.id}" in school.page.section("students").text


def test_a_group_that_classes_share_bears_no_ones_name_where_it_is_the_only_one() -> None:
    """Host and guests are told apart in the week; the activity's other groups keep their classes' names."""
    scenario, made = make(classes=3, per_class=12)
    groups = {group.id: group for group in made.plans[0].groups}
    host, guest = groups["waiting:3-1"], groups.pop("waiting:4-1")
    (one,), (other,) = host.sessions, guest.sessions
    together = one.model_copy(update={"members": (*(one.members or ()), *(other.members or ()))})
    groups["waiting:3-1"] = host.model_copy(update={"sessions": (together,)})

    def labels() -> list[str]:
        plan = made.plans[0].model_copy(update={"groups": tuple(groups.values())})
        section = report_of(scenario, made.model_copy(update={"plans": (plan,)})).page.section("week")
        return [row[0] for row in section.rows() if row[0].startswith("Waiting")]

    assert labels() == ["Waiting 3-1 joined by 4-1", "Waiting 5-1"]
    del groups["waiting:5-1"]
    assert labels() == ["Waiting joined by 4-1"]


def test_a_school_without_clubs_has_no_view_of_choices() -> None:
    data = scenario_data(classes=3, per_class=12, counted=True)
    data["activities"] = {name: a for name, a in data["activities"].items() if a["kind"] != "club"}
    scenario = Scenario.model_validate(data)
    _, made = make(classes=3, per_class=12, counted=True)
    groups = tuple(g for g in made.plans[0].groups if g.activity in data["activities"])
    plan = made.plans[0].model_copy(update={"groups": groups})
    report = report_of(scenario, made.model_copy(update={"plans": (plan,)}))
    ids = [section.attributes["id"] for section in report.page.root.all("section")]
    assert "choices" not in ids
    assert "rules" in ids
    assert not report.page.section("week").all("table", "clubs")
    assert "club" not in report.page.section("overview").one("ul", "figures").text
