"""Excel workbooks (.xlsx): the first visible sheet as a grid of texts, and writing one.

A workbook is a zip of XML files from anywhere. So before openpyxl sees it, the sizes in the zip's directory are added
up, and every XML part is searched for a document type, which no spreadsheet writes and XML bombs need.
"""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from .errors import InputError, Place
from .files import Findings
from .grid import Grid, TableLimits, too_many_rows

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MOST_PARTS = 10_000
_CHUNK = 1 << 16
# Excel keeps 15 digits of a number; what was typed beyond them is lost.
_MOST_EXACT = 10**15
# What zipfile, the XML parser and openpyxl raise on files that are damaged or made to harm. openpyxl has no common
# base class for it: it trips over whatever it did not expect.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    AssertionError,
)


def read_workbook(content: bytes, name: str, limits: TableLimits, sheet: str | None, findings: Findings) -> Grid:
    """Read one sheet: the one named, or the first that is not hidden. Faults of single cells go to `findings`.

    Raises InputError when the workbook cannot be read at all.
    """
    has_formulas = _inspect(content, name, limits)
    openpyxl = _openpyxl(name)
    try:
        with warnings.catch_warnings():
            # Of features of the workbook that openpyxl does not know; none of them matters for plain values.
            warnings.simplefilter("ignore")
            values = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            formulas: set[tuple[int, int]] = set()
            if has_formulas:
                again = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
                formulas = _formulas(_choose(again, sheet, name), limits)
            return _grid(_choose(values, sheet, name), name, limits, formulas, findings)
    except _DAMAGED:
        raise _refusal("table-damaged", name, "The workbook is damaged.", _SAVE_AGAIN) from None


_SAVE_AGAIN = "open it in Excel and save it again, or save it as CSV UTF-8."


def _refusal(code: str, name: str, text: str, maybe: str | None) -> InputError:
    findings = Findings()
    findings.add(code, Place(name, 1), text, maybe)
    return InputError(findings.in_order())


def _openpyxl(name: str) -> Any:
    try:
        import openpyxl
    except ImportError:
        maybe = "save the table as CSV UTF-8, or install the missing part: pip install 'afterschool-sched[xlsx]'."
        text = "Excel workbooks cannot be read here: openpyxl is not installed."
        raise _refusal("table-no-openpyxl", name, text, maybe) from None
    return openpyxl


