"""`variety` for the solver: on which days a class has what."""

from __future__ import annotations

from itertools import pairwise

from afterschool_sched.clock import DAYS
from afterschool_sched.counters import Counter, Subject
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.variety.spec import Variety
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact in every stage in which classes' activities are decided; the offer relaxes it."""
    assert isinstance(rule, Variety)
    places = [DAYS.index(day) for day in n.scenario.days]
    for content, activities in rule.contents(n.scenario.activities).items():
        counter = Counter(n, view, activities)
        for home, name in enumerate(n.classes):
            whose = Subject("class", (home,), name)
            for week in n.weeks:
                where = f"{content} {name} {week}"
                on = [counter.value("days", whose, n.days.get((week, day), [])) for day in places]
                if rule.most is not None:
                    view.limit(at, view.total(on), high=rule.most, where=where)
                for first, second in pairwise(on) if rule.not_in_a_row else ():
                    view.limit(at, first + second, high=1, where=f"{where} in a row")
