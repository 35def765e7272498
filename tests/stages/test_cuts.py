"""Cuts: valid for all whole points, found where halves are used, and in the offer wherever it is built."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Meets
from afterschool_sched.instance import Instance
from afterschool_sched.stages import ruler
from afterschool_sched.stages.aims import aims_of, most_utility
from afterschool_sched.stages.bounds import safe_bound
from afterschool_sched.stages.cuts import Limit, Name, broken, rows_of
from afterschool_sched.stages.lp import Limits, solve_lp, solve_mip
from afterschool_sched.stages.offer import Restrictions, build_offer
from afterschool_sched.stages.search import counts_whole
from afterschool_sched.stages.tighten import tightened

from .builder import school

TWO_OF_THREE_DAYS = {day: Limit(clubs, (1, 1), 1) for day, clubs in enumerate(((0, 1), (0, 2), (1, 2)))}


def test_one_coach_leads_one_of_three_clubs_that_meet_on_two_of_three_days() -> None:
    halves = np.array([0.5, 0.5, 0.5])
    cuts = broken(TWO_OF_THREE_DAYS, halves)
    rows = rows_of(TWO_OF_THREE_DAYS, cuts)
    assert [(row.cols.tolist(), row.coefs.tolist(), row.hi) for row in rows] == [([0, 1, 2], [1.0, 1.0, 1.0], 1.0)]
    assert broken(TWO_OF_THREE_DAYS, np.array([1.0, 0.0, 0.0])) == []


def test_three_sessions_a_week_are_one_club_that_meets_twice() -> None:
    week = {"week": Limit((0, 1), (2, 2), 3)}
    (row,) = rows_of(week, broken(week, np.array([0.75, 0.75])))
    assert (row.cols.tolist(), row.coefs.tolist(), row.hi) == ([0, 1], [1.0, 1.0], 1.0)


def test_a_teacher_with_five_sessions_leads_three_of_four_clubs_of_which_two_meet_twice() -> None:
    clubs: dict[Name, Limit] = {club: Limit((club,), (1,), 1) for club in range(4)}
    known: dict[Name, Limit] = {"week": Limit((0, 1, 2, 3), (2, 2, 1, 1), 5), **clubs}
    (row,) = rows_of(known, broken(known, np.array([1.0, 0.5, 1.0, 1.0])))
    assert (row.cols.tolist(), row.coefs.tolist(), row.hi) == ([0, 1, 2, 3], [1.0] * 4, 3.0)


def test_what_is_asked_joins_limits_of_clubs_and_of_teachers() -> None:
    """Column 3 counts the groups of the last club, 4 and 5 say who of two leads them."""
    clubs: dict[Name, Limit] = {club: Limit((club,), (1,), 1) for club in range(4)}
    apart: dict[Name, Limit] = {"week": Limit((0, 1, 2, 4), (2, 2, 1, 1), 5), **clubs}
    known = {**apart, "asked": Limit((4, 5, 3), (1, 1, -1), 0)}
    x = np.array([1.0, 0.5, 1.0, 1.0, 1.0, 0.0])
    assert broken(apart, x) == []
    (row,) = rows_of(known, broken(known, x))
    assert (row.cols.tolist(), row.coefs.tolist(), row.hi) == ([0, 1, 2, 4], [1.0] * 4, 3.0)


def test_cuts_of_another_offer_say_nothing_where_there_are_fewer_limits() -> None:
    cuts = broken(TWO_OF_THREE_DAYS, np.array([0.5, 0.5, 0.5]))
    assert rows_of({}, cuts) == []
    assert rows_of({day: TWO_OF_THREE_DAYS[day] for day in (0, 1)}, cuts) == []


def test_of_cuts_that_say_the_same_one_is_taken() -> None:
    twice = TWO_OF_THREE_DAYS | {day + 3: limit for day, limit in TWO_OF_THREE_DAYS.items()}
    assert len(broken(twice, np.array([0.5, 0.5, 0.5]))) == 1


limits = st.lists(
    st.builds(
        lambda coefs, most: Limit(
            tuple(at for at, coef in enumerate(coefs) if coef), tuple(coef for coef in coefs if coef), most
        ),
        st.lists(st.integers(-1, 3), min_size=4, max_size=4),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(limits, st.lists(st.floats(0, 3), min_size=4, max_size=4))
def test_no_cut_cuts_off_a_whole_point_and_each_cuts_off_what_it_was_found_from(
    those: list[Limit], values: list[float]
) -> None:
    x = np.array(values)
    known: dict[Name, Limit] = dict(enumerate(those))
    # Only points that keep the limits come from an LP.
    over = max(limit.most < sum(c * x[i] for i, c in zip(limit.cols, limit.coefs, strict=True)) for limit in those)
    cuts = broken(known, x)
    rows = rows_of(known, cuts)
    for point in product(range(4), repeat=4):
        kept = all(
            sum(c * point[i] for i, c in zip(limit.cols, limit.coefs, strict=True)) <= limit.most for limit in those
        )
        if kept:
            for row in rows:
                assert sum(c * point[i] for i, c in zip(row.cols, row.coefs, strict=True)) <= row.hi
    if not over:
        assert all(float(row.coefs @ x[row.cols]) > row.hi + 0.01 for row in rows)


def one_coach(seed: int) -> Instance:
    """Six clubs that meet twice a week, led by one coach who is there on three days."""
    plain = school(100, seed, clubs=6)
    twice = {"skill": "k0", "meets": Meets(sessions_per_week=2, gap_days=0)}
    clubs = {name: it.model_copy(update=twice) for name, it in plain.activities.items() if it.kind == "club"}
    coach, *others = plain.teachers
    days = ("mon", "wed", "fri")
    people = (
        coach.model_copy(update={"skills": ("k0",), "available": days}),
        *(other.model_copy(update={"skills": ()}) for other in others),
    )
    return build_instance(plain.model_copy(update={"activities": {**plain.activities, **clubs}, "teachers": people}))


@pytest.mark.parametrize("seed", range(3))
def test_a_school_with_cuts_has_a_better_bound_that_its_whole_optimum_keeps(seed: int) -> None:
    n = one_coach(seed)
    offer = build_offer(n)
    cost = 3000 * offer.aims["unplaced"].lower + offer.aims["squares"].lower
    tight = tightened(offer, cost, None, lambda: False)
    again = build_offer(n, cuts=tight.cuts)
    assert np.array_equal(again.model.hi, tight.offer.model.hi)
    assert np.array_equal(again.model.cols, tight.offer.model.cols)
    plain = solve_lp(offer.model.select_rows(~offer.model.droppable), cost)
    assert tight.root.duals is not None
    assert tight.root.value > plain.value + 3000
    best = solve_mip(counts_whole(offer, offer.model).with_integer(offer.leading), cost, Limits())
    assert best.status == "optimal"
    assert safe_bound(tight.weak, cost, tight.root.duals) <= best.value + 1e-6
    rows = rows_of(offer.limits, tight.cuts)
    assert all(float(row.coefs @ best.found[row.cols]) <= row.hi + 1e-5 for row in rows)


def test_a_bound_by_a_first_order_method_is_raised_by_cuts_at_once_or_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    n = one_coach(0)
    offer = build_offer(n)
    best = solve_mip(
        counts_whole(offer, offer.model).with_integer(offer.leading), offer.aims["utility"].lower, Limits()
    )
    most = most_utility(n) - offer.aims["utility"].const - best.value
    bounds = []
    for rounds, ahead in ((0, 60.0), (4, 60.0), (4, 1e-3)):
        monkeypatch.setattr(ruler, "ROUNDS", rounds)
        made = ruler.Ruler(offer, aims_of(n), None, lambda _aim: 60.0)
        made.ahead(("utility",), ahead)
        bounds.append(made.most_utility({}, price=False)[0] or 0.0)
        made.sharpen("utility", 60.0)
        bounds.append(made.most_utility({}, price=False)[0] or 0.0)
    none, still_none, at_once, no_more, later, sharpened = bounds
    assert none == still_none == pytest.approx(later, rel=1e-3)
    assert at_once == no_more
    assert most - 1e-6 <= at_once < none - 100
    assert most - 1e-6 <= sharpened < later - 100


def test_restrictions_come_after_cuts_so_that_a_basis_of_fewer_rows_still_fits() -> None:
    n = build_instance(school(120, 1))
    offer = build_offer(n, Restrictions())
    cost = 3000 * offer.aims["unplaced"].coefs + offer.aims["squares"].coefs
    tight = tightened(offer, cost, None, lambda: False)
    more = build_offer(n, Restrictions(at_most=(((offer.pairs[0], offer.pairs[1]), 1),)), cuts=tight.cuts)
    known = len(tight.offer.model.lo)
    assert len(more.model.lo) == known + 1
    assert np.array_equal(more.model.hi[:known], tight.offer.model.hi)
