"""Files that a scenario names: policies, and a published timetable. What is read takes the place of the name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from .errors import InputError
from .files import CONTROL, Findings, inside, nearest
from .layers import Composed
from .policy import shipped
from .shape import Shape
from .source import Document, read_yaml
from .timetable import Timetable
from .yaml_events import PlainData

CODES: dict[str, str] = {"unknown-policy": "The name of a policy that does not exist."}


def read_policies(folder: Path, document: Composed, findings: Findings) -> tuple[PlainData, dict[int, Document]]:
    """What stands under ``policies``, with the content of each file in the place of its name; and these files.

    Whatever is of another shape is left to the model to object to.
    """
    value = document.data.get("policies")
    if not isinstance(value, list):
        return value, {}
    found: list[PlainData] = []
    files: dict[int, Document] = {}
    for at, item in enumerate(value):
        named = item.get("policy") if isinstance(item, dict) else item
        if not isinstance(named, str):
            found.append(item)
            continue
        loc = ("policies", at, "policy") if isinstance(item, dict) else ("policies", at)
        pack: PlainData = named
        if named.startswith(".") or Path(named).suffix in (".yaml", ".yml"):
            file = read_beside(folder, named, document, loc, findings)
            if file is not None:
                files[at] = file
            pack = file.data if file is not None else _NOTHING
        elif named not in shipped():
            close = nearest(named, shipped())
            advice = f"'{close}' is meant." if close else f"those that come along are {', '.join(shipped())}."
            text = f"The policy '{CONTROL.sub('?', named)}' does not exist."
            findings.add("unknown-policy", document.place_of(loc), text, advice)
            pack = _NOTHING
        found.append({**item, "policy": pack} if isinstance(item, dict) else {"policy": pack})
    return found, files


def read_published(folder: Path, document: Composed, findings: Findings) -> tuple[PlainData, Document | None]:
    """What stands under ``published``: the timetable in the file of that name, and the file."""
    value = document.data.get("published")
    if not isinstance(value, str):
        return value, None
    file = read_beside(folder, value, document, ("published",), findings)
    if file is None:
        return None, None
    try:
        return Timetable.model_validate(file.data), file
    except ValidationError as error:
        shape = Shape(Timetable, file.data, lambda loc, of_key: file.place_of(loc, of_key=of_key))
        findings.extend(shape.findings(error))
        return None, file


_NOTHING = {"id": "unknown"}  # so that what else is wrong can be told


def read_beside(
    folder: Path, named: str, document: Composed, loc: tuple[str | int, ...], findings: Findings
) -> Document | None:
    """A file that stands at `loc` by its name, in the scenario's folder; None, with the findings, without it."""
    place = document.place_of(loc)
    name = CONTROL.sub("?", named)
    try:
        return read_yaml(inside(folder / place.folder, named, place), name=place.beside(name))
    except InputError as error:
        for found in error.findings:
            if found.code.startswith("file-") and found.where != place:
                # Of a file that cannot be opened there is no line: the scenario's line that names it is meant.
                found = replace(found, where=place, text=f"{name}: {found.text}")
            findings.extend([found])
        return None
