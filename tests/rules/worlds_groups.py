"""Tiny worlds in which rules about groups and their members bind."""

from __future__ import annotations

from tests.rules.world import (
    CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    activity,
    chosen,
    merged,
    rules,
    world,
)

SUPERVISED = (
    world("homework or nothing", "supervised no_clash"),
    world("one stays longer", "supervised eligible", SECOND, {"students": {"a2": {"periods": ["first"]}}}),
    *(
        world(
            f"one is collected at {time}",
            "supervised eligible",
            SECOND,
            CHESS,
            chosen("chess"),
            {"students": {"a2": {"leave": time}}},
        )
        for time in ("17:00", "17:01", "17:59", "18:00")
    ),
    *(
        world(
            f"one is collected at {time} in winter",
            "supervised eligible",
            SECOND,
            CHESS,
            chosen("chess"),
            {"seasons": {"winter": {}}, "students": {"a2": {"leave_in": {"winter": time}}}},
        )
        for time in ("16:49", "16:50", "17:59", "18:00")
    ),
    *(
        world(
            f"one is collected at {time}, and at {other} in winter",
            "supervised eligible",
            SECOND,
            CHESS,
            chosen("chess"),
            {"seasons": {"winter": {}}, "students": {"a2": {"leave": time, "leave_in": {"winter": other}}}},
        )
        for time, other in (("18:00", "17:00"), ("17:00", "18:00"))
    ),
    world(
        "one kind of students is collected early",
        "supervised eligible",
        SECOND,
        CHESS,
        chosen("chess"),
        {"leave": [{"boarder": True, "leave": "18:00"}, {"grades": [3], "leave": "17:00"}, {"leave": "16:30"}]},
        {"students": {"a2": {"boarder": True}}},
    ),
    *(
        world(
            f"one kind of students is collected at {time} in winter",
            "supervised eligible",
            SECOND,
            CHESS,
            chosen("chess"),
            {"seasons": {"winter": {}}, "leave": [{"classes": ["3-1"], "leave_in": {"winter": {"mon": time}}}]},
            {"students": {"a2": {"leave": "18:00"}}},
        )
        for time in ("17:59", "18:00")
    ),
    world(
        "one leaves before the second in winter",
        "supervised eligible",
        SECOND,
        CHESS,
        chosen("chess"),
        {"seasons": {"winter": {}}, "students": {"a2": {"leave_in": {"winter": {"mon": "17:00"}}}}},
    ),
    world(
        "homework only first",
        "supervised meets",
        SECOND,
        CHESS,
        chosen("chess"),
        activity("homework", periods=["first"]),
    ),
    world("nobody looks after them", "supervised eligible", CHESS, activity("homework", eligible={"grades": [4]})),
    world(
        "all must be in the club",
        "supervised eligible",
        CHESS,
        chosen("chess"),
        activity("homework", eligible={"classes": []}),
    ),
    world("homework or reading", "supervised group_size", activity("reading", kind="care")),
    world("one comes on one day", "supervised", {"days": ["mon", "tue"], "students": {"a2": {"days": ["mon"]}}}),
    world(
        "one comes by day and period",
        "supervised",
        SECOND,
        {"days": ["mon", "tue"], "students": {"a2": {"stays": {"mon": ["first"], "tue": ["second"]}}}},
        {"teachers": {"t2": None}},
    ),
    world(
        "second is off in winter",
        "supervised end_time",
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        CHESS,
        chosen("chess"),
        {"seasons": {"winter": {}}},
    ),
    world(
        "second is always off", "supervised", merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}), CHESS
    ),
    *(
        world(
            f"counted only: {first} and {second} of two",
            "supervised",
            SECOND,
            {
                "students": None,
                "classes": {"3-1": {"students": 2, "stay": {"mon": {"first": first, "second": second}}}},
            },
        )
        for first, second in ((3, 1), (1, 3))
    ),
)

NO_CLASH = (
    world(
        "one teacher for two classes",
        "no_clash eligible",
        OTHER,
        {"teachers": {"t2": None}, "classes": {"3-2": {"class_teacher": "t1"}}},
    ),
    world(
        "one teacher for two classes apart",
        "no_clash eligible",
        OTHER,
        {"teachers": {"t2": None}, "classes": {"3-2": {"class_teacher": "t1"}}},
        activity("homework", merge="never"),
    ),
    *(
        world(
            f"two classes in one room for {number}",
            "no_clash room_fit",
            OTHER,
            {"rooms": {"r31": {"groups_at_once": number}, "r32": None}, "classes": {"3-2": {"room": "r31"}}},
            activity("homework", merge="never"),
        )
        for number in (1, 2)
    ),
    world(
        "two clubs at once",
        "no_clash club_limit",
        SECOND,
        CHESS,
        {"activities": {"drama": {"kind": "club", "room": "stage"}}, "rooms": {"stage": {"kind": "stage", "seats": 2}}},
        {"teachers": {"t1": {"skills": ["h"]}, "t3": {"skills": ["d"]}, "t2": {"skills": ["c"]}}},
        {
            "activities": {
                "chess": {"skill": "c", "periods": ["first"]},
                "drama": {"skill": "d"},
                "homework": {"skill": "h"},
            }
        },
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": {"choices": ["drama"]}}},
    ),
)

