"""`even` for the solver: the span between the most and the least loaded."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.even.spec import Even
from afterschool_sched.view import ExactView, Expr


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """max - min <= tolerance, among teachers or among the opened groups of each club."""
    assert isinstance(rule, Even)
    if rule.among == "teachers":
        loads = [_load(rule, n, view, teacher) for teacher in n.concerned(rule.who)]
        if len(loads) > 1:
            span = view.maximum(loads, "most loaded") - view.minimum(loads, "least loaded")
            view.limit(at, span, high=rule.tolerance, where="teachers")
        return
    for number, club in enumerate(n.clubs):
        groups = [group for group in view.club_groups if group.club == number]
        if len(groups) > 1 and (not rule.activities or club.activity in rule.activities):
            # A group that does not open must not count: for the least it stands at the club's maximum.
            least = view.minimum([group.size + club.high * (1 - group.opened) for group in groups], f"least {number}")
            span = view.maximum([group.size for group in groups], f"most {number}") - least
            view.limit(at, span, high=rule.tolerance, where=club.activity)


def _load(rule: Even, n: Instance, view: ExactView, teacher: int) -> Expr:
    if rule.what == "evenings":
        late = [[s for s in slots if n.slots[s].evening] for slots in n.days.values()]
        evenings = [view.any_of([view.teaches(teacher, s) for s in slots], f"evening {teacher}") for slots in late]
        return view.total(evenings)
    unit = [slot.minutes if rule.what == "minutes" else 1 for slot in n.slots]
    return view.total([unit[s] * view.teaches(teacher, s) for s in range(len(n.slots))])
