"""From names to integers: slots, stays, candidate lists, patterns and constants of the aims, by hand.

That the compiled lists allow exactly what the checker accepts is shown in `tests/rules/test_same_set.py`.
"""

from __future__ import annotations

import hashlib

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.enrolment import UNLIMITED, lottery_number
from afterschool_sched.instance import Instance, Pattern, teachers_needed
from afterschool_sched.rule import Who
from tests.rules.world import (
    ALONE,
    BASE,
    CHESS,
    ONE_IN_CHESS,
    OTHER,
    SECOND,
    TUESDAY,
    WINTER,
    Data,
    activity,
    merged,
    rules,
    scenario,
)

WINTER_CUT: Data = {"seasons": {"winter": {"latest_end": "17:30"}}}


def compiled(*changes: Data, seasons: tuple[str, ...] | None = None, without: str | None = None) -> Instance:
    return build_instance(scenario(merged(BASE, *changes)), seasons, frozenset([without] if without else []))


def patterns(n: Instance) -> list[tuple[tuple[int, ...], ...]]:
    return [pattern.sessions for pattern in n.clubs[0].patterns]


# ---- slots ----------------------------------------------------------------------------------------------------------


def test_slots_are_in_order_of_week_day_and_period() -> None:
    n = compiled(TUESDAY, SECOND, {"cycle_weeks": 2, "evening_from": "17:00"})
    assert [(slot.week, slot.day, slot.period) for slot in n.slots] == [
        (week, day, period) for week in (1, 2) for day in (0, 1) for period in ("first", "second")
    ]
    assert [slot.minutes for slot in n.slots] == [50, 60] * 4
    assert [slot.evening for slot in n.slots] == [False, True] * 4
    assert n.days == {(1, 0): [0, 1], (1, 1): [2, 3], (2, 0): [4, 5], (2, 1): [6, 7]}
    assert n.weeks == {1: [0, 1, 2, 3], 2: [4, 5, 6, 7]}


def test_minutes_and_evenings_are_those_of_the_first_season_of_the_plan() -> None:
    changes = (SECOND, WINTER_CUT, {"evening_from": "17:30"})
    regular, winter = compiled(*changes), compiled(*changes, seasons=("winter",))
    assert [(slot.minutes, slot.evening) for slot in regular.slots] == [(50, False), (60, True)]
    assert [(slot.minutes, slot.evening) for slot in winter.slots] == [(50, False), (30, False)]
    assert (regular.seasons, winter.seasons) == (("regular", "winter"), ("winter",))


def test_a_period_that_is_off_has_no_minutes() -> None:
    off = merged(SECOND, {"periods": {"second": {"in": {"winter": "off"}}}})
    n = compiled(off, WINTER, {"evening_from": "17:00"}, seasons=("winter",))
    assert [(slot.minutes, slot.evening) for slot in n.slots] == [(50, False), (0, False)]


# ---- students -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stay", "present", "full"),
    [
        ({}, {0, 1, 2, 3}, {0, 1, 2, 3}),
        ({"days": ["tue"]}, {2, 3}, {2, 3}),
        ({"periods": ["second"]}, {1, 3}, {1, 3}),
        ({"stays": {"mon": ["first"], "tue": ["second"]}}, {0, 3}, {0, 3}),
        ({"leave": "17:00"}, {0, 2}, {0, 2}),
        ({"leave": "17:59"}, {0, 1, 2, 3}, {0, 2}),
        ({"leave": {"mon": "16:49"}}, {0, 2, 3}, {2, 3}),
        ({"leave_in": {"winter": "17:00"}}, {0, 1, 2, 3}, {0, 2}),
        ({"leave": "17:00", "leave_in": {"winter": "17:30"}}, {0, 2}, {0, 2}),
    ],
)
def test_who_is_there_when(stay: Data, present: set[int], full: set[int]) -> None:
    n = compiled(TUESDAY, SECOND, WINTER_CUT, {"students": {"a2": stay}})
    assert n.pupils[1].present == present
    assert n.pupils[1].full == full
    assert {slot for (home, slot), pupils in n.present.items() if 1 in pupils} == present


