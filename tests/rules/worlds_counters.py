"""Tiny worlds in which rules that count bind."""

from __future__ import annotations

from typing import Any

from tests.rules.world import (
    ALONE,
    CHESS,
    HALL,
    ONE_IN_CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    Data,
    activity,
    chosen,
    merged,
    rules,
    world,
)

# Who works when is the question: a class of one, and a teacher for each of its periods.
_WORK = merged(TUESDAY, SECOND, ALONE, {"evening_from": "17:00"})
# What a class does when is the question: one teacher, and two activities.
_READING: Data = {"activities": {"reading": {"kind": "class", "category": "calm"}, "homework": {"category": "work"}}}
_CONTENT = merged(ALONE, _READING, {"teachers": {"t2": None}})


def _limit(count: str, **said: Any) -> Data:
    return rules({"rule": "limit", "count": count, **said})


_T1 = {"teachers": ["t1"]}
_OF_TEACHERS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sessions", {"max": 1}),
    ("sessions", {"min": 3}),
    ("sessions", {"max": 1, "per": "day"}),
    ("sessions", {"min": 1, "max": 1, "per": "day"}),
    ("sessions", {"max": 0, "when": {"days": ["tue"]}}),
    ("sessions", {"max": 0, "when": {"periods": ["second"]}}),
    ("minutes", {"max": 109}),
    ("minutes", {"max": 110}),
    ("minutes", {"min": 60, "per": "day"}),
    ("days", {"max": 1}),
    ("days", {"min": 2}),
    ("evenings", {"max": 0}),
    ("evenings", {"max": 1}),
    ("evenings", {"min": 2}),
)

_FORTNIGHT = merged(ALONE, {"cycle_weeks": 2})
_EXTRA = merged(CHESS, {"teachers": {"t3": {}}})

