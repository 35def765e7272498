"""Tiny worlds in which rules about teachers bind."""

from __future__ import annotations

from tests.rules.world import (
    ALONE,
    CHESS,
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

TEACHER_FIT = (
    world("a skill", "teacher_fit", {"teachers": {"t2": {"skills": ["abacus"]}}}, activity("homework", skill="abacus")),
    world(
        "a subject",
        "teacher_fit",
        {"teachers": {"t1": {"subjects": ["math", "art"]}, "t3": {"subjects": ["art"]}}},
        activity("homework", subject="math"),
    ),
    world(
        "roles",
        "teacher_fit",
        {"teachers": {"t3": {"role": "leader"}}},
        activity("homework", roles=["coach", "leader"]),
    ),
    world("named to lead", "teacher_fit", {"teachers": {"t3": {}}}, activity("homework", leads=["t2", "t3"])),
    world(
        "not cleared",
        "teacher_fit",
        {"teachers": {"t1": {"cleared": False}}},
        activity("homework", staff={"teachers": 1}),
    ),
    world(
        "not cleared to assist",
        "teacher_fit staffing",
        {"teachers": {"t2": {"cleared": False}, "t3": {}}},
        activity("homework", staff={"teachers": 2}),
    ),
    world(
        "roles of assistants",
        "teacher_fit staffing",
        {"teachers": {"t3": {"role": "leader"}}},
        activity("homework", staff={"teachers": 2, "assistant_roles": ["coach"]}),
    ),
    *(
        world(f"a teacher there {name}", "teacher_fit", SECOND, {"teachers": {"t1": {"available": hours}}})
        for name, hours in (
            ("on tue", ["tue"]),
            ("on mon", ["mon"]),
            ("all mon", {"mon": True}),
            ("in the second", {"mon": ["second"]}),
            ("to 16:50", {"mon": "16:00-16:50"}),
            ("to 16:49", {"mon": "16:00-16:49"}),
            ("from 16:01", {"mon": "16:01-18:00"}),
        )
    ),
    world(
        "a teacher for a double period",
        "teacher_fit meets",
        SECOND,
        CHESS,
        chosen("chess"),
        {"teachers": {"t1": {"available": {"mon": ["first"]}}, "t2": {"available": {"mon": "16:00-18:00"}}}},
        activity("chess", meets={"periods": 2}),
    ),
    world(
        "a teacher there on one of two days",
        "teacher_fit meets",
        TUESDAY,
        CHESS,
        ONE_IN_CHESS,
        {"teachers": {"t1": {"available": ["mon"]}, "t2": {"available": ["mon", "tue"]}, "t3": {"skills": ["h"]}}},
        activity("homework", skill="h"),
        activity("chess", meets={"sessions_per_week": 2}),
    ),
    world(
        "a teacher there until winter",
        "teacher_fit",
        merged(SECOND, {"periods": {"second": {"in": {"winter": {"start": "17:00", "end": "17:30"}}}}}),
        {"seasons": {"winter": {}}, "teachers": {"t1": {"available": {"mon": "16:00-17:30"}}}},
    ),
    *(
        world(
            f"a meeting of {name}",
            "teacher_fit",
            {"meetings": [{"day": "mon", "span": span, **who}], "teachers": {"t1": {"subjects": ["math"]}}},
        )
        for name, span, who in (
            ("t1", "16:49-17:00", {"teachers": ["t1"]}),
            ("t1 afterwards", "16:50-17:00", {"teachers": ["t1"]}),
            ("coaches", "15:00-16:01", {"roles": ["coach"]}),
            ("coaches before", "15:00-16:00", {"roles": ["coach"]}),
            ("math", "16:10-16:20", {"subjects": ["math"]}),
            ("everybody", "16:10-16:20", {}),
        )
    ),
    world(
        "a meeting that is in the way in winter",
        "teacher_fit",
        WINTER,
        {"periods": {"first": {"in": {"winter": {"start": "15:30", "end": "16:20"}}}}},
        {"meetings": [{"day": "mon", "span": "15:00-16:00", "teachers": ["t1"]}]},
    ),
    world("a meeting on tue", "teacher_fit", {"meetings": [{"day": "tue", "span": "16:00-17:00"}]}),
    world("only own teachers", "teacher_fit", activity("homework", own_teacher="required")),
    world(
        "only own subject teachers",
        "teacher_fit",
        {
            "teachers": {"t2": {"subjects": ["math"]}, "t3": {"subjects": ["math"]}},
            "classes": {"3-1": {"subject_teachers": {"math": "t3", "art": "t2"}}},
        },
        activity("homework", own_teacher="required", subject="math"),
    ),
    world(
        "no own teacher at all",
        "teacher_fit",
        {"classes": {"3-1": {"class_teacher": None}}},
        activity("homework", own_teacher="required"),
    ),
    world(
        "own teachers of the host",
        "teacher_fit eligible",
        OTHER,
        {"teachers": {"t3": {}}},
        activity("homework", own_teacher="required"),
    ),
    world(
        "a duty for leaders",
        "teacher_fit staffing",
        {"teachers": {"t3": {"role": "leader"}}},
        activity("patrol", kind="duty", roles=["leader", "coach"], staff={"assistant_roles": ["teacher"]}),
    ),
)

STAFFING = (
    *(
        world(
            f"{number} teachers for a class",
            "staffing",
            {"teachers": {"t3": {}}},
            activity("homework", staff={"teachers": number}),
        )
        for number in (1, 2, 3, 4)
    ),
    *(
        world(
            f"a teacher for every {number}",
            "staffing",
            {"students": {"a3": {"class": "3-1"}}},
            activity("homework", staff={"per_students": number}),
        )
        for number in (1, 2, 3)
    ),
    *(
        world(
            f"a club teacher for every {number}",
            "staffing",
            CHESS,
            {"teachers": {"t3": {}}},
            chosen("chess"),
            activity("chess", staff={"per_students": number}),
        )
        for number in (1, 2)
    ),
    world(
        "two for the club, more by size",
        "staffing",
        CHESS,
        {"teachers": {"t3": {}}},
        chosen("chess"),
        activity("chess", staff={"teachers": 2, "per_students": 1}),
    ),
    world(
        "a divided class with a teacher for every one",
        "staffing group_size",
        {"rooms": {"r33": {"seats": 2}}, "teachers": {"t3": {}, "t4": {}}, "students": {"a3": {"class": "3-1"}}},
        activity("homework", staff={"per_students": 1}, groups={"max": 2}),
        {"teachers": {"t4": None}},
    ),
    world(
        "a club keeps its people",
        "staffing meets",
        CHESS,
        {"days": ["mon", "tue"], "students": {"a1": {"choices": ["chess"]}, "a2": None}},
        activity("chess", meets={"sessions_per_week": 2}),
        {"rooms": {"hall": {"open": ["mon", "tue"]}}},
    ),
    *(
        world(
            f"patrol by {number}",
            "staffing",
            SECOND,
            {"teachers": {"t3": {}}},
            activity("patrol", kind="duty", periods=["second"], staff={"teachers": number}),
        )
        for number in (1, 2, 3)
    ),
    world(
        "patrol by one for every one",
        "staffing",
        {"teachers": {"t3": {}}},
        activity("patrol", kind="duty", staff={"per_students": 1}),
    ),
    world("patrol twice", "staffing", SECOND, {"students": None}, activity("patrol", kind="duty")),
    world(
        "a patrol that nobody may do",
        "staffing teacher_fit",
        {"teachers": {"t3": {}}},
        activity("patrol", kind="duty", skill="patrol"),
    ),
    world(
        "patrol, but never in the second",
        "staffing",
        merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}),
        {"students": None},
        activity("patrol", kind="duty"),
    ),
    world(
        "patrol while it is on",
        "staffing",
        merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}}),
        {"seasons": {"winter": {}}, "students": None},
        activity("patrol", kind="duty", days=["mon"]),
    ),
    *(
        world(
            f"externals give {share} percent",
            "staffing",
            SECOND,
            {"teachers": {"t2": {"external": True}}},
            activity("patrol", kind="duty", periods=["second"]),
            rules({"rule": "staffing", "external_share": share}),
        )
        for share in (0, 33, 34, 66, 67, 100)
    ),
    *(
        world(
            f"externals give {share} percent of two",
            "staffing",
            SECOND,
            {"teachers": {"t2": {"external": True}}},
            rules({"rule": "staffing", "external_share": share}),
        )
        for share in (49, 50)
    ),
)


