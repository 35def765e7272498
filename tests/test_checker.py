"""The checker as a whole: what it says, what it needs, and that it never falls over a timetable edited by hand."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.catalogue import effective_rules
from afterschool_sched.checker import Verdict, check
from afterschool_sched.errors import InputError
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable
from tests.rule_cases import RuleCase, rule_cases, world

ROOT = Path(__file__).resolve().parent.parent


def _edited(timetable: Timetable, **sessions_of: Any) -> Timetable:
    """The timetable with the first session of some groups changed: group id -> what to change."""
    data = timetable.model_dump(mode="json")
    for group in data["plans"][0]["groups"]:
        group["sessions"][0].update(sessions_of.get(group["id"], {}))
    return Timetable.model_validate(data)


def _everything(verdict: Verdict) -> str:
    """All that a verdict says, as text."""
    return repr(verdict)


@pytest.mark.parametrize("name", ["week", "afternoon", "fortnight"])
def test_a_good_timetable_is_passed(name: str) -> None:
    verdict = check(*world(name))
    assert verdict.ok
    assert verdict.violations == ()
    assert verdict.penalties == ()


def test_violations_and_penalties_come_in_the_order_of_rules() -> None:
    scenario, timetable = world("week")
    verdict = check(scenario, _edited(timetable, hw31={"lead": "t2", "room": "hall"}, football={"lead": "t4"}))
    assert not verdict.ok
    assert [violation.rule for violation in verdict.violations] == ["no_clash", "room_fit", "teacher_fit"]
    assert [(penalty.rule, penalty.cost) for penalty in verdict.penalties] == [
        ("same_people", 4),
        ("same_people", 2),
    ]
    rules = effective_rules(scenario)
    for violation in (*verdict.violations, *verdict.penalties):
        assert rules[violation.instance].id == violation.rule


def test_a_rule_given_twice_is_judged_twice() -> None:
    of_t1 = {"rule": "workload", "sessions_per_week": 2, "who": {"teachers": ["t1"]}}
    rules = [{**of_t1, "weight": weight} for weight in (2, 3)]
    verdict = check(*world("week", {"scenario": {"rules": rules}}))
    assert [penalty.cost for penalty in verdict.penalties] == [2, 3]
    assert verdict.penalties[0].instance + 1 == verdict.penalties[1].instance


def test_a_timetable_of_another_scenario_is_refused_with_every_finding() -> None:
    scenario, _ = world("afternoon")
    _, timetable = world("week")
    with pytest.raises(InputError) as refused:
        check(scenario, timetable)
    codes = {finding.code for finding in refused.value.findings}
    assert codes == {
        "timetable-scenario",
        "timetable-day",
        "timetable-class",
        "timetable-activity",
        "timetable-student",
        "timetable-room",
        "timetable-teacher",
    }
    assert all(finding.severity == "error" for finding in refused.value.findings)


def test_braces_in_ids_are_only_ids() -> None:
    led = {"sessions": {"mon first": {"lead": "{t}"}}}
    verdict = check(*world("week", {"scenario": {"teachers": {"{t}": {}}}, "groups": {"hw31": led, "hw32": led}}))
    text = "Teacher {t} leads homework of 3-1 and homework of 3-2 on mon first (16:00-16:50)."
    assert [violation.text for violation in verdict.violations] == [text]


def test_plans_are_judged_one_by_one() -> None:
    winter = {"seasons": ["winter"], "groups": {"hw32": {"sessions": {"mon first": {"lead": "t1"}}}}}
    plans = {"autumn": {"seasons": ["regular"]}, "winter": winter}
    verdict = check(*world("week", {"scenario": {"seasons": {"winter": {}}}, "plans": plans}))
    assert [violation.text for violation in verdict.violations] == [
        "In winter: Teacher t1 leads homework of 3-1 and homework of 3-2 on mon first (16:00-16:50)."
    ]


def test_what_is_pinned_is_its_subject() -> None:
    rules = [
        {"rule": "pinned", "activity": "football", "student": "a3"},
        {"rule": "pinned", "activity": "football", "day": "mon"},
    ]
    verdict = check(*world("week", {"scenario": {"rules": rules}}))
    assert [violation.subject for violation in verdict.violations] == ["a3", "football"]


@pytest.mark.parametrize("case", [*rule_cases("supervised"), *rule_cases("eligible")], ids=str)
def test_nobody_is_named(case: RuleCase) -> None:
    """Sentences and subjects hold ids, never a child's name."""
    data = case.scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for student in data["students"]:
        student["name"] = "Zhuang Xiaoming"
    named = Scenario.model_validate(data)
    assert _everything(check(named, case.timetable)) == _everything(check(case.scenario, case.timetable))