def _inspect(content: bytes, name: str, limits: TableLimits) -> bool:
    """Refuse what is no harmless workbook. Gives whether any sheet has formulas."""
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            text = "The workbook is protected by a password."
            raise _refusal("table-encrypted", name, text, "save it without a password, or as CSV UTF-8.")
        raise _refusal("table-not-xlsx", name, "This is an old Excel file (.xls).", "save it as .xlsx or CSV UTF-8.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            if len(infos) > _MOST_PARTS or sum(info.file_size for info in infos) > limits.unpacked_bytes:
                text = f"Unpacked, the workbook has more than {limits.unpacked_bytes:,} bytes, the most that is read."
                raise _refusal("table-unpacked", name, text, "it is not the table that was meant.")
            if any(info.flag_bits & 1 for info in infos):
                text = "The file is protected by a password."
                raise _refusal("table-encrypted", name, text, "save it without a password, or as CSV UTF-8.")
            names = {info.filename for info in infos}
            if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
                raise _refusal("table-not-xlsx", name, "This is a zip file, but no Excel workbook.", _SAVE_AGAIN)
            found = [_look_into(parts, info, name) for info in infos if info.filename.endswith((".xml", ".rels"))]
            return any(found)
    except _DAMAGED:
        text = "This is no Excel workbook (.xlsx)."
        raise _refusal("table-not-xlsx", name, text, "it is CSV: rename it to end in .csv.") from None


def _look_into(parts: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bool:
    """Whether the part has formulas; refuses one with a document type, in any of the encodings XML may have."""
    is_sheet = info.filename.startswith("xl/worksheets/")
    has_formulas = False
    tail = b""
    with parts.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            window = (tail + chunk).replace(b"\0", b"")
            if b"<!DOCTYPE" in window or b"<!ENTITY" in window:
                text = "The workbook holds a document type, which no spreadsheet program writes."
                raise _refusal("table-not-xlsx", name, text, _SAVE_AGAIN)
            has_formulas = has_formulas or (is_sheet and (b"<f>" in window or b"<f " in window))
            tail = chunk[-64:]
    return has_formulas


def _choose(workbook: Any, sheet: str | None, name: str) -> Any:
    sheets = {found.title: found for found in workbook.worksheets}
    if sheet is not None:
        if sheet in sheets:
            return sheets[sheet]
        listed = ", ".join(f"'{title}'" for title in sheets)
        raise _refusal("table-sheet", name, f"There is no sheet '{sheet}'.", f"one of {listed} is meant.")
    for found in sheets.values():
        if found.sheet_state == "visible":
            return found
    raise _refusal("table-sheet", name, "The workbook has no sheet with cells.", _SAVE_AGAIN)


def _cells(sheet: Any, limits: TableLimits) -> Iterator[tuple[int, Sequence[Any]]]:
    # The size a workbook declares for itself may be anything: without it, rows end with their last cell.
    sheet.reset_dimensions()
    return enumerate(sheet.iter_rows(max_col=limits.columns + 1), start=1)


def _formulas(sheet: Any, limits: TableLimits) -> set[tuple[int, int]]:
    """Positions of all formulas, up to the limits."""
    found: set[tuple[int, int]] = set()
    for line, cells in _cells(sheet, limits):
        if line > _most_lines(limits):
            break
        found.update((line, column) for column, cell in enumerate(cells) if getattr(cell, "data_type", "") == "f")
    return found


def _most_lines(limits: TableLimits) -> int:
    # Blank rows are free in the file: a row can be said to be row 1,000,000,000.
    return 2 * limits.rows + 1000


def _grid(sheet: Any, name: str, limits: TableLimits, formulas: set[tuple[int, int]], findings: Findings) -> Grid:
    grid = Grid()
    for line, cells in _cells(sheet, limits):
        texts = []
        for column, cell in enumerate(cells):
            value = cell.value
            place = Place(name, line, column + 1)
            if value is None:
                if (line, column) in formulas:
                    text = f"The formula in column {letters(column)} has no stored result."
                    findings.add("table-formula", place, text, "open the workbook in Excel and save it again.")
                texts.append("")
                continue
            if cell.data_type == "e":
                text = f"The cell in column {letters(column)} shows an error instead of a value."
                findings.add("table-error-value", place, text, "mend its formula.")
            elif isinstance(value, int | float) and abs(value) >= _MOST_EXACT:
                report_rounded(place, column, findings)
            elif isinstance(value, date):
                grid.dates.add((line, column))
            texts.append(_text(value).strip())
        if any(texts):
            grid.rows.append((line, texts))
        if len(grid.rows) > limits.rows + 1 or line > _most_lines(limits):
            too_many_rows(name, line, limits, findings)
            break
    return grid


def report_rounded(place: Place, column: int, findings: Findings) -> None:
    """Report a long number of which a spreadsheet has lost the last digits."""
    text = f"The number in column {letters(column)} has more than 15 digits, and Excel has rounded it."
    findings.add("table-rounded", place, text, "give the column the format Text and type the number anew.")


def letters(column: int) -> str:
    """The name of a 0-based column in a spreadsheet: A, B, … Z, AA, …"""
    name = ""
    number = column + 1
    while number:
        number, digit = divmod(number - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


def _text(value: Any) -> str:
    """A cell's value as text: 12.0 is "12", a time "17:30", a date "2022-10-01"."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        if value.time() == time():
            return value.date().isoformat()
        return f"{value.date().isoformat()} {_clock(value.hour, value.minute, value.second, value.microsecond)}"
    if isinstance(value, time):
        return _clock(value.hour, value.minute, value.second, value.microsecond)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return _clock(seconds // 3600, seconds // 60 % 60, seconds % 60, 0)
    return str(value)


def _clock(hour: int, minute: int, second: int, microsecond: int) -> str:
    # A time computed by a formula can be a hair before the full minute.
    seconds = round(hour * 3600 + minute * 60 + second + microsecond / 1e6)
    hour, minute, second = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hour:02d}:{minute:02d}" + (f":{second:02d}" if second else "")


def write_workbook(
    headers: Sequence[tuple[str, str]], lists: Mapping[int, tuple[str, Sequence[str]]], name: str
) -> bytes:
    """An empty table: headers with an explanation each, all columns as text. Raises InputError without openpyxl.

    `lists` gives for a 0-based column the title of a second sheet and the values there that its cells are chosen from.
    """
    openpyxl = _openpyxl(name)
    from openpyxl.comments import Comment
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "students"
    sheet.freeze_panes = "A2"
    for column, (header, about) in enumerate(headers):
        cell = sheet.cell(row=1, column=column + 1)
        _put(cell, header)
        cell.comment = Comment(about, "")
        dimension = sheet.column_dimensions[letters(column)]
        # As text, Excel leaves 0012 and 3-1 as they are.
        dimension.number_format = "@"
        dimension.width = max(12, 2 * len(header))
    titles = dict(lists.values())
    for title, values in titles.items():
        other = workbook.create_sheet(title)
        other.column_dimensions["A"].number_format = "@"
        for row, value in enumerate(values, start=1):
            _put(other.cell(row=row, column=1), value)
    for column, (title, values) in lists.items():
        if values:
            choice = DataValidation(type="list", formula1=f"'{title}'!$A$1:$A${len(values)}", allow_blank=True)
            sheet.add_data_validation(choice)
            choice.add(f"{letters(column)}2:{letters(column)}5000")
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _put(cell: Any, text: str) -> None:
    cell.value = text
    # Else a text that begins with = would be a formula.
    cell.data_type = "s"
    cell.number_format = "@"
