"""Contradictions that are found without a search to the end: among what is filled, and by counting over everything."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from afterschool_sched import load
from afterschool_sched.calendar import Calendar
from afterschool_sched.catalogue import effective_rules
from afterschool_sched.compile import build_instance
from afterschool_sched.generator import tight
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.impossible import confirm_impossible, contradiction, filled_clubs


def _instance(scenario: Scenario) -> Instance:
    return build_instance(scenario, Calendar(scenario).plans[0])


@pytest.mark.parametrize(
    ("kind", "number", "named"),
    [
        ("entangled", 3, {"no_clash", "meets", "assigned"}),
        ("counting", 2, {"supervised", "workload"}),
    ],
)
def test_what_was_planted_is_found(kind: Literal["counting", "entangled"], number: int, named: set[str]) -> None:
    found = contradiction(_instance(tight.contradicting(kind, number).scenario), Budget(30.0, deterministic=True))
    assert found is not None
    assert named <= set(found.rules)
    assert "second" in found.confirmed


def test_what_has_a_timetable_is_not_called_impossible() -> None:
    instance = _instance(tight.planted(0).scenario)
    assert any(not club.chosen for club in filled_clubs(instance).clubs)
    assert contradiction(instance, Budget(30.0, deterministic=True)) is None


PINNED = """\
format: 1
id: pinned
days: mon-wed
periods:
  late: {start: "16:55", end: "17:50"}
rooms:
  - {id: hall, kind: hall, seats: 40, groups_at_once: 2}
  - {id: studio, kind: studio, seats: 40}
teachers:
  - {id: hua, skills: [choir]}
  - {id: ji, skills: [band]}
  - {id: lu}
classes:
  - {id: 3-1, grade: 3, students: 3}
students:
  - {id: s1, class: 3-1}
  - {id: s2, class: 3-1}
  - {id: s3, class: 3-1}
activities:
  rest: {kind: class, room: studio}
  altos: {kind: club, members: [s1], skill: choir, room: hall}
  boys: {kind: club, members: [s2], skill: choir, room: hall}
  brass: {kind: club, members: [s3], skill: band, room: hall}
rules:
  - {rule: pinned, activity: brass, day: wed}
  - {rule: pinned, activity: altos, day: mon}
  - {rule: pinned, activity: boys, day: mon}
"""


def test_of_a_rule_only_the_instances_that_contradict_each_other_are_named(tmp_path: Path) -> None:
    """One teacher cannot lead two groups on Monday; that the brass meet on Wednesday is no part of it."""
    (tmp_path / "pinned.yaml").write_text(PINNED, encoding="utf-8")
    scenario = load(tmp_path / "pinned.yaml")
    found = confirm_impossible(_instance(scenario), Budget(30.0, deterministic=True))
    assert found is not None
    named = [rule for at, rule in enumerate(effective_rules(scenario)) if found.names(at, rule.id)]
    assert {"pinned", "no_clash", "teacher_fit"} <= {rule.id for rule in named}
    assert [rule for rule in named if rule.id == "pinned"] == list(scenario.rules[1:])
