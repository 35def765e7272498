"""`cost` for the solver: each teacher's slots at their price over the term, contracts, and the fees.

Exact wherever teachers have names. A placement knows none and leaves the rule to the stage of people and rooms.
"""

from __future__ import annotations

from afterschool_sched.entities import Pay
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.cost.spec import Cost
from afterschool_sched.view import ExactView, Expr


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """pay <= the plan's part of `pay_at_most`; pay - fees <= its part of `budget`."""
    assert isinstance(rule, Cost)
    pay = view.total(_pay(n, view, teacher) for teacher in n.concerned(rule.who))
    if rule.pay_at_most is not None:
        view.limit(at, pay, high=_part(n, rule.pay_at_most), where="pay")
    if rule.budget is not None:
        view.limit(at, pay - _fees(n, view), high=_part(n, rule.budget), where="budget")


def _part(n: Instance, amount: int) -> int:
    """What of an amount for the term falls on the dates of the plan, rounded down."""
    term = sum(n.calendar.times.values())
    here = sum(dates for (season, _, _), dates in n.calendar.times.items() if season in n.seasons)
    return amount * here // max(1, term)


def _pay(n: Instance, view: ExactView, teacher: int) -> Expr:
    own = _rate(n, teacher)
    slots = range(len(n.slots))
    prices = [
        sum(dates * (own.per_session + -(-own.per_hour * minutes // 60)) for minutes, dates in _held(n, s))
        for s in slots
    ]
    total = view.total(prices[s] * view.teaches(teacher, s) for s in slots if prices[s])
    if own.per_term:
        used = view.any_of([view.teaches(teacher, s) for s in slots], f"contract of {n.teachers[teacher]}")
        total += -_part(n, -own.per_term) * used
    return total


def _rate(n: Instance, teacher: int) -> Pay:
    """The teacher's own pay, or the first that is meant for such teachers."""
    own = n.scenario.teachers[teacher].pay
    scales = [scale for scale in n.scenario.pay if teacher in n.concerned(scale.who)]
    return own or next(iter(scales), Pay())


def _held(n: Instance, slot: int) -> list[tuple[int, int]]:
    """The minutes of a slot in each of the plan's seasons that hold it, and on how many dates."""
    where = n.calendar.slots[slot]
    spans = [(season, n.calendar.span(where.period, season)) for season in n.seasons]
    return [(span.minutes, n.dates(season, slot)) for season, span in spans if span is not None]


def _fees(n: Instance, view: ExactView) -> Expr:
    """Of all who stay in periods with a fee, and of the members of clubs with one."""
    stays = sum(
        n.scenario.periods[n.slots[slot].period].fee * n.dates(season, slot) * students
        for (season, slot), students in n.paying.items()
    )
    fees = [_part(n, n.scenario.activities[club.activity].fee) for club in n.clubs]
    return view.total([stays, *(fees[group.club] * group.size for group in view.club_groups)])
