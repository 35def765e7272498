"""Which clubs the staff's talents could open."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterschool_sched.cli.start import run
from afterschool_sched.cli.streams import Exit
from afterschool_sched.load import load
from afterschool_sched.report.board import Book
from afterschool_sched.report.people import talents as rows
from afterschool_sched.report.words import Words
from afterschool_sched.scenario import Scenario
from afterschool_sched.talents import talents
from afterschool_sched.timetable import Timetable
from tests.scenarios.world import OK_SMALL

FILE = OK_SMALL / "talents.yaml"


@pytest.fixture
def scenario() -> Scenario:
    return load(FILE)


def timetable(room: str = "ground") -> Timetable:
    """Football on Monday in the second period; homework otherwise."""
    homework = [
        {"day": day, "periods": [period], "room": "r1", "lead": "t1", "members": ["3-1#1"]}
        for day, period in (("mon", "first"), ("tue", "second"))
    ]
    football = [{"day": "mon", "periods": ["second"], "room": room, "lead": "t2"}]
    groups = [
        {"id": "homework/3-1", "activity": "homework", "home_class": "3-1", "sessions": homework},
        {"id": "football", "activity": "football", "members": ["3-1#2"], "sessions": football},
    ]
    plans = [{"seasons": ["regular"], "groups": groups}]
    return Timetable.model_validate({"scenario": "talents", "plans": plans})


def said(scenario: Scenario, of: Timetable | None = None) -> dict[str, list[str]]:
    return {
        f"{talent.skill} {'/'.join(talent.teachers)}": [
            f"{opening.slot}: {'/'.join(opening.teachers)} {'/'.join(opening.rooms)}" for opening in talent.openings
        ]
        for talent in talents(scenario, of)
    }


def test_skills_of_cleared_staff_that_no_activity_asks_for(scenario: Scenario) -> None:
    """Whenever they are there, not in a meeting; with the rooms that are open then and no class's own."""
    assert said(scenario) == {
        "calligraphy t1": [
            "mon first: t1 ground",
            "mon second: t1 ground",
            "tue first: t1 art/ground",
            "tue second: t1 art/ground",
        ],
        "erhu t2": ["mon second: t2 ground"],
    }


def test_what_a_timetable_leaves_free(scenario: Scenario) -> None:
    assert said(scenario, timetable()) == {
        "calligraphy t1": ["mon second: t1 ", "tue first: t1 art/ground"],
        "erhu t2": [],
    }


def test_a_season_that_is_off_leaves_no_time(scenario: Scenario) -> None:
    second = scenario.periods["second"].model_copy(update={"in_": {"winter": "off"}})
    periods = {**scenario.periods, "second": second}
    winter = Scenario.model_validate({**_data(scenario), "seasons": {"winter": {}}}).model_copy(
        update={"periods": periods}
    )
    assert said(winter)["calligraphy t1"] == ["mon first: t1 ground", "tue first: t1 art/ground"]


def _data(scenario: Scenario) -> dict[str, object]:
    return scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)


def test_a_talent_that_is_used_is_not_named(scenario: Scenario) -> None:
    erhu = scenario.activities["football"].model_copy(update={"skill": "erhu"})
    used = scenario.model_copy(update={"activities": {**scenario.activities, "erhu": erhu}})
    assert [talent.skill for talent in talents(used)] == ["calligraphy"]


def test_the_report_names_times_and_rooms(scenario: Scenario) -> None:
    found = rows(Book(scenario, timetable(), Words("en")))
    assert [(row.skill, row.teachers, row.times, row.rooms) for row in found] == [
        ("calligraphy", "t1", "Mon 2; Tue 1", "art, ground"),
        ("erhu", "t2", "none", "none"),
    ]


def test_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["talents", str(FILE)]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "calligraphy: t1"
    assert lines[1] == "  mon first: t1; ground"
    plan = tmp_path / "timetable.json"
    plan.write_text(timetable().to_json(), encoding="utf-8")
    assert run(["talents", str(FILE), "--timetable", str(plan)]) == Exit.OK
    assert capsys.readouterr().out.splitlines() == [
        "calligraphy: t1",
        "  mon second: t1; no room but those of classes",
        "  tue first: t1; art, ground",
        "erhu: t2",
        "  never free",
    ]
    assert run(["talents", str(FILE), "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)[1] == {
        "skill": "erhu",
        "teachers": ["t2"],
        "openings": [{"week": 1, "day": "mon", "period": "second", "teachers": ["t2"], "rooms": ["ground"]}],
    }
    assert run(["talents", str(OK_SMALL / "smallest.yaml")]) == Exit.OK
    assert capsys.readouterr().out == "Every talent of the staff is used by an activity.\n"
