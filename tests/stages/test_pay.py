"""Where pay is limited, no placement has more groups than can be paid; fees of their members help."""

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Pay, Teacher
from afterschool_sched.instance import OpenGroup
from afterschool_sched.rules.cost.spec import Cost
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget

from .builder import school
from .placing import place

RATE, FEE = 120, 4


def paid_school(*rules: Cost) -> Scenario:
    """Clubs cost a fee; those that need a skill have a coach, who is paid for each session."""
    whole = school(80, 2)
    skills = sorted({activity.skill for activity in whole.activities.values() if activity.skill})
    coach = {"role": "coach", "external": True, "pay": Pay(per_session=RATE)}
    teachers = [teacher.model_copy(update={"skills": ()}) for teacher in whole.teachers]
    coaches = [Teacher.model_validate({"id": f"coach-{skill}", "skills": [skill], **coach}) for skill in skills]
    activities = {
        name: activity.model_copy(
            update={"fee": FEE if activity.kind == "club" else 0, "roles": ("coach" if activity.skill else "teacher",)}
        )
        for name, activity in whole.activities.items()
    }
    update = {"teachers": (*teachers, *coaches), "activities": activities, "rules": (*whole.rules, *rules)}
    return whole.model_copy(update=update)


def placements(scenario: Scenario) -> list[tuple[int, int]]:
    """Of each placement: what the leads of its groups are paid at least, and the fees of all members."""
    n = build_instance(scenario)
    coaches = {at for at, teacher in enumerate(scenario.teachers) if teacher.pay}

    def pay(group: OpenGroup) -> int:
        club = n.clubs[group.club]
        paid = set(club.leads[group.pattern]) <= coaches
        return RATE * len(club.patterns[group.pattern].slots) if paid else 0

    found = list(place(n, budget=Budget(seconds=10)))
    return [(sum(map(pay, those.groups)), sum(FEE * len(group.members) for group in those.groups)) for those in found]


def test_no_more_groups_are_planned_than_can_be_paid() -> None:
    free = max(pay for pay, _ in placements(paid_school()))
    limited = placements(paid_school(Cost(pay_at_most=free // 2)))
    assert limited
    assert 0 < max(pay for pay, _ in limited) <= free // 2


def test_what_fees_cover_may_be_paid() -> None:
    found = placements(paid_school(Cost(budget=0)))
    assert found
    assert all(pay <= fees for pay, fees in found)
    assert any(pay > fees for pay, fees in placements(paid_school()))
