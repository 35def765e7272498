"""Proofs about money: what the cheapest teachers of every slot cost is more than may be paid."""

from __future__ import annotations

from heapq import nsmallest

from ..clock import Day
from ..entities import Pay, Teacher
from ..rules.cost.spec import Cost
from .coverage import Coverage
from .facts import Facts
from .notes import Notes
from .proofs_slots import SlotProofs
from .proofs_week import week_needs
from .readings import speaks_of


def add_costs(coverage: Coverage, slots: SlotProofs, notes: Notes) -> None:
    """Check all required rules about cost."""
    for at, rule in enumerate(coverage.facts.scenario.rules):
        if not isinstance(rule, Cost) or not rule.required:
            continue
        least = _least_pay(coverage, slots, rule)
        advice = "the sum is higher, or fewer teachers are needed."
        if rule.pay_at_most is not None and least > rule.pay_at_most:
            text = f"The cheapest teachers cost at least {least:,} over the term, but {rule.pay_at_most:,} may be paid."
            notes.error("count-cost", ("rules", at, "pay_at_most"), text, advice)
        fees = _most_fees(coverage)
        if rule.budget is not None and least - fees > rule.budget:
            text = (
                f"The cheapest teachers cost at least {least:,} over the term, and fees bring {fees:,} at most: "
                f"more than {rule.budget:,} are left to pay."
            )
            notes.error("count-cost", ("rules", at, "budget"), text, advice)


def _least_pay(coverage: Coverage, slots: SlotProofs, rule: Cost) -> int:
    """What duties and groups cost at least: in every slot the cheapest who could do it, contracts apart."""
    facts = coverage.facts
    total = 0
    for number, season in enumerate(facts.seasons):
        for need in week_needs(coverage, slots, number, by_part=False):
            slot = facts.cells[need.slot]
            span = facts.calendar.span(slot.period, season)
            minutes = span.minutes if span is not None else 0
            costs = (_cost(facts, facts.teachers[name], rule, minutes) for name in need.able)
            total += _dates(facts, season, slot.day) * sum(nsmallest(need.number, costs))
    return total


def _cost(facts: Facts, teacher: Teacher, rule: Cost, minutes: int) -> int:
    """What the rule counts for a teacher in a period of so many minutes."""
    if not speaks_of(rule.who, teacher):
        return 0
    scales = [scale for scale in facts.scenario.pay if speaks_of(scale.who, teacher)]
    pay = teacher.pay or (scales[0] if scales else Pay())
    return pay.per_session + -(-pay.per_hour * minutes // 60)


def _dates(facts: Facts, season: str, day: Day) -> int:
    """On how many dates a day is held in a season, whatever the week of the cycle."""
    return sum(n for (of, _, on), n in facts.calendar.times.items() if (of, on) == (season, day))


def _most_fees(coverage: Coverage) -> int:
    """All fees of stays, and those of clubs that are as full as can be."""
    facts = coverage.facts
    total = 0
    for number, season in enumerate(facts.seasons):
        for slot in facts.cells:
            fee = facts.scenario.periods[slot.period].fee * _dates(facts, season, slot.day)
            staying = sum(heads.staying for heads in coverage.staying_classes(number, slot).values()) if fee else 0
            total += fee * staying
    for name, club in coverage.clubs.items():
        choosing = sum(name in student.choices for student in facts.students)
        total += club.activity.fee * min(choosing, club.activity.groups.up_to * club.most_members)
    return total