def test_a_plan_sees_the_stays_of_its_seasons_only() -> None:
    stay = {"students": {"a1": {"leave_in": {"winter": "17:00"}, "choices": ["chess"]}}}
    assert compiled(SECOND, WINTER_CUT, CHESS, stay, seasons=("regular",)).pupils[0].full == {0, 1}
    assert compiled(SECOND, WINTER_CUT, CHESS, stay, seasons=("winter",)).pupils[0].full == {0}


def test_wanted_clubs_count_club_slots_of_the_plan() -> None:
    """Who says nothing wants a club for each club slot of week 1 attended to the end in every season of the plan."""
    two = merged(CHESS, activity("drama", kind="club", room="hall"), activity("chess", periods=["first"]))
    wish = {"students": {"a1": {"choices": ["chess", "drama"]}, "a2": {"choices": ["chess"], "wants": 5}}}
    assert [pupil.wanted for pupil in compiled(SECOND, two, wish).pupils] == [2, 1]
    assert [pupil.wanted for pupil in compiled(SECOND, two, wish, {"cycle_weeks": 2}).pupils] == [2, 1]
    early = {"students": {"a1": {"leave_in": {"winter": "17:00"}}}}
    assert compiled(SECOND, two, wish, WINTER_CUT, early).pupils[0].wanted == 1
    assert compiled(SECOND, two, wish, WINTER_CUT, early, seasons=("regular",)).pupils[0].wanted == 2
    limit = rules({"rule": "club_limit", "clubs_per_week": 1})
    assert compiled(SECOND, two, wish, limit).pupils[0].wanted == 1


def test_options_are_ranked_as_chosen_and_hold_the_patterns_that_fit() -> None:
    drama = merged(CHESS, activity("drama", kind="club", room="hall"))
    wish = {"students": {"a1": {"choices": ["drama", "chess"], "leave": "17:00"}, "a2": {"choices": ["chess"]}}}
    n = compiled(SECOND, drama, wish, activity("chess", eligible={"barred": ["a2"]}))
    assert [(option.club, option.rank, option.patterns) for option in n.pupils[0].options] == [
        (1, 1, (0,)),
        (0, 2, (0,)),
    ]
    assert n.pupils[1].options == ()
    assert (n.pupils[0].served, n.pupils[1].served) == (True, False)


def test_a_student_can_be_served_though_nobody_can_lead_the_club() -> None:
    n = compiled(CHESS, ONE_IN_CHESS, activity("chess", skill="chess"))
    assert (n.clubs[0].patterns, n.pupils[0].options) == ((), ())
    assert (n.pupils[0].served, n.pupils[0].best) == (True, 0)


def test_nobody_is_served_who_wants_nothing_or_finds_no_room() -> None:
    assert not compiled(CHESS, {"students": {"a1": {"choices": ["chess"], "wants": 0}}}).pupils[0].served
    assert not compiled(CHESS, ONE_IN_CHESS, activity("chess", room="lab")).pupils[0].served


@pytest.mark.parametrize(
    ("periods", "limit", "best"),
    [
        (("first", "second"), {}, 1),  # both clubs: ranks 1 and 2 lose 0 + 1
        (("first", "first"), {}, 2),  # one of them, the first: 0, and 2 for the unfilled wish
        (("first", "second"), {"sessions_per_day": 1}, 2),
        (("first", "second"), {"per_category": {"art": 1}}, 2),
        (("first", "second"), {"clubs_per_week": 1}, 0),
    ],
)
def test_the_best_a_student_could_have_alone(periods: tuple[str, str], limit: Data, best: int) -> None:
    n = compiled(
        SECOND,
        CHESS,
        activity("chess", periods=[periods[0]], category="art"),
        activity("drama", kind="club", room="hall", periods=[periods[1]], category="art"),
        {"students": {"a1": {"choices": ["chess", "drama"], "wants": 2}}},
        rules({"rule": "club_limit", **limit}),
    )
    assert n.pupils[0].best == best


def test_the_lottery_is_that_of_the_formal_statement() -> None:
    digest = hashlib.sha256(b"7:a1").digest()
    assert lottery_number(7, "a1") == 1 + int.from_bytes(digest[:4], "big") % 100
    n = compiled({"aims": [{"aim": "choices", "lottery_seed": 7}]})
    assert [pupil.lottery for pupil in n.pupils] == [lottery_number(7, "a1"), lottery_number(7, "a2")]
    assert len({lottery_number(0, f"s{number}") for number in range(1000)}) == 100


