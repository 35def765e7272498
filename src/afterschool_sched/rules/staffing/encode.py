"""`staffing` for the solver: how many assistants each group has, and the externals' share.

That every session has exactly one lead, that a club keeps its people and that a duty is held in each of its slots is
how the model is made.
"""

from __future__ import annotations

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Rule
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.view import ExactView


def encode(rule: Rule, at: int, n: Instance, view: ExactView) -> None:
    """Assistants = need - 1 for every group that is held; 100·externals <= share·all per week."""
    for group in view.club_groups:
        club = n.clubs[group.club]
        need = view.staff_needed(group.size, group.opened, club.high, club.teachers, club.per_students)
        spare = view.total(group.assistants.values()) - (need - group.opened)
        view.limit(at, spare, low=0, high=0, where=f"{club.activity} {group.number}")
    for session in view.class_sessions:
        activity = n.class_activities[session.activity]
        if activity.by_rota or (activity.teachers == 1 and activity.per_students is None):
            continue  # no assistants: the model has none
        spare = view.total(session.assistants.values()) - (view.session_need(session) - session.runs)
        view.limit(at, spare, low=0, high=0, where=f"{activity.activity} {n.classes[session.home]} {session.slot}")
    if isinstance(rule, Staffing) and rule.external_share is not None:
        external = [index for index, teacher in enumerate(n.scenario.teachers) if teacher.external]
        for week, slots in n.weeks.items():
            everybody = view.total([view.teaches(e, s) for e in range(len(n.teachers)) for s in slots])
            outside = view.total([view.teaches(e, s) for e in external for s in slots])
            view.limit(at, 100 * outside - rule.external_share * everybody, high=0, where=f"externals week {week}")
