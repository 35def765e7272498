"""Districts: read, validated, solved school by school, and checked as a whole."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from afterschool_sched import checker
from afterschool_sched.asked import Clock, Options, Visited, Wishes
from afterschool_sched.checker import check
from afterschool_sched.district import solve_schools
from afterschool_sched.errors import ImpossibleError, InputError, NotFoundInTime, RefusedError, SolverCrashed
from afterschool_sched.facts import Facts
from afterschool_sched.load import load
from afterschool_sched.reading import read_timetable
from afterschool_sched.result import Result
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.run import solve
from afterschool_sched.scenario import District, Scenario
from afterschool_sched.sharing import parts
from afterschool_sched.timetable import Timetable
from afterschool_sched.validate import validate
from afterschool_sched.worker import Worker
from tests.two_schools import COACH, DISTRICT, read, write

SHARE = "rules: [{rule: staffing, external_share: 40}]\n"


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[District, Result]:
    district = read(tmp_path_factory.mktemp("district"))
    return district, solve(district, seconds=10, deterministic=True)


def edited(timetable: Timetable, **changes: Any) -> Timetable:
    """The timetable with the coach's sessions of a school changed: school -> what to change."""
    data = timetable.model_dump(mode="json")
    for name, change in changes.items():
        for group in data["schools"][name]["plans"][0]["groups"]:
            for session in group["sessions"]:
                if session["lead"] == "coach":
                    session.update(change)
    return Timetable.model_validate(data)


def coach_days(timetable: Timetable, school: str) -> set[str]:
    sessions = [s for plan in timetable.schools[school].plans for group in plan.groups for s in group.sessions]
    return {session.day for session in sessions if session.lead == "coach"}


# ---- reading --------------------------------------------------------------------------------------------------------


def test_schools_inherit_from_their_town_and_from_all(tmp_path: Path) -> None:
    schools = read(tmp_path).loaded
    caps = {name: [rule.cap for rule in own.rules if isinstance(rule, GroupSize)] for name, own in schools.items()}
    assert caps == {"north": [20], "south": [30]}
    assert schools["north"].term.latest_end == 17 * 60 + 30
    assert schools["south"].term.latest_end is None
    assert all(list(own.activities) == ["homework", "chess", "art"] for own in schools.values())
    assert schools["north"].title is None, "the town's title is not the school's"


def test_shared_people_are_on_the_staff_of_their_schools_only(tmp_path: Path) -> None:
    schools = read(tmp_path, DISTRICT + COACH.replace("[north, south]", "[south]")).loaded
    assert [teacher.id for teacher in schools["south"].teachers] == ["t1", "t2", "coach"]
    assert [teacher.id for teacher in schools["north"].teachers] == ["t1", "t2"]


def test_places_are_those_of_the_file_that_says_it(tmp_path: Path) -> None:
    district = read(tmp_path)
    north = district.loaded["north"]
    assert str(north.place_of("term", "latest_end")) == "district.yaml:17:24"
    assert str(north.place_of("students", 1, "id")) == "schools/north.yaml:8:10"
    assert str(north.place_of("teachers", 2, "skills")) == "district.yaml:23:25"
    assert district.origin is not None
    assert sorted(district.origin.digests) == ["district.yaml", "schools/north.yaml", "schools/south.yaml"]


def test_tables_lie_beside_the_file_of_the_school(tmp_path: Path) -> None:
    path = write(tmp_path)
    school = tmp_path / "schools" / "south.yaml"
    text = school.read_text(encoding="utf-8")
    start, end = text.index("students:"), text.index("activities:")
    school.write_text(text[:start] + "students: {table: s.csv}\n" + text[end:], encoding="utf-8")
    (tmp_path / "schools" / "s.csv").write_text(
        "id,class,choice_1,choice_2\ns1,3-1,chess,art\ns2,3-9,chess,art\n", encoding="utf-8"
    )
    district = load(path)
    assert isinstance(district, District)
    assert [str(finding.where) for finding in validate(district)] == ["schools/s.csv:3 class"]
    assert district.origin is not None
    assert "schools/s.csv" in district.origin.digests


def test_all_findings_of_all_schools_are_told_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, north="seasns: {}\n", south="cycle_weeks: many\n")
    with pytest.raises(InputError) as caught:
        load(path)
    assert [str(finding.where) for finding in caught.value.findings] == [
        "schools/north.yaml:11:1",
        "schools/south.yaml:11:14",
    ]