# Who works when is the question: a class of one, and a teacher for each of its periods.
_WORK = merged(TUESDAY, SECOND, ALONE, {"evening_from": "17:00"})


def _range(low: int | None, high: int | None) -> dict[str, int]:
    return {key: value for key, value in (("min", low), ("max", high)) if value is not None}


_MEASURES = (
    ("sessions_per_day", None, 0),
    ("sessions_per_day", None, 1),
    ("sessions_per_day", 2, None),
    ("sessions_per_week", None, 1),
    ("sessions_per_week", None, 3),
    ("sessions_per_week", 1, None),
    ("sessions_per_week", 3, None),
    ("sessions_per_week", 1, 2),
    ("minutes_per_day", None, 59),
    ("minutes_per_day", None, 60),
    ("minutes_per_day", None, 109),
    ("minutes_per_day", 50, None),
    ("minutes_per_day", 51, None),
    ("minutes_per_week", None, 109),
    ("minutes_per_week", None, 110),
    ("minutes_per_week", 110, None),
    ("minutes_per_week", 111, None),
    ("days_per_week", None, 0),
    ("days_per_week", None, 1),
    ("days_per_week", 1, None),
    ("days_per_week", 2, None),
    ("evenings_per_week", None, 0),
    ("evenings_per_week", None, 1),
    ("evenings_per_week", 1, None),
    ("evenings_per_week", 2, None),
    ("consecutive_days", None, 1),
    ("consecutive_days", 2, 2),
)

