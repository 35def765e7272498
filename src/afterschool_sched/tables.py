"""Tables beside the scenario: CSV or Excel, headers in English or Chinese, every cell a text with its place.

What the texts mean (days, times, yes or no) is said in `load`; here it is seen to that the table is one, that every
column is known, and that ids arrive as they were typed. Names of children are never part of a message.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .column_kinds import KINDS, Column, Language
from .columns import Headers, template_headers
from .errors import InputError, Place
from .files import CONTROL, INVISIBLE, Findings, describe_character, nearest, read_bytes, write_atomically
from .grid import Grid, TableLimits, read_csv, write_csv
from .source import printable_name
from .workbook import letters, read_workbook, report_rounded, write_workbook

CODES: dict[str, str] = {
    "table-character": "A character that cannot be seen or printed.",
    "table-damaged": "The workbook is damaged.",
    "table-date": "Excel has turned an id such as 3-1 into a date.",
    "table-double-header": "Two columns have the same meaning.",
    "table-empty": "The table has no headers.",
    "table-empty-cell": "A cell that must be filled is empty.",
    "table-encoding": "The CSV file is neither UTF-8 nor GB18030.",
    "table-encrypted": "The workbook is protected by a password.",
    "table-error-value": "A cell shows an error such as #N/A.",
    "table-format": "The file is of a kind that is not read.",
    "table-formula": "A formula without a stored result.",
    "table-long-cell": "A cell has too many characters.",
    "table-many": "The table has too many rows or columns.",
    "table-missing-column": "A column that must be there is not.",
    "table-no-header": "Cells stand in a column without a header.",
    "table-no-openpyxl": "Reading Excel workbooks needs openpyxl.",
    "table-not-xlsx": "The file ends in .xlsx, but is something else.",
    "table-quote": "The double quotes of a row in CSV do not pair up.",
    "table-rounded": "Excel has rounded a long number.",
    "table-sheet": "The workbook has no such sheet.",
    "table-unknown-header": "The header of a column is not known.",
    "table-unpacked": "The workbook is too big when unpacked.",
}

# 3-1 as Excel shows it in CSV once it has taken it for a date.
_DATE_SHOWN = re.compile(r"\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{1,2}")
_ROUNDED_SHOWN = re.compile(r"\d(?:\.\d+)?E\+\d{2}")
_UNSEEN = re.compile(f"{CONTROL.pattern}|{INVISIBLE.pattern}")


@dataclass(frozen=True)
class Row:
    """One row: its line, and its texts in the order of the table's columns; a missing cell is an empty text."""

    line: int
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table that was read. `columns` maps the names of columns (`id`, `choice_3`, `leave_winter`) to positions."""

    file: str
    headers: tuple[str, ...]
    columns: dict[str, int]
    rows: tuple[Row, ...]
    sha256: str = ""  # of the file as it was read

    def text(self, row: Row, column: str) -> str:
        """The text of a cell; empty when the table has no such column."""
        position = self.columns.get(column)
        return "" if position is None else row.texts[position]

    def place(self, row: Row, column: str | None = None) -> Place:
        """The place of a cell; of the row where no column, or one that the table lacks, is given."""
        position = self.columns.get(column) if column is not None else None
        if position is None:
            return Place(self.file, row.line)
        return Place(self.file, row.line, position + 1, self.headers[position])

    def numbered(self, prefix: str) -> list[str]:
        """The columns `<prefix>_<number>` that are there, by number."""
        found = [name for name in self.columns if re.fullmatch(rf"{prefix}_\d+", name)]
        return sorted(found, key=lambda name: int(name.rpartition("_")[2]))


def read_table(
    path: Path,
    kind: str = "students",
    *,
    name: str | None = None,
    seasons: Iterable[str] = (),
    sheet: str | None = None,
    limits: TableLimits | None = None,
) -> Table:
    """Read a table of one kind. `name` is what places call it; `seasons` are those that leave times may be given for.

    Raises InputError with all findings.
    """
    limits = limits or TableLimits()
    name = name or printable_name(path)
    known = Headers(kind, seasons)
    findings = Findings()
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        content = read_bytes(path, limits.bytes, name)
        grid = read_workbook(content, name, limits, sheet, findings)
    elif suffix in (".csv", ".txt", ".tsv"):
        content = read_bytes(path, limits.bytes, name)
        if content.startswith(b"PK\x03\x04"):
            findings.add("table-format", Place(name, 1), "This is no CSV but a zip file.", "rename it to end in .xlsx.")
            raise InputError(findings.in_order())
        grid = read_csv(content, name, limits, known.count, findings)
    else:
        ending = f"in {suffix}" if suffix else "in nothing"
        text = f"A table is a file that ends in .csv or .xlsx, not {ending}."
        findings.add("table-format", Place(name, 1), text, "save it from Excel as CSV UTF-8.")
        raise InputError(findings.in_order())
    table = _Interpreter(name, known, limits, findings).read(grid)
    return replace(table, sha256=hashlib.sha256(content).hexdigest())


class _Interpreter:
    """Finds the headers of a grid and checks its cells."""

    def __init__(self, name: str, known: Headers, limits: TableLimits, findings: Findings) -> None:
        self._name = name
        self._known = known
        self._limits = limits
        self._findings = findings
        self._headers: tuple[str, ...] = ()
        self._columns: dict[str, int] = {}
        self._by_position: dict[int, Column] = {}
        self._no_header: set[int] = set()
        self._misspelt: set[str | None] = set()  # what headers that are not known were probably meant to be

    def read(self, grid: Grid) -> Table:
        if not grid.rows:
            self._findings.add(
                "table-empty", Place(self._name, 1), "The table is empty.", "it is not the file that was meant."
            )
            raise InputError(self._findings.in_order())
        line, header = grid.rows[0]
        self._read_header(line, header, grid)
        rows = tuple(self._row(line, cells, grid) for line, cells in grid.rows[1:]) if self._columns else ()
        self._findings.raise_errors()
        return Table(self._name, self._headers, self._columns, rows)

    def _read_header(self, line: int, header: Sequence[str], grid: Grid) -> None:
        while header and not header[-1]:
            header = header[:-1]
        if len(header) > self._limits.columns:
            text = f"The table has more than {self._limits.columns} columns, the most that is read."
            self._findings.add("table-many", Place(self._name, line), text, "it is not the table that was meant.")
            return
        if 2 * self._known.count(header) < sum(map(bool, header)) and not self._known.has_required(header):
            # Perhaps this is the first student: what stands here must not be repeated in a message.
            self._no_headers(line, grid)
            return
        self._headers = tuple(_shown(text) for text in header)
        for position, text in enumerate(header):
            if text:
                self._header(Place(self._name, line, position + 1), position, text)
        for column in self._known.columns:
            if column.required and column.name not in {*self._columns, *self._misspelt}:
                text = f"There is no column '{column.name}' ({column.headers['zh']})."
                self._findings.add("table-missing-column", Place(self._name, line), text, "its header is misspelt.")

    def _no_headers(self, line: int, grid: Grid) -> None:
        text = "This row does not hold the headers of the columns."
        needed = [column for column in self._known.columns if column.required or (column.most and column.offered)]
        said = ", ".join(f"{column.headers['en']}{'_1' if column.most else ''}" for column in needed)
        said_zh = ", ".join(f"{column.headers['zh']}{'1' if column.most else ''}" for column in needed)
        maybe = f"write a row of headers above it: {said} … ({said_zh} …)."
        for below, cells in grid.rows[1:6]:
            if self._known.has_required(cells):
                maybe = f"delete the rows above line {below}, which holds the headers."
                break
        self._findings.add("table-missing-column", Place(self._name, line), text, maybe)

    def _header(self, place: Place, position: int, text: str) -> None:
        name = self._known.recognise(text)
        if name is None:
            close = nearest(text, self._known.written)
            maybe = f"'{close}' is meant." if close else "delete the column: its content is not used."
            self._misspelt.add(self._known.recognise(close or ""))
            said = f"The header '{_shown(text)}' (column {letters(position)}) is not known."
            self._findings.add("table-unknown-header", place, said, maybe)
        elif name in self._columns:
            first = self._columns[name]
            said = f"Columns {letters(first)} and {letters(position)} both mean '{name}'."
            self._findings.add("table-double-header", place, said, "delete one of the two.")
        else:
            self._columns[name] = position
            self._by_position[position] = self._known.column(name)

    def _row(self, line: int, cells: Sequence[str], grid: Grid) -> Row:
        width = len(self._headers)
        for position in range(width, len(cells)):
            if cells[position]:
                self._stray(line, position)
        texts = (*cells[:width], *[""] * (width - len(cells)))
        for position, text in enumerate(texts):
            if text:
                self._cell(line, position, text, (line, position) in grid.dates)
            elif position in self._by_position and self._by_position[position].required:
                header = self._headers[position]
                said = f"The cell '{header}' of this row is empty."
                self._findings.add("table-empty-cell", self._place(line, position), said, "delete the row, or fill it.")
        return Row(line, texts)

    def _place(self, line: int, position: int) -> Place:
        return Place(self._name, line, position + 1, self._headers[position])

    def _stray(self, line: int, position: int) -> None:
        if position not in self._no_header:
            self._no_header.add(position)
            said = f"Here stands something in column {letters(position)}, which has no header."
            maybe = "the row is shifted, or its cells contain the delimiter."
            self._findings.add("table-no-header", Place(self._name, line, position + 1), said, maybe)

    def _cell(self, line: int, position: int, text: str, is_date: bool) -> None:
        if not self._headers[position]:
            self._stray(line, position)
            return
        place = self._place(line, position)
        unseen = _UNSEEN.search(text)
        if unseen:
            said = f"The cell has a character that cannot be seen: {describe_character(unseen[0])}."
            self._findings.add("table-character", place, said, "type the cell anew.")
        if len(text) > self._limits.cell_chars:
            said = f"The cell has {len(text):,} characters; {self._limits.cell_chars:,} is the most."
            self._findings.add("table-long-cell", place, said, 'a quote " is not closed further up.')
        column = self._by_position.get(position)
        if column is None or not column.holds_ids:
            return
        if is_date or _DATE_SHOWN.fullmatch(text):
            meant = f"'{int(text[5:7])}-{int(text[8:10])}' is meant: " if is_date else ""
            said = "Excel has taken this for a date."
            maybe = f"{meant}give the column the format Text and type it anew."
            self._findings.add("table-date", place, said, maybe)
        elif _ROUNDED_SHOWN.fullmatch(text):
            report_rounded(place, position, self._findings)


def _shown(header: str) -> str:
    text = _UNSEEN.sub("?", " ".join(header.split()))
    return text if len(text) <= 40 else f"{text[:39]}…"


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV table that `read_table` and Excel read as it is. Cells that look like formulas are guarded.

    Spaces around a text are not kept. Raises OSError when the file cannot be written.
    """
    write_atomically(path, write_csv([headers, *rows]))