LIMIT = (
    *(
        world(f"t1: {count} {said}, {weight}", "limit", _WORK, _limit(count, who=_T1, weight=weight, **said))
        for count, said in _OF_TEACHERS
        for weight in ("required", 3)
    ),
    *(
        world(
            f"{count} of t1 too many, {charge}",
            "limit",
            _WORK,
            _limit(count, who=_T1, weight=2, charge=charge, max=0, min=1),
        )
        for count in ("sessions", "days")
        for charge in ("linear", "squared")
    ),
    *(
        world(f"in the cycle {said}", "limit", _FORTNIGHT, _limit("sessions", who={"roles": ["coach"]}, **said))
        for said in (
            {"max": 1, "per": "cycle"},
            {"min": 1, "per": "week"},
            {"max": 0, "when": {"weeks": [1]}},
            {"max": 0, "when": {"weeks": [2]}},
        )
    ),
    world(
        "own staff only",
        "limit",
        {"teachers": {"t2": {"external": True}}},
        _limit("days", who={"external": True}, max=0),
    ),
    *(
        world(
            f"chess of t1 {said}",
            "limit",
            SECOND,
            CHESS,
            chosen("chess"),
            _limit("sessions", of={"activities": ["chess"]}, who=_T1, **said),
        )
        for said in ({"max": 0}, {"min": 1})
    ),
    *(
        world(
            f"{count} of a class, {said}",
            "limit",
            TUESDAY,
            SECOND,
            _CONTENT,
            _limit(count, of={"categories": ["calm"]}, who=who, **said),
        )
        for count, who, said in (
            ("sessions", {"classes": ["3-1"]}, {"max": 1}),
            ("sessions", {"grades": [3]}, {"min": 2, "max": 3}),
            ("minutes", {"grades": [3]}, {"max": 60, "per": "day"}),
            ("days", {"grades": [3]}, {"min": 1, "max": 1}),
        )
    ),
    *(
        world(
            f"{count} of one student, {said}",
            "limit",
            SECOND,
            CHESS,
            chosen("chess"),
            _limit(count, of={"kinds": ["club"]}, who={"students": ["a1"]}, **said),
        )
        for count, said in (("sessions", {"max": 0}), ("sessions", {"min": 1}), ("minutes", {"max": 50}))
    ),
    *(
        world(
            f"homework of each student, {said}",
            "limit",
            SECOND,
            CHESS,
            chosen("chess"),
            {"students": {"a2": {"periods": ["first"]}}},
            _limit("sessions", of={"activities": ["homework"]}, who={"grades": [3]}, each="student", **said),
        )
        for said in ({"max": 1}, {"min": 1, "max": 1})
    ),
    *(
        world(
            f"a class in clubs, {said}",
            "limit",
            CHESS,
            OTHER,
            {"students": {"a1": {"choices": ["chess"]}, "b1": {"choices": ["chess"]}}},
            _limit("sessions", of={"kinds": ["club"]}, each="class", **said),
        )
        for said in ({"max": 0}, {"min": 1})
    ),
    *(
        world(
            f"{count} in the hall, {said}",
            "limit",
            SECOND,
            HALL,
            ALONE,
            {"teachers": {"t2": None}},
            activity("homework", room=["hall", "classroom"]),
            _limit(count, who={"room_kinds": ["hall"]}, **said),
        )
        for count, said in (
            ("sessions", {"max": 1}),
            ("sessions", {"min": 1}),
            ("minutes", {"max": 50}),
            ("days", {"max": 0}),
            ("groups", {"max": 0}),
            ("students", {"max": 0}),
            ("students", {"min": 1}),
        )
    ),
    *(
        world(
            f"{count} in rooms, {each}, {said}",
            "limit",
            _EXTRA,
            OTHER,
            {"students": {"a1": {"choices": ["chess"]}, "a2": {"choices": ["chess"]}}, "teachers": {"t3": None}},
            activity("homework", merge="any"),
            _limit(count, who={"rooms": ["r31", "hall"]}, each=each, **said),
        )
        for count, each, said in (
            ("groups", "school", {"max": 1}),
            ("groups", "school", {"min": 2}),
            ("students", "school", {"max": 2}),
            ("students", "school", {"min": 3}),
            ("students", "room", {"max": 1}),
            ("students", "room", {"max": 2}),
            ("sessions", "school", {"max": 0}),
        )
    ),
    *(
        world(
            f"groups of the school, {said}",
            "limit",
            OTHER,
            _EXTRA,
            chosen("chess"),
            {"students": {"a2": None}},
            _limit("groups", **said),
        )
        for said in (
            {"max": 1},
            {"max": 2},
            {"min": 2},
            {"of": {"kinds": ["club"]}, "max": 0},
            {"of": {"kinds": ["class"]}, "min": 2},
        )
    ),
    *(
        world(
            f"groups with a patrol, {said}",
            "limit",
            {"teachers": {"t3": {}}},
            ALONE,
            activity("patrol", kind="duty"),
            _limit("groups", **said),
        )
        for said in ({"max": 1}, {"min": 2, "max": 2}, {"of": {"kinds": ["duty"]}, "max": 0})
    ),
    *(
        world(
            f"clubs that open, {said}",
            "limit",
            _EXTRA,
            chosen("chess"),
            activity("chess", groups={"up_to": 2}, category="mind"),
            {"rooms": {"hall": {"groups_at_once": 2}}},
            _limit("groups", **said),
        )
        for said in (
            {"per": "cycle", "max": 1},
            {"per": "week", "min": 2},
            {"per": "day", "min": 1, "of": {"categories": ["mind"]}},
        )
    ),
    *(
        world(
            f"clubs on tuesday, {said}",
            "limit",
            TUESDAY,
            ONE_IN_CHESS,
            CHESS,
            _limit("groups", of={"kinds": ["club"]}, **said),
        )
        for said in (
            {"per": "day", "max": 0, "when": {"days": ["tue"]}},
            {"per": "day", "min": 1, "when": {"days": ["mon"]}},
            {"per": "week", "min": 1},
        )
    ),
    *(
        world(
            f"students of {who}, {said}",
            "limit",
            CHESS,
            OTHER,
            {"students": {"a1": {"choices": ["chess"]}, "b1": {"choices": ["chess"]}}},
            {"classes": {"3-2": {"grade": 4}}},
            _limit("students", of={"kinds": ["club"]}, **({"who": who} if who else {}), **said),
        )
        for who, said in (
            (None, {"max": 1}),
            (None, {"min": 2}),
            (None, {"min": 1, "per": "week"}),
            ({"grades": [3]}, {"max": 0}),
            ({"grades": [3]}, {"min": 1, "per": "day"}),
            ({"grades": [3, 4]}, {"max": 1, "each": "school"}),
            ({"students": ["a1", "a2"]}, {"min": 1, "each": "school"}),
            ({"students": ["a1", "a2"]}, {"max": 0, "per": "day", "each": "school"}),
            ({"grades": [3, 4]}, {"min": 2, "per": "cycle", "each": "school"}),
        )
    ),
    *(
        world(
            f"students in homework, {said}",
            "limit",
            SECOND,
            CHESS,
            chosen("chess"),
            _limit("students", of={"kinds": ["class"]}, **said),
        )
        for said in ({"max": 1}, {"min": 1}, {"max": 1, "per": "day"}, {"max": 1, "weight": 2})
    ),
    *(
        world(
            f"together {said}",
            "limit",
            TUESDAY,
            ALONE,
            {"teachers": {"t3": {}}},
            _limit("days", who={"teachers": ["t1", "t2"]}, each="school", **said),
        )
        for said in ({"max": 1}, {"min": 2})
    ),
    *(
        world(
            f"the school {said}",
            "limit",
            CHESS,
            SECOND,
            ONE_IN_CHESS,
            _limit("sessions", of={"kinds": ["club"]}, **said),
        )
        for said in ({"max": 0}, {"min": 1})
    ),
    *(
        world(
            f"evenings of {who}, {said}",
            "limit",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"evening_from": "17:00"},
            _limit("evenings", of={"kinds": ["club"]}, who=who, **said),
        )
        for who, said in (({"classes": ["3-1"]}, {"max": 0}), ({"students": ["a1"]}, {"min": 1}))
    ),
)

