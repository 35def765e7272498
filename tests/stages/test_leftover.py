"""Classes that are packed whole: what is said of their sessions is true, and says enough."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.instance import Instance
from afterschool_sched.load import load
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.aims import aims_of, weighted
from afterschool_sched.stages.board import Sum
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.dive import dive
from afterschool_sched.stages.lp import Limits
from afterschool_sched.stages.offer import NO_RESTRICTIONS, Restrictions, build_offer
from afterschool_sched.stages.packing import Packing, share
from afterschool_sched.stages.passes import Seating
from afterschool_sched.stages.people import hold_whole
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.search_model import SearchModel
from afterschool_sched.stages.staged import PACKING_ROUNDS

SCHOOLS = Path(__file__).resolve().parents[2] / "scenarios" / "schools"


@st.composite
def _sessions(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int]]]:
    """A limit, some spare, and classes that fit into one session: how many are left of how many."""
    limit = draw(st.integers(4, 45))
    spare = draw(st.integers(0, (limit - 1) // 2))
    room, classes = limit, []
    for _ in range(draw(st.integers(1, 5))):
        left = draw(st.integers(0, room))
        room -= left
        classes.append((left, left + draw(st.integers(0 if left else 1, 50))))
    return limit, spare, classes


@given(_sessions())
def test_shares_of_one_session_are_one_at_most(case: tuple[int, int, list[tuple[int, int]]]) -> None:
    limit, spare, classes = case
    shares = [share(limit, spare, present) for _, present in classes]
    assert sum(nobody + each * left for (nobody, each), (left, _) in zip(shares, classes, strict=True)) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("left", "sessions"),
    [
        ((36, 36, 36, 36, 36, 36), 6.0),  # as many as there are: nobody is in a club
        ((36, 36, 36, 36, 36, 4), 5.0),  # the last class can sit with another one
        ((36, 36, 36, 36, 20, 20), 5.0),
        ((31, 31, 31, 31, 30, 30), 5.0),  # the same 32 in clubs, but from all classes: no two sit together
    ],
)
def test_a_session_is_saved_by_32_of_six_classes_of_36(left: tuple[int, ...], sessions: float) -> None:
    nobody, each = share(40, 4, 36)
    assert sum(nobody + each * those for those in left) == pytest.approx(sessions)


def _matchings(pairs: list[tuple[int, int]]) -> list[tuple[tuple[int, int], ...]]:
    """All sets of pairs of which no two have a class in common."""
    sets = (those for size in range(len(pairs) + 1) for those in combinations(pairs, size))
    return [those for those in sets if len({home for pair in those for home in pair}) == 2 * len(those)]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=5), st.integers(0, 5), st.randoms(use_true_random=False))
def test_as_many_classes_sit_together_as_sessions_are_missing(
    left: list[int], sessions: int, rng: random.Random
) -> None:
    homes = range(len(left))
    hosts = {home: (home, *(other for other in homes if other != home and rng.random() < 0.5)) for home in homes}
    n = cast(Instance, SimpleNamespace(class_activities=[SimpleNamespace(hosts=hosts, most_seated=40)]))
    packing = Packing(0, 0, (0,), {home: Sum(float(left[home])) for home in homes}, {})
    x = np.array([float(sessions)])

    there = [home for home in homes if left[home]]
    pairs = sorted({(min(a, b), max(a, b)) for a in there for b in hosts[a] if b != a and left[b]})
    too_many = {pair: max(0, sum(left[home] for home in pair) - 40) for pair in pairs}
    possible = _matchings(pairs)
    fitting = max(len(those) for those in possible if not any(too_many[pair] for pair in those))
    assert packing.needed(n, x) == len(there) - fitting
    assert packing.too_few(n, x) == (len(there) - fitting > sessions)

    found = packing.together(n, x)
    assert tuple(sorted(found)) in {tuple(sorted(those)) for those in possible}
    missing, most = len(there) - sessions, max(map(len, possible))
    assert len(found) >= min(missing, most)
    if fitting < missing <= most:  # then none is there that need not be, and the worst of them could not be less
        assert len(found) == missing
        least = min(max(too_many[pair] for pair in those) for those in possible if len(those) == missing)
        assert max(too_many[pair] for pair in found) == least


def _searched() -> tuple[Instance, SearchModel, Seating]:
    """The works school, and students in the groups of a first dive."""
    scenario = load(SCHOOLS / "enterprise-school.yaml")
    assert isinstance(scenario, Scenario)
    n = build_instance(scenario, Calendar(scenario).plans[0])
    offer = build_offer(n, NO_RESTRICTIONS)
    search = SearchModel(offer, weighted(offer.aims, aims_of(n)), NO_RESTRICTIONS, None)
    counts = dive(offer, *search.start, lambda: False).counts
    assert counts is not None
    known = search.seated(counts, Limits(nodes=10))
    assert known is not None
    return n, search, known


def test_a_solution_may_have_fewer_sessions_than_there_could_be() -> None:
    n, search, known = _searched()
    roomy, offer = search.roomy(n, known), search.offer

    model = offer.model
    rows = np.bincount(model.rows, weights=model.coefs * roomy[model.cols], minlength=len(model.lo))
    assert (rows >= model.lo - 1e-6).all()
    assert (rows <= model.hi + 1e-6).all()
    assert (roomy >= model.lb - 1e-6).all()
    assert (roomy <= model.ub + 1e-6).all()
    decided = np.setdiff1d(np.flatnonzero(model.integer), [col for it in offer.packings for col in it.sessions])
    assert np.allclose(roomy[decided], known.x[decided])
    more = [roomy[list(it.sessions)].sum() - known.x[list(it.sessions)].sum() for it in offer.packings]
    assert max(more) > 0.5
    assert all(roomy[list(it.sessions)].sum() <= it.needed(n, known.x) + 1e-6 for it in offer.packings)
    few = [it for it in offer.packings if it.too_few(n, known.x)]
    assert any(not it.too_few(n, roomy) for it in few)  # the solution only seems to have too few of them
    assert any(it.too_few(n, roomy) for it in few)


def test_where_places_are_kept_free_more_sessions_than_are_needed_stand_in_nobodys_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    n, search, known = _searched()
    first, *others = search.offer.packings
    most = search.roomy(n, known)
    real = Packing.needed
    monkeypatch.setattr(Packing, "needed", lambda packing, *args: 1 if packing is first else real(packing, *args))
    search.roomiest = None
    roomy = search.roomy(n, known)
    assert sum(roomy[list(first.sessions)]) > 1.5  # so many students have no room in one
    for packing in others:
        assert sum(roomy[list(packing.sessions)]) >= sum(most[list(packing.sessions)]) - 1e-6


def test_clubs_in_classrooms_wait_until_two_classes_fit_together() -> None:
    # Every classroom is the own room of a class: a club there needs two classes that sit together.
    scenario = load(SCHOOLS / "enterprise-school.yaml")
    assert isinstance(scenario, Scenario)
    instance = build_instance(scenario, Calendar(scenario).plans[0])
    placer = Placer(instance, Budget(60.0, deterministic=True))
    loose = placer.first()
    assert loose is not None
    crowded = placer.crowded(loose)
    assert crowded
    best, packed, tried = loose, Restrictions(), []
    for _ in range(PACKING_ROUNDS):
        packed = Restrictions(packed=tuple(sorted({*packed.packed, *crowded})))
        first = placer.first(packed, near=best)
        assert first is not None
        best = [first, *placer.improve(first, packed)][-1]
        tried.append((first, best))
        crowded = placer.crowded(best)
        assert not set(crowded) & set(packed.packed)  # where classes are packed whole, no session is missing
        if not crowded:
            break
    assert best.values["unplaced"] == 0
    where = [scenario.activities[instance.clubs[group.club].activity].room for group in best.groups]
    assert where.count("classroom") == 4
    assert not crowded
    for placement in tried[-1]:
        assert hold_whole(instance, placement.groups, Budget(60.0, deterministic=True), 1.0) is not None
