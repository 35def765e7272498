"""Days by prices: a coach goes where the club is all that the children have, not where more children name it."""

from __future__ import annotations

from pathlib import Path

import pytest

from afterschool_sched.asked import Terms, Visited, Wish, Wishes
from afterschool_sched.load import load
from afterschool_sched.run import solve
from afterschool_sched.scenario import District
from afterschool_sched.sharing import Days, parts, planned
from afterschool_sched.stages.visits import Visiting, answer
from afterschool_sched.visiting import priced
from afterschool_sched.worker import Worker

DISTRICT = """\
format: 1
id: where-to
common:
  days: [mon]
  periods:
    after: {start: "16:00", end: "17:00"}
  activities:
    homework: {kind: class}
    chess: {kind: club, skill: chess, groups: {min: 1, max: 3}}
schools:
  north: {scenario: schools/north.yaml}
  south: {scenario: schools/south.yaml}
teachers:
  - {id: coach, skills: [chess], external: true, role: coach, schools: [north, south]}
"""
SCHOOL = """\
format: 1
id: NAME-school
rooms: [{id: r1, seats: 10}, {id: r2, seats: 10}, {id: r3, seats: 10}]
teachers: [{id: t1}, {id: t2}]
classes: [{id: 3-1, grade: 3, room: r1, class_teacher: t1}]
activities:
  art: {kind: club, groups: {min: 1, max: 10}}
students:
"""
PIN = "rules: [{rule: pinned, activity: chess, teacher: coach, day: mon}]\n"


