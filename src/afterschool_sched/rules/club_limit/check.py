"""The checker's reading of `club_limit`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import GroupFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.wording import counted, listed


def check(rule: ClubLimit, instance: int, facts: Facts) -> Iterator[Violation]:
    """Students with more clubs than wanted, or more in a day, a week or a category than allowed."""
    for plan in facts.plans:
        for student, groups in plan.clubs_of.items():
            for amount, text in (*_clubs(rule, plan, student, groups), *_times(rule, plan, groups)):
                yield plan.broken(rule, instance, amount, student, f"Student {student} {text}.")


_Found = Iterator[tuple[int, str]]


def _clubs(rule: ClubLimit, plan: PlanFacts, student: str, groups: list[GroupFacts]) -> _Found:
    groups_of = Counter(group.group.activity for group in groups)
    wanted = plan.wanted[student]
    if len(groups_of) > wanted:
        clubs = f"{counted(len(groups_of), 'club')} ({listed(list(groups_of))})"
        yield len(groups_of) - wanted, f"is in {clubs}; {wanted} wanted"
    for club, number in groups_of.items():
        if number > 1:
            yield number - 1, f"is in {number} groups of {club}"
    for category, most in sorted(rule.per_category.items()):
        of_category = [club for club in groups_of if plan.facts.scenario.activities[club].category == category]
        if len(of_category) > most:
            clubs = f"{len(of_category)} clubs of category {category} ({listed(of_category)})"
            yield len(of_category) - most, f"is in {clubs}; at most {most} allowed"


def _times(rule: ClubLimit, plan: PlanFacts, groups: list[GroupFacts]) -> _Found:
    """Club periods: a session of two periods counts two."""
    by_day: Counter[str] = Counter()
    by_week: Counter[int] = Counter()
    for group in groups:
        for session in plan.sessions_of[group]:
            week = f"week {session.week} " if session.week > 1 else ""
            by_day[f"{week}{session.day}"] += len(session.periods)
            by_week[session.week] += len(session.periods)
    for day, number in by_day.items():
        if rule.sessions_per_day is not None and number > rule.sessions_per_day:
            yield (
                number - rule.sessions_per_day,
                f"has {number} club periods on {day}; at most {rule.sessions_per_day} allowed",
            )
    for of_week, number in sorted(by_week.items()):
        if rule.sessions_per_week is not None and number > rule.sessions_per_week:
            most = f"at most {rule.sessions_per_week} allowed"
            yield number - rule.sessions_per_week, f"has {number} club periods in week {of_week}; {most}"
