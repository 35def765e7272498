"""The driver, on a school of 100 that is generated and on the smallest ones; whatever the budget, a line is whole."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as command
from benchmarks import peers, runner
from benchmarks.peers import SOLVERS
from benchmarks.suites import ROOT, SUITES, Case, Suite, files, generated

SMALL = ROOT / "scenarios" / "ok_small" / "students-inline.yaml"
FIELDS = {
    *("suite", "instance", "seed", "solver", "fairness", "time_limit", "workers", "outcome", "first_checked_s"),
    *("total_s", "aims", "utility", "utility_bound", "utility_gap", "checked", "peak_mb", "seconds", "versions"),
    *("cores", "load_before", "load_after", "other_cores", "inputs", "date"),
}


def test_a_generated_school_with_a_tiny_budget_gives_whole_lines() -> None:
    suite = Suite("", generated(100, "slack"))
    lines = list(runner.run("school-100", suite, seeds=(7,), time_limit=1, workers=1, solvers=("greedy",)))
    assert [(line["instance"], line["fairness"]) for line in lines] == [
        ("school-100-slack-7", "balanced"),
        ("school-100-slack-7", "utilitarian"),
    ]
    for line in lines:
        assert set(line) >= FIELDS
        assert line["outcome"] in ("feasible", "none found")
        assert line["checked"] == bool(line["aims"]) == (line["first_checked_s"] is not None)
    assert lines[0]["inputs"] == lines[1]["inputs"]  # the same files, told to be fair in two ways


@pytest.fixture(scope="module")
def small() -> dict[str, runner.Line]:
    suite = Suite("", files(SMALL))
    lines = runner.run("small", suite, seeds=(1,), time_limit=30, workers=1, solvers=tuple(SOLVERS))
    return {line["solver"]: line for line in lines}


def test_every_solver_finds_a_checked_timetable_and_says_how_long_each_phase_took(
    small: dict[str, runner.Line],
) -> None:
    assert list(small) == ["solve", "one-model", "greedy"]
    for line in small.values():
        assert line["checked"], line
        assert set(line["seconds"]) == {"load", "validate", "build", "search", "check", "first_checked", "total"}
        assert 0 < line["first_checked_s"] <= line["total_s"]
        assert set(line["aims"]["unplaced"]) == {"value", "bound", "gap", "proven", "scope"}
        assert line["peak_mb"] is None or line["peak_mb"] > 20
    assert [line["stage"] for line in small.values()] == ["exact", "one-model", "greedy"]


def test_what_is_proved_optimal_no_solver_beats(small: dict[str, runner.Line]) -> None:
    values = {solver: [aim["value"] for aim in line["aims"].values()] for solver, line in small.items()}
    assert small["one-model"]["outcome"] == small["solve"]["outcome"] == "optimal"
    assert values["one-model"] == values["solve"] <= values["greedy"]


def test_a_child_that_fails_leaves_a_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("format: 1\n", encoding="utf-8")
    case = Case("broken", 1, None, lambda _: broken)
    line = runner.measure("x", case, broken, "solve", 1, 1)
    assert (line["outcome"], line["checked"], line["first_checked_s"]) == ("invalid", False, None)
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
    monkeypatch.setitem(SUITES, "small", Suite("", files(SMALL), seeds=(1,), time_limit=30))
    words = ["small", "-o", str(tmp_path), "--seeds", "4", "--solvers", "solve", "--workers", "1"]
    assert command.main(words) == 0
    (path,) = (tmp_path / "results").iterdir()
    (line,) = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    assert (line["seed"], line["workers"], line["time_limit"]) == (4, 1, 30)
    assert "| students-inline | 4 | solve | optimal |" in (tmp_path / "TABLE.md").read_text(encoding="utf-8")
    assert str(tmp_path / "TABLE.md") in capsys.readouterr().out


def test_the_suites_have_the_cases_they_promise() -> None:
    suite = SUITES["school-700"]
    cases = suite.cases(suite.seeds)
    assert [case.instance for case in cases[::2]] == [
        f"school-700-{s}-{n}" for s in ("slack", "tight") for n in (1, 2, 3)
    ]
    assert all(case.scenario(Path("nowhere")).is_file() for case in cases)  # kept as files
    schools = [case.scenario(Path("nowhere")) for case in SUITES["schools"].cases((1,))]
    kept = sorted(path for path in (ROOT / "scenarios" / "schools").iterdir() if path.suffix == ".yaml")
    assert schools == kept
    assert len(schools) >= 4
