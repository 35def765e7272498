"""The county and the city: what makes each special, in files and in checked timetables of some of their schools."""

from __future__ import annotations

import threading
from functools import cache

from afterschool_sched import Result, check, load, solve
from afterschool_sched.calendar import Calendar
from afterschool_sched.catalogue import effective_rules
from afterschool_sched.clock import parse_time
from afterschool_sched.presence import Presence
from afterschool_sched.roster import roster
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.scenario import District
from afterschool_sched.sharing import parts

from .world import SCHOOLS


@cache
def district(name: str) -> District:
    found = load(SCHOOLS / f"{name}.yaml")
    assert isinstance(found, District)
    return found


@cache
def solved(name: str, *schools: str) -> tuple[District, Result]:
    """Some schools of a district, by themselves: the first checked timetables of them all."""
    whole = load(SCHOOLS / f"{name}.yaml")
    assert isinstance(whole, District)
    few = whole.with_schools({school: whole.loaded[school] for school in schools})
    stop = threading.Event()
    return few, solve(few, seconds=300.0, found=lambda _: stop.set(), stop=stop)


# ---- county ---------------------------------------------------------------------------------------------------------


def test_the_county_has_exactly_its_numbers() -> None:
    schools = district("county").loaded
    assert len(schools) == 4
    assert sum(len(roster(own)) for own in schools.values()) == 5169
    assert sum(len(own.teachers) for own in schools.values()) == 306
    assert {teacher.role for own in schools.values() for teacher in own.teachers} == {"teacher", "leader"}
    assert not any(teacher.external for own in schools.values() for teacher in own.teachers)


def test_the_fees_of_the_county_are_about_620_000_yuan() -> None:
    fees = 0
    for own in district("county").loaded.values():
        calendar, presence = Calendar(own), Presence(Calendar(own), roster(own))
        for season in calendar.seasons:
            present = presence.present((season,))
            for slot in calendar.slots:
                dates = calendar.times.get((season, slot.week, slot.day), 0)
                fees += own.periods[slot.period].fee * dates * len(present[slot.day, slot.period])
    assert abs(fees - 620_000) < 6_000


def test_the_county_has_one_frame_and_schools_of_their_own() -> None:
    schools = district("county").loaded
    assert len({(str(own.periods), own.days, str(own.term), str(own.rules)) for own in schools.values()}) == 1
    assert len({tuple(own.activities) for own in schools.values()}) == 4
    listed = {name for name, own in schools.items() if own.students}
    assert listed == {"east-gate"}, "one school knows every choice, three have counted"
    assert all(own.activities["patrol"].roles == ("leader",) for own in schools.values())


def test_a_school_of_the_county_is_solved_with_what_it_inherits() -> None:
    few, result = solved("county", "station")
    plan = result.timetable.schools["station"].plans[0]
    assert {s.periods[0] for group in plan.groups for s in group.sessions} == {"first", "second"}
    leads = {s.lead for group in plan.groups if group.activity == "patrol" for s in group.sessions}
    assert leads <= {"leader1", "leader2"}
    assert result.money is not None
    assert result.money.fees > 100_000
    assert sum(few.loaded["station"].activities[group.activity].kind == "club" for group in plan.groups) >= 20


# ---- city -----------------------------------------------------------------------------------------------------------


def test_every_town_has_a_policy_of_its_own() -> None:
    schools = district("city").loaded
    ends = {name: own.periods["second"].end for name, own in schools.items() if "second" in own.periods}
    assert ends["west-hill"] == parse_time("17:55")
    assert ends["east-bridge"] == ends["lake-side"] == parse_time("18:05"), "as the city says"
    limits = {
        name: rule.clubs_per_week
        for name, own in schools.items()
        for rule in effective_rules(own)
        if isinstance(rule, ClubLimit)
    }
    assert (limits["west-hill"], limits["lake-side"]) == (1, 2)
    late = {name for name, own in schools.items() for r in own.rules if isinstance(r, Workload) and r.late_start}
    assert late == {"east-bridge", "east-garden"}
    assert [next(iter(own.periods)) for own in schools.values()][:2] == ["early", "early"]
    overrides = {name: str(own.policies) for name, own in schools.items()}
    assert overrides["west-hill"] != overrides["lake-side"]


def test_the_first_hour_is_free_and_the_second_is_paid() -> None:
    for name, own in district("city").loaded.items():
        if not name.startswith("summer"):
            assert (own.periods["first"].fee, own.periods["second"].fee) == (0, 3)
        assert all(teacher.pay for teacher in own.teachers if teacher.external)


def test_the_menu_has_four_branches_and_schools_choose_from_it() -> None:
    schools = district("city").loaded
    term_time = [own for name, own in schools.items() if not name.startswith("summer")]
    for own in term_time:
        assert "homework" in own.activities
        branches = {club.category for club in own.activities.values() if club.kind == "club"}
        assert branches >= {"science", "arts", "humanities", "sports"}
    assert "football" not in schools["east-bridge"].activities
    assert len({tuple(own.activities) for own in term_time}) == len(term_time)
    assert all(club.eligible.grades is None for own in term_time for club in own.activities.values()), "mixed ages"


def test_summer_care_has_two_terms_of_whole_days() -> None:
    first, second = (district("city").loaded[name] for name in ("summer-first", "summer-second"))
    assert first.term.last is not None
    assert second.term.first is not None
    assert first.term.last < second.term.first
    assert list(first.periods) == ["forenoon", "noon", "afternoon"]
    spans = [(period.start, period.end) for period in first.periods.values()]
    assert spans[0][0] == parse_time("08:30")
    assert spans[-1][1] == parse_time("16:30")
    assert {**first.activities} == {**second.activities}


def test_professionals_are_planned_at_one_school_a_day() -> None:
    found = parts(district("city"))
    # Each of the two summer terms is by itself, and so is the school year.
    terms = [["east-bridge", "east-garden", "west-hill", "lake-side"], ["summer-first"], ["summer-second"]]
    for person in district("city").teachers:
        for names in terms:
            days = [
                day
                for part in found
                if part.name in names
                for teacher in part.scenario.teachers
                if teacher.id == person.id and isinstance(teacher.available, dict)
                for day in teacher.available
            ]
            assert len(days) == len(set(days))
            assert len(days) >= 3 or not set(person.schools) & set(names), person.id
        assert set(person.schools) <= {part.name for part in found}


def test_two_schools_of_the_city_share_professionals_within_the_cap() -> None:
    few, result = solved("city", "west-hill", "summer-first")
    assert check(few, result.timetable).ok
    share = few.external_share
    assert share == 12
    outside = {person.id for person in few.teachers}
    sessions = [
        s
        for own in result.timetable.schools.values()
        for group in own.plans[0].groups
        for s in group.sessions
        for _ in s.periods
    ]
    external = sum(s.lead in outside for s in sessions)
    assert 0 < 100 * external <= share * len(sessions)
