"""What is worked out once for all students who are alike: nobody is taken for alike who is not; the best alone."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.enrolment import Enrolment, Offer
from afterschool_sched.entities import Student
from afterschool_sched.presence import Presence
from afterschool_sched.reach import Reach
from afterschool_sched.rules.club_limit.spec import ClubLimit
from tests.rules.world import BASE, SECOND, TUESDAY, WINTER, Data, merged, scenario

SAID: list[Data] = [
    {},
    {"days": ["mon"]},
    {"periods": ["first"]},
    {"stays": {"mon": ["first"]}},
    {"stays": {"mon": ["first"], "tue": ["first", "second"]}},
    {"leave": "16:30"},
    {"leave": {"mon": "16:30"}},
    {"leave_in": {"winter": "16:30"}},
    {"leave_in": {"winter": {"tue": "16:30"}}},
]


def test_students_are_alike_only_if_all_that_is_said_of_their_stay_is_equal() -> None:
    stays = [Student.model_validate({"id": "a1", "class": "3-1", **said}).said_stay for said in [*SAID, *SAID]]
    assert len(set(stays)) == len(SAID)
    assert stays[: len(SAID)] == stays[len(SAID) :]


@pytest.mark.parametrize("at", range(len(SAID)))
def test_a_student_has_the_same_slots_among_others_as_alone(at: int) -> None:
    def world(*numbers: int) -> Data:
        students = {f"s{number}": {"class": "3-1", **SAID[number]} for number in numbers}
        return merged(BASE, TUESDAY, SECOND, WINTER, {"students": {"a1": None, "a2": None, **students}})

    among, alone = scenario(world(*range(len(SAID)))), scenario(world(at))
    mine, other = build_instance(among).pupils[at], build_instance(alone).pupils[0]
    assert (mine.present, mine.full) == (other.present, other.full)
    everybody, nobody_else = (Presence(Calendar(one), one.students) for one in (among, alone))
    for season in ("regular", "winter"):
        assert everybody.in_season(season)[f"s{at}"] == nobody_else.in_season(season)[f"s{at}"]
        here = {when for when, students in everybody.staying(season).items() if f"s{at}" in students}
        assert here == set(nobody_else.in_season(season)[f"s{at}"])
    seasons = ("regular", "winter")
    assert everybody.fully_present(seasons)[f"s{at}"] == nobody_else.fully_present(seasons)[f"s{at}"]


# ---- the best alone -------------------------------------------------------------------------------------------------

MASKS = st.lists(st.integers(1, 15), min_size=1, max_size=3, unique=True)
LIMITS = [
    ClubLimit(rule="club_limit"),
    ClubLimit(rule="club_limit", sessions_per_week=2),
    ClubLimit(rule="club_limit", per_category={"sport": 1}),
]


@given(st.integers(0, 3), st.lists(st.tuples(st.sampled_from(["sport", None]), MASKS), max_size=4), st.data())
def test_the_best_alone_is_that_of_all_sets_of_clubs(
    wanted: int, clubs: list[tuple[str | None, list[int]]], data: st.DataObject
) -> None:
    limit = data.draw(st.sampled_from(LIMITS))
    length = len(clubs) + 1
    skipped = data.draw(st.integers(0, 1))  # clubs that cannot be had have a rank all the same
    offers: tuple[Offer, ...] = tuple(
        (rank + skipped, category, tuple(masks)) for rank, (category, masks) in enumerate(clubs, start=1)
    )
    world = scenario(merged(BASE, TUESDAY, SECOND))
    enrolment = Enrolment(
        world, Reach(world, Calendar(world), ("regular",), frozenset(), None), {"club_limit": limit}, (), {}
    )
    assert enrolment.best(wanted, length, offers) == by_trying(wanted, length, offers, limit)


def by_trying(wanted: int, length: int, offers: tuple[Offer, ...], limit: ClubLimit) -> int:
    def may(masks: tuple[int, ...]) -> bool:
        slots = sum(mask.bit_count() for mask in masks)
        apart = slots == sum(1 << bit for bit in range(4) if any(mask >> bit & 1 for mask in masks)).bit_count()
        return apart and slots <= (limit.sessions_per_week or slots)

    sets = chain.from_iterable(combinations(offers, number) for number in range(min(wanted, len(offers)) + 1))
    return min(
        sum(rank - 1 for rank, _, _ in chosen) + (wanted - len(chosen)) * length
        for chosen in sets
        if all(sum(category == name for _, category, _ in chosen) <= most for name, most in limit.per_category.items())
        and any(may(masks) for masks in product(*(masks for _, _, masks in chosen)))
    )
