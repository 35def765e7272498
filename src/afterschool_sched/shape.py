"""What pydantic objects to in a scenario, said for the person who wrote it: whose, what, where, and advice.

Pydantic reports every way in which every branch of a union fails, in terms of Python. Here one finding is kept for
each mistake, the key or value is named with the thing it belongs to, and unknown words get the nearest known one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from .errors import Finding, Place
from .files import nearest
from .model_keys import description_at, keys_at
from .source import Loc, data_path, value_at
from .yaml_events import PlainData

CODES: dict[str, str] = {
    "shape-choice": "A word is not among those that may stand here.",
    "shape-empty": "A list or mapping that must have something in it is empty.",
    "shape-format": "The scenario is written in another format than this version reads.",
    "shape-id": "An id is empty, too long, or has a space or '#' in it.",
    "shape-key": "A key is not of the kind that may stand here.",
    "shape-missing": "A key that must be there is not.",
    "shape-range": "A number is too small or too large.",
    "shape-rule": "There is no rule of this name.",
    "shape-type": "A value is of the wrong kind: text for a number, a word for a list.",
    "shape-unknown-key": "A key is not known here.",
    "shape-value": "A text is no time, date, day or span of time.",
}

PlaceOf = Callable[[Loc, bool], Place]
"""The place of the value at a loc, or (True) of its key."""

_KEYS = "keys with values"
# What a type error expected, and how that is called.
_WANTED = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number",
    "string_type": "text",
    "bool_type": "true or false", "bool_parsing": "true or false",
    "list_type": "a list", "tuple_type": "a list", "set_type": "a list", "frozen_set_type": "a list",
    "dict_type": _KEYS, "model_type": _KEYS, "model_attributes_type": _KEYS,
    "date_type": "a date", "date_parsing": "a date", "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "none_required": "nothing",
}  # fmt: skip
_HOW = {
    "a whole number": "write it in digits, without quotes and decimals, such as 12.",
    "a number": "write it in digits, without quotes, such as 12.5.",
    "text": "put it in quotes.",
    "true or false": "write true or false.",
    "a list": "write it in square brackets, [a, b], or each item on a line of its own after '- '.",
    _KEYS: "write 'key: value' lines below it, indented, or {key: value}.",
    "a date": "write it as 2022-09-01.",
}
_TYPES = frozenset((*_WANTED, "text_wanted"))
_RANGES = {
    "greater_than_equal": ("at least", "ge"), "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"), "less_than": ("less than", "lt"),
}  # fmt: skip
_ONE_OF = {
    "rooms": "room", "teachers": "teacher", "classes": "class", "students": "student", "activities": "activity",
    "periods": "period", "seasons": "season", "schools": "school", "meetings": "meeting", "rules": "rule",
    "aims": "aim",
}  # fmt: skip
# How our own types say that they want text.
_WRITTEN = re.compile(r"this must be (.+) written as text, for example (.+)")
_QUOTED = re.compile(r"'[^']*'")


@dataclass(frozen=True)
class _Fault:
    """One error of pydantic: its way into the data (`path`), and what of its loc tells branches of a union apart."""

    kind: str
    loc: tuple[int | str, ...]
    path: tuple[int | str, ...]
    context: dict[str, Any]
    rest: tuple[int | str, ...]
    of_key: bool = False


class Shape:
    """Turns the errors of one validation into findings; `data` is what was validated, `place_of` where it stands."""

    def __init__(self, root: type[BaseModel], data: PlainData, place_of: PlaceOf) -> None:
        self._root = root
        self._data = data
        self._place_of = place_of

    def findings(self, error: ValidationError) -> list[Finding]:
        """One finding for each mistake."""
        faults = _one_branch([self._fault(detail) for detail in error.errors(include_url=False, include_input=False)])
        misspelt = self._misspelt(faults)
        dropped = {(path[:-1], meant) for path, meant in misspelt.items()}
        found = []
        for fault in faults:
            if fault.kind == "missing" and (fault.path, str(fault.loc[-1])) in dropped:
                continue  # the key is there, but misspelt
            found.append(self._finding(fault, misspelt.get(fault.path)))
        return found

    def _fault(self, detail: ErrorDetails) -> _Fault:
        loc = tuple(detail["loc"])
        of_key = bool(loc) and loc[-1] == "[key]"
        if of_key:
            loc = loc[:-1]
        searched = loc[:-1] if detail["type"] == "missing" else loc
        path = data_path(self._data, searched)
        kind, context = detail["type"], dict(detail.get("ctx", {}))
        written = _WRITTEN.fullmatch(str(context["error"])) if kind == "value_error" else None
        if written:
            kind, context = "text_wanted", {"wanted": written[1], "example": written[2]}
        return _Fault(kind, loc, path, context, searched, of_key)

    def _misspelt(self, faults: Iterable[_Fault]) -> dict[tuple[int | str, ...], str]:
        """For every unknown key (its path) the known key that was probably meant."""
        meant: dict[tuple[int | str, ...], str] = {}
        for fault in faults:
            if fault.kind == "extra_forbidden":
                present = value_at(self._data, fault.path[:-1])
                free = [key for key in keys_at(self._root, fault.loc[:-1]) if key not in present]
                key = str(fault.path[-1])
                glued = key.partition(":")[0]
                close = glued if glued in free else nearest(key, free)
                if close:
                    meant[fault.path] = close
        return meant

    # ---- one finding ---------------------------------------------------------------------------------------------

    def _finding(self, fault: _Fault, meant: str | None) -> Finding:
        code, text, maybe = self._said(fault, meant)
        of_key = fault.of_key or fault.kind == "extra_forbidden"
        path = (*fault.path, _discriminator(fault)) if fault.kind == "union_tag_invalid" else fault.path
        return Finding(code, "error", self._place_of(path, of_key), f"{text[0].upper()}{text[1:]}", maybe)

    def _said(self, fault: _Fault, meant: str | None) -> tuple[str, str, str | None]:
        """Code, sentence and advice of a fault."""
        kind, path = fault.kind, fault.path
        if kind == "extra_forbidden":
            return self._unknown_key(fault, meant)
        if kind == "missing":
            key = fault.loc[-1]
            return "shape-missing", f"{self._whose(path)} has no '{key}'.", f"add '{key}: …'."
        if kind == "union_tag_not_found":
            key = _discriminator(fault)
            return "shape-missing", f"{self._whose(path)} has no '{key}'.", f"add '{key}: …'."
        if kind == "union_tag_invalid":
            tag, known = str(fault.context["tag"]), _words(fault.context["expected_tags"])
            close = nearest(tag, known)
            advice = f"'{close}' is meant." if close else f"the rules are {', '.join(known)}."
            return "shape-rule", f"there is no rule '{_short(tag)}'.", advice
        subject = f"the key '{_short(str(path[-1]))}'" if fault.of_key else self._subject(path)
        if kind == "union":
            return self._no_branch(fault, subject)
        if kind == "literal_error":
            return self._not_among(fault, subject)
        if kind in _RANGES:
            word, bound = _RANGES[kind]
            return "shape-range", f"{subject} must be {word} {fault.context[bound]:,}.", None
        if kind in ("string_pattern_mismatch", "string_too_short", "string_too_long"):
            text = f"{subject} must be a short name (1 to 64 characters) without spaces and '#'."
            return "shape-id", text, "use '-' instead of a space."
        if kind == "too_short":
            return "shape-empty", f"{subject} must not be empty.", "delete the key, or write something into it."
        if kind == "value_error":
            return self._bad_value(fault, subject)
        if kind in _TYPES:
            return self._wrong_type(fault, subject)
        # An error that no model of ours raises so far: pydantic's own words, without the value.
        return "shape-value", f"{subject} is not right: {kind.replace('_', ' ')}.", None

    def _unknown_key(self, fault: _Fault, meant: str | None) -> tuple[str, str, str | None]:
        key = str(fault.path[-1])
        text = f"the key '{_short(key)}' is not known in {self._whose(fault.path[:-1])}."
        if fault.path[:1] == ("students",) and not meant:
            # It may be a name: of a child that stands where a key should.
            text = f"this key is not known in {self._whose(fault.path[:-1])}."
        word, colon, _ = key.partition(":")
        if colon and word and fault.path[:1] != ("students",):
            return "shape-unknown-key", text, f"write a space after the colon: '{_short(word)}: …'."
        if meant:
            return "shape-unknown-key", text, f"'{meant}' is meant."
        known = keys_at(self._root, fault.loc[:-1])
        return "shape-unknown-key", text, f"delete it; the keys here are {', '.join(known)}." if known else None

    def _not_among(self, fault: _Fault, subject: str) -> tuple[str, str, str | None]:
        expected = str(fault.context["expected"])
        if fault.path == ("format",):
            return "shape-format", f"this version reads 'format: {expected}'.", f"write 'format: {expected}'."
        close = nearest(str(value_at(self._data, fault.path)), _words(expected)) if not fault.of_key else None
        if fault.of_key:
            close = nearest(str(fault.path[-1]), _words(expected))
        code = "shape-key" if fault.of_key else "shape-choice"
        return code, f"{subject} must be {expected}.", f"'{close}' is meant." if close else None

    def _no_branch(self, fault: _Fault, subject: str) -> tuple[str, str, str | None]:
        wanted = " or ".join(dict.fromkeys(fault.context["wanted"]))
        value = value_at(self._data, fault.path)
        text = f"{subject} must be {wanted}; it is {self._kind(fault.path)}."
        close = nearest(value, _words(wanted)) if isinstance(value, str) else None
        about = description_at(self._root, fault.loc)
        advice = f"'{close}' is meant." if close else f"write {about}." if about else None
        return "shape-type", text, advice

    def _bad_value(self, fault: _Fault, subject: str) -> tuple[str, str, str | None]:
        # Our own sentences: "'25:10' is not a time of day; write it as …".
        said, _, advice = str(fault.context["error"]).partition("; ")
        if fault.path[:1] == ("students",):
            said = _QUOTED.sub("this", said, count=1)
        if advice and not advice.startswith("write "):
            said, advice = f"{said}; {advice}", ""
        code = "shape-key" if fault.of_key else "shape-value"
        return code, f"{subject}: {said}.", f"{advice}." if advice else None

    def _wrong_type(self, fault: _Fault, subject: str) -> tuple[str, str, str | None]:
        wanted = _wanted(fault)
        value = value_at(self._data, fault.path)
        if not fault.path:
            return "shape-type", f"the scenario must be {wanted}.", "its first line is 'format: 1'."
        if wanted == "a date" and isinstance(value, str):
            return "shape-value", f"{subject}: '{_short(value)}' is not a date.", _HOW[wanted]
        text = f"{subject} must be {wanted}; it is {self._kind(fault.path)}."
        if value is None:
            return "shape-type", text, "delete the line, if nothing is meant."
        if wanted == _KEYS and isinstance(value, str) and "：" in value:
            return "shape-type", text, "the colon is full-width: write ': ' instead of '：'."
        if wanted == _KEYS and isinstance(value, str) and ":" in value:
            return "shape-type", text, "write a space after the colon."
        if fault.path[0] == "rules" and isinstance(value, str):
            return "shape-type", text, f"write '{{rule: {_short(value)}}}'."
        if wanted == "text" and isinstance(value, list | dict):
            return "shape-type", text, None
        if "example" in fault.context:
            return "shape-type", text, f"write it as text, for example {fault.context['example']}."
        return "shape-type", text, _HOW[wanted]

    # ---- whose ---------------------------------------------------------------------------------------------------

    def _kind(self, path: Loc) -> str:
        value = value_at(self._data, path)
        if value is None:
            return "empty"
        for python, name in (
            (bool, str(value).lower()), (int, "a whole number"), (float, "a decimal number"), (str, "text"),
            (list, "a list"), (dict, _KEYS),
        ):  # fmt: skip
            if isinstance(value, python):
                return name
        return "something else"

    def _subject(self, path: Sequence[int | str]) -> str:
        """``'grade' of class '3-1'``: the value at a path, with the thing it belongs to."""
        if not path:
            return "the scenario"
        if len(path) == 2 and path[0] in _ONE_OF:
            return self._whose(path)
        last = path[-1]
        if isinstance(last, int):
            return f"item {last + 1} of {self._subject(path[:-1])}"
        owner = path[:-1]
        return f"'{_short(last)}'" + (f" of {self._whose(owner)}" if owner else "")

    def _whose(self, path: Sequence[int | str]) -> str:
        """``class '3-1'``: the thing a mapping describes."""
        if not path:
            return "the scenario"
        if len(path) == 2 and path[0] in _ONE_OF:
            one = _ONE_OF[str(path[0])]
            name = path[1]
            if isinstance(name, int):
                thing = value_at(self._data, path)
                called = thing.get("id", thing.get("rule", thing.get("aim"))) if isinstance(thing, dict) else None
                if not isinstance(called, str | int) or (one == "student" and not re.search(r"\d", str(called))):
                    # What has no digit in it may be a name and no id.
                    return f"{one} number {name + 1}"
                name = str(called)
            return f"{one} '{_short(str(name))}'"
        return self._subject(path)


def _one_branch(faults: Sequence[_Fault]) -> list[_Fault]:
    """For each value that fits no branch of a union, only the faults of the branch that was probably meant.

    That is the branch which got furthest into the data; of those equally far, one that objects to the content and not
    to the kind of value. Where there is none, one fault of kind `union` stands for all.
    """
    found: list[_Fault] = []
    unions: dict[tuple[int | str, ...], dict[int | str, list[_Fault]]] = defaultdict(lambda: defaultdict(list))
    order: list[_Fault | tuple[int | str, ...]] = []
    for fault in faults:
        foreign = _first_foreign(fault)
        if foreign is None:
            order.append(fault)
            continue
        stem = fault.rest[:foreign]
        if stem not in unions:
            order.append(stem)
        shorter = (*stem, *fault.rest[foreign + 1 :])
        branch = _Fault(fault.kind, fault.loc, fault.path, fault.context, shorter, fault.of_key)
        unions[stem][fault.rest[foreign]].append(branch)
    for item in order:
        if isinstance(item, _Fault):
            found.append(item)
        else:
            found.extend(_chosen(item, list(unions[item].values())))
    return found


def _first_foreign(fault: _Fault) -> int | None:
    """The index of the first part of the loc that is not on the way into the data: the name of a union's branch."""
    for index, part in enumerate(fault.rest):
        if index >= len(fault.path) or fault.path[index] != part:
            return index
    return None


