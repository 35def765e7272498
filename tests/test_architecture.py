"""The house's walls: who may import whom, and what an import may cost.

The contracts themselves stand in pyproject.toml and run as `make imports`. Here they are put to the test: an import
that breaks a wall is planted in a copy of the package, and the contract meant to catch it must do so.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import afterschool_sched
from tests.two_children import BOTH, YAML

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "src" / "afterschool_sched"

# (where, the import planted there, the contract that must break)
BREACHES = [
    ("clock.py", "from .errors import Finding", "one-way"),
    ("entities.py", "from .scenario import Scenario", "one-way"),
    ("timetable.py", "from .roster import roster", "one-way"),
    ("rules/no_clash/spec.py", "from ...scenario import Scenario", "specs"),
    ("rules/no_clash/spec.py", "from ..supervised.spec import Supervised", "rules-apart"),
    ("rules/even/spec.py", "from .. import workload", "rules-apart"),
    ("rules/even/check.py", "from ...instance import Instance", "plain-face"),
    ("rules/even/check.py", "from .encode import encode", "plain-face"),
    ("rules/even/encode.py", "from .check import check", "solver-face"),
    ("rules/even/encode.py", "from ...facts import Facts", "solver-face"),
    ("rules/even/encode.py", "from ortools.sat.python import cp_model", "solver-free"),
    ("score.py", "from ortools.sat.python import cp_model", "solver-free"),
    ("report/words.py", "import ortools", "solver-free"),
    ("checker.py", "from .compile import build_instance", "checker-arm"),
    ("places_check.py", "from .stages.places.levels import levels", "checker-arm"),
    ("stages/strategy.py", "from ..checker import check", "solver-arm"),
    ("across.py", "from .sharing import parts", "one-way"),
    ("facts.py", "from .across import broken", "one-way"),
    ("scenario.py", "from . import __version__", "front-door"),
    ("newcomer.py", "", "one-way"),
]


def _run(code: str) -> str:
    """The output of Python code run in a fresh interpreter."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _loaded_by(code: str) -> set[str]:
    """The top-level modules that are loaded in a fresh interpreter once it has run the code."""
    names = json.loads(_run(f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))").splitlines()[-1])
    return {name.partition(".")[0] for name in names}


def _lint_imports(tree: Path, contract: str) -> tuple[int, str]:
    """The exit code and the output of one contract, held against the package that lies in `tree`."""
    code = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as c; c()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(ROOT / "pyproject.toml"), "--contract", contract],
        capture_output=True,
        text=True,
        check=False,
        cwd=tree,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder that holds a copy of the package, to be broken."""
    shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_of_the_walls_is_seen(copy: Path, file: str, line: str, contract: str) -> None:
    """Whole before, broken after: so the contract looks at this copy, and it is this line that breaks it."""
    code, output = _lint_imports(copy, contract)
    assert code == 0, output
    with (copy / PACKAGE.name / file).open("a", encoding="utf-8") as module:
        module.write(f"\n{line}\n")
    code, output = _lint_imports(copy, contract)
    assert code == 1, output
    assert "BROKEN" in output


HEAVY = {"jinja2", "networkx", "numpy", "openpyxl", "ortools", "pandas", "pydantic", "yaml"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = _loaded_by("import afterschool_sched")
    assert "afterschool_sched" in loaded
    assert not loaded & HEAVY


def test_reading_and_validating_load_no_solver() -> None:
    school = ROOT / "scenarios/schools/one-activity-a-day.yaml"
    loaded = _loaded_by(f"import afterschool_sched as a\nassert not a.validate(a.load({str(school)!r}))")
    assert not loaded & HEAVY - {"pydantic", "yaml"}


def test_the_search_begins_without_cp_sat() -> None:
    """It brings pandas along, and is imported beside the first LP."""
    loaded = _loaded_by("import afterschool_sched.run, afterschool_sched.stages.seasons")
    assert {"numpy", "ortools"} <= loaded
    assert not loaded & {"networkx", "pandas"}


def test_after_checking_and_reporting_the_solver_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "two.yaml").write_text(YAML, encoding="utf-8")
    timetable = afterschool_sched.Timetable(scenario="two-children", plans=(BOTH,))
    (tmp_path / "timetable.json").write_text(timetable.to_json(), encoding="utf-8")
    code = (
        "import pathlib, afterschool_sched as a\n"
        f"folder = pathlib.Path({str(tmp_path)!r})\n"
        "scenario, timetable = a.load(folder / 'two.yaml'), a.read_timetable(folder / 'timetable.json')\n"
        "verdict = a.check(scenario, timetable)\n"
        "assert verdict.ok\n"
    )
    assert not _loaded_by(code) & {"jinja2", "numpy", "ortools", "pandas"}
    report = (
        "from afterschool_sched.report import write_report\n"
        "write_report(scenario, timetable, verdict, None, folder / 'report.html')\n"
    )
    assert not _loaded_by(code + report) & {"numpy", "ortools", "pandas"}


def test_public_names_are_functions_and_classes_whatever_was_imported_before() -> None:
    """Importing a submodule binds its name in the package; over a function of the same name it may not."""
    code = (
        "import importlib, json, pkgutil, types\n"
        "import afterschool_sched as package\n"
        "for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "    if not module.name.endswith('__main__'):\n"
        "        importlib.import_module(module.name)\n"
        "print(json.dumps([[n, isinstance(getattr(package, n), types.ModuleType)] for n in package.__all__]))"
    )
    public = json.loads(_run(code))
    assert [name for name, is_module in public if is_module] == []
    assert len(public) == len({name for name, _ in public}) > 0


def test_the_front_door_knows_its_own_names_only() -> None:
    assert dir(afterschool_sched) == sorted(afterschool_sched.__all__)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = afterschool_sched.lod  # type: ignore[attr-defined]
