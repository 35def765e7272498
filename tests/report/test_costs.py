"""The view of costs, and the sums in the result, against a count of their own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from afterschool_sched.calendar import Calendar
from afterschool_sched.checker import together
from afterschool_sched.presence import Presence
from afterschool_sched.roster import roster
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable
from tests.report.reports import Report, report_of
from tests.report.school import make, scenario_data, timetable

OWN, HOURLY, CONTRACT, FEE = 40, 90, 500, 3  # as in the school's scenario


def _tables(report: Report) -> list[list[list[str]]]:
    return [[*table.rows()] for table in report.page.section("costs").all("table")]


def test_every_session_on_every_date_is_paid(counted: Report) -> None:
    """Without dates: one cycle. Own staff by the period; coaches by the hour (50 minutes: 75), with a contract."""
    external = {teacher.id for teacher in counted.scenario.teachers if teacher.external}
    assert external
    paid: Counter[str] = Counter(dict.fromkeys(external, 0))
    of_activity: Counter[str] = Counter()
    for group in counted.timetable.plans[0].groups:
        for session in group.sessions:
            for teacher in filter(None, (session.lead, *session.assistants)):
                amount = len(session.periods) * (75 if teacher in external else OWN)
                paid[teacher] += amount
                of_activity[group.activity] += amount
    for teacher in external:
        paid[teacher] += CONTRACT if paid[teacher] else 0
    money = counted.verdict.money
    assert money is not None
    assert money.pay_by_teacher == {teacher: amount for teacher, amount in paid.items() if amount}
    assert money.pay_by_activity == of_activity
    assert money.pay == paid.total() == of_activity.total() + CONTRACT * sum(paid[teacher] > 0 for teacher in external)


def test_stays_are_paid_for_on_every_date(school: Report) -> None:
    """Students who stay in the second period, on each of its dates; nobody pays for the first."""
    calendar = Calendar(school.scenario)
    presence = Presence(calendar, roster(school.scenario))
    fees = 0
    for season, _, day in calendar.dates.values():
        fees += FEE * sum((day, "second") in stay for stay in presence.in_season(season).values())
    money = school.verdict.money
    assert money is not None
    assert money.fees == fees == sum(money.fees_by_class.values())
    assert money.fees_by_activity == {}


def test_the_view_shows_the_sums(school: Report) -> None:
    money = school.verdict.money
    assert money is not None
    text = school.page.section("costs").text
    assert f"Teachers are paid {money.pay:,} yuan and students pay {money.fees:,} yuan" in text
    assert "Counted over all dates of the term" in text
    activities, classes, teachers = _tables(school)
    shown = [int(row[1].replace(",", "")) for row in activities]
    assert shown == [*money.pay_by_activity.values()]
    assert [int(row[1].replace(",", "")) for row in classes] == [*money.fees_by_class.values()]
    assert [int(row[1].replace(",", "")) for row in teachers] == [*money.pay_by_teacher.values()]
    assert classes[0][0] == "Class 3-1"


def test_the_view_in_chinese_and_without_dates(chinese: Report, counted: Report) -> None:
    assert "教师报酬共" in chinese.page.section("costs").text
    assert "元" in chinese.page.section("costs").text
    assert "Counted for one cycle of the timetable" in counted.page.section("costs").text


def test_what_fees_cover_is_said() -> None:
    data = scenario_data()
    data["periods"]["second"]["fee"] = 300
    made = timetable(Scenario.model_validate(scenario_data()))
    report = report_of(Scenario.model_validate(data), made)
    money = report.verdict.money
    assert money is not None
    assert f"the fees cover it, and {money.fees - money.pay:,} yuan remain" in report.page.section("costs").text


def test_a_school_without_money_has_no_view_of_it() -> None:
    scenario, made = make()
    data = scenario_data()
    del data["pay"], data["periods"]["second"]["fee"]
    report = report_of(Scenario.model_validate(data), Timetable.model_validate(made.model_dump(by_alias=True)))
    assert report.verdict.money is None
    assert "cost" not in {aim.id for aim in report.verdict.aims}
    assert "#costs" not in report.html
    assert scenario.has_money


def test_a_district_has_the_sums_of_its_schools(school: Report, counted: Report) -> None:
    free = replace(school.verdict, money=None)
    money = together({"north": school.verdict, "south": counted.verdict, "west": free}, ()).money
    assert money is not None
    assert school.verdict.money is not None
    assert counted.verdict.money is not None
    assert money.pay == school.verdict.money.pay + counted.verdict.money.pay
    assert money.fees == school.verdict.money.fees + counted.verdict.money.fees
    assert money.currency == school.scenario.currency
    assert together({"west": free}, ()).money is None
