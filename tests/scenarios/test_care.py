"""Schools with care at noon and with limits of homework: what makes each special, in a checked timetable."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from afterschool_sched import validate
from afterschool_sched.catalogue import effective_rules
from afterschool_sched.rules.reserve.spec import Reserve

from .world import SCHOOLS, World, classes_in, members


@cache
def _world(name: str) -> World:
    # What is asserted below is required of every timetable: the first one is enough.
    return World(SCHOOLS / f"{name}.yaml", enough=lambda _: True, seconds=300.0)


@pytest.fixture
def lunch() -> World:
    return _world("lunch-care-primary")


@pytest.fixture
def limits() -> World:
    return _world("homework-limits")


# ---- lunch-care-primary ---------------------------------------------------------------------------------------------


def test_all_but_three_of_a_class_stay_from_noon_on(lunch: World) -> None:
    for home in lunch.scenario.classes:
        assert home.students is not None
        assert home.stay == home.students - 3
    meals = Counter((s.day, home) for g, s in lunch.of("meal") for home in classes_in(g, s, lunch.students))
    assert meals == Counter((day, home.id) for day in lunch.calendar.days for home in lunch.scenario.classes)
    assert {s.room for _, s in lunch.of("meal")} == {"canteen"}
    assert {s.periods for _, s in lunch.of("rest")} == {("rest",)}


def test_duty_teachers_take_turns_of_whole_days_equally_often(lunch: World) -> None:
    assert all(s.lead is None for name in ("meal", "rest") for _, s in lunch.of(name))
    assert all(s.lead for name in lunch.scenario.activities if name not in ("meal", "rest") for _, s in lunch.of(name))
    for name in ("meal", "rest"):
        ids = {g.id for g in lunch.groups(name)}
        turns = Counter(turn.teacher for turn in lunch.result.timetable.rota if turn.group in ids)
        assert set(turns) == {teacher.id for teacher in lunch.scenario.teachers}
        assert max(turns.values()) - min(turns.values()) <= 1
    away = [
        turn
        for turn in lunch.result.timetable.rota
        if turn.teacher == "sc-1" and date(2022, 10, 10) <= turn.date <= date(2022, 10, 21)
    ]
    assert away == []


def test_activities_of_a_class_do_not_repeat_within_a_week(lunch: World) -> None:
    names = [name for name, it in lunch.scenario.activities.items() if it.kind == "class"]
    done: dict[str, dict[str, set[str]]] = {home.id: {} for home in lunch.scenario.classes}
    for name in names:
        for group, session in lunch.of(name):
            for home in classes_in(group, session, lunch.students):
                done[home].setdefault(name, set()).add(session.day)
    assert len(names) == 5
    for contents in done.values():
        assert all(len(days) == 1 for days in contents.values())


def test_six_clubs_hold_places_for_those_who_come_later(lunch: World) -> None:
    clubs = {name: it for name, it in lunch.scenario.activities.items() if it.kind == "club"}
    assert len(clubs) == 6
    assert [rule.share for rule in effective_rules(lunch.scenario) if isinstance(rule, Reserve)] == [10]
    for name, club in clubs.items():
        most = club.groups.max or 40
        assert lunch.groups(name)
        assert all(len(g.members) <= 0.9 * most for g in lunch.groups(name))


# ---- homework-limits ------------------------------------------------------------------------------------------------


def test_minutes_of_homework_are_those_of_the_grade(limits: World) -> None:
    grade = {home.id: home.grade for home in limits.scenario.classes}
    minutes: Counter[tuple[str, str]] = Counter()
    for group, session in limits.of("homework"):
        for home in classes_in(group, session, limits.students):
            minutes[home, session.day] += sum(span.minutes for p in session.periods if (span := limits.span(p)))
    expected = {1: 0, 2: 20, 3: 40, 4: 40, 5: 60, 6: 60}
    for home, level in grade.items():
        for day in limits.calendar.days:
            assert minutes[home, day] == expected[level]


def test_the_youngest_read_and_play_instead(limits: World) -> None:
    first = {home.id for home in limits.scenario.classes if home.grade == 1}
    done = {g.activity for g, s in limits.of_kind("class") if classes_in(g, s, limits.students) & first}
    assert done == {"reading", "play"}


def test_grade_two_goes_beyond_the_policy(limits: World) -> None:
    assert [use.policy.id for use in limits.scenario.policies] == ["homework-limits-2021"]
    found = validate(limits.scenario)
    assert [(finding.severity, finding.code) for finding in found] == [("warning", "policy-exceeded")]
    assert "grade 2" in found[0].text
    assert "grade 3" not in found[0].text


def test_weak_students_are_corrected_face_to_face(limits: World) -> None:
    subjects = {teacher.id: teacher.subjects for teacher in limits.scenario.teachers}
    support = {name: it for name, it in limits.scenario.activities.items() if it.members}
    assert len(support) == 6
    for name, activity in support.items():
        assert [sorted(g.members) for g in limits.groups(name)] == [sorted(activity.members or ())]
        for group, session in limits.of(name):
            assert len(members(group, session)) <= 6
            assert activity.subject in subjects[session.lead or ""]
