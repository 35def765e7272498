"""Do pay, fees and what is said of them go together."""

from __future__ import annotations

from collections.abc import Iterator

from ..rules.cost.spec import Cost
from .facts import Facts
from .notes import Loc, Notes
from .sense_rules import add_who


def add_money(facts: Facts, notes: Notes) -> None:
    """Check amounts of money: who is paid, over which dates, within what."""
    scenario = facts.scenario
    for at, scale in enumerate(scenario.pay):
        add_who(facts, ("pay", at, "who"), "The entry of 'pay'", scale.who, notes)
    for at, rule in enumerate(scenario.rules):
        if isinstance(rule, Cost) and not scenario.pays:
            text = "Rule cost speaks of teachers' pay, but nobody is paid."
            notes.warn("cost-unpaid", ("rules", at), text, "add 'pay', for single teachers or for all.")
    if scenario.term.first is None or scenario.term.last is None:
        first = next(_for_the_term(facts), None)
        if first is not None:
            text = (
                "This amount is for the whole term, but the term has no dates: it stands beside one cycle of the plan."
            )
            notes.warn("money-undated", first, text, "add 'from' and 'to' to 'term'.")


def _for_the_term(facts: Facts) -> Iterator[Loc]:
    """The places of amounts that are for the whole term."""
    scenario = facts.scenario
    yield from (("pay", at, "per_term") for at, scale in enumerate(scenario.pay) if scale.per_term)
    for at, teacher in enumerate(scenario.teachers):
        if teacher.pay is not None and teacher.pay.per_term:
            yield "teachers", at, "pay", "per_term"
    for name, activity in scenario.activities.items():
        if activity.kind == "club" and activity.fee:
            yield "activities", name, "fee"
    for at, rule in enumerate(scenario.rules):
        if isinstance(rule, Cost) and scenario.pays and not rule.counts_all:
            yield "rules", at
