"""Fewer candidates for sessions of classes: who stays, and what may be said of what is found with them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from afterschool_sched.checker import check
from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.extract import plan_of, timetable_of
from afterschool_sched.instance import Base, Instance
from afterschool_sched.rules.pinned.spec import Pinned
from afterschool_sched.stages import thin
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress
from afterschool_sched.stages.lexicographic import Lexicographic
from afterschool_sched.stages.people import Held, found_again, hold_whole, widened
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.relaxed import Relaxed
from afterschool_sched.stages.staffing import PEOPLE_AIMS
from afterschool_sched.stages.staged import Staged
from afterschool_sched.timetable import Plan

from .builder import school

BUDGET = Budget(20.0, deterministic=True, workers=1)


@pytest.fixture
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few candidates in small schools, too."""
    monkeypatch.setattr(thin, "WORTHWHILE", 1)
    monkeypatch.setattr(thin, "LEADS", 3)
    monkeypatch.setattr(thin, "ROOMS", 1)


def _instance() -> Instance:
    return build_instance(school(150, 4))


def _held(n: Instance) -> Held:
    placement = Placer(n, BUDGET).first()
    assert placement is not None
    held = hold_whole(n, placement.groups, BUDGET, 0.5)
    assert held is not None
    return held


def _fewer(n: Instance) -> Instance:
    fewer = thin.thinned(n)
    assert fewer is not None
    return fewer


def test_small_schools_ask_everybody() -> None:
    assert thin.thinned(_instance()) is None


@pytest.mark.usefixtures("always")
def test_whoever_keeps_to_a_plan_asks_everybody() -> None:
    base = Base(Plan(seasons=("regular",), groups=()), {}, {}, frozenset(), published=True)
    assert thin.thinned(replace(_instance(), base=base)) is None


@pytest.mark.usefixtures("always")
def test_own_teachers_and_rooms_stay_and_few_others() -> None:
    n = _instance()
    (was,), (now,) = n.class_activities, _fewer(n).class_activities
    for key, those in now.leads.items():
        own = set(was.leads[key]) & was.own.get(key[0], frozenset())
        assert own <= set(those) <= set(was.leads[key])
        assert len(set(those) - own) <= thin.LEADS
    for key, those in now.rooms.items():
        assert was.own_room[key[0]] in those
        assert set(those) <= set(was.rooms[key])
        assert len(those) <= thin.ROOMS + 1
    assert sum(map(len, now.leads.values())) < sum(map(len, was.leads.values()))


@pytest.mark.usefixtures("always")
def test_everybody_is_still_asked_for_some_class_about_as_often() -> None:
    n = _instance()
    (was,), (now,) = n.class_activities, _fewer(n).class_activities
    slot = next(iter(was.leads))[1]
    asked = Counter(each for (_, its), those in now.leads.items() if its == slot for each in those)
    able = {each for (_, its), those in was.leads.items() if its == slot for each in those}
    assert len(asked) >= len(able) * 2 // 3
    assert max(asked.values()) <= 3


@pytest.mark.usefixtures("always")
def test_pinned_people_and_rooms_stay_everywhere() -> None:
    n = _instance()
    teacher, room = n.teachers[-1], n.rooms[0]
    pin = Pinned.model_validate({"rule": "pinned", "activity": "homework", "teacher": teacher, "room": room})
    (was,) = n.class_activities
    (now,) = _fewer(replace(n, rules=(*n.rules, pin))).class_activities
    for key in was.leads:
        assert (n.teachers.index(teacher) in now.leads[key]) == (n.teachers.index(teacher) in was.leads[key])
        assert (n.rooms.index(room) in now.rooms[key]) == (n.rooms.index(room) in was.rooms[key])


@pytest.mark.usefixtures("always")
def test_what_few_can_hold_is_a_timetable() -> None:
    n = _instance()
    held = _held(n)
    assert held.thin
    assert check(n.scenario, timetable_of(n, plan_of(held.model, held.answer))).ok


@pytest.mark.usefixtures("always")
def test_where_few_do_not_suffice_everybody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thin, "LEADS", 0)
    held = _held(_instance())
    assert not held.thin


@pytest.mark.usefixtures("always")
def test_the_wider_model_begins_where_the_thin_one_ended() -> None:
    n = _instance()
    held = _held(n)
    wider = widened(n, held, held.answer)
    assert not wider.thin
    assert wider.groups == held.groups
    assert wider.model.builder.size > held.model.builder.size
    assert _same(wider, held) == 1.0
    assert Relaxed(wider.model.builder).settled(wider.answer.values) == wider.answer.values
    again = found_again(wider, BUDGET, 0.5)
    assert again is not None
    assert _same(again, held) > 0.9, "the hint is where the search begins, and need not be kept to the letter"


def _same(one: Held, other: Held) -> float:
    """Which part of the sessions is the same in both."""
    first, second = (
        {
            (group.id, session.day, session.periods, session.lead, session.room)
            for group in plan_of(held.model, held.answer).groups
            for session in group.sessions
        }
        for held in (one, other)
    )
    return len(first & second) / len(first | second)


@pytest.mark.usefixtures("always")
def test_nothing_is_shown_by_few_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    n = _instance()
    monkeypatch.setattr(thin, "LEADS", 2)
    held = _held(n)
    assert held.thin
    aims = tuple(aim for aim in n.scenario.aim_ids if aim in PEOPLE_AIMS)
    told: list[float] = []

    def hear(progress: Progress) -> None:
        if progress.bound is not None:
            told.append(progress.bound)

    search = Lexicographic(held.model, aims, BUDGET, hear, "this choice of groups", "people")
    search.begin(held.answer)
    assert list(search.improve())
    assert sum(search.values.values()) > 0, "else there would be nothing to claim"
    assert {bound.bound for bound in search.bounds.values()} == {0.0}
    assert set(told) == {0.0}
    assert not search.proved


def test_what_is_shown_in_the_end_is_shown_of_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    n = _instance()
    alone = {bound.aim: bound for bound in _last(n)[-1].bounds}
    monkeypatch.setattr(thin, "WORTHWHILE", 1)
    monkeypatch.setattr(thin, "LEADS", 1)
    monkeypatch.setattr(thin, "ROOMS", 0)
    thinly = {bound.aim: bound for bound in _last(n)[-1].bounds}
    shown = [aim for aim in alone if aim in PEOPLE_AIMS and alone[aim].bound > 0]
    assert shown
    assert all(thinly[aim].bound > 0 for aim in shown), "after the few everybody was asked"


def _last(n: Instance) -> list[Candidate]:
    return list(Staged(n, Budget(5.0, deterministic=True, workers=1), lambda _: None).search())
