"""YAML, read strictly: plain data, and the place of every key and value.

Only the core schema of YAML 1.2 is known: true, false, null, whole and decimal numbers; everything else is text, such
as 17:30, 2022-09-01, `no`, `on` and 1_000. Numbers with a leading zero (012) stay text too, because they are ids.
Keys are always text. What makes a file hard to trust or to cite is refused: anchors, aliases, tags, merge keys,
duplicate keys, several documents, tabs, control and invisible characters.

The parser's events are consumed one by one, so depth and size are checked before anything grows.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from .errors import InputError, Place
from .files import CONTROL, INVISIBLE, Findings, describe_character, read_bytes
from .yaml_events import EventReader, Mark, PlainData, line_and_column

CODES: dict[str, str] = {
    "yaml-alias": "A `*name` repeats a part of the file; it must be written out.",
    "yaml-anchor": "A `&name` marks a part of the file for repetition; it must be removed.",
    "yaml-bracket": "A bracket is not closed, closed by another kind, or a comma in it is missing.",
    "yaml-character": "A character that cannot be seen or printed.",
    "yaml-colon": "A colon or the space after it is missing, or a text with a colon is not quoted.",
    "yaml-deep": "Lists and mappings lie too deep in each other.",
    "yaml-directive": "A line that begins with `%`.",
    "yaml-documents": "The file holds more than one document.",
    "yaml-duplicate-key": "The same key twice in one mapping.",
    "yaml-empty": "The file says nothing.",
    "yaml-encoding": "The file is not UTF-8.",
    "yaml-full-width": "A full-width punctuation mark where YAML needs the half-width one.",
    "yaml-indent": "A line is indented wrongly.",
    "yaml-key": "A key is empty, or a list or a mapping.",
    "yaml-long": "A text is too long.",
    "yaml-many": "The file has too many values.",
    "yaml-merge": "A `<<` takes over another part of the file; it must be written out.",
    "yaml-number": "Not a number (.nan), infinite, or with too many digits.",
    "yaml-quote": "A quote is not closed, or a text needs quotes.",
    "yaml-run-on": "An unquoted text swallows the list items or keys of its next lines.",
    "yaml-syntax": "The text is not YAML, for a reason of no other code.",
    "yaml-tab": "A tab; YAML is indented with spaces.",
    "yaml-tag": "A `!name` gives a value a type; it must be removed.",
}

Loc = Sequence[int | str]
_UNSEEN = re.compile(f"{CONTROL.pattern}|{INVISIBLE.pattern}")
_SUSPECT = re.compile(f"\t|{_UNSEEN.pattern}")
_INDENT_TAB = re.compile(r"^ *(?:- *)*\t", re.MULTILINE)
_REST_AFTER_TAB = re.compile(r"\t[^\n]*")
_MOST_COUNTED = 1_000


_TYPE_NAMES = ("str", "int", "float", "bool", "date", "any")


@dataclass(frozen=True)
class YamlLimits:
    """The most that is read: bytes of the file, depth of nesting, values in all, characters of one text."""

    bytes: int = 20_000_000
    depth: int = 64
    nodes: int = 2_000_000
    scalar_chars: int = 100_000


@dataclass(frozen=True)
class Document:
    """What a YAML file says (`data`, see `PlainData`) and where it says it."""

    file: str
    data: PlainData
    root: Mark = field(repr=False)
    sha256: str = ""  # of the file as it was read

    def place_of(self, loc: Loc, *, of_key: bool = False) -> Place:
        """The place of the value at `loc`, or of its key.

        `loc` is as pydantic gives it, with names of branches of unions in it. What is not there has the place of the
        nearest value that should contain it.
        """
        path = data_path(self.data, loc)
        key_position, mark = self._walk(path)
        # Only when the last part itself was found, its key is what is meant; else the place of the parent's value.
        wanted = key_position if of_key and key_position is not None else mark.position
        return self._place(wanted)

    @cached_property
    def places(self) -> dict[tuple[int | str, ...], tuple[Place | None, Place]]:
        """Of every path into the data the places of key (None in a list, and at the top) and value."""
        found: dict[tuple[int | str, ...], tuple[Place | None, Place]] = {}
        waiting: list[tuple[tuple[int | str, ...], int | None, Mark]] = [((), None, self.root)]
        while waiting:
            path, key, mark = waiting.pop()
            found[path] = (None if key is None else self._place(key), self._place(mark.position))
            waiting.extend(((*path, i), None, item) for i, item in enumerate(mark.items or ()))
            waiting.extend(((*path, name), at, item) for name, (at, item) in (mark.entries or {}).items())
        return found

    def _walk(self, path: Loc) -> tuple[int | None, Mark]:
        key: int | None = None
        mark = self.root
        for part in path:
            if mark.entries is not None:
                key, mark = mark.entries[str(part)]
            elif mark.items is not None:
                key, mark = None, mark.items[int(part)]
        return key, mark

    def _place(self, position: int) -> Place:
        return Place(self.file, *line_and_column(position))


def value_at(data: PlainData, path: Loc) -> PlainData:
    """The value at a path that exists in the data."""
    for part in path:
        data = data[part]
    return data


def data_path(data: PlainData, loc: Loc) -> tuple[int | str, ...]:
    """The longest way into the data along `loc`: past the names of branches of unions, up to a part that is not there.

    Where a name could be a branch or a key, it is taken for what leads further, or else for a branch.
    """
    best: dict[tuple[int, int], tuple[int | str, ...]] = {}

    def search(value: PlainData, start: int) -> tuple[int | str, ...]:
        known = best.get((id(value), start))
        if known is not None:
            return known
        found: tuple[int | str, ...] = ()
        for index in range(start, len(loc)):
            part = loc[index]
            if _has(value, part):
                way = (part, *search(value[part], index + 1))
                found = max(way, found, key=len)
            if not _may_be_branch(part, value):
                break
        best[id(value), start] = found
        return found

    return search(data, 0)


def _may_be_branch(part: int | str, value: PlainData) -> bool:
    """Whether pydantic may have put `part` into a loc as the name of a union's branch: a type, or a tag in the data."""
    if not isinstance(part, str):
        return False
    if not part.isidentifier() or part[0].isupper() or part in _TYPE_NAMES:
        return True
    return isinstance(value, dict) and part in value.values()


