"""The timetable by dates: holidays, make-up days, seasons, weeks of the cycle, exceptions and absences."""

from __future__ import annotations

from datetime import date
from typing import Any

from afterschool_sched.dated import DatedSession, absent_on, expand
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable

PERIODS = {
    "first": {"start": "16:00", "end": "16:45"},
    "second": {"start": "16:50", "end": "17:30", "in": {"winter": {"start": "16:45", "end": "17:10"}}},
    "third": {"start": "17:30", "end": "18:00", "in": {"winter": "off"}},
}


def scenario(term: dict[str, Any], **more: Any) -> Scenario:
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "s",
            "days": ["mon", "wed"],
            "term": {"from": "2022-10-03", "to": "2022-10-16", **term},
            "periods": PERIODS,
            "rooms": [{"id": "r1", "seats": 40}, {"id": "r2", "seats": 40}],
            "teachers": [{"id": "t1"}, {"id": "t2"}, {"id": "t3"}],
            "classes": [{"id": "c1", "grade": 1, "room": "r1", "students": 3}],
            "activities": {"choir": {"kind": "club"}, "homework": {"kind": "class"}, "gate": {"kind": "duty"}},
            **more,
        }
    )


def session(day: str, periods: list[str], lead: str = "t1", **more: Any) -> dict[str, Any]:
    return {"day": day, "periods": periods, "lead": lead, "room": "r1", **more}


CHOIR = {"id": "choir", "activity": "choir", "sessions": [session("mon", ["first", "second"], assistants=["t2"])]}
HOMEWORK = {"id": "hw", "activity": "homework", "sessions": [session("wed", ["third"], "t3", room="r2")]}


def timetable(*groups: Any, seasons: tuple[str, ...] = ("regular",), **more: Any) -> Timetable:
    plans = more.pop("plans", [{"seasons": seasons, "groups": groups or (CHOIR, HOMEWORK)}])
    return Timetable.model_validate({"scenario": "s", "plans": plans, **more})


def held(found: tuple[DatedSession, ...]) -> list[tuple[str, str, str, str]]:
    return [(f"{s.date:%m-%d}", s.group.id, " ".join(s.periods), str(s.span)) for s in found]


PLAIN = [
    ("10-03", "choir", "first second", "16:00-17:30"),
    ("10-05", "hw", "third", "17:30-18:00"),
    ("10-10", "choir", "first second", "16:00-17:30"),
    ("10-12", "hw", "third", "17:30-18:00"),
]


def test_every_session_on_every_date_of_the_term() -> None:
    found = expand(scenario({}), timetable())
    assert held(found) == PLAIN
    assert [s.teachers for s in found[:2]] == [("t1", "t2"), ("t3",)]
    assert {s.season for s in found} == {"regular"}


def test_a_term_without_dates_has_none() -> None:
    assert expand(scenario({"from": None}), timetable()) == ()
    assert expand(scenario({"to": None}), timetable()) == ()


def test_holidays_are_left_out_and_a_make_up_day_has_the_plan_of_another() -> None:
    found = expand(scenario({"holidays": ["2022-10-04 to 2022-10-10"], "make_up": {"2022-10-08": "mon"}}), timetable())
    assert held(found) == [PLAIN[0], ("10-08", "choir", "first second", "16:00-17:30"), PLAIN[3]]
    assert (found[1].day, found[1].date.strftime("%a")) == ("mon", "Sat")


def test_weeks_of_the_cycle_take_turns_from_the_first_of_the_term() -> None:
    second = {**HOMEWORK, "sessions": [session("wed", ["third"], "t3", week=2)]}
    of = scenario({}, cycle_weeks=2)
    assert held(expand(of, timetable(CHOIR, second, cycle_weeks=2))) == [PLAIN[0], PLAIN[3]]


