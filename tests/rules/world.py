"""Tiny worlds in which every rule binds: so small that all their timetables can be written down.

A world is a scenario told as what is different from `BASE`: one class of two students, one period on Monday, homework
in the classroom. Rooms, teachers, classes and students are mappings by id; None removes. `binds` names the rules that
decide something in the world.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Plan

Data = dict[str, Any]

BY_ID = ("rooms", "teachers", "classes", "students")

BASE: Data = {
    "format": 1,
    "id": "tiny",
    "days": ["mon"],
    "periods": {"first": {"start": "16:00", "end": "16:50"}},
    "rooms": {"r31": {"seats": 4}},
    "teachers": {"t1": {}, "t2": {"role": "coach"}},
    "classes": {"3-1": {"grade": 3, "room": "r31", "class_teacher": "t1"}},
    "students": {"a1": {"class": "3-1"}, "a2": {"class": "3-1"}},
    "activities": {"homework": {"kind": "class"}},
}

# Building blocks, to be merged into a world.
HALL: Data = {"rooms": {"hall": {"kind": "hall", "seats": 4}}}
SECOND: Data = {"periods": {"second": {"start": "17:00", "end": "18:00"}}}
CHESS: Data = {"activities": {"chess": {"kind": "club", "room": "hall"}}, **HALL}
ALONE: Data = {"students": {"a2": None}}
ONE_IN_CHESS: Data = {"students": {"a1": {"choices": ["chess"]}, "a2": None}}
TUESDAY: Data = {"days": ["mon", "tue"]}
WINTER: Data = {"seasons": {"winter": {}}}
OTHER: Data = {
    "rooms": {"r32": {"seats": 4}},
    "classes": {"3-2": {"grade": 3, "room": "r32", "class_teacher": "t2"}},
    "students": {"b1": {"class": "3-2"}},
}


@dataclass(frozen=True)
class World:
    """A tiny world by name; `binds` are the rules that decide something in it."""

    name: str
    binds: tuple[str, ...]
    data: Data
    base: Plan | None = None  # decided before; all timetables are those of the other plan

    @cached_property
    def scenario(self) -> Scenario:
        return scenario(self.data, self.name)

    def instance(self, misread: Scenario | None = None, without: frozenset[str] = frozenset()) -> Instance:
        """What the solver reads: the world, or the scenario that it is taken for."""
        given = misread or self.scenario
        return build_instance(given, Calendar(given).plans[-1], without, self.base)

    def __str__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return hash(self.name)


def merged(*changes: Data) -> Data:
    """The changes on top of each other: mappings key by key, everything else replaced; None stands for removed."""
    data: Data = {}
    for change in changes:
        for key, value in change.items():
            if isinstance(value, dict):
                old = data.get(key)
                data[key] = merged(old if isinstance(old, dict) else {}, value)
            else:
                data[key] = value
    return data


def scenario(data: Data, name: str = "tiny") -> Scenario:
    """The scenario of such data."""
    said = _without_removed(data)
    lists = {key: [{"id": who, **fields} for who, fields in said.get(key, {}).items()] for key in BY_ID}
    return Scenario.model_validate({**said, **lists, "id": re.sub("[^a-z0-9]+", "-", name.lower())[:60]})


def _without_removed(data: Data) -> Data:
    return {
        key: _without_removed(value) if isinstance(value, dict) else value
        for key, value in data.items()
        if value is not None
    }


def world(name: str, binds: str, *changes: Data) -> World:
    """BASE with the changes on top; `binds` are rule ids, with spaces between."""
    return World(name, tuple(binds.split()), merged(BASE, *changes))


def rules(*said: Data) -> Data:
    """These rules besides the default ones."""
    return {"rules": list(said)}


def chosen(*choices: str, **more: Any) -> Data:
    """Both students choose these clubs."""
    wish: Data = {"choices": list(choices), **more}
    return {"students": {"a1": wish, "a2": wish}}


def activity(name: str, **changes: Any) -> Data:
    """An activity, changed."""
    return {"activities": {name: changes}}
