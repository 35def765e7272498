"""The checker's reading of `cost`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.cost.spec import Cost


def check(rule: Cost, instance: int, facts: Facts) -> Iterator[Violation]:
    """Pay, or pay less fees, beyond the plan's part of what is allowed for the term."""
    currency = facts.scenario.currency
    unit = f" {currency.in_language('en')}" if currency is not None else ""
    for plan in facts.plans:
        pay = sum(plan.money.pay[teacher.id] for teacher in facts.who(rule.who))
        comes = f"Pay comes to {pay:,}{unit}"
        if rule.pay_at_most is not None:
            beyond = pay - plan.money.part(rule.pay_at_most)
            if beyond > 0:
                most = "" if rule.counts_all else f"; at most {plan.money.part(rule.pay_at_most):,} allowed"
                yield plan.broken(rule, instance, beyond, "teachers", f"{comes}{most}.")
        if rule.budget is not None:
            beyond = pay - plan.money.fees - plan.money.part(rule.budget)
            if beyond > 0:
                text = (
                    f"{comes} and fees to {plan.money.fees:,}; pay may be {plan.money.part(rule.budget):,} above them."
                )
                yield plan.broken(rule, instance, beyond, "teachers", text)
