"""The parts that validation counts with: packing of classes, Hall sets, flows of a week, words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.validation import packing
from afterschool_sched.validation.flow import Need, WeekNeed, deficit, week_deficit
from afterschool_sched.validation.packing import Class, Limits, alone, reliefs
from afterschool_sched.validation.words import count, days_in_words, listed

# ---- packing --------------------------------------------------------------------------------------------------------

LIMIT = 5


def home(name: str, staying: int, stuck: int, seats: int = 9) -> Class:
    return Class(name, staying, stuck, staying, (Limits(LIMIT, seats),))


def partitions(names: list[int]) -> Iterator[list[list[int]]]:
    if not names:
        yield []
        return
    first, *rest = names
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for at in range(len(smaller)):
            yield [*smaller[:at], [first, *smaller[at]], *smaller[at + 1 :]]


def by_trying(classes: Sequence[Class], seats: int) -> dict[int, int]:
    """Least relief by number of groups: all numbers of students left are tried, in all ways together."""
    found: dict[int, int] = {}
    for left in product(*(range(one.stuck, one.staying + 1) for one in classes)):
        relief = sum(one.staying for one in classes) - sum(left)
        for parts in partitions([at for at, number in enumerate(left) if number]):
            groups = 0
            for part in parts:
                size = sum(left[at] for at in part)
                if len(part) == 1:
                    number = -(-size // LIMIT)
                    groups += number if -(-size // number) <= seats else 1000
                else:
                    groups += 1 if size <= min(LIMIT, seats) else 1000
            if groups < 1000:
                found[groups] = min(relief, found.get(groups, relief))
    return found


SIZES = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 7)).map(lambda pair: (pair[0], min(pair))), min_size=1, max_size=3
)


@given(SIZES, st.integers(2, 9))
def test_the_least_relief_is_exact_for_a_few_classes(sizes: list[tuple[int, int]], seats: int) -> None:
    classes = [home(f"c{at}", staying, stuck, seats) for at, (staying, stuck) in enumerate(sizes)]
    assert reliefs(classes, lambda _: min(LIMIT, seats)) == by_trying(classes, seats)


@given(SIZES, st.integers(2, 9))
def test_the_bounds_for_many_classes_never_exceed_the_exact_relief(sizes: list[tuple[int, int]], seats: int) -> None:
    classes = [home(f"c{at}", staying, stuck, seats) for at, (staying, stuck) in enumerate(sizes)]
    bounds = packing._bounds(classes, lambda _: min(LIMIT, seats))
    for groups, relief in by_trying(classes, seats).items():
        fewer = [bound for number, bound in bounds.items() if number <= groups]
        assert fewer
        assert min(fewer) <= relief


def test_many_classes_that_cannot_be_paired_are_one_group_each() -> None:
    classes = [Class(f"c{at}", 25, 25, 25, (Limits(40, 50),)) for at in range(packing.MOST_EXACT + 3)]
    assert min(reliefs(classes, lambda _: 40)) == len(classes)


def test_a_class_is_divided_only_beyond_the_limit() -> None:
    assert alone(Class("c", 40, 40, 40, (Limits(40, 39),))) == {}
    assert alone(Class("c", 41, 41, 41, (Limits(40, 39),))) == {2: 0}


def test_a_class_kept_whole_exceeds_the_limit_in_its_own_room_alone() -> None:
    assert alone(Class("c", 45, 45, 45, (Limits(40, 50, keep=True, own_seats=45),))) == {1: 0}
    assert alone(Class("c", 45, 45, 45, (Limits(40, 50, keep=True, own_seats=44),))) == {}
    assert alone(Class("c", 45, 38, 45, (Limits(40, 50, keep=True),))) == {1: 5}


def test_a_plan_for_several_seasons_divides_by_the_largest_of_them() -> None:
    """38 stay in this season, 45 in another of the same plan: two groups, so two rooms of 30 are enough."""
    assert alone(Class("c", 38, 38, 38, (Limits(40, 30),))) == {}
    assert alone(Class("c", 38, 38, 45, (Limits(40, 30),))) == {2: 0}


# ---- flows ----------------------------------------------------------------------------------------------------------


def need(number: int, able: str, what: str = "x") -> Need:
    return Need(what, number, frozenset(able))


def by_hall(needs: list[Need], supply: dict[str, int]) -> int:
    """The most that is missing, over all sets of needs."""
    worst = 0
    for chosen in product((False, True), repeat=len(needs)):
        picked = [one for one, is_in in zip(needs, chosen, strict=True) if is_in]
        able = {name for one in picked for name in one.able}
        worst = max(worst, sum(one.number for one in picked) - sum(supply.get(name, 0) for name in able))
    return worst


NEEDS = st.lists(st.tuples(st.integers(0, 4), st.sets(st.sampled_from("abcd"), max_size=4)), max_size=4)


@given(NEEDS, st.dictionaries(st.sampled_from("abcd"), st.integers(0, 3)))
def test_a_deficit_is_that_of_halls_theorem(raw: list[tuple[int, set[str]]], supply: dict[str, int]) -> None:
    needs = [Need(str(at), number, frozenset(able)) for at, (number, able) in enumerate(raw)]
    short = deficit(needs, supply)
    missing = by_hall(needs, supply)
    assert (short.missing if short else 0) == missing
    if short:
        assert short.needed == sum(one.number for one in short.needs)
        assert short.there == sum(supply.get(name, 0) for one in [{*short.able}] for name in one)


def test_the_deficient_set_leaves_out_what_is_met() -> None:
    short = deficit([need(1, "a", "football"), need(2, "b", "chess"), need(1, "bc", "art")], {"a": 1, "b": 1, "c": 1})
    assert short is not None
    assert [one.what for one in short.needs] == ["chess"]
    assert (short.able, short.missing) == (("b",), 1)


def week(*needs: tuple[str, int, int, str]) -> list[WeekNeed]:
    return [WeekNeed("x", day, slot, number, frozenset(able)) for day, slot, number, able in needs]


def test_a_teacher_is_in_one_place_at_a_time() -> None:
    short = week_deficit(week(("mon", 0, 1, "a"), ("mon", 0, 1, "a")), {}, {})
    assert short is not None
    assert short.missing == 1
    assert week_deficit(week(("mon", 0, 1, "a"), ("mon", 1, 1, "a")), {}, {}) is None


def test_limits_of_a_week_and_of_a_day() -> None:
    needs = week(("mon", 0, 1, "a"), ("mon", 1, 1, "a"), ("tue", 2, 1, "ab"))
    assert week_deficit(needs, {"a": 2}, {}) is None
    assert week_deficit(needs, {"a": 1}, {}) is not None
    short = week_deficit(needs, {}, {"a": 1})
    assert short is not None
    assert [one.slot for one in short.needs] == [0, 1]


def by_cuts(needs: list[WeekNeed], most_per_week: dict[str, int], most_per_day: dict[str, int]) -> int:
    """The most that is missing, over all sets of needs: what they ask for, less what each teacher can give them."""
    worst = 0
    for chosen in product((False, True), repeat=len(needs)):
        picked = [one for one, is_in in zip(needs, chosen, strict=True) if is_in]
        can = 0
        for name in {name for one in picked for name in one.able}:
            slots = {(one.day, one.slot) for one in picked if name in one.able}
            days = Counter(day for day, _ in slots)
            a_week = sum(min(number, most_per_day.get(name, number)) for number in days.values())
            can += min(a_week, most_per_week.get(name, a_week))
        worst = max(worst, sum(one.number for one in picked) - can)
    return worst


WEEK_NEEDS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(1, 3), st.sets(st.sampled_from("abcde"), max_size=5)), max_size=5
)
MOST = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3))


@given(WEEK_NEEDS, MOST, MOST)
def test_the_deficit_of_a_week_is_that_of_its_worst_set_of_needs(
    raw: list[tuple[int, int, set[str]]], most_per_week: dict[str, int], most_per_day: dict[str, int]
) -> None:
    needs = [WeekNeed(str(at), f"day {slot // 2}", slot, n, frozenset(able)) for at, (slot, n, able) in enumerate(raw)]
    short = week_deficit(needs, most_per_week, most_per_day)
    assert (short.missing if short else 0) == by_cuts(needs, most_per_week, most_per_day)
    if short:
        assert by_cuts(list(short.needs), most_per_week, most_per_day) == short.missing
        # Nothing takes part that could be left out.
        for one in short.needs:
            assert by_cuts([other for other in short.needs if other is not one], most_per_week, most_per_day) < (
                short.missing
            )


# ---- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "text"),
    [
        ([], "none"),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        ([*"abcdefg"], "a, b, c, d, e, f and g"),
        ([*"abcdefgh"], "a, b, c, d, e, f and 2 more"),
    ],
)
def test_lists(names: list[str], text: str) -> None:
    assert listed(names) == text


def test_numbers_of_things() -> None:
    assert [count(1, "class"), count(2, "class"), count(0, "room"), count(1200, "seat")] == [
        "1 class",
        "2 classes",
        "0 rooms",
        "1,200 seats",
    ]


def test_days() -> None:
    assert days_in_words(("mon", "tue", "wed")) == "mon to wed"
    assert days_in_words(("mon", "tue")) == "mon and tue"
    assert days_in_words(("mon", "wed", "thu")) == "mon, wed and thu"
