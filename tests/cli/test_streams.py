"""Where output goes wrong: terminals, pipes, disks, folders; and what a command loads."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from afterschool_sched.cli.streams import Exit
from tests.cli.terminal import command, environment
from tests.two_children import YAML

CHINESE = YAML.replace("kind: class}", "kind: class, days: 周一}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    return tmp_path


def test_a_terminal_that_knows_no_chinese(folder: Path) -> None:
    (folder / "two.yaml").write_text(CHINESE, encoding="utf-8")
    ascii_only = {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    code, out, err = command(folder, "validate", "two.yaml", **ascii_only)
    assert code == Exit.INVALID, err
    assert "\\u5468\\u4e00" in out
    # What programs read is UTF-8 whatever the terminal is.
    code, out, _ = command(
        folder, "validate", "--json", "two.yaml", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C"
    )
    assert "周一" in json.loads(out)["scenarios"][0]["findings"][0]["text"]


def test_a_reader_that_goes_away(folder: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "afterschool_sched", "schema", "scenario"],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (Exit.PIPE, b"")


def test_an_output_that_takes_nothing(folder: Path) -> None:
    with (folder / "two.yaml").open("rb") as read_only:
        done = subprocess.run(
            [sys.executable, "-m", "afterschool_sched", "rules"],
            env=environment(folder),
            stdout=read_only,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert done.returncode == Exit.USAGE
    assert done.stderr == b"The output cannot be written: Bad file descriptor.\n"


def test_a_folder_that_cannot_be_written_is_noticed_before_the_search(folder: Path) -> None:
    (folder / "file").write_text("", encoding="utf-8")
    code, _, err = command(folder, "solve", "two.yaml", "-o", "file/x", search="raise AssertionError")
    assert code == Exit.USAGE
    assert err == "'file/x' cannot be written: Not a directory. Maybe name another place with -o.\n"


FAULTY = """\
import sys
import afterschool_sched.cli.commands as commands
from afterschool_sched.cli import main

def rules(options):
    raise LookupError("a fault")

commands.rules = rules
sys.exit(main())
"""


def test_an_internal_error_is_one_sentence_and_a_file(folder: Path) -> None:
    plain, debug = (
        subprocess.run(
            [sys.executable, "-c", FAULTY, "rules", *more],
            env=environment(folder),
            capture_output=True,
            text=True,
            check=False,
        )
        for more in ([], ["--debug"])
    )
    assert (plain.returncode, debug.returncode) == (Exit.INTERNAL, Exit.INTERNAL)
    assert plain.stderr.startswith("Internal error (LookupError in the program itself). The details are in ")
    assert plain.stderr.count("\n") == 1
    kept = plain.stderr.split("The details are in ")[1].split(";")[0]
    assert "LookupError: a fault" in Path(kept).read_text(encoding="utf-8")
    assert "LookupError: a fault" in debug.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["validate", "two.yaml"],
        ["rules"],
        ["schema", "scenario"],
        ["solve", "--help"],
        ["batch", "-h"],
    ],
)
def test_only_solving_loads_the_solver(folder: Path, arguments: list[str]) -> None:
    code = (
        "import json, sys\nfrom afterschool_sched.cli.start import run\n"
        f"run({arguments!r})\nsys.stdout.flush()\n"
        "print('\\n' + json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert "afterschool_sched" in loaded
    assert not loaded & {"jinja2", "numpy", "ortools", "pandas"}


@pytest.mark.parametrize(("name", "report"), [("solve", "x/report.html"), ("batch", "x/two-children/report.html")])
def test_the_command_that_waits_for_the_solver_does_not_load_it(folder: Path, name: str, report: str) -> None:
    code = (
        "import sys\nfrom afterschool_sched.cli.start import run\n"
        f"run([{name!r}, 'two.yaml', '-o', 'x'])\nprint('ortools' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(folder), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert (folder / report).exists()
