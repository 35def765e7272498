"""Bounds against everything that is possible in tiny worlds."""

import random
from functools import cache, partial

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.stages import cohorts, ruler
from afterschool_sched.stages.aims import PLACEMENT_AIMS, aims_of, most_utility
from afterschool_sched.stages.bounds import round_up, safe_bound
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.core import SMALLEST
from afterschool_sched.stages.cuts import Cut, rows_of
from afterschool_sched.stages.lp import solve_lp
from afterschool_sched.stages.offer import Restrictions, build_offer
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.ruler import Ruler

from .builder import school
from .recount import faults, values
from .worlds import everything, world

# In 302 whole groups fit, but not with whole students; in 311 somebody who lists no club must be in one.
SEEDS = (*range(90), 302, 311)


@cache
def tried(seed: int) -> tuple[Instance, list[tuple[OpenGroup, ...]] | None]:
    n = build_instance(world(seed))
    return n, everything(n)


@pytest.fixture(params=["bundles", "apart"])
def form(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Students as sets of clubs where they are few, or as single clubs held apart by rows."""
    if request.param == "apart":
        monkeypatch.setattr(cohorts, "FEW_BUNDLES", 0)


def _always(seconds: float | None, _aim: str) -> float | None:
    return seconds


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_possible_timetable_is_better_than_a_bound(seed: int) -> None:
    n, possible = tried(seed)
    if not possible:
        return
    counted = [values(n, groups) for groups in possible]
    offer = build_offer(n)
    for aim in PLACEMENT_AIMS:
        if aim == "regret":
            continue
        linear = offer.aims[aim]
        answer = solve_lp(offer.model, linear.lower)
        assert answer.status == "optimal"
        assert answer.duals is not None
        bound = round_up(linear.const + safe_bound(offer.model, linear.lower, answer.duals))
        assert bound <= min(count[aim] for count in counted), aim


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_possible_timetable_breaks_a_cut(seed: int) -> None:
    """Any limits at all, added up, halved and rounded down."""
    n, possible = tried(seed)
    if not possible:
        return
    counted = [values(n, groups) for groups in possible]
    offer, rng = build_offer(n), random.Random(seed)
    names = list(offer.limits)
    cuts = [Cut(tuple(rng.sample(names, min(len(names), rng.randint(1, 6))))) for _ in range(150)]
    model = offer.model.with_rows(rows_of(offer.limits, cuts))
    for aim in ("unplaced", "utility"):
        linear = offer.aims[aim]
        answer = solve_lp(model, linear.lower)
        assert answer.status == "optimal"
        assert answer.duals is not None
        bound = round_up(linear.const + safe_bound(model, linear.lower, answer.duals))
        assert bound <= min(count[aim] for count in counted), aim


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("seed", SEEDS)
def test_the_placement_is_at_least_as_good_as_any_possible_one(seed: int) -> None:
    n, possible = tried(seed)
    if possible is None:
        return
    placer = Placer(n, Budget(seconds=20))
    search = Restrictions(packing=0)
    found = placer.first(search)
    if found is None:
        assert not possible
        return
    for better in placer.improve(found, search):
        found = better
    assert faults(n, found.groups) == []
    assert values(n, found.groups) == found.values
    done = placer.bounded(found)
    aims = aims_of(n)
    counted = [values(n, groups) for groups in possible]
    if counted:
        best = min(tuple(count[aim] for aim in aims) for count in counted)
        assert tuple(found.values[aim] for aim in aims) <= best
        assert done.utility_bound is not None
        total = max(done.utility + done.values["utility"] - count["utility"] for count in counted)
        assert done.utility_bound >= total
        assert done.utility_bound_as_good is not None
        assert done.utility_bound_as_good <= done.utility_bound
        fair = [c for c in counted if all(c[aim] <= found.values[aim] for aim in aims)]
        assert all(done.utility_bound_as_good >= done.utility + done.values["utility"] - c["utility"] for c in fair)
    for bound in done.bounds:
        above = aims[: aims.index(bound.aim)]
        as_good = [c for c in counted if all(c[aim] <= found.values[aim] for aim in above)]
        among = counted if bound.scope == "all timetables" else as_good
        assert all(bound.bound <= count[bound.aim] for count in among), bound


@pytest.mark.usefixtures("form")
@pytest.mark.parametrize("smallest", [SMALLEST, 0])
@pytest.mark.parametrize("seed", SEEDS)
def test_bounds_hold_however_bad_the_placement(seed: int, smallest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked from far above: the steps down end before the least regret of what is as good in the aims above.

    By corners, and (from 0 columns on) by prices and a first-order method.
    """
    monkeypatch.setattr(ruler, "SMALLEST", smallest)
    n, possible = tried(seed)
    aims = aims_of(n)
    offer = build_offer(n)
    if not possible or "regret" not in aims or not (smallest or offer.model.droppable.any()):
        return
    counted = [values(n, groups) for groups in possible]
    for kept in counted[:3]:
        bounds = Ruler(offer, aims, None, lambda aim: None).bounds({**kept, "regret": kept["regret"] + 3})
        assert [bound.aim for bound in bounds] == list(aims)
        for bound in bounds:
            above = aims[: aims.index(bound.aim)]
            as_good = [c for c in counted if all(c[aim] <= kept[aim] + 3 * (aim == "regret") for aim in above)]
            assert bound.bound <= min(c[bound.aim] for c in as_good), bound


@pytest.mark.parametrize("seed", [1, 2])
def test_bounds_with_prices_are_nearly_those_of_corners(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    n = build_instance(school(90, seed, both_periods=True, fairness="balanced"))
    placer = Placer(n, Budget(deterministic=True, seconds=5))
    found = placer.first()
    assert found is not None
    offer, kept = build_offer(n), found.values
    exact = Ruler(offer, aims_of(n), None, lambda _aim: None).bounds(kept)
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    for patience in (None, 60.0):
        for bound, sure in zip(
            Ruler(offer, aims_of(n), None, partial(_always, patience)).bounds(kept), exact, strict=True
        ):
            assert bound.proven
            if bound.aim == "regret":
                assert 0 < bound.bound <= kept["regret"]
            else:
                assert 0.97 * sure.bound <= bound.bound <= sure.bound


@pytest.mark.parametrize("patience", [None, 60.0])
def test_a_first_order_bound_is_safe_and_lacks_next_to_nothing(
    patience: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    for seed in (1, 2):
        n = build_instance(school(150, seed, both_periods=True, fairness="utilitarian"))
        offer = build_offer(n)
        exact = solve_lp(offer.model, offer.aims["utility"].lower).value + offer.aims["utility"].const
        most = most_utility(n) - exact
        for ahead in (False, True):
            made = Ruler(offer, aims_of(n), None, lambda _aim: patience)
            if ahead:
                made.ahead(("utility",), 60.0)
            found, _ = made.most_utility({"unplaced": 0, "utility": round(exact)}, price=False)
            assert found is not None
            assert most - 1e-6 <= found <= most * (1 + 2e-4)


def test_a_bound_that_is_known_for_fewer_aims_stands_for_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    n = build_instance(school(150, 1, both_periods=True, fairness="utilitarian"))
    asked: list[str] = []

    def patience(aim: str) -> float:
        asked.append(aim)
        return 60.0

    made = Ruler(build_offer(n), aims_of(n), None, patience)
    made.ahead(("utility",), 60.0)
    assert asked == ["utility"]
    asked.clear()
    unplaced, utility = made.bounds({"unplaced": 3, "utility": 10**6})
    assert utility.proven
    assert utility.bound > 0
    assert 0 <= unplaced.bound <= 3
    assert asked == ["unplaced", "utility"]
    made.ahead(("unplaced", "utility"), 60.0)
    monkeypatch.setattr(ruler, "solve_lp", lambda *_a, **_k: pytest.fail("both are known"))
    assert made.bounds({"unplaced": 3, "utility": 10**6}) == (unplaced, utility)


def test_the_beginning_without_strong_rows_is_enough_where_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    n = build_instance(school(150, 1, both_periods=True, fairness="utilitarian"))
    offer = build_offer(n)
    found, _ = Ruler(offer, aims_of(n), None, lambda _aim: 1e-3).most_utility({}, price=False)
    exact = solve_lp(offer.model, offer.aims["utility"].lower).value + offer.aims["utility"].const
    weak = offer.model.select_rows(~offer.model.droppable)
    loose = solve_lp(weak, offer.aims["utility"].lower).value + offer.aims["utility"].const
    assert found == pytest.approx(most_utility(n) - loose)
    assert loose < exact - 1


def test_what_is_bounded_ahead_has_its_time_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruler, "SMALLEST", 0)
    n = build_instance(school(150, 1, both_periods=True, fairness="utilitarian"))
    offer = build_offer(n)
    found = []
    for most in (60.0, 1e-3):  # the budget's end is far, or there
        made = Ruler(offer, aims_of(n), None, partial(_always, most))
        made.ahead(("utility",), 1e-3)
        found.append(made.most_utility({}, price=False)[0])
    strong, weak = found
    assert strong is not None
    assert weak is not None
    assert strong < weak - 1