def _has(value: PlainData, part: int | str) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)


def read_yaml(path: Path, *, name: str | None = None, limits: YamlLimits | None = None) -> Document:
    """Read a YAML file. `name` is what places call the file; default: its name without folders.

    Raises InputError with all findings when the file cannot be read, or holds anything that is refused.
    """
    limits = limits or YamlLimits()
    name = name or printable_name(path)
    content = read_bytes(path, limits.bytes, name)
    return parse_yaml(content, name, limits=limits)


def printable_name(path: Path) -> str:
    """The file's name; bytes that are no text, and control characters, shown as a question mark."""
    return CONTROL.sub("?", path.name)


def parse_yaml(content: bytes, name: str, *, limits: YamlLimits | None = None) -> Document:
    """The same for bytes already in memory."""
    findings = Findings()
    # One kind of line end from here on: lines are counted alike everywhere.
    text = _decode(content, name).replace("\r\n", "\n").replace("\r", "\n")
    text, first_tab = _check_characters(text, name, findings)
    limits = limits or YamlLimits()
    reader = EventReader(
        name, findings, most_depth=limits.depth, most_nodes=limits.nodes, most_chars=limits.scalar_chars
    )
    # Behind a tab in the indentation, whatever is said about the structure would mislead.
    reader.read(text, up_to_line=first_tab)
    if findings:
        raise InputError(findings.in_order())
    return Document(name, reader.data, reader.mark, hashlib.sha256(content).hexdigest())


def _decode(content: bytes, name: str) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _encoding_error(Place(name, 1), 'The file is saved as UTF-16 ("Unicode").')
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        where = _moved(Place(name, 1), before, 0, len(before))
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        raise _encoding_error(where, "Here is a byte that is not UTF-8 text.") from None
    raise _encoding_error(where, 'The file is not UTF-8; it looks as if saved as GBK (GB18030, "ANSI").')


def _encoding_error(where: Place, text: str) -> InputError:
    findings = Findings()
    findings.add("yaml-encoding", where, text, "save the file again with the encoding UTF-8.")
    return InputError(findings.in_order())


def _moved(place: Place, text: str, start: int, end: int) -> Place:
    """The place of position `end`, from that of the earlier position `start`."""
    lines = text.count("\n", start, end)
    column = end - text.rfind("\n", 0, end) if lines else place.column + end - start
    return Place(place.file, place.line + lines, column)


def _check_characters(text: str, name: str, findings: Findings) -> tuple[str, int | None]:
    """Refuse what cannot be seen. Gives the text with a space for each such character, so that reading can go on and
    columns stay right, and the first line (1-based) that has a tab in its indentation, if any."""
    if _SUSPECT.search(text) is None:
        return text, None
    nul = text.find("\0")
    if nul >= 0:
        findings.add("yaml-character", Place(name, text.count("\n", 0, nul) + 1), "The file is no text: it holds NULs.")
        raise InputError(findings.in_order())
    where = Place(name, 1)
    position = 0
    for match in islice(_UNSEEN.finditer(text), _MOST_COUNTED):
        where = _moved(where, text, position, match.start())
        position = match.start()
        what = f"Here is a character that cannot be seen: {describe_character(match[0])}."
        findings.add("yaml-character", where, what, "delete it; type the line anew if it cannot be found.")
    tabs = [match.start() for match in islice(_REST_AFTER_TAB.finditer(text), _MOST_COUNTED)]
    if tabs:
        others = len(tabs) - 1
        more = "" if not others else ", and so has one more" if others == 1 else f", and so have {others:,} more"
        at_least = " or more" if len(tabs) == _MOST_COUNTED else ""
        place = _moved(Place(name, 1), text, 0, tabs[0])
        findings.add("yaml-tab", place, f"This line has a tab{more}{at_least}.", "replace each tab by spaces.")
    indent = _INDENT_TAB.search(text)
    first_tab = text.count("\n", 0, indent.end()) + 1 if indent else None
    return _SUSPECT.sub(" ", text), first_tab