def test_an_inherited_fault_names_the_schools(tmp_path: Path) -> None:
    wrong = DISTRICT.replace("skill: chess, groups", "days: [fri], skill: chess, groups")
    errors = [finding for finding in validate(read(tmp_path, wrong + COACH)) if finding.severity == "error"]
    text = "Every school: Club chess may meet on fri in after, but no such period is held."
    assert [(str(finding.where), finding.text) for finding in errors] == [("district.yaml:10:31", text)]


def test_a_district_without_faults_has_no_findings(tmp_path: Path) -> None:
    assert validate(read(tmp_path)) == ()


# ---- solving --------------------------------------------------------------------------------------------------------


def test_every_school_has_a_checked_timetable(solved: tuple[District, Result]) -> None:
    district, result = solved
    assert list(result.schools) == list(result.timetable.schools) == ["north", "south"]
    assert check(district, result.timetable).ok
    assert result.aim("unplaced").value == 0
    assert all(own.timetable == result.timetable.schools[name] for name, own in result.schools.items())


def test_a_shared_coach_is_at_one_school_a_day(solved: tuple[District, Result]) -> None:
    _, result = solved
    north, south = (coach_days(result.timetable, name) for name in ("north", "south"))
    assert north
    assert south
    assert not north & south


def test_aims_are_sums_and_the_worst_regret(solved: tuple[District, Result]) -> None:
    _, result = solved
    for aim in result.aims:
        each = [own.aim(aim.id).value for own in result.schools.values()]
        assert aim.value == (max(each) if aim.id == "regret" else sum(each)), aim.id


def own_coaches(folder: Path, district: str) -> District:
    """The same schools, each with a coach of its own: what no plan for the days of a shared one can be better than."""
    coach = "teachers: [{id: t1}, {id: t2}, {id: coach, skills: [chess], external: true, role: coach}]\n"
    path = write(folder, district)
    for name in ("north", "south"):
        school = folder / "schools" / f"{name}.yaml"
        text = school.read_text(encoding="utf-8").replace("teachers: [{id: t1}, {id: t2}]\n", coach)
        school.write_text(text, encoding="utf-8")
    found = load(path)
    assert isinstance(found, District)
    return found


def test_bounds_hold_whatever_days_are_planned(tmp_path: Path) -> None:
    # One day only, so that a coach cannot be at both schools.
    one_day = DISTRICT.replace("days: [mon, tue]", "days: [mon]")
    result = solve(read(tmp_path, one_day + COACH), seconds=10, deterministic=True)
    best = solve(own_coaches(tmp_path, one_day), seconds=10, deterministic=True)
    assert result.status == "feasible", "the days are a plan, and not proved to be the best"
    assert result.aim("squares").value > best.aim("squares").value
    for aim in ("unplaced", "first_choice"):
        told = result.aim(aim)
        assert told.bound is not None
        assert told.bound <= best.aim(aim).value <= told.value
    assert result.aim("unplaced").scope == "all timetables"
    assert result.utility_bound is not None
    assert result.utility < best.utility <= result.utility_bound


def test_bounds_of_a_seasons_own_plan_hold_for_its_groups_alone(tmp_path: Path) -> None:
    winter = """\
  term: {from: 2022-09-01, to: 2023-01-13}
  seasons: {winter: {from: 2022-11-01, to: 2023-01-13, timetable: own}}
"""
    district = read(tmp_path, DISTRICT.replace("  days: [mon, tue]\n", f"  days: [mon, tue]\n{winter}") + COACH)
    result = solve(district, seconds=10, deterministic=True)
    for own in result.schools.values():
        _, of_winter = own.plans
        claimed = {aim.scope for aim in of_winter.aims if aim.bound}
        assert claimed <= {"this choice of groups"}, "the coach could be there on other days"


def test_a_first_timetable_has_bounds(tmp_path: Path) -> None:
    result = solve(read(tmp_path), seconds=10, deterministic=True, fast=True)
    assert result.verdict.ok
    assert result.utility_gap is not None


