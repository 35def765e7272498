"""What the README shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from afterschool_sched.cli.arguments import parser
from afterschool_sched.cli.start import run
from afterschool_sched.cli.streams import Exit
from afterschool_sched.load import load
from afterschool_sched.reading import read_timetable
from afterschool_sched.validate import validate

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.M | re.S)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that holds the README's scenario as school.yaml."""
    (scenario,) = blocks("yaml")
    (tmp_path / "school.yaml").write_text(scenario, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_scenario_is_short_and_nothing_is_wrong_with_it(folder: Path) -> None:
    assert validate(load("school.yaml")) == ()
    assert (folder / "school.yaml").read_text(encoding="utf-8").count("\n") < 30


def test_the_example_runs_and_is_ten_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (example,) = blocks("python")
    assert len([line for line in example.splitlines() if line.strip()]) <= 11
    exec(compile(example, "README.md", "exec"), {})
    out = capsys.readouterr().out
    assert "unplaced: 0, at best 0, proved\n" in out
    assert re.search(r"^football.* \['tue ground t3', 'thu ground t3'\]$", out, re.M)
    assert read_timetable("timetable.json").scenario == "two-classes"


def test_the_commands_can_be_given(folder: Path) -> None:
    commands = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("afterschool-sched ")]
    assert len(commands) >= 5
    for command in commands:
        parser().parse_args(command.partition("#")[0].split()[1:])


def test_the_quick_commands_do_what_is_said(folder: Path) -> None:
    assert run(["validate", "school.yaml"]) == Exit.OK
    assert run(["rules", "workload"]) == Exit.OK
    assert run(["template", "students", "-o", "students.csv"]) == Exit.OK


def test_the_exit_codes_are_those_of_the_program() -> None:
    codes = [int(code) for code in re.findall(r"^\| (\d+) \| ", README, re.M)]
    assert codes == [int(code) for code in Exit]


def test_what_it_links_to_is_there() -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / link).exists(), link


def test_make_targets_it_names_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make (\w+)", README, re.M):
        assert re.search(rf"^{target}:", makefile, re.M), target
