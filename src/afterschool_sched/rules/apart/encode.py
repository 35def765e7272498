"""`apart` for the solver: of a team, one at most has a thing."""

from __future__ import annotations

from afterschool_sched.counters import Counter
from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Exact with named groups. The offer keeps what it can say of students in clubs (`stages/teams.py`)."""
    assert isinstance(rule, Apart)
    counter = Counter(n, view, rule.counted(n.scenario.activities))
    for team in n.teams(rule):
        for name, having in counter.things(rule, team):
            view.limit(at, view.total(having), high=1, where=f"{name} of {team}")
