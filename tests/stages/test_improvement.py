"""What the search hands out, and when."""

import random
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.errors import SolverCrashed
from afterschool_sched.stages import core, improvement, patience, placement, ruler, search_model
from afterschool_sched.stages.aims import most_utility
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.dive import Dive
from afterschool_sched.stages.lp import Answer, Limits, solve_lp
from afterschool_sched.stages.matrix import Ints
from afterschool_sched.stages.offer import NO_RESTRICTIONS, build_offer
from afterschool_sched.stages.passes import Seating
from afterschool_sched.stages.patience import Patience
from afterschool_sched.stages.placement import Placement, Placer
from afterschool_sched.stages.ruler import Ruler
from afterschool_sched.stages.search import Incumbent, Neighbourhoods
from afterschool_sched.stages.warm import Warm

from .builder import school


def test_what_is_better_is_handed_out_although_no_better_one_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round finds something, the clock is not yet there; the following rounds find nothing."""
    n = build_instance(school(60, 1))
    monkeypatch.setattr(improvement, "WHOLE_SIZE", 0)
    placer = Placer(n, Budget(60, deterministic=True, workers=1))
    first = placer.first()
    assert first is not None
    turns: list[int] = []

    def solve(self: Neighbourhoods, free: Ints, known: Incumbent, limits: Limits) -> Answer:
        turns.append(len(turns))
        value = known.value - (1.0 if len(turns) == 1 else 0.0)
        return Answer("feasible", known.x, value, value, None, None, 0)

    monkeypatch.setattr(Neighbourhoods, "solve", solve)
    monkeypatch.setattr(patience, "FLAT", 30)
    search = placer._prepare(NO_RESTRICTIONS)
    assert search is not None
    search.solution = (search.solution[0], replace(search.root, value=-1e9))  # far from everything
    start = placer._seating(search, first)
    assert start is not None
    found = improvement.better_seatings(search, start, placer.patience, random.Random(0))
    next(found)  # what was known, aim by aim
    next(found)
    assert len(turns) == patience.HAND_OUT_ROUNDS


def asked_beside(seed: int, monkeypatch: pytest.MonkeyPatch) -> tuple[Placer, Placement]:
    """A school whose first placement is the quick LP's, while the strong one is solved beside it."""
    for module in (core, placement, ruler):
        monkeypatch.setattr(module, "SMALLEST", 0)
    for module in (improvement, placement):
        monkeypatch.setattr(module, "WHOLE_SIZE", 0)
    placer = Placer(build_instance(school(120, seed, both_periods=True, fairness="utilitarian")), Budget(20, workers=2))
    quick = placer.quick()
    assert quick is not None
    return placer, quick


def test_what_was_dived_for_beside_the_first_placement_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    placer, quick = asked_beside(3, monkeypatch)
    search = placer._search
    assert search is not None
    assert search.ahead is not None
    assert search.optimum is not None
    dived = search.ahead.result()
    assert search.root is search.optimum.result()[1]
    assert search.strong
    assert dived is not None
    assert dived.counts is not None
    monkeypatch.setattr(Neighbourhoods, "solve", lambda *_: Answer("infeasible", None, 0.0, 0.0, None, None, 0))
    monkeypatch.setattr(patience, "FLAT", 4)
    better = list(placer.improve(quick))
    start = placer._seating(search, quick)
    assert start is not None
    around = Neighbourhoods(
        search.offer, search.offer.model, search.cost, search.root.found, random.Random(0), search.offer.leading
    )
    held = around.held(dived.counts, Limits())
    assert held is not None
    assert held.value < float(search.cost @ start.x) - 1, "else this school shows nothing"
    assert {(g.club, g.pattern) for g in better[-1].groups} == {
        search.offer.pairs[pair] for pair in np.flatnonzero(held.counts)
    }
    assert search.measuring is not None
    search.measuring.result()
    assert not search.busy


