"""`cost` for the solver: each teacher's slots at their price over the term, contracts, and the fees.

Exact wherever teachers have names. A placement knows how many of those who are paid alike are at work (`stages/pay`).
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
        view.limit(at, pay, high=part(n, rule.pay_at_most), where="pay")
    if rule.budget is not None:
        view.limit(at, pay - _fees(n, view), high=part(n, rule.budget), where="budget")


def part(n: Instance, amount: int) -> int:
    """What of an amount for the term falls on the dates of the plan, rounded down."""
    term = sum(n.calendar.times.values())
    here = sum(dates for (season, _, _), dates in n.calendar.times.items() if season in n.seasons)
    return amount * here // max(1, term)


def _pay(n: Instance, view: ExactView, teacher: int) -> Expr:
    total = view.total(price * view.teaches(teacher, s) for s, price in enumerate(prices(n, teacher)) if price)
    if _rate(n, teacher).per_term:
        slots = range(len(n.slots))
        used = view.any_of([view.teaches(teacher, s) for s in slots], f"contract of {n.teachers[teacher]}")
        total += contract(n, teacher) * used
    return total


def prices(n: Instance, teacher: int) -> tuple[int, ...]:
    """What the teacher is paid over the plan's dates for a session in each slot, contracts aside."""
    own = _rate(n, teacher)
    return tuple(
        sum(dates * (own.per_session + -(-own.per_hour * minutes // 60)) for minutes, dates in _held(n, slot))
        for slot in range(len(n.slots))
    )


def contract(n: Instance, teacher: int) -> int:
    """What of the teacher's pay for a term falls on the plan, if there is any session: rounded up."""
    return -part(n, -_rate(n, teacher).per_term)


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
    each = club_fees(n)
    return view.total([fees_of_stays(n), *(each[group.club] * group.size for group in view.club_groups)])


def fees_of_stays(n: Instance) -> int:
    """What is paid for the periods in which students stay, over the plan's dates."""
    return sum(
        n.scenario.periods[n.slots[slot].period].fee * n.dates(season, slot) * students
        for (season, slot), students in n.paying.items()
    )


def club_fees(n: Instance) -> list[int]:
    """What a member of each club pays in the plan."""
    return [part(n, n.scenario.activities[club.activity].fee) for club in n.clubs]
