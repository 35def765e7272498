"""What a student could have alone, against all timetables for this student alone that the rules accept.

The options are worked out from the statement's words; here every set of sessions is tried and handed to the checks of
the rules that an option must obey.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.checker import check, face
from afterschool_sched.facts import Facts
from afterschool_sched.options import Options
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Timetable

DAYS = ["mon", "tue", "wed"]
PERIODS = ["first", "second"]
RULES = ("meets", "end_time", "eligible", "club_limit", "no_clash", "room_fit")

_some_days = st.none() | st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)
_some_periods = st.none() | st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True)
_times = st.sampled_from(["16:40", "16:50", "17:00", "17:30", "17:49", "17:50", "18:00"])


def _without_none(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if value is not None}


@st.composite
def _clubs(draw: st.DrawFn) -> dict[str, Any]:
    return _without_none(
        {
            "kind": "club",
            "days": draw(_some_days),
            "periods": draw(_some_periods),
            "minutes": draw(st.sampled_from([None, None, 40, 50, 60])),
            "category": draw(st.sampled_from([None, "sport", "arts"])),
            "room": draw(st.sampled_from([None, "hall", "yard", ["hall", "yard"]])),
            "meets": {
                "sessions_per_week": draw(st.sampled_from([1, 1, 2])),
                "periods": draw(st.sampled_from([1, 1, 2])),
                "gap_days": draw(st.sampled_from([0, 0, 1])),
                "same_period": draw(st.booleans()),
            },
            "eligible": draw(
                st.sampled_from(
                    [{}, {}, {}, {"grades": [4]}, {"students": ["a1"]}, {"barred": ["a1"]}, {"classes": ["k"]}]
                )
            ),
        }
    )


@st.composite
def _scenarios(draw: st.DrawFn) -> Scenario:
    clubs = {f"c{number}": draw(_clubs()) for number in range(draw(st.integers(1, 3)))}
    limit = {
        "rule": "club_limit",
        "sessions_per_day": draw(st.sampled_from([None, 1, 2])),
        "sessions_per_week": draw(st.sampled_from([None, 1, 2, 3])),
        "clubs_per_week": draw(st.sampled_from([None, None, 1, 2])),
        "per_category": draw(st.sampled_from([{}, {}, {"sport": 1}])),
    }
    student = {
        "id": "a1",
        "class": "k",
        "choices": draw(st.permutations(sorted(clubs))),
        "wants": draw(st.sampled_from([None, None, 0, 1, 2])),
        "days": draw(_some_days),
        "periods": draw(_some_periods),
        "leave": draw(st.none() | _times),
        "leave_in": draw(st.just({}) | st.fixed_dictionaries({"winter": _times})),
    }
    season = {"latest_end": draw(st.none() | _times), "dark_from": draw(st.none() | _times)}
    winter = draw(st.sampled_from([None, "off", {"start": "16:55", "end": "17:45"}]))
    open_on = draw(_some_days)
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "alone",
            "days": DAYS,
            "term": {"earliest_start": draw(st.sampled_from([None, "16:00", "16:30"]))},
            "seasons": {"winter": _without_none(season)},
            "periods": {
                "first": {"start": "16:00", "end": "16:50"},
                "second": {"start": "17:00", "end": "18:00", "in": {} if winter is None else {"winter": winter}},
            },
            "rooms": [
                _without_none({"id": "hall", "kind": "hall", "seats": 9, "groups_at_once": 9, "open": open_on}),
                {"id": "yard", "kind": "yard", "seats": 9, "groups_at_once": 9, "outdoor": True},
            ],
            # A teacher for each club, so that they never clash.
            "teachers": [{"id": name} for name in clubs],
            "classes": [{"id": "k", "grade": 3}],
            "students": [_without_none(student)],
            "activities": clubs,
            "rules": [
                _without_none(limit),
                {"rule": "end_time", "grades": draw(st.sampled_from([{}, {}, {"3": "17:50"}, {"3": "16:50"}]))},
            ],
        }
    )


def _patterns(club: str) -> Iterator[dict[str, Any]]:
    """Every group of the club with one or two sessions, in any room; the room of one session is found by itself."""
    blocks = [["first"], ["second"], ["first", "second"]]
    sessions = [{"day": day, "periods": block} for day in DAYS for block in blocks]
    for chosen in chain(combinations(sessions, 1), combinations(sessions, 2)):
        yield {"id": club, "activity": club, "members": ["a1"], "sessions": [{**each, "lead": club} for each in chosen]}


def _accepted(scenario: Scenario, groups: list[dict[str, Any]], seasons: list[str]) -> bool:
    """Whether the rules accept these groups for the student alone."""
    plan = {"seasons": seasons, "groups": groups}
    facts = Facts(scenario, Timetable.model_validate({"scenario": "alone", "plans": [plan]}))
    return not any(
        any(True for _ in face(rule.id)(rule, instance, facts))
        for instance, rule in enumerate(facts.rules)
        if rule.id in RULES
    )


def _in_rooms(group: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for rooms in product(["hall", "yard"], repeat=len(group["sessions"])):
        sessions = [{**session, "room": room} for session, room in zip(group["sessions"], rooms, strict=True)]
        yield {**group, "sessions": sessions}


@given(scenario=_scenarios())
def test_the_best_that_a_student_could_have_alone(scenario: Scenario) -> None:
    seasons = ["regular", "winter"]
    empty = Timetable.model_validate({"scenario": "alone", "plans": [{"seasons": seasons, "groups": []}]})
    facts = Facts(scenario, empty)
    options = Options(facts.plans[0])
    student = scenario.students[0]
    wanted = facts.wanted["a1"]
    # Alone with one club, where nothing is wanted, club_limit refuses everything: then nothing can be served either.
    possible = {
        club: [
            first
            for pattern in _patterns(club)
            if (first := next((g for g in _in_rooms(pattern) if _accepted(scenario, [g], seasons)), None)) is not None
        ]
        for club in student.choices
    }
    totals = [wanted * len(student.choices)]
    for number in range(1, wanted + 1):
        for clubs in combinations(student.choices, number):
            if any(_accepted(scenario, [*groups], seasons) for groups in product(*(possible[club] for club in clubs))):
                lost = sum(student.choices.index(club) for club in clubs)
                totals.append(lost + (wanted - number) * len(student.choices))
    assert options.can_be_served("a1") == any(possible.values())
    assert options.least_total("a1") == min(totals)


def _school(choices: list[str], clubs: dict[str, Any], winter: dict[str, str] | None = None, **student: Any) -> Options:
    scenario = Scenario.model_validate(
        {
            "format": 1,
            "id": "alone",
            "days": DAYS,
            "periods": {name: {"start": f"{16 + at}:00", "end": f"{16 + at}:50"} for at, name in enumerate(PERIODS)},
            "seasons": {} if winter is None else {"winter": winter},
            "rooms": [{"id": "hall", "seats": 9}],
            "classes": [{"id": "k", "grade": 3}],
            "students": [{"id": "a1", "class": "k", "choices": choices, **student}],
            "activities": {name: {"kind": "club", **club} for name, club in clubs.items()},
        }
    )
    plan = {"seasons": ["regular", *scenario.seasons], "groups": []}
    timetable = Timetable.model_validate({"scenario": "alone", "plans": [plan]})
    assert check(scenario, timetable).aims
    return Options(Facts(scenario, timetable).plans[0])


def test_a_long_list_that_fits_nowhere_together_is_soon_done() -> None:
    """Twenty clubs that all want the same two times: two of them fit, and the search sees that at once."""
    clubs = {f"c{number}": {"days": ["mon", "tue"], "periods": ["first"]} for number in range(20)}
    options = _school([*clubs], clubs, wants=10)
    assert options.least_total("a1") == 0 + 1 + 8 * 20


def test_a_club_that_winter_makes_too_short_is_no_option() -> None:
    """Of 50 minutes a club needs 40."""
    clubs: dict[str, Any] = {"chess": {"periods": ["second"]}}
    assert _school(["chess"], clubs, {"latest_end": "17:40"}, wants=1).can_be_served("a1")
    assert not _school(["chess"], clubs, {"latest_end": "17:39"}, wants=1).can_be_served("a1")
    assert not _school(["chess"], clubs, {"latest_end": "17:00"}, wants=1).can_be_served("a1")


def test_a_club_in_the_same_period_needs_the_student_there_in_the_same_period() -> None:
    across, along = {"mon": ["first"], "tue": ["second"]}, {"mon": ["second"], "tue": ["second"]}
    for same, stays, served in ((False, across, True), (True, across, False), (True, along, True)):
        clubs: dict[str, Any] = {"chess": {"meets": {"sessions_per_week": 2, "same_period": same}}}
        assert _school(["chess"], clubs, stays=stays, wants=1).can_be_served("a1") == served


def test_only_clubs_are_options() -> None:
    """`validate` refuses such a list; here it must not be stumbled over."""
    clubs: dict[str, Any] = {"reading": {"kind": "class"}, "chess": {}}
    assert _school(["reading", "chess"], clubs, wants=1).least_total("a1") == 1
    assert not _school(["reading", "unknown"], clubs, wants=1).can_be_served("a1")


def test_a_better_pair_may_leave_out_the_first_choice() -> None:
    """The first takes both days and leaves a place empty (0 + 4); the second and the third go together (1 + 2)."""
    clubs: dict[str, Any] = {
        "both": {"meets": {"sessions_per_week": 2}, "days": ["mon", "tue"], "periods": ["first"]},
        "mon": {"days": ["mon"], "periods": ["first"]},
        "tue": {"days": ["tue"], "periods": ["first"]},
        "never": {"eligible": {"grades": [9]}},
    }
    options = _school([*clubs], clubs, wants=2)
    assert options.least_total("a1") == 3
