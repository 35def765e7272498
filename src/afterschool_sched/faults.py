"""Which mistakes are behind the errors of one validation by pydantic.

Pydantic reports, for a value that fits no branch of a union, how it fails each of them. Here one fault is kept for each
mistake: that of the branch which was probably meant.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .source import data_path
from .yaml_events import PlainData

KEYS = "keys with values"
# What a type error expected, and how that is called.
WANTED = {
    "int_type": "a whole number", "int_parsing": "a whole number", "int_from_float": "a whole number",
    "float_type": "a number", "float_parsing": "a number",
    "string_type": "text",
    "bool_type": "true or false", "bool_parsing": "true or false",
    "list_type": "a list", "tuple_type": "a list", "set_type": "a list", "frozen_set_type": "a list",
    "dict_type": KEYS, "model_type": KEYS, "model_attributes_type": KEYS,
    "date_type": "a date", "date_parsing": "a date", "date_from_datetime_parsing": "a date",
    "date_from_datetime_inexact": "a date",
    "none_required": "nothing",
}  # fmt: skip
TYPES = frozenset((*WANTED, "text_wanted"))
# How our own types say that they want text.
_WRITTEN = re.compile(r"this must be (.+) written as text, for example (.+)")


@dataclass(frozen=True)
class Fault:
    """One error of pydantic: its way into the data (`path`), and what of its loc tells branches of a union apart."""

    kind: str
    loc: tuple[int | str, ...]
    path: tuple[int | str, ...]
    context: dict[str, Any]
    rest: tuple[int | str, ...]
    of_key: bool = False


def faults_of(error: ValidationError, data: PlainData) -> list[Fault]:
    """The faults behind the errors of a validation of `data`, in the order of pydantic's."""
    details = error.errors(include_url=False, include_input=False)
    return _one_branch([_fault(detail, data) for detail in details])


def _fault(detail: ErrorDetails, data: PlainData) -> Fault:
    loc = tuple(detail["loc"])
    of_key = bool(loc) and loc[-1] == "[key]"
    if of_key:
        loc = loc[:-1]
    searched = loc[:-1] if detail["type"] == "missing" else loc
    path = data_path(data, searched)
    kind, context = detail["type"], dict(detail.get("ctx", {}))
    written = _WRITTEN.fullmatch(str(context["error"])) if kind == "value_error" else None
    if written:
        kind, context = "text_wanted", {"wanted": written[1], "example": written[2]}
    return Fault(kind, loc, path, context, searched, of_key)


def _one_branch(faults: Sequence[Fault]) -> list[Fault]:
    """For each value that fits no branch of a union, only the faults of the branch that was probably meant.

    That is the branch which got furthest into the data; of those equally far, one that objects to the content and not
    to the kind of value. Where there is none, one fault of kind `union` stands for all.
    """
    found: list[Fault] = []
    unions: dict[tuple[int | str, ...], dict[int | str, list[Fault]]] = defaultdict(lambda: defaultdict(list))
    order: list[Fault | tuple[int | str, ...]] = []
    for fault in faults:
        foreign = _first_foreign(fault)
        if foreign is None:
            order.append(fault)
            continue
        stem = fault.rest[:foreign]
        if stem not in unions:
            order.append(stem)
        shorter = (*stem, *fault.rest[foreign + 1 :])
        branch = Fault(fault.kind, fault.loc, fault.path, fault.context, shorter, fault.of_key)
        unions[stem][fault.rest[foreign]].append(branch)
    for item in order:
        if isinstance(item, Fault):
            found.append(item)
        else:
            found.extend(_chosen(item, list(unions[item].values())))
    return found


def _first_foreign(fault: Fault) -> int | None:
    """The index of the first part of the loc that is not on the way into the data: the name of a union's branch."""
    for index, part in enumerate(fault.rest):
        if index >= len(fault.path) or fault.path[index] != part:
            return index
    return None


def _chosen(stem: tuple[int | str, ...], branches: list[list[Fault]]) -> list[Fault]:
    if len(branches) == 1:
        return _one_branch(branches[0])

    def merit(branch: list[Fault]) -> tuple[int, bool]:
        depth = max(len(fault.path) for fault in branch)
        kinds = {fault.kind for fault in branch if len(fault.path) == len(stem)}
        return depth, not kinds & (TYPES | {"literal_error"})

    best = max(map(merit, branches))
    chosen = [branch for branch in branches if merit(branch) == best]
    if len(chosen) == 1:
        return _one_branch(chosen[0])
    flat = [fault for branch in branches for fault in _one_branch(branch)]
    wanted = [wanted_by(fault) for fault in flat if fault.kind == "literal_error" or fault.kind in TYPES]
    return [Fault("union", stem, flat[0].path[: len(stem)], {"wanted": wanted or ["something else"]}, stem)]


def wanted_by(fault: Fault) -> str:
    """What kind of value, or which words, the fault asks for."""
    if fault.kind == "literal_error":
        return str(fault.context["expected"]).replace("True", "true")
    return WANTED.get(fault.kind) or str(fault.context["wanted"])
