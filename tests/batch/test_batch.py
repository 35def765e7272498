"""``batch`` from outside: real processes, some of which crash, are killed or interrupted."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from afterschool_sched.batch.folders import alone_in
from afterschool_sched.cli.streams import Exit
from afterschool_sched.reading import read_result, read_timetable
from afterschool_sched.record import ScenarioRecord, Summary
from afterschool_sched.schema import schema_of
from tests import two_schools
from tests.cli.terminal import command, start, wait_for
from tests.two_children import BOTH, ONE, YAML

FILES = ["outcome.json", "report.html", "result.json", "timetable.json"]
WAIT = "while not budget.stop():\n    time.sleep(0.01)"
DEAF = "while True:\n    time.sleep(0.01)"
HERE = "open('pid', 'w').write(str(os.getpid()))"  # who searches


def search(**of: str) -> str:
    """A search that does something else in each scenario; in those not named it finds the best at once."""
    lines = []
    for name, body in of.items():
        lines.append(f"if n.scenario.id == {name!r}:")
        lines += [f"    {line}" for line in body.splitlines()]
        lines.append("    return")
    return "\n".join([*lines, "yield candidate(BOTH)"])


def school(folder: Path, *names: str, text: str = YAML) -> None:
    (folder / "in").mkdir(exist_ok=True)
    for name in names:
        path = folder / "in" / f"{name}.yaml"
        path.write_text(text.replace("id: two-children", f"id: {name}"), encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".lock")


def record(folder: Path, name: str) -> ScenarioRecord:
    return ScenarioRecord.model_validate_json((folder / "out" / name / "outcome.json").read_bytes())


def summary(folder: Path) -> Summary:
    return Summary.model_validate_json((folder / "out/summary.json").read_bytes())


def endings(folder: Path) -> dict[str, str]:
    rows = summary(folder).scenarios
    return {row.folder: row.outcome.ending if row.outcome else row.state for row in rows}


def test_each_scenario_gets_a_folder_and_all_get_a_summary(tmp_path: Path) -> None:
    school(tmp_path, "b", "a")
    title = "id: c\ntitle: {en: =cmd(), zh: 丙校}"
    school(tmp_path, "c", text=YAML.replace("id: two-children", title))
    code, out, err = command(tmp_path, "batch", "in", "-o", "x/out", "--jobs", "1", search=search())
    assert code == Exit.OK, err
    home = tmp_path / "x/out"
    assert names(home) == ["a", "b", "c", "index.html", "summary.csv", "summary.json"]
    for name in ("a", "b", "c"):
        assert names(home / name) == FILES
        assert read_timetable(home / name / "timetable.json").plans == (BOTH,)
        data = json.loads((home / name / "outcome.json").read_text(encoding="utf-8"))
        jsonschema.validate(data, schema_of("outcome"))
        assert (data["ending"], data["exit_code"], data["file"]) == ("solved", 0, f"{name}.yaml")
        assert data["figures"]["students"] == 2
        assert data["figures"]["first_choice"] == 0.5
    jsonschema.validate(json.loads((home / "summary.json").read_text(encoding="utf-8")), schema_of("summary"))
    content = (home / "summary.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    assert [row["scenario"] for row in rows] == ["a", "b", "c"]
    assert (rows[2]["title_en"], rows[2]["title_zh"]) == ("'=cmd()", "丙校")  # Excel would carry it out
    assert (rows[0]["unplaced"], rows[0]["load_mean"], rows[0]["report"]) == ("0", "1.0", "a/report.html")
    assert "3 of 3 scenarios solved." in out
    assert "3 scenarios, 1 at once, 1 thread each." in err
    assert "[3/3] c: solved (feasible)" in err
    assert "Nameless" not in out + err + (home / "index.html").read_text(encoding="utf-8")


def test_every_failure_is_written_down_and_costs_one_scenario(tmp_path: Path) -> None:
    school(tmp_path, "aborted", "aborted-late", "faulty", "fine", "impossible", "none", "refused")
    school(tmp_path, "invalid", text=YAML.replace("room: r1", "room: r9"))
    (tmp_path / "in/unread.yaml").write_text("format: [1\n", encoding="utf-8")
    bodies = {
        "aborted": "yield from ()\nos.abort()",
        "aborted-late": "yield candidate(ONE)\nos.abort()",
        "faulty": "yield from ()\nraise LookupError('a fault')",
        "impossible": "yield from ()\nraise Impossible(('supervised',), 'confirmed by hand')",
        "none": "yield from ()",
        "refused": "yield candidate(FORGOTTEN)",
    }
    code, out, err = command(tmp_path, "batch", "in", "-o", "out", "--progress", "json", search=search(**bodies))
    assert code == Exit.SOME_FAILED, err
    assert endings(tmp_path) == {
        "aborted": "crashed",
        "aborted-late": "crashed",
        "faulty": "failed",
        "fine": "solved",
        "impossible": "impossible",
        "invalid": "invalid",
        "none": "not_found",
        "refused": "refused",
        "unread": "invalid",
    }
    alone = {name: record(tmp_path, name).exit_code for name in endings(tmp_path)}
    assert [*alone.values()] == [6, 6, 1, 0, 4, 3, 5, 6, 3]
    assert names(tmp_path / "out/aborted") == ["outcome.json", "solver.txt"]
    assert "Fatal Python error" in (tmp_path / "out/aborted/solver.txt").read_text(encoding="utf-8")
    assert "LookupError: a fault" in (tmp_path / "out/faulty/solver.txt").read_text(encoding="utf-8")
    assert names(tmp_path / "out/aborted-late") == sorted([*FILES, "solver.txt"])
    assert read_timetable(tmp_path / "out/aborted-late/timetable.json").plans == (ONE,)
    assert "SIGABRT" in (record(tmp_path, "aborted").message or "")
    assert names(tmp_path / "out/invalid") == ["outcome.json"]
    (finding,) = record(tmp_path, "invalid").findings
    assert (finding.code, finding.file, finding.line) == ("unknown-room", "invalid.yaml", 8)
    page = (tmp_path / "out/index.html").read_text(encoding="utf-8")
    assert "invalid.yaml:8:" in page
    assert "Traceback" not in out + err + page
    events = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert [event["event"] for event in events if event["event"] in ("planned", "ended")] == ["planned", *["ended"] * 9]
    assert "1 of 9 scenarios solved." in out


def test_a_district_is_one_scenario_that_is_kept_as_a_whole(tmp_path: Path) -> None:
    two_schools.write(tmp_path)
    words = ("batch", "district.yaml", "-o", "out", "--time-limit", "10", "--resume")
    for state in ("done", "kept"):
        code, _, err = command(tmp_path, *words)
        assert code == Exit.OK, err
        assert [row.state for row in summary(tmp_path).scenarios] == [state]
    assert record(tmp_path, "two-schools").files.keys() >= {"timetable.json", "north/report.html", "south/result.json"}
    (tmp_path / "out/two-schools/north/report.html").unlink()
    command(tmp_path, *words)
    assert [row.state for row in summary(tmp_path).scenarios] == ["done"]


def test_json_is_the_summary(tmp_path: Path) -> None:
    school(tmp_path, "a")
    code, out, _ = command(tmp_path, "batch", "in/a.yaml", "-o", "out", "--json", search=search())
    assert code == Exit.OK
    assert json.loads(out) == json.loads((tmp_path / "out/summary.json").read_text(encoding="utf-8"))


def test_twice_the_same_id_stops_before_anything_is_solved(tmp_path: Path) -> None:
    school(tmp_path, "a")
    (tmp_path / "in/z.yaml").write_text((tmp_path / "in/a.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    code, _, err = command(tmp_path, "batch", "in", "-o", "out")
    assert code == Exit.INVALID
    assert err.startswith("in/z.yaml:2:5: error [batch-duplicate]")
    assert not (tmp_path / "out").exists()


def test_where_another_batch_is_at_work_there_is_no_second(tmp_path: Path) -> None:
    school(tmp_path, "a")
    (tmp_path / "out").mkdir()
    with alone_in(tmp_path / "out"):
        code, _, err = command(tmp_path, "batch", "in", "-o", "out", "--progress", "none")
    assert code == Exit.USAGE
    assert err == "'out' cannot be written: another batch is at work there. Maybe name another place with -o.\n"


# ---- ended before it was over ---------------------------------------------------------------------------------------


def running(folder: Path, **of: str) -> subprocess.Popen[bytes]:
    """A batch of a, b and c, one after another, with these searches."""
    school(folder, "a", "b", "c")
    return start(folder, "batch", "in", "-o", "out", "--jobs", "1", "--progress", "json", search=search(**of))


def ctrl_c(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGINT)


def found(name: str) -> bytes:
    return json.dumps({"event": "found", "scenario": name})[:-1].encode()


def test_ctrl_c_lets_the_running_one_give_its_best_and_begins_no_other(tmp_path: Path) -> None:
    process = running(tmp_path, b=f"yield candidate(ONE)\n{WAIT}")
    wait_for(process, found("b"))
    ctrl_c(process)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, err
    assert endings(tmp_path) == {"a": "solved", "b": "interrupted", "c": "waiting"}
    assert read_timetable(tmp_path / "out/b/timetable.json").plans == (ONE,)
    assert read_result(tmp_path / "out/b/result.json").interrupted
    assert not (tmp_path / "out/c").exists()
    assert b"Traceback" not in err


def test_a_second_ctrl_c_does_not_wait_for_a_deaf_search(tmp_path: Path) -> None:
    process = running(tmp_path, a=f"yield candidate(ONE)\n{DEAF}")
    wait_for(process, found("a"))
    ctrl_c(process)
    wait_for(process, b"stopping")
    ctrl_c(process)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, err
    assert endings(tmp_path) == {"a": "interrupted", "b": "waiting", "c": "waiting"}
    assert read_timetable(tmp_path / "out/a/timetable.json").plans == (ONE,)


def test_an_interruption_with_nothing_found_leaves_an_earlier_result_alone(tmp_path: Path) -> None:
    school(tmp_path, "a")
    command(tmp_path, "batch", "in", "-o", "out", search=search())
    before = (tmp_path / "out/a/outcome.json").read_bytes()
    told = "progress(Progress('by hand', None, None, None, None, 0.0))\nyield from ()\n"
    process = running(tmp_path, a=told + WAIT)
    wait_for(process, b"by hand")
    ctrl_c(process)
    process.communicate(timeout=60)
    assert process.returncode == Exit.CANCELLED
    assert (tmp_path / "out/a/outcome.json").read_bytes() == before
    assert endings(tmp_path) == {"a": "waiting", "b": "waiting", "c": "waiting"}


def test_kill_9_loses_nothing_finished_and_the_next_run_goes_on(tmp_path: Path) -> None:
    process = running(tmp_path, b=f"{HERE}\nyield candidate(ONE)\n{DEAF}")
    wait_for(process, found("b"))
    process.kill()
    process.communicate(timeout=60)
    assert record(tmp_path, "a").ending == "solved"
    assert names(tmp_path / "out") == ["a", "index.html", "summary.csv", "summary.json"]
    assert endings(tmp_path) == {"a": "solved", "b": "waiting", "c": "waiting"}
    gone(int((tmp_path / "pid").read_text(encoding="utf-8")))
    mark = "0123456789abcdef"  # what a kill in the middle of writing would leave
    (tmp_path / f"out/.b.{mark}.part").mkdir()
    (tmp_path / f"out/.summary.csv.{mark}.part").write_text("half", encoding="utf-8")
    code, out, err = command(tmp_path, "batch", "in", "-o", "out", "--resume", search=search())
    assert code == Exit.OK, err
    assert names(tmp_path / "out") == ["a", "b", "c", "index.html", "summary.csv", "summary.json"]
    assert [row.state for row in summary(tmp_path).scenarios] == ["kept", "done", "done"]
    assert "a: solved (feasible), kept from an earlier run, checked again" in out


def gone(process_id: int) -> None:
    """Wait until the process has ended; fails when it goes on for nobody."""
    for _ in range(600):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the solver goes on for nobody")


def test_the_death_of_a_child_costs_one_scenario(tmp_path: Path) -> None:
    process = running(tmp_path, a=f"{HERE}\nyield candidate(ONE)\n{DEAF}")
    wait_for(process, found("a"))
    os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), signal.SIGKILL)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.SOME_FAILED, err
    assert endings(tmp_path) == {"a": "crashed", "b": "solved", "c": "solved"}
    assert read_timetable(tmp_path / "out/a/timetable.json").plans == (ONE,)
    assert "SIGKILL; maybe the memory did not suffice" in (record(tmp_path, "a").message or "")


# ---- going on -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "state"),
    [
        ("nothing", "kept"),
        ("scenario", "done"),
        ("option", "done"),
        ("report", "done"),
        ("timetable", "done"),
        ("versions", "done"),
        ("outcome", "done"),
    ],
)
def test_resume_keeps_what_is_whole_unchanged_and_right(
    tmp_path: Path, finished: dict[str, bytes], what: str, state: str
) -> None:
    school(tmp_path, "a")
    (tmp_path / "out/a").mkdir(parents=True)
    for name, content in finished.items():
        (tmp_path / "out/a" / name).write_bytes(content)
    more: list[str] = []
    if what == "scenario":
        with (tmp_path / "in/a.yaml").open("a", encoding="utf-8") as file:
            file.write("# changed\n")
    elif what == "option":
        more = ["--seed", "1"]
    elif what == "report":
        (tmp_path / "out/a/report.html").unlink()
    elif what == "timetable":
        spoil(tmp_path / "out/a")
    elif what == "versions":
        change(tmp_path / "out/a/outcome.json", versions={**record(tmp_path, "a").versions, "ortools": "0"})
    elif what == "outcome":
        (tmp_path / "out/a/outcome.json").write_bytes(finished["outcome.json"][:-20])
    code, _, err = command(tmp_path, "batch", "in", "-o", "out", "--resume", *more, search=search())
    assert code == Exit.OK, err
    assert [row.state for row in summary(tmp_path).scenarios] == [state]
    assert record(tmp_path, "a").ending == "solved"
    assert read_timetable(tmp_path / "out/a/timetable.json").plans == (BOTH,)


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of a finished scenario."""
    folder = tmp_path_factory.mktemp("finished")
    school(folder, "a")
    command(folder, "batch", "in", "-o", "out", search=search())
    return {path.name: path.read_bytes() for path in (folder / "out/a").iterdir()}


def change(path: Path, **values: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, **values}), encoding="utf-8")


def spoil(folder: Path) -> None:
    """A timetable that leaves a child alone, with a digest that fits: only the checker can see it."""
    timetable = folder / "timetable.json"
    data = json.loads(timetable.read_text(encoding="utf-8"))
    data["plans"][0]["groups"] = data["plans"][0]["groups"][:1]
    timetable.write_text(json.dumps(data), encoding="utf-8")
    known = json.loads((folder / "outcome.json").read_text(encoding="utf-8"))["files"]
    digest = hashlib.sha256(timetable.read_bytes()).hexdigest()
    change(folder / "outcome.json", files={**known, "timetable.json": digest})
