"""Every key of the format as the scenarios of this repository use it: the examples of the documentation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from afterschool_sched.schema import schema_of
from afterschool_sched.source import read_yaml

from .flow import flow

ROOT = Path(__file__).resolve().parents[2]
SCENARIOS = ROOT / "scenarios"
PACKAGE = ROOT / "src" / "afterschool_sched"
POLICIES, RULES = PACKAGE / "policies", PACKAGE / "rules"
Schema = dict[str, Any]


@cache
def schema() -> Schema:
    """The schema of a scenario, with all definitions that it or a district has."""
    made = schema_of("scenario")
    return {**made, "$defs": {**district()["$defs"], **made["$defs"], "scenario": made, "district": district()}}


@cache
def district() -> Schema:
    """The schema of several schools in one scenario."""
    return schema_of("district")


@cache
def examples() -> dict[str, str]:
    """``<definition>.<key>`` -> how a scenario says it (see `_worth`); what none says is made up, in more.yaml."""
    made_up: Any = read_yaml(Path(__file__).with_name("more.yaml")).data
    said = {name: flow(value) for name, value in made_up.items()}
    for sources in (_schools(), _cases(), _small()):  # the later, the better
        found: dict[str, set[str]] = defaultdict(set)
        for data in sources:
            root = "district" if "schools" in data else "scenario"
            for definition, key, value in _uses({"$ref": f"#/$defs/{root}"}, data, root):
                found[f"{definition}.{key}"].add(flow(value))
        said |= {name: min(texts, key=_worth) for name, texts in found.items()}
    for path in sorted(POLICIES.glob("*.yaml")):
        for definition, key, value in _uses({"$ref": "#/$defs/Policy"}, read_yaml(path).data, ""):
            said.setdefault(f"{definition}.{key}", flow(value))
    return said


def example(definition: str, key: str, part: Schema) -> str | None:
    """How the key is said: there, or as one of the few values it can have, or as the same key is said elsewhere."""
    known = examples()
    if f"{definition}.{key}" in known:
        return known[f"{definition}.{key}"]
    values = [part["const"]] if "const" in part else part.get("enum", [])
    elsewhere = [text for name, text in known.items() if name.endswith(f".{key}") and name != f"scenario.{key}"]
    return flow(values[-1]) if values else min(elsewhere, key=_worth, default=None)


@cache
def rules() -> dict[str, tuple[Any, ...]]:
    """Rule -> how scenarios state it, as plain data: those with most keys first, and of these the shortest."""
    found: dict[str, tuple[Any, ...]] = {}
    for sources in (_cases(), _small()):
        stated: dict[str, dict[str, Any]] = defaultdict(dict)
        for data in sources:
            for rule in data.get("rules", ()):
                plain = {key: value for key, value in rule.items() if key != "note"}
                stated[str(plain["rule"])][flow(plain)] = plain
        for name, texts in stated.items():
            order = sorted(texts, key=lambda text: (-len(texts[text]), len(text), text))
            found[name] = tuple(texts[text] for text in order)
    return found


def _small() -> Iterator[dict[str, Any]]:
    """What the small scenarios say, each of which shows one feature; then the one with a little of everything."""
    return _read(*sorted((SCENARIOS / "ok_small").glob("*.yaml")), SCENARIOS / "ok_small.yaml")


def _schools() -> Iterator[dict[str, Any]]:
    return _read(*sorted((SCENARIOS / "schools").glob("*.yaml")))


def _cases() -> Iterator[dict[str, Any]]:
    """The rules as their truth tables state them."""
    for table in _read(*sorted(RULES.glob("*/cases.yaml"))):
        for case in table["cases"]:
            yield {"rules": (case.get("scenario") or {}).get("rules") or []}


def _read(*paths: Path) -> Iterator[dict[str, Any]]:
    for path in paths:
        data: Any = read_yaml(path).data
        yield data


_LONGEST = 70


def _worth(text: str) -> tuple[bool, int, str]:
    """What makes a good example: it fits into a table; of such the one that shows most."""
    fits = len(text) <= _LONGEST
    return not fits, -len(text) if fits else len(text), text


def _uses(part: Schema, data: Any, owner: str) -> Iterator[tuple[str, str, Any]]:
    """(definition, key, value) for every key in the data, as the schema sees it."""
    if "$ref" in part:
        owner = part["$ref"].rpartition("/")[2]
        part = schema()["$defs"][owner]
    for option in (*part.get("anyOf", ()), *part.get("oneOf", ())):
        if _fits(option, data):
            yield from _uses(option, data, owner)
    if isinstance(data, dict):
        properties = part.get("properties", {})
        others = [*part.get("patternProperties", {}).values(), part.get("additionalProperties") or {}]
        for key, value in data.items():
            if key in properties:
                yield owner, key, value
                yield from _uses(properties[key], value, owner)
            else:
                for other in others:
                    if isinstance(other, dict):  # else anything may stand there
                        yield from _uses(other, value, owner)
    elif isinstance(data, list) and "items" in part:
        for item in data:
            yield from _uses(part["items"], item, owner)


def _fits(option: Schema, data: Any) -> bool:
    """Whether this is the branch of a union that the data takes."""
    if "$ref" in option:
        option = schema()["$defs"][option["$ref"].rpartition("/")[2]]
    if isinstance(data, dict):
        properties = option.get("properties", {})
        if "anyOf" in option:
            return any(_fits(inner, data) for inner in option["anyOf"])
        said = properties.get("rule", {}).get("const")
        if said is not None and said != data.get("rule"):
            return False
        return option.get("type") == "object" and ("properties" not in option or set(data) <= set(properties))
    return isinstance(data, list) and option.get("type") == "array"
