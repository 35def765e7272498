"""Every command but `solve`: what it prints, and the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.checker import check
from afterschool_sched.cli.start import run
from afterschool_sched.cli.streams import Exit
from afterschool_sched.incumbent import summary_of
from afterschool_sched.load import load
from afterschool_sched.policy import shipped
from afterschool_sched.result import AimResult, Result
from afterschool_sched.schema import SCHEMAS
from afterschool_sched.timetable import Plan, Timetable
from tests.two_children import BOTH, FORGOTTEN, YAML, scenario

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the scenario, in which the command is given."""
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_timetable(plan: Plan, name: str = "t.json") -> Timetable:
    timetable = Timetable(scenario="two-children", plans=(plan,))
    Path(name).write_text(timetable.to_json(), encoding="utf-8")
    return timetable


# ---- validate -------------------------------------------------------------------------------------------------------


def test_validate_says_when_nothing_is_wrong(folder: Path, capsys: Captured) -> None:
    assert run(["validate", "two.yaml"]) == Exit.OK
    assert capsys.readouterr().out == "two.yaml: nothing is wrong.\n"


def test_validate_prints_a_line_for_each_finding_then_a_count(folder: Path, capsys: Captured) -> None:
    faulty = YAML.replace("room: r1", "room: r9").replace("kind: class}", "kind: clas}")
    (folder / "bad.yaml").write_text(faulty, encoding="utf-8")
    (folder / "worse.yaml").write_text(YAML.replace("room: r1", "room: r9"), encoding="utf-8")
    assert run(["validate", "two.yaml", "bad.yaml", "worse.yaml"]) == Exit.INVALID
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "two.yaml: nothing is wrong."
    assert lines[1].startswith("bad.yaml:13:20: error [shape-choice] ")
    assert "Maybe 'class' is meant." in lines[1]
    assert lines[2] == "bad.yaml: 1 error."
    assert lines[3].startswith("worse.yaml:8:37: error [unknown-room] ")
    assert lines[4] == "worse.yaml: 1 error."


def test_places_name_the_file_as_it_was_typed(folder: Path, capsys: Captured) -> None:
    (folder / "schools").mkdir()
    (folder / "schools/bad.yaml").write_text(YAML.replace("room: r1", "room: r9"), encoding="utf-8")
    run(["validate", "schools/bad.yaml"])
    run(["check", "schools/bad.yaml", "t.json"])
    captured = capsys.readouterr()
    place = str(Path("schools/bad.yaml"))
    assert captured.out.startswith(f"{place}:8:37: error ")
    assert captured.err.startswith(f"{place}:8:37: error ")


def test_validate_tells_the_impossible_from_the_invalid(folder: Path, capsys: Captured) -> None:
    (folder / "small.yaml").write_text(YAML.replace("seats: 10", "seats: 1"), encoding="utf-8")
    (folder / "worse.yaml").write_text(YAML.replace("room: r1", "room: r9"), encoding="utf-8")
    assert run(["validate", "small.yaml"]) == Exit.OK  # both can be in clubs of one
    (folder / "none.yaml").write_text(YAML.replace("{id: t1}, {id: t2}, {id: t3}", ""), encoding="utf-8")
    capsys.readouterr()
    assert run(["validate", "none.yaml", "worse.yaml"]) == Exit.INVALID
    tuesday = YAML.replace("{id: t1}, {id: t2}, {id: t3}", "{id: t1, available: [tue]}")
    (folder / "tue.yaml").write_text(tuesday, encoding="utf-8")
    assert run(["validate", "tue.yaml"]) == Exit.IMPOSSIBLE


def test_validate_as_json(folder: Path, capsys: Captured) -> None:
    (folder / "worse.yaml").write_text(YAML.replace("room: r1", "room: r9"), encoding="utf-8")
    assert run(["validate", "--json", "two.yaml", "worse.yaml", "missing.yaml"]) == Exit.INVALID
    data = json.loads(capsys.readouterr().out)
    assert [one["exit_code"] for one in data["scenarios"]] == [0, 3, 3]
    (finding,) = data["scenarios"][1]["findings"]
    assert (finding["severity"], finding["file"], finding["line"], finding["column"]) == ("error", "worse.yaml", 8, 37)
    assert data["scenarios"][2]["findings"][0]["code"] == "file-missing"


# ---- check and report -----------------------------------------------------------------------------------------------


def test_check_passes_what_is_right(folder: Path, capsys: Captured) -> None:
    write_timetable(BOTH)
    assert run(["check", "two.yaml", "t.json"]) == Exit.OK
    out = capsys.readouterr().out
    assert "aim unplaced: 0\naim first_choice: 1\n" in out
    assert out.endswith("The timetable keeps every required rule.\n")


