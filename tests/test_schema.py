"""The JSON schemas: as generated, true to the files, and of use in an editor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from afterschool_sched.fields import ID_WORDS
from afterschool_sched.run import solve
from afterschool_sched.schema import SCHEMAS, drift, schema_of, type_words
from afterschool_sched.schema_words import ABOUT
from afterschool_sched.source import read_yaml
from tests.two_children import DATA, scenario

ROOT = Path(__file__).resolve().parent.parent
GOOD = sorted(path for folder in ("schools", "ok_small") for path in (ROOT / "scenarios" / folder).glob("*.yaml"))
VALIDATORS = {name: jsonschema.Draft202012Validator(schema_of(name)) for name in SCHEMAS}


def properties(schema: dict[str, Any], name: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(definition, key, its schema) for every key there is."""
    for definition, part in ((name, schema), *schema.get("$defs", {}).items()):
        for option in (part, *part.get("anyOf", ())):
            for key, value in option.get("properties", {}).items():
                yield definition, key, value


def test_the_files_are_what_would_be_written() -> None:
    assert drift(ROOT / "models" / "schema") == [], "run 'make schema', and commit it"


def test_drift_is_seen(tmp_path: Path) -> None:
    for name in SCHEMAS:
        text = (ROOT / "models" / "schema" / f"{name}.json").read_text(encoding="utf-8")
        (tmp_path / f"{name}.json").write_text(text.replace('"seats"', '"chairs"'), encoding="utf-8")
    assert drift(tmp_path) == [tmp_path / "scenario.json", tmp_path / "district.json"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_each_is_a_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(name))


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_key_is_described(name: str) -> None:
    bare = [
        f"{definition}.{key}"
        for definition, key, value in properties(schema_of(name), name)
        if value.get("description") in (None, "", ID_WORDS, "HH:MM")
    ]
    assert bare == []


def test_no_description_is_of_a_key_that_is_not_there() -> None:
    said = {value["description"] for name in SCHEMAS for _, _, value in properties(schema_of(name), name)}
    assert [key for key, words in ABOUT.items() if words not in said] == []


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_scenario_obeys_the_schema(path: Path) -> None:
    data = read_yaml(path).data
    VALIDATORS["district" if "schools" in data else "scenario"].validate(data)


def test_there_are_scenarios_to_look_at() -> None:
    assert len(GOOD) >= 4


def faulty(**changes: Any) -> dict[str, Any]:
    return {**DATA, **changes}


@pytest.mark.parametrize(
    "data",
    [
        faulty(format=2),
        faulty(romms=[]),
        faulty(rooms=[{"id": "r1"}]),
        faulty(rooms=[{"id": "r 1", "seats": 3}]),
        faulty(rooms=[{"id": "r1", "seats": 0}]),
        faulty(students={"tabel": "s.csv"}),
        faulty(rules=[{"cap": 40}]),
        faulty(rules=[{"rule": "groupsize"}]),
        faulty(rules=[{"rule": "workload", "sessions_per_week": -1}]),
        faulty(aims=["fairness"]),
        faulty(periods={}),
        {key: value for key, value in DATA.items() if key != "activities"},
    ],
)
def test_what_the_program_refuses_the_schema_refuses(data: dict[str, Any]) -> None:
    assert not VALIDATORS["scenario"].is_valid(data)


@pytest.mark.parametrize(
    "data",
    [
        DATA,
        faulty(students={"table": "s.csv"}),
        faulty(students=[{"table": "s.xlsx", "sheet": "3-1"}, DATA["students"][0]]),
        faulty(rooms=[{"id": 31, "seats": 3, "title": "Gym"}]),
        faulty(rooms=[{"id": "r1", "seats": 3, "title": {"en": "Gym", "zh": "体育馆"}}]),
        faulty(rules=[{"rule": "workload", "sessions_per_week": 5, "days_per_week": {"min": 1, "max": 3}}]),
        faulty(aims=["unplaced", {"aim": "choices", "fairness": "utilitarian"}]),
        faulty(days="mon-fri"),
    ],
)
def test_short_forms_are_allowed(data: dict[str, Any]) -> None:
    VALIDATORS["scenario"].validate(data)


def test_results_and_timetables_obey_theirs() -> None:
    result = solve(scenario(), seconds=20, workers=1)
    VALIDATORS["result"].validate(result.model_dump(mode="json", by_alias=True))
    VALIDATORS["timetable"].validate(result.timetable.model_dump(mode="json", by_alias=True, exclude_none=True))


def test_kinds_in_words() -> None:
    made = schema_of("scenario")
    words = {
        f"{definition}.{key}": type_words(value, made["$defs"])
        for definition, key, value in properties(made, "scenario")
    }
    assert words["Workload.weight"] == "required or whole number"
    assert words["Workload.days_per_week"] == "whole number or {min, max}"
    assert words["Room.outdoor"] == "true or false"
    assert words["Room.features"] == "list of id"
    assert words["ClubLimit.per_category"] == "mapping to whole number"
    assert words["SamePeople.what"] == "own_teacher or own_room or own_group or club_room"


def test_a_town_has_the_keys_that_schools_inherit_and_no_others() -> None:
    towns = schema_of("district")["properties"]["towns"]
    assert [*towns["patternProperties"].values()] == [{"$ref": "#/$defs/Town"}]
    assert towns["additionalProperties"] is False
    town = schema_of("district")["$defs"]["Town"]
    assert town["additionalProperties"] is False
    assert {"title", "rules", "periods"} <= town["properties"].keys()
    assert not {"teachers", "rooms"} & town["properties"].keys()
