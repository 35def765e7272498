"""Tiny worlds in which rules about time and place bind."""

from __future__ import annotations

from tests.rules.world import (
    ALONE,
    CHESS,
    HALL,
    ONE_IN_CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    WINTER,
    activity,
    chosen,
    merged,
    rules,
    world,
)

ROOM_FIT = (
    world(
        "rooms by kind or id",
        "room_fit",
        HALL,
        {"rooms": {"hall2": {"seats": 2, "kind": "hall"}, "lab": {"seats": 2, "kind": "lab1"}}},
        activity("homework", room=["hall", "lab"]),
    ),
    world(
        "any room of the own kind",
        "room_fit",
        HALL,
        {"rooms": {"r33": {"seats": 4}, "r34": {"seats": 4, "outdoor": True}}},
    ),
    world("no room of its own", "room_fit", HALL, {"classes": {"3-1": {"room": None}}}),
    world(
        "its own room is a hall",
        "room_fit",
        HALL,
        {"rooms": {"hall2": {"kind": "hall", "seats": 2}}, "classes": {"3-1": {"room": "hall"}}},
    ),
    world(
        "its own room is a garden",
        "room_fit",
        {"rooms": {"r31": {"outdoor": True}, "r33": {"seats": 4, "outdoor": True}, "r34": {"seats": 4}}},
    ),
    world(
        "a club that asks for nothing",
        "room_fit",
        HALL,
        {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}}},
        chosen("chess"),
        activity("chess", kind="club"),
    ),
    world(
        "a club outdoors",
        "room_fit",
        {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}}},
        chosen("chess"),
        activity("chess", kind="club", room="garden"),
    ),
    world(
        "with a feature",
        "room_fit",
        {"rooms": {"r33": {"seats": 4, "features": ["sink", "oven"]}}},
        activity("homework", features=["sink"]),
    ),
    world(
        "without the feature",
        "room_fit",
        {"rooms": {"r31": {"features": ["oven"]}}},
        activity("homework", features=["sink", "oven"]),
    ),
    *(
        world(
            f"a room open {name}",
            "room_fit",
            SECOND,
            {"rooms": {"r31": {"open": hours}, "r33": {"seats": 4, "open": ["mon", "tue"]}}, "teachers": {"t2": None}},
        )
        for name, hours in (
            ("on tue", ["tue"]),
            ("on mon", {"mon": True}),
            ("in the second", {"mon": ["second"]}),
            ("to 16:50", {"mon": "16:00-16:50"}),
            ("to 16:49", {"mon": "16:00-16:49"}),
            ("from 16:00 to 18:00", {"mon": "16:00-18:00"}),
        )
    ),
    world(
        "a double period in a room with a break",
        "room_fit meets",
        SECOND,
        CHESS,
        chosen("chess"),
        {
            "rooms": {
                "hall": {"open": {"mon": "16:01-18:00"}},
                "hall2": {"kind": "hall", "seats": 2, "open": {"mon": "16:00-18:00"}},
            }
        },
        activity("chess", meets={"periods": 2}),
    ),
    *(
        world(f"a room with {seats} seats", "room_fit", CHESS, {"rooms": {"r31": {"seats": seats}}}, chosen("chess"))
        for seats in (1, 2)
    ),
    *(
        world(
            f"two groups on {seats} seats",
            "room_fit no_clash",
            CHESS,
            OTHER,
            {
                "rooms": {"hall": {"groups_at_once": 2, "seats": seats}, "r31": None, "r32": None},
                "classes": {"3-1": {"room": "hall"}, "3-2": {"room": "hall"}},
            },
            {"students": {"a1": {"choices": ["chess"]}, "a2": {"choices": ["chess"]}}},
            activity("homework", merge="never"),
            {"teachers": {"t3": {}}},
        )
        for seats in (2, 3)
    ),
    *(
        world(
            f"a divided class on {seats} seats",
            "room_fit group_size",
            {"rooms": {"r31": {"seats": seats, "groups_at_once": 2}}, "students": {"a3": {"class": "3-1"}}},
            activity("homework", groups={"max": 2}),
        )
        for seats in (2, 3)
    ),
)


_WINTER_ENDS = {"start": "17:00", "end": "17:48"}
_GARDEN = {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True}}}

