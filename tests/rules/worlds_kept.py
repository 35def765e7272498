"""Tiny worlds in which rules about what stays the same, decisions that are kept, and aims bind."""

from __future__ import annotations

from tests.rules.world import (
    ALONE,
    CHESS,
    HALL,
    ONE_IN_CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    activity,
    chosen,
    merged,
    rules,
    world,
)

_OWN = {
    "rooms": {"r33": {"seats": 4}},
    "teachers": {"t2": {"subjects": ["math"]}, "t3": {}},
    "classes": {"3-1": {"subject_teachers": {"math": "t2"}}},
}


def _same(what: str, **more: object) -> dict[str, object]:
    return rules({"rule": "same_people", "what": what, **more})


SAME_PEOPLE = (
    *(
        world(f"own {what}, {weight}", "same_people", _OWN, _same(what, weight=weight))
        for what in ("own_teacher", "own_room")
        for weight in ("required", 5)
    ),
    world(
        "own teacher of the subject",
        "same_people",
        _OWN,
        _same("own_teacher", weight=2),
        activity("homework", subject="math"),
        {"teachers": {"t3": {"subjects": ["math"]}}},
    ),
    world(
        "no own teacher of the subject",
        "same_people",
        _OWN,
        _same("own_teacher"),
        activity("homework", subject="art"),
        {"teachers": {"t3": {"subjects": ["art"]}}},
    ),
    world("any teacher will do", "same_people", _OWN, _same("own_teacher"), activity("homework", own_teacher="any")),
    world(
        "the assistant need not be an own teacher",
        "same_people staffing",
        _OWN,
        _same("own_teacher"),
        activity("homework", staff={"teachers": 2}),
    ),
    world(
        "own teacher in homework, not in reading",
        "same_people",
        _OWN,
        _same("own_teacher", activities=["homework"]),
        activity("reading", kind="care"),
    ),
    world(
        "own room in homework, not in reading",
        "same_people",
        _OWN,
        _same("own_room", activities=["homework"]),
        activity("reading", kind="care"),
    ),
    world(
        "own room, but homework asks for a room",
        "same_people",
        _OWN,
        _same("own_room"),
        activity("homework", room="classroom"),
    ),
    world("own room, but there is none", "same_people", _OWN, _same("own_room"), {"classes": {"3-1": {"room": None}}}),
    *(
        world(f"own group, {weight}", "same_people", OTHER, _same("own_group", weight=weight))
        for weight in ("required", 5)
    ),
    world(
        "own group in homework, not in reading",
        "same_people",
        OTHER,
        _same("own_group", activities=["homework"]),
        activity("reading", kind="care"),
    ),
    world(
        "a divided class away from all its own", "same_people group_size", _OWN, activity("homework", groups={"max": 1})
    ),
    *(
        world(
            f"a club's room, {weight}, of {' '.join(activities) or 'all'}",
            "same_people",
            TUESDAY,
            CHESS,
            ONE_IN_CHESS,
            {"rooms": {"hall2": {"kind": "hall", "seats": 2}}, "teachers": {"t1": {"skills": ["h"]}}},
            activity("homework", skill="h"),
            activity("chess", meets={"sessions_per_week": 2}),
            _same("club_room", weight=weight, activities=activities),
        )
        for weight, activities in (("required", []), (5, []), (5, ["drama"]), ("required", ["chess"]))
    ),
    world(
        "a club's room over a fortnight",
        "same_people",
        {"cycle_weeks": 2},
        CHESS,
        ONE_IN_CHESS,
        {"rooms": {"hall2": {"kind": "hall", "seats": 2}}, "teachers": {"t1": {"skills": ["h"]}}},
        activity("homework", skill="h"),
    ),
)

_SOME_CLUBS = merged(
    TUESDAY,
    SECOND,
    CHESS,
    {
        "students": {
            "a1": {"choices": ["chess"], "periods": ["second"]},
            "a2": {"days": ["mon"], "choices": ["chess"], "periods": ["second"]},
        }
    },
)


def _pinned(**said: object) -> dict[str, object]:
    return rules({"rule": "pinned", **said})


_PAID = merged(SECOND, ALONE, {"teachers": {"t1": {"pay": {"per_session": 3}}, "t2": {"pay": {"per_session": 5}}}})
_TWO_WEEKS = {"term": {"from": "2022-09-05", "to": "2022-09-20"}}

