"""From the YAML parser's events to plain data and the positions of all its keys and values.

Events come one by one and are put on an own stack, so depth and size are checked before anything grows: 100,000
opening brackets are a finding. (The libraries' loaders build nodes recursively, and crash on them.)
"""

from __future__ import annotations

import math
import re
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from .errors import Place
from .files import CONTROL, INVISIBLE, Findings, describe_character
from .yaml_advice import Complaint, explain, swallowed

PlainData = Any
"""dict with text keys, list, str, int, float, bool or None."""

# The core schema of YAML 1.2, but numbers with a leading zero are no numbers.
_NULL = frozenset(("", "~", "null", "Null", "NULL"))
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_BASED_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MAYBE_NUMBER = frozenset("+-.0123456789")
# Longer numbers measure nothing here: they are ids, which other programs would round.
_MOST_DIGITS = 15

# The parser of libyaml is about ten times as fast; on events it is as safe as the one in Python (see tests).
_LOADER = getattr(yaml, "CLoader", yaml.Loader)

_COLUMN_BITS = 32


class Mark(NamedTuple):
    """Where a value begins, and the marks of what is in it: as a list, or by key with the key's own position.

    A position is one number made of line and column, because there may be millions: see `line_and_column`.
    """

    position: int
    items: list[Mark] | None = None
    entries: dict[str, tuple[int, Mark]] | None = None


def line_and_column(position: int) -> tuple[int, int]:
    """1-based line and column of a position."""
    return (position >> _COLUMN_BITS) + 1, (position & (1 << _COLUMN_BITS) - 1) + 1


class _Frame:
    """A list or mapping being read; in a mapping also the key whose value comes next."""

    __slots__ = ("awaits_value", "data", "entries", "items", "key", "key_position", "position")

    def __init__(self, position: int, is_mapping: bool) -> None:
        self.position = position
        self.data: PlainData = {} if is_mapping else []
        self.items: list[Mark] | None = None if is_mapping else []
        self.entries: dict[str, tuple[int, Mark]] | None = {} if is_mapping else None
        self.awaits_value = False
        self.key: str | None = None  # None while a value is awaited: its key was refused, and it is left out too
        self.key_position = 0

    @property
    def awaits_key(self) -> bool:
        return self.entries is not None and not self.awaits_value


class _Stop(Exception):
    """Not an error: reading ends here, and a finding says why."""