END_TIME = (
    *(
        world(f"the latest end is {time}", "end_time", SECOND, {"term": {"latest_end": time}})
        for time in ("16:50", "17:59", "18:00")
    ),
    *(
        world(f"the earliest start is {time}", "end_time", SECOND, ALONE, {"term": {"earliest_start": time}})
        for time in ("16:00", "16:01")
    ),
    *(
        world(
            f"winter begins at {time}",
            "end_time",
            CHESS,
            ONE_IN_CHESS,
            {"seasons": {"winter": {"earliest_start": time}}},
            {"periods": {"first": {"in": {"winter": {"start": "16:10", "end": "16:50"}}}}},
        )
        for time in ("16:10", "16:11")
    ),
    *(
        world(
            f"winter ends the second at {time}",
            "end_time",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"seasons": {"winter": {}}, "periods": {"second": {"in": {"winter": {"start": "17:00", "end": time}}}}},
        )
        for time in ("17:47", "17:48")
    ),
    *(
        world(
            f"winter cuts the second at {time}",
            "end_time",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"seasons": {"winter": {"latest_end": time}}},
        )
        for time in ("17:00", "17:47", "17:48")
    ),
    *(
        world(
            f"winter cuts the second, and chess takes {minutes} minutes",
            "end_time",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"seasons": {"winter": {"latest_end": "17:30"}}},
            activity("chess", minutes=minutes),
        )
        for minutes in (30, 31, 51)
    ),
    *(
        world(
            f"homework takes {minutes} minutes",
            "end_time",
            SECOND,
            {"seasons": {"winter": {"latest_end": "17:30"}}},
            activity("homework", minutes=minutes),
        )
        for minutes in (30, 31)
    ),
    world("homework is cut in winter", "end_time", SECOND, {"seasons": {"winter": {"latest_end": "17:10"}}}),
    *(
        world(
            f"a double period until {time} in winter",
            "end_time meets",
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            {"seasons": {"winter": {"latest_end": time}}},
            activity("chess", meets={"periods": 2}),
        )
        for time in ("17:35", "17:36")
    ),
    *(
        world(
            f"dark from {time}",
            "end_time",
            SECOND,
            HALL,
            _GARDEN,
            ONE_IN_CHESS,
            {"term": {"dark_from": time}},
            activity("chess", kind="club", room=["garden", "hall"]),
        )
        for time in ("16:49", "16:50", "17:59", "18:00")
    ),
    *(
        world(
            f"homework in the garden, dark in winter from {time}",
            "end_time",
            _GARDEN,
            {"seasons": {"winter": {"dark_from": time}}},
            activity("homework", room=["garden", "classroom"]),
        )
        for time in ("16:49", "16:50")
    ),
    world(
        "off in winter, when it would be dark",
        "end_time",
        _GARDEN,
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        {"seasons": {"winter": {"dark_from": "17:00"}}},
        activity("homework", room=["garden", "classroom"]),
        ALONE,
    ),
    *(
        world(
            f"grade 3 ends at {time}",
            "end_time eligible",
            SECOND,
            CHESS,
            {
                "students": {
                    "a1": {"choices": ["chess"], "stays": {"mon": ["first"]}},
                    "a2": {"stays": {"mon": ["second"]}, "choices": ["chess"]},
                }
            },
            rules({"rule": "end_time", "grades": {"3": time}}),
        )
        for time in ("16:49", "16:50", "17:59", "18:00")
    ),
    world(
        "grade 3 ends at 17:30, as all do in winter",
        "end_time",
        SECOND,
        CHESS,
        {"seasons": {"winter": {"latest_end": "17:30"}}, "students": {"a1": {"choices": ["chess"]}, "a2": None}},
        activity("chess", minutes=20),
        rules({"rule": "end_time", "grades": {"3": "17:30"}}),
    ),
    world(
        "grade 3 ends at 18:00, and winter has no second",
        "end_time",
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        WINTER,
        ALONE,
        rules({"rule": "end_time", "grades": {"3": "18:00"}}),
    ),
    world(
        "grade 4 ends early, and would be a guest",
        "end_time eligible",
        OTHER,
        {"classes": {"3-2": {"grade": 4}}},
        activity("homework", merge="any"),
        activity("reading", kind="care", merge="any"),
        rules({"rule": "end_time", "grades": {"4": "16:49"}}),
    ),
    world(
        "a club across grades that end apart",
        "end_time eligible",
        CHESS,
        OTHER,
        SECOND,
        {
            "classes": {"3-2": {"grade": 4}},
            "students": {"a1": {"choices": ["chess"]}, "a2": None, "b1": {"choices": ["chess"], "periods": ["first"]}},
            "teachers": {"t1": {"skills": ["h"]}, "t2": {"skills": ["h"]}, "t3": {"skills": ["c"]}},
        },
        activity("homework", skill="h", merge="never"),
        activity("chess", skill="c"),
        rules({"rule": "end_time", "grades": {"4": "16:50"}}),
    ),
    *(
        world(
            f"a patrol until 18:00, latest end {time}",
            "end_time staffing",
            SECOND,
            {"students": None},
            {"term": {"latest_end": time}},
            activity("patrol", kind="duty"),
        )
        for time in ("17:59", "18:00")
    ),
    *(
        world(
            f"a patrol from 16:00, earliest start {time}",
            "end_time staffing",
            {"students": None},
            {"term": {"earliest_start": time}},
            activity("patrol", kind="duty"),
        )
        for time in ("16:00", "16:01")
    ),
    *(
        world(
            f"a patrol of {minutes} minutes",
            "end_time staffing",
            {"students": None},
            activity("patrol", kind="duty", minutes=minutes),
        )
        for minutes in (50, 51)
    ),
    world(
        "off but in winter",
        "end_time",
        merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}),
        CHESS,
        ONE_IN_CHESS,
        WINTER,
    ),
)

