"""The checker's reading of `pinned`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.pinned.spec import Pinned


def check(rule: Pinned, instance: int, facts: Facts) -> Iterator[Violation]:
    """A decision that the timetable does not keep."""
    for plan in facts.plans:
        if not _kept(rule, plan):
            yield plan.broken(
                rule, instance, 1, rule.student or rule.activity, f"This is pinned, but not so: {rule.means()}"
            )


def _kept(rule: Pinned, plan: PlanFacts) -> bool:
    groups = [group for group in plan.groups if group.group.activity == rule.activity]
    sessions = [session for group in groups for session in plan.sessions_of[group]]
    if rule.student is not None:
        return any(rule.student in session.students for session in sessions)
    return any(_matches(rule, plan, session) for session in sessions)


def _matches(rule: Pinned, plan: PlanFacts, session: SessionFacts) -> bool:
    """Whether the session is as described, in all that is said."""
    of_class = session.group.group.home_class == rule.class_ or any(
        plan.facts.home_of(member).id == rule.class_ for member in session.students
    )
    return (
        (rule.class_ is None or of_class)
        and (rule.week is None or session.week == rule.week)
        and (rule.day is None or session.day == rule.day)
        and (rule.period is None or rule.period in session.periods)
        and (rule.room is None or session.session.room == rule.room)
        and (rule.teacher is None or rule.teacher in session.teachers)
    )
