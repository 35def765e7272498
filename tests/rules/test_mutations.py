"""The truth tables are proved: drop a rule, or change one thing in how it is read, and some case fails.

What is changed, one at a time: the whole check (dropped); a comparison (strict or not, which is a bound shifted by one;
`==`, `in` and `is` turned round); a difference (one more, one less); a whole number (one more); a condition of `and` or
`or` (taken for granted); `any` and `all`, `min` and `max` (swapped). The readings that rules share are treated alike.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, cast

import pytest

from afterschool_sched.catalogue import CATALOGUE
from afterschool_sched.checker import face
from afterschool_sched.facts import Facts
from afterschool_sched.rule import RuleCheck
from tests.rule_cases import Expected, RuleCase, rule_cases

SHARED = ("facts", "money", "presence", "resolved")
COUNTING = "tallies"  # shared too, by the checks that count

# Changes that change nothing, or nothing that an amount or a sentence shows: module -> (as changed) -> why.
HARMLESS: dict[str, dict[str, str]] = {
    "rules.staffing.check": {"plan.facts.scenario.cycle_weeks + 2": "a week after the cycle has no sessions"},
    "rules.variety.check": {"facts.scenario.cycle_weeks + 2": "a week after the cycle has no sessions"},
    "rules.pinned.check": {
        "False or rule.activity": "the subject is not in the sentence",
        "rule.student or False": "the subject is not in the sentence",
    },
    "facts": {
        "-(-self.normal_minutes(periods) * 4 // 5) if activity.kind == 'club' else 1": "every session lasts a minute"
    },
    "presence": {
        "25 * 60": "nothing is held after midnight",
        "24 * 61": "nothing is held after midnight",
    },
}

_TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}


@dataclass(frozen=True)
class Mutant:
    """A module with one thing changed; `change` is the expression as it reads then."""

    module: str
    change: str
    code: CodeType

    def load(self) -> ModuleType:
        """The changed module, which nobody else sees."""
        module = ModuleType(f"afterschool_sched.{self.module}")
        module.__package__ = module.__name__.rpartition(".")[0]
        exec(self.code, module.__dict__)
        return module


def mutants(module: str) -> Iterator[Mutant]:
    """The module with one thing changed at a time."""
    tree = ast.parse(_source(module))
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            for holder, key, value in _changes(node):
                kept = holder[key]
                holder[key] = value
                shown = parent if isinstance(node, ast.Constant | ast.Name) else node
                change = ast.unparse(ast.fix_missing_locations(shown))
                code = compile(ast.fix_missing_locations(tree), f"<{module}: {change}>", "exec")
                holder[key] = kept
                yield Mutant(module, change, code)


def _source(module: str) -> str:
    path = import_module(f"afterschool_sched.{module}").__file__
    assert path is not None
    return Path(path).read_text(encoding="utf-8")


def _changes(node: ast.AST) -> Iterator[tuple[Any, Any, Any]]:
    """What may be changed in a node: a list or the node's fields, the place there, and the new value."""
    fields = vars(node)
    if isinstance(node, ast.Compare):
        for index, operator in enumerate(node.ops):
            yield node.ops, index, _TURNED[type(operator)]()
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
        for by in (1, -1):
            yield fields, "right", ast.BinOp(left=node.right, op=ast.Add(), right=ast.Constant(by))
    if isinstance(node, ast.BoolOp):
        for index in range(len(node.values)):
            yield node.values, index, ast.Constant(isinstance(node.op, ast.And))
    if isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool):
        yield fields, "value", node.value + 1
    if isinstance(node, ast.Name) and node.id in _SWAPPED:
        yield fields, "id", _SWAPPED[node.id]


@cache
def _facts(case: RuleCase) -> Facts:
    return Facts(case.scenario, case.timetable)


def _holds(case: RuleCase, reading: RuleCheck, facts: Facts) -> bool:
    """Whether the reading of the rule finds in the case what is expected."""
    found = [
        violation
        for instance, rule in enumerate(facts.rules)
        if rule.id == case.rule
        for violation in reading(rule, instance, facts)
    ]
    in_order = sorted(found, key=lambda violation: not violation.required)
    return [Expected(each.amount, each.text, each.cost) for each in in_order] == [*case.expected]


def _survives(case: RuleCase, reading: RuleCheck, facts: type[Facts] | None = None) -> bool:
    """Whether what was changed still finds what is expected; what falls over does not."""
    known = _facts(case)
    try:
        return _holds(case, reading, facts(case.scenario, case.timetable) if facts else known)
    except (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError):
        return False


@cache
def _unchanged(module: str) -> Mutant:
    return Mutant(module, "", compile(_source(module), f"<{module}>", "exec"))


def _reading_with(mutant: Mutant, rule: str) -> RuleCheck | None:
    """The check of a rule that counts, as it is with the changed counting; None for other rules."""
    changed = mutant.load()
    fresh = _unchanged(f"rules.{rule}.check").load()
    if "Tally" not in vars(fresh):
        return None
    for counting in ("Tally", "units"):
        setattr(fresh, counting, getattr(changed, counting))
    return cast("RuleCheck", fresh.check)


def _facts_with(mutant: Mutant) -> type[Facts]:
    """The facts as they are read with the changed module."""
    changed = mutant.load()
    if mutant.module == "facts":
        return cast("type[Facts]", changed.Facts)
    fresh = _unchanged("facts").load()
    for name in [*vars(fresh)]:
        if name in vars(changed) and not name.startswith("__"):
            setattr(fresh, name, getattr(changed, name))
    return cast("type[Facts]", fresh.Facts)


class _Witnesses:
    """Cases, those first that noticed something lately: most changes are noticed by few cases."""

    def __init__(self, cases: tuple[RuleCase, ...]) -> None:
        self.cases = [*cases]

    def notice(self, mutant: Mutant) -> bool:
        """Whether some case fails with this change."""
        facts = _facts_with(mutant) if mutant.module in SHARED else None
        own: RuleCheck | None = None if facts or mutant.module == COUNTING else mutant.load().check
        rules = {case.rule for case in self.cases} if not facts and not own else ()
        counting = {rule: _reading_with(mutant, rule) for rule in rules}
        for case in self.cases:
            reading = own or counting.get(case.rule)
            if (reading or facts) and not _survives(case, reading or face(case.rule), facts):
                self.cases.remove(case)
                self.cases.insert(0, case)
                return True
        return False


@pytest.mark.parametrize("rule", [rule.id for rule in CATALOGUE])
def test_a_rule_that_is_dropped_is_missed(rule: str) -> None:
    assert all(_holds(case, face(rule), _facts(case)) for case in rule_cases(rule))
    assert not all(_holds(case, lambda *_: (), _facts(case)) for case in rule_cases(rule))


@pytest.mark.parametrize("module", [*(f"rules.{rule.id}.check" for rule in CATALOGUE), *SHARED, COUNTING])
def test_a_changed_reading_is_noticed(module: str) -> None:
    rule = None if module in (*SHARED, COUNTING) else module.split(".")[1]
    witnesses = _Witnesses(rule_cases(rule))
    unnoticed = [mutant.change for mutant in mutants(module) if not witnesses.notice(mutant)]
    assert unnoticed == [*HARMLESS.get(module, {})]
