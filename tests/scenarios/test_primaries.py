"""More primary schools: what makes each special, in its scenario and in a checked timetable."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from afterschool_sched import validate
from afterschool_sched.catalogue import effective_rules
from afterschool_sched.clock import parse_time
from afterschool_sched.differences import Differences
from afterschool_sched.facts import Facts
from afterschool_sched.rules.staffing.spec import Staffing

from .world import SCHOOLS, World, classes_in, members


@cache
def _world(name: str) -> World:
    # What is asserted below is required of every timetable: the first one is enough.
    return World(SCHOOLS / f"{name}.yaml", enough=lambda _: True, seconds=300.0)


@pytest.fixture
def five() -> World:
    return _world("five-plus-two")


@pytest.fixture(params=["regular", "winter"])
def two(request: pytest.FixtureRequest) -> World:
    return _world("two-lesson-primary").within(str(request.param))


@pytest.fixture(params=["regular", "winter"])
def plan_b(request: pytest.FixtureRequest) -> World:
    return _world("plan-seasonal-b").within(str(request.param))


@pytest.fixture
def three() -> World:
    return _world("three-track-primary")


@pytest.fixture(params=["regular", "winter"])
def growing(request: pytest.FixtureRequest) -> World:
    return _world("growing-primary").within(str(request.param))


# ---- five-plus-two --------------------------------------------------------------------------------------------------


def test_five_days_and_two_hours_beyond_office_hours(five: World) -> None:
    assert five.calendar.days == ("mon", "tue", "wed", "thu", "fri")
    assert 580 <= sum(home.students or 0 for home in five.scenario.classes) <= 640
    first, last = five.span("homework"), five.span("choice")
    assert first is not None
    assert last is not None
    assert last.end - first.start >= 120
    assert last.end >= parse_time("18:00")
    for slot in five.calendar.slots:
        assert five.present(slot), f"the service is held on {slot}"


def test_what_falls_short_of_the_policy_is_found_before_solving(five: World) -> None:
    periods = five.scenario.periods
    early = {**periods, "choice": periods["choice"].model_copy(update={"end": parse_time("17:50")})}
    changed = five.scenario.model_copy(update={"days": ("mon", "tue", "wed", "thu"), "periods": early})
    found = {finding.code for finding in validate(changed)}
    assert {"policy-days", "policy-end", "policy-minutes"} <= found


def test_homework_is_finished_at_school_in_one_hour(five: World) -> None:
    homework = five.of("homework")
    assert {s.periods for _, s in homework} == {("homework",)}
    span = five.span("homework")
    assert span is not None
    assert span.minutes == 60
    done = Counter(name for g, s in homework for name in members(g, s))
    assert set(done) == {name for slot in five.calendar.slots for name in five.present(slot)}, "nobody takes it home"
    assert max(done.values()) == 5


def test_sport_once_a_week_for_every_class(five: World) -> None:
    held = Counter(home for g, s in five.of("sport") for home in classes_in(g, s, five.students))
    assert held == Counter(home.id for home in five.scenario.classes)


# ---- two-lesson-primary ---------------------------------------------------------------------------------------------


def test_first_homework_then_games_or_clubs(two: World) -> None:
    lessons = {"homework": {("lesson-1",)}}
    for name in two.scenario.activities:
        assert {s.periods for _, s in two.of(name)} == lessons.get(name, {("lesson-2",)})


def test_games_are_for_their_age_and_bound_to_the_class(two: World) -> None:
    games = {name: it.eligible.grades for name, it in two.scenario.activities.items() if it.category == "outdoor"}
    assert set(games.values()) == {(1, 2), (3, 4), (5, 6)}
    grade = {home.id: home.grade for home in two.scenario.classes}
    played: Counter[str] = Counter()
    for name, grades in games.items():
        for group, session in two.of(name):
            homes = classes_in(group, session, two.students)
            assert {grade[home] for home in homes} <= set(grades or ())
            assert len({grade[home] for home in homes}) == 1
            played.update(homes)
    assert played == Counter(list(grade)), "once a week for every class"
    own_room = {home.id: home.room for home in two.scenario.classes}
    for name in ("hanoi", "nine-rings", "huarong-pass"):
        rooms = {own_room[g.home_class or ""] == s.room for g, s in two.of(name)}
        assert True in rooms


def test_the_yard_is_small_and_shared_and_dark_in_winter(two: World) -> None:
    outdoor = {name for name, it in two.scenario.activities.items() if it.category == "outdoor"}
    groups, heads = Counter[tuple[str, str | None]](), Counter[tuple[str, str | None]]()
    for group, session in two.all:
        if group.activity in outdoor:
            groups[session.day, session.room] += 1
            heads[session.day, session.room] += len(members(group, session))
    places = {room.id: room for room in two.scenario.rooms if room.id in ("yard", "walk")}
    assert places["yard"].fallback == "walk"
    assert max(groups.values()) > 1, "several at once"
    for (day, room), count in groups.items():
        assert count <= places[room or ""].groups_at_once
        assert heads[day, room] <= places[room or ""].seats
    rooms = {room for _, room in groups}
    assert rooms <= ({"walk"} if two.plans[0].seasons == ("winter",) else {"yard", "walk"})


def test_the_covered_walk_takes_fewer_than_the_yard() -> None:
    """Who plays outdoors in the autumn has to come in; and where they are too many on a day, to come on another."""
    autumn, winter = (_world("two-lesson-primary").within(season) for season in ("regular", "winter"))
    places = {room.id: (room.groups_at_once, room.seats) for room in autumn.scenario.rooms}
    assert places["walk"] < places["yard"]
    games = [name for name, it in autumn.scenario.activities.items() if it.category == "outdoor"]

    def played(world: World) -> Counter[tuple[str, str | None]]:
        return Counter((s.day, g.home_class) for name in games for g, s in world.of(name))

    outside = {(s.day, g.home_class) for name in games for g, s in autumn.of(name) if s.room == "yard"}
    assert outside
    assert all(number <= 3 for number in Counter(day for day, _ in played(winter)).values())
    assert played(autumn) != played(winter)


# ---- plan-seasonal-b ------------------------------------------------------------------------------------------------


def test_own_teachers_only_and_managers_on_patrol(plan_b: World) -> None:
    shares = [rule.external_share for rule in effective_rules(plan_b.scenario) if isinstance(rule, Staffing)]
    assert shares == [0]
    assert not any(teacher.external for teacher in plan_b.scenario.teachers)
    role = {teacher.id: teacher.role for teacher in plan_b.scenario.teachers}
    turns = Counter(teacher for _, s in plan_b.of("patrol") for teacher in s.teachers)
    assert sum(turns.values()) == len(plan_b.calendar.slots)
    assert {role[name] for name in turns} == {"manager"}
    assert max(turns.values()) - min(turns.values()) <= 1
    assert {role[teacher] for g, s in plan_b.all if g.activity != "patrol" for teacher in s.teachers} == {"teacher"}


def test_plan_b_ends_with_the_season(plan_b: World) -> None:
    assert str(plan_b.span("second")).endswith("-18:00")
    assert str(plan_b.span("second", "winter")).endswith("-17:30")


def test_plan_b_has_a_winter_of_its_own() -> None:
    """Most clubs need 40 minutes, which the second period has not got in winter: those that met in it have to move."""
    autumn, winter = (_world("plan-seasonal-b").within(season) for season in ("regular", "winter"))
    assert autumn.plans != winter.plans
    minutes = {name: it.minutes or 0 for name, it in autumn.scenario.activities.items() if it.kind == "club"}

    def late(world: World) -> list[int]:
        return [minutes[g.activity] for g, s in world.of_kind("club") if "second" in s.periods]

    assert max(late(autumn), default=0) == 40, "in the autumn some of them meet in it"
    assert max(late(winter), default=0) < 40


def test_plan_b_individual_help(plan_b: World) -> None:
    subjects = {teacher.id: teacher.subjects for teacher in plan_b.scenario.teachers}
    helped = {name: it for name, it in plan_b.scenario.activities.items() if it.members}
    assert len(helped) == 4
    for name, activity in helped.items():
        assert [sorted(g.members) for g in plan_b.groups(name)] == [sorted(activity.members or ())]
        assert all(activity.subject in subjects[s.lead or ""] for _, s in plan_b.of(name))


def test_plan_b_clubs_as_signed_up(plan_b: World) -> None:
    listed = {student.id: student.choices for student in plan_b.scenario.students}
    assert 0.5 < sum(bool(choices) for choices in listed.values()) / len(listed) < 0.8
    assert len(listed) >= 600
    chosen = [g for g, _ in plan_b.of_kind("club") if plan_b.scenario.activities[g.activity].is_chosen]
    placed = [(name, g.activity) for g in chosen for name in g.members]
    assert placed
    assert all(club in listed[name] for name, club in placed)


# ---- three-track-primary --------------------------------------------------------------------------------------------


def test_three_programmes_on_different_weekdays(three: World) -> None:
    days: dict[str, set[str]] = {}
    for group, session in three.all:
        days.setdefault(group.activity, set()).add(session.day)
    kinds = {name: it.kind for name, it in three.scenario.activities.items()}
    assert days.pop("labour") == {"mon"}
    for name, found in days.items():
        assert found <= ({"tue", "thu"} if kinds[name] == "class" else {"wed", "fri"})


def test_labour_is_in_areas_of_one_class_each(three: World) -> None:
    held = three.of("labour")
    kind = {room.id: room.kind for room in three.scenario.rooms}
    assert len({s.room for _, s in held}) == len(held) == len(three.scenario.classes)
    assert {kind[s.room or ""] for _, s in held} == {"bed", "field", "corridor"}
    assert all(classes_in(g, s, three.students) == {g.home_class} for g, s in held)


def test_everybody_is_in_a_club_under_the_chosen_instructor(three: World) -> None:
    listed = {student.id: student.choices for student in three.scenario.students}
    taken = {name: g.activity for g, _ in three.of_kind("club") for name in g.members}
    assert set(taken) == set(listed), "every student"
    assert all(club in listed[name] for name, club in taken.items())
    for group, session in three.of_kind("club"):
        assert (session.lead,) == three.scenario.activities[group.activity].leads
        assert len(session.assistants) == 1
    clay = {
        leads for name, it in three.scenario.activities.items() if name.startswith("clay-") for leads in it.leads or ()
    }
    assert clay == {"ar-2", "ar-3"}, "the same club under two instructors"


def test_every_teacher_is_at_work_on_club_days(three: World) -> None:
    staff = {teacher.id for teacher in three.scenario.teachers}
    for day in ("wed", "fri"):
        assert {name for _, s in three.all if s.day == day for name in (s.lead, *s.assistants)} == staff


def test_learning_is_by_grade(three: World) -> None:
    grade = {home.id: home.grade for home in three.scenario.classes}
    names = {1: {"storytelling", "picture-books"}, 3: {"myths"}, 5: {"novels"}}
    for band, own in names.items():
        homes = {home for home in grade if grade[home] in (band, band + 1)}
        found = Counter(
            (g.home_class, g.activity) for g, s in three.all if s.day in ("tue", "thu") and g.home_class in homes
        )
        assert {activity for _, activity in found} == {"recitation", "writing", *own}
        for home in homes:
            assert sum(n for (of, _), n in found.items() if of == home) == 4
            assert found[home, "recitation"] == found[home, "writing"] == 1


# ---- growing-primary ------------------------------------------------------------------------------------------------


def test_growing_from_420_to_519(growing: World) -> None:
    start, later = (
        (SCHOOLS / "growing-primary" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        for name in ("start", "students")
    )
    assert (len(start) - 1, len(later) - 1) == (420, 519)
    assert later[: len(start)] == start, "nobody else has changed"
    assert len(growing.scenario.students) == 519


def test_those_who_were_there_keep_what_they_have(growing: World) -> None:
    published = growing.scenario.published
    assert published is not None
    before = {name for plan in published.plans for g in plan.groups for s in g.sessions for name in members(g, s)}
    assert len(before) == 420
    facts = Facts(growing.scenario, growing.result.timetable)
    plan = next(plan for plan in facts.plans if plan.plan in growing.plans)
    new = Differences(plan, facts.reference(plan))
    assert new.of_students == {}, "nobody has lost a club, or has another"
    assert new.value("people") <= 30
    assert new.value("rooms") + new.value("times") <= 30
    late = {student.id for student in growing.scenario.students} - before
    assert any(late.intersection(g.members) for g in growing.groups("football")), "and some of the 99 play football"


def test_twenty_minutes_of_rope_for_everybody_every_day(growing: World) -> None:
    for season in growing.calendar.seasons:
        span = growing.span("rope", season)
        assert span is not None
        assert span.minutes == 20
    for slot in growing.calendar.slots:
        if slot.period == "rope":
            there = [name for g, s in growing.of("rope") if s.day == slot.day for name in members(g, s)]
            assert sorted(there) == sorted(growing.present(slot))
            assert {s.room for _, s in growing.of("rope")} == {"yard"}


def test_parents_teach_once_a_week_beside_a_teacher(growing: World) -> None:
    role = {teacher.id: teacher.role for teacher in growing.scenario.teachers}
    parents = [name for name in role if role[name] == "parent"]
    held = [(name, s) for name in parents for s in growing.load_of(name)]
    assert held, "some parents teach"
    assert max(Counter(name for name, _ in held).values()) == 1
    assert all(s.lead == name and [role[helper] for helper in s.assistants] == ["teacher"] for name, s in held)
    assert [teacher.id for teacher in growing.scenario.teachers if not teacher.cleared] == ["pa-5"]
    assert "pa-5" not in {name for name, _ in held}


def test_every_session_is_patrolled(growing: World) -> None:
    patrol = growing.of("patrol")
    assert [(s.day, *s.periods) for _, s in patrol] == [(slot.day, slot.period) for slot in growing.calendar.slots]
    turns = Counter(s.lead for _, s in patrol)
    assert set(turns) == {"le-1", "le-2", "le-3"}
    assert max(turns.values()) - min(turns.values()) <= 1


def test_reading_and_attention_have_their_days(growing: World) -> None:
    grade = {home.id: home.grade for home in growing.scenario.classes}
    for name, day, grades in (
        ("picture-books", "mon", {1, 2}),
        ("reading", "wed", {3, 4, 5, 6}),
        ("attention", "fri", {1, 2, 3, 4, 5, 6}),
    ):
        held = growing.of(name)
        assert {(s.day, s.periods) for _, s in held} == {(day, ("courses",))}
        homes = {home for g, s in held for home in classes_in(g, s, growing.students)}
        assert homes == {home for home in grade if grade[home] in grades}


def test_help_is_for_those_the_school_names(growing: World) -> None:
    subjects = {teacher.id: teacher.subjects for teacher in growing.scenario.teachers}
    groups = {name: it for name, it in growing.scenario.activities.items() if it.members}
    assert len(groups) >= 6
    for name, activity in groups.items():
        assert [sorted(g.members) for g in growing.groups(name)] == [sorted(activity.members or ())]
        assert all(activity.subject in subjects[s.lead or ""] for _, s in growing.of(name))


def test_many_leave_earlier_in_winter(growing: World) -> None:
    students = growing.scenario.students
    assert 0.15 < sum("winter" in student.leave_in for student in students) / len(students) < 0.5


def test_football_and_group_rope_come_in_when_it_is_dark() -> None:
    autumn, winter = (_world("growing-primary").within(season) for season in ("regular", "winter"))
    outdoors = {s.room for name in ("football", "group-rope") for _, s in winter.of(name)}
    assert outdoors <= {"hall"}
    assert {s.room for name in ("football", "group-rope") for _, s in autumn.of(name)} <= {"hall", "yard"}
    assert {s.room for _, s in winter.of("rope")} == {"yard"}, "rope for everybody is over before"
