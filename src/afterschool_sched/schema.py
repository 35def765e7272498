"""JSON schemas of the file formats, generated from the models: editors offer keys and values by them.

`scenario.json` describes the file, which may say a little more than the model holds: `students` may name a table.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .entities import Entity
from .fields import ID_WORDS
from .files import write_atomically
from .places import Placement
from .record import ScenarioRecord, Summary
from .result import Result
from .scenario import OF_DISTRICT, OF_ONE_SCHOOL, District, Scenario
from .schema_words import ABOUT
from .timetable import Timetable

SCHEMAS: dict[str, type[Entity]] = {
    "scenario": Scenario,
    "district": District,
    "timetable": Timetable,
    "result": Result,
    "outcome": ScenarioRecord,
    "summary": Summary,
    "placement": Placement,
}
_BASES = {"SharedTeacher": "Teacher"}  # a definition that says of most keys what another says
_TITLES = {
    "scenario": "After-school scenario, format 1",
    "district": "After-school district, format 1",
    "timetable": "After-school timetable, format 1",
    "result": "After-school result, format 1",
    "outcome": "How one scenario of a batch ended, format 1",
    "summary": "Summary of a batch of after-school scenarios, format 1",
    "placement": "Placement alone, format 1",
}
_TABLE = {
    "type": "object",
    "description": "a table beside the scenario, one student a row",
    "properties": {
        "table": {"type": "string", "description": "a .csv or .xlsx file in the scenario's folder"},
        "sheet": {"type": "string", "description": "the sheet of a workbook; default: the first"},
    },
    "required": ["table"],
    "additionalProperties": False,
}


def schema_of(name: str) -> dict[str, Any]:
    """The schema of one format. Raises KeyError for another name than those of `SCHEMAS`."""
    made = described(SCHEMAS[name], name)
    if name == "scenario":
        students = made["properties"]["students"]
        made["properties"]["students"] = {
            "description": students.get("description", "the students: listed here, or in tables beside the scenario"),
            "anyOf": [
                {"$ref": "#/$defs/Table"},
                {"type": "array", "items": {"anyOf": [students["items"], {"$ref": "#/$defs/Table"}]}},
            ],
        }
        made["$defs"] = dict(sorted({**made["$defs"], "Table": _TABLE}.items()))
    if name == "district":
        _inheriting(made)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": _TITLES[name], **made}


def _inheriting(made: dict[str, Any]) -> None:
    """A district has few keys of its own; what schools inherit has the keys of a scenario, and none must be there."""
    of_school = schema_of("scenario")["properties"]
    common = {key: _in_part(value, made["$defs"]) for key, value in of_school.items() if key not in OF_ONE_SCHOOL}
    town = {"title": made["properties"]["title"], **common}
    for key, part in (("Common", common), ("Town", town)):
        made["$defs"][key] = {"type": "object", "properties": part, "additionalProperties": False}
    made["$defs"] = dict(sorted(made["$defs"].items()))
    made["properties"] = {key: value for key, value in made["properties"].items() if key in OF_DISTRICT}
    made["properties"]["common"] = {
        "description": made["properties"]["common"]["description"],
        "$ref": "#/$defs/Common",
    }
    towns = made["properties"]["towns"]
    towns["patternProperties"] = {name: {"$ref": "#/$defs/Town"} for name in towns["patternProperties"]}
    towns["additionalProperties"] = False


def _in_part(schema: Any, definitions: dict[str, Any]) -> Any:
    """The schema of something that is merged key by key: no key must be there, and one of a name may be nothing.

    Lists are replaced, so that what stands in them is whole.
    """
    if "$ref" in schema:
        whole = definitions[schema["$ref"].rpartition("/")[2]]
        schema = {**whole, **{key: value for key, value in schema.items() if key != "$ref"}}
    part = {key: value for key, value in schema.items() if key != "required"}
    if "anyOf" in part:
        part["anyOf"] = [_in_part(option, definitions) for option in part["anyOf"]]
    for kind in ("properties", "patternProperties"):
        if kind in part:
            part[kind] = {key: _or_nothing(_in_part(value, definitions)) for key, value in part[kind].items()}
    return part


def _or_nothing(schema: dict[str, Any]) -> dict[str, Any]:
    """The same, or null, which takes a key away that would be inherited."""
    options = schema.get("anyOf", [schema])
    if {"type": "null"} in options:
        return schema
    said = {"description": schema["description"]} if "description" in schema else {}
    return {**said, "anyOf": [*options, {"type": "null"}]}


def described(model: type[Entity], name: str) -> dict[str, Any]:
    """The schema of a model called `name`, with a description for every key."""
    made = _at_the_top(_without_titles(model.model_json_schema(by_alias=True, mode="validation")))
    for definition, part in ((name, made), *made.get("$defs", {}).items()):
        for option in (part, *part.get("anyOf", ())):
            _describe(definition, option.get("properties", {}))
            if "const" in option.get("properties", {}).get("rule", {}):
                # A rule without its name is nothing, though in Python the class says it.
                option["required"] = ["rule", *option.get("required", ())]
    return made


def _describe(definition: str, properties: dict[str, Any]) -> None:
    """Say of every key what it is for; of an id or a time more than that it is one."""
    for key, value in properties.items():
        said = value.get("description")
        if said in (None, ID_WORDS, "HH:MM"):
            base = _BASES.get(definition, definition)
            words = ABOUT.get(f"{definition}.{key}", ABOUT.get(f"{base}.{key}", ABOUT.get(f"*.{key}")))
            if words is not None:
                value["description"] = words


def _at_the_top(made: dict[str, Any]) -> dict[str, Any]:
    """The schema with its model at the top: of one that contains itself pydantic makes a definition."""
    name = made.get("$ref", "").removeprefix("#/$defs/")
    if not name:
        return made
    top = made["$defs"].pop(name)
    whole: dict[str, Any] = json.loads(
        json.dumps({"$defs": made["$defs"], **top}).replace(json.dumps(made["$ref"]), json.dumps("#"))
    )
    return whole


def _without_titles(part: Any) -> Any:
    """Titles that pydantic makes of field names say nothing that the key does not."""
    if isinstance(part, list):
        return [_without_titles(item) for item in part]
    if not isinstance(part, dict):
        return part
    made = {}
    for key, value in part.items():
        if key == "title" and isinstance(value, str):
            continue
        # Below `properties` and `$defs` keys are names, and one of them may be "title".
        names = key in ("properties", "$defs", "patternProperties")
        made[key] = {name: _without_titles(item) for name, item in value.items()} if names else _without_titles(value)
    return made


def text_of(name: str) -> str:
    """The schema's file."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=1) + "\n"