def test_schools_that_share_nothing_are_solved_as_if_alone(tmp_path: Path) -> None:
    own = "teachers: [{id: t1}, {id: t2}, {id: t3, skills: [chess]}]\n"
    path = write(tmp_path, DISTRICT)
    for school in (tmp_path / "schools").iterdir():
        text = school.read_text(encoding="utf-8").replace("teachers: [{id: t1}, {id: t2}]\n", own)
        school.write_text(text, encoding="utf-8")
    district = load(path)
    assert isinstance(district, District)
    result = solve(district, seconds=10, deterministic=True, seed=3)
    assert result.status == "optimal"
    for name, scenario in district.loaded.items():
        limit = result.schools[name].time_limit
        alone = solve(scenario, seconds=limit, deterministic=True, seed=3)
        assert alone.timetable == result.timetable.schools[name]
        assert alone.aims == result.schools[name].aims


def test_the_same_again_is_the_same(solved: tuple[District, Result]) -> None:
    district, result = solved
    assert solve(district, seconds=10, deterministic=True).timetable.to_json() == result.timetable.to_json()


def test_the_district_is_told_of_once_every_school_has_a_timetable(tmp_path: Path) -> None:
    found: list[Result] = []
    stages: list[str] = []
    result = solve(read(tmp_path), seconds=10, found=found.append, progress=lambda at: stages.append(at.stage))
    assert found
    assert all(list(better.schools) == ["north", "south"] for better in found)
    assert {stage.partition(": ")[0] for stage in stages} == {"days", "north", "south"}
    assert result.seconds["first_checked"] <= result.seconds["total"]


def test_what_proves_a_school_impossible_names_it(tmp_path: Path) -> None:
    # Chess with its only room closed is left out; homework for which nobody is there cannot be.
    nobody = "meetings: [{day: mon, span: '16:00-17:00'}]\n"
    with pytest.raises(ImpossibleError) as caught:
        solve(read(tmp_path, north=nobody), seconds=10)
    assert all(str(finding.where).startswith("schools/north.yaml") for finding in caught.value.findings)


