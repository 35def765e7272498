"""Required limits on pay (rule `cost`) as rows of the pattern master, which knows teachers as classes of alike ones.

What a class of teachers is paid follows from how many of it are at work in each slot, whoever they are. Contracts for
the term are paid to at least as many as are at work at once.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rules.cost.encode import club_fees, contract, fees_of_stays, part, prices
from afterschool_sched.rules.cost.spec import Cost

from .board import Board, Sum
from .students import Students
from .supply import Supply


def limit_pay(n: Instance, board: Board, students: Students, supply: Supply) -> None:
    """Pay stays within `pay_at_most`, and what of it the fees do not cover within `budget`."""
    for rule in n.rules:
        if not isinstance(rule, Cost) or not rule.required:
            continue
        concerned = frozenset(n.concerned(rule.who))
        pay = Sum()
        for at, those in enumerate(supply.classes):
            if those[0] in concerned:
                pay.plus_sum(_pay(n, board, supply, at))
        if rule.pay_at_most is not None and pay.cols:
            board.limit(pay, hi=part(n, rule.pay_at_most))
        if rule.budget is not None:
            fees = club_fees(n)
            for (club, _), pair in students.pairs.items():
                for taker in students.takers[pair] if fees[club] else ():
                    pay.plus(taker, -float(fees[club]))
            if pay.cols:
                board.limit(pay, hi=part(n, rule.budget) + fees_of_stays(n))


def _pay(n: Instance, board: Board, supply: Supply, at: int) -> Sum:
    """What a class of teachers who are paid alike gets at least."""
    members, pay = supply.classes[at], Sum()
    price, term = prices(n, members[0]), contract(n, members[0])
    used = board.column(0, len(members)) if term else None
    for slot in range(len(n.slots)):
        busy = supply.at_work.get((at, slot))
        if busy is None:
            continue
        if price[slot]:
            pay.plus_sum(busy, float(price[slot]))
        if used is not None:
            enough = Sum(cols=[used], coefs=[1.0])
            enough.plus_sum(busy, -1.0)
            board.limit(enough, lo=0.0)
    if used is not None:
        pay.plus(used, float(term))
    return pay
