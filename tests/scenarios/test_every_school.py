"""What is asked of every school's file alike: its name, its comment, nothing wrong in it, a line in the README."""

from __future__ import annotations

import pytest

from afterschool_sched import load, validate

from .world import ROOT, SCHOOLS, header

NAMES = sorted(path.stem for path in SCHOOLS.glob("*.yaml"))
SCHEMA = "# yaml-language-server: $schema=../../models/schema/{kind}.json"


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_wrong_but_what_is_meant(name: str) -> None:
    path = SCHOOLS / f"{name}.yaml"
    scenario = load(path)
    assert scenario.id == name
    assert sorted({finding.code for finding in validate(scenario)}) == header(path, "warns")


@pytest.mark.parametrize("name", NAMES)
def test_says_on_top_what_is_wanted_and_what_was_assumed(name: str) -> None:
    text = (SCHOOLS / f"{name}.yaml").read_text(encoding="utf-8")
    kind = "district" if "\nschools:\n" in text else "scenario"
    assert text.startswith(f"{SCHEMA.format(kind=kind)}\n#\n# ")
    top = text[: text.index("\nformat: 1\n")]
    assert all(line.startswith("#") for line in top.splitlines())
    assert "wants" in top
    assert "Assumed" in top


def test_every_school_is_in_the_readme() -> None:
    readme = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    assert [name for name in NAMES if f"(schools/{name}.yaml)" not in readme] == []