def test_a_search_that_is_stopped_says_so(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    result = solve(read(tmp_path), seconds=10, stop=stop)
    assert result.interrupted
    assert result.verdict.ok


class Silent:
    """A solver that has no wishes."""

    def visit(self, asked: Visited) -> Wishes:
        raise SolverCrashed("no wishes")


def test_a_school_without_a_timetable_in_time_is_named(tmp_path: Path) -> None:
    class Idle(Silent):
        def __call__(self, scenario: Scenario, *_: object, **__: object) -> tuple[Result, Timetable]:
            raise NotFoundInTime(f"Nothing for {scenario.id}.")

    options = Options(1.0, 0, deterministic=False, workers=2)
    with pytest.raises(NotFoundInTime, match=r"School north: Nothing for north-school\. School south: Nothing"):
        solve_schools(read(tmp_path), options, Clock(), lambda: nullcontext(Idle()))


def test_without_time_to_look_long_schools_share_the_budget_by_size(tmp_path: Path) -> None:
    asked: dict[str, list[float]] = {}

    class Idle(Silent):
        def __call__(self, scenario: Scenario, options: Options, *_: object, **__: object) -> tuple[Result, Timetable]:
            asked.setdefault(scenario.id, []).append(options.seconds)
            raise NotFoundInTime("Nothing.")

    district = read(tmp_path)
    big = district.loaded["north"].students * 50
    north = district.loaded["north"].model_copy(update={"students": big})
    district = district.with_schools({**district.loaded, "north": north})
    for deterministic, expected in ((False, 30 * 200 / 302), (True, 30)):
        asked.clear()
        with pytest.raises(NotFoundInTime):
            solve_schools(district, Options(30.0, 0, deterministic, workers=1), Clock(), lambda: nullcontext(Idle()))
        assert asked["north-school"][0] == pytest.approx(expected, rel=0.01)
        # Who has found nothing in that time has twice as much once all others had theirs.
        assert asked["north-school"][1:] == [pytest.approx(2 * expected, rel=0.01)]


def test_a_school_whose_process_dies_is_named_and_the_next_one_is_solved(tmp_path: Path) -> None:
    solved: list[str] = []

    class Dying(Worker):
        def __call__(self, scenario: Scenario, *args: object, **more: object) -> tuple[Result, Timetable]:
            if scenario.id == "north-school":
                self._ready()._started.kill()
            best = super().__call__(scenario, *args, **more)  # type: ignore[arg-type]
            solved.append(scenario.id)
            return best

    with pytest.raises(SolverCrashed, match=r"School north: the solver's process ended with -9"):
        solve_schools(read(tmp_path), Options(10.0, 0, deterministic=False, workers=1), Clock(), Dying)
    assert solved == ["south-school"]


def test_a_worker_whose_listener_fails_does_not_answer_for_the_next_school(tmp_path: Path) -> None:
    district = read(tmp_path)
    north, south = (part.scenario for part in parts(district))

    def refuses(*_: object) -> None:
        raise RefusedError([])

    options = Options(10.0, 0, deterministic=True, workers=1)
    with Worker() as solve_one:
        with pytest.raises(RefusedError):
            solve_one(north, options, Clock(), found=refuses)
        result, timetable = solve_one(south, options, Clock())
    assert (result.scenario, timetable.scenario) == ("south-school", "south-school")


def test_schools_that_are_not_open_at_the_same_time_of_the_year_do_not_compete(tmp_path: Path) -> None:
    one_day = DISTRICT.replace("days: [mon, tue]", "days: [mon]").replace('    term: {latest_end: "17:30"}\n', "")
    autumn, summer = "term: {from: 2022-09-01, to: 2023-01-13}\n", "term: {from: 2023-07-03, to: 2023-07-21}\n"
    for south, both in ((summer, True), (autumn, False)):
        district = read(tmp_path, one_day + COACH, north=autumn, south=south)
        result = solve(district, seconds=10, deterministic=True)
        days = [coach_days(result.timetable, name) for name in ("north", "south")]
        assert sorted(map(len, days)) == ([1, 1] if both else [0, 1])


def test_pins_decide_where_a_shared_coach_is(tmp_path: Path) -> None:
    pin = "rules: [{rule: pinned, activity: chess, teacher: coach, day: DAY}]\n"
    district = read(tmp_path, north=pin.replace("DAY", "tue"))
    days = {part.name: part.scenario.teachers[-1].available for part in parts(district)}
    assert days == {"north": {"tue": True}, "south": {"mon": True}}
    both = read(tmp_path, north=pin.replace("DAY", "tue"), south=pin.replace("DAY", "tue"))
    with pytest.raises(ImpossibleError, match="two schools on one day"):
        parts(both)


def test_hours_of_a_shared_coach_stay_what_they_are(tmp_path: Path) -> None:
    hours = COACH.replace("external", 'available: {mon: "15:00-17:00", tue: [after]}, external')
    for part in parts(read(tmp_path, DISTRICT + hours)):
        available = part.scenario.teachers[-1].available
        assert isinstance(available, dict)
        assert [*available.items()] in ([("tue", ("after",))], [("mon", available.get("mon"))])


# ---- checking -------------------------------------------------------------------------------------------------------


def test_a_coach_at_two_schools_on_a_day_is_a_violation(solved: tuple[District, Result]) -> None:
    district, result = solved
    (day,) = coach_days(result.timetable, "south")
    verdict = check(district, edited(result.timetable, north={"day": day}))
    between = [item for item in verdict.violations if item.subject == "coach"]
    assert [(item.rule, item.amount, item.text) for item in between] == [
        ("no_clash", 1, f"Teacher coach has sessions at north and south on {day}; it is one school a day.")
    ]


def test_a_school_is_judged_anew_where_its_timetable_is_another(
    solved: tuple[District, Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    district, result = solved
    (day,) = coach_days(result.timetable, "south")
    timetables = [result.timetable, edited(result.timetable, north={"day": day}), result.timetable]
    expected = [check(district, timetable) for timetable in timetables]
    judged: list[Scenario] = []

    def facts(scenario: Scenario, timetable: Timetable) -> Facts:
        judged.append(scenario)
        return Facts(scenario, timetable)

    monkeypatch.setattr(checker, "Facts", facts)
    one_by_one = checker.SchoolBySchool(district)
    for name, own in result.timetable.schools.items():
        one_by_one.ahead(name, own)
    assert judged == list(district.loaded.values())
    judged.clear()
    mixed = Timetable(
        scenario=district.id, schools={**result.timetable.schools, "north": timetables[1].schools["north"]}
    )
    assert [one_by_one.check(timetable) for timetable in (timetables[0], mixed, timetables[2])] == expected
    assert judged == [district.loaded["north"]] * 2
    with pytest.raises(InputError):
        one_by_one.check(edited(result.timetable, south={"room": "nowhere"}))
    one_by_one.ahead("south", edited(result.timetable, south={"room": "nowhere"}).schools["south"])
    assert len(judged) == 2


def test_terms_that_do_not_overlap_share_people_freely(tmp_path: Path, solved: tuple[District, Result]) -> None:
    _, result = solved
    (day,) = coach_days(result.timetable, "south")
    timetable = edited(result.timetable, north={"day": day})
    for dates, number in (("2023-01-13", 1), ("2022-12-31", 0)):
        district = read(
            tmp_path,
            north=f"term: {{from: 2022-09-01, to: {dates}}}\n",
            south="term: {from: 2023-01-01, to: 2023-06-30}\n",
        )
        found = [item for item in check(district, timetable).violations if item.subject == "coach"]
        assert len(found) == number


def test_a_violation_in_a_school_names_it(solved: tuple[District, Result]) -> None:
    district, result = solved
    verdict = check(district, edited(result.timetable, north={"room": None}))
    assert verdict.violations
    assert all(item.subject.startswith("north: ") for item in verdict.violations)
    assert all(item.text.startswith("School north: ") for item in verdict.violations)
    assert verdict.schools["south"].ok


@pytest.mark.parametrize(("share", "amount"), [(34, None), (33, 1), (20, 1)])
def test_the_share_of_externals_is_counted_over_all_schools(
    tmp_path: Path, solved: tuple[District, Result], share: int, amount: int | None
) -> None:
    _, result = solved
    # Three sessions in each school, one of them the coach's: 2 of 6 periods.
    held = [s.lead for own in result.timetable.schools.values() for g in own.plans[0].groups for s in g.sessions]
    assert (held.count("coach"), len(held)) == (2, 6)
    verdict = check(read(tmp_path, DISTRICT + COACH + SHARE.replace("40", str(share))), result.timetable)
    found = [(item.rule, item.amount) for item in verdict.violations]
    assert found == ([] if amount is None else [("staffing", amount)])


def test_the_cap_on_externals_is_kept(tmp_path: Path) -> None:
    district = read(tmp_path, DISTRICT + COACH + SHARE.replace("40", "30"))
    result = solve(district, seconds=10, deterministic=True)
    leads = [s.lead for own in result.timetable.schools.values() for g in own.plans[0].groups for s in g.sessions]
    assert 100 * leads.count("coach") <= 30 * len(leads)
    bounds = {aim.id: aim.bound for aim in result.aims}
    assert bounds["unplaced"] == 0, "read from schools without a cap of their own"
    assert bounds["workload"] is None, "with a cap of its own a school could be better"


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"scenario": "other"}, "The timetable is for scenario other, and this is scenario two-schools."),
        ({"north": None}, "The timetable has no school north."),
        ({"noth": "north"}, "noth is no school of the scenario."),
        ({"north": "south"}, "School north: The timetable is for scenario south-school, and this is scenario"),
    ],
)
def test_a_timetable_of_another_district_is_refused(
    solved: tuple[District, Result], change: dict[str, str | None], text: str
) -> None:
    district, result = solved
    data = result.timetable.model_dump(mode="json")
    for key, value in change.items():
        if key == "scenario":
            data["scenario"] = value
        elif value is None:
            del data["schools"][key]
        else:
            data["schools"][key] = result.timetable.schools[value].model_dump(mode="json")
    with pytest.raises(InputError) as caught:
        check(district, Timetable.model_validate(data))
    assert [finding.text.startswith(text) for finding in caught.value.findings] == [True]


def test_a_school_is_no_district(solved: tuple[District, Result]) -> None:
    district, result = solved
    with pytest.raises(InputError, match="the scenario is one school"):
        check(district.loaded["north"], result.timetable)


# ---- files ----------------------------------------------------------------------------------------------------------


def test_timetable_and_result_come_back_from_their_files(tmp_path: Path, solved: tuple[District, Result]) -> None:
    _, result = solved
    (tmp_path / "t.json").write_text(result.timetable.to_json(), encoding="utf-8")
    assert read_timetable(tmp_path / "t.json") == result.timetable
    assert Result.model_validate_json(result.to_json()).to_json() == result.to_json()
    assert '"schools": {}' not in result.timetable.to_json() + result.to_json()


def test_a_timetable_says_something(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text('{"format": 1, "scenario": "x"}', encoding="utf-8")
    with pytest.raises(InputError, match="no plans, and no schools"):
        read_timetable(tmp_path / "t.json")
