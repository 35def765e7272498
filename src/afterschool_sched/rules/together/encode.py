"""`together` for the solver: of a team, all have a thing or none."""

from __future__ import annotations

from afterschool_sched.counters import Counter
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact with named groups. The offer keeps what it can say of students in clubs (`stages/teams.py`)."""
    assert isinstance(rule, Together)
    counter = Counter(n, view, rule.counted(n.scenario.activities))
    for team in n.teams(rule):
        for name, having in counter.things(rule, team):
            where = f"{name} of {team}"
            missing = len(having) * view.any_of(having, where) - view.total(having)
            view.limit(at, missing, high=0, where=where)
