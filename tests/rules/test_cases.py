"""The checker's verdict on every case of the rules' truth tables, to the letter."""

from __future__ import annotations

from typing import get_args

import pytest

from afterschool_sched.checker import check
from afterschool_sched.rule import PenaltyAim
from afterschool_sched.validate import validate
from tests.rule_cases import Expected, RuleCase, rule_cases


@pytest.mark.parametrize("case", rule_cases(), ids=str)
def test_case(case: RuleCase) -> None:
    verdict = check(case.scenario, case.timetable)
    found = [violation for violation in (*verdict.violations, *verdict.penalties) if violation.rule == case.rule]
    assert [Expected(each.amount, each.text, each.cost) for each in found] == [*case.expected]
    broken = {violation.rule for violation in verdict.violations}
    required = {case.rule for expected in case.expected if not expected.cost}
    assert broken == required | set(case.also)
    assert verdict.ok == case.ok


@pytest.mark.parametrize("case", [case for case in rule_cases() if case.ok], ids=str)
def test_what_has_a_timetable_is_not_said_to_have_none(case: RuleCase) -> None:
    assert [finding for finding in validate(case.scenario) if finding.severity == "error"] == []


@pytest.mark.parametrize("case", rule_cases(), ids=str)
def test_amounts_costs_and_aims_go_together(case: RuleCase) -> None:
    verdict = check(case.scenario, case.timetable)
    for violation in verdict.violations:
        assert violation.amount > 0
        assert (violation.cost, violation.aim) == (0, None)
    for penalty in verdict.penalties:
        assert penalty.amount > 0
        assert penalty.cost % penalty.amount == 0
        assert penalty.aim in get_args(PenaltyAim)
    by_aim = {score.id: score.value for score in verdict.aims}
    for aim in get_args(PenaltyAim) if case.scenario.pays else ("workload", "continuity"):
        assert by_aim[aim] == sum(penalty.cost for penalty in verdict.penalties if penalty.aim == aim)