WORKLOAD = (
    *(
        world(
            f"{measure} from {low} to {high}, {weight}",
            "workload",
            _WORK,
            rules({"rule": "workload", "who": {"teachers": ["t1"]}, measure: _range(low, high), "weight": weight}),
        )
        for measure, low, high in _MEASURES
        for weight in ("required", 3)
    ),
    *(
        world(
            f"at most {number} days in a row, {weight}",
            "workload",
            ALONE,
            {"days": ["mon", "tue", "wed", "fri"]},
            rules({"rule": "workload", "who": {"roles": ["coach"]}, "consecutive_days": number, "weight": weight}),
        )
        for number in (0, 1, 2, 3)
        for weight in ("required", 2)
    ),
    *(
        world(
            f"at most {number} days in a row to the end of the week",
            "workload",
            ALONE,
            {"days": ["fri", "sat", "sun"]},
            rules({"rule": "workload", "who": {"roles": ["coach"]}, "consecutive_days": number}),
        )
        for number in (1, 2)
    ),
    world(
        "days in a row have no least number",
        "workload",
        ALONE,
        TUESDAY,
        rules({"rule": "workload", "consecutive_days": {"min": 2}}),
    ),
    *(
        world(
            f"an evening is later than {time}",
            "workload",
            _WORK,
            {"evening_from": time},
            rules({"rule": "workload", "who": {"teachers": ["t1"]}, "evenings_per_week": 1}),
        )
        for time in (None, "16:49", "16:50", "17:59", "18:00")
    ),
    *(
        world(
            f"rest: {' '.join(rest)} {' '.join(map(str, rest.values()))} over {' '.join(days)}, {weight}",
            "workload",
            SECOND,
            ALONE,
            {"days": days},
            rules({"rule": "workload", "who": {"teachers": ["t1"]}, "weight": weight, **rest}),
        )
        for rest, days in (
            ({"rest_minutes": 1320}, ["mon", "tue"]),
            ({"rest_minutes": 1321}, ["mon", "tue"]),
            ({"rest_minutes": 1391}, ["mon", "tue"]),
            ({"rest_minutes": 1440}, ["mon", "wed"]),
            ({"rest_minutes": 1321}, ["mon", "sun"]),
            ({"late_start": {"after": "17:59", "not_before": "16:01"}}, ["mon", "tue"]),
            ({"late_start": {"after": "18:00", "not_before": "16:01"}}, ["mon", "tue"]),
            ({"late_start": {"after": "16:49", "not_before": "17:00"}}, ["mon", "tue"]),
            ({"late_start": {"after": "16:50", "not_before": "17:01"}}, ["mon", "tue"]),
        )
        for weight in ("required", 1)
    ),
    world(
        "rest over a fortnight",
        "workload",
        {"cycle_weeks": 2, "days": ["mon", "sun"]},
        ALONE,
        rules({"rule": "workload", "who": {"teachers": ["t1"]}, "rest_minutes": 1440, "weight": 1}),
    ),
    world(
        "rest by the clock of the first season",
        "workload",
        merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}),
        WINTER,
        ALONE,
        {"days": ["mon", "tue"]},
        rules(
            {"rule": "workload", "who": {"teachers": ["t1"]}, "rest_minutes": 1390},
            {"rule": "workload", "who": {"teachers": ["t2"]}, "rest_minutes": 1391, "weight": 1},
        ),
    ),
    world(
        "work by week of a fortnight",
        "workload",
        {"cycle_weeks": 2},
        TUESDAY,
        ALONE,
        rules({"rule": "workload", "who": {"external": False}, "sessions_per_week": {"min": 1}}),
    ),
    world(
        "externals work little",
        "workload",
        TUESDAY,
        ALONE,
        {"teachers": {"t2": {"external": True}}},
        rules({"rule": "workload", "who": {"external": True}, "days_per_week": 1}),
    ),
    world(
        "minutes and evenings of the first season",
        "workload",
        merged(SECOND, {"periods": {"second": {"in": {"winter": {"start": "16:50", "end": "17:30"}}}}}),
        WINTER,
        ALONE,
        {"evening_from": "17:40"},
        rules(
            {"rule": "workload", "who": {"teachers": ["t1"]}, "minutes_per_week": {"max": 59}},
            {"rule": "workload", "who": {"teachers": ["t2"]}, "evenings_per_week": 0, "weight": 1},
        ),
    ),
    world(
        "the second is off in the first season",
        "workload",
        merged(SECOND, {"periods": {"second": {"in": {"regular": "off"}}}}),
        WINTER,
        ALONE,
        {"evening_from": "16:30"},
        rules(
            {"rule": "workload", "who": {"teachers": ["t1"]}, "minutes_per_week": {"max": 49}, "weight": 1},
            {
                "rule": "workload",
                "who": {"teachers": ["t2"]},
                "evenings_per_week": 0,
                "sessions_per_week": {"min": 1},
                "weight": 1,
            },
        ),
    ),
    world(
        "assistants and duties count",
        "workload staffing",
        SECOND,
        ALONE,
        {"teachers": {"t3": {}}},
        activity("homework", staff={"teachers": 2}, periods=["first"]),
        activity("reading", kind="care", periods=["second"]),
        activity("patrol", kind="duty", periods=["first"]),
        rules(
            {"rule": "workload", "sessions_per_day": 1, "weight": 2},
            {"rule": "workload", "sessions_per_week": {"min": 1}},
        ),
    ),
    world(
        "a club counts",
        "workload",
        SECOND,
        CHESS,
        ONE_IN_CHESS,
        activity("chess", meets={"periods": 2}),
        rules({"rule": "workload", "sessions_per_week": 1}),
    ),
)

