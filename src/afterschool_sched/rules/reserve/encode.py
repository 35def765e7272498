"""`reserve` for the solver: a club's groups have fewer places.

Exact in every stage: `compile` asks here for each club's places, and nobody sees the others.
"""

from __future__ import annotations

from collections.abc import Iterable

from afterschool_sched.rule import Rule
from afterschool_sched.rules.reserve.spec import Reserve


def places_left(rules: Iterable[Rule], club: str, most: int) -> int:
    """Of `most` places of a group those that no rule holds."""
    held = [0]
    for rule in rules:
        if isinstance(rule, Reserve) and (not rule.activities or club in rule.activities):
            held += [rule.places, (most * rule.share + 99) // 100]
    return max(0, most - max(held))
