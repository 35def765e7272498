"""The checker's reading of `wishes`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.entities import Wishes
from afterschool_sched.facts import Facts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.wishes.spec import WishesRule
from afterschool_sched.wording import listed


def check(rule: WishesRule, instance: int, facts: Facts) -> Iterator[Violation]:
    """Sessions that a teacher would rather not have, once for each wish they go against."""
    for plan in facts.plans:
        for teacher in facts.who(rule.who):
            if teacher.wishes is None:
                continue
            for session in plan.sessions:
                if teacher.id in session.teachers:
                    does = "leads" if session.lead == teacher.id else "assists"
                    for wish in _broken(teacher.wishes, session, session.lead == teacher.id):
                        text = f"Teacher {teacher.id} {does} {session}, and would rather {wish}."
                        yield plan.broken(rule, instance, 1, teacher.id, text)


def _broken(wishes: Wishes, session: SessionFacts, leads: bool) -> Iterator[str]:
    """The wishes that the session goes against, in the words of the sentence."""
    if wishes.avoid_days is not None and session.day in wishes.avoid_days:
        yield f"not work on {session.day}"
    avoided = [period for period in session.periods if period in wishes.avoid_periods]
    if avoided:
        yield f"not work in {listed(avoided)}"
    if session.group.group.activity in wishes.avoid_activities:
        yield f"not have {session.group.group.activity}"
    if session.session.room in wishes.avoid_rooms:
        yield f"not be in {session.session.room}"
    if wishes.prefer_days is not None and session.day not in wishes.prefer_days:
        yield f"work on {listed(wishes.prefer_days)}"
    if wishes.prefer_periods and any(period not in wishes.prefer_periods for period in session.periods):
        yield f"work in {listed(wishes.prefer_periods)}"
    if wishes.no_clubs and leads and session.group.club:
        yield "lead no club"
