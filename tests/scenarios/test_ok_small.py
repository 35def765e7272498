"""The small scenarios: each shows one feature of the format, and shows it indeed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from afterschool_sched import load, validate

from .features import SHOWS
from .world import OK_SMALL, ROOT, World, header

SMALL = sorted(OK_SMALL.glob("*.yaml"), key=lambda path: path.stem)
WHOLE = ROOT / "scenarios" / "ok_small.yaml"


@cache
def _world(path: Path) -> World:
    return World(path)


def _id(path: Path) -> str:
    return path.stem


def test_there_is_a_question_for_every_file_and_a_file_for_every_question() -> None:
    assert sorted(SHOWS) == [path.stem for path in SMALL]


@pytest.mark.parametrize("path", [WHOLE, *SMALL], ids=_id)
def test_is_small_and_says_what_it_shows(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    up = "../" * (len(path.relative_to(ROOT).parts) - 1)
    assert lines[0] == f"# yaml-language-server: $schema={up}models/schema/scenario.json"
    assert header(path, "shows") == [path.stem]
    assert len([line for line in lines if line.startswith("# ")]) >= 3, "no sentence says what it shows"
    assert len(lines) < 60
    assert len(_world(path).students) <= 60


@pytest.mark.parametrize("path", [WHOLE, *SMALL], ids=_id)
def test_nothing_is_found_wrong_but_what_is_meant(path: Path) -> None:
    findings = validate(load(path))
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert sorted({finding.code for finding in findings}) == header(path, "warns")


@pytest.mark.parametrize("path", SMALL, ids=_id)
def test_shows_it(path: Path) -> None:
    """Solved and checked (`solve` hands out nothing else), and the feature is there."""
    world = _world(path)
    assert SHOWS[path.stem](world)
    assert world.result.status == "optimal"


@pytest.mark.parametrize("name", sorted(set(SHOWS) - {"smallest"}))
def test_the_question_can_be_answered_no(name: str) -> None:
    assert not SHOWS[name](_world(OK_SMALL / "smallest.yaml"))


def test_the_same_students_in_three_kinds_of_tables() -> None:
    names = ("students-csv", "students-gb18030", "students-xlsx")
    tables = [_world(OK_SMALL / f"{name}.yaml").scenario.students for name in names]
    assert tables[0] == tables[1] == tables[2]
    assert len(tables[0]) == 10
    assert (OK_SMALL / "tables" / "students.gbk.csv").read_bytes().decode("gb18030").startswith("学号,班级")


def test_the_small_school_uses_its_winter() -> None:
    world = _world(WHOLE)
    assert world.result.status == "optimal"
    assert {s.periods for _, s in world.of("football")} == {("first",)}, "outdoors after dark in winter"
    assert sorted(len(g.members) for g in world.groups("football")) == [16]