def _district(folder: Path, *, north: str = "", south: str = "", days: str = "[mon]") -> District:
    """Three children in the north who would as soon have art, and two in the south who want chess or nothing."""
    (folder / "schools").mkdir()
    choices = {"north": ["chess, art"] * 3, "south": ["chess"] * 2}
    for name, each in choices.items():
        rows = "".join(
            f"  - {{id: s{at}, class: 3-1, choices: [{chosen}]}}\n" for at, chosen in enumerate(each, start=1)
        )
        text = SCHOOL.replace("NAME", name) + rows + {"north": north, "south": south}[name]
        (folder / "schools" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "district.yaml"
    path.write_text(DISTRICT.replace("[mon]", days), encoding="utf-8")
    found = load(path)
    assert isinstance(found, District)
    return found


def _ask(asked: dict[str, Visited]) -> dict[str, Wishes]:
    return {name: answer(each) for name, each in asked.items()}


def _at(days: Days) -> list[str]:
    return [name for name, those in days["coach"].items() if "mon" in those]


def test_the_coach_goes_where_more_is_lost_without(tmp_path: Path) -> None:
    district = _district(tmp_path)
    by_choices = planned(district)
    assert _at(by_choices) == ["north"], "three children name the club"
    assert _at(priced(district, by_choices, _ask, None)) == ["south"]


def test_a_plan_that_is_no_better_changes_nothing(tmp_path: Path) -> None:
    district = _district(tmp_path)
    best: Days = {"coach": {"north": (), "south": ("mon",)}}
    assert priced(district, best, _ask, None) == best


def test_what_is_pinned_stays(tmp_path: Path) -> None:
    district = _district(tmp_path, north=PIN)
    assert _at(priced(district, planned(district), _ask, None)) == ["north"]


def test_a_pin_takes_nothing_from_schools_that_are_open_at_another_time(tmp_path: Path) -> None:
    autumn, summer = "term: {from: 2022-09-01, to: 2023-01-13}\n", "term: {from: 2023-07-03, to: 2023-07-21}\n"
    district = _district(tmp_path, north=PIN + autumn, south=summer)
    nobody: Days = {"coach": {"north": ("mon",), "south": ()}}
    assert _at(priced(district, nobody, _ask, None)) == ["north", "south"]


def test_days_without_use_stay_planned(tmp_path: Path) -> None:
    district = _district(tmp_path, days="[mon, tue]")
    found = priced(district, planned(district), _ask, None)
    assert sorted(day for days in found["coach"].values() for day in days) == ["mon", "tue"]


@pytest.mark.parametrize("number", [0, 1, 3])
def test_where_somebody_does_not_answer_the_plan_stays(tmp_path: Path, number: int) -> None:
    district, calls = _district(tmp_path), 0

    def some(asked: dict[str, Visited]) -> dict[str, Wishes]:
        nonlocal calls
        calls += 1
        if calls > number:
            asked.popitem()
        return _ask(asked)

    by_choices = planned(district)
    found = priced(district, by_choices, some, None)
    assert _at(found) == (["north"] if number < 3 else ["south"])


def test_a_silent_school_does_not_hinder_other_regions(tmp_path: Path) -> None:
    district = _district(tmp_path)
    for name, like in (("east", "north"), ("west", "south")):
        text = (tmp_path / "schools" / f"{like}.yaml").read_text(encoding="utf-8").replace(f"{like}-school", name)
        (tmp_path / "schools" / f"{name}.yaml").write_text(text, encoding="utf-8")
    more = "schools:\n  east: {scenario: schools/east.yaml}\n  west: {scenario: schools/west.yaml}\n"
    other = "  - {id: other, skills: [chess], external: true, role: coach, schools: [east, west]}\n"
    (tmp_path / "district.yaml").write_text(DISTRICT.replace("schools:\n", more, 1) + other, encoding="utf-8")
    district = load(tmp_path / "district.yaml")  # type: ignore[assignment]
    calls = 0

    def ask(asked: dict[str, Visited]) -> dict[str, Wishes]:
        nonlocal calls
        calls += 1
        return _ask({name: each for name, each in asked.items() if calls == 1 or name != "east"})

    days = planned(district)
    found = priced(district, days, ask, None)
    assert (_at(days), _at(found)) == (["north"], ["south"])
    assert found["other"] == days["other"] == {"east": ("mon",), "west": ()}
    assert priced(district, days, _ask, None)["other"] == {"east": (), "west": ("mon",)}


def test_without_time_the_plan_stays(tmp_path: Path) -> None:
    district = _district(tmp_path)
    by_choices = planned(district)
    assert priced(district, by_choices, _ask, 0.0) == by_choices


def test_the_whole_search_plans_by_prices_where_there_is_time(tmp_path: Path) -> None:
    district = _district(tmp_path)
    result = solve(district, seconds=10, deterministic=True)
    assert result.aim("unplaced").value == 0
    assert solve(district, seconds=10, deterministic=True).timetable == result.timetable
    assert solve(district, seconds=10, deterministic=True, fast=True).aim("unplaced").value == 2, "by the choices"


def test_a_worker_answers_for_a_school(tmp_path: Path) -> None:
    district = _district(tmp_path)
    terms = (Terms({}, 1.0, frozenset()), Terms({}, 0.0, frozenset({("coach", "mon")})))
    asked = Visited(str(tmp_path / "lp"), district.loaded["south"], frozenset({"coach"}), terms, None)
    with Worker() as worker:
        first = worker.visit(asked)
        again = worker.visit(asked._replace(scenario=None))
    assert first == again == answer(asked)


# ---- what one school would have ---------------------------------------------------------------------------------


def _wish(district: District, name: str, price: float, *, closed: bool = False) -> Wish:
    visiting = Visiting.of(district.loaded[name], {"coach"})
    found = visiting.wish(Terms({}, price, frozenset({("coach", "mon")}) if closed else frozenset()), None)
    assert found is not None
    return found


def test_a_visit_is_had_while_it_costs_no_more_than_it_brings(tmp_path: Path) -> None:
    district = _district(tmp_path)
    # Two children without a club, or each with the first choice: 100 for having something and 100 for its rank.
    nothing = _wish(district, "south", 0.0, closed=True)
    assert (nothing.utility, nothing.uses) == (0.0, {})
    cheap = _wish(district, "south", 399.0)
    assert cheap.utility == pytest.approx(400)
    assert cheap.worth == pytest.approx(1)
    assert cheap.uses == {("coach", 1, "mon"): pytest.approx(1)}
    assert _wish(district, "south", 401.0).uses == {}


def test_what_art_gives_as_well_is_worth_less(tmp_path: Path) -> None:
    district = _district(tmp_path)
    # First choices instead of second ones: 15 for each of three children.
    assert _wish(district, "north", 44.0).uses
    assert not _wish(district, "north", 46.0).uses


def test_days_that_the_plan_closes_are_closed_in_the_schools_solved(tmp_path: Path) -> None:
    district = _district(tmp_path)
    days: Days = {"coach": {"north": (), "south": ("mon",)}}
    available = {part.name: part.scenario.teachers[-1].available for part in parts(district, days)}
    assert available == {"north": {}, "south": {"mon": True}}
