"""What a student could have alone, against all timetables for this student alone that the rules accept.

The options are worked out from the statement's words; here every set of sessions is tried and handed to the checks of
the rules that an option must obey.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterschool_sched.checker import check, face
from afterschool_sched.facts import Facts, PlanFacts
from afterschool_sched.options import Options
from afterschool_sched.scenario import Scenario
from afterschool_sched.timetable import Plan, Timetable

DAYS = ["mon", "tue", "wed"]
PERIODS = ["first", "second"]
RULES = ("meets", "end_time", "eligible", "club_limit", "no_clash", "room_fit")

_days = st.lists(st.sampled_from(DAYS), min_size=1, max_size=3, unique=True)
_periods = st.lists(st.sampled_from(PERIODS), min_size=1, max_size=2, unique=True)
_times = st.sampled_from(["16:49", "16:50", "17:30", "17:47", "17:48", "17:59", "18:00"])


def _rarely(draw: st.DrawFn, **strategies: st.SearchStrategy[Any]) -> dict[str, Any]:
    """A value for one field in five, and nothing of the others: too many obstacles, and nothing is possible."""
    return {name: draw(strategy) for name, strategy in strategies.items() if draw(st.integers(0, 4)) == 4}


@st.composite
def _clubs(draw: st.DrawFn) -> dict[str, Any]:
    not_for_all = [{"grades": [4]}, {"students": ["a1"]}, {"barred": ["a1"]}, {"classes": ["k"]}]
    return {
        "kind": "club",
        "room": draw(st.sampled_from(["hall", "hall", "yard", ["hall", "yard"]])),
        "category": draw(st.sampled_from(["sport", "arts"])),
        "meets": {
            "sessions_per_week": draw(st.sampled_from([1, 1, 2])),
            "periods": draw(st.sampled_from([1, 1, 1, 2])),
            "gap_days": draw(st.sampled_from([0, 0, 1])),
            "same_period": draw(st.booleans()),
        },
        **_rarely(
            draw,
            days=_days,
            periods=_periods,
            minutes=st.sampled_from([50, 51, 60]),
            eligible=st.sampled_from(not_for_all),
        ),
    }


@st.composite
def _scenarios(draw: st.DrawFn) -> Scenario:
    clubs = {f"c{number}": draw(_clubs()) for number in range(draw(st.integers(1, 3)))}
    student = {
        "id": "a1",
        "class": "k",
        "choices": draw(st.permutations(sorted(clubs))),
        **_rarely(
            draw,
            wants=st.integers(0, 2),
            days=_days,
            periods=_periods,
            leave=_times | st.fixed_dictionaries({"tue": _times}),
            leave_in=st.fixed_dictionaries({"winter": _times}),
        ),
    }
    limit = _rarely(
        draw,
        sessions_per_day=st.integers(1, 2),
        sessions_per_week=st.integers(1, 3),
        clubs_per_week=st.integers(1, 2),
        per_category=st.just({"sport": 1}),
    )
    in_winter = _rarely(draw, winter=st.sampled_from(["off", {"start": "16:55", "end": "17:48"}]))
    hall = {"id": "hall", "kind": "hall", "seats": 9, "groups_at_once": 9, **_rarely(draw, open=_days)}
    return Scenario.model_validate(
        {
            "format": 1,
            "id": "alone",
            "days": DAYS,
            "term": _rarely(draw, earliest_start=st.sampled_from(["16:00", "16:01"]), latest_end=_times),
            "seasons": {"winter": _rarely(draw, latest_end=_times, dark_from=_times)},
            "periods": {
                "first": {"start": "16:00", "end": "16:50"},
                "second": {"start": "17:00", "end": "18:00", "in": in_winter},
            },
            "rooms": [hall, {"id": "yard", "kind": "yard", "seats": 9, "groups_at_once": 9, "outdoor": True}],
            # A teacher for each club, so that they never clash.
            "teachers": [{"id": name} for name in clubs],
            "classes": [{"id": "k", "grade": 3}],
            "students": [student],
            "activities": clubs,
            "rules": [
                {"rule": "club_limit", **limit},
                {"rule": "end_time", **_rarely(draw, grades=st.fixed_dictionaries({"3": _times}))},
            ],
        }
    )


def _patterns(club: str) -> Iterator[list[dict[str, Any]]]:
    """One or two sessions of a club, at any times and in any rooms."""
    blocks = [["first"], ["second"], ["first", "second"]]
    sessions = [{"day": day, "periods": block, "lead": club} for day in DAYS for block in blocks]
    for chosen in chain(combinations(sessions, 1), combinations(sessions, 2)):
        for rooms in product(["hall", "yard"], repeat=len(chosen)):
            yield [{**session, "room": room} for session, room in zip(chosen, rooms, strict=True)]


class _Alone:
    """All that the rules accept for one student."""

    def __init__(self, scenario: Scenario) -> None:
        self.seasons = ["regular", "winter"]
        empty = {"scenario": scenario.id, "plans": [{"seasons": self.seasons, "groups": []}]}
        self.facts = Facts(scenario, Timetable.model_validate(empty))

    def accepts(self, groups: list[dict[str, Any]]) -> bool:
        """Whether the rules that an option must obey accept these groups."""
        self.facts.plans = (PlanFacts(self.facts, Plan.model_validate({"seasons": self.seasons, "groups": groups}), 0),)
        return not any(
            next(iter(face(rule.id)(rule, instance, self.facts)), None)
            for instance, rule in enumerate(self.facts.rules)
            if rule.id in RULES
        )

    def groups_of(self, club: str) -> list[dict[str, Any]]:
        """The club's possible groups, one for each pattern: the rooms make no difference to the student."""
        found: dict[str, dict[str, Any]] = {}
        for sessions in _patterns(club):
            group = {"id": club, "activity": club, "members": ["a1"], "sessions": sessions}
            when = str([(session["day"], session["periods"]) for session in sessions])
            if when not in found and self.accepts([group]):
                found[when] = group
        return [*found.values()]


