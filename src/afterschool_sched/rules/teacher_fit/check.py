"""The checker's reading of `teacher_fit`."""

from __future__ import annotations

from collections.abc import Iterator

from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.resolved import SessionFacts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.teacher_fit.spec import TeacherFit
from afterschool_sched.wording import listed


def check(rule: TeacherFit, instance: int, facts: Facts) -> Iterator[Violation]:
    """Teachers who cannot, may not, or are not there."""
    for plan in facts.plans:
        for session in plan.sessions:
            for teacher in dict.fromkeys(session.teachers):
                faults = [*_may_not(facts, session, teacher), *_not_there(plan, session, teacher)]
                if faults:
                    does = "leads" if teacher == session.lead else "assists"
                    text = f"Teacher {teacher} {does} {session}, but {listed(faults)}."
                    yield plan.broken(rule, instance, 1, teacher, text)


def _may_not(facts: Facts, session: SessionFacts, teacher: str) -> Iterator[str]:
    who, activity, leads = facts.teachers[teacher], session.activity, teacher == session.lead
    if leads or activity.kind == "duty":
        yield from facts.unfit_to_lead(activity, who)
    roles = activity.staff.assistant_roles
    if teacher in session.session.assistants and activity.kind != "duty" and roles and who.role not in roles:
        yield f"has the role {who.role}, which may not assist"
    own_wanted = leads and session.group.takes_classes and activity.own_teacher == "required"
    if own_wanted and teacher not in facts.own_teachers(session.group.home, activity):
        yield "is no own teacher of its class"


def _not_there(plan: PlanFacts, session: SessionFacts, teacher: str) -> Iterator[str]:
    who = plan.facts.teachers[teacher]
    if not who.cleared:
        yield "is not cleared"
    if not plan.is_open(who.available, session.day, session.periods):
        yield "is not available then"
    for meeting in plan.meetings_of(who, session.day, session.periods):
        yield f"is in a meeting ({meeting})"
