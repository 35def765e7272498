"""Aims one after another: what was found is given up for something better only."""

from __future__ import annotations

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.aims import StudentAims
from afterschool_sched.cpsat.engine import Answer, Effort, run
from afterschool_sched.cpsat.fixing import fix
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.stages import lexicographic
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.lexicographic import Lexicographic
from afterschool_sched.timetable import Plan
from tests.two_children import BOTH, NOBODY, ONE, plan, scenario

AIMS = scenario().aim_ids


def _search() -> Lexicographic:
    model = ExactModel(build_instance(scenario()))
    return Lexicographic(model, AIMS, Budget(deterministic=True), lambda _: None, "all timetables", "test")


def _answer(plan: Plan) -> Answer:
    """The plan as an answer about a model that is built in the same way."""
    model = ExactModel(build_instance(scenario()))
    students = StudentAims(model)
    for aim in AIMS:
        students.expression(aim)
    assert fix(model, plan) == ()
    return run(model.builder.model, Effort(workers=1))


@pytest.mark.parametrize(
    ("found", "then", "kept"),
    [(ONE, NOBODY, ONE), (ONE, ONE, ONE), (ONE, BOTH, BOTH), (BOTH, ONE, BOTH), (NOBODY, ONE, ONE)],
)
def test_only_what_is_better_takes_its_place(
    found: Plan, then: Plan, kept: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = _answer(found), _answer(then)
    search = _search()
    monkeypatch.setattr(lexicographic, "run", lambda *_, **__: first if search.answer is None else second)
    assert search.first()
    improved = list(search.improve())
    assert search.answer is not None
    assert search.answer.values == _answer(kept).values
    assert len(improved) == (kept is not found)


def test_as_good_in_one_aim_and_worse_in_the_next_is_a_step_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both leave one child without a club; to the child who wanted art less, it is worse."""
    better, worse = _answer(ONE), _answer(plan(art="s1"))
    search = _search()
    monkeypatch.setattr(lexicographic, "run", lambda *_, **__: better if search.answer is None else worse)
    assert search.first()
    assert not list(search.improve())
    assert search.answer is better
    assert search.answer.value(dict(search._expressions)["unplaced"]) == 1


def test_the_aims_that_come_first_have_most_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """With an equal share for each, what matters most is given up first when time is short."""
    nobody = _answer(NOBODY)
    allowed: list[float] = []

    def spend(_: object, effort: Effort, **__: object) -> Answer:
        allowed.append(effort.deterministic or 0.0)
        return nobody

    search = _search()
    monkeypatch.setattr(lexicographic, "run", spend)
    assert search.first()
    allowed.clear()
    list(search.improve())
    whole = search.budget.seconds / 4
    assert len(allowed) > 3
    assert allowed[0] >= 0.4 * whole