@given(scenario=_scenarios())
@settings(max_examples=2 * settings().max_examples)  # cheap ones, and much to get wrong
def test_the_best_that_a_student_could_have_alone(scenario: Scenario) -> None:
    alone = _Alone(scenario)
    options = Options(alone.facts.plans[0])
    wanted, choices = alone.facts.plans[0].wanted["a1"], scenario.students[0].choices
    # Where nothing is wanted club_limit accepts no club at all, and nothing can be had.
    possible = {club: alone.groups_of(club) for club in choices}
    totals = [wanted * len(choices)]
    for number in range(1, wanted + 1):
        for clubs in combinations(choices, number):
            if any(alone.accepts([*groups]) for groups in product(*(possible[club] for club in clubs))):
                totals.append(sum(map(choices.index, clubs)) + (wanted - number) * len(choices))
    assert options.can_be_served("a1") == any(possible.values())
    assert options.least_total("a1") == min(totals)


def _school(clubs: dict[str, Any], student: dict[str, Any], **school: Any) -> Options:
    """The options of one student, who lists all clubs in their order unless said otherwise."""
    scenario = Scenario.model_validate(
        {
            "format": 1,
            "id": "alone",
            "days": DAYS,
            "periods": {name: {"start": f"{16 + at}:00", "end": f"{16 + at}:50"} for at, name in enumerate(PERIODS)},
            "rooms": [{"id": "hall", "seats": 9}, {"id": "yard", "seats": 9, "outdoor": True}],
            "classes": [{"id": "k", "grade": 3}],
            "students": [{"id": "a1", "class": "k", "choices": [*clubs], "wants": 1, **student}],
            "activities": {name: {"kind": "club", **club} for name, club in clubs.items()},
            **school,
        }
    )
    plan = {"seasons": ["regular", *scenario.seasons], "groups": []}
    timetable = Timetable.model_validate({"scenario": "alone", "plans": [plan]})
    assert check(scenario, timetable).aims
    return Options(Facts(scenario, timetable).plans[0])


def test_a_long_list_that_fits_nowhere_together_is_soon_done() -> None:
    """Twenty clubs that all want the same two times: two of them fit, and the search sees that at once."""
    clubs = {f"c{number}": {"days": ["mon", "tue"], "periods": ["first"]} for number in range(20)}
    assert _school(clubs, {"wants": 10}).least_total("a1") == 0 + 1 + 8 * 20


