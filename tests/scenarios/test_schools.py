"""The schools: what makes each special, in its scenario and in a checked timetable (the largest: test_seasonal.py)."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from afterschool_sched import Result
from afterschool_sched.entities import Student

from .world import SCHOOLS, World, classes_in, members


@cache
def _world(name: str) -> World:
    return World(SCHOOLS / f"{name}.yaml", enough=_enough, seconds=300.0)


def _enough(result: Result) -> bool:
    """What is asserted below is required, or follows from nearly everybody having a club."""
    return result.aim("unplaced").value <= 5


@pytest.fixture(params=["regular", "winter"])
def walking(request: pytest.FixtureRequest) -> World:
    return _world("walking-class-primary").within(str(request.param))


@pytest.fixture
def alternating() -> World:
    return _world("alternating-primary")


@pytest.fixture
def one_a_day() -> World:
    return _world("one-activity-a-day")


def _clubs(world: World) -> list[str]:
    return [name for name, activity in world.scenario.activities.items() if activity.kind == "club"]


def _first_choices(students: tuple[Student, ...]) -> Counter[str]:
    return Counter(student.choices[0] for student in students if student.choices)


# ---- walking-class-primary ------------------------------------------------------------------------------------------


def test_walking_students_without_a_club_stay_in_their_class(walking: World) -> None:
    in_clubs = {name for g, _ in walking.of_kind("club") for name in g.members}
    assert 0 < len(in_clubs) < len(walking.students) / 4
    own_room = {home.id: home.room for home in walking.scenario.classes}
    for group, session in walking.of("homework"):
        assert classes_in(group, session, walking.students) == {group.home_class}
        assert session.room == own_room[group.home_class or ""]
    assert len(walking.of("homework")) == len(walking.scenario.classes) * len(walking.calendar.slots)
    assert max(len(members(g, s)) for g, s in walking.of("homework")) > 40, "kept whole"


def test_walking_brothers_and_sisters_have_clubs_on_the_same_days(walking: World) -> None:
    days = {
        student: sorted({s.day for g, s in walking.of_kind("club") if student in g.members})
        for student in walking.students
    }
    families = [("s1211", "s4110"), ("s3126", "s6208"), ("s2114", "s4210")]
    assert [days[one] == days[other] for one, other in families] == [True, True, True]
    assert any(days[one] for one, _ in families)
    assert walking.clubs_of("s2216") == walking.clubs_of("s2239"), "friends"


def test_walking_classes_have_two_teachers(walking: World) -> None:
    role = {teacher.id: teacher.role for teacher in walking.scenario.teachers}
    for _, session in walking.of("homework"):
        assert len(session.assistants) == 1
        assert {role[teacher] for teacher in session.teachers} == {"teacher"}


def test_walking_leaders_inspect_every_period(walking: World) -> None:
    role = {teacher.id: teacher.role for teacher in walking.scenario.teachers}
    patrol = [s for _, s in walking.of("patrol")]
    assert [(s.day, *s.periods) for s in patrol] == [(slot.day, slot.period) for slot in walking.calendar.slots]
    turns = Counter(lead for s in patrol for lead in s.teachers)
    assert {role[name] for name in turns} == {"leader"}
    assert max(turns.values()) - min(turns.values()) <= 1
    assert len(turns) == 4


def test_walking_staff_is_unwilling_and_clubs_hardly_fill(walking: World) -> None:
    staff = [teacher for teacher in walking.scenario.teachers if teacher.role == "teacher"]
    assert sum(bool(t.wishes and t.wishes.no_clubs) for t in staff) > 0.6 * len(staff)
    first = _first_choices(walking.scenario.students)
    listed = Counter(name for student in walking.scenario.students for name in student.choices)
    least = {name: walking.scenario.activities[name].groups.min for name in _clubs(walking)}
    binding = [name for name in least if first[name] < least[name] <= listed[name]]
    assert len(binding) >= 2, "they open only if some come for whom they are not the first choice"
    assert all(len(g.members) >= least[g.activity] for g, _ in walking.of_kind("club"))
    skilled = Counter(skill for teacher in staff for skill in teacher.skills)
    assert skilled["football"] == skilled["choir"] == 1, "specialists are scarce"


def test_walking_football_and_choir_are_before_homework_in_winter() -> None:
    """Both need a longer period than the second is in winter, and football cannot be played in the dark."""
    autumn, winter = (_world("walking-class-primary").within(season) for season in ("regular", "winter"))
    for name in ("football", "choir"):
        assert {s.periods for _, s in autumn.of(name)} == {("second",)}
        assert {s.periods for _, s in winter.of(name)} == {("first",)}
    after = {winter.where(name).get((s.day, "second")) for g, s in winter.of("football") for name in g.members}
    assert "homework" in after, "their members do it after them"


def test_walking_martial_arts_and_tai_chi_share_the_hall_in_the_dark() -> None:
    winter = _world("walking-class-primary").within("winter")
    held = [(s.day, s.room) for name in ("martial-arts", "tai-chi") for _, s in winter.of(name)]
    assert {room for _, room in held} == {"hall"}
    assert len({day for day, _ in held}) == len(held), "the hall has room for one of them at a time"


# ---- alternating-primary --------------------------------------------------------------------------------------------


def test_alternating_only_counts(alternating: World) -> None:
    assert alternating.scenario.students == ()
    assert all(isinstance(home.stay, dict) for home in alternating.scenario.classes)
    assert all(alternating.scenario.activities[name].expect for name in _clubs(alternating))
    assert 400 <= len(alternating.students) <= 500


def test_alternating_homework_is_by_subject_under_the_own_teacher(alternating: World) -> None:
    subjects = {"homework-chinese": "chinese", "homework-math": "math", "homework-english": "english"}
    for home in alternating.scenario.classes:
        mine = [(g, s) for g, s in alternating.all if g.home_class == home.id and g.activity in subjects]
        assert sorted(g.activity for g, _ in mine) == sorted(subjects), "each subject once a week"
        assert sorted(s.day for _, s in mine) == ["fri", "mon", "wed"]
        assert all(s.lead == home.subject_teachers[subjects[g.activity]] for g, s in mine)
        assert all(s.room == home.room for _, s in mine)
    sizes = [len(members(g, s)) for name in subjects for g, s in alternating.of(name)]
    assert max(sizes) > 40, "kept whole"


def test_alternating_clubs_are_on_tuesday_and_thursday(alternating: World) -> None:
    assert {s.day for _, s in alternating.of_kind("club")} == {"tue", "thu"}
    assert {s.day for _, s in alternating.of("reading")} <= {"tue", "thu"}
    members_of = {name: sum(len(g.members) for g in alternating.groups(name)) for name in _clubs(alternating)}
    assert sum(members_of.values()) > 300


# ---- one-activity-a-day ---------------------------------------------------------------------------------------------


def test_one_a_day_has_one_group_and_one_teacher_a_day(one_a_day: World) -> None:
    plan = {
        "mon": ("table-tennis", "t1", 38),
        "tue": ("reading", "t2", 23),
        "wed": ("football", "t3", 38),
        "thu": ("basketball", "t4", 34),
        "fri": ("hoops", "t5", 32),
    }
    found = {s.day: (g.activity, s.lead, len(members(g, s))) for g, s in one_a_day.all}
    assert found == plan
    assert len(one_a_day.all) == 5
    assert not any(s.assistants for _, s in one_a_day.all)
    assert str(one_a_day.span("after")) == "16:40-17:30"
    assert one_a_day.scenario.students == ()
