"""Neighbourhoods: small, varied, the same for the same seed, and never a step back."""

import math
import random

import numpy as np

from afterschool_sched.compile import build_instance
from afterschool_sched.stages.dive import dive, settle
from afterschool_sched.stages.lp import Limits, solve_lp, solve_mip
from afterschool_sched.stages.matrix import Floats
from afterschool_sched.stages.offer import Offer, Restrictions, build_offer
from afterschool_sched.stages.passes import seat_near
from afterschool_sched.stages.search import Incumbent, Neighbourhoods, Rounds, counts_whole

from .builder import school

LIMITS = Limits(nodes=5, gap=0.5)


def made(seed: int) -> tuple[Offer, Floats, Floats]:
    offer = build_offer(build_instance(school(150, seed)), Restrictions())
    cost = 3000 * offer.aims["unplaced"].coefs + offer.aims["squares"].coefs
    return offer, cost, solve_lp(offer.model, cost).found


def test_steps_go_down_and_their_objective_is_that_of_the_columns() -> None:
    offer, cost, root = made(1)
    counts = np.zeros(len(offer.pairs), dtype=np.int64)
    start = solve_mip(offer.with_counts(offer.model, counts), cost, LIMITS)
    around = Neighbourhoods(offer, offer.model, cost, root, random.Random(1), offer.leading)
    known = Incumbent(counts, start.found, start.value)
    for at_once in (1, 2):
        with Rounds(around, known, lambda _flat: LIMITS, at_once) as rounds:
            for _ in range(8):
                better, value = rounds.better(at_once), known.value
                assert better == (rounds.best is not known)
                if better:
                    known = rounds.best
                    assert known.value < value
                    assert abs(cost @ known.x - known.value) < 1e-6 * abs(known.value)
                    assert np.array_equal(np.rint(known.x[offer.counts]), known.counts)
                    assert np.allclose(known.x[offer.leading], np.rint(known.x[offer.leading]), atol=1e-5)
                    activity = offer.model.activity(known.x)
                    assert np.all(activity <= offer.model.hi + 1e-5)
                    assert np.all(activity >= offer.model.lo - 1e-5)
    assert known.value < start.value
    assert known.value >= float(cost @ root) - 1e-6


def test_what_is_found_beside_counts_only_if_it_is_better() -> None:
    offer, cost, root = made(1)
    counts = np.zeros(len(offer.pairs), dtype=np.int64)
    start = solve_mip(offer.with_counts(offer.model, counts), cost, LIMITS)
    known = Incumbent(counts, start.found, start.value)
    around = Neighbourhoods(offer, offer.model, cost, root, random.Random(1), offer.leading)
    better, worse = (Incumbent(counts, start.found, start.value + change) for change in (-1.0, 1.0))
    for found, best in ((better, better), (worse, known), (None, known)):
        around.luck["clubs"] = 0.2
        with Rounds(around, known, lambda _flat: LIMITS, 1) as rounds:
            rounds.beside(iter([found]).__next__)
            assert rounds.better(1) == (best is better)
            assert rounds.best is best
            assert rounds.flat == (best is known)
            assert around.luck["clubs"] == (0.2 if best is known else 1.0), "what is learned is of one incumbent"


def test_the_same_seed_chooses_the_same_neighbourhoods() -> None:
    offer, cost, root = made(2)
    counts = np.zeros(len(offer.pairs), dtype=np.int64)
    chosen = []
    for _ in range(2):
        around = Neighbourhoods(offer, offer.model, cost, root, random.Random(7), offer.leading)
        known = Incumbent(counts, root, 0.0)
        chosen.append([tuple(around.choose(known)[1]) for _ in range(8)])
    assert chosen[0] == chosen[1]
    assert len(set(chosen[0])) > 4
    assert all(len(set(those)) == len(those) <= len(offer.pairs) for those in chosen[0])


def test_a_dive_ends_near_the_lp_with_counts_that_can_be_held() -> None:
    for seed in range(3):
        offer, cost, _ = made(seed)
        root = solve_lp(offer.model, cost)
        found = dive(offer, offer.model, cost, root.basis, lambda: False)
        assert found.counts is not None
        fixed = solve_mip(offer.with_counts(offer.model, found.counts), cost, LIMITS)
        assert fixed.x is not None
        assert root.value <= fixed.value + 1e-6
        assert fixed.value - root.value < 0.05 * abs(root.value)
        assert found.x is not None
        assert np.allclose(found.x[offer.counts], found.counts)
        assert root.value - 1e-6 <= float(cost @ found.x) <= fixed.value + 1e-6


def test_dives_that_may_not_leap_end_better_on_the_whole() -> None:
    gained = 0.0
    for seed in range(6):
        offer, cost, _ = made(seed)
        root = solve_lp(offer.model, cost)
        plain = dive(offer, offer.model, cost, root.basis, lambda: False, leap=math.inf)
        careful = dive(offer, offer.model, cost, root.basis, lambda: False, leap=0.001 * abs(root.value))
        assert plain.x is not None
        assert careful.x is not None
        gained += float(cost @ plain.x) - float(cost @ careful.x)
    assert gained > 0


def test_hasty_dives_take_fewer_turns_and_end_with_counts_that_can_be_held() -> None:
    rounds = [0, 0]
    for seed in range(3):
        offer, cost, _ = made(seed)
        root = solve_lp(offer.model, cost)
        for hasty in (False, True):
            found = dive(offer, offer.model, cost, root.basis, lambda: False, hasty=hasty)
            rounds[hasty] += found.rounds
            assert found.counts is not None
            fixed = solve_mip(offer.with_counts(offer.model, found.counts), cost, LIMITS)
            assert fixed.x is not None
            assert root.value <= fixed.value + 1e-6
    assert rounds[True] < rounds[False]


def test_students_stay_where_the_dive_has_whole_ones() -> None:
    offer, cost, _ = made(1)
    root = solve_lp(offer.model, cost)
    found = dive(offer, offer.model, cost, root.basis, lambda: False)
    assert found.counts is not None
    assert found.x is not None
    model = offer.with_counts(offer.model, found.counts)
    near = seat_near(offer, model, cost, LIMITS, found.x, loss=0.05 * abs(root.value))
    assert near is not None
    whole = np.abs(found.x - np.rint(found.x)) < 1e-6
    assert np.allclose(near.x[whole & offer.model.integer], found.x[whole & offer.model.integer])
    assert seat_near(offer, model, cost, LIMITS, found.x, loss=-1.0) is None  # no better than the LP


def test_settling_closes_groups_and_opens_none() -> None:
    offer, cost, root = made(3)
    most = np.ceil(root[offer.counts] - 1e-6).astype(np.int64)
    counts = settle(offer, offer.model, cost, most, Limits(nodes=20, gap=0.5), students=False)
    assert counts is not None
    assert np.all(counts <= most)
    assert counts.sum() > 0


def test_only_counts_are_whole_in_a_neighbourhood() -> None:
    offer, _, _ = made(4)
    model = counts_whole(offer, offer.model)
    assert model.integer.sum() == len(offer.pairs)
    assert model.integer[offer.counts].all()
