"""The checker's reading of `even`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.even.spec import Even

_UNITS = {"sessions": "periods", "minutes": "minutes", "evenings": "evenings"}


def check(rule: Even, instance: int, facts: Facts) -> Iterator[Violation]:
    """Teachers whose loads, or groups of one club whose sizes, differ by more than the tolerance."""
    for plan in facts.plans:
        if rule.among == "teachers":
            loads = {teacher.id: _load(rule, plan, teacher.id) for teacher in facts.who(rule.who)}
            compared = [("teachers", "Teachers have", _UNITS[rule.what], loads)]
        else:
            compared = [
                (club, f"The groups of {club} have", "members", sizes) for club, sizes in _sizes(rule, plan).items()
            ]
        for subject, have, unit, amounts in compared:
            if len(amounts) < 2:
                continue
            least, most = min(amounts, key=lambda who: amounts[who]), max(amounts, key=lambda who: amounts[who])
            beyond = amounts[most] - amounts[least] - rule.tolerance
            if beyond > 0:
                numbers = f"from {amounts[least]} ({least}) to {amounts[most]} ({most}) {unit}"
                text = f"{have} {numbers}; they may differ by at most {rule.tolerance}."
                yield plan.broken(rule, instance, beyond, subject, text)


def _load(rule: Even, plan: PlanFacts, teacher: str) -> int:
    """The teacher's load over the cycle, in the rule's unit."""
    days = plan.work[teacher].values()
    if rule.what == "sessions":
        return sum(len(slots) for slots in days)
    return sum(plan.minutes(slots) if rule.what == "minutes" else plan.is_evening(slots) for slots in days)


def _sizes(rule: Even, plan: PlanFacts) -> dict[str, dict[str, int]]:
    """Of every club the members of its groups."""
    sizes: dict[str, dict[str, int]] = {}
    for group in plan.groups:
        if group.club and (not rule.activities or group.group.activity in rule.activities):
            sizes.setdefault(group.group.activity, {})[group.id] = len(group.members)
    return sizes
