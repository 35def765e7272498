"""The checker's reading of `apart`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.apart.spec import Apart
from afterschool_sched.tallies import Tally
from afterschool_sched.wording import listed


def check(rule: Apart, instance: int, facts: Facts) -> Iterator[Violation]:
    """Members of a team who have the same."""
    teams = rule.teams(facts.scenario.students)
    for plan in facts.plans:
        tally = Tally(plan, rule.counted(facts.scenario.activities))
        for team in teams:
            for said, _, having in tally.things(rule, team):
                if len(having) > 1:
                    text = f"{rule.kind.capitalize()}s {listed(having)} are to be apart, but are together {said}."
                    yield plan.broken(rule, instance, len(having) - 1, " ".join(having), text)
