"""What became of the choices, and why some got nothing."""

from __future__ import annotations

import pytest

from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Group, Plan, Session, Timetable
from tests.report.page import Element
from tests.report.reports import Report, report_of
from tests.report.school import make, scenario_data, timetable

CLUB = {"kind": "club", "days": "mon", "periods": ["first"], "room": "hall", "groups": {"min": 1, "max": 2}}


def _bars(report: Report) -> dict[str, int]:
    chart = report.page.section("choices").one("svg")
    labels = [text.text for text in chart.all("text") if "v" not in text.classes]
    return dict(zip(labels, (int(text.text) for text in chart.all("text", "v")), strict=True))


def test_the_histogram_counts_every_student_who_chose_once(school: Report) -> None:
    club_of = {m: g.activity for g in school.timetable.plans[0].groups if g.members for m in g.members}
    chose = [s for s in school.scenario.students if s.choices]
    bars = _bars(school)
    assert sum(bars.values()) == len(chose) == 135
    for at, label in enumerate(("1st choice", "2nd choice", "3rd choice")):
        assert bars[label] == sum(club_of.get(s.id) == (*s.choices, "", "", "")[at] for s in chose)
    assert bars["no club possible"] == len(school.verdict.unserved)
    assert bars["no club"] == sum(s.id not in club_of for s in chose) - len(school.verdict.unserved)
    unplaced = next(aim.value for aim in school.verdict.aims if aim.id == "unplaced")
    assert bars["no club"] == unplaced


def test_the_bars_are_as_long_as_their_numbers(school: Report) -> None:
    chart = school.page.section("choices").one("svg")
    widths = [float(rect.attributes["width"] or 0) for rect in chart.all("rect")]
    numbers = [int(text.text) for text in chart.all("text", "v")]
    assert [round(width / max(widths), 2) for width in widths] == [round(n / max(numbers), 2) for n in numbers]


def test_demand_and_places_agree_with_choices_and_groups(school: Report) -> None:
    table = next(t for t in school.page.section("choices").all("table") if "Listed first" in t.text)
    rows = {row[0]: row[1:] for row in table.rows()}
    students = school.scenario.students
    for club, title in (("football", "Football"), ("choir", "Choir")):
        first = sum(s.choices[:1] == (club,) for s in students)
        listed = sum(club in s.choices for s in students)
        members = sum(len(g.members) for g in school.timetable.plans[0].groups if g.activity == club)
        assert rows[title] == [str(first), str(listed), "1", "16", str(members), str(16 - members)]
    assert rows["Drums"][2:] == ["not opened"]


def test_places_that_are_held_are_no_places() -> None:
    data = scenario_data()
    data["rules"] = [{"rule": "reserve", "places": 1}, {"rule": "reserve", "activities": ["football"], "share": 20}]
    report = report_of(Scenario.model_validate(data), timetable(Scenario.model_validate(scenario_data())))
    table = next(t for t in report.page.section("choices").all("table") if "Listed first" in t.text)
    rows = {row[0]: row[1:] for row in table.rows()}
    assert rows["Football"][3] == "12"
    assert rows["Choir"][3] == "15"


def test_the_key_figures_are_those_of_the_choices(school: Report) -> None:
    figures = school.page.section("overview").one("ul", "figures").text
    bars = _bars(school)
    share = 100 * bars["1st choice"] / (135 - bars["no club possible"])
    assert f"{share:.1f} % got a first choice" in figures
    assert f"{bars['no club']} wanted a club, got none" in figures
    assert "150 students stay 6 home classes 7 club groups 74 sessions a week" in figures


def _without(report: Report, title: str) -> dict[str, list[str]]:
    section = report.page.section("choices")
    elements = list(section)
    at = next(n for n, element in enumerate(elements) if element.tag == "h3" and element.text == title)
    table = next(element for element in elements[at:] if element.tag == "table")
    return {cells[0].text: [p.text for p in cells[2].all("p")] for cells in _cells(table)}


def _cells(table: Element) -> list[list[Element]]:
    return [row.cells() for row in table.one("tbody").all("tr")]