_WEEK = {"days": ["mon", "tue", "thu"]}
_ONE_TEACHER_EACH = {
    "teachers": {"t1": {"skills": ["h"]}, "t2": {"skills": ["c"]}},
    "activities": {"homework": {"skill": "h"}, "chess": {"skill": "c"}},
}

MEETS = (
    world("a club with days", "meets", TUESDAY, CHESS, ONE_IN_CHESS, activity("chess", days=["tue"])),
    world("a club with periods", "meets", SECOND, CHESS, ONE_IN_CHESS, activity("chess", periods=["second"])),
    world("homework with days", "meets", TUESDAY, ONE_IN_CHESS, CHESS, activity("homework", days=["mon"])),
    world(
        "homework with periods",
        "meets",
        SECOND,
        activity("homework", periods=["first"]),
        activity("reading", kind="care", periods=["second"]),
    ),
    world(
        "a patrol with days and periods",
        "meets staffing",
        TUESDAY,
        SECOND,
        {"students": None},
        activity("patrol", kind="duty", days=["tue"], periods=["first"]),
    ),
    world(
        "a period on one day",
        "meets",
        TUESDAY,
        merged(SECOND, {"periods": {"second": {"days": ["tue"]}}}),
        CHESS,
        ONE_IN_CHESS,
        _ONE_TEACHER_EACH,
        activity("chess", meets={"periods": 2}),
    ),
    *(
        world(
            f"a club {number} times a week",
            "meets",
            _WEEK,
            CHESS,
            ONE_IN_CHESS,
            _ONE_TEACHER_EACH,
            activity("chess", meets={"sessions_per_week": number}),
        )
        for number in (1, 2, 3, 4)
    ),
    *(
        world(
            f"a club with {number} days between",
            "meets",
            _WEEK,
            CHESS,
            ONE_IN_CHESS,
            _ONE_TEACHER_EACH,
            activity("chess", meets={"sessions_per_week": 2, "gap_days": number}),
        )
        for number in (0, 1, 2, 3)
    ),
    *(
        world(
            f"a club twice a week, in the same period: {same}",
            "meets",
            TUESDAY,
            SECOND,
            CHESS,
            ONE_IN_CHESS,
            _ONE_TEACHER_EACH,
            activity("chess", meets={"sessions_per_week": 2, "same_period": same}),
        )
        for same in (False, True)
    ),
    *(
        world(
            f"a club of {number} periods",
            "meets",
            SECOND,
            {"periods": {"third": {"start": "18:00", "end": "18:30"}}},
            CHESS,
            ONE_IN_CHESS,
            _ONE_TEACHER_EACH,
            activity("chess", meets={"periods": number}),
        )
        for number in (1, 2, 3)
    ),
    world(
        "a club of two periods, of which one is its own",
        "meets",
        SECOND,
        CHESS,
        ONE_IN_CHESS,
        _ONE_TEACHER_EACH,
        activity("chess", periods=["first"], meets={"periods": 2}),
    ),
    world(
        "a club of two periods every fortnight",
        "meets",
        {"cycle_weeks": 2},
        SECOND,
        CHESS,
        ONE_IN_CHESS,
        _ONE_TEACHER_EACH,
        activity("chess", meets={"periods": 2}),
    ),
    world(
        "twice two periods in the same",
        "meets",
        TUESDAY,
        SECOND,
        {"periods": {"third": {"start": "18:00", "end": "18:30"}}},
        CHESS,
        ONE_IN_CHESS,
        _ONE_TEACHER_EACH,
        activity("chess", meets={"sessions_per_week": 2, "periods": 2, "same_period": True}),
    ),
    *(
        world(
            f"reading {number} times a week",
            "meets",
            {"days": ["mon", "tue", "wed"]},
            activity("reading", kind="class", meets={"sessions_per_week": number}),
            {"teachers": {"t2": None}},
        )
        for number in (1, 2, 3, 4)
    ),
    world(
        "reading once for those who come",
        "meets",
        TUESDAY,
        OTHER,
        {"students": {"a2": None, "b1": {"days": ["mon"]}}, "teachers": {"t1": {"available": ["mon", "tue"]}}},
        activity("homework", merge="never"),
        activity("reading", kind="class", days=["tue"], meets={"sessions_per_week": 1}, merge="never"),
    ),
    world(
        "reading once for one who comes on one of its days",
        "meets",
        TUESDAY,
        {"students": {"a1": {"days": ["tue"]}, "a2": None}},
        activity("reading", kind="class", meets={"sessions_per_week": 1}),
    ),
    world(
        "reading once for those to whom it is open",
        "meets eligible",
        OTHER,
        {"classes": {"3-2": {"grade": 4}}},
        activity("homework", merge="never"),
        activity("reading", kind="class", eligible={"grades": [4]}, meets={"sessions_per_week": 1}),
    ),
    world(
        "reading once, but all are in the club",
        "meets",
        TUESDAY,
        CHESS,
        ONE_IN_CHESS,
        _ONE_TEACHER_EACH,
        {"teachers": {"t1": {"skills": ["h", "r"]}}},
        activity("reading", kind="class", skill="r", days=["mon"], meets={"sessions_per_week": 1}),
    ),
    world(
        "reading once as a guest",
        "meets eligible",
        OTHER,
        {"teachers": {"t2": None}, "classes": {"3-2": {"class_teacher": "t1"}}},
        activity("reading", kind="class", meets={"sessions_per_week": 1}),
    ),
    world("a club every fortnight", "meets", {"cycle_weeks": 2}, TUESDAY, CHESS, ONE_IN_CHESS, _ONE_TEACHER_EACH),
    world(
        "reading once a week of a fortnight",
        "meets",
        {"cycle_weeks": 2},
        TUESDAY,
        ALONE,
        {"teachers": {"t2": None}},
        activity("reading", kind="class", meets={"sessions_per_week": 1}),
    ),
)

_GARDEN = {
    "rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True, "fallback": "hall"}, "hall": {"seats": 2}}
}

WET_DAYS = (
    *(
        world(
            f"the club moves to a hall of {seats} when it is wet, {weight}",
            "wet_days",
            HALL,
            _GARDEN,
            chosen("chess"),
            activity("chess", kind="club", room="garden"),
            {"rooms": {"hall": {"seats": seats}}},
            rules({"rule": "wet_days", "weight": weight}),
        )
        for seats, weight in ((1, "required"), (2, "required"), (1, 3))
    ),
    *(
        world(
            f"the club moves in with the class when it is wet, room for {number}, {weight}",
            "wet_days",
            {"rooms": {"garden": {"kind": "garden", "seats": 4, "outdoor": True, "fallback": "r31"}}},
            {"rooms": {"r31": {"groups_at_once": number}}},
            chosen("chess"),
            activity("chess", kind="club", room="garden"),
            rules({"rule": "wet_days", "weight": weight}),
        )
        for number, weight in ((1, "required"), (2, "required"), (1, 3))
    ),
)