COST = (
    world("all pay is charged", "cost", _PAID, {"teachers": {"t2": {"pay": {"per_term": 7}}}}),
    world("pay by the hour", "cost", _PAID, {"pay": [{"per_hour": 11}], "teachers": {"t1": {"pay": None}}}),
    *(
        world(
            f"pay at most {most}, {weight}",
            "cost",
            _PAID,
            rules({"rule": "cost", "pay_at_most": most, "weight": weight}),
        )
        for most in (7, 8)
        for weight in ("required", 2)
    ),
    *(
        world(
            f"pay of {' '.join(f'{key} {value}' for key, value in who.items())} at most 4",
            "cost",
            _PAID,
            {"teachers": {"t2": {"external": True}}},
            rules({"rule": "cost", "pay_at_most": 4, "who": who}),
        )
        for who in ({"external": True}, {"roles": ["teacher"]}, {"teachers": ["t2"]})
    ),
    *(
        world(
            f"rates: {name}",
            "cost",
            merged(SECOND, ALONE),
            {"pay": scales, **teachers},
        )
        for name, scales, teachers in (
            ("the first that is meant", [{"who": {"roles": ["coach"]}, "per_session": 5}, {"per_session": 3}], {}),
            ("the own one", [{"per_session": 5}], {"teachers": {"t1": {"pay": {"per_session": 2}}}}),
            ("none of some", [{"who": {"roles": ["leader"]}, "per_session": 5}], {}),
        )
    ),
    *(
        world(
            f"a budget of {budget} with fees, {weight}",
            "cost",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"periods": {"first": {"fee": 1}}},
            {"teachers": {"t1": {"pay": {"per_session": 3}}, "t2": {"pay": {"per_session": 5, "per_term": 1}}}},
            activity("chess", fee=3),
            rules(
                {"rule": "cost", "budget": budget, "weight": weight},
                {"rule": "cost", "pay_at_most": 0, "weight": 1},
            ),
        )
        for budget in (4, 5)
        for weight in ("required", 2)
    ),
    world(
        "pay and fees over the dates of the term",
        "cost",
        merged(TUESDAY, _TWO_WEEKS, {"term": {"holidays": ["2022-09-13"]}}),
        CHESS,
        ONE_IN_CHESS,
        {"periods": {"first": {"fee": 2}}},
        {"teachers": {"t1": {"pay": {"per_session": 3, "per_term": 5}}, "t2": {"pay": {"per_session": 2}}}},
        activity("chess", fee=4),
        rules({"rule": "cost", "budget": 1, "weight": 1}),
    ),
    world(
        "pay by the clock of each season",
        "cost",
        merged(_TWO_WEEKS, {"term": {"to": "2022-09-12"}, "days": ["mon"]}),
        merged(SECOND, {"periods": {"first": {"in": {"winter": {"start": "16:00", "end": "16:30"}}}}}),
        {"periods": {"second": {"fee": 1, "in": {"winter": "off"}}}},
        {"seasons": {"winter": {"from": "2022-09-12", "to": "2022-09-12"}}},
        ALONE,
        {"teachers": {"t1": {"pay": {"per_hour": 61}}, "t2": {"pay": {"per_hour": 30}}}},
        rules({"rule": "cost", "budget": 100}),
    ),
    world(
        "pay over a fortnight",
        "cost",
        {"cycle_weeks": 2, "term": {"from": "2022-09-05", "to": "2022-09-19"}},
        ALONE,
        {"teachers": {"t1": {"pay": {"per_session": 3}}, "t2": {"pay": {"per_term": 4}}}},
    ),
)

