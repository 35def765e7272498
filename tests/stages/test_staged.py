"""Stages one after another: when they end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.engine import Answer
from afterschool_sched.instance import Instance, Planned
from afterschool_sched.stages import strategy
from afterschool_sched.stages.aims import aims_of
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress
from afterschool_sched.stages.exact import SOON, choices, search_exact
from afterschool_sched.stages.lexicographic import Lexicographic
from afterschool_sched.stages.placement import Placement, Placer
from afterschool_sched.stages.relaxing import Relaxing
from afterschool_sched.stages.staged import Staged
from tests.two_children import scenario

from .builder import school

STUDENTS = school(80, 3)


def _candidates(planned: Planned | None = None, *, fast: bool) -> tuple[list[Candidate], list[str]]:
    n = replace(build_instance(STUDENTS), planned=planned)
    said: list[str] = []

    def hear(progress: Progress) -> None:
        if progress.aim is None:
            said.append(progress.stage)

    budget = Budget(6.0, deterministic=True, workers=1, fast=fast)
    return list(Staged(n, budget, hear).search()), said


def _seated(candidate: Candidate) -> frozenset[tuple[str, tuple[str, ...]]]:
    return frozenset((group.activity, group.members) for group in candidate.plan.groups if group.members)


def test_where_the_first_will_do_it_is_the_last() -> None:
    """Of the placements; its people and rooms are made better as far as that is quick."""
    candidates, stages = _candidates(fast=True)
    assert len({_seated(candidate) for candidate in candidates}) == 1
    assert _seated(candidates[0])
    assert candidates[-1].plan != candidates[0].plan
    assert candidates[-1].utility_bound is not None
    assert "placement" not in stages, "no better one is looked for"
    longer, stages = _candidates(fast=False)
    assert "placement" in stages
    assert longer[-1].utility_bound is not None
    # The bound that takes less time is the weaker one.
    assert candidates[-1].utility_bound >= longer[-1].utility_bound


def test_bounds_are_read_from_the_school_without_the_plan() -> None:
    n = build_instance(STUDENTS)
    candidates, _ = _candidates(Planned(n, share=False), fast=False)
    alone, _ = _candidates(fast=False)
    ours, theirs = ({bound.aim: bound for bound in those[-1].bounds} for those in (candidates, alone))
    assert all(ours[aim] == theirs[aim] for aim in aims_of(n)), "the same school: the same bounds"
    assert {ours[aim].scope for aim in ours if aim not in aims_of(n)} == {"this choice of groups"}


def test_where_the_share_is_the_schools_own_nothing_is_said_of_people() -> None:
    n = build_instance(STUDENTS)
    candidates, _ = _candidates(Planned(n, share=True), fast=True)
    assert {bound.aim for bound in candidates[-1].bounds} == set(aims_of(n))


@pytest.mark.parametrize("began", [0.0, 1000.0])
def test_the_exact_model_is_fast_by_work_where_that_is_counted(monkeypatch: pytest.MonkeyPatch, began: float) -> None:
    allowed: list[float] = []

    def improve(search: Lexicographic) -> Iterator[Answer]:
        allowed.append(search.budget.seconds)
        return iter(())

    monkeypatch.setattr(Lexicographic, "improve", improve)
    started = time.monotonic() - began
    budget = Budget(30.0, deterministic=True, workers=1, fast=True, started=started)
    assert list(search_exact(build_instance(scenario()), budget, lambda _: None))
    assert allowed == [SOON], "whatever the clock says"


@pytest.mark.parametrize("workers", [1, 2])
def test_with_one_core_people_leave_half_of_the_time_for_bounds(monkeypatch: pytest.MonkeyPatch, workers: int) -> None:
    told: list[tuple[str, float]] = []

    def improve(search: Relaxing) -> Iterator[Answer]:
        told.append(("people", search.budget.seconds))
        return iter(())

    def bounded(self: Placer, placement: Placement, *, price: bool = True) -> Placement:
        told.append(("bounds", self.patience.budget.seconds))
        assert not self.patience.budget.stop()
        monkeypatch.setattr(Budget, "elapsed", 12.0)
        assert self.patience.budget.stop(), "no LP is begun after the end"
        monkeypatch.setattr(Budget, "elapsed", 4.0)
        return placement

    monkeypatch.setattr(Relaxing, "improve", improve)
    monkeypatch.setattr(Placer, "bounded", bounded)
    monkeypatch.setattr(Placer, "improve", lambda *_: iter(()))
    monkeypatch.setattr(Budget, "elapsed", 4.0)
    assert list(Staged(build_instance(STUDENTS), Budget(10.0, workers=workers), lambda _: None).search())
    if workers == 1:
        assert told == [("people", 7.0), ("bounds", 10.0), ("people", 10.0)]
    else:
        assert sorted(told) == [("bounds", 10.0), ("people", 10.0)]


def test_what_has_found_nothing_goes_on_beyond_its_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Budget, "elapsed", 5.0)
    whole = Budget(10.0, workers=1)
    n = build_instance(STUDENTS)
    assert list(Staged(n, whole.part(0.4), lambda _: None, whole=whole).search()), "the part is over"
    assert not list(Staged(n, whole.part(0.4), lambda _: None).search())


@pytest.mark.parametrize(("seconds", "deterministic"), [(0.9, False), (1.1, False), (0.9, True)])
def test_the_exact_model_follows_where_there_is_time_for_it(
    seconds: float, deterministic: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = build_instance(STUDENTS)
    budget = Budget(seconds * strategy.EACH * choices(n) / 2 / strategy.SEARCH_SHARE, deterministic, workers=2)
    made: list[tuple[float, float]] = []

    class Nothing:
        best = None

        def __init__(self, _n: Instance, budget: Budget, _tell: object, whole: Budget | None = None) -> None:
            made.append((budget.seconds, (whole or budget).seconds))

        def search(self) -> Iterator[Candidate]:
            yield from ()

    followed: list[bool] = []

    def exact(*_: object) -> Iterator[Candidate]:
        followed.append(True)
        yield from ()

    monkeypatch.setattr(strategy, "Staged", Nothing)
    monkeypatch.setattr(strategy, "search_exact", exact)
    monkeypatch.setattr(strategy, "AFTER_STAGES", choices(n))
    monkeypatch.setattr(Budget, "elapsed", 0.0)
    assert not list(strategy.search(n, budget, lambda _: None))
    part, whole = made[-1]
    assert bool(followed) == (seconds > 1 or deterministic)
    assert part == pytest.approx((0.4 / 0.7 if followed else 1.0) * whole)
