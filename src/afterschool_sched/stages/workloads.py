"""What required rules ask of every teacher's work, whichever rule says it."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Range, What, When, Who
from afterschool_sched.rules.limit.spec import Limit
from afterschool_sched.rules.workload.spec import MEASURES, Workload


def required_workloads(n: Instance) -> list[Workload]:
    """The required `workload` rules, and the required `limit` rules that are one in other words."""
    found = [rule if isinstance(rule, Workload) else _as_workload(rule) for rule in n.rules if rule.required]
    return [rule for rule in found if rule is not None]


def _as_workload(rule: object) -> Workload | None:
    """A limit of all that each teacher does in a day or week; None when it is another one."""
    if not isinstance(rule, Limit) or (rule.subject, rule.of, rule.when) != ("teacher", What(), When()):
        return None
    measure = f"{rule.count}_per_{rule.unit}"
    if measure not in MEASURES:
        return None
    who = Who(teachers=rule.who.teachers, roles=rule.who.roles, external=rule.who.external)
    return Workload.model_validate({"who": who, measure: Range(min=rule.min, max=rule.max)})
