"""A table as a grid of texts, before anybody asks what its columns mean; and CSV, the plainest form of one."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from .errors import InputError, Place
from .files import Findings

Headline = Callable[[Sequence[str]], int]
"""How many cells of a row are headers that are known."""

# What spreadsheets take for a formula, half and full width. Each guard adds one apostrophe, so that guarding can
# be undone whatever the text was.
_FORMULA = re.compile(r"'*[=+\-@＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@＝＋－＠]")
# ="0012": how some programs keep spreadsheets from dropping zeros.
_TEXT_FORMULA = re.compile(r'="([^"]*)"')
_DELIMITERS = (",", ";", "\t")
_MOST_OF_A_LINE = 10_000
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t]*[\r\n]', re.IGNORECASE)


@dataclass(frozen=True)
class TableLimits:
    """The most that is read: bytes of the file, rows, columns, characters of a cell; of a workbook, bytes unpacked."""

    bytes: int = 20_000_000
    rows: int = 100_000
    columns: int = 256
    cell_chars: int = 10_000
    unpacked_bytes: int = 100_000_000


@dataclass
class Grid:
    """Rows with at least one cell that is not blank, each with its 1-based line; cells are stripped texts.

    `dates` are the positions (line, 0-based column) of cells that a spreadsheet holds as dates.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    dates: set[tuple[int, int]] = field(default_factory=set)


def guard(text: str) -> str:
    """The text as a CSV cell that no spreadsheet takes for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(cell: str) -> str:
    """The text of a CSV cell, without the guard."""
    match = _TEXT_FORMULA.fullmatch(cell)
    if match:
        return match[1].strip()
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV, in UTF-8 with the mark by which Excel knows it. Spaces around a text are not kept."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    for row in rows:
        writer.writerow([guard(cell.strip()) for cell in row])
    return codecs.BOM_UTF8 + stream.getvalue().encode("utf-8")


def read_csv(content: bytes, name: str, limits: TableLimits, headline: Headline, findings: Findings) -> Grid:
    """Read CSV in UTF-8 or GB18030; the delimiter is the one that yields most known headers. Faults go to `findings`.

    Raises InputError when there is no telling what the bytes are.
    """
    text = _decode(content, name)
    delimiter, skip = _delimiter(text, headline)
    grid = Grid()
    for line, row in _records(text, delimiter, name, findings):
        cells = [cell.strip() for cell in row]
        if line > skip and any(cells):
            if len(grid.rows) > limits.rows:
                too_many_rows(name, line, limits, findings)
                break
            grid.rows.append((line, [unguard(cell) for cell in cells]))
    return grid


def too_many_rows(name: str, line: int, limits: TableLimits, findings: Findings) -> None:
    """Report that the table goes on beyond the limit."""
    text = f"The table has more than {limits.rows:,} rows, the most that is read."
    findings.add("table-many", Place(name, line), text, "it is not the table that was meant.")


def _records(text: str, delimiter: str, name: str, findings: Findings) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins in: a quoted cell may go on over several lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "limit" in str(error):
                said = 'A cell of this row is far too long; a quote " may not be closed.'
            else:
                said = 'The double quotes " in this row do not pair up.'
            findings.add("table-quote", Place(name, line), said, 'a " that belongs to the text is written twice: "".')
            return
        yield line, row


def _delimiter(text: str, headline: Headline) -> tuple[str, int]:
    """The delimiter, and how many lines at the top say nothing but that (``sep=;``)."""
    said = _SEPARATOR_LINE.match(text)
    if said and said[1] in _DELIMITERS:
        return said[1], 1
    # Headers are short: a long line is cut before the reader of CSV refuses it.
    lines = [line[:_MOST_OF_A_LINE] for line in text.lstrip("\r\n").splitlines()[:5]]

    def score(delimiter: str) -> tuple[int, int]:
        # Headings may stand above the headers, so a few lines are tried.
        rows = list(csv.reader(lines, delimiter=delimiter))
        return max((headline(row) for row in rows), default=0), len(rows[0]) if rows else 0

    return max(_DELIMITERS, key=score), 0


def _decode(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _encoding_error(name, 'The file is saved as UTF-16 ("Unicode text").')
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    if content.startswith(codecs.BOM_UTF8) or _mostly_utf_8(content):
        # Nearly every byte sequence means something in GB18030: a damaged file must not turn into other characters.
        line = _damaged_line(content)
        raise _encoding_error(name, "Some characters of this line are damaged: they are not UTF-8.", line)
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _encoding_error(name, "This line is neither UTF-8 nor GB18030 text.", line) from None


def _mostly_utf_8(content: bytes) -> bool:
    """Whether more characters outside ASCII are whole in UTF-8 than broken: in GB18030 text hardly any is whole."""
    text = content.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    # Letters with accents, and all from U+0800 on; two bytes of GB18030 often pass for one of the characters between.
    whole = len(re.findall("[\u00c0-\u024f\u0800-\ufffc\U00010000-\U0010ffff]", text))
    return whole > broken


def _damaged_line(content: bytes) -> int:
    for line, part in enumerate(content.removeprefix(codecs.BOM_UTF8).split(b"\n"), start=1):
        try:
            part.decode("utf-8")
        except UnicodeDecodeError:
            return line
    return 1


def _encoding_error(name: str, text: str, line: int = 1) -> InputError:
    findings = Findings()
    findings.add("table-encoding", Place(name, line), text, 'save it again, as "CSV UTF-8".')
    return InputError(findings.in_order())
