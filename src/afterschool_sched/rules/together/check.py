"""The checker's reading of `together`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.together.spec import Together
from afterschool_sched.tallies import Tally
from afterschool_sched.wording import listed


def check(rule: Together, instance: int, facts: Facts) -> Iterator[Violation]:
    """Members of a team who are without what others of it have."""
    teams = rule.teams(facts.scenario.students)
    for plan in facts.plans:
        tally = Tally(plan, rule.counted(facts.scenario.activities))
        for team in teams:
            for said, counts, having in tally.things(rule, team):
                without = [each for each in counts if each not in having]
                if having and without:
                    whose = f"{rule.kind.capitalize()}s {listed(counts)} belong together"
                    are = "is" if len(having) == 1 else "are"
                    text = f"{whose}, but {listed(having)} {are} without {listed(without)} {said}."
                    yield plan.broken(rule, instance, len(without), " ".join(counts), text)
