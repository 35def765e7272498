"""What the school has decided about clubs is kept by every placement."""

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance
from afterschool_sched.rules.pinned.spec import Pinned
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.placement import Placement

from .builder import school
from .placing import place
from .recount import faults


def placed(scenario: Scenario, **pin: object) -> tuple[Instance, Placement | None]:
    """The last placement with one more decision, None when there is none."""
    rules = (*scenario.rules, Pinned.model_validate(pin))
    n = build_instance(scenario.model_copy(update={"rules": rules}))
    found = list(place(n, budget=Budget(seconds=10)))
    for placement in found:
        assert faults(n, placement.groups) == []
    return n, found[-1] if found else None


def slots_of(n: Instance, placement: Placement, activity: str) -> set[tuple[str, str]]:
    """(day, period) of all sessions of a club."""
    return {
        (n.calendar.slots[slot].day, n.calendar.slots[slot].period)
        for group in placement.groups
        if n.clubs[group.club].activity == activity
        for slot in n.clubs[group.club].patterns[group.pattern].slots
    }


@pytest.mark.parametrize("day", ["mon", "wed", "fri"])
def test_a_club_meets_on_its_day(day: str) -> None:
    n, placement = placed(school(60, 1), activity="c1", day=day)
    assert placement is not None
    assert day in {its for its, _ in slots_of(n, placement, "c1")}


def test_a_club_meets_in_its_period() -> None:
    for period in ("first", "second"):
        n, placement = placed(school(60, 1, both_periods=True), activity="c1", period=period, day="tue")
        assert placement is not None
        assert ("tue", period) in slots_of(n, placement, "c1")


def test_a_decision_that_cannot_be_kept_leaves_no_placement() -> None:
    assert placed(school(60, 1), activity="c1", period="first")[1] is None
    assert placed(school(60, 1), activity="c1", period="first", weight=5)[1] is not None


def test_a_class_is_in_the_club_that_it_was_promised() -> None:
    whole = school(80, 2)
    for home in (whole.classes[0].id, whole.classes[-1].id):
        n, placement = placed(whole, **{"activity": "c0", "class": home, "day": "thu"})
        assert placement is not None
        assert "thu" in {its for its, _ in slots_of(n, placement, "c0")}


def test_a_student_is_in_the_club_that_was_promised() -> None:
    whole = school(60, 1)
    asked = [(student.id, student.choices[-1]) for student in whole.students if len(student.choices) > 1]
    kept = 0
    for student, club in asked[:4]:
        n, placement = placed(whole, activity=club, student=student)
        if placement is not None:
            number = next(at for at, pupil in enumerate(n.pupils) if pupil.id == student)
            clubs = {n.clubs[group.club].activity for group in placement.groups if number in group.members}
            assert club in clubs
            kept += 1
    assert kept
