"""Contradictions that are found without a search to the end: among what is filled, and by counting over everything."""

from __future__ import annotations

from typing import Literal

import pytest

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.generator import tight
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.impossible import contradiction, filled_clubs


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
