"""How long pieces of a placement may take."""

import pytest

from afterschool_sched.stages import patience as module
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.patience import EXACT_ROWS, FIRST_GAP_EACH, FLAT, FLAT_STEP, Patience
from afterschool_sched.stages.search import ENOUGH


def of(budget: Budget) -> Patience:
    return Patience(budget, budget, ("unplaced", "utility"))


def test_better_placements_are_handed_out_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = of(Budget(60, deterministic=True, workers=1))
    assert not counted.waited(0.0, 7)
    assert counted.waited(0.0, 8), "rounds, and never the clock"
    monkeypatch.setattr(Budget, "elapsed", 20.0)
    for seconds, since, waited in ((120, 8.1, False), (120, 7.9, True), (20, 12.1, False), (20, 11.9, True)):
        assert of(Budget(seconds)).waited(since, 1_000) is waited


def test_a_search_ends_with_its_time_or_when_nothing_is_better_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = of(Budget(60, deterministic=True, workers=1))
    assert not counted.searched(20, 0)
    assert counted.searched(21, 0), "0.35 neighbourhoods a second"
    assert not counted.searched(0, FLAT - 1)
    assert counted.searched(0, FLAT)
    assert of(Budget(60, stop=lambda: True)).searched(0, 0)
    for elapsed, over in ((56.9, False), (57.0, True)):
        monkeypatch.setattr(Budget, "elapsed", elapsed)
        assert of(Budget(60)).searched(0, 0) is over


def test_neighbourhoods_have_more_time_the_longer_none_has_been_better(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = of(Budget(60, deterministic=True, workers=1))
    nodes = [counted.neighbourhood(flat, seed=5).nodes for flat in (0, FLAT_STEP - 1, FLAT_STEP, 3 * FLAT_STEP)]
    assert nodes == [20, 20, 40, 40], "but no more than twice as much"
    monkeypatch.setattr(Budget, "elapsed", 20.0)
    asked = of(Budget(60))
    assert [asked.neighbourhood(flat, seed=5).seconds for flat in (0, FLAT_STEP)] == [2.5, 5.0]
    monkeypatch.setattr(Budget, "elapsed", 56.0)
    assert asked.neighbourhood(0, seed=5).seconds == pytest.approx(1.0), "no more than is left of the search"


def test_a_bound_of_utility_has_time_even_when_none_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Budget(100)
    patience = Patience(whole.part(0.5), whole, ("unplaced", "utility"))
    monkeypatch.setattr(Budget, "elapsed", 60.0)
    assert patience.bound("utility") == pytest.approx(100 * module.UTILITY_SHARE)
    assert patience.bound("unplaced") == 1.0
    assert patience.bound("regret") == 0.0, "the LPs of regret are many"


def test_fast_bounds_are_those_of_the_first_aim_and_of_utility_if_there_is_a_first_aim() -> None:
    fast = Budget(60, fast=True)
    asked = Patience(fast, fast, ("unplaced", "squares"))
    assert [bool(asked.bound(aim)) for aim in ("unplaced", "squares", "utility")] == [True, False, True]
    assert Patience(fast, fast, ()).bound("utility"), "of a school whose aims are all about teachers"


def test_the_whole_lp_is_solved_for_many_aims_if_there_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    many = ("unplaced", "first_choice", "regret", "squares", "lottery")
    asked, counted, fast = Budget(60), Budget(60, deterministic=True), Budget(60, fast=True)
    monkeypatch.setattr(Budget, "elapsed", 40.0)
    rows = round(20 * 0.5 / 4e-4)
    assert Patience(asked, asked, many).exact(rows - 1)
    assert not Patience(asked, asked, many).exact(rows + 1)
    assert Patience(counted, counted, many).exact(rows + 1), "no clock"
    for budget in (Budget(600), counted):
        assert Patience(budget, budget, many).exact(EXACT_ROWS)
        assert not Patience(budget, budget, many).exact(EXACT_ROWS + 1)
    assert not Patience(fast, fast, many).exact(1)
    assert not Patience(asked, asked, ("unplaced", "utility")).exact(1)
    assert Patience(asked.part(0.5), asked, many).ahead() == pytest.approx(4.8), "of all seconds"


def test_a_first_placement_need_not_be_the_best_if_better_ones_follow() -> None:
    for deterministic in (False, True):
        asked, fast = Budget(60, deterministic=deterministic), Budget(60, deterministic=deterministic, fast=True)
        assert Patience(asked, asked, (), 600).mip(first=True).gap == 600 * FIRST_GAP_EACH
        assert Patience(asked, asked, (), 600).mip().gap == ENOUGH
        assert Patience(fast, fast, (), 600).mip(first=True).gap == ENOUGH
