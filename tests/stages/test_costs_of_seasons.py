"""Money where a season has a timetable of its own: the solver's plans are paid on their own dates only."""

from __future__ import annotations

from afterschool_sched.calendar import Calendar
from afterschool_sched.run import solve
from afterschool_sched.scenario import Scenario

SCHOOL = Scenario.model_validate(
    {
        "format": 1,
        "id": "own",
        "term": {"from": "2022-09-05", "to": "2022-11-11"},
        "seasons": {"winter": {"from": "2022-10-17", "to": "2022-11-11", "timetable": "own", "latest_end": "17:20"}},
        "days": ["mon"],
        "periods": {"first": {"start": "16:00", "end": "16:45"}, "second": {"start": "16:50", "end": "17:30"}},
        "rooms": [{"id": "r1", "seats": 45}],
        "teachers": [{"id": "t1", "pay": {"per_session": 40}}],
        "classes": [{"id": "1-1", "grade": 1, "room": "r1", "class_teacher": "t1", "students": 20}],
        "activities": {"homework": {"kind": "class"}},
        "rules": [{"rule": "cost", "pay_at_most": 800}],
    }
)


def test_dates_of_a_season_that_is_left_out_are_no_dates_of_the_others() -> None:
    assert Calendar(SCHOOL).times == {("regular", 1, "mon"): 6, ("winter", 1, "mon"): 4}
    assert Calendar(SCHOOL.in_seasons(["regular"])).times == Calendar(SCHOOL).times


def test_each_plan_is_paid_on_its_own_dates() -> None:
    result = solve(SCHOOL, seconds=20, workers=1)
    assert result.money is not None
    assert result.money.pay == 2 * 40 * 10
    assert [plan.aims[-1].value for plan in result.plans] == [2 * 40 * 6, 2 * 40 * 4]
    cost = result.aim("cost")
    assert (cost.value, cost.bound) == (800, 800)
