"""A published timetable as far as it speaks of what there is, and what is new against it."""

from __future__ import annotations

from typing import Any

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.differences import Differences
from afterschool_sched.facts import Facts
from afterschool_sched.published import published_names, published_plan
from afterschool_sched.roster import roster
from afterschool_sched.scenario import CHANGES, Scenario
from afterschool_sched.timetable import Plan, Timetable
from tests.rules.world import BASE, CHESS, OTHER, Data, chosen, merged, scenario


def world(*groups: dict[str, Any], seasons: tuple[str, ...] = ("regular",), more: Data | None = None) -> Scenario:
    told = {"scenario": "old", "plans": [{"seasons": seasons, "groups": groups}]}
    return scenario(merged(BASE, OTHER, CHESS, chosen("chess"), {"published": told}, more or {}))


def known(said: Scenario, season: str = "regular") -> Plan | None:
    return published_plan(said, Calendar(said), [student.id for student in roster(said)], [season])


def group(what: str, *members: str, **session: Any) -> dict[str, Any]:
    meeting = {"day": "mon", "periods": ["first"], "room": "r31", "lead": "t1", **session}
    return {"id": what, "activity": what, "members": members, "sessions": [meeting]}


def test_what_is_gone_is_left_out() -> None:
    gone = group("chess", "a1", "left", room="shed", lead="t9", assistants=["t8", "t2"])
    plan = known(world(gone, group("closed", "a2"), {**group("homework", "a2"), "home_class": "9-9"}))
    assert plan is not None
    (kept,) = plan.groups
    (session,) = kept.sessions
    assert (kept.activity, kept.members) == ("chess", ("a1",))
    assert (session.room, session.lead, session.assistants) == (None, None, ("t2",))


def test_a_club_keeps_its_members_where_its_time_has_gone() -> None:
    plan = known(world(group("chess", "a1", day="sun"), group("chess", "left", periods=["ninth"])))
    assert plan is not None
    assert [(each.members, each.sessions) for each in plan.groups] == [(("a1",), ())]


def test_a_season_that_was_not_published_has_nothing() -> None:
    said = world(group("chess", "a1"), seasons=("winter",), more={"seasons": {"winter": {"timetable": "own"}}})
    assert known(said) is None
    assert known(said, "winter") is not None
    decided = Plan(seasons=("regular",), groups=())
    of = {season: build_instance(said, (season,), base=decided).base for season in ("regular", "winter")}
    assert [(name, base is not None and base.published) for name, base in of.items()] == [
        ("regular", False),
        ("winter", True),
    ]


def test_all_that_is_named_is_told() -> None:
    said = world(group("chess", "a1", "left", assistants=["t8"]))
    assert sorted(set(published_names(said))) == [
        ("activity", "chess"),
        ("period", "first"),
        ("room", "r31"),
        ("student", "a1"),
        ("student", "left"),
        ("teacher", "t1"),
        ("teacher", "t8"),
    ]


def test_who_is_new_changes_nothing() -> None:
    said = world(group("chess", "a1", room="hall", lead="t2"))
    assert said.aim_ids[1:4] == CHANGES
    now = Plan.model_validate({"seasons": ["regular"], "groups": [group("chess", "a1", "a2", room="hall", lead="t2")]})
    facts = Facts(said, Timetable(scenario=said.id, plans=(now,)))
    new = Differences(facts.plans[0], facts.reference(facts.plans[0]))
    assert (new.of_students, [new.value(level) for level in ("people", "rooms", "times")]) == ({}, [0, 0, 0])
    moved = now.model_copy(update={"groups": (now.groups[0].model_copy(update={"members": ("a2",)}),)})
    facts = Facts(said, Timetable(scenario=said.id, plans=(moved,)))
    assert Differences(facts.plans[0], facts.reference(facts.plans[0])).of_students == {"a1": 1}


def test_without_one_the_regular_plan_is_compared_with_itself() -> None:
    plan = Plan(seasons=("regular",), groups=())
    said = scenario(merged(BASE))
    facts = Facts(said, Timetable(scenario=said.id, plans=(plan,)))
    assert facts.reference(facts.plans[0]) is facts.plans[0]
    assert not set(CHANGES) & set(said.aim_ids)
