"""Wrong solvers, one thing wrong at a time: a rule dropped, a posted bound shifted by one, a number misread by one.

The checker stays right. A wrong solver that agrees with it in every world shows that the worlds have a hole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from afterschool_sched.clock import format_time, parse_time
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from tests.rules.world import Data, World, scenario

# ---- bounds that encoders post --------------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Bound:
    """One end of a `limit` that an encoder posts: where it is posted, and which end."""

    rule: str
    line: int
    end: str  # "low" or "high"

    def __str__(self) -> str:
        return f"{self.rule} line {self.line} {self.end}"


def bounds_of(n: Instance) -> set[Bound]:
    """All bounds that the rules of an instance post."""
    seen: set[Bound] = set()

    def note(bound: Bound, value: int) -> int:
        seen.add(bound)
        return value

    _model(n, note)
    return seen


def shifted(bound: Bound, by: int) -> Callable[[Instance], ExactModel]:
    """The exact model with one bound shifted."""
    return lambda n: _model(n, lambda other, value: value + by if other == bound else value)


def _model(n: Instance, change: Callable[[Bound, int], int]) -> ExactModel:
    class Changed(ExactModel):
        def limit(self, at: int, value: Any, *, low: int | None = None, high: int | None = None, where: str) -> None:
            line = _line_in_encoder()
            ends = {"low": low, "high": high}
            for end, limit in ends.items():
                if limit is not None:
                    ends[end] = change(Bound(n.rules[at].id, line, end), limit)
            super().limit(at, value, **ends, where=where)

    return Changed(n)


def _line_in_encoder() -> int:
    """The line of the encoder that is being run: its innermost call."""
    frame = sys._getframe()
    while Path(frame.f_code.co_filename).name != "encode.py":
        assert frame.f_back is not None
        frame = frame.f_back
    return frame.f_lineno


# ---- numbers, times and choices that a scenario states --------------------------------------------------------------

BY_ID = frozenset({"rooms", "teachers", "classes", "students", "activities", "periods", "seasons"})
OTHERS = (
    ("merge", ("never", "same grade", "neighbouring grades", "any")),
    ("over_cap", ("split", "keep")),
    ("own_teacher", ("required", "preferred", "any")),
    ("what", ("own_teacher", "own_room", "own_group", "club_room")),
    ("what", ("sessions", "minutes", "evenings")),
    ("what", ("group", "activity", "times", "days", "end")),
    ("students", ("siblings", "teams")),
    ("count", ("sessions", "minutes", "days", "evenings", "students", "groups")),
    ("charge", ("linear", "squared")),
    ("per", ("slot", "day", "week", "cycle")),
    ("each", ("teacher", "class", "student", "room", "school")),
    ("by", ("activity", "category")),
    ("turn", ("session", "day", "week")),
)


@dataclass(frozen=True)
class Misreading:
    """A scenario that states one thing differently; `kind` says what, whoever it is about."""

    kind: str
    world: World
    path: tuple[str, ...]
    instead: Any

    @cached_property
    def scenario(self) -> Scenario | None:
        """None where it could not be written so."""
        data: Any = deepcopy(self.world.data)
        holder = data
        for key in self.path[:-1]:
            holder = holder[int(key) if isinstance(holder, list) else key]
        last = self.path[-1]
        holder[int(last) if isinstance(holder, list) else last] = self.instead
        try:
            return scenario(data, self.world.name)
        except ValidationError:
            return None


def misreadings(world: World) -> Iterator[Misreading]:
    """The world's scenario with each number and time shifted by one both ways, and each switch turned."""
    for path, value in _leaves(world.data, ()):
        for how, other in _changes(path, value):
            yield Misreading(f"{_kind(path, world.data)} {how}", world, path, other)


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, str(key)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _leaves(item, (*path, str(number)))
    elif value is not None:
        yield path, value


def _changes(path: tuple[str, ...], value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, bool):
        yield "turned", not value
    elif isinstance(value, int):
        yield "+1", value + 1
        yield "-1", value - 1
    for key, words in OTHERS:
        if path[-1] == key and value in words:
            yield from ((f"{value} as {other}", other) for other in words if other != value)
    if isinstance(value, str) and ":" in value:
        times = value.split("-")
        for number, time in enumerate(times):
            for by in (1, -1):
                moved = [*times[:number], format_time(parse_time(time) + by), *times[number + 1 :]]
                yield f"{('start', 'end')[number] if len(times) > 1 else ''}{by:+}", "-".join(moved)


def _kind(path: tuple[str, ...], data: Data) -> str:
    """The path with ids and positions left out, and a rule named."""
    if path[0] == "rules":
        rule = data["rules"][int(path[1])]
        return ".".join((rule["rule"], *(part for part in path[2:] if not part.isdigit())))
    ids = {1} if path[0] in BY_ID else set()
    parts = [part for at, part in enumerate(path) if at not in ids and not part.isdigit()]
    return ".".join(part for part in parts if part not in ("mon", "tue", "winter", "regular"))
