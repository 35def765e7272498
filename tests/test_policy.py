"""Policies: those that come along, those in files of a school's own, and which rule stands in for which."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from afterschool_sched.catalogue import DEFAULTS, effective_rules, replaced
from afterschool_sched.load import load
from afterschool_sched.policy import PolicyUse, Service, policy_of, shipped
from afterschool_sched.rule import Rule
from afterschool_sched.scenario import Scenario
from afterschool_sched.validate import validate
from tests.scenarios.world import OK_SMALL

TOWN = {"id": "town", "rules": [{"rule": "group_size", "cap": 35}, {"rule": "workload", "sessions_per_week": 9}]}
CITY = {"id": "city", "rules": [{"rule": "group_size", "cap": 38}, {"rule": "staffing", "external_share": 20}]}


def scenario(*, periods: dict[str, Any] | None = None, **more: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "s",
            "periods": periods or {"p": {"start": "16:00", "end": "18:00"}},
            "activities": {"homework": {"kind": "class"}},
            **more,
        }
    )


def rules_of(rule_id: str, of: Scenario) -> list[Rule]:
    return [rule for rule in effective_rules(of) if rule.id == rule_id]


@pytest.mark.parametrize("name", shipped())
def test_what_comes_along_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    policy = policy_of(name)
    assert policy.id == name
    assert policy.title is not None
    assert policy.title.en
    assert policy.title.zh
    assert policy.date is not None
    assert policy.source
    assert policy.rules or [*policy.service.means()]


def test_a_later_policy_stands_in_for_an_earlier_and_the_school_for_both() -> None:
    both = scenario(policies=[{"policy": CITY}, {"policy": TOWN}])
    assert [rule.cap for rule in rules_of("group_size", both)] == [35]  # type: ignore[attr-defined]
    assert [rule.external_share for rule in rules_of("staffing", both)] == [20]  # type: ignore[attr-defined]
    assert len(rules_of("workload", both)) == 1
    assert len(effective_rules(both)) == sum(rule.concerns(both) for rule in DEFAULTS) + 1
    own = scenario(policies=[{"policy": CITY}, {"policy": TOWN}], rules=[{"rule": "group_size", "cap": 36}])
    assert effective_rules(own)[-1] == own.rules[0]
    assert [rule.cap for rule in rules_of("group_size", own)] == [36]  # type: ignore[attr-defined]
    assert [(number, rule.id, at) for number, rule, at, _ in replaced(own)] == [
        (0, "group_size", 0),
        (1, "group_size", 0),
    ]


def test_only_what_allows_more_is_told() -> None:
    def told(cap: int) -> list[str]:
        found = validate(scenario(policies=[{"policy": TOWN}], rules=[{"rule": "group_size", "cap": cap}]))
        return [finding.text for finding in found if finding.code == "policy-exceeded"]

    assert told(35) == []
    assert told(36) == [
        "The school's own rule group_size goes beyond the policy town: groups of up to 36 students, not 35."
    ]


def test_a_requirement_is_overridden_by_itself_alone() -> None:
    use = PolicyUse.model_validate({"policy": "five-plus-two-2021", "override": {"ends_not_before": "18:15"}})
    asked = {"days_per_week": 5, "minutes_per_day": 120, "ends_not_before": "18:15"}
    assert use.service == Service.model_validate(asked)
    assert [*use.service.means()][-1] == "It ends at 18:15 or later."


def test_another_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="there is no policy 'none'; there are: five-plus-two-2021"):
        policy_of("none")


def test_a_file_of_the_school_is_part_of_the_input() -> None:
    found = load(OK_SMALL / "policies.yaml")
    assert found.origin is not None
    assert [Path(file).name for file in found.origin.digests] == ["policies.yaml", "town.yaml"]
    place = found.place_of("policies", 1, "policy", "rules", 1, "sessions_per_week")
    assert str(place) == "./tables/town.yaml:8:41"


def codes(asked: dict[str, Any], **more: Any) -> list[str]:
    found = validate(scenario(policies=[{"policy": {"id": "ours", "service": asked}}], **more))
    return [finding.code for finding in found if finding.code.startswith("policy-")]


def test_days_are_those_from_monday_to_friday_with_a_period() -> None:
    assert codes({"days_per_week": 4}, days="mon-thu") == []
    assert codes({"days_per_week": 5}, days="mon-thu") == ["policy-days"]
    assert codes({"days_per_week": 5}, days=["mon-thu", "sat"]) == ["policy-days"]
    periods = {"p": {"start": "16:00", "end": "18:00", "days": "mon-thu"}}
    assert codes({"days_per_week": 5}, periods=periods) == ["policy-days"]


def test_minutes_are_those_of_the_last_stretch_of_the_day() -> None:
    def day(*spans: tuple[str, str]) -> dict[str, Any]:
        return {f"p{at}": {"start": start, "end": end} for at, (start, end) in enumerate(spans)}

    def short(minutes: int, *spans: tuple[str, str]) -> bool:
        return codes({"minutes_per_day": minutes}, periods=day(*spans)) == ["policy-minutes"]

    assert not short(120, ("16:00", "16:55"), ("17:05", "18:00"))
    assert short(121, ("16:00", "16:55"), ("17:05", "18:00"))
    assert not short(120, ("16:00", "16:30"), ("17:00", "18:00"))
    assert short(120, ("16:00", "16:29"), ("17:00", "18:00"))
    assert short(120, ("12:00", "14:00"), ("16:30", "18:00"))


def test_the_end_holds_in_every_season() -> None:
    winter = {"winter": {"from": "2022-11-01", "latest_end": "17:00"}}
    assert codes({"ends_not_before": "18:00"}) == []
    assert codes({"ends_not_before": "18:01"}) == ["policy-end"]
    assert codes({"ends_not_before": "18:00"}, seasons=winter) == ["policy-end"]
    assert codes({"ends_not_before": "17:00"}, seasons=winter) == []


def test_it_can_be_made_a_warning() -> None:
    use = {"policy": {"id": "ours", "service": {"minutes_per_day": 200}}}
    for severity in ("error", "warning"):
        found = validate(scenario(policies=[{**use, "severity": severity}]))
        assert [f.severity for f in found if f.code == "policy-minutes"] == [severity]


def test_grades_that_the_school_does_not_have_are_no_matter_of_a_policy() -> None:
    homework = {"homework": {"kind": "class", "category": "homework"}}
    classes = [{"id": "3-1", "grade": 3, "students": 2}]
    of = scenario(policies=["homework-limits-2021"], activities=homework, classes=classes)
    assert [finding.code for finding in validate(of) if finding.code.startswith(("unknown", "policy"))] == []
    table = {"rule": "homework_time", "of": {"activities": ["homework"]}, "minutes": {3: 61}}
    more = scenario(policies=["homework-limits-2021"], activities=homework, classes=classes, rules=[table])
    assert [finding.code for finding in validate(more) if finding.code.startswith("policy")] == ["policy-exceeded"]