RESERVE = (
    *(
        world(
            f"a club of {most} that holds {' '.join(f'{key} {value}' for key, value in held.items())}",
            "reserve",
            CHESS,
            chosen("chess"),
            {"students": {"a3": {"class": "3-1", "choices": ["chess"]}}},
            activity("chess", groups={"min": 1, "max": most}),
            rules({"rule": "reserve", **held}),
        )
        for most, held in (
            (3, {"places": 1}),
            (3, {"places": 2, "activities": ["chess"]}),
            (3, {"share": 33}),
            (3, {"share": 34}),
            (3, {"places": 1, "share": 34}),
            (2, {"places": 1, "activities": ["homework"]}),
        )
    ),
    world(
        "places held in every club, more of them in one",
        "reserve",
        CHESS,
        chosen("chess"),
        rules({"rule": "reserve", "places": 1}, {"rule": "reserve", "places": 39, "activities": ["chess"]}),
    ),
    world(
        "one place of two is held",
        "reserve group_size",
        CHESS,
        chosen("chess"),
        activity("chess", groups={"up_to": 2}),
        {"rooms": {"hall": {"groups_at_once": 2}}, "teachers": {"t3": {}}},
        rules({"rule": "group_size", "cap": 2}, {"rule": "reserve", "places": 1, "activities": ["chess"]}),
    ),
)

GROUP_SIZE = (
    *(
        world(
            f"a club of {low} to {high}",
            "group_size",
            CHESS,
            chosen("chess"),
            activity("chess", groups={"min": low, "max": high}),
        )
        for low, high in ((1, 1), (1, 2), (2, 2), (3, 4))
    ),
    *(
        world(
            f"{number} groups of a club",
            "group_size",
            CHESS,
            chosen("chess"),
            {"rooms": {"hall": {"groups_at_once": 3}}, "teachers": {"t3": {}}},
            activity("chess", groups={"min": 1, "up_to": number}),
        )
        for number in (1, 2, 3)
    ),
    world(
        "the cap holds for clubs",
        "group_size",
        CHESS,
        chosen("chess"),
        activity("homework", over_cap="keep"),
        rules({"rule": "group_size", "cap": 1}),
    ),
    *(
        world(
            f"three of a class, cap {cap}",
            "group_size",
            {"rooms": {"r33": {"seats": 4}}, "students": {"a3": {"class": "3-1"}}},
            rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2, 3)
    ),
    *(
        world(
            f"four of a class, at most {most}",
            "group_size room_fit",
            {
                "rooms": {"r31": {"seats": 3}, "r33": {"seats": 2}},
                "students": {"a3": {"class": "3-1"}, "a4": {"class": "3-1"}},
            },
            activity("homework", groups={"max": most}),
        )
        for most in (2, 3, 4)
    ),
    *(
        world(
            f"a class kept whole, cap {cap}",
            "group_size",
            {"rooms": {"r33": {"seats": 4}}},
            activity("homework", over_cap="keep"),
            rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2)
    ),
    world(
        "kept whole without a room of its own",
        "group_size",
        {"classes": {"3-1": {"room": None}}},
        activity("homework", over_cap="keep"),
        rules({"rule": "group_size", "cap": 1}),
    ),
    *(
        world(
            f"guests of a class kept whole, cap {cap}",
            "group_size eligible",
            OTHER,
            activity("homework", over_cap="keep"),
            rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2, 3)
    ),
    *(
        world(
            f"guests of a class, cap {cap}",
            "group_size eligible",
            OTHER,
            {"teachers": {"t3": {}}},
            rules({"rule": "group_size", "cap": cap}),
        )
        for cap in (1, 2, 3)
    ),
    world(
        "two activities over the cap",
        "group_size",
        {"rooms": {"r33": {"seats": 4}}},
        {"activities": {"reading": {"kind": "class", "groups": {"max": 2}}, "homework": {"groups": {"max": 1}}}},
    ),
    world(
        "divided, or host of a guest",
        "group_size eligible",
        CHESS,
        OTHER,
        chosen("chess"),
        {"students": {"a3": {"class": "3-1"}}, "rooms": {"r33": {"seats": 4}}},
        {"teachers": {"t1": {"skills": ["h"]}, "t2": {"skills": ["h"]}, "t3": {"skills": ["h", "c"]}}},
        activity("homework", groups={"max": 2}, skill="h"),
        activity("chess", groups={"min": 2}, skill="c"),
    ),
    world(
        "divided only when few are in the club",
        "group_size",
        CHESS,
        {"rooms": {"r33": {"seats": 2}}, "teachers": {"t3": {}}},
        {"students": {"a1": {"choices": ["chess"]}}},
        activity("homework", groups={"max": 1}),
        activity("chess", groups={"max": 1}),
    ),
)