PINNED = (
    *(
        world(
            f"pinned: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned",
            _SOME_CLUBS,
            _pinned(activity="chess", **said),
        )
        for said in (
            {},
            {"student": "a1"},
            {"student": "a2"},
            {"student": "a1", "weight": 3},
            {"class": "3-1"},
            {"day": "tue"},
            {"day": "tue", "weight": 2},
            {"period": "first"},
            {"period": "second"},
            {"room": "hall"},
            {"room": "r31"},
            {"teacher": "t1"},
            {"teacher": "t1", "day": "mon", "period": "second", "room": "hall"},
        )
    ),
    *(
        world(
            f"pinned homework: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned",
            _SOME_CLUBS,
            {"rooms": {"r33": {"seats": 4}}},
            _pinned(activity="homework", **said),
        )
        for said in (
            {},
            {"student": "a1"},
            {"student": "a2", "weight": 1},
            {"class": "3-1", "day": "mon"},
            {"teacher": "t2"},
            {"room": "r33", "day": "tue"},
            {"room": "hall"},
            {"week": 1},
            {"week": 2},
        )
    ),
    *(
        world(
            f"pinned among two classes: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned",
            OTHER,
            {"teachers": {"t3": {}}, "students": {"b1": {"choices": ["chess"]}}},
            CHESS,
            _pinned(**said),
        )
        for said in (
            {"activity": "homework", "class": "3-2"},
            {"activity": "homework", "class": "3-2", "teacher": "t1"},
            {"activity": "homework", "class": "3-1", "room": "r32"},
            {"activity": "chess", "class": "3-1"},
            {"activity": "chess", "class": "3-2", "teacher": "t2"},
            {"activity": "homework", "student": "b1", "weight": 2},
        )
    ),
    *(
        world(
            f"pinned with an assistant: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned staffing",
            CHESS,
            chosen("chess"),
            {"teachers": {"t3": {}}, "rooms": {"r33": {"seats": 2}}},
            activity("homework", staff={"teachers": 2}),
            activity("chess", staff={"teachers": 2}),
            _pinned(**said),
        )
        for said in ({"activity": "homework", "teacher": "t3"}, {"activity": "chess", "teacher": "t3"})
    ),
    *(
        world(
            f"pinned duty: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned staffing",
            TUESDAY,
            ALONE,
            {"students": None, "teachers": {"t3": {}}},
            activity("patrol", kind="duty", staff={"teachers": 2}),
            _pinned(activity="patrol", **said),
        )
        for said in (
            {"teacher": "t2"},
            {"teacher": "t2", "day": "tue"},
            {"day": "tue"},
            {"day": "wed"},
            {"room": "r31"},
            {"class": "3-1"},
        )
    ),
    *(
        world(
            f"pinned in a divided class: {' '.join(f'{key} {value}' for key, value in said.items())}",
            "pinned group_size",
            _OWN,
            activity("homework", groups={"max": 1}),
            _pinned(activity="homework", **said),
        )
        for said in ({"class": "3-1", "teacher": "t1", "room": "r33"}, {"student": "a2"})
    ),
    *(
        world(
            f"pinned to somebody who cannot: {name}",
            "pinned teacher_fit",
            CHESS,
            ONE_IN_CHESS,
            {"teachers": {"t1": {"skills": ["h", "c", "p"]}, "t2": {"skills": ["h", "c", "p"]}, "t3": {}}},
            {"activities": {"homework": {"skill": "h"}, "chess": {"skill": "c"}}},
            activity("patrol", kind="duty", skill="p"),
            _pinned(activity=name, teacher="t3", weight=2),
        )
        for name in ("homework", "chess", "patrol")
    ),
    world(
        "pinned to a teacher of a divided class beside",
        "pinned group_size",
        OTHER,
        {"rooms": {"r33": {"seats": 2}}, "teachers": {"t3": {}}},
        activity("homework", groups={"max": 1}),
        _pinned(**{"activity": "homework", "class": "3-2", "teacher": "t3"}),
    ),
    world(
        "pinned in a double period",
        "pinned meets",
        SECOND,
        {"periods": {"third": {"start": "18:00", "end": "18:30"}}},
        CHESS,
        ONE_IN_CHESS,
        {"teachers": {"t1": {"skills": ["h"]}}},
        activity("homework", skill="h"),
        activity("chess", meets={"periods": 2}),
        _pinned(activity="chess", period="third"),
    ),
    world(
        "pinned in the second week",
        "pinned meets",
        {"cycle_weeks": 2},
        CHESS,
        ONE_IN_CHESS,
        {"rooms": {"hall2": {"kind": "hall", "seats": 2}}},
        _pinned(activity="chess", week=2, room="hall2"),
    ),
    world(
        "pinned, and no such student may",
        "pinned eligible",
        CHESS,
        {"students": {"a1": {"choices": ["chess"]}}},
        activity("chess", eligible={"barred": ["a1"]}),
        _pinned(activity="chess", student="a1"),
    ),
    world(
        "pinned, and chess wants more",
        "pinned group_size",
        CHESS,
        ONE_IN_CHESS,
        activity("chess", groups={"min": 2}),
        _pinned(activity="chess", weight=7),
    ),
)