def test_a_season_has_its_plan_and_its_clock() -> None:
    of = scenario({}, seasons={"winter": {"from": "2022-10-09"}})
    together = expand(of, timetable(seasons=("regular", "winter")))
    assert held(together) == [PLAIN[0], PLAIN[1], ("10-10", "choir", "first second", "16:00-17:10")]  # third is off
    other = {**CHOIR, "id": "choir", "sessions": [session("wed", ["second"])]}
    plans = [{"seasons": ["winter"], "groups": [other]}, {"seasons": ["regular"], "groups": [CHOIR]}]
    assert held(expand(of, timetable(plans=plans))) == [PLAIN[0], ("10-12", "choir", "second", "16:45-17:10")]


def exceptions(*given: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    return held(expand(scenario({"exceptions": given}), timetable()))


def test_a_date_or_several_are_cancelled() -> None:
    assert exceptions({"dates": "2022-10-05"}) == [PLAIN[0], *PLAIN[2:]]
    assert exceptions({"dates": ["2022-10-03", "2022-10-10 to 2022-10-20"]}) == [PLAIN[1]]


def test_only_what_is_named_is_cancelled_and_all_that_is_named_must_hold() -> None:
    every = "2022-10-01 to 2022-10-31"
    choir, homework = [PLAIN[0], PLAIN[2]], [PLAIN[1], PLAIN[3]]
    assert exceptions({"dates": every, "activities": ["choir"]}) == homework
    assert exceptions({"dates": every, "rooms": ["r2"]}) == choir
    assert exceptions({"dates": every, "teachers": ["t2"]}) == homework
    assert exceptions({"dates": every, "teachers": ["t3", "t2"]}) == []
    assert exceptions({"dates": every, "rooms": ["r2"], "activities": ["choir"]}) == PLAIN


def test_a_period_of_a_longer_session_is_cancelled() -> None:
    assert exceptions({"dates": "2022-10-03", "periods": ["first"]})[0] == ("10-03", "choir", "second", "16:50-17:30")
    assert exceptions({"dates": "2022-10-03", "periods": ["second"]})[0] == ("10-03", "choir", "first", "16:00-16:45")
    assert exceptions({"dates": "2022-10-03", "periods": ["first", "second"]}) == PLAIN[1:]


def test_an_early_end_cuts_what_has_begun_and_cancels_what_has_not() -> None:
    ends = {"dates": "2022-10-03 to 2022-10-05"}
    assert exceptions({**ends, "ends": "17:00"})[0] == ("10-03", "choir", "first second", "16:00-17:00")
    assert exceptions({**ends, "ends": "16:50"})[0] == ("10-03", "choir", "first", "16:00-16:45")
    assert exceptions({**ends, "ends": "17:30"}) == [PLAIN[0], *PLAIN[2:]]  # homework begins at 17:30
    assert exceptions({**ends, "ends": "17:31"})[1] == ("10-05", "hw", "third", "17:30-17:31")
    assert exceptions({**ends, "ends": "18:00"}) == PLAIN


def test_the_earliest_of_several_ends_counts() -> None:
    dates = {"dates": "2022-10-03"}
    given = ({**dates, "ends": "16:30"}, {**dates, "ends": "17:00"}, {**dates, "periods": ["second"]})
    assert exceptions(*given)[0] == ("10-03", "choir", "first", "16:00-16:30")


def test_who_is_absent_is_marked() -> None:
    absences = [{"teacher": "t2", "dates": "2022-10-10"}, {"teacher": "t3", "dates": ["2022-10-05", "2022-10-06"]}]
    of = scenario({}, absences=absences)
    assert [s.absent for s in expand(of, timetable())] == [(), ("t3",), ("t2",), ()]
    assert absent_on(of) == {
        date(2022, 10, 5): frozenset({"t3"}),
        date(2022, 10, 6): frozenset({"t3"}),
        date(2022, 10, 10): frozenset({"t2"}),
    }


def test_those_whose_turn_it_is_are_there_on_their_dates() -> None:
    turns = [{"date": "2022-10-10", "group": "choir", "periods": ["second"], "teacher": "t3"}]
    assert [s.teachers for s in expand(scenario({}), timetable(rota=turns))][::2] == [("t1", "t2"), ("t1", "t2", "t3")]