_GRADE_4 = {"classes": {"3-2": {"grade": 4}}}
_THIRD = {
    "rooms": {"r33": {"seats": 4}},
    "classes": {"3-3": {"grade": 5, "room": "r33"}},
    "students": {"a2": None, "c1": {"class": "3-3"}},
}

ELIGIBLE = (
    *(
        world(f"a club for {name}", "eligible", CHESS, chosen("chess"), activity("chess", eligible=whom))
        for name, whom in (
            ("grade 4", {"grades": [2, 4]}),
            ("grades 3 and 4", {"grades": [3, 4]}),
            ("class 3-1", {"classes": ["3-1"]}),
            ("no class", {"classes": []}),
            ("those invited", {"students": ["a1"]}),
            ("all but one", {"barred": ["a1"]}),
            ("no level", {"levels": ["high"]}),
        )
    ),
    world("a club that one did not choose", "eligible", CHESS, {"students": {"a1": {"choices": ["chess"]}}}),
    *(
        world(
            f"guests: {merge}, grade {grade}",
            "eligible",
            OTHER,
            {"classes": {"3-2": {"grade": grade}}},
            activity("homework", merge=merge),
        )
        for merge in ("never", "same grade", "neighbouring grades", "any")
        for grade in (3, 4, 5)
    ),
    world(
        "homework is for one class",
        "eligible",
        OTHER,
        activity("homework", eligible={"classes": ["3-1"]}),
        activity("reading", kind="care"),
    ),
    world(
        "homework is for one grade",
        "eligible",
        OTHER,
        _GRADE_4,
        activity("homework", eligible={"grades": [3]}, merge="any"),
    ),
    world(
        "invited and barred do not hold for classes",
        "eligible",
        activity("homework", eligible={"students": ["a1"], "barred": ["a2"]}),
    ),
    world(
        "the host is in the club",
        "eligible",
        CHESS,
        OTHER,
        {"rooms": {"hall": {"seats": 1}}, "students": {"b1": {"choices": ["chess"]}, "a2": None}},
    ),
    world(
        "the host goes home",
        "eligible",
        SECOND,
        OTHER,
        {"students": {"b1": {"periods": ["second"]}, "a2": None, "a1": {"periods": ["first"]}}},
    ),
    world("three classes, two teachers", "eligible no_clash", OTHER, _THIRD, activity("homework", merge="any")),
    world(
        "three classes in neighbouring grades",
        "eligible no_clash",
        OTHER,
        _GRADE_4,
        _THIRD,
        activity("homework", merge="neighbouring grades"),
    ),
    world(
        "clubs only when fully present",
        "eligible meets",
        SECOND,
        CHESS,
        TUESDAY,
        {
            "students": {"a1": {"choices": ["chess"], "leave": {"mon": "17:30"}}, "a2": None},
            "teachers": {"t1": {"skills": ["h"]}},
        },
        activity("homework", skill="h"),
    ),
)

_DRAMA = {"activities": {"drama": {"kind": "club", "room": "hall"}}, "rooms": {"hall": {"groups_at_once": 2}}}
# Who does what is not the question here: one teacher for each.
_EACH_HER_OWN = {
    "teachers": {"t1": {"skills": ["h"]}, "t2": {"skills": ["c"]}, "t3": {"skills": ["d"]}},
    "activities": {"homework": {"skill": "h"}, "chess": {"skill": "c"}, "drama": {"skill": "d"}},
}