def test_stand_ins_follow_the_students_of_the_table() -> None:
    counted = {"classes": {"3-2": {"grade": 3, "students": 2, "stay": {"mon": 1}}}}
    n = compiled(counted)
    assert [pupil.id for pupil in n.pupils] == ["a1", "a2", "3-2#1", "3-2#2"]
    assert [len(pupil.present) for pupil in n.pupils] == [1, 1, 1, 0]


# ---- clubs ----------------------------------------------------------------------------------------------------------


def test_patterns_are_sets_of_days_and_repeat_every_week() -> None:
    n = compiled(TUESDAY, CHESS, ONE_IN_CHESS, {"cycle_weeks": 2})
    assert patterns(n) == [((0,), (2,)), ((1,), (3,))]
    assert n.clubs[0].patterns[0] == Pattern(((0,), (2,)), (0, 2), 0b101)


@pytest.mark.parametrize(
    ("meets", "expected"),
    [
        ({"sessions_per_week": 2}, [((0,), (2,)), ((0,), (3,)), ((1,), (2,)), ((1,), (3,))]),
        ({"sessions_per_week": 2, "same_period": True}, [((0,), (2,)), ((1,), (3,))]),
        ({"sessions_per_week": 2, "gap_days": 1}, []),
        ({"sessions_per_week": 3}, []),
        ({"periods": 2}, [((0, 1),), ((2, 3),)]),
        ({"periods": 3}, []),
    ],
)
def test_patterns_obey_meets(meets: Data, expected: list[tuple[tuple[int, ...], ...]]) -> None:
    assert patterns(compiled(TUESDAY, SECOND, CHESS, ONE_IN_CHESS, activity("chess", meets=meets))) == expected


def test_patterns_obey_the_clock_of_every_season() -> None:
    changes = (SECOND, CHESS, ONE_IN_CHESS, WINTER_CUT)
    assert patterns(compiled(*changes)) == [((0,),)]  # 30 of 60 minutes are less than 80 %
    assert patterns(compiled(*changes, seasons=("regular",))) == [((0,),), ((1,),)]
    assert patterns(compiled(*changes, activity("chess", minutes=30))) == [((0,),), ((1,),)]
    assert patterns(compiled(*changes, without="end_time")) == [((0,),), ((1,),)]


def test_patterns_need_a_lead_and_a_room_for_each_session() -> None:
    hours: Data = {"rooms": {"hall": {"open": {"mon": ["first"]}}}}
    assert patterns(compiled(SECOND, CHESS, ONE_IN_CHESS, hours)) == [((0,),)]
    skills: Data = {"teachers": {"t1": {"skills": ["chess"], "available": {"mon": ["second"]}}}}
    n = compiled(SECOND, CHESS, ONE_IN_CHESS, skills, activity("chess", skill="chess", staff={"teachers": 2}))
    assert patterns(n) == [((1,),)]
    assert (n.clubs[0].leads, n.clubs[0].assistants) == (((0,),), ((0, 1),))


def test_sizes_and_staff_of_clubs() -> None:
    limits = activity("chess", groups={"min": 2, "max": 5, "up_to": 3}, staff={"teachers": 2, "per_students": 2})
    club = compiled(CHESS, ONE_IN_CHESS, limits, rules({"rule": "group_size", "cap": 4})).clubs[0]
    assert (club.low, club.high, club.up_to) == (2, 4, 3)
    assert [club.need(size) for size in range(7)] == [0, 2, 2, 2, 2, 3, 3]
    unlimited = compiled(CHESS, ONE_IN_CHESS, activity("chess", groups={"min": 2}), without="group_size").clubs[0]
    assert (unlimited.low, unlimited.high) == (1, UNLIMITED)
    held = compiled(CHESS, ONE_IN_CHESS, limits, rules({"rule": "reserve", "share": 21})).clubs[0]
    assert held.high == 3
    assert [teachers_needed(1, None, size) for size in (0, 1, 99)] == [0, 1, 1]


# ---- class activities and duties ------------------------------------------------------------------------------------


