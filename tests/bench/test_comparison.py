"""The table and the comparison of two files, on lines written by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from afterschool_sched.bench.compare import compare, regressions
from afterschool_sched.bench.runner import Line, record
from afterschool_sched.bench.table import write_table
from afterschool_sched.cli.start import run as command


def line(solver: str = "solve", aims: dict[str, int] | None = None, **other: Any) -> Line:
    values = {"unplaced": 2, "first_choice": 100} if aims is None else aims
    made: Line = {
        "suite": "toy",
        "instance": "toy-1",
        "expects": None,
        "schools": 1,
        "students": 100,
        "seed": 1,
        "fairness": "balanced",
        "solver": solver,
        "time_limit": 60,
        "workers": 2,
        "cores": 2,
        "processor": "P",
        "system": "Linux",
        "date": "2026-11-01",
        "inputs": "abc",
        "outcome": "feasible",
        "checked": True,
        "first_checked_s": 4.0,
        "total_s": 50.0,
        "peak_mb": 200.0,
        "worker_mb": 100.0,
        "utility": 1000,
        "utility_bound": None,
        "utility_gap": None,
        "other_cores": 0.0,
        "versions": {"afterschool-sched": "0.1.0", "ortools": "9.15", "python": "3.11", "commit": "c0ffee"},
        "aims": {
            name: {"value": value, "bound": 1, "gap": (value - 1) / value, "proven": True, "scope": "all timetables"}
            for name, value in values.items()
        },
    }
    return {**made, **other}


NONE_FOUND: dict[str, Any] = {
    "outcome": "none found",
    "checked": False,
    "first_checked_s": None,
    "utility": None,
    "aims": {},
}


def bounded(bound: float | None) -> Line:
    """With another bound of the second aim."""
    made = line()
    made["aims"]["first_choice"] |= {"bound": bound, "proven": bound is not None}
    return made


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (line(), []),
        (line(first_checked_s=4.9), []),  # beyond the ratio only with more than a second
        (line(first_checked_s=5.1), ["first_checked_s 4.0 -> 5.1"]),
        (line(total_s=62.0), []),
        (line(total_s=63.0), ["total_s 50.0 -> 63.0"]),
        (line(peak_mb=251.0), ["peak_mb 200 -> 251"]),
        (line(utility_gap=0.0121), ["utility_gap 1.00% -> 1.21%"]),
        (line(utility_gap=0.0119), []),
        (line(aims={"unplaced": 3, "first_choice": 50}), ["unplaced 2 -> 3"]),
        (line(aims={"unplaced": 1, "first_choice": 300}), []),  # better in what comes first
        (line(aims={"unplaced": 2, "first_choice": 101}), []),
        (line(aims={"unplaced": 2, "first_choice": 102}), ["first_choice 100 -> 102"]),
        (line(**NONE_FOUND), ["outcome feasible -> none found"]),
        (line(checked=False), ["outcome feasible -> not checked"]),
        (line(**NONE_FOUND | {"outcome": "impossible"}), ["outcome feasible -> impossible"]),
        (line(worker_mb=126.0), ["worker_mb 100 -> 126"]),
    ],
)
def test_a_regression_is_what_is_worse_beyond_the_tolerance(after: Line, said: list[str]) -> None:
    assert list(regressions(line(utility_gap=0.01), after)) == said


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        (40, ["bound of first_choice 50 -> 40"]),
        (None, ["bound of first_choice 50 -> none"]),
        (49.8, []),
        (60, []),
    ],
)
def test_a_proven_bound_that_says_less_is_a_regression(bound: float | None, said: list[str]) -> None:
    assert list(regressions(bounded(50), bounded(bound))) == said


def test_what_was_proved_impossible_is_to_be_proved_again() -> None:
    proved = line(**NONE_FOUND | {"outcome": "impossible"})
    assert list(regressions(proved, proved)) == []
    assert list(regressions(proved, line(**NONE_FOUND))) == ["outcome impossible -> none found"]
    assert list(regressions(proved, {**proved, "total_s": 70.0})) == ["total_s 50.0 -> 70.0"]


def test_nothing_is_a_regression_from_nothing() -> None:
    assert list(regressions(line(**NONE_FOUND), line())) == []
    assert list(regressions(line(**NONE_FOUND), line(**NONE_FOUND))) == []


def test_ratios_doubts_and_what_is_in_one_file_only_are_said() -> None:
    before = [line(), line("greedy")]
    after = [line(first_checked_s=8.0, cores=4, other_cores=1.5)]
    texts, regressed = compare(before, after)
    assert regressed == 1
    assert "first 2.000 total 1.000 memory 1.000 U 1.000" in texts[0]
    assert "REGRESSION: first_checked_s 4.0 -> 8.0" in texts[0]
    assert "cores differs; B was noisy (1.5 cores used by others)" in texts[0]
    assert texts[1] == "1 measurements are in one of the files only."


def test_the_command_ends_with_10_for_a_regression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    good.write_text(json.dumps(line()) + "\n", encoding="utf-8")
    bad.write_text(json.dumps(line(**NONE_FOUND)) + "\n", encoding="utf-8")
    assert command(["bench", "--compare", str(good), str(good)]) == 0
    assert command(["bench", "--compare", str(good), str(bad)]) == 10
    assert capsys.readouterr().out.splitlines()[-1] == "1 regression."


@pytest.mark.parametrize("content", [None, b"no JSON\n", b"\xff\n"])
def test_what_is_no_file_of_results_is_said(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a.jsonl"
    if content is not None:
        path.write_bytes(content)
    assert command(["bench", "--compare", str(path), str(path)]) == 2
    said = capsys.readouterr().err
    assert "cannot be read" in said or "no file of results" in said


def test_the_table_shows_every_solve_and_how_the_solvers_compare(tmp_path: Path) -> None:
    record(tmp_path, line(utility_bound=1010, utility_gap=0.01))
    record(tmp_path, line("one-model", utility=500, first_checked_s=12.0, other_cores=0.5))
    record(tmp_path, line("greedy", **NONE_FOUND))
    text = write_table(tmp_path).read_text(encoding="utf-8")
    assert "| toy-1 | 1 | solve | feasible | 4.0 | 50.0 | 2 (≥ 1: 50 %) | 100 (≥ 1: 99 %) | 1.00% | 200 |" in text
    assert (
        "| toy-1 | 1 | one-model | feasible | 12.0! | 50.0! | 2 (≥ 1: 50 %) | 100 (≥ 1: 99 %) | 102.00% | 200 |" in text
    )
    assert "| toy-1 | 1 | greedy | none found | – | 50.0 | – | – | – | 200 |" in text
    assert "| one-model | 1 of 1 | 12.0 | 50.0 | 102.00% | 3.00 | 0.5000 |" in text
    assert "| greedy | 0 of 1 | – | 50.0 | – | – | – |" in text


def test_the_table_counts_what_was_known_before_and_what_is_unknown(tmp_path: Path) -> None:
    cases: list[tuple[str | None, str]] = [
        ("found", "feasible"),
        ("found", "impossible"),
        ("impossible", "impossible"),
        ("impossible", "none found"),
        ("impossible", "feasible"),
        (None, "none found"),
        (None, "impossible"),
    ]
    for number, (expects, outcome) in enumerate(cases):
        made = line() if outcome == "feasible" else line(**NONE_FOUND | {"outcome": outcome})
        record(tmp_path, {**made, "instance": f"toy-{number}", "expects": expects})
    text = write_table(tmp_path).read_text(encoding="utf-8")
    assert "| solve | a timetable was planted | 2 | 1 | 1 | 0 | 1 |" in text
    assert "| solve | a contradiction was planted | 3 | 1 | 1 | 1 | 1 |" in text
    assert "| solve | nothing was planted | 2 | 0 | 1 | 1 | 0 |" in text


def test_the_table_shows_the_newest_version_and_names_what_was_not_checked(tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0"):
        versions = {**line()["versions"], "afterschool-sched": version}
        record(tmp_path, line(versions=versions, checked=version == "0.9.0"))
    text = write_table(tmp_path).read_text(encoding="utf-8")
    assert "version 0.10.0" in text
    assert "version 0.9.0" not in text
    assert "feasible, NOT CHECKED" in text
