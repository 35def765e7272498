"""`assigned` for the solver: exactly one group of each club that the school puts the student in.

Exact at every stage: the placement gives each such student columns of their own.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Memberships in the club = 1."""
    for index, pupil in enumerate(n.pupils):
        for club in pupil.assigned:
            view.limit(
                at, view.member(index, club.club), low=1, high=1, where=f"{pupil.id} {n.clubs[club.club].activity}"
            )