def _chosen(stem: tuple[int | str, ...], branches: list[list[_Fault]]) -> list[_Fault]:
    if len(branches) == 1:
        return _one_branch(branches[0])

    def merit(branch: list[_Fault]) -> tuple[int, bool]:
        depth = max(len(fault.path) for fault in branch)
        kinds = {fault.kind for fault in branch if len(fault.path) == len(stem)}
        return depth, not kinds & (_TYPES | {"literal_error"})

    best = max(map(merit, branches))
    chosen = [branch for branch in branches if merit(branch) == best]
    if len(chosen) == 1:
        return _one_branch(chosen[0])
    flat = [fault for branch in branches for fault in _one_branch(branch)]
    wanted = [_wanted(fault) for fault in flat if fault.kind == "literal_error" or fault.kind in _TYPES]
    return [_Fault("union", stem, flat[0].path[: len(stem)], {"wanted": wanted or ["something else"]}, stem)]


def _wanted(fault: _Fault) -> str:
    if fault.kind == "literal_error":
        return str(fault.context["expected"]).replace("True", "true")
    return _WANTED.get(fault.kind) or str(fault.context["wanted"])


def _discriminator(fault: _Fault) -> str:
    return str(fault.context["discriminator"]).strip("'")


def _words(listed: str) -> list[str]:
    """The words in "'a', 'b' or 'c'"."""
    return re.findall(r"'([^']*)'", listed)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