_SHARED = merged(
    CHESS,
    OTHER,
    {
        "students": {"a1": {"choices": ["chess"]}, "a2": {"choices": ["chess"]}},
        "rooms": {"hall": {"features": ["stage"]}},
    },
    activity("homework", room=["hall", "classroom"], merge="any"),
)


def _heads(**said: Any) -> Data:
    return rules({"rule": "head_count", **said})


HEAD_COUNT = (
    *(
        world(f"at most {said}", "head_count", _SHARED, {"teachers": {"t3": None}}, _heads(**said))
        for said in (
            {"max": 2},
            {"max": 3},
            {"rooms": ["r31", "hall"], "max": 2},
            {"rooms": ["r31", "hall"], "max": 1},
            {"kinds": ["hall"], "max": 1},
            {"kinds": ["classroom"], "features": ["stage"], "max": 0},
            {"features": ["stage"], "max": 1, "weight": 2},
            {"features": ["stage"], "max": 0},
        )
    ),
    *(
        world(
            f"in the hall {said}",
            "head_count",
            SECOND,
            HALL,
            activity("homework", room=["hall", "classroom"]),
            {"teachers": {"t2": None}},
            _heads(rooms=["hall"], **said),
        )
        for said in ({"max": 1, "when": {"periods": ["second"]}}, {"max": 1}, {"max": 2}, {"max": 0, "weight": 3})
    ),
)


def _homework(**said: Any) -> Data:
    return rules({"rule": "homework_time", "of": {"categories": ["work"]}, **said})


HOMEWORK_TIME = (
    *(
        world(
            f"{minutes} minutes of homework, {weight}",
            "homework_time",
            TUESDAY,
            SECOND,
            _CONTENT,
            _homework(minutes={"3": minutes}, weight=weight),
        )
        for minutes in (0, 49, 50, 60, 109, 110)
        for weight in ("required", 2)
    ),
    world("homework of another grade", "homework_time", _CONTENT, _homework(minutes={"4": 0})),
    *(
        world(
            f"homework with a club, {minutes} minutes",
            "homework_time",
            SECOND,
            CHESS,
            chosen("chess"),
            activity("homework", category="work"),
            _homework(minutes={"3": minutes}),
        )
        for minutes in (50, 60)
    ),
)


def _variety(**said: Any) -> Data:
    return rules({"rule": "variety", **said})


_DAYS = {"days": ["mon", "tue", "thu"]}

VARIETY = (
    *(
        world(f"variety {said}", "variety", _DAYS, _CONTENT, _variety(**said))
        for said in (
            {},
            {"times": 2},
            {"times": 2, "weight": 3},
            {"of": {"activities": ["reading"]}},
            {"of": {"activities": ["reading"]}, "weight": 2},
            {"not_in_a_row": True},
            {"not_in_a_row": True, "weight": 2},
            {"not_in_a_row": True, "times": 1, "weight": 2},
            {"by": "category"},
            {"by": "category", "times": 2},
        )
    ),
    *(
        world(
            f"variety of kinds {said}",
            "variety",
            TUESDAY,
            _CONTENT,
            activity("games", kind="care", category="calm"),
            _variety(**said),
        )
        for said in ({"by": "category"}, {"by": "activity"}, {"of": {"kinds": ["care"]}})
    ),
    world(
        "variety in each week",
        "variety",
        _CONTENT,
        TUESDAY,
        {"cycle_weeks": 2},
        _variety(of={"activities": ["reading"]}),
    ),
    world("variety is of days", "variety", SECOND, _CONTENT, activity("games", kind="class"), _variety()),
    world(
        "clubs do not vary",
        "variety",
        TUESDAY,
        ONE_IN_CHESS,
        CHESS,
        activity("chess", meets={"sessions_per_week": 2}),
        _variety(of={"activities": ["chess"]}),
    ),
)