@pytest.fixture(scope="module")
def small() -> Report:
    """Five clubs and one student for each reason to get none."""
    scenario = Scenario.model_validate(
        {
            "format": 1,
            "id": "small",
            "days": "mon-tue",
            "periods": {"first": {"start": "16:00", "end": "16:50"}},
            "rooms": [{"id": "r1", "seats": 40}, {"id": "hall", "kind": "hall", "seats": 99, "groups_at_once": 9}],
            "teachers": [{"id": f"t{n}"} for n in range(1, 9)],
            "classes": [{"id": "1-1", "grade": 1, "room": "r1", "class_teacher": "t1"}],
            "activities": {
                "play": {"kind": "class"},
                "full": CLUB,
                "twice": CLUB | {"groups": {"min": 1, "max": 1, "up_to": 2}},
                "closed": CLUB,
                "older": CLUB | {"eligible": {"grades": [2]}},
                "tuesday": CLUB | {"days": "tue"},
                "free": CLUB | {"groups": {"min": 1, "max": 9}},
            },
            "students": [
                {"id": "a", "class": "1-1", "choices": ["full"]},
                {"id": "b", "class": "1-1", "choices": ["full"]},
                {"id": "c", "class": "1-1", "choices": ["twice"]},
                {"id": "d", "class": "1-1", "choices": ["twice"]},
                {"id": "e", "class": "1-1", "choices": ["free"]},
                {"id": "f", "class": "1-1", "choices": ["tuesday"]},
                {"id": "w", "class": "1-1", "days": "mon", "name": "Wei", "wants": 1}
                | {"choices": ["full", "twice", "closed", "older", "tuesday", "free"]},
                {"id": "x", "class": "1-1", "days": "mon", "name": "Xiu", "choices": ["tuesday", "older"]},
                {"id": "y", "class": "1-1", "days": "mon", "choices": []},
                {"id": "z", "class": "1-1", "days": "mon", "wants": 0, "choices": ["full"]},
            ],
        }
    )

    def club(name: str, lead: str, members: str, day: str = "mon", number: int = 1) -> Group:
        session = {"day": day, "periods": ["first"], "room": "hall", "lead": lead}
        return Group(
            id=f"{name}{number}",
            activity=name,
            members=tuple(members),
            sessions=(Session.model_validate(session),),
        )

    def play(day: str, members: str) -> Session:
        given = {"day": day, "periods": ["first"], "room": "r1", "lead": "t1", "members": tuple(members)}
        return Session.model_validate(given)

    groups = (
        club("full", "t2", "ab"),
        club("twice", "t3", "c"),
        club("twice", "t4", "d", number=2),
        club("tuesday", "t5", "f", "tue"),
        club("free", "t6", "e"),
        Group(id="play", activity="play", home_class="1-1", sessions=(play("mon", "fwxyz"), play("tue", "abcde"))),
    )
    return report_of(scenario, Timetable(scenario="small", plans=(Plan(seasons=("regular",), groups=groups),)))


def test_every_reason_is_given_in_its_words(small: Report) -> None:
    assert small.verdict.ok
    assert _without(small, "Students without a club") == {
        "Wei": [
            "1 full: full (2 of 2)",
            "2 twice: all 2 groups full (2 of 2)",
            "3 closed: not opened",
            "4 older: not open to this student",
            "5 tuesday: meets when the student is not there (Tue 1)",
            "6 free: a place was free, but no better timetable was found that uses it",
        ]
    }


def test_those_whom_no_timetable_could_serve_stand_apart(small: Report) -> None:
    assert small.verdict.unserved == ("x",)
    assert _without(small, "Students whom no timetable could serve") == {
        "Xiu": ["1 tuesday: its days or periods do not fit the stay", "2 older: not open to this student"]
    }


def test_who_wants_nothing_is_not_counted(small: Report) -> None:
    assert _bars(small) == {"1st choice": 6, "2nd choice": 0, "3rd choice": 0, "no club": 1, "no club possible": 1}
    assert "8 students listed at least one club" in small.page.section("choices").text


def test_parallel_groups_have_numbers(small: Report) -> None:
    assert [row[0] for row in small.page.section("week").one("table", "clubs").rows()] == [
        "full",
        "twice 1",
        "twice 2",
        "tuesday",
        "free",
    ]


def test_clubs_given_are_shown_by_rank_where_somebody_wants_two() -> None:
    scenario, timetable = make()
    assert "Clubs given, by rank" not in report_of(scenario, timetable).page.section("choices").text
    students = tuple(s.model_copy(update={"wants": 2}) for s in scenario.students)
    more = report_of(scenario.model_copy(update={"students": students}), timetable)
    charts = more.page.section("choices").all("svg")
    assert charts[1].attributes["aria-label"] == "Clubs given, by rank"
    assert sum(int(text.text) for text in charts[1].all("text", "v")) == 91


def test_where_students_are_only_counted_expected_numbers_take_the_place_of_choices(counted: Report) -> None:
    section = counted.page.section("choices")
    assert not section.all("svg")
    table = section.one("table")
    assert [head.text for head in table.one("thead").all("th")] == [
        "Club",
        "Expected",
        "Groups",
        "Places",
        "Members",
        "Free",
    ]
    assert table.rows()[0] == ["Football", "12", "1", "16", "12", "4"]


def test_those_only_counted_who_got_nothing_are_a_number_by_class() -> None:
    scenario, timetable = make(counted=True)
    groups = tuple(
        g.model_copy(update={"members": g.members[1:]}) if g.activity == "choir" else g
        for g in timetable.plans[0].groups
    )
    report = report_of(
        scenario, timetable.model_copy(update={"plans": (timetable.plans[0].model_copy(update={"groups": groups}),)})
    )
    text = report.page.section("choices").text
    assert "Students without a club" in text
    assert text.endswith("3-1: 1")
