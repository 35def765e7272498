"""``solve`` from outside: files, exit codes, crashes, Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest

from afterschool_sched.cli import solving
from afterschool_sched.cli.arguments import parser
from afterschool_sched.cli.streams import Exit
from afterschool_sched.errors import InputError
from afterschool_sched.load import load
from afterschool_sched.process.outcome import Found, Outcome
from afterschool_sched.reading import read_result, read_timetable
from afterschool_sched.run import solve
from tests.cli.terminal import command, start, wait_for
from tests.two_children import BOTH, ONE, YAML
from tests.two_schools import write

WAIT = "while not budget.stop():\n    time.sleep(0.01)"
DEAF = "while True:\n    time.sleep(0.01)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def test_the_folder_holds_timetable_result_and_report(folder: Path) -> None:
    code, out, err = command(folder, "solve", "two.yaml", "-o", "a/b")
    assert (code, sorted(path.name for path in (folder / "a/b").iterdir())) == (
        Exit.OK,
        ["report.html", "result.json", "timetable.json"],
    ), err
    result = read_result(folder / "a/b/result.json")
    assert (result.status, result.aim("unplaced").value) == ("optimal", 0)
    assert list(result.seconds) == ["load", "build", "search", "check", "first_checked", "total"]
    assert list(result.inputs) == ["two.yaml"]
    assert len(read_timetable(folder / "a/b/timetable.json").plans[0].groups) == 2
    assert "<html" in (folder / "a/b/report.html").read_text(encoding="utf-8")
    assert "independent check" in out
    assert "timetable.json" in err
    assert "Nameless" not in out + err


def test_each_school_of_a_district_has_a_folder_of_its_own(tmp_path: Path) -> None:
    write(tmp_path)
    code, out, err = command(tmp_path, "solve", "district.yaml", "-o", "out", "--time-limit", "10")
    assert code == Exit.OK, err
    for place in ("out", "out/north", "out/south"):
        files = [path.name for path in (tmp_path / place).iterdir() if path.is_file()]
        assert sorted(files) == ["report.html", "result.json", "timetable.json"]
    assert 'href="north/report.html"' in (tmp_path / "out/report.html").read_text(encoding="utf-8")
    whole = read_timetable(tmp_path / "out/timetable.json")
    assert whole.schools["south"] == read_timetable(tmp_path / "out/south/timetable.json")
    assert "independent check" in out
    assert command(tmp_path, "check", "district.yaml", "out/timetable.json")[0] == Exit.OK
    assert command(tmp_path, "validate", "district.yaml")[0] == Exit.OK


def test_without_a_folder_the_timetable_is_the_output(folder: Path) -> None:
    code, out, err = command(folder, "solve", "two.yaml", "--progress", "none", search="yield candidate(BOTH)")
    assert code == Exit.OK, err
    (folder / "t.json").write_text(out, encoding="utf-8")
    assert read_timetable(folder / "t.json").plans == (BOTH,)
    assert "checked timetable:" not in err


def test_json_holds_result_and_timetable_or_files(folder: Path) -> None:
    code, out, _ = command(folder, "solve", "two.yaml", "--json", search="yield candidate(BOTH)")
    data = json.loads(out)
    assert (code, data["exit_code"]) == (Exit.OK, Exit.OK)
    assert data["timetable"]["scenario"] == data["result"]["scenario"] == "two-children"
    _, out, _ = command(folder, "solve", "two.yaml", "--json", "-o", "x", search="yield candidate(BOTH)")
    assert json.loads(out)["files"]["result"] == str(Path("x/result.json"))
    assert "timetable" not in json.loads(out)


def test_progress_as_json_and_as_lines(folder: Path) -> None:
    search = "progress(Progress('by hand', 'unplaced', 1.0, 0.0, 1.0, 0.25))\nyield candidate(BOTH)"
    _, _, err = command(folder, "solve", "two.yaml", "--progress", "json", "-o", "x", search=search)
    events = [json.loads(line) for line in err.splitlines() if line.startswith("{")]
    assert [event["event"] for event in events] == ["progress", "found"]
    assert events[0]["gap"] == 1.0
    assert events[1]["aims"]["unplaced"] == 0
    _, _, err = command(folder, "solve", "two.yaml", "-o", "x", search=search)
    assert "0.2 s  by hand: unplaced 1, at best 0, gap 100.0 %" in err
    assert "checked timetable: unplaced 0" in err
    assert "\x1b" not in err  # no terminal: no changing line


def test_what_libraries_print_does_not_spoil_the_talk_of_the_two_processes(folder: Path) -> None:
    search = "print('noise', flush=True)\nos.write(1, b'more noise\\n')\nyield candidate(BOTH)"
    code, out, err = command(folder, "solve", "two.yaml", search=search)
    assert code == Exit.OK, err
    assert "noise" not in out


def test_a_file_beside_the_scenario_is_no_part_of_the_program(folder: Path) -> None:
    (folder / "random.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    code, _, err = command(folder, "solve", "two.yaml", "-o", "x", search="yield candidate(BOTH)", PYTHONSAFEPATH="1")
    assert code == Exit.OK, err


# ---- exit codes -----------------------------------------------------------------------------------------------------


def test_errors_of_the_input(folder: Path) -> None:
    (folder / "two.yaml").write_text(YAML.replace("room: r1", "room: r9"), encoding="utf-8")
    code, out, err = command(folder, "solve", "two.yaml")
    assert (code, out) == (Exit.INVALID, "")
    assert re.search(r"^two\.yaml:8:\d+: error \[unknown-room\] .*r9.* Maybe .*$", err, re.M)
    assert "1 error." in err
    _, out, _ = command(folder, "solve", "two.yaml", "--json")
    (finding,) = json.loads(out)["findings"]
    assert (finding["code"], finding["file"], finding["line"]) == ("unknown-room", "two.yaml", 8)


def test_a_missing_scenario(folder: Path) -> None:
    code, _, err = command(folder, "solve", "tow.yaml")
    assert code == Exit.INVALID
    assert "tow.yaml" in err
    assert "'two.yaml' is meant" in err


def test_impossible_by_counting(folder: Path) -> None:
    rooms = "{id: r1, seats: 10}, {id: r2, seats: 10}, {id: r3, seats: 10}"
    (folder / "two.yaml").write_text(YAML.replace(rooms, "{id: r1, seats: 1}"), encoding="utf-8")
    code, _, err = command(folder, "solve", "two.yaml")
    assert code == Exit.IMPOSSIBLE, err
    assert err.count("error [count-seats]") == 1
    assert err.count("warning [class-over-room]") == 1


def test_impossible_by_search(folder: Path) -> None:
    search = "yield from ()\nraise Impossible(('supervised',), 'confirmed by hand')"
    code, out, err = command(folder, "solve", "two.yaml", "--json", search=search)
    assert code == Exit.IMPOSSIBLE
    assert "error [impossible] No timetable meets all required rules together; confirmed by hand." in err
    assert [finding["code"] for finding in json.loads(out)["findings"]] == ["impossible", "impossible-rule"]


def test_none_in_time(folder: Path) -> None:
    code, out, err = command(folder, "solve", "two.yaml", "--time-limit", "9", "--json", search="yield from ()")
    assert code == Exit.NOT_FOUND
    assert "No timetable was found in 9 seconds" in err
    assert json.loads(out)["message"].startswith("No timetable was found")


def test_a_refused_answer(folder: Path) -> None:
    code, out, err = command(folder, "solve", "two.yaml", "-o", "x", search="yield candidate(FORGOTTEN)")
    assert (code, out) == (Exit.REFUSED, "")
    assert "[supervised]" in err
    assert list((folder / "x").iterdir()) == []


def test_a_crash_with_nothing_found(folder: Path) -> None:
    code, out, err = command(folder, "solve", "two.yaml", search="yield from ()\nos.abort()")
    assert (code, out) == (Exit.REFUSED, "")
    assert "The solver's process ended abnormally (SIGABRT)." in err
    assert "Traceback" not in err
    kept = re.search(r"What it said is in (\S+)\.txt\.", err)
    assert kept
    assert "Fatal Python error" in Path(f"{kept[1]}.txt").read_text(encoding="utf-8")


def test_a_crash_keeps_what_was_found_and_checked_before(folder: Path) -> None:
    code, _, err = command(folder, "solve", "two.yaml", "-o", "x", search="yield candidate(ONE)\nos.abort()")
    assert code == Exit.REFUSED
    assert "ended abnormally" in err
    assert read_timetable(folder / "x/timetable.json").plans == (ONE,)
    assert read_result(folder / "x/result.json").status == "feasible"


def test_a_fault_of_our_own_is_one_sentence_and_a_file(folder: Path) -> None:
    search = "yield from ()\nraise LookupError('a fault')"
    code, _, err = command(folder, "solve", "two.yaml", search=search)
    assert code == Exit.INTERNAL
    assert "Traceback" not in err
    kept = re.search(r"The details are in (\S+)\.txt;", err)
    assert kept
    assert "LookupError: a fault" in Path(f"{kept[1]}.txt").read_text(encoding="utf-8")
    code, _, err = command(folder, "solve", "two.yaml", "--debug", search=search)
    assert "LookupError: a fault" in err


def test_old_files_are_not_taken_for_new_ones(folder: Path) -> None:
    command(folder, "solve", "two.yaml", "-o", "x", search="yield candidate(BOTH)")
    code, _, err = command(folder, "solve", "two.yaml", "-o", "x", search="yield from ()")
    assert code == Exit.NOT_FOUND
    assert "The files in x are those of an earlier run." in err


def test_a_timetable_of_another_version_of_the_scenario_is_not_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = solve(load(folder / "two.yaml"), seconds=20, workers=1)
    outcome = Outcome(Found(before.to_json(), before.timetable.to_json()), {"event": "done"})
    (folder / "two.yaml").write_text(YAML + "# changed\n", encoding="utf-8")
    options = parser().parse_args(["solve", str(folder / "two.yaml")])
    with pytest.raises(InputError, match="changed while it was being solved"):
        solving.deliver(options, load(folder / "two.yaml"), None, outcome)
    assert capsys.readouterr().out == ""


# ---- Ctrl-C ---------------------------------------------------------------------------------------------------------


def ctrl_c(process_id: int) -> None:
    """As a terminal does it: to all processes of the group."""
    os.killpg(process_id, signal.SIGINT)


def test_ctrl_c_keeps_the_best_checked_timetable(folder: Path) -> None:
    process = start(folder, "solve", "two.yaml", "-o", "x", search=f"yield candidate(ONE)\n{WAIT}")
    wait_for(process, b"checked timetable")
    ctrl_c(process.pid)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, err
    assert read_timetable(folder / "x/timetable.json").plans == (ONE,)
    assert read_result(folder / "x/result.json").interrupted
    assert b"Traceback" not in err


def test_a_second_ctrl_c_does_not_wait_for_a_deaf_search(folder: Path) -> None:
    process = start(folder, "solve", "two.yaml", "-o", "x", search=f"yield candidate(ONE)\n{DEAF}")
    wait_for(process, b"checked timetable")
    ctrl_c(process.pid)
    wait_for(process, b"once more gives up")
    ctrl_c(process.pid)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, err
    assert read_timetable(folder / "x/timetable.json").plans == (ONE,)
    assert read_result(folder / "x/result.json").interrupted


def test_ctrl_c_before_anything_was_found(folder: Path) -> None:
    search = f"progress(Progress('by hand', None, None, None, None, 0.0))\nyield from ()\n{WAIT}"
    process = start(folder, "solve", "two.yaml", "-o", "x", search=search)
    wait_for(process, b"by hand")
    ctrl_c(process.pid)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.CANCELLED, err
    assert list((folder / "x").iterdir()) == []


def test_ctrl_c_in_the_real_search(folder: Path) -> None:
    school = Path(__file__).resolve().parents[2] / "scenarios/schools/walking-class-primary.yaml"
    process = start(folder, "solve", school, "-o", "x", "--time-limit", "100", "--workers", "1")
    wait_for(process, b"checked timetable")
    ctrl_c(process.pid)
    _, err = process.communicate(timeout=60)
    assert process.returncode == Exit.INTERRUPTED, err
    assert read_result(folder / "x/result.json").interrupted


def test_the_solver_ends_with_the_command(folder: Path) -> None:
    search = f"open('pid', 'w').write(str(os.getpid()))\nyield candidate(NOBODY)\n{DEAF}"
    process = start(folder, "solve", "two.yaml", search=search)
    wait_for(process, b"checked timetable")
    process.kill()
    process.communicate(timeout=60)
    child = int((folder / "pid").read_text(encoding="utf-8"))
    for _ in range(600):
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("the solver goes on for nobody")
