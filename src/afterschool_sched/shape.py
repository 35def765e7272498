"""What pydantic objects to in a scenario, said for the person who wrote it: whose, what, where, and advice.

Pydantic speaks in terms of Python. Here each mistake (see `faults`) is said in plain words: the key or value is named
with the thing it belongs to, and unknown words get the nearest known one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from pydantic import BaseModel, ValidationError

from .errors import Finding, Place
from .faults import KEYS, TYPES, Fault, faults_of, wanted_by
from .files import nearest
from .mending import Path, mended
from .model_keys import description_at, keys_at
from .source import Loc, value_at
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

_HOW = {
    "a whole number": "write it in digits, without quotes and decimals, such as 12.",
    "a number": "write it in digits, without quotes, such as 12.5.",
    "text": "put it in quotes.",
    "true or false": "write true or false.",
    "a list": "write it in square brackets, [a, b], or each item on a line of its own after '- '.",
    KEYS: "write 'key: value' lines below it, indented, or {key: value}.",
    "a date": "write it as 2022-09-01.",
}
_RANGES = {
    "greater_than_equal": ("at least", "ge"), "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"), "less_than": ("less than", "lt"),
}  # fmt: skip
_ONE_OF = {
    "rooms": "room", "teachers": "teacher", "classes": "class", "students": "student", "activities": "activity",
    "groups": "group", "sessions": "session", "periods": "period", "seasons": "season",
    "schools": "school", "meetings": "meeting", "rules": "rule", "aims": "aim", "absences": "absence",
    "policies": "policy",
}  # fmt: skip
_QUOTED = re.compile(r"'[^']*'")


class Shape:
    """Turns the errors of one validation into findings; `data` is what was validated, `place_of` where it stands."""

    def __init__(self, root: type[BaseModel], data: PlainData, place_of: PlaceOf) -> None:
        self._root = root
        self._whole = f"the {root.__name__.lower()}"
        self._data = data
        self._place_of = place_of

    def findings(self, error: ValidationError) -> list[Finding]:
        """One finding for each mistake."""
        faults = faults_of(error, self._data)
        misspelt = self._misspelt(faults)
        dropped = {(path[:-1], meant) for path, meant in misspelt.items()}
        found = []
        for fault in faults:
            if fault.kind == "missing" and (fault.path, str(fault.loc[-1])) in dropped:
                continue  # the key is there, but misspelt
            found.append(self._finding(fault, misspelt.get(fault.path)))
        return found

    def mended(self, error: ValidationError) -> tuple[PlainData, tuple[Path, ...]]:
        """The data without what cannot be read, and the paths of that: see `mending.mended`."""
        faults = faults_of(error, self._data)
        return mended(self._data, faults, self._misspelt(faults), _ONE_OF)

    def _misspelt(self, faults: Iterable[Fault]) -> dict[Path, str]:
        """For every unknown key (its path) the known key that was probably meant."""
        meant: dict[Path, str] = {}
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

    def _finding(self, fault: Fault, meant: str | None) -> Finding:
        code, text, maybe = self._said(fault, meant)
        of_key = fault.of_key or fault.kind == "extra_forbidden"
        path = (*fault.path, _discriminator(fault)) if fault.kind == "union_tag_invalid" else fault.path
        return Finding(code, "error", self._place_of(path, of_key), f"{text[0].upper()}{text[1:]}", maybe)

    def _said(self, fault: Fault, meant: str | None) -> tuple[str, str, str | None]:
        """Code, sentence and advice of a fault."""
        kind, path = fault.kind, fault.path
        if kind == "extra_forbidden":
            return self._unknown_key(fault, meant)
        if kind == "missing":
            key = fault.loc[-1]
            if isinstance(key, int):
                return "shape-missing", f"{self._subject(path)} has too few items.", None
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
        if kind in TYPES:
            return self._wrong_type(fault, subject)
        # An error that no model of ours raises so far: pydantic's own words, without the value.
        return "shape-value", f"{subject} is not right: {kind.replace('_', ' ')}.", None

    def _unknown_key(self, fault: Fault, meant: str | None) -> tuple[str, str, str | None]:
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

    def _not_among(self, fault: Fault, subject: str) -> tuple[str, str, str | None]:
        expected = str(fault.context["expected"])
        if fault.path == ("format",):
            return "shape-format", f"this version reads 'format: {expected}'.", f"write 'format: {expected}'."
        close = nearest(str(value_at(self._data, fault.path)), _words(expected)) if not fault.of_key else None
        if fault.of_key:
            close = nearest(str(fault.path[-1]), _words(expected))
        code = "shape-key" if fault.of_key else "shape-choice"
        return code, f"{subject} must be {expected}.", f"'{close}' is meant." if close else None

    def _no_branch(self, fault: Fault, subject: str) -> tuple[str, str, str | None]:
        wanted = " or ".join(dict.fromkeys(fault.context["wanted"]))
        value = value_at(self._data, fault.path)
        text = f"{subject} must be {wanted}; it is {self._kind(fault.path)}."
        close = nearest(value, _words(wanted)) if isinstance(value, str) else None
        about = description_at(self._root, fault.loc)
        advice = f"'{close}' is meant." if close else f"write {about}." if about else None
        return "shape-type", text, advice

    def _bad_value(self, fault: Fault, subject: str) -> tuple[str, str, str | None]:
        # Our own sentences: "'25:10' is not a time of day; write it as …".
        said, _, advice = str(fault.context["error"]).partition("; ")
        if fault.path[:1] == ("students",):
            said = _QUOTED.sub("this", said, count=1)
        if advice and not advice.startswith("write "):
            said, advice = f"{said}; {advice}", ""
        code = "shape-key" if fault.of_key else "shape-value"
        return code, f"{subject}: {said}.", f"{advice}." if advice else None

    def _wrong_type(self, fault: Fault, subject: str) -> tuple[str, str, str | None]:
        wanted = wanted_by(fault)
        value = value_at(self._data, fault.path)
        if not fault.path:
            return "shape-type", f"{self._whole} must be {wanted}.", "it is not the file that was meant."
        if wanted == "a date" and isinstance(value, str):
            return "shape-value", f"{subject}: '{_short(value)}' is not a date.", _HOW[wanted]
        text = f"{subject} must be {wanted}; it is {self._kind(fault.path)}."
        if value is None:
            return "shape-type", text, "delete the line, if nothing is meant."
        if wanted == KEYS and isinstance(value, str) and "：" in value:
            return "shape-type", text, "the colon is full-width: write ': ' instead of '：'."
        if wanted == KEYS and isinstance(value, str) and ":" in value:
            return "shape-type", text, "write a space after the colon."
        if fault.path[0] == "rules" and isinstance(value, str):
            return "shape-type", text, f"write '{{rule: {_short(value)}}}'."
        if wanted == "text" and isinstance(value, list | dict):
            return "shape-type", text, None
        if "example" in fault.context:
            return "shape-type", text, f"write it as text, for example {fault.context['example']}."
        return "shape-type", text, _HOW.get(wanted)

    # ---- whose ---------------------------------------------------------------------------------------------------

    def _kind(self, path: Loc) -> str:
        value = value_at(self._data, path)
        if value is None:
            return "empty"
        for python, name in (
            (bool, str(value).lower()), (int, "a whole number"), (float, "a decimal number"), (str, "text"),
            (list, "a list"), (dict, KEYS),
        ):  # fmt: skip
            if isinstance(value, python):
                return name
        return "something else"

    def _subject(self, path: Sequence[int | str]) -> str:
        """``'grade' of class '3-1'``: the value at a path, with the thing it belongs to."""
        if not path:
            return self._whole
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
            return self._whole
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


def _discriminator(fault: Fault) -> str:
    return str(fault.context["discriminator"]).strip("'")


def _words(listed: str) -> list[str]:
    """The words in "'a', 'b' or 'c'"."""
    return re.findall(r"'([^']*)'", listed)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