# ---- edited by hand ---------------------------------------------------------------------------------------------

_WORDS: dict[str, list[Any]] = {
    "day": ["mon", "tue", "wed", "sun"],
    "periods": [["first"], ["second"], ["first", "second"], ["second", "first"], ["noon"]],
    "room": [None, "r31", "r32", "hall", "nowhere"],
    "lead": ["t1", "t2", "t3", "t4", "nobody"],
    "assistants": [[], ["t1"], ["t4", "t4"], ["nobody"]],
    "members": [None, [], ["a1"], ["a1", "a1"], ["a3", "b1"], ["b1", "b2", "a1", "a2", "a3"], ["nobody"]],
    "week": [1, 2],
    "activity": ["homework", "football", "drama", "patrol", "nothing"],
    "home_class": [None, "3-1", "3-2", "9-9"],
}


@given(seed=st.integers(min_value=0, max_value=10**9), name=st.sampled_from(["week", "afternoon", "fortnight"]))
def test_no_edit_ends_in_a_traceback(seed: int, name: str) -> None:
    change = {"scenario": {"activities": {"patrol": {"kind": "duty"}, "care": {"kind": "care"}}}}
    scenario, timetable = world(name, change)
    data = timetable.model_dump(mode="json")
    chance = random.Random(seed)
    for _ in range(chance.randint(1, 6)):
        groups = data["plans"][0]["groups"]
        group = chance.choice(groups)
        match chance.randint(0, 6):
            case 0:
                groups.remove(group) if len(groups) > 1 else None
            case 1:
                groups.append({**json.loads(json.dumps(group)), "id": chance.choice(["copy", group["id"]])})
            case 2:
                group["sessions"] = group["sessions"][1:]
            case 3 | 4 if group["sessions"]:
                field = chance.choice(["day", "periods", "room", "lead", "assistants", "members", "week"])
                chance.choice(group["sessions"])[field] = chance.choice(_WORDS[field])
            case _:
                field = chance.choice(["activity", "home_class", "members"])
                group[field] = chance.choice(_WORDS[field][1:]) or []
    edited = Timetable.model_validate(data)
    try:
        verdict = check(scenario, edited)
    except InputError:
        return
    for violation in (*verdict.violations, *verdict.penalties):
        assert violation.amount > 0
        assert violation.text.endswith(".")


# ---- by itself --------------------------------------------------------------------------------------------------


def _run(code: str, **environment: str) -> str:
    """The output of Python code run in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_check_loads_no_solver_and_no_encoder() -> None:
    scenario, timetable = world("week")
    code = (
        "import sys\n"
        "from afterschool_sched.checker import check\n"
        "from afterschool_sched.scenario import Scenario\n"
        "from afterschool_sched.timetable import Timetable\n"
        f"scenario = Scenario.model_validate_json({scenario.model_dump_json(by_alias=True)!r})\n"
        f"verdict = check(scenario, Timetable.model_validate_json({timetable.to_json()!r}))\n"
        "assert verdict.ok\n"
        "print('\\n'.join(sys.modules))\n"
    )
    loaded = _run(code).split()
    assert "afterschool_sched.rules.no_clash.check" in loaded
    assert not {name.partition(".")[0] for name in loaded} & {"ortools", "networkx", "jinja2", "openpyxl"}
    solver = ("compile", "instance", "view", "cpsat", "solve")
    of_solver = [name for name in loaded if name.startswith("afterschool_sched.") and name.split(".")[1] in solver]
    assert of_solver == []
    assert [name for name in loaded if name.endswith(".encode")] == []


def test_the_verdict_does_not_depend_on_the_order_of_sets() -> None:
    code = (
        "from tests.rule_cases import rule_cases\n"
        "from afterschool_sched.checker import check\n"
        "print(*(repr(check(case.scenario, case.timetable)) for case in rule_cases()[::5]), sep='\\n')\n"
    )
    assert _run(code, PYTHONHASHSEED="1") == _run(code, PYTHONHASHSEED="2")