def template(
    kind: str,
    language: Language,
    path: Path,
    *,
    choices: int = 5,
    seasons: Sequence[str] = (),
    activities: Sequence[str] = (),
    classes: Sequence[str] = (),
) -> None:
    """Write an empty table with the right headers, as CSV or Excel by the ending of `path`.

    `choices` is the number of choice columns; in Excel, cells are chosen from the ids of `activities` and
    `classes`. Raises ValueError when `kind`, `choices` or the ending is not known, InputError when openpyxl is needed
    and missing, OSError when the file cannot be written.
    """
    if kind not in KINDS:
        raise ValueError(f"there is no table of {kind!r}; tables are: {', '.join(KINDS)}")
    most = max(column.most for column in KINDS[kind])
    if most and not 1 <= choices <= most:
        raise ValueError(f"{choices} choices: a table has from 1 to {most}")
    columns = template_headers(kind, language, choices, seasons)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        write_atomically(path, write_csv([[header for header, _ in columns]]))
    elif suffix == ".xlsx":
        lists: dict[int, tuple[str, Sequence[str]]] = {}
        for position, (_, column) in enumerate(columns):
            if column.name == "choice":
                lists[position] = ("activities", activities)
            elif column.name == "class":
                lists[position] = ("classes", classes)
        headers = [(header, column.about[language]) for header, column in columns]
        write_atomically(path, write_workbook(headers, lists, printable_name(path)))
    else:
        raise ValueError(f"{path.name}: a table ends in .csv or .xlsx")