def test_check_says_what_is_broken(folder: Path, capsys: Captured) -> None:
    write_timetable(FORGOTTEN)
    assert run(["check", "two.yaml", "t.json"]) == Exit.REFUSED
    out = capsys.readouterr().out
    assert out.startswith("violation [supervised] ")
    assert out.endswith("The timetable breaks required rules: 1 violation.\n")
    assert run(["check", "two.yaml", "t.json", "--json"]) == Exit.REFUSED
    data = json.loads(capsys.readouterr().out)
    assert (data["exit_code"], data["ok"], data["violations"][0]["rule"]) == (6, False, "supervised")


def test_check_finds_what_the_timetable_gets_wrong(folder: Path, capsys: Captured) -> None:
    text = write_timetable(BOTH).to_json()
    Path("t.json").write_text(text.replace('"lead": "t2"', '"lead": "t7"'), encoding="utf-8")
    assert run(["check", "two.yaml", "t.json"]) == Exit.INVALID
    assert "error [timetable-teacher]" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"day": "mon"', '"day": "monday"', "shape-choice"),
        ('"activity": "chess"', '"actvity": "chess"', "shape-unknown-key"),
        ('"format": 1', '"format": 2', "shape-format"),
        ('"groups": [', '"groups": {', "yaml-bracket"),
        ('{\n "format"', '[\n "format"', "yaml-bracket"),
    ],
)
def test_a_damaged_timetable_has_findings_with_places(
    folder: Path, capsys: Captured, old: str, new: str, code: str
) -> None:
    text = write_timetable(BOTH).to_json()
    assert old in text
    Path("t.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    assert run(["check", "two.yaml", "t.json"]) == Exit.INVALID
    err = capsys.readouterr().err
    assert f"error [{code}]" in err
    assert err.startswith("t.json:")


def test_report_is_written_and_says_what_is_broken(folder: Path, capsys: Captured) -> None:
    write_timetable(BOTH)
    assert run(["report", "two.yaml", "t.json", "-o", "r.html", "--language", "zh"]) == Exit.OK
    assert "课后服务" in Path("r.html").read_text(encoding="utf-8")
    write_timetable(FORGOTTEN)
    assert run(["report", "two.yaml", "t.json", "-o", "r.html"]) == Exit.REFUSED
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "1 violation" in captured.err


def test_report_takes_bounds_from_a_result(folder: Path, capsys: Captured) -> None:
    timetable = write_timetable(BOTH)
    verdict = check(scenario(), timetable)
    aim = AimResult(id="squares", value=5, bound=4.125, proven=False, gap=0.175, scope="all timetables")
    result = Result(
        scenario="two-children", status="feasible", aims=(aim,), utility=385, unserved=0, verdict=summary_of(verdict),
        stage="by hand", seed=0, deterministic=False, workers=1, time_limit=1, versions={}, seconds={},
    )  # fmt: skip
    Path("result.json").write_text(result.to_json(), encoding="utf-8")
    assert run(["report", "two.yaml", "t.json", "-o", "r.html", "--result", "result.json"]) == Exit.OK
    assert "4.1" in Path("r.html").read_text(encoding="utf-8")
    other = result.to_json().replace("two-children", "three-children")
    Path("result.json").write_text(other, encoding="utf-8")
    capsys.readouterr()
    assert run(["report", "two.yaml", "t.json", "-o", "r.html", "--result", "result.json"]) == Exit.USAGE
    assert capsys.readouterr().err == "'result.json' is the result of scenario three-children, not two-children.\n"


def test_report_into_a_folder_that_is_not_there(folder: Path, capsys: Captured) -> None:
    write_timetable(BOTH)
    assert run(["report", "two.yaml", "t.json", "-o", "no/r.html"]) == Exit.USAGE
    assert "'no/r.html' cannot be written: No such file or directory" in capsys.readouterr().err


# ---- template -------------------------------------------------------------------------------------------------------


def test_template_is_read_back_as_it_is(folder: Path, capsys: Captured) -> None:
    assert run(["template", "students", "-o", "s.csv", "--choices", "2", "--scenario", "two.yaml"]) == Exit.OK
    with Path("s.csv").open("a", encoding="utf-8") as table:
        header = Path("s.csv").read_text(encoding="utf-8-sig").strip().split(",")
        cells = {"id": "s1", "class": "3-1", "choice 1": "chess", "choice_1": "chess"}
        table.write(",".join(cells.get(name, "") for name in header) + "\n")
    inline = YAML[YAML.index("students:") : YAML.index("activities:")]
    (folder / "two.yaml").write_text(YAML.replace(inline, "students: {table: s.csv}\n"), encoding="utf-8")
    assert [student.id for student in load("two.yaml").students] == ["s1"]


def test_template_goes_to_stdout_without_a_file(folder: Path, capsys: Captured) -> None:
    assert run(["template", "students", "--language", "zh"]) == Exit.OK
    assert "学号" in capsys.readouterr().out


def test_template_overwrites_nothing_unless_told(folder: Path, capsys: Captured) -> None:
    Path("s.csv").write_text("filled in", encoding="utf-8")
    assert run(["template", "students", "-o", "s.csv"]) == Exit.USAGE
    assert Path("s.csv").read_text(encoding="utf-8") == "filled in"
    assert run(["template", "students", "-o", "s.csv", "--force"]) == Exit.OK
    assert Path("s.csv").read_text(encoding="utf-8") != "filled in"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["pupils"], "There is no table of 'pupils'; tables are: students, applicants, groups."),
        (["students", "-o", "s.doc"], ".csv or .xlsx"),
    ],
)
def test_template_of_what_there_is_not(folder: Path, capsys: Captured, arguments: list[str], says: str) -> None:
    assert run(["template", *arguments]) == Exit.USAGE
    assert says in capsys.readouterr().err


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_rules_lists_each_with_its_sentence(capsys: Captured) -> None:
    assert run(["rules"]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.id for rule in CATALOGUE]
    assert lines[0] == "supervised     Every student is, in every period of the stay, in a group."


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE])
def test_every_rule_explains_itself(rule: str, capsys: Captured) -> None:
    assert run(["rules", rule]) == Exit.OK
    out = capsys.readouterr().out
    assert out.startswith(f"{rule}\n")
    assert "*Units*" in out
    assert "None" not in out
    assert "In force" in out
    assert run(["rules", rule, "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["rule"] == rule


def test_a_rule_shows_fields_with_kinds_and_defaults(capsys: Captured) -> None:
    run(["rules", "group_size"])
    assert "  cap: whole number (default: 40)\n" in capsys.readouterr().out
    run(["rules", "workload"])
    assert "  sessions_per_week: whole number or {min, max} (default: none)\n" in capsys.readouterr().out
    run(["rules", "pinned"])
    assert "  activity: id (must be given)\n" in capsys.readouterr().out


def test_an_unknown_rule_gets_the_nearest_name(capsys: Captured) -> None:
    assert run(["rules", "workloads"]) == Exit.USAGE
    assert capsys.readouterr().err == "There is no rule 'workloads'. Maybe 'workload' is meant.\n"


# ---- schema ---------------------------------------------------------------------------------------------------------


def test_schema_is_printed_written_and_compared(tmp_path: Path, capsys: Captured) -> None:
    assert run(["schema", "timetable"]) == Exit.OK
    printed = capsys.readouterr().out
    assert run(["schema", "--check", str(tmp_path)]) == Exit.INVALID
    assert capsys.readouterr().err.count("make schema") == len(SCHEMAS)
    assert run(["schema", "--write", str(tmp_path / "new")]) == Exit.OK
    assert (tmp_path / "new/timetable.json").read_text(encoding="utf-8") == printed
    assert run(["schema", "--check", str(tmp_path / "new")]) == Exit.OK


def test_an_unknown_schema(capsys: Captured) -> None:
    assert run(["schema", "school"]) == Exit.USAGE
    assert f"there are: {', '.join(SCHEMAS)}" in capsys.readouterr().err


# ---- usage ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["solv"],
        ["validate"],
        ["solve", "x.yaml", "--time-limit", "0"],
        ["solve", "x.yaml", "--time-limit", "nan"],
        ["solve", "x.yaml", "--seed", "-1"],
        ["solve", "x.yaml", "--workers", "0"],
        ["solve", "x.yaml", "--progress", "loud"],
        ["schema"],
        ["report", "x.yaml", "t.json"],
    ],
)
def test_a_wrong_command_line(arguments: list[str], capsys: Captured) -> None:
    assert run(arguments) == Exit.USAGE
    assert "usage:" in capsys.readouterr().err


