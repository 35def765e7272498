"""A peer: HiGHS on the pattern master, with whole counts and whole students at once; and what people can hold of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...cpsat.extract import plan_of
from ...instance import Instance, OpenGroup
from ...stages.aims import aims_of, weighted
from ...stages.budget import Budget
from ...stages.candidate import Candidate, Progress
from ...stages.groups import groups_of, whole_counts
from ...stages.lexicographic import Lexicographic
from ...stages.lp import Limits, solve_mip
from ...stages.offer import build_offer
from ...stages.passes import seating
from ...stages.people import hold
from ...stages.staffing import PEOPLE_AIMS

Tell = Callable[[Progress], None]

MASTER_SHARE = 0.7  # of the budget, for HiGHS
HOLD_SHARE = 0.2  # of the time left, for each model of `hold`; as in the staged search


def search_master(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
    """The library's own master, which is strong, but solved as a whole by branch and bound instead of by diving.

    HiGHS has 70 % of the time, one thread and its own defaults; aims are weighted as the library's dive weighs them.
    Then the library's people stage, and the aims of teachers for the time left.
    """
    progress(Progress("placement", None, None, None, None, budget.elapsed))
    groups = _groups(n, budget)
    progress(Progress("people", None, None, None, None, budget.elapsed))
    held = None if groups is None else hold(n, groups, budget, HOLD_SHARE)
    if held is None:
        return
    yield Candidate(plan_of(held.model, held.answer), (), None, "highs-master", optimal=False)
    aims = tuple(aim for aim in n.scenario.aim_ids if aim in PEOPLE_AIMS)
    search = Lexicographic(held.model, aims, budget, progress, "this choice of groups", "highs-master")
    search.begin(held.answer)
    for _ in search.improve():
        assert search.answer is not None
        plan = plan_of(search.model, search.answer)
        yield Candidate(plan, tuple(search.bounds.values()), None, "highs-master", optimal=False)


def _groups(n: Instance, budget: Budget) -> tuple[OpenGroup, ...] | None:
    """What HiGHS has found when its time is over; None when that is nothing."""
    offer = build_offer(n)
    cost = weighted(offer.aims, aims_of(n))
    limits = Limits(seconds=budget.seconds * MASTER_SHARE - budget.elapsed, seed=budget.seed % 2**31)
    answer = solve_mip(offer.model, cost, limits)
    if answer.x is None:
        return None
    found = seating(offer, answer.x)
    return groups_of(offer, whole_counts(offer, found), found)