class EventReader:
    """Reads one text; afterwards `data` and `mark` hold the result, unless there are findings."""

    def __init__(self, name: str, findings: Findings, *, most_depth: int, most_nodes: int, most_chars: int) -> None:
        self.data: PlainData = None
        self.mark = Mark(0)
        self._findings = findings
        self._name = name
        self._up_to_line: int | None = None
        self._most_depth = most_depth
        self._most_nodes = most_nodes
        self._most_chars = most_chars
        self._stack: list[_Frame] = []
        self._nodes = 0
        self._documents = 0
        self._text = ""
        self._run_on_end = -2

    def read(self, text: str, *, up_to_line: int | None = None) -> None:
        """Read all events of the text, as far as they can be read; report nothing from 1-based line `up_to_line` on."""
        self._text = text
        self._up_to_line = up_to_line
        try:
            for event in yaml.parse(text, Loader=_LOADER):
                self._take(event)
        except _Stop:
            return
        except yaml.MarkedYAMLError as error:
            self._syntax_error(error)
            return
        if self.data is None and not self._findings:
            self._report("yaml-empty", (1, 1), "The file says nothing.", "it is not the file that was meant.")

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._nodes += 1
            if self._nodes > self._most_nodes:
                self._refuse("yaml-many", event, f"The file has more than {self._most_nodes:,} values.")
                raise _Stop
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            frame = self._stack.pop()
            self._attach(frame.data, Mark(frame.position, frame.items, frame.entries))
        elif isinstance(event, yaml.DocumentStartEvent):
            self._document(event)

    def _document(self, event: yaml.DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            text = "A second document begins here; a file holds one."
            self._refuse("yaml-documents", event, text, "delete the line '---', or put the rest into another file.")
            raise _Stop
        if event.version or event.tags:
            self._refuse("yaml-directive", event, "A line that begins with '%' is not read.", "delete the line.")

    def _node(self, event: yaml.NodeEvent) -> None:
        anchor = event.anchor
        if isinstance(event, yaml.AliasEvent):
            text = f"'*{anchor}' repeats another part of the file, which is not read."
            self._refuse("yaml-alias", event, text, "write that part out here, or quote the text.")
            self._attach(None, Mark(_position(event)), refused=True)
            return
        if anchor is not None:
            text = f"'&{anchor}' marks a part of the file for repetition, which is not read."
            self._refuse("yaml-anchor", event, text, f"delete '&{anchor}', or quote the text.")
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent) and event.tag is not None:
            text = f"'{_shown_tag(event.tag)}' gives the value a type, which is not read."
            self._refuse("yaml-tag", event, text, "delete it, or quote the text.")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        else:
            self._open(event)

    def _open(self, event: yaml.NodeEvent) -> None:
        if len(self._stack) >= self._most_depth:
            text = f"Lists and mappings lie more than {self._most_depth} deep in each other."
            self._refuse("yaml-deep", event, text, "a bracket is not closed further up.")
            raise _Stop
        if self._stack and self._stack[-1].awaits_key:
            text = "A list or a mapping cannot be a key."
            self._refuse("yaml-key", event, text, "quote the text, if the brackets are part of it.")
        self._stack.append(_Frame(_position(event), isinstance(event, yaml.MappingStartEvent)))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        value: str = event.value
        plain = not event.style
        if len(value) > self._most_chars:
            text = f"This text has {len(value):,} characters; {self._most_chars:,} is the most."
            self._refuse("yaml-long", event, text, "a quote is not closed further up.")
        elif event.style == '"':
            self._check_escapes(event)
        elif plain and _start(event).line != _end(event).line:
            slip = swallowed(self._lines[_start(event).line : _end(event).line + 1])
            if slip is not None:
                self._refuse("yaml-run-on", event, *slip)
                self._run_on_end = _end(event).line
        frame = self._stack[-1] if self._stack else None
        if frame is not None and frame.awaits_key:
            self._key(frame, event, plain)
        else:
            position = self._inside(_position(event)) if not value else _position(event)
            self._attach(self._resolve(event) if plain else value, Mark(position))

    def _check_escapes(self, event: yaml.ScalarEvent) -> None:
        # The text of the file has been checked; an escape such as "\0" makes such a character only now.
        match = CONTROL.search(event.value) or INVISIBLE.search(event.value)
        if match:
            text = f"This text has an escape for a character that cannot be seen: {describe_character(match[0])}."
            self._refuse("yaml-character", event, text, "delete the escape.")

    def _key(self, frame: _Frame, event: yaml.ScalarEvent, plain: bool) -> None:
        key: str = event.value
        frame.awaits_value = True
        frame.key = None
        frame.key_position = _position(event)
        if plain and key == "<<":
            text = "'<<' takes over another part of the file, which is not read."
            self._refuse("yaml-merge", event, text, "write that part out here.")
        elif not key.strip() or (plain and key == "~"):
            self._refuse("yaml-key", event, "There is no key before this colon.", "write 'key: value'.")
        elif key in frame.data:
            assert frame.entries is not None
            line, _ = line_and_column(frame.entries[key][0])
            text = f"The key '{_shown(key)}' is already given in line {line}."
            self._refuse("yaml-duplicate-key", event, text, "delete one of the two, or rename it.")
        else:
            frame.key = key

    def _attach(self, value: PlainData, mark: Mark, *, refused: bool = False) -> None:
        """Put a value that is complete where it belongs."""
        if not self._stack:
            self.data, self.mark = value, mark
            return
        frame = self._stack[-1]
        if frame.items is not None:
            frame.data.append(value)
            frame.items.append(mark)
        elif not frame.awaits_value:
            # A list, a mapping or an alias as a key: it has been refused; its value will be left out.
            frame.awaits_value = True
            frame.key = None
        else:
            frame.awaits_value = False
            if frame.key is not None and frame.entries is not None:
                frame.data[frame.key] = value
                frame.entries[frame.key] = (frame.key_position, mark)

    def _resolve(self, event: yaml.ScalarEvent) -> PlainData:
        """The value of an unquoted text."""
        text: str = event.value
        if text in _NULL:
            return None
        if text in _BOOL:
            return _BOOL[text]
        if text[0] not in _MAYBE_NUMBER:
            return text
        if sum(map(str.isdecimal, text)) > _MOST_DIGITS and (_FLOAT.fullmatch(text) or _BASED_INT.fullmatch(text)):
            self._refuse_number(event, f"This number has more than {_MOST_DIGITS} digits.")
            return 0
        if _INT.fullmatch(text):
            return int(text)
        if _BASED_INT.fullmatch(text):
            return int(text, 0)
        if _FLOAT.fullmatch(text):
            number = float(text)
            if math.isfinite(number):
                return number
            self._refuse_number(event, "This number is too large.")
            return 0
        if _NOT_FINITE.fullmatch(text):
            self._refuse_number(event, "Only ordinary numbers are read.")
            return 0
        return text

    def _refuse_number(self, event: yaml.Event, text: str) -> None:
        self._refuse("yaml-number", event, text, "it is an id or a name: put it in quotes.")

    def _refuse(self, code: str, event: yaml.Event, text: str, maybe: str | None = None) -> None:
        self._report(code, line_and_column(_position(event)), text, maybe)

    def _report(self, code: str, at: tuple[int, int], text: str, maybe: str | None) -> None:
        if self._up_to_line is None or at[0] < self._up_to_line:
            self._findings.add(code, Place(self._name, *at), text, maybe)

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    def _syntax_error(self, error: yaml.MarkedYAMLError) -> None:
        at = _pair(error.problem_mark) or _pair(error.context_mark) or (0, 0)
        if at[0] <= self._run_on_end + 1:
            return  # the parser stumbles over what the text before has swallowed, which has been said
        complaint = Complaint(error.problem or "", at, error.context or "", _pair(error.context_mark))
        slip = explain(complaint, self._lines)
        at = line_and_column(self._inside(slip.at[0] << _COLUMN_BITS | slip.at[1]))
        self._report(slip.code, at, slip.text, slip.maybe)

    def _inside(self, position: int) -> int:
        """The position, or the end of the text: there the parser may be on a line that does not exist."""
        return min(position, self._end)

    @cached_property
    def _end(self) -> int:
        return self._text.count("\n") << _COLUMN_BITS | (len(self._text) - self._text.rfind("\n") - 1)


def _pair(mark: Any) -> tuple[int, int] | None:
    return None if mark is None else (mark.line, mark.column)


def _start(event: yaml.Event) -> Any:
    # The types allow an event without marks; those of a parser always have both.
    assert event.start_mark is not None
    return event.start_mark


def _end(event: yaml.Event) -> Any:
    assert event.end_mark is not None
    return event.end_mark


def _position(event: yaml.Event) -> int:
    mark = _start(event)
    return int(mark.line << _COLUMN_BITS | mark.column)


def _shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def _shown_tag(tag: str) -> str:
    return _shown(tag.replace("tag:yaml.org,2002:", "!!"))
