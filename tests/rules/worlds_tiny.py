"""Tiny worlds in which every rule binds: so small that all their timetables can be written down.

A world is a scenario told as what is different from `BASE`: one class of two students, one period on Monday, homework
in the classroom or (for lack of anything better) in the hall. Rooms, teachers, classes and students are mappings by id; None removes.
`binds` names the rules that decide something in the world.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from afterschool_sched.scenario import Scenario

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

    @cached_property
    def scenario(self) -> Scenario:
        return scenario(self.data, self.name)

    def __str__(self) -> str:
        return self.name

    def __hash__(self) -> int:
        return hash(self.name)


def merged(*changes: Data) -> Data:
    """The changes on top of each other: mappings key by key (None removes), everything else replaced."""
    data: Data = {}
    for change in changes:
        for key, value in change.items():
            if value is None:
                data.pop(key, None)
            elif isinstance(value, dict):
                old = data.get(key)
                data[key] = merged(old if isinstance(old, dict) else {}, value)
            else:
                data[key] = value
    return data


def scenario(data: Data, name: str = "tiny") -> Scenario:
    """The scenario of such data."""
    lists = {key: [{"id": who, **fields} for who, fields in data.get(key, {}).items()] for key in BY_ID}
    return Scenario.model_validate({**data, **lists, "id": name.replace(" ", "-")})


def _world(name: str, binds: str, *changes: Data) -> World:
    return World(name, tuple(binds.split()), merged(BASE, *changes))


def _rules(*rules: Data) -> Data:
    return {"rules": list(rules)}


def _chosen(*choices: str, wants: int | None = None, **more: Any) -> Data:
    """Both students (and whoever is named) choose these clubs."""
    wish: Data = {"choices": list(choices), **({} if wants is None else {"wants": wants}), **more}
    return {"students": {"a1": wish, "a2": wish}}



def _periods(*names: str) -> Data:
    return {"periods": list(names)}


def _activity(name: str, **changes: Any) -> Data:
    return {"activities": {name: changes}}


SUPERVISED = (
    _world("homework or nothing", "supervised no_clash"),
    _world("one stays longer", "supervised eligible", SECOND, {"students": {"a2": {"periods": ["first"]}}}),
    *(
        _world(
            f"one is collected at {time}",
            "supervised eligible",
            SECOND,
            CHESS,
            _chosen("chess"),
            {"students": {"a2": {"leave": time}}},
        )
        for time in ("17:00", "17:01", "17:59", "18:00")
    ),
    _world(
        "one is collected earlier in winter",
        "supervised eligible",
        SECOND,
        CHESS,
        _chosen("chess"),
        {"seasons": {"winter": {}}, "students": {"a2": {"leave_in": {"winter": "17:30"}}}},
    ),
    _world(
        "one leaves before the second in winter",
        "supervised eligible",
        SECOND,
        CHESS,
        _chosen("chess"),
        {"seasons": {"winter": {}}, "students": {"a2": {"leave_in": {"winter": {"mon": "17:00"}}}}},
    ),
    _world(
        "homework only first", "supervised meets", SECOND, CHESS, _chosen("chess"), _activity("homework", periods=["first"])
    ),
    _world("nobody looks after them", "supervised eligible", CHESS, _activity("homework", eligible={"grades": [4]})),
    _world(
        "all must be in the club",
        "supervised eligible",
        CHESS,
        _chosen("chess"),
        _activity("homework", eligible={"classes": []}),
    ),
    _world("homework or reading", "supervised group_size", _activity("reading", kind="care")),
    _world("one comes on one day", "supervised", {"days": ["mon", "tue"], "students": {"a2": {"days": ["mon"]}}}),
    _world(
        "one comes by day and period",
        "supervised",
        SECOND,
        {"days": ["mon", "tue"], "students": {"a2": {"stays": {"mon": ["first"], "tue": ["second"]}}}},
        {"teachers": {"t2": None}},
    ),
    _world(
        "second is off in winter",
        "supervised end_time",
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        CHESS,
        _chosen("chess"),
        {"seasons": {"winter": {}}},
    ),
    _world("second is always off", "supervised", merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}), CHESS),
    _world("counted only", "supervised", {"students": None, "classes": {"3-1": {"students": 2, "stay": {"mon": {"first": 1}}}}}),
)

NO_CLASH = (
    _world("one teacher for two classes", "no_clash eligible", OTHER, {"teachers": {"t2": None}, "classes": {"3-2": {"class_teacher": "t1"}}}),
    _world(
        "one teacher for two classes apart",
        "no_clash eligible",
        OTHER,
        {"teachers": {"t2": None}, "classes": {"3-2": {"class_teacher": "t1"}}},
        _activity("homework", merge="never"),
    ),
    *(
        _world(
            f"two classes in one room for {number}",
            "no_clash room_fit",
            OTHER,
            {"rooms": {"r31": {"groups_at_once": number}, "r32": None}, "classes": {"3-2": {"room": "r31"}}},
            _activity("homework", merge="never"),
        )
        for number in (1, 2)
    ),
    _world(
        "two clubs at once",
        "no_clash club_limit",
        SECOND,
        CHESS,
        {"activities": {"drama": {"kind": "club", "room": "stage"}}, "rooms": {"stage": {"kind": "stage", "seats": 2}}},
        {"teachers": {"t1": {"skills": ["h"]}, "t3": {"skills": ["d"]}, "t2": {"skills": ["c"]}}},
        {"activities": {"chess": {"skill": "c", "periods": ["first"]}, "drama": {"skill": "d"}, "homework": {"skill": "h"}}},
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": {"choices": ["drama"]}}},
    ),
)

GROUP_SIZE = (
    *(
        _world(f"a club of {low} to {high}", "group_size", CHESS, _chosen("chess"), _activity("chess", groups={"min": low, "max": high}))
        for low, high in ((1, 1), (1, 2), (2, 2), (3, 4))
    ),
    *(
        _world(
            f"{number} groups of a club",
            "group_size",
            CHESS,
            _chosen("chess"),
            {"rooms": {"hall": {"groups_at_once": 3}}, "teachers": {"t3": {}}},
            _activity("chess", groups={"min": 1, "up_to": number}),
        )
        for number in (1, 2, 3)
    ),
    _world(
        "the cap holds for clubs",
        "group_size",
        CHESS,
        _chosen("chess"),
        _activity("homework", over_cap="keep"),
        _rules({"rule": "group_size", "cap": 1}),
    ),
    *(
        _world(
            f"three of a class, cap {cap}",
            "group_size",
            {"rooms": {"r33": {"seats": 4}}, "students": {"a3": {"class": "3-1"}}},
            _rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2, 3)
    ),
    *(
        _world(
            f"four of a class, at most {most}",
            "group_size room_fit",
            {"rooms": {"r31": {"seats": 3}, "r33": {"seats": 2}}, "students": {"a3": {"class": "3-1"}, "a4": {"class": "3-1"}}},
            _activity("homework", groups={"max": most}),
        )
        for most in (2, 3, 4)
    ),
    *(
        _world(
            f"a class kept whole, cap {cap}",
            "group_size",
            {"rooms": {"r33": {"seats": 4}}},
            _activity("homework", over_cap="keep"),
            _rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2)
    ),
    _world(
        "kept whole without a room of its own",
        "group_size",
        {"classes": {"3-1": {"room": None}}},
        _activity("homework", over_cap="keep"),
        _rules({"rule": "group_size", "cap": 1}),
    ),
    *(
        _world(
            f"guests of a class kept whole, cap {cap}",
            "group_size eligible",
            OTHER,
            _activity("homework", over_cap="keep"),
            _rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2, 3)
    ),
    *(
        _world(f"guests of a class, cap {cap}", "group_size eligible", OTHER, {"teachers": {"t3": {}}}, _rules({"rule": "group_size", "cap": cap}))
        for cap in (1, 2, 3)
    ),
    _world(
        "two activities over the cap",
        "group_size",
        {"rooms": {"r33": {"seats": 4}}},
        {"activities": {"reading": {"kind": "class", "groups": {"max": 2}}, "homework": {"groups": {"max": 1}}}},
    ),
    _world(
        "divided only when few are in the club",
        "group_size",
        CHESS,
        {"rooms": {"r33": {"seats": 2}}, "teachers": {"t3": {}}},
        {"students": {"a1": {"choices": ["chess"]}}},
        _activity("homework", groups={"max": 1}),
        _activity("chess", groups={"max": 1}),
    ),
)

ROOM_FIT = (
    _world("rooms by kind or id", "room_fit", HALL, {"rooms": {"lab": {"seats": 2, "kind": "lab"}}}, _activity("homework", room=["hall", "lab"])),
    _world("any room of the own kind", "room_fit", HALL, {"rooms": {"r33": {"seats": 4}, "r34": {"seats": 4, "outdoor": True}}}),
    _world("no room of its own", "room_fit", HALL, {"classes": {"3-1": {"room": None}}}),
    _world("its own room is a hall", "room_fit", HALL, {"rooms": {"hall2": {"kind": "hall", "seats": 2}}, "classes": {"3-1": {"room": "hall"}}}),
    _world("its own room is a garden", "room_fit", {"rooms": {"r31": {"outdoor": True}, "r33": {"seats": 4, "outdoor": True}, "r34": {"seats": 4}}}),
    _world(
        "a club that asks for nothing",
        "room_fit",
        HALL,
        {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}}},
        _chosen("chess"),
        _activity("chess", kind="club"),
    ),
    _world("a club outdoors", "room_fit", {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}}}, _chosen("chess"), _activity("chess", kind="club", room="garden")),
    _world("with a feature", "room_fit", {"rooms": {"r33": {"seats": 4, "features": ["sink", "oven"]}}}, _activity("homework", features=["sink"])),
    _world("without the feature", "room_fit", {"rooms": {"r31": {"features": ["oven"]}}}, _activity("homework", features=["sink", "oven"])),
    *(
        _world(f"a room open {name}", "room_fit", SECOND, {"rooms": {"r31": {"open": hours}, "r33": {"seats": 4, "open": ["mon", "tue"]}}, "teachers": {"t2": None}})
        for name, hours in (
            ("on tue", ["tue"]),
            ("on mon", {"mon": True}),
            ("in the second", {"mon": ["second"]}),
            ("to 16:50", {"mon": "16:00-16:50"}),
            ("to 16:49", {"mon": "16:00-16:49"}),
            ("from 16:00 to 18:00", {"mon": "16:00-18:00"}),
        )
    ),
    _world(
        "a double period in a room with a break",
        "room_fit meets",
        SECOND,
        CHESS,
        _chosen("chess"),
        {"rooms": {"hall": {"open": {"mon": "16:01-18:00"}}, "hall2": {"kind": "hall", "seats": 2, "open": {"mon": "16:00-18:00"}}}},
        _activity("chess", meets={"periods": 2}),
    ),
    *(
        _world(f"a room with {seats} seats", "room_fit", CHESS, {"rooms": {"r31": {"seats": seats}}}, _chosen("chess"))
        for seats in (1, 2)
    ),
    *(
        _world(
            f"two groups on {seats} seats",
            "room_fit no_clash",
            CHESS,
            OTHER,
            {"rooms": {"hall": {"groups_at_once": 2, "seats": seats}, "r31": None, "r32": None}, "classes": {"3-1": {"room": "hall"}, "3-2": {"room": "hall"}}},
            {"students": {"a1": {"choices": ["chess"]}, "a2": {"choices": ["chess"]}}},
            _activity("homework", merge="never"),
            {"teachers": {"t3": {}}},
        )
        for seats in (2, 3)
    ),
    *(
        _world(
            f"a divided class on {seats} seats",
            "room_fit group_size",
            {"rooms": {"r31": {"seats": seats, "groups_at_once": 2}}, "students": {"a3": {"class": "3-1"}}},
            _activity("homework", groups={"max": 2}),
        )
        for seats in (2, 3)
    ),
)

TEACHER_FIT = (
    _world("a skill", "teacher_fit", {"teachers": {"t2": {"skills": ["abacus"]}}}, _activity("homework", skill="abacus")),
    _world("a subject", "teacher_fit", {"teachers": {"t1": {"subjects": ["math", "art"]}, "t3": {"subjects": ["art"]}}}, _activity("homework", subject="math")),
    _world("roles", "teacher_fit", {"teachers": {"t3": {"role": "leader"}}}, _activity("homework", roles=["coach", "leader"])),
    _world("not cleared", "teacher_fit", {"teachers": {"t1": {"cleared": False}}}, _activity("homework", staff={"teachers": 1})),
    _world("not cleared to assist", "teacher_fit staffing", {"teachers": {"t2": {"cleared": False}, "t3": {}}}, _activity("homework", staff={"teachers": 2})),
    _world(
        "roles of assistants",
        "teacher_fit staffing",
        {"teachers": {"t3": {"role": "leader"}}},
        _activity("homework", staff={"teachers": 2, "assistant_roles": ["coach"]}),
    ),
    *(
        _world(f"a teacher there {name}", "teacher_fit", SECOND, {"teachers": {"t1": {"available": hours}}})
        for name, hours in (
            ("on tue", ["tue"]),
            ("on mon", ["mon"]),
            ("all mon", {"mon": True}),
            ("in the second", {"mon": ["second"]}),
            ("to 16:50", {"mon": "16:00-16:50"}),
            ("to 16:49", {"mon": "16:00-16:49"}),
        )
    ),
    _world(
        "a teacher for a double period",
        "teacher_fit meets",
        SECOND,
        CHESS,
        _chosen("chess"),
        {"teachers": {"t1": {"available": {"mon": ["first"]}}, "t2": {"available": {"mon": "16:00-18:00"}}}},
        _activity("chess", meets={"periods": 2}),
    ),
    _world(
        "a teacher there until winter",
        "teacher_fit",
        merged(SECOND, {"periods": {"second": {"in": {"winter": {"start": "17:00", "end": "17:30"}}}}}),
        {"seasons": {"winter": {}}, "teachers": {"t1": {"available": {"mon": "16:00-17:30"}}}},
    ),
    *(
        _world(f"a meeting of {name}", "teacher_fit", {"meetings": [{"day": "mon", "span": span, **who}], "teachers": {"t1": {"subjects": ["math"]}}})
        for name, span, who in (
            ("t1", "16:49-17:00", {"teachers": ["t1"]}),
            ("t1 afterwards", "16:50-17:00", {"teachers": ["t1"]}),
            ("coaches", "15:00-16:01", {"roles": ["coach"]}),
            ("coaches before", "15:00-16:00", {"roles": ["coach"]}),
            ("math", "16:10-16:20", {"subjects": ["math"]}),
            ("everybody", "16:10-16:20", {}),
        )
    ),
    _world("a meeting on tue", "teacher_fit", {"meetings": [{"day": "tue", "span": "16:00-17:00"}]}),
    _world("only own teachers", "teacher_fit", _activity("homework", own_teacher="required")),
    _world(
        "only own subject teachers",
        "teacher_fit",
        {"teachers": {"t2": {"subjects": ["math"]}, "t3": {"subjects": ["math"]}}, "classes": {"3-1": {"subject_teachers": {"math": "t3", "art": "t2"}}}},
        _activity("homework", own_teacher="required", subject="math"),
    ),
    _world("no own teacher at all", "teacher_fit", {"classes": {"3-1": {"class_teacher": None}}}, _activity("homework", own_teacher="required")),
    _world(
        "own teachers of the host",
        "teacher_fit eligible",
        OTHER,
        {"teachers": {"t3": {}}},
        _activity("homework", own_teacher="required"),
    ),
    _world("a duty for leaders", "teacher_fit staffing", {"teachers": {"t3": {"role": "leader"}}}, _activity("patrol", kind="duty", roles=["leader", "coach"], staff={"assistant_roles": ["teacher"]})),
)

STAFFING = (
    *(
        _world(f"{number} teachers for a class", "staffing", {"teachers": {"t3": {}}}, _activity("homework", staff={"teachers": number}))
        for number in (1, 2, 3, 4)
    ),
    *(
        _world(f"a teacher for every {number}", "staffing", {"students": {"a3": {"class": "3-1"}}}, _activity("homework", staff={"per_students": number}))
        for number in (1, 2, 3)
    ),
    *(
        _world(f"a club teacher for every {number}", "staffing", CHESS, {"teachers": {"t3": {}}}, _chosen("chess"), _activity("chess", staff={"per_students": number}))
        for number in (1, 2)
    ),
    _world(
        "two for the club, more by size",
        "staffing",
        CHESS,
        {"teachers": {"t3": {}}},
        _chosen("chess"),
        _activity("chess", staff={"teachers": 2, "per_students": 1}),
    ),
    _world(
        "a divided class with a teacher for every one",
        "staffing group_size",
        {"rooms": {"r33": {"seats": 2}}, "teachers": {"t3": {}, "t4": {}}, "students": {"a3": {"class": "3-1"}}},
        _activity("homework", staff={"per_students": 1}, groups={"max": 2}),
        {"teachers": {"t4": None}},
    ),
    _world(
        "a club keeps its people",
        "staffing meets",
        CHESS,
        {"days": ["mon", "tue"], "students": {"a1": {"choices": ["chess"]}, "a2": None}},
        _activity("chess", meets={"sessions_per_week": 2}),
        {"rooms": {"hall": {"open": ["mon", "tue"]}}},
    ),
    *(
        _world(f"patrol by {number}", "staffing", SECOND, {"teachers": {"t3": {}}}, _activity("patrol", kind="duty", periods=["second"], staff={"teachers": number}))
        for number in (1, 2, 3)
    ),
    _world("patrol by one for every one", "staffing", {"teachers": {"t3": {}}}, _activity("patrol", kind="duty", staff={"per_students": 1})),
    _world("patrol twice", "staffing", SECOND, {"students": None}, _activity("patrol", kind="duty")),
    _world("a patrol that nobody may do", "staffing teacher_fit", {"teachers": {"t3": {}}}, _activity("patrol", kind="duty", skill="patrol")),
    _world(
        "patrol while it is on",
        "staffing",
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        {"seasons": {"winter": {}}, "students": None},
        _activity("patrol", kind="duty", days=["mon"]),
    ),
    *(
        _world(
            f"externals give {share} percent",
            "staffing",
            SECOND,
            {"teachers": {"t2": {"external": True}}},
            _activity("patrol", kind="duty", periods=["second"]),
            _rules({"rule": "staffing", "external_share": share}),
        )
        for share in (0, 33, 34, 66, 67, 100)
    ),
)

WORLDS: tuple[World, ...] = (*SUPERVISED, *NO_CLASH, *GROUP_SIZE, *ROOM_FIT, *TEACHER_FIT, *STAFFING)
