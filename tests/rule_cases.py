"""The rules' truth tables: `rules/<id>/cases.yaml`, told in the worlds of `rules/worlds.yaml`.

A case names its world, and what is different in `scenario` and `groups` (merged deep; null removes). `plans` gives
several plans instead of one for all seasons: name -> {seasons, groups}, each changing the groups on its own.
`expect` is `ok`, or every finding of the rule under test: amount, sentence, and cost where the rule is weighted.
`also` names other rules that cannot but be broken too. `rota` has the dated turns,
`<date> <group> <periods>: <teachers>`.

    for case in rule_cases():
        case.scenario, case.timetable, case.expected, case.also
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import afterschool_sched.rules
from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.scenario import Scenario
from afterschool_sched.source import read_yaml
from afterschool_sched.timetable import Timetable

FOLDER = Path(afterschool_sched.rules.__path__[0])
_BY_ID = ("rooms", "teachers", "classes", "students")
_WHEN = re.compile(r"(?:week (?P<week>\d+) )?(?P<day>[a-z]{3}) (?P<periods>\S+)(?: again)?")
_KEYS = {"case", "clause", "world", "scenario", "groups", "plans", "rota", "expect", "also"}


@dataclass(frozen=True)
class Expected:
    """One finding that is expected; `cost` is 0 for a required rule."""

    amount: int
    says: str
    cost: int = 0


@dataclass(frozen=True, eq=False)
class RuleCase:
    """One row of a rule's truth table."""

    rule: str
    name: str
    clause: str
    scenario: Scenario
    timetable: Timetable
    expected: tuple[Expected, ...]
    also: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """The timetable is acceptable to all rules."""
        return not self.also and all(expected.cost for expected in self.expected)

    def __str__(self) -> str:
        return f"{self.rule}: {self.name}"


def rule_cases(rule: str | None = None) -> tuple[RuleCase, ...]:
    """The cases of one rule, or of all rules in the catalogue's order."""
    ids = [spec.id for spec in CATALOGUE] if rule is None else [rule]
    return tuple(case for rule_id in ids for case in _cases(rule_id))


def clauses(rule: str) -> Mapping[str, str]:
    """What a rule's truth table distinguishes: clause -> sentence."""
    return dict(_table(rule)["clauses"])


def world(name: str, *changes: Mapping[str, Any]) -> tuple[Scenario, Timetable]:
    """A world, changed, as scenario and timetable."""
    data = _worlds()[name]
    for change in changes:
        data = _merged(data, {key: change[key] for key in ("scenario", "groups", "rota") if key in change})
    scenario = Scenario.model_validate(_scenario(data["scenario"]))
    plans = changes[-1].get("plans") if changes else None
    if plans is None:
        plans = {"all": {"seasons": ["regular", *scenario.seasons]}}
    return scenario, Timetable.model_validate(
        {
            "scenario": scenario.id,
            "cycle_weeks": scenario.cycle_weeks,
            "plans": [
                {"seasons": plan["seasons"], "groups": _groups(_merged(data["groups"], plan.get("groups", {})))}
                for plan in plans.values()
            ],
            "rota": [
                {"date": day, "group": group, "periods": periods.split("+"), "teacher": teacher}
                for when, teachers in data.get("rota", {}).items()
                for day, group, periods in [when.split()]
                for teacher in teachers.split()
            ],
        }
    )


@cache
def _worlds() -> Any:
    return read_yaml(FOLDER / "worlds.yaml").data


@cache
def _table(rule: str) -> Any:
    return read_yaml(FOLDER / rule / "cases.yaml").data


@cache
def _cases(rule: str) -> tuple[RuleCase, ...]:
    return tuple(_read(rule, data) for data in _table(rule)["cases"])


def _read(rule: str, data: dict[str, Any]) -> RuleCase:
    unknown = set(data) - _KEYS
    assert not unknown, f"{rule}, case {data.get('case')}: unknown keys {sorted(unknown)}"
    scenario, timetable = world(data["world"], data)
    expect = data["expect"]
    return RuleCase(
        rule=rule,
        name=data["case"],
        clause=data["clause"],
        scenario=scenario,
        timetable=timetable,
        expected=() if expect == "ok" else tuple(Expected(**finding) for finding in expect),
        also=tuple(data.get("also", ())),
    )


def _merged(base: Any, change: Any) -> Any:
    """`base` with `change` on top: mappings key by key (null removes the key), everything else replaced."""
    if not (isinstance(base, dict) and isinstance(change, dict)):
        return change
    keys = [*base, *(key for key in change if key not in base)]
    merged = {key: _merged(base.get(key), change[key]) if key in change else base[key] for key in keys}
    return {key: value for key, value in merged.items() if key not in change or change[key] is not None}


def _scenario(data: dict[str, Any]) -> dict[str, Any]:
    lists = {key: [{"id": name, **fields} for name, fields in data.get(key, {}).items()] for key in _BY_ID}
    return {**data, **lists}


def _groups(groups: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            **{key: group[key] for key in ("activity", "home_class", "members") if key in group},
            "sessions": list(_sessions(group)),
        }
        for name, group in groups.items()
    ]


def _sessions(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Sessions by their times: `mon first`, `week 2 mon first+second`; ` again` tells two at the same time apart."""
    shared: dict[str, Any] = {key: group[key] for key in ("room", "lead", "assistants") if key in group}
    for when, session in group["sessions"].items():
        match = _WHEN.fullmatch(when)
        assert match, f"'{when}' is not a time such as 'week 2 mon first+second'"
        yield {
            "week": int(match["week"] or 1),
            "day": match["day"],
            "periods": match["periods"].split("+"),
            **shared,
            **session,
        }