_TWO_CLUBS = merged(
    CHESS,
    {
        "activities": {
            "drama": {"kind": "club", "room": "hall", "skill": "d"},
            "chess": {"skill": "c"},
            "homework": {"skill": "h"},
        },
        "teachers": {"t1": {"skills": ["h"]}, "t2": {"skills": ["c"]}, "t3": {"skills": ["d"]}},
        "rooms": {"hall": {"groups_at_once": 2}},
    },
)

AIMS = (
    *(
        world(
            f"two clubs, {fairness}, {wants} wanted",
            "club_limit group_size",
            _TWO_CLUBS,
            SECOND,
            {
                "students": {
                    "a1": {"choices": ["chess", "drama"], "wants": wants},
                    "a2": {"choices": ["drama", "chess"], "wants": 1, "periods": ["first"]},
                }
            },
            activity("chess", groups={"max": 1}),
            {
                "aims": [
                    "unplaced",
                    {"aim": "choices", "fairness": fairness, "lottery_seed": 7},
                    "workload",
                    "continuity",
                ]
            },
        )
        for fairness in ("balanced", "utilitarian")
        for wants in (1, 2)
    ),
    world(
        "nine clubs, utilitarian",
        "club_limit",
        ONE_IN_CHESS,
        HALL,
        {"teachers": {"t2": None}},
        {"students": {"a1": {"choices": [f"club{number}" for number in range(9)]}}},
        {"activities": {f"club{number}": {"kind": "club", "room": "hall"} for number in range(9)}},
        {"aims": [{"aim": "choices", "fairness": "utilitarian"}]},
    ),
    world(
        "a club that nobody can lead",
        "teacher_fit",
        _TWO_CLUBS,
        {
            "teachers": {"t2": {"skills": []}},
            "students": {"a1": {"choices": ["chess", "drama"]}, "a2": {"choices": ["chess"]}},
        },
    ),
    world(
        "a club that nobody can lead when they are there",
        "teacher_fit",
        _TWO_CLUBS,
        TUESDAY,
        {
            "teachers": {"t2": {"available": ["tue"]}},
            "students": {
                "a1": {"choices": ["chess"], "days": ["mon"]},
                "a2": {"choices": ["chess", "drama"], "days": ["mon"]},
            },
        },
    ),
    world(
        "a club without a room",
        "room_fit",
        _TWO_CLUBS,
        {
            "activities": {"chess": {"room": "lab"}},
            "rooms": {"lab": {"kind": "lab", "seats": 4, "open": ["tue"]}},
            "students": {"a1": {"choices": ["chess", "drama"]}, "a2": {"choices": ["chess"]}},
        },
    ),
    world(
        "a club with a room on one of its two days",
        "room_fit meets",
        _TWO_CLUBS,
        TUESDAY,
        {"rooms": {"hall": {"open": ["mon"]}}, "students": {"a1": {"choices": ["chess", "drama"]}, "a2": None}},
        activity("chess", meets={"sessions_per_week": 2}),
    ),
    world(
        "a club with a room of too few seats",
        "room_fit group_size",
        _TWO_CLUBS,
        {
            "activities": {"chess": {"room": "lab", "groups": {"min": 2}}},
            "rooms": {"lab": {"kind": "lab", "seats": 1}},
            "students": {"a1": {"choices": ["chess", "drama"]}, "a2": {"choices": ["chess"]}},
        },
    ),
    world(
        "clubs that do not go together",
        "club_limit",
        _TWO_CLUBS,
        SECOND,
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
        activity("chess", periods=["first"]),
        activity("drama", periods=["first"]),
    ),
    world(
        "a club in the dark",
        "end_time",
        SECOND,
        {
            "rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}},
            "term": {"dark_from": "17:00"},
            "students": {"a1": {"choices": ["chess"], "periods": ["second"]}, "a2": {"choices": ["chess"]}},
        },
        activity("chess", kind="club", room="garden"),
    ),
    world(
        "a class away from everything",
        "same_people",
        HALL,
        {
            "teachers": {"t1": None},
            "classes": {"3-1": {"class_teacher": None}},
            "rooms": {"r31": {"open": ["tue"]}, "r33": {"seats": 4}},
        },
    ),
)