def test_of_a_dive_that_cannot_be_led_as_it_is_what_can_be_led_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many groups of every club as there may be: some close, none opens, and it counts as an incumbent."""
    placer, _ = asked_beside(3, monkeypatch)
    search = placer._search
    assert search is not None
    assert search.ahead is not None
    dived = search.ahead.result()
    assert dived is not None
    assert dived.counts is not None
    around = Neighbourhoods(
        search.offer, search.offer.model, search.cost, search.root.found, random.Random(0), search.offer.leading
    )
    full = search.offer.model.ub[search.offer.counts].astype(np.int64)
    assert around.held(full, Limits()) is None, "else there are leads for everything"
    fewer = around.fewer(full, Limits(gap=1.0))
    assert fewer is not None
    assert (fewer.counts <= full).all()
    held = around.held(fewer.counts, Limits())
    assert held is not None
    assert held.value == pytest.approx(fewer.value)
    shut = np.where(np.arange(len(full)) % 2, full, 0)
    some = around.fewer(shut, Limits(gap=1.0))
    assert some is None or (some.counts <= shut).all()
    monkeypatch.setattr(Neighbourhoods, "held", lambda *_: None)
    found = improvement._dived(search, around, placer.patience)
    assert found is not None
    assert (found.counts <= dived.counts).all()


def test_a_placement_that_nothing_is_better_than_is_made_better_aim_by_aim(monkeypatch: pytest.MonkeyPatch) -> None:
    placer, quick = asked_beside(1, monkeypatch)
    monkeypatch.setattr(improvement, "_dived", lambda *_: None)
    monkeypatch.setattr(Neighbourhoods, "solve", lambda *_: Answer("infeasible", None, 0.0, 0.0, None, None, 0))
    monkeypatch.setattr(patience, "FLAT", 4)
    search = placer._search
    assert search is not None
    asked: list[Ints] = []
    seated = search.seated_by_aims

    def counting(known: Seating, counts: Ints, how: Patience) -> Seating:
        asked.append(counts)
        return seated(known, counts, how)

    monkeypatch.setattr(search, "seated_by_aims", counting)
    for found in placer.improve(quick):
        assert found.rank(placer.aims) < quick.rank(placer.aims)
    assert len(asked) == 1


def test_a_dive_that_crashes_beside_the_first_placement_costs_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    solve = Warm._solve

    def crash(warm: Warm, wanted: Ints) -> object:
        if threading.current_thread().name == "afterschool-sched-dive":
            raise SolverCrashed("GLOP lost an optimum that it had")
        return solve(warm, wanted)

    monkeypatch.setattr(Warm, "_solve", crash)
    placer, quick = asked_beside(3, monkeypatch)
    assert placer._search is not None
    assert placer._search.ahead is not None
    assert placer._search.ahead.result() == Dive(None, None, 0)
    monkeypatch.setattr(patience, "FLAT", 4)
    assert list(placer.improve(quick))


@pytest.mark.parametrize("solves", [0, 3])
def test_where_the_lps_of_dives_crash_branch_and_bound_decides(monkeypatch: pytest.MonkeyPatch, solves: int) -> None:
    """GLOP gives up on its numbers now and then."""
    solve, done = Warm._solve, [0]

    def crash(warm: Warm, wanted: Ints) -> object:
        done[0] += 1
        if done[0] > solves:
            raise SolverCrashed("GLOP stopped")
        return solve(warm, wanted)

    monkeypatch.setattr(Warm, "_solve", crash)
    monkeypatch.setattr(placement, "WHOLE_SIZE", 0)
    placer = Placer(build_instance(school(60, 3, both_periods=True, fairness="utilitarian")), Budget(20, workers=1))
    assert placer.quick() is None
    assert placer.first() is not None
    assert done[0] > solves


def test_utility_is_bounded_beside_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    placer, quick = asked_beside(2, monkeypatch)
    assert placer._search is not None
    assert placer._search.measuring is not None
    placer._search.measuring.result()
    monkeypatch.setattr(Ruler, "_nearly", lambda *_: pytest.fail("it is known"))
    known = replace(quick, values={**quick.values, "unplaced": 0})  # nothing to bound
    bound = placer.bounded(known, price=False).utility_bound
    offer = build_offer(placer.n)
    exact = solve_lp(offer.model, offer.aims["utility"].lower).value + offer.aims["utility"].const
    assert bound is not None
    assert most_utility(placer.n) - exact - 1e-6 <= bound <= (most_utility(placer.n) - exact) * (1 + 2e-4)


@pytest.mark.parametrize(("comes_after", "awaited"), [(0.0, True), (12.0, True), (1000.0, False)])
def test_the_dive_is_waited_for_half_as_long_as_the_first_took(
    monkeypatch: pytest.MonkeyPatch, comes_after: float, awaited: bool
) -> None:
    clock = [10.0]
    monkeypatch.setattr(Budget, "elapsed", property(lambda _: clock[0]))
    monkeypatch.setattr(time, "sleep", lambda _: clock.__setitem__(0, clock[0] + 0.5))
    monkeypatch.setattr(search_model.SearchModel, "pending", property(lambda _: clock[0] < comes_after))
    budget = Budget(60)
    offer = build_offer(build_instance(school(60, 1)), NO_RESTRICTIONS)
    search = search_model.SearchModel(offer, np.zeros(offer.model.size), NO_RESTRICTIONS, None)
    assert improvement._awaited(search, Patience(budget, budget, ())) == awaited
    assert clock[0] <= 15.0
