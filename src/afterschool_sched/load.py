"""From a scenario's file, and the files it names, to a `Scenario` that remembers where everything was written.

All findings of the YAML, of the tables and of the shape of the whole are reported at once, as far as one can be read
without the other.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from . import files, packs, pupils, shape, source, tables
from .entities import School
from .errors import Finding, InputError, Place
from .files import CONTROL, Findings, inside, nearest
from .layers import Composed, Layer
from .model_keys import keys_at
from .packs import read_policies, read_published
from .pupils import FileOrigin, Pupils
from .scenario import OF_ONE_SCHOOL, District, Scenario
from .shape import Shape
from .source import Document, Loc, read_yaml
from .validation.codes import CODES as VALIDATION_CODES
from .yaml_events import PlainData

_OWN_CODES: dict[str, str] = {
    "district-key": "A key that schools cannot have in common.",
    "district-nested": "A school of a district is a district itself.",
    "unknown-town": "The name of a town that does not exist.",
}

# Codes of validation that are given beside faults of shape: names of things that do not exist, or exist twice.
_THINGS = ("activity", "class", "period", "room", "season", "student", "teacher")
_NAMES: dict[str, str] = {
    code: text for code, text in VALIDATION_CODES.items() if code.partition("-")[2] in _THINGS and "-" in code
}

CODES: dict[str, str] = dict(
    sorted(
        {
            **files.CODES,
            **source.CODES,
            **tables.CODES,
            **packs.CODES,
            **shape.CODES,
            **pupils.CODES,
            **_OWN_CODES,
            **_NAMES,
        }.items()
    )
)
"""Every code of a finding that reading a scenario can give, with what it means."""


def load(path: str | os.PathLike[str]) -> Scenario:
    """Read a scenario, or a district with its schools, and their tables.

    Raises InputError with all findings when anything in them is wrong; see `CODES`.
    """
    file = Path(path)
    document = read_yaml(file)
    if isinstance(document.data, dict) and "schools" in document.data:
        return _Schools(file.parent, document).district()
    return _read(Composed([Layer.whole(document)]), file.parent)


def _read(written: Composed, folder: Path) -> Scenario:
    """The scenario of one school; names of its files begin at `folder`."""
    findings = Findings()
    data: PlainData = written.data
    origin = FileOrigin(written, None)
    if isinstance(data, dict):
        students = Pupils(folder, written, findings)
        students.read(data.get("students", []))
        if students.replace:
            data = {**data, "students": students.data}
            origin = FileOrigin(written, tuple(students.origins))
        packs, files = read_policies(folder, written, findings)
        if packs is not None:
            data = {**data, "policies": packs}
            origin = replace(origin, policies=files)
        published, file = read_published(folder, written, findings)
        if "published" in data:
            data = {**data, "published": published}
            origin = replace(origin, published=file)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        shape = Shape(Scenario, data, origin.place_of)
        findings.extend(shape.findings(error))
        findings.extend(_names_in_the_rest(shape.mended(error), origin))
        raise InputError(findings.in_order()) from None
    findings.raise_errors()
    return scenario.with_origin(origin)


def _names_in_the_rest(data: PlainData, origin: FileOrigin) -> list[Finding]:
    """Names that mean nothing in what could be read, so that they need not wait for the other mistakes."""
    from .validation.facts import Facts
    from .validation.notes import Notes
    from .validation.references import add_references

    try:
        scenario = Scenario.model_validate(data).with_origin(origin)
    except ValidationError:
        return []
    notes = Notes(scenario)
    add_references(Facts(scenario), notes)
    return [finding for finding in notes.in_order() if finding.severity == "error" and finding.code in _NAMES]


@dataclass(frozen=True)
class DistrictOrigin:
    """Remembers where a district's own values were written, and all files that were read for it and its schools."""

    written: Composed
    digests: dict[str, str]

    def place_of(self, loc: Loc, of_key: bool = False) -> Place:
        """The place of the value at `loc` in the district's own file, or of its key."""
        return self.written.place_of(loc, of_key=of_key)


