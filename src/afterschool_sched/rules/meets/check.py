"""The checker's reading of `meets`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from afterschool_sched.calendar import Slot
from afterschool_sched.clock import DAYS
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import GroupFacts, SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.meets.spec import MeetsRule
from afterschool_sched.wording import counted


def check(rule: MeetsRule, instance: int, facts: Facts) -> Iterator[Violation]:
    """Sessions outside their days and periods, too few, too many, too long, too close, or unlike the first."""
    for plan in facts.plans:
        found = [
            *(item for session in plan.sessions for item in _session(facts, session)),
            *(item for group in plan.groups if group.club for item in _club(facts, plan, group)),
            *_classes(facts, plan),
        ]
        for amount, subject, text in found:
            yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _session(facts: Facts, session: SessionFacts) -> _Found:
    activity, name = session.activity, session.group.id
    if not all(facts.lies_in(activity, (slot.day, slot.period)) for slot in session.slots):
        yield 1, name, f"The session {session} lies outside the days and periods of {session.group.group.activity}."
    length = 1 if session.group.takes_classes else activity.meets.periods
    if activity.kind != "duty" and len(session.periods) != length:
        takes = counted(len(session.periods), "period")
        yield 1, name, f"The session {session} takes {takes} instead of {length}."


def _club(facts: Facts, plan: PlanFacts, group: GroupFacts) -> _Found:
    meets, sessions = group.activity.meets, plan.sessions_of[group]
    wanted = meets.sessions_per_week or 1
    first_week = {(session.day, session.periods) for session in sessions if session.week == 1}
    for week in range(1, facts.scenario.cycle_weeks + 1):
        of_week = [session for session in sessions if session.week == week]
        if len(of_week) != wanted:
            times = counted(len(of_week), "time")
            text = f"There should be {counted(wanted, 'session')} of {group.label} in week {week}; it meets {times}."
            yield abs(len(of_week) - wanted), group.id, text
        for one, other in combinations(of_week, 2):
            if DAYS.index(other.day) - DAYS.index(one.day) - 1 < meets.gap_days:
                gap = f"at least {counted(meets.gap_days, 'whole day')} between" if meets.gap_days else "distinct days"
                text = f"The sessions {one} and {other.when} are too close; there should be {gap}."
                yield 1, group.id, text
        for session in of_week:
            if (session.day, session.periods) not in first_week:
                yield 1, group.id, f"The session {session} has no like in week 1."
    for session in sessions:
        if meets.same_period and session.periods[0] != sessions[0].periods[0]:
            text = f"The session {session} begins in another period than the first ({sessions[0].periods[0]})."
            yield 1, group.id, text


def _classes(facts: Facts, plan: PlanFacts) -> _Found:
    """Class and care activities with a number of sessions a week: every class has that number."""
    for name, activity in facts.scenario.activities.items():
        wanted = activity.meets.sessions_per_week
        if not activity.takes_classes or wanted is None:
            continue
        times = [at for at in facts.presence.day_periods if facts.lies_in(activity, at)]
        coming = {facts.home_of(student).id for at in times for student in plan.present[at]}
        slots_of: dict[tuple[str, int], set[Slot]] = {}
        for session in plan.sessions:
            if session.group.group.activity == name:
                for member in session.students:
                    slots_of.setdefault((facts.home_of(member).id, session.week), set()).update(session.slots)
        for home in facts.homes.values():
            if home.id not in coming or not facts.open_to_class(activity, home):
                continue
            for week in range(1, facts.scenario.cycle_weeks + 1):
                have = len(slots_of.get((home.id, week), ()))
                if have != wanted:
                    has = f"{counted(have, 'period')} of {name} in week {week}"
                    yield abs(have - wanted), home.id, f"Class {home.id} has {has}; it should have {wanted}."
