"""Secondary schools, and primaries with long days: what makes each special, in its scenario and its timetable."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache

import pytest

from afterschool_sched.calendar import Slot
from afterschool_sched.clock import DAYS, parse_time

from .world import SCHOOLS, World, classes_in, members


@cache
def _world(name: str) -> World:
    # What is asserted below is required of every timetable: the first one is enough.
    return World(SCHOOLS / f"{name}.yaml", enough=lambda _: True, seconds=300.0)


@cache
def _college() -> World:
    # Here it follows from everybody being in a club.
    return World(
        SCHOOLS / "vocational-college.yaml", enough=lambda result: result.aim("unplaced").value == 0, seconds=300.0
    )


@pytest.fixture
def middle() -> World:
    return _world("middle-school-clubs")


@pytest.fixture(params=["regular", "winter"])
def college(request: pytest.FixtureRequest) -> World:
    return _college().within(str(request.param))


@pytest.fixture
def works() -> World:
    return _world("enterprise-school")


@pytest.fixture
def sunday() -> World:
    return _world("plan-middle-school")


@pytest.fixture
def everybody() -> World:
    return _world("plan-all-students")


@pytest.fixture
def by_term() -> World:
    return _world("plan-term-choice")


# ---- middle-school-clubs --------------------------------------------------------------------------------------------


def test_study_in_the_home_class_under_the_class_teacher(middle: World) -> None:
    teacher = {home.id: home.class_teacher for home in middle.scenario.classes}
    room = {home.id: home.room for home in middle.scenario.classes}
    studies = middle.of("study")
    assert len(studies) == len(teacher) * 5
    for group, session in studies:
        assert classes_in(group, session, middle.students) == {group.home_class}
        assert (session.lead, session.room) == (teacher[group.home_class or ""], room[group.home_class or ""])


def test_interest_groups_on_two_days_for_the_whole_service(middle: World) -> None:
    clubs = middle.of_kind("club")
    assert {session.day for _, session in clubs} == {"tue", "thu"}
    span = middle.span("service")
    assert span is not None
    assert (span.start, span.end) == (parse_time("15:40"), parse_time("17:10"))
    held = defaultdict(set)
    for group, session in clubs:
        held[group.id].add(session.day)
    assert all(days == {"tue", "thu"} for days in held.values())


def test_the_workload_of_the_staff_is_counted(middle: World) -> None:
    minutes = Counter[str]()
    for _, session in middle.all:
        minutes.update(dict.fromkeys(session.teachers, 90))
    assert max(minutes.values()) == 450
    others = {t.id for t in middle.scenario.teachers} - {h.class_teacher for h in middle.scenario.classes}
    assert all(minutes[name] <= 180 for name in others)


# ---- vocational-college ---------------------------------------------------------------------------------------------


def test_evening_self_study_begins_with_forty_minutes_of_reading(college: World) -> None:
    reading, study = college.span("reading"), college.span("study")
    assert reading is not None
    assert study is not None
    assert reading.minutes == 40
    assert reading.end <= study.start
    for day in DAYS[:4]:
        there = {m for g, s in college.of("evening-reading") if s.day == day for m in members(g, s)}
        assert there == college.present(Slot(1, day, "reading"))
    assert {s.day for _, s in college.of("self-study")} == set(DAYS[:4])


def test_posts_are_small_and_kept_in_turns(college: World) -> None:
    turns = college.of("supervision-post")
    assert len({(s.day, s.periods) for _, s in turns}) == len(turns) >= 4, "one group at a time, on most afternoons"
    assert all(2 <= len(g.members) <= 4 for g, _ in turns)
    broadcasts = Counter(g.id for g, _ in college.of("broadcasting"))
    assert set(broadcasts.values()) == {2}


def test_everybody_on_campus_takes_part_in_their_own_way(college: World) -> None:
    role = {teacher.id: teacher.role for teacher in college.scenario.teachers}
    assert {role[s.lead or ""] for _, s in college.of("library-reading")} == {"librarian"}
    assert {role[s.lead or ""] for _, s in college.of("self-study")} <= {"class-teacher", "dormitory"}
    assert {"department-head", "group-leader"} <= {role[s.lead or ""] for _, s in college.of_kind("club")}
    kinds = {college.scenario.activities[g.activity].category for g, _ in college.of_kind("club")}
    assert kinds == {"posts", "sports", "reading", "student-clubs"}


def test_ball_games_fill_the_gymnasium_when_it_is_dark() -> None:
    assert _college().result.aim("unplaced").value == 0
    autumn, winter = (_college().within(season) for season in ("regular", "winter"))
    games = ("football", "basketball", "badminton")
    assert {s.room for name in games for _, s in winter.of(name)} == {"gym"}
    assert Counter(s.day for name in games for _, s in winter.of(name)) == Counter(dict.fromkeys(DAYS[:5], 2))
    assert "ground" in {s.room for name in games for _, s in autumn.of(name)}
    assert str(winter.span("study", "winter")).endswith("-20:30")


# ---- enterprise-school ----------------------------------------------------------------------------------------------


def test_talents_lead_what_they_are_good_at(works: World) -> None:
    skills = {teacher.id: teacher.skills for teacher in works.scenario.teachers}
    for group, session in works.of_kind("club"):
        assert works.scenario.activities[group.activity].skill in skills[session.lead or ""]
    used = {activity.skill for activity in works.scenario.activities.values()}
    idle = {skill for of in skills.values() for skill in of} - used
    assert idle == {"accordion", "chess", "theatre"}, "clubs that the staff could open"


def test_nobody_works_while_their_subject_or_the_whole_staff_meets(works: World) -> None:
    subjects = {teacher.id: set(teacher.subjects) for teacher in works.scenario.teachers}
    whole = [meeting for meeting in works.scenario.meetings if not meeting.subjects]
    assert [(m.day, str(m.span)) for m in whole] == [("fri", "17:10-18:00")]
    for _, session in works.all:
        span = works.span(session.periods[0])
        assert span is not None
        for meeting in works.scenario.meetings:
            if meeting.day == session.day and meeting.span.overlaps(span):
                assert not subjects[session.lead or ""] & set(meeting.subjects)
                assert meeting.subjects


# ---- plan-middle-school ---------------------------------------------------------------------------------------------


def test_groups_of_the_whole_school_on_sunday(sunday: World) -> None:
    for name in ("school-reading", "choir", "sport", "sciences"):
        assert {s.day for _, s in sunday.of(name)} == {"sun"}
    mixed = [{m.split("-")[0] for m in members(g, s)} for g, s in sunday.of_kind("club") if s.day == "sun"]
    assert any(len(grades) > 1 for grades in mixed), "grades together"
    assert {g.activity for g, s in sunday.of_kind("class") if s.day == "sun"} <= {"sunday-study"}


def test_class_groups_by_grade_from_monday_to_friday(sunday: World) -> None:
    grade = {home.id: home.grade for home in sunday.scenario.classes}
    once = {"rope": 7, "bilingual-reading": 7, "grade-8-reading": 8}
    for name, of in once.items():
        held = {(home, s.day) for g, s in sunday.of(name) for home in classes_in(g, s, sunday.students)}
        homes = Counter(home for home, _ in held)
        assert homes == Counter(home for home in grade if grade[home] == of), "once a week for every class"
    assert {grade[g.home_class or ""] for g, _ in sunday.of("supervised-homework")} == {7, 8}
    assert {s.periods[0] for _, s in sunday.of("physics-8") + sunday.of("mpc-9")} == {"fourth"}


def test_boarders_stay_and_day_students_do_not(sunday: World) -> None:
    for day in DAYS[:5]:
        fourth = sunday.present(Slot(1, day, "fourth"))
        evening = sunday.present(Slot(1, day, "evening"))
        assert evening < fourth
        assert len(evening) > len(fourth) / 2


# ---- plan-all-students ----------------------------------------------------------------------------------------------


def test_every_student_in_three_bands_of_every_day(everybody: World) -> None:
    assert tuple(everybody.scenario.periods) == ("morning", "noon", "clubs", "evening")
    looked_after: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group, session in everybody.all:
        looked_after[session.day, session.periods[0]] |= set(members(group, session))
    assert len(looked_after) == 20
    assert set(map(len, looked_after.values())) == {len(everybody.students)}
    assert {t.external for t in everybody.scenario.teachers} == {False}


def test_rest_between_the_evening_and_the_next_morning(everybody: World) -> None:
    late: dict[str, set[int]] = defaultdict(set)
    early: dict[str, set[int]] = defaultdict(set)
    for _, session in everybody.all:
        for teacher in session.teachers:
            if session.periods[0] == "evening":
                late[teacher].add(DAYS.index(session.day))
            if session.periods[0] == "morning":
                early[teacher].add(DAYS.index(session.day))
    assert late
    assert early
    for teacher, days in late.items():
        assert not {day + 1 for day in days} & early[teacher]
        assert len(days) <= 3


# ---- plan-term-choice -----------------------------------------------------------------------------------------------


def test_one_or_two_instructors_by_size(by_term: World) -> None:
    sizes = set()
    for group, session in by_term.of_kind("club"):
        assert len(group.members) <= 40
        assert 1 + len(session.assistants) == (2 if len(group.members) > 24 else 1)
        sizes.add(len(session.assistants))
    assert sizes == {0, 1}


def test_outside_instructors_and_parents_after_clearance(by_term: World) -> None:
    teachers = {teacher.id: teacher for teacher in by_term.scenario.teachers}
    work = Counter(name for _, s in by_term.all for name in s.teachers)
    outside = {name for name in work if teachers[name].external}
    assert {teachers[name].role for name in outside} == {"instructor", "parent"}
    assert "pa-5" not in work, "not cleared"
    assert not teachers["pa-5"].cleared
    assert 100 * sum(work[name] for name in outside) <= 25 * sum(work.values())
    assert all(work[name] <= (1 if teachers[name].role == "parent" else 4) for name in outside)


def test_courses_are_paid_for_and_outside_bodies_stay_within_what_was_voted(by_term: World) -> None:
    fee = {name: it.fee for name, it in by_term.scenario.activities.items() if it.kind == "club"}
    assert set(fee.values()) == {90, 200}
    money = by_term.result.money
    assert money is not None
    clubs = [group for group in by_term.result.timetable.plans[0].groups if group.members]
    assert money.fees == sum(fee[group.activity] * len(group.members) for group in clubs)
    roles = {teacher.id: teacher.role for teacher in by_term.scenario.teachers}
    outside = {name: amount for name, amount in money.pay_by_teacher.items() if roles[name] == "instructor"}
    assert 0 < sum(outside.values()) <= 32_000
    assert "parent" not in {roles[name] for name in money.pay_by_teacher}


def test_lunch_for_all_and_a_course_for_the_term(by_term: World) -> None:
    lunch, noon = by_term.span("lunch"), by_term.span("noon")
    assert lunch is not None
    assert noon is not None
    assert (lunch.start, noon.end) == (parse_time("12:00"), parse_time("14:10"))
    assert {s.periods[0] for _, s in by_term.of("lunch-rest")} == {"lunch"}
    clubs = Counter(name for g in by_term.result.timetable.plans[0].groups for name in g.members)
    assert set(clubs.values()) <= {1, 2}