def test_help_and_version(capsys: Captured) -> None:
    assert run(["--help"]) == Exit.OK
    assert "exit codes:" in capsys.readouterr().out
    assert run(["--version"]) == Exit.OK
    assert "OR-Tools 9." in capsys.readouterr().out


# ---- policies -------------------------------------------------------------------------------------------------------


def test_policies_are_listed_and_printed(capsys: Captured) -> None:
    assert run(["policies"]) == Exit.OK
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [*shipped()]
    assert run(["policies", "five-plus-two-2021"]) == Exit.OK
    printed = capsys.readouterr().out
    assert "Date: 2021-07-24" in printed
    assert "  It lasts at least 120 minutes a day." in printed
    assert run(["policies", "own-staff-only", "--json"]) == Exit.OK
    assert json.loads(capsys.readouterr().out)["rules"][0]["external_share"] == 0
    assert run(["policies", "--json"]) == Exit.OK
    assert [policy["id"] for policy in json.loads(capsys.readouterr().out)] == [*shipped()]


def test_a_policy_that_does_not_exist_is_refused_with_the_nearest(capsys: Captured) -> None:
    assert run(["policies", "five-plus-2-2021"]) == Exit.USAGE
    assert capsys.readouterr().err.endswith(
        "There is no policy 'five-plus-2-2021'. Maybe 'five-plus-two-2021' is meant.\n"
    )