CLUB_LIMIT = (
    *(
        world(
            f"one wants {number}",
            "club_limit",
            SECOND,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], "wants": number}, "a2": None}},
        )
        for number in (0, 1, 2, 3)
    ),
    *(
        world(
            f"one says nothing and comes {when}",
            "club_limit",
            SECOND,
            TUESDAY,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], **stay}, "a2": None}},
            activity("chess", periods=["first"]),
            activity("drama", periods=["first"]),
        )
        for when, stay in (
            ("on mon", {"days": ["mon"]}),
            ("on both days", {}),
            ("until 16:30 on mon", {"leave": {"mon": "16:30"}}),
        )
    ),
    *(
        world(
            f"limit: {name} {number}",
            "club_limit",
            SECOND,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
            rules({"rule": "club_limit", name: number}),
        )
        for name, number in (
            ("clubs_per_week", 1),
            ("clubs_per_week", 2),
            ("sessions_per_day", 1),
            ("sessions_per_day", 2),
            ("sessions_per_week", 1),
            ("sessions_per_week", 2),
        )
    ),
    *(
        world(
            f"limit: {name} {number} on two days",
            "club_limit",
            TUESDAY,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
            rules({"rule": "club_limit", name: number}),
        )
        for name, number in (("sessions_per_day", 1), ("sessions_per_week", 1))
    ),
    *(
        world(
            f"at most {number} of art, and drama is {category}",
            "club_limit",
            SECOND,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
            activity("chess", category="art"),
            activity("drama", category=category),
            rules({"rule": "club_limit", "per_category": {"art": number}}),
        )
        for number, category in ((1, "art"), (1, "sport"), (2, "art"))
    ),
    *(
        world(
            f"a double period counts two of {number} {of}",
            "club_limit meets",
            SECOND,
            CHESS,
            _EACH_HER_OWN,
            {
                "students": {"a1": {"choices": ["chess"]}, "a2": None},
                "activities": {"drama": None},
                "teachers": {"t3": None},
            },
            activity("chess", meets={"periods": 2}),
            rules({"rule": "club_limit", f"sessions_{of}": number}),
        )
        for number in (1, 2)
        for of in ("per_day", "per_week")
    ),
    world(
        "the same club twice",
        "club_limit group_size",
        SECOND,
        CHESS,
        _EACH_HER_OWN,
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": {"choices": ["chess"]}}},
        activity("chess", groups={"up_to": 2}),
        activity("drama", kind="club", groups={"min": 3}),
    ),
    world(
        "clubs at different times, and one says nothing",
        "club_limit",
        SECOND,
        CHESS,
        _DRAMA,
        _EACH_HER_OWN,
        {"students": {"a1": {"choices": ["chess", "drama"]}, "a2": None}},
        activity("chess", periods=["first"]),
        activity("drama", periods=["second"]),
    ),
    world(
        "a club twice a week beside another, one session a day",
        "club_limit meets",
        TUESDAY,
        SECOND,
        CHESS,
        _DRAMA,
        _EACH_HER_OWN,
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
        activity("chess", periods=["first"], meets={"sessions_per_week": 2}),
        activity("drama", periods=["second"]),
        rules({"rule": "club_limit", "sessions_per_day": 1}),
    ),
    world(
        "club slots of a fortnight are those of a week",
        "club_limit",
        {"cycle_weeks": 2},
        CHESS,
        _DRAMA,
        _EACH_HER_OWN,
        {"students": {"a1": {"choices": ["chess", "drama"]}, "a2": None}},
    ),
    *(
        world(
            f"limits by week of a fortnight, {number}",
            "club_limit meets",
            {"cycle_weeks": 2},
            SECOND,
            CHESS,
            _DRAMA,
            _EACH_HER_OWN,
            {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}, "a2": None}},
            rules({"rule": "club_limit", "sessions_per_week": number}),
        )
        for number in (1, 2)
    ),
)

ASSIGNED = (
    *(
        world(
            f"the school puts {len(members)} in a club", "assigned eligible", CHESS, activity("chess", members=members)
        )
        for members in (["a1"], ["a1", "a2"])
    ),
    world(
        "the school puts two in one or two groups",
        "assigned no_clash",
        SECOND,
        CHESS,
        activity("chess", members=["a1", "a2"], groups={"up_to": 2}),
    ),
    world(
        "one chooses a club beside that of the school",
        "assigned club_limit no_clash",
        SECOND,
        CHESS,
        _DRAMA,
        _EACH_HER_OWN,
        {"students": {"a1": {"choices": ["drama"]}, "a2": None}},
        activity("chess", members=["a1"]),
        rules({"rule": "club_limit", "sessions_per_day": 1}),
    ),
    world(
        "the school puts one in a club who leaves early",
        "assigned eligible",
        SECOND,
        CHESS,
        {"students": {"a1": {"leave": "17:30"}, "a2": None}},
        activity("chess", members=["a1"]),
    ),
    *(
        world(
            f"all at level {level}",
            "assigned eligible",
            SECOND,
            CHESS,
            {"students": {"a1": {"level": "low"}, "a2": {"level": "high", "periods": ["first"]}}},
            activity("chess", members="all", eligible={"levels": [level]}),
        )
        for level in ("low", "high")
    ),
    *(
        world(
            f"all at level {level} of a counted class of two, counted as {levels}",
            "assigned eligible",
            CHESS,
            {"students": None, "classes": {"3-1": {"students": 2, "levels": levels}}},
            activity("chess", members="all", eligible={"levels": [level]}),
        )
        for level, levels in (("low", {"low": 1}), ("high", {"low": 1, "high": 1}))
    ),
    world("a club with nobody in it", "assigned", CHESS, activity("chess", members=[])),
)
