"""The generated documents: as they would be written, complete, and true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.files import write_atomically
from afterschool_sched.run import solve
from afterschool_sched.schema import schema_of
from afterschool_sched.source import read_yaml
from afterschool_sched.timetable import Timetable
from docs.tools import __main__ as command
from docs.tools import pictures, scenario, schools
from docs.tools.corpus import ROOT, example, rules
from docs.tools.flow import flow
from tests import two_schools
from tests.two_children import BOTH, YAML

TEXT = scenario.text()
RULES = {rule.__name__ for rule in CATALOGUE}


def keys() -> list[tuple[str, str, dict[str, Any]]]:
    """Definition, key and schema of every key, but `rules`, which has a chapter, and what every rule has."""
    made, several = schema_of("scenario"), schema_of("district")
    of_district = {"district": {"properties": {k: several["properties"][k] for k in ("common", "towns", "schools")}}}
    known = {"scenario": made, **made["$defs"], **of_district, "School": several["$defs"]["School"]}
    return [
        (name, key, value)
        for name, part in (*known.items(), ("SharedTeacher", several["$defs"]["SharedTeacher"]))
        for option in (part, *part.get("anyOf", ()))
        for key, value in option.get("properties", {}).items()
        if not (name in RULES and key in ("rule", "note")) and (name, key) != ("scenario", "rules")
    ]


def test_the_documents_are_what_would_be_written() -> None:
    assert command.drift(ROOT) == [], "run 'make docs', and commit it"


def test_drift_is_seen(tmp_path: Path) -> None:
    for name in command.DOCUMENTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        write_atomically(tmp_path / name, (ROOT / name).read_bytes().replace(b"seats", b"chairs"))
    assert "docs/scenario.md" in command.drift(tmp_path)


def test_every_key_is_told_once_with_an_example() -> None:
    without = [f"{name}.{key}" for name, key, part in keys() if example(name, key, part) is None]
    assert without == [], "show each in a variant in scenarios/ok_small, or in docs/tools/more.yaml"
    sections = re.split(r"^###? ", TEXT, flags=re.M)
    for name, key, part in keys():
        shown = (example(name, key, part) or "").replace("|", "\\|")
        assert any(f"| `{key}` |" in section and f"`{key}: {shown}`" in section for section in sections), (name, key)
    titles = re.findall(r"^### (.*)$", TEXT, re.M)
    assert sorted(set(titles)) == sorted(titles)


def test_every_rule_has_its_sentence_and_what_it_would_mean() -> None:
    for rule in CATALOGUE:
        part = TEXT.split(f"\n### {rule.id}\n")[1].partition("\n### ")[0]
        assert "By default: " in part or "```yaml" in part, rule.id
        if rule.id in rules():
            assert f"> {rule.model_validate(rules()[rule.id][0]).means()}" in part


def test_no_example_is_made_up_of_a_key_that_is_not_there() -> None:
    made_up: Any = read_yaml(ROOT / "docs/tools/more.yaml").data
    known = {f"{name}.{key}" for name, key, _ in keys()}
    assert set(made_up) <= known | {"district.teachers", "district.rules"}


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "club", "days": ["mon", "fri"], "minutes": 30, "outdoor": True},
        ["17:30", "no: yes", "true", "null", "12", "3-1", "a b", "", "# x", "2022-09-01", "一班", "it's", "- x"],
        {"16:00": None, "x": {"y": [1.5, -2]}},
    ],
)
def test_flow_is_read_back_as_it_was(value: Any, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(f"value: {flow(value)}\n", encoding="utf-8")
    assert read_yaml(tmp_path / "x.yaml").data == {"value": value}


def test_every_school_is_told_with_its_picture_if_it_has_one() -> None:
    text = schools.text()
    assert len(schools.files()) >= 4
    for path in schools.files():
        assert f"(../scenarios/schools/{path.name})" in text
    for link in re.findall(r"\]\((?!#)([^)]+)\)", text + TEXT):
        assert (ROOT / "docs" / link.partition("#")[0]).exists(), link


@pytest.fixture
def school(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of one school, and a batch that has solved it."""
    (tmp_path / "two-children.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "batch/two-children").mkdir(parents=True)
    timetable = Timetable(scenario="two-children", plans=(BOTH,))
    (tmp_path / "batch/two-children/timetable.json").write_text(timetable.to_json(), encoding="utf-8")
    monkeypatch.setattr(schools, "SCHOOLS", tmp_path)
    monkeypatch.setattr(pictures, "PICTURES", tmp_path / "pictures")
    return tmp_path


def test_of_a_district_the_first_school_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_schools.write(tmp_path)
    district = two_schools.read(tmp_path)
    monkeypatch.setattr(schools, "SCHOOLS", tmp_path)
    monkeypatch.setattr(pictures, "PICTURES", tmp_path / "pictures")
    timetable = solve(district, seconds=10).timetable
    (tmp_path / "batch/two-schools").mkdir(parents=True)
    (tmp_path / "batch/two-schools/timetable.json").write_text(timetable.to_json(), encoding="utf-8")
    assert command.main(["pictures", str(tmp_path / "batch")]) == 0
    assert ">chess<" in (tmp_path / "pictures/district.svg").read_text(encoding="utf-8")
    text = schools.text()
    assert "| [Two schools](#two-schools) | 4 | 2 | 5 | 6 | 3 | mon tue | 17:00 |" in text
    assert "  north: {title: North School, scenario: schools/north.yaml, town: east}" in text.replace('"', "")


def test_schools_are_drawn_from_a_batch(school: Path) -> None:
    (school / "pictures").mkdir()
    (school / "pictures/gone.svg").write_text("", encoding="utf-8")
    assert command.main(["pictures", str(school / "batch")]) == 0
    assert [path.name for path in (school / "pictures").iterdir()] == ["two-children.svg"]


def test_a_school_without_a_right_timetable_keeps_its_picture(school: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["pictures", str(school / "batch")]) == 0
    before = (school / "pictures/two-children.svg").read_bytes()
    (school / "two-children.yaml").write_text(YAML.replace("max: 1", "min: 2, max: 2"), encoding="utf-8")
    assert command.main(["pictures", str(school / "batch")]) == 1
    (school / "batch/two-children/timetable.json").unlink()
    assert command.main(["pictures", str(school / "batch")]) == 1
    assert capsys.readouterr().err.count("two-children: no picture.") == 2
    assert (school / "pictures/two-children.svg").read_bytes() == before


def test_a_wrong_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["paint"]) == 2
    assert "python -m docs.tools write" in capsys.readouterr().err