def test_hosts_and_slots_of_class_activities() -> None:
    n = compiled(OTHER, {"classes": {"3-2": {"grade": 4}}}, activity("reading", kind="care", merge="any"))
    homework, reading = n.class_activities
    assert (homework.hosts, reading.hosts) == ({0: (0,), 1: (1,)}, {0: (0, 1), 1: (1, 0)})
    assert homework.slots == {0: (0,), 1: (0,)}
    free = compiled(OTHER, {"classes": {"3-2": {"grade": 4}}}, without="eligible")
    assert free.class_activities[0].hosts == {0: (0, 1), 1: (1, 0)}


def test_a_class_activity_is_where_somebody_is() -> None:
    n = compiled(TUESDAY, {"students": {"a1": {"days": ["tue"]}, "a2": {"days": ["tue"]}}})
    assert n.class_activities[0].slots == {0: (1,)}
    assert n.class_activities[0].obliged == (0,)
    absent = compiled({"students": {"a1": {"days": ["tue"]}, "a2": {"days": ["tue"]}}})
    assert (absent.class_activities[0].slots, absent.class_activities[0].obliged) == ({0: ()}, ())


def test_rooms_of_a_class_begin_with_its_own() -> None:
    more = {"rooms": {"r30": {"seats": 4}, "garden": {"kind": "garden", "seats": 4, "outdoor": True}}}
    n = compiled(more, {"classes": {"3-1": {"room": "r30"}}})
    assert n.rooms == ("r31", "r30", "garden")
    assert n.class_activities[0].rooms == {(0, 0): (1, 0)}
    assert n.class_activities[0].own_room == {0: 1}
    named = compiled(more, activity("homework", room="garden")).class_activities[0]
    assert (named.rooms, named.counts_own_room) == ({(0, 0): (2,)}, False)


def test_own_teachers() -> None:
    taught = {"classes": {"3-1": {"subject_teachers": {"math": "t2"}}}}
    assert compiled(taught).class_activities[0].own == {0: {0, 1}}
    assert compiled(taught, activity("homework", subject="math")).class_activities[0].own == {0: {1}}
    assert compiled(taught, activity("homework", subject="art")).class_activities[0].own == {0: frozenset()}
    required = compiled(activity("homework", own_teacher="required")).class_activities[0]
    assert (required.leads, required.assistants) == ({(0, 0): (0,)}, {0: (0, 1)})
    assert not compiled(activity("homework", own_teacher="any")).class_activities[0].counts_own_teacher


def test_limits_of_class_activities() -> None:
    n = compiled(activity("homework", groups={"max": 7}, over_cap="keep"), rules({"rule": "group_size", "cap": 9}))
    assert (n.class_activities[0].limit, n.class_activities[0].keep) == (7, True)


def test_a_duty_is_in_all_its_slots_and_nobody_can_do_it_against_the_clock() -> None:
    duty = activity("patrol", kind="duty", days=["tue"], roles=["coach"])
    assert compiled(TUESDAY, SECOND, duty).duties[0].candidates == {2: (1,), 3: (1,)}
    early = {"term": {"latest_end": "17:30"}}
    assert compiled(TUESDAY, SECOND, duty, early).duties[0].candidates == {2: (1,), 3: ()}
    assert compiled(TUESDAY, SECOND, duty, early, without="end_time").duties[0].candidates == {2: (1,), 3: (1,)}


# ---- rules ----------------------------------------------------------------------------------------------------------


def test_rules_may_be_left_out() -> None:
    limit = rules({"rule": "workload", "sessions_per_day": 1}, {"rule": "workload", "days_per_week": 1})
    assert [rule.id for rule in compiled(limit).rules].count("workload") == 2
    assert "workload" not in [rule.id for rule in compiled(limit, without="workload").rules]
    assert compiled(without="even").rule("even") is None
    assert compiled().rule("group_size") is not None


def test_whom_a_rule_concerns() -> None:
    n = compiled(ALONE, {"teachers": {"t2": {"external": True}, "t3": {"role": "coach"}}})
    assert n.concerned(Who()) == [0, 1, 2]
    assert n.concerned(Who(roles=("coach",))) == [1, 2]
    assert n.concerned(Who(roles=("coach",), external=False)) == [2]
    assert n.concerned(Who(teachers=("t1", "t2"), external=True)) == [1]