_SUBJECTS = {"teachers": {"t1": {"subjects": ["art"]}, "t2": {"subjects": ["art", "math"]}, "t3": {}}}

STAFF_MIX = (
    *(
        world(
            f"a mix of {' '.join(f'{key} {value}' for key, value in mix.items())}, {weight}",
            "staff_mix",
            SECOND,
            {"students": {"a1": {"periods": ["first"]}, "a2": None}, **_SUBJECTS},
            rules({"rule": "staff_mix", "weight": weight, **mix}),
        )
        for mix in (
            {"subjects": ["math"]},
            {"subjects": ["art", "math"]},
            {"subjects": ["math", "math"], "min": 2},
            {"different": 1},
            {"different": 2},
            {"different": 3},
            {"subjects": ["math"], "when": {"periods": ["second"]}},
            {"subjects": ["math"], "when": {"days": ["tue"]}},
        )
        for weight in ("required", 3)
    ),
    *(
        world(
            f"{least} by {per}",
            "staff_mix staffing",
            SECOND,
            ALONE,
            _SUBJECTS,
            activity("homework", staff={"teachers": 2}, periods=["first"]),
            activity("reading", kind="care", periods=["second"]),
            rules({"rule": "staff_mix", "per": per, "subjects": ["art"], "min": least}),
        )
        for least in (1, 2)
        for per in ("slot", "day")
    ),
    world(
        "a mix by day of a fortnight",
        "staff_mix",
        {"cycle_weeks": 2},
        ALONE,
        _SUBJECTS,
        rules({"rule": "staff_mix", "per": "day", "different": 2, "weight": 1}),
    ),
)

