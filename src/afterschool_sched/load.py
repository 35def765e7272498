"""From a scenario's file, and the files it names, to a `Scenario` that remembers where everything was written.

All findings of the YAML, of the tables and of the shape of the whole are reported at once, and with them whatever is
wrong besides in names and sense, as far as it is sure without the values that cannot be read.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
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
from .validation.partial import TOLD
from .yaml_events import PlainData

_OWN_CODES: dict[str, str] = {
    "district-key": "A key that schools cannot have in common.",
    "district-nested": "A school of a district is a district itself.",
    "unknown-town": "The name of a town that does not exist.",
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
            **{code: VALIDATION_CODES[code] for code in TOLD},
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
    of_part = {key: Findings() for key in ("students", "policies", "published")}
    data: PlainData = written.data
    origin = FileOrigin(written, None)
    if isinstance(data, dict):
        students = Pupils(folder, written, of_part["students"])
        students.read(data.get("students", []))
        if students.replace:
            data = {**data, "students": students.data}
            origin = FileOrigin(written, tuple(students.origins))
        packs, files = read_policies(folder, written, of_part["policies"])
        if packs is not None:
            data = {**data, "policies": packs}
            origin = replace(origin, policies=files)
        published, file = read_published(folder, written, of_part["published"])
        if "published" in data:
            data = {**data, "published": published}
            origin = replace(origin, published=file)
    findings = Findings()
    for found in of_part.values():
        findings.extend(found.in_order())
    lost: list[tuple[int | str, ...]] = [(key,) for key, found in of_part.items() if found]
    try:
        scenario = Scenario.model_validate(data).with_origin(origin)
    except ValidationError as error:
        shape = Shape(Scenario, data, origin.place_of)
        findings.extend(shape.findings(error))
        rest, without = shape.mended(error)
        findings.extend(_errors_in_the_rest(rest, (*without, *lost), origin))
        raise InputError(findings.in_order()) from None
    if lost:
        findings.extend(_errors_in_the_rest(data, lost, origin))
    findings.raise_errors()
    return scenario


def _errors_in_the_rest(data: PlainData, without: Sequence[tuple[int | str, ...]], origin: FileOrigin) -> list[Finding]:
    """What is wrong besides in what could be read, so that it need not wait for the other mistakes."""
    from .validation.partial import errors_beside

    try:
        scenario = Scenario.model_validate(data).with_origin(origin)
    except ValidationError:
        return []
    return errors_beside(scenario, without)


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
            district = self._rest(Shape(District, written.data, origin.place_of), error)
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
        if self._findings:
            raise InputError(_told_once(self._findings.in_order()))
        return district.with_schools(loaded).with_origin(origin)

    def _rest(self, shape: Shape, error: ValidationError) -> District:
        """What can be read of a faulty district, so that its schools are looked through as well."""
        self._findings.extend(shape.findings(error))
        rest, without = shape.mended(error)
        if rest is not None and not any(path[0] in ("schools", "teachers") for path in without):
            with suppress(ValidationError):
                return District.model_validate(rest)
        raise InputError(self._findings.in_order()) from None

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


def _told_once(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """What is wrong with a part that several schools inherit is found with the district, and with each of them."""
    first = {(found.code, found.where, found.code[:6] == "shape-" or found): found for found in reversed(findings)}
    return tuple(reversed(first.values()))


def _untitled(town: Layer) -> Layer:
    """What a town says to its schools: its own title is none of theirs."""
    return replace(town, data={key: value for key, value in town.data.items() if key != "title"})
