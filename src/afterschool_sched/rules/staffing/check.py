"""The checker's reading of `staffing`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from afterschool_sched.calendar import Slot
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.wording import counted, listed


def check(rule: Staffing, instance: int, facts: Facts) -> Iterator[Violation]:
    """Sessions with too few or too many teachers, clubs that change theirs, duties left open, too many externals."""
    for plan in facts.plans:
        found = [
            *(item for session in plan.sessions for item in _number(session)),
            *(item for group in plan.groups if group.club for item in _same(plan.sessions_of[group])),
            *(item for name, a in facts.scenario.activities.items() if a.kind == "duty" for item in _duty(plan, name)),
            *_externals(plan, rule.external_share),
        ]
        for amount, subject, text in found:
            yield plan.broken(rule, instance, amount, subject, text)


_Found = Iterator[tuple[int, str, str]]


def _number(session: SessionFacts) -> _Found:
    if session.activity.by_rota:
        return  # the rota names them
    staff = session.activity.staff
    need = staff.teachers
    if staff.per_students is not None:  # nobody is a member of a duty
        need = max(need, -(-len(session.students) // staff.per_students))
    have = len(session.teachers)
    if have != need:
        text = f"There {'is' if have == 1 else 'are'} {counted(have, 'teacher')} for {session}; it needs {need}."
        yield abs(have - need), session.group.id, text


def _same(sessions: tuple[SessionFacts, ...]) -> _Found:
    """Sessions of a club group that have not the people of its first."""
    for session in sessions[1:]:
        if _people(session) != _people(sessions[0]):
            have, had = listed(session.teachers), listed(sessions[0].teachers)
            text = f"The session {session} has {have}; the group's first, on {sessions[0].when}, has {had}."
            yield 1, session.group.id, text


def _people(session: SessionFacts) -> tuple[str | None, list[str]]:
    return session.lead, sorted(session.session.assistants)


def _duty(plan: PlanFacts, name: str) -> _Found:
    """A duty is one group that is there whenever the duty is."""
    facts = plan.facts
    groups = [group for group in plan.groups if group.group.activity == name]
    if len(groups) > 1:
        yield len(groups) - 1, name, f"Duty {name} has {len(groups)} groups; it has one."
    duty = facts.scenario.activities[name]
    wanted = {
        slot
        for slot in facts.calendar.slots
        if facts.lies_in(duty, (slot.day, slot.period))
        and any(facts.calendar.span(slot.period, season) is not None for season in plan.seasons)
    }
    held: Counter[Slot] = Counter()
    for group in groups:
        for session in plan.sessions_of[group]:
            if len(session.slots) == 1 and session.slots[0] in wanted:
                held[session.slots[0]] += 1
            else:
                yield 1, name, f"Duty {session} is not one period of those in which it is held."
    for slot in facts.calendar.slots:
        if slot in wanted and not held[slot]:
            yield 1, name, f"Nobody is on duty {name} on {plan.at(slot)}."
        if held[slot] > 1:
            yield held[slot] - 1, name, f"Duty {name} is held {held[slot]} times on {plan.at(slot)}."


def _externals(plan: PlanFacts, share: int | None) -> _Found:
    if share is None:
        return
    for week in range(1, plan.facts.scenario.cycle_weeks + 1):
        taught: Counter[bool] = Counter()
        for session in plan.sessions:
            if session.week == week:
                for teacher in session.teachers:
                    taught[plan.facts.teachers[teacher].external] += len(session.periods)
        excess = 100 * taught[True] - share * taught.total()
        if excess > 0:
            text = (
                f"Externals give {taught[True]} of {counted(taught.total(), 'teacher-period')} in week {week}; "
                f"at most {share} % are allowed."
            )
            yield -(-excess // 100), "externals", text