EVEN = (
    *(
        world(
            f"even {what} within {tolerance}, {weight}",
            "even",
            _WORK,
            rules({"rule": "even", "what": what, "tolerance": tolerance, "weight": weight}),
        )
        for what, tolerance in (
            ("sessions", 0),
            ("sessions", 1),
            ("sessions", 2),
            ("minutes", 0),
            ("minutes", 20),
            ("minutes", 119),
            ("evenings", 0),
            ("evenings", 1),
        )
        for weight in ("required", 2)
    ),
    world(
        "even among some",
        "even",
        _WORK,
        {"teachers": {"t3": {"role": "coach"}}, "days": ["mon"]},
        rules({"rule": "even", "who": {"roles": ["coach"]}, "tolerance": 0}),
    ),
    world("even among one", "even", _WORK, rules({"rule": "even", "who": {"teachers": ["t1"]}, "tolerance": 0})),
    world(
        "even over a fortnight",
        "even",
        {"cycle_weeks": 2},
        TUESDAY,
        ALONE,
        rules({"rule": "even", "tolerance": 1}),
    ),
    *(
        world(
            f"even groups of {' '.join(activities) or 'all'} within {tolerance}, {weight}",
            "even group_size",
            CHESS,
            {"rooms": {"hall": {"groups_at_once": 2}}, "teachers": {"t1": {"skills": ["h"]}, "t3": {"role": "coach"}}},
            {
                "students": {
                    "a1": {"choices": ["chess"]},
                    "a2": {"choices": ["chess"]},
                    "a3": {"class": "3-1", "choices": ["chess"]},
                }
            },
            activity("homework", skill="h"),
            activity("chess", groups={"up_to": 2}),
            rules(
                {"rule": "even", "among": "groups", "tolerance": tolerance, "weight": weight, "activities": activities}
            ),
        )
        for tolerance, weight, activities in (
            (0, "required", ["chess"]),
            (1, "required", []),
            (0, 2, []),
            (0, "required", ["drama"]),
        )
    ),
)

