"""The driver, on a school of 100 that is generated and on the smallest ones; whatever the budget, a line is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterschool_sched import check, load, read_timetable
from afterschool_sched.bench import peers, runner
from afterschool_sched.bench.child import with_fairness
from afterschool_sched.bench.peers import SOLVERS
from afterschool_sched.bench.suites import SUITES, Case, Suite, cases_of, generated
from afterschool_sched.cli.start import run as command
from afterschool_sched.generator.allocations import FORMS, allocation
from afterschool_sched.scenario import District
from tests.two_schools import read

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "scenarios" / "ok_small" / "students-inline.yaml"
FIELDS = {
    *("suite", "instance", "seed", "solver", "fairness", "time_limit", "workers", "outcome", "first_checked_s"),
    *("worker_mb", "aim", "value", "bound", "gap", "curve", "students", "schools", "expects", "notes"),
    *("total_s", "aims", "utility", "utility_bound", "utility_gap", "checked", "peak_mb", "seconds", "versions"),
    *("cores", "load_before", "load_after", "other_cores", "inputs", "date"),
}


def only(path: Path) -> Suite:
    return Suite("", lambda seeds: [Case(path.stem, seed, None, lambda _: path) for seed in seeds], (1,), time_limit=30)


def test_a_generated_school_with_a_tiny_budget_gives_whole_lines(tmp_path: Path) -> None:
    cases = generated(100, "slack")((7,))
    lines = list(runner.run("school-100", cases, tmp_path, time_limit=1, workers=1, solvers=("greedy",)))
    assert [(line["instance"], line["fairness"]) for line in lines] == [
        ("school-100-slack-7", "balanced"),
        ("school-100-slack-7", "utilitarian"),
    ]
    for line in lines:
        assert set(line) >= FIELDS
        assert (line["schools"], line["students"]) == (1, 100)
        assert line["outcome"] in ("feasible", "none found")
        assert line["checked"] == bool(line["aims"]) == (line["first_checked_s"] is not None)
    assert lines[0]["inputs"] == lines[1]["inputs"]  # the same files, told to be fair in two ways


@pytest.fixture(scope="module")
def small() -> dict[str, runner.Line]:
    cases = only(SMALL).cases((1,))
    lines = runner.run(
        "small",
        cases,
        Path("nowhere"),
        time_limit=30,
        workers=1,
        solvers=tuple(name for name in SOLVERS if name != "fet"),
    )
    return {line["solver"]: line for line in lines}


def test_every_solver_finds_a_checked_timetable_and_says_how_long_each_phase_took(
    small: dict[str, runner.Line],
) -> None:
    assert list(small) == ["solve", "solve-fast", "one-model", "greedy", "highs-master"]
    for line in small.values():
        assert line["checked"], line
        assert set(line["seconds"]) >= {"load", "validate", "build", "search", "check", "first_checked", "total"}
        assert 0 < line["first_checked_s"] <= line["total_s"]
        assert set(line["aims"]["unplaced"]) == {"value", "bound", "gap", "proven", "scope"}
        assert line["peak_mb"] is None or line["peak_mb"] > 20
        assert line["aims"][line["aim"]]["value"] == line["value"]
        last = line["curve"][-1]
        assert (last["utility"], last["s"]) == (line["utility"], line["total_s"])
        assert last["values"] == [aim["value"] for aim in line["aims"].values()]
        assert [point["s"] for point in line["curve"]] == sorted(point["s"] for point in line["curve"])
    assert small["solve"]["seconds"]["exact"] > 0
    assert [line["stage"] for line in small.values()] == ["exact", "exact", "one-model", "greedy", "highs-master"]


def test_what_is_proved_optimal_no_solver_beats(small: dict[str, runner.Line]) -> None:
    values = {solver: [aim["value"] for aim in line["aims"].values()] for solver, line in small.items()}
    assert small["one-model"]["outcome"] == small["solve"]["outcome"] == "optimal"
    assert values["one-model"] == values["solve"] <= min(values["greedy"], values["highs-master"])


def test_allocations_are_placed_and_give_whole_lines(tmp_path: Path) -> None:
    for form in FORMS:
        path = tmp_path / f"{form}.json"
        path.write_text(json.dumps(allocation(form, 60, 3)), encoding="utf-8")
        case = Case(form, 3, "utilitarian", lambda _, path=path: path)  # type: ignore[misc]
        lines = [runner.measure("places", case, path, solver, 30, 1) for solver in ("solve", "highs-master")]
        assert [line["stage"] for line in lines][1] == "mip"
        for line in lines:
            assert set(line) >= FIELDS - {"cores", "versions"}
            assert (line["outcome"], line["checked"], line["students"]) == ("optimal", True, 60), line
        assert lines[0]["aims"].keys() == lines[1]["aims"].keys()
        assert [aim["value"] for aim in lines[0]["aims"].values()] == [a["value"] for a in lines[1]["aims"].values()]


def test_a_child_that_fails_leaves_a_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\n", encoding="utf-8")
    case = Case("broken", 1, None, lambda _: broken)
    line = runner.measure("x", case, broken, "solve", 1, 1)
    assert (line["outcome"], line["checked"], line["first_checked_s"]) == ("invalid", False, None)
    line = runner.measure("x", case, ROOT / "scenarios" / "schools" / "city.yaml", "greedy", 1, 1)
    assert (line["outcome"], line["schools"]) == ("not run", 6)
    assert line["notes"] == ["Only the library's own way knows districts."]
    line = runner.measure("x", case, SMALL, "no such solver", 1, 1)
    assert line["outcome"] == "crashed"
    assert "no such solver" in line["notes"][0]


def test_a_solve_that_searched_in_another_way_is_not_measured() -> None:
    with pytest.raises(RuntimeError, match="did not use"), peers.searching_with("greedy"):
        pass


def test_a_line_measured_again_replaces_the_older_one(tmp_path: Path, small: dict[str, runner.Line]) -> None:
    runner.record(tmp_path, small["solve"])
    runner.record(tmp_path, small["greedy"])
    path = runner.record(tmp_path, {**small["solve"], "total_s": 9.0})
    assert path.name == f"small-{small['solve']['versions']['afterschool-sched']}.jsonl"
    assert [(line["solver"], line["total_s"]) for line in runner.read(path)] == [
        ("solve", 9.0),
        ("greedy", small["greedy"]["total_s"]),
    ]


def test_the_command_measures_records_and_writes_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(SUITES, "small", only(SMALL))
    words = ["bench", "small", "-o", str(tmp_path), "--seeds", "4", "--solvers", "solve", "--workers", "1"]
    assert command(words) == 0
    (path,) = (tmp_path / "results").iterdir()
    (line,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (line["seed"], line["workers"], line["time_limit"]) == (4, 1, 30)
    assert "| students-inline | 4 | solve | optimal |" in (tmp_path / "TABLE.md").read_text(encoding="utf-8")
    assert str(tmp_path / "index.html") in capsys.readouterr().err
    before = (tmp_path / "index.html").read_bytes()
    assert command(["bench", "-o", str(tmp_path)]) == 0  # drawn again from what was measured
    assert (tmp_path / "index.html").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["school-500x"], "There is no suite 'school-500x'. The suites are: "),
        (["school-500", "--solvers", "cplex"], "There is no solver 'cplex'"),
        (["schools"], "Maybe run this from the repository's folder."),
        ([], "there are no results"),
    ],
)
def test_what_cannot_be_measured_is_said(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command(["bench", *words, "-o", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_suites_have_the_cases_they_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = cases_of(SUITES["school-700"], None, None)
    names = [f"school-700-{staff}-{n}" for staff in ("slack", "tight") for n in (1, 2, 3)]
    assert [case.instance for case in cases[::2]] == names
    kept = ROOT / "benchmarks" / "instances"
    before = {path: path.stat().st_mtime_ns for path in kept.glob("school-700-*/*")}
    assert all(case.scenario(kept).is_file() for case in cases)
    assert {path: path.stat().st_mtime_ns for path in before} == before  # what is kept as files is taken as it is
    monkeypatch.chdir(ROOT)
    schools = [case.scenario(Path("nowhere")) for case in cases_of(SUITES["schools"], None, None)]
    assert schools == sorted(Path("scenarios/schools").glob("*.yaml"))
    assert len(schools) == 19


def test_tight_schools_come_in_turns_and_with_what_was_planted(tmp_path: Path) -> None:
    cases = cases_of(SUITES["tight"], None, None)
    assert [case.instance for case in cases[:6]] == [
        *(f"tight-{kind}-0" for kind in ("planted", "counting", "matching", "entangled", "unplanted")),
        "tight-planted-1",
    ]
    known = [case.expects for case in cases]
    assert (known.count("found"), known.count("impossible")) == (100, 100)
    path = cases[0].scenario(tmp_path)
    assert check(load(path), read_timetable(path.with_name("planted.json"))).ok
    assert not cases[1].scenario(tmp_path).with_name("planted.json").exists()


def test_the_first_instances_alone_and_other_seeds() -> None:
    cases = cases_of(SUITES["school-2000"], (4, 5), 1)
    assert [(case.instance, case.seed) for case in cases] == [("school-2000-one-period-normal-4", 4)] * 2


def test_an_instance_of_another_version_is_made_again(tmp_path: Path) -> None:
    (case, _) = generated(100, "slack", clubs="one period")((3,))
    path = case.scenario(tmp_path)
    fresh = path.read_text(encoding="utf-8")
    assert "clubs in one period; generator version 1." in fresh
    path.write_text(fresh.replace("generator version 1.", "generator version 0."), encoding="utf-8")
    assert case.scenario(tmp_path).read_text(encoding="utf-8") == fresh


def test_another_fairness_is_that_of_every_school_of_a_district(tmp_path: Path) -> None:
    district = read(tmp_path)
    other = with_fairness(district, "utilitarian")
    assert isinstance(other, District)
    found = [{aim.fairness for aim in each.aims if aim.aim == "choices"} for each in other.loaded.values()]
    assert found == [{"utilitarian"}, {"utilitarian"}]
    assert all(aim.fairness == "balanced" for each in district.loaded.values() for aim in each.aims)
