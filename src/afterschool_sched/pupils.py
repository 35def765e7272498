"""The students of a scenario, listed in its file or in the tables that `students` names, each with its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from .cells import count_of, days_of, ids_of, leave_of, yes_or_no
from .errors import InputError, Place
from .files import CONTROL, Findings, inside, nearest
from .layers import Composed
from .source import Document, Loc
from .tables import Row, Table, read_table
from .yaml_events import PlainData

CODES: dict[str, str] = {
    "table-days": "A cell names no days of the week.",
    "table-leave": "A cell holds no leave time, or no day for each of several.",
    "table-none": "`students` is neither a list nor the name of a table.",
    "table-number": "A cell holds no number.",
    "table-yes-no": "A cell says neither yes nor no.",
}

_TABLE_KEYS = ("table", "sheet")


@dataclass(frozen=True)
class _FromTable:
    """A student who stands in a row of a table."""

    table: Table
    row: Row


@dataclass(frozen=True)
class FileOrigin:
    """Remembers where every value of a scenario was written: in the YAML file, or in a cell of a table."""

    document: Composed
    # For each student a row of a table, or the position in the file's own list; None when the file lists all.
    students: tuple[_FromTable | int, ...] | None
    policies: Mapping[int, Document] = field(default_factory=dict)  # those that stand in files of their own
    published: Document | None = None  # the timetable that families have

    @property
    def digests(self) -> dict[str, str]:
        """File -> SHA-256 of its content, for the scenario and every table that has students."""
        read = dict(self.document.digests)
        for student in self.students or ():
            if not isinstance(student, int):
                read[student.table.file] = student.table.sha256
        others = (*self.policies.values(), *([self.published] if self.published else []))
        return read | {file.file: file.sha256 for file in others}

    def place_of(self, loc: Loc, of_key: bool = False) -> Place:
        """The place of the value at `loc`, or of its key; of what contains it when it was not written."""
        if self.students is not None and len(loc) >= 2 and loc[0] == "students":
            number = loc[1]
            if isinstance(number, int) and 0 <= number < len(self.students):
                student = self.students[number]
                if isinstance(student, int):
                    return self.document.place_of(("students", student, *loc[2:]), of_key=of_key)
                return student.table.place(student.row, _column(student, loc[2:]))
        if len(loc) > 2 and loc[0] == "policies" and loc[1] in self.policies:
            return self.policies[int(loc[1])].place_of(loc[3:], of_key=of_key)
        return self.document.place_of(loc, of_key=of_key)


def _column(student: _FromTable, loc: Loc) -> str | None:
    """The column in which the field of a student at `loc` stands."""
    if not loc:
        return None
    name = str(loc[0])
    if name == "choices":
        filled = [column for column in student.table.numbered("choice") if student.table.text(student.row, column)]
        number = loc[1] if len(loc) > 1 else 0
        return filled[number] if isinstance(number, int) and 0 <= number < len(filled) else None
    if name == "leave_in" and len(loc) > 1:
        return f"leave_{loc[1]}"
    return name


class Pupils:
    """Replaces the tables that `students` names by what stands in them."""

    def __init__(self, folder: Path, document: Composed, findings: Findings) -> None:
        self.replace = False
        self.data: list[PlainData] = []
        self.origins: list[_FromTable | int] = []
        self._folder = folder
        self._document = document
        self._findings = findings

    def read(self, value: PlainData) -> None:
        """Read what stands after ``students:``: a list, ``{table: students.csv}``, or a list with tables in it."""
        if isinstance(value, list):
            if not any(isinstance(item, dict) and "table" in item for item in value):
                return
            self.replace = True
            for number, item in enumerate(value):
                if isinstance(item, dict) and "table" in item:
                    self._table(item, ("students", number))
                else:
                    self.data.append(item)
                    self.origins.append(number)
            return
        self.replace = True
        if isinstance(value, dict) and "table" in value:
            self._table(value, ("students",))
            return
        maybe = "write 'students: {table: students.csv}'."
        if isinstance(value, str) and Path(value).suffix:
            maybe = f"write 'students: {{table: {value}}}'."
        elif isinstance(value, dict):
            close = [key for key in value if nearest(key, ["table"])]
            maybe = f"write 'table' instead of '{close[0]}'." if close else maybe
        text = "'students' must be a list of students, or name a table."
        self._findings.add("table-none", self._document.place_of(("students",)), text, maybe)

    def _table(self, named: dict[str, PlainData], loc: tuple[int | str, ...]) -> None:
        ok = True
        for key, value in named.items():
            if key not in _TABLE_KEYS:
                close = nearest(key, _TABLE_KEYS)
                maybe = f"'{close}' is meant." if close else "delete it; the keys here are table, sheet."
                place = self._document.place_of((*loc, key), of_key=True)
                self._findings.add("shape-unknown-key", place, f"The key '{key}' is not known beside a table.", maybe)
            elif not isinstance(value, str):
                text = f"'{key}' must be text: the name of a {'file' if key == 'table' else key}."
                self._findings.add("shape-type", self._document.place_of((*loc, key)), text, "put it in quotes.")
                ok = False
        if not ok:
            return
        seasons = self._document.data.get("seasons")
        relative: str = named["table"]
        place = self._document.place_of((*loc, "table"))
        try:
            path = inside(self._folder / place.folder, relative, place)
            table = read_table(
                path,
                "students",
                name=place.beside(CONTROL.sub("?", relative)),
                seasons=seasons if isinstance(seasons, dict) else (),
                sheet=named.get("sheet"),
            )
        except InputError as error:
            for found in error.findings:
                if found.code.startswith("file-") and found.where != place:
                    # Of a file that cannot be opened there is no line: the scenario's line that names it is meant.
                    found = replace(found, where=place, text=f"{relative}: {found.text}")
                self._findings.extend([found])
            return
        for row in table.rows:
            self.data.append(self._student(table, row))
            self.origins.append(_FromTable(table, row))

    def _student(self, table: Table, row: Row) -> dict[str, PlainData]:
        """The student of a row, as if written in YAML; cells that cannot be understood are left out, with a finding."""
        student: dict[str, PlainData] = {name: table.text(row, name) for name in ("id", "class")}
        for name in ("name", "level", "team", "notes"):
            if table.text(row, name):
                student[name] = table.text(row, name)
        for name in ("periods", "siblings"):
            if table.text(row, name):
                student[name] = ids_of(table.text(row, name))
        for name, code, meaning in _MEANINGS:
            found = self._cell(table, row, name, code, meaning)
            if found is not None:
                student[name] = found
        for column in table.columns:
            if column.startswith("leave_"):
                found = self._cell(table, row, column, "table-leave", leave_of)
                if found is not None:
                    student.setdefault("leave_in", {})[column.removeprefix("leave_")] = found
        choices = [table.text(row, column) for column in table.numbered("choice")]
        if any(choices):
            student["choices"] = [choice for choice in choices if choice]
        return student

    def _cell(self, table: Table, row: Row, column: str, code: str, meaning: Callable[[str], PlainData]) -> PlainData:
        text = table.text(row, column)
        if not text:
            return None
        try:
            return meaning(text)
        except ValueError as error:
            said = _SAID[code]
            self._findings.add(code, table.place(row, column), said, str(error))
            return None


_MEANINGS: tuple[tuple[str, str, Callable[[str], PlainData]], ...] = (
    ("days", "table-days", days_of),
    ("leave", "table-leave", leave_of),
    ("wants", "table-number", count_of),
    ("boarder", "table-yes-no", yes_or_no),
)
_SAID = {
    "table-days": "The days in this cell are not understood.",
    "table-leave": "The leave time in this cell is not understood.",
    "table-number": "This cell must hold a whole number.",
    "table-yes-no": "This cell must say yes or no.",
}