_WISHES = (
    {"avoid_days": ["mon"]},
    {"avoid_periods": ["second"]},
    {"avoid_activities": ["homework"]},
    {"avoid_rooms": ["hall"]},
    {"prefer_days": ["mon"]},
    {"prefer_periods": ["first"]},
    {"no_clubs": True},
    {
        "avoid_days": ["mon"],
        "avoid_periods": ["first"],
        "avoid_rooms": ["hall"],
        "prefer_periods": ["second"],
        "no_clubs": True,
    },
)

WISHES = (
    *(
        world(
            f"wishes: {' '.join(wish)}, {weight}",
            "wishes",
            SECOND,
            CHESS,
            {"students": {"a1": {"choices": ["chess"]}, "a2": {"periods": ["second"]}}},
            {"teachers": {"t1": {"wishes": wish}}, "rooms": {"r31": {"open": ["mon"]}}},
            activity("homework", room=["classroom", "hall"]),
            rules({"rule": "wishes", "weight": weight}),
        )
        for wish in _WISHES
        for weight in ("required", 3)
    ),
    *(
        world(
            f"wishes about days: {' '.join(wish)}",
            "wishes",
            TUESDAY,
            CHESS,
            ONE_IN_CHESS,
            {"teachers": {"t1": {"wishes": wish}}},
            activity("chess", meets={"sessions_per_week": 2}),
        )
        for wish in (
            {"avoid_days": ["tue"]},
            {"prefer_days": ["tue"]},
            {"no_clubs": True},
            {"avoid_activities": ["chess"]},
        )
    ),
    world(
        "wishes of a double period",
        "wishes meets",
        SECOND,
        CHESS,
        ONE_IN_CHESS,
        {"teachers": {"t1": {"wishes": {"avoid_periods": ["second"], "prefer_periods": ["first"]}}}},
        activity("chess", meets={"periods": 2}),
    ),
    world(
        "wishes about rooms over two days",
        "wishes",
        TUESDAY,
        CHESS,
        ONE_IN_CHESS,
        {
            "rooms": {"hall2": {"kind": "hall", "seats": 2}},
            "teachers": {"t2": {"wishes": {"avoid_rooms": ["hall", "hall2"]}}},
        },
        activity("chess", meets={"sessions_per_week": 2}, room=["hall", "hall2"]),
    ),
    world(
        "wishes of assistants and on duty",
        "wishes staffing",
        CHESS,
        ONE_IN_CHESS,
        {
            "teachers": {
                "t2": {
                    "wishes": {
                        "no_clubs": True,
                        "avoid_activities": ["chess", "patrol"],
                        "avoid_rooms": ["hall", "r31"],
                    }
                },
                "t3": {},
            }
        },
        activity("chess", staff={"teachers": 2}),
        activity("homework", staff={"teachers": 2}),
        activity("patrol", kind="duty"),
    ),
    world(
        "wishes about what one cannot do",
        "wishes teacher_fit",
        CHESS,
        ONE_IN_CHESS,
        {"teachers": {"t2": {"wishes": {"avoid_days": ["mon"], "no_clubs": True, "avoid_rooms": ["hall"]}}, "t3": {}}},
        {"teachers": {"t1": {"skills": ["h", "c", "p"]}, "t3": {"skills": ["h", "c", "p"]}}},
        {"activities": {"homework": {"skill": "h"}, "chess": {"skill": "c"}}},
        activity("patrol", kind="duty", skill="p"),
    ),
    world(
        "wishes of some",
        "wishes",
        SECOND,
        ALONE,
        {"teachers": {who: {"wishes": {"avoid_periods": ["first"]}} for who in ("t1", "t2")}},
        rules(
            {"rule": "wishes", "weight": 1, "who": {"teachers": ["t1"]}},
            {"rule": "wishes", "weight": 10, "who": {"roles": ["coach"]}},
        ),
    ),
)