def write_schemas(folder: Path) -> list[Path]:
    """Write all schemas into a folder, which is made if need be; gives the paths. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in SCHEMAS:
        path = folder / f"{name}.json"
        write_atomically(path, text_of(name).encode())
        paths.append(path)
    return paths


def drift(folder: Path) -> list[Path]:
    """The files in the folder that are missing, or not what would be written."""
    return [path for name in SCHEMAS if _read(path := folder / f"{name}.json") != text_of(name).encode()]


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def type_words(schema: dict[str, Any], definitions: dict[str, Any]) -> str:
    """A schema's type in a few words, for people: ``"required" or whole number``, ``list of text``."""
    if "$ref" in schema:
        return type_words(definitions[schema["$ref"].rpartition("/")[2]], definitions)
    if "anyOf" in schema:
        words = (type_words(option, definitions) for option in schema["anyOf"] if option.get("type") != "null")
        return " or ".join(dict.fromkeys(words))
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " or ".join(map(str, schema["enum"]))
    kind = schema.get("type")
    if isinstance(kind, list):
        return "id"
    if kind == "array":
        return f"list of {type_words(schema.get('items', {}), definitions)}"
    if "properties" in schema:
        return "{" + ", ".join(schema["properties"]) + "}"
    if kind == "object":
        others = schema.get("additionalProperties")  # a schema, or whether anything is allowed
        values = [*schema.get("patternProperties", {}).values(), others if isinstance(others, dict) else {}]
        return f"mapping to {type_words(values[0], definitions)}"
    return {"integer": "whole number", "number": "number", "boolean": "true or false", "string": "text"}.get(
        str(kind), "anything"
    )
