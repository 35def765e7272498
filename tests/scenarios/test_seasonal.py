"""The demonstration, plan-seasonal-a: what makes it special, in its scenario and in a checked timetable of it."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from afterschool_sched.generator import homework_need, shortage
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.rules.staff_mix.spec import StaffMix

from .world import SCHOOLS, World, classes_in, members


@cache
def _world() -> World:
    # What is asserted below is required of every timetable: the first one is enough.
    return World(SCHOOLS / "plan-seasonal-a.yaml", enough=lambda _: True, seconds=300.0)


@pytest.fixture
def seasonal() -> World:
    return _world()


def _clubs(world: World) -> list[str]:
    return [name for name, activity in world.scenario.activities.items() if activity.kind == "club"]


def test_is_of_the_size_it_should_be(seasonal: World) -> None:
    scenario = seasonal.scenario
    assert 680 <= len(scenario.students) <= 720
    heads = Counter(student.class_ for student in scenario.students)
    assert len(heads) == 18
    assert min(heads.values()) >= 36
    assert max(heads.values()) <= 44
    assert Counter(home.grade for home in scenario.classes) == dict.fromkeys(range(1, 7), 3)
    assert sum(not teacher.external for teacher in scenario.teachers) == 45
    assert {a.category for a in scenario.activities.values() if a.kind == "club"} == {"arts", "language", "sports"}
    assert 22 <= len(_clubs(seasonal)) <= 28
    for name in _clubs(seasonal):
        club = scenario.activities[name]
        assert 8 <= club.groups.min <= 15
        assert club.groups.max is not None
        assert 20 <= club.groups.max <= 35


def test_ends_with_the_season(seasonal: World) -> None:
    assert str(seasonal.span("second")).endswith("-19:00")
    assert str(seasonal.span("second", "winter")).endswith("-18:30")
    outdoor = {room.id for room in seasonal.scenario.rooms if room.outdoor}
    assert outdoor
    assert {s.periods for _, s in seasonal.all if s.room in outdoor} == {("first",)}, "dark in winter"


def test_groups_are_at_most_40_with_one_named_lead(seasonal: World) -> None:
    cap = next(rule.cap for rule in seasonal.scenario.rules if isinstance(rule, GroupSize))
    assert cap == 40
    named = {teacher.id for teacher in seasonal.scenario.teachers if teacher.title}
    assert all(0 < len(members(g, s)) <= cap and s.lead in named and not s.assistants for g, s in seasonal.all)
    regrouped = [g for g, s in seasonal.of_kind("club") if len(classes_in(g, s, seasonal.students)) > 1]
    assert regrouped, "clubs take students of several classes"


def test_the_staff_of_every_day_is_mixed(seasonal: World) -> None:
    subjects = {teacher.id: teacher.subjects for teacher in seasonal.scenario.teachers}
    assert len([rule for rule in seasonal.scenario.rules if isinstance(rule, StaffMix)]) == 2
    for day in seasonal.scenario.days:
        at_work = {teacher for _, s in seasonal.all if s.day == day for teacher in s.teachers}
        there = Counter(subject for teacher in at_work for subject in subjects[teacher])
        assert there["chinese"] >= 3
        assert there["math"] >= 3
        assert there["english"] >= 1


def test_has_games_by_grade_and_self_study(seasonal: World) -> None:
    for activity, grades in (("games-3", {3}), ("games-45", {4, 5})):
        held = seasonal.of(activity)
        homes = {home.id for home in seasonal.scenario.classes if home.grade in grades}
        taken = Counter(home for g, s in held for home in classes_in(g, s, seasonal.students))
        assert taken == dict.fromkeys(homes, 1), "once a week for every class"
    assert seasonal.of("self-study")


def test_students_are_handed_over_at_times_of_their_own(seasonal: World) -> None:
    leaves = Counter(str(student.leave) for student in seasonal.scenario.students)
    after_first = leaves[str(17 * 60 + 40)]
    assert 0.2 <= after_first / len(seasonal.scenario.students) <= 0.4
    assert any(isinstance(student.leave, dict) for student in seasonal.scenario.students)
    assert any(student.leave_in.get("winter") for student in seasonal.scenario.students)
    for slot in seasonal.calendar.slots:
        there = [
            name for g, s in seasonal.all if (s.day, slot.period) == (slot.day, *s.periods) for name in members(g, s)
        ]
        assert sorted(there) == sorted(seasonal.present(slot)), f"on the lists of {slot}: all who stay, once"


def test_favoured_clubs_are_over_subscribed(seasonal: World) -> None:
    first = Counter(student.choices[0] for student in seasonal.scenario.students if student.choices)
    places = {
        name: (it := seasonal.scenario.activities[name].groups).up_to * (it.max or 40) for name in _clubs(seasonal)
    }
    ratios = sorted((first[name] / places[name] for name in places), reverse=True)
    assert ratios[3] >= 1.5, "four clubs or more are wanted by half as many again as they can take"
    assert ratios[0] <= 2.5
    lengths = {len(student.choices) for student in seasonal.scenario.students}
    assert lengths == {0, 3, 4, 5, 6}


def test_classmates_and_friends_like_the_same(seasonal: World) -> None:
    """Two of one class share their first choice much more often than two of the same grade in different classes."""
    by_class: dict[str, list[str]] = {}
    for student in seasonal.scenario.students:
        if student.choices:
            by_class.setdefault(student.class_, []).append(student.choices[0])
    within, across = [0, 0], [0, 0]
    for home, mine in by_class.items():
        for other, theirs in by_class.items():
            if home == other:
                counts = Counter(mine)
                within[0] += sum(n * (n - 1) for n in counts.values())
                within[1] += len(mine) * (len(mine) - 1)
            elif home[0] == other[0]:
                across[0] += sum(n * Counter(theirs)[club] for club, n in Counter(mine).items())
                across[1] += len(mine) * len(theirs)
    assert within[0] / within[1] > 1.25 * across[0] / across[1]


def test_staff_has_a_little_slack(seasonal: World) -> None:
    scenario = seasonal.scenario
    need = homework_need(scenario, scenario.students, "self-study")
    assert shortage(scenario, need) == 0
    sessions = sum(scenario.activities[name].meets.sessions_per_week or 1 for name in _clubs(seasonal))
    supply = 6 * 45
    assert 1.2 <= supply / (sum(need.values()) + sessions) <= 1.35
    assert all(isinstance(t.available, tuple) and len(t.available) == 2 for t in scenario.teachers if t.external)
