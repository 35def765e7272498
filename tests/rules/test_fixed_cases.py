"""The rules' truth tables once more: the solver, with each timetable fixed, says the same as the checker."""

from __future__ import annotations

import pytest

from afterschool_sched.checker import check
from tests.rule_cases import RuleCase, rule_cases
from tests.rules.fixed import opinion


@pytest.mark.parametrize("case", rule_cases(), ids=str)
def test_the_solver_agrees(case: RuleCase) -> None:
    found = opinion(case.scenario, case.timetable)
    if case.ok:
        assert (found.status, found.beyond) == ("optimal", ())
        verdict = check(case.scenario, case.timetable)
        charged: dict[str, int] = {}
        for penalty in verdict.penalties:
            charged[penalty.rule] = charged.get(penalty.rule, 0) + penalty.cost
        assert found.costs == charged
        assert found.costs.get(case.rule, 0) == sum(expected.cost for expected in case.expected)
    else:
        assert found.status == "infeasible"  # proved, and not merely not found
