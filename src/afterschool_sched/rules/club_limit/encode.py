"""`club_limit` for the solver: clubs and club periods per student."""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Clubs <= wanted, none twice, and the limits per day, week and category."""
    assert isinstance(rule, ClubLimit)
    chosen = frozenset(club.activity for club in n.clubs if club.chosen)
    for index, pupil in enumerate(n.pupils):
        taken = {option.club: view.member(index, option.club) for option in pupil.options}
        view.limit(at, view.total(taken.values()), high=pupil.wanted, where=pupil.id)
        for club, times in taken.items():
            view.limit(at, times, high=1, where=f"{pupil.id} {n.clubs[club].activity}")
        for category, most in sorted(rule.per_category.items()):
            of_it = [times for club, times in taken.items() if n.clubs[club].category == category]
            view.limit(at, view.total(of_it), high=most, where=f"{pupil.id} {category}")
        for limit, spans in ((rule.sessions_per_day, n.days), (rule.sessions_per_week, n.weeks)):
            for slots in spans.values() if limit else ():
                view.limit(at, view.total([view.in_club(index, s, chosen) for s in slots]), high=limit, where=pupil.id)