def test_a_better_pair_may_leave_out_the_first_choice() -> None:
    """The first takes both days and leaves a place empty (0 + 4); the second and the third go together (1 + 2)."""
    clubs: dict[str, Any] = {
        "both": {"meets": {"sessions_per_week": 2}, "days": ["mon", "tue"], "periods": ["first"]},
        "mon": {"days": ["mon"], "periods": ["first"]},
        "tue": {"days": ["tue"], "periods": ["first"]},
        "never": {"eligible": {"grades": [9]}},
    }
    assert _school(clubs, {"wants": 2}).least_total("a1") == 3


@pytest.mark.parametrize(("latest_end", "served"), [("17:40", True), ("17:39", False), ("17:00", False)])
def test_a_club_that_winter_makes_too_short_is_no_option(latest_end: str, served: bool) -> None:
    """Of 50 minutes a club needs 40."""
    options = _school({"chess": {"periods": ["second"]}}, {}, seasons={"winter": {"latest_end": latest_end}})
    assert options.can_be_served("a1") == served


@pytest.mark.parametrize(
    ("room", "dark_from", "served"),
    [("yard", "17:50", True), ("yard", "17:49", False), ("hall", "17:49", True), (["yard", "hall"], "17:49", True)],
)
def test_a_club_that_winter_leaves_in_the_dark_is_no_option(room: str, dark_from: str, served: bool) -> None:
    clubs = {"chess": {"periods": ["second"], "room": room}}
    assert _school(clubs, {}, seasons={"winter": {"dark_from": dark_from}}).can_be_served("a1") == served


@pytest.mark.parametrize(("most", "served"), [(1, False), (2, True)])
def test_a_club_that_takes_too_much_of_a_day_is_no_option(most: int, served: bool) -> None:
    clubs = {"chess": {"meets": {"periods": 2}}}
    options = _school(clubs, {}, rules=[{"rule": "club_limit", "sessions_per_day": most}])
    assert options.can_be_served("a1") == served


@pytest.mark.parametrize(("most", "total"), [(1, 0 + 2), (2, 0 + 1)])
def test_two_clubs_that_take_too_much_of_a_day_do_not_go_together(most: int, total: int) -> None:
    clubs = {"chess": {"days": ["mon"], "periods": ["first"]}, "choir": {"days": ["mon"], "periods": ["second"]}}
    options = _school(clubs, {"wants": 2}, rules=[{"rule": "club_limit", "sessions_per_day": most}])
    assert options.least_total("a1") == total


@pytest.mark.parametrize(
    ("same", "stays", "served"),
    [
        (False, {"mon": ["first"], "tue": ["second"]}, True),
        (True, {"mon": ["first"], "tue": ["second"]}, False),
        (True, {"mon": ["second"], "tue": ["second"]}, True),
    ],
)
def test_a_club_in_the_same_period_needs_the_student_there_then(same: bool, stays: Any, served: bool) -> None:
    clubs = {"chess": {"meets": {"sessions_per_week": 2, "same_period": same}}}
    assert _school(clubs, {"stays": stays}).can_be_served("a1") == served


@pytest.mark.parametrize(("day", "served"), [("mon", False), ("tue", True)])
def test_a_club_meets_in_periods_that_the_day_has(day: str, served: bool) -> None:
    periods = {
        "first": {"start": "16:00", "end": "16:50"},
        "second": {"start": "17:00", "end": "17:50", "days": ["tue"]},
    }
    options = _school({"chess": {"periods": ["second"]}}, {"days": [day]}, periods=periods)
    assert options.can_be_served("a1") == served


def test_only_clubs_are_options() -> None:
    """`validate` refuses such a list; here it must not be stumbled over."""
    clubs: dict[str, Any] = {"reading": {"kind": "class"}, "chess": {}}
    assert _school(clubs, {}).least_total("a1") == 1
    assert not _school(clubs, {"choices": ["reading", "unknown"]}).can_be_served("a1")
