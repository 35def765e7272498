"""Which scenarios a batch is about, and where the results of each go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import Finding, InputError, Place
from ..source import Document, read_yaml

CODES: dict[str, str] = {
    "batch-empty": "There is no scenario in the folder.",
    "batch-duplicate": "Two scenarios have the same id: their results would overwrite one another.",
}

SUMMARIES = ("summary.csv", "summary.json", "index.html")
_ENDINGS = (".yaml", ".yml")
_UNSAFE = re.compile(r"[^\w.-]")  # what may not stand in the name of a folder somewhere
_MARKS = ("activities", "periods", "classes")  # every scenario has some, and nothing else has one


@dataclass(frozen=True)
class Plan:
    """Files of scenarios by the name of their folder, in the batch's order; and the files that are no scenarios."""

    scenarios: dict[str, Path]
    left_out: tuple[Path, ...]


def plan(paths: Sequence[Path]) -> Plan:
    """The scenarios that lie in the folders, by name, and the files that are named themselves, in the order given.

    Raises InputError when a folder has none, or when two have the same id.
    """
    findings: list[Finding] = []
    chosen: dict[Path, str] = {}
    left_out: list[Path] = []
    for path in paths:
        if not path.is_dir():
            chosen.setdefault(path, _name(path, _document(path)))
            continue
        inside = [one for one in sorted(path.iterdir()) if one.suffix in _ENDINGS and not one.name.startswith(".")]
        documents = {one: _document(one) for one in inside if one.is_file()}
        named = {school for one, document in documents.items() for school in _schools(one, document)}
        scenarios = [one for one, document in documents.items() if _is_scenario(document) and one not in named]
        left_out += [one for one in documents if one not in scenarios]
        for one in scenarios:
            chosen.setdefault(one, _name(one, documents[one]))
        if not scenarios:
            text = "There is no scenario in this folder."
            findings.append(Finding("batch-empty", "error", Place(str(path), 1), text, "name another folder."))
    first: dict[str, Path] = {}
    for path, name in chosen.items():
        before = first.setdefault(name.casefold(), path)
        if before is not path:
            document = _document(path)
            where = document.place_of(("id",)) if document else Place(path.name, 1)
            place = Place(str(path), where.line, where.column)
            text = f"The id '{name}' is that of {before} too; their results would overwrite one another."
            findings.append(Finding("batch-duplicate", "error", place, text, "give one of them another id."))
    if findings:
        raise InputError(findings)
    return Plan({name: path for path, name in chosen.items()}, tuple(left_out))


def _document(path: Path) -> Document | None:
    try:
        return read_yaml(path)
    except InputError:
        return None


def _is_scenario(document: Document | None) -> bool:
    """Whether it is one, or may be one with a fault: what cannot be read is tried, and says why."""
    if document is None:
        return True
    data = document.data
    return isinstance(data, dict) and (any(mark in data for mark in _MARKS) or _is_district(data))


def _is_district(data: dict[Any, Any]) -> bool:
    return "schools" in data and "scenario" not in data  # a timetable says of which scenario it is


def _schools(path: Path, document: Document | None) -> Iterator[Path]:
    """The files beside a district that are scenarios of its schools: they mean nothing alone."""
    data: Any = document.data if document is not None else None
    schools = data.get("schools") if isinstance(data, dict) and _is_district(data) else None
    for school in schools.values() if isinstance(schools, dict) else ():
        if isinstance(school, dict) and isinstance(school.get("scenario"), str):
            yield path.parent / school["scenario"]


def _name(path: Path, document: Document | None) -> str:
    """The name of the scenario's folder: its id, or that of its file where there is no id to be read."""
    said = document.data.get("id") if document is not None and isinstance(document.data, dict) else None
    name = _UNSAFE.sub("_", str(said) if isinstance(said, str | int) else path.stem).lstrip(".") or "_"
    return f"{name}_" if name.casefold() in SUMMARIES else name
