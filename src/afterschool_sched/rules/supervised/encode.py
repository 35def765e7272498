"""`supervised` for the solver: whoever is present and in no club has a class or care activity."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Per class and slot: if somebody is left, exactly one class activity takes what is left."""
    for home, slot in sorted(n.present):
        taken = view.total(
            [view.takes(home, slot, a) for a, act in enumerate(n.class_activities) if slot in act.slots.get(home, ())]
        )
        view.limit(at, taken - view.some_left(home, slot), low=0, where=f"{n.classes[home]} {slot}")