class _Schools:
    """A district and its schools: each is read with what it inherits, and with the people it shares."""

    def __init__(self, folder: Path, document: Document) -> None:
        self._folder = folder
        self._document = document
        self._findings = Findings()
        self._read_files: dict[str, str] = {document.file: document.sha256}

    def district(self) -> District:
        """The district. Raises InputError with the findings of all its files."""
        written = Composed([Layer.whole(self._document)])
        origin = DistrictOrigin(written, self._read_files)
        try:
            district = District.model_validate(written.data)
        except ValidationError as error:
            raise InputError(Shape(District, written.data, origin.place_of).findings(error)) from None
        whole = Layer.whole(self._document)
        common = self._inherited(whole.below("common")) if district.common else []
        towns = {name: self._inherited(_untitled(whole.below("towns").below(name))) for name in district.towns}
        loaded = {}
        for name, school in district.schools.items():
            if school.town is not None and school.town not in towns:
                close = nearest(school.town, towns)
                place = self._document.place_of(("schools", name, "town"))
                text = f"School {name} names the town '{school.town}', which does not exist."
                maybe = f"'{close}' is meant." if close else "it is missing under 'towns'."
                self._findings.add("unknown-town", place, text, maybe)
            try:
                loaded[name] = self._school(name, school, [*common, *towns.get(school.town or "", [])])
            except InputError as error:
                self._findings.extend(error.findings)
        # What is wrong with a part that several schools inherit is found with each of them, and told once.
        if self._findings:
            raise InputError(tuple(dict.fromkeys(self._findings.in_order())))
        return district.with_schools(loaded).with_origin(origin)

    def _inherited(self, layer: Layer) -> list[Layer]:
        """A part that schools inherit, without the keys that they cannot."""
        known = [key for key in keys_at(Scenario, ()) if key not in OF_ONE_SCHOOL]
        for key in layer.data:
            place = layer.document.place_of((*layer.at, key), of_key=True)
            if key in OF_ONE_SCHOOL:
                text = f"'{key}' belongs to one school, and cannot be inherited."
                self._findings.add("district-key", place, text, "write it into the files of the schools.")
            elif key not in known:
                close = nearest(key, known)
                maybe = f"'{close}' is meant." if close else f"delete it; the keys here are {', '.join(known)}."
                self._findings.add("shape-unknown-key", place, f"The key '{key}' is not known here.", maybe)
        return [replace(layer, data={key: value for key, value in layer.data.items() if key in known})]

    def _school(self, name: str, school: School, inherited: Sequence[Layer]) -> Scenario:
        place = self._document.place_of(("schools", name, "scenario"))
        path = inside(self._folder, school.scenario, place)
        called = CONTROL.sub("?", school.scenario.replace("\\", "/"))
        try:
            document = read_yaml(path, name=called)
        except InputError as error:
            # Of a file that cannot be opened there is no line: the district's line that names it is meant.
            raise InputError(
                [
                    replace(found, where=place, text=f"{called}: {found.text}") if found.code[:5] == "file-" else found
                    for found in error.findings
                ]
            ) from None
        if isinstance(document.data, dict) and "schools" in document.data:
            text = f"{called} is a district itself; a school of a district is one school."
            finding = Finding("district-nested", "error", place, text, "list its schools here, each with its own file.")
            raise InputError([finding])
        written = Composed([*inherited, Layer.whole(document)], self._shared(name))
        scenario = _read(written, self._folder)
        self._read_files.update(scenario.origin.digests if scenario.origin else {})
        return scenario

    def _shared(self, school: str) -> list[Layer]:
        """The shared people who may work at a school, as its own file would list them."""
        if "teachers" not in self._document.data:
            return []
        people = Layer.whole(self._document).below("teachers")
        found = []
        for at in range(len(people.data)):
            person = people.below(at)
            if school in map(str, person.data["schools"]):
                data = {key: value for key, value in person.data.items() if key != "schools"}
                found.append(replace(person, data=data))
        return found


def _untitled(town: Layer) -> Layer:
    """What a town says to its schools: its own title is none of theirs."""
    return replace(town, data={key: value for key, value in town.data.items() if key != "title"})
