"""Plans one after another: that of the regular season first, then those of seasons with a timetable of their own.

A plan of its own begins with the groups of the base plan, of which the season lets stay what it can. Small schools are
searched whole after that; what finds nothing in a large one is searched like any other plan.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.scenario import CHANGES, Scenario
from afterschool_sched.stages import strategy
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import AimBound, Candidate, Impossible, Progress, Scope
from afterschool_sched.stages.exact import AFTER_STAGES, candidate_of, choices, is_tiny, search_exact
from afterschool_sched.stages.kept import alike, kept, may_close
from afterschool_sched.stages.people import Held
from afterschool_sched.stages.relaxing import Relaxing
from afterschool_sched.timetable import Plan

BASE_SHARE = 0.55  # of the budget is for the base plan where seasons have plans of their own
SOON_SHARE = 0.15  # for a first plan of every other season, so that there is a whole timetable early
KEPT_SHARE = 0.7  # of the time of one season, where the exact model goes on afterwards

Tell = Callable[[Progress], None]


def search(
    scenario: Scenario, base: Instance, budget: Budget, progress: Tell, decided: Callable[[int], Plan | None]
) -> Iterator[Candidate]:
    """Improving candidates of every plan. `base` is the instance of the first one.

    `decided` tells the best plan so far at a place among the plans. Raises Impossible.
    """
    plans = Calendar(scenario).plans
    if len(plans) == 1:
        yield from _first_plan(base, budget, progress)
        return
    others = range(1, len(plans))

    def one(at: int, time: Budget) -> Iterator[Candidate]:
        plan, needed = decided(0), decided(at) is None
        if plan is not None and (needed or not budget.over):
            part = scenario.in_seasons([season for seasons in plans[: at + 1] for season in seasons])
            n = build_instance(part, plans[at], base=plan)
            if base.planned is not None:
                n = replace(n, planned=replace(base.planned, free=None))
            yield from search_season(n, time, progress, needed=needed)

    for candidate in _first_plan(base, budget.part(BASE_SHARE), progress):
        yield candidate
        for at in others:
            if decided(0) is not None and decided(at) is None and not budget.over:
                yield from _first_of(one(at, _share(budget, SOON_SHARE / len(others))))
    for at in others:
        yield from one(at, _share(budget, (1 - BASE_SHARE) / len(others), waiting=len(plans) - at))


def _first_plan(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
    """The plan of the regular season: beside the published one, if there is one."""
    return strategy.search(n, budget, progress) if n.base is None else search_season(n, budget, progress)


def search_season(n: Instance, budget: Budget, progress: Tell, *, needed: bool = True) -> Iterator[Candidate]:
    """Improving candidates of a plan beside its base plan, the first one early. Raises Impossible.

    `needed`: there is no plan for the season yet, so that one which keeps little of the base plan will do.
    What holds beside this base plan alone is said to; where only the required budget of changes stands in the way,
    another base plan might do, and nothing is called impossible.
    """
    try:
        for candidate in _search_season(n, budget, progress, needed):
            yield replace(candidate, bounds=tuple(_beside(n, bound) for bound in candidate.bounds))
    except Impossible as impossible:
        if "changes" not in impossible.rules or _is_given(n):
            raise


def _search_season(n: Instance, budget: Budget, progress: Tell, needed: bool) -> Iterator[Candidate]:
    if is_tiny(n):
        yield from search_exact(n, budget, progress)
        return
    proving = choices(n) <= AFTER_STAGES
    start: Held | None = None
    for search in _keeping(n, _left(budget, KEPT_SHARE) if proving else budget, progress):
        yield candidate_of(search)
        start = _held(search)
    if start is None and needed:
        yield from strategy.search(n, budget, progress)
    elif proving and not budget.over:
        yield from search_exact(n, budget, progress, start)


def _keeping(n: Instance, budget: Budget, progress: Tell) -> Iterator[Relaxing]:
    """The search among plans that keep the base plan's groups, at each better plan; nothing when there is none."""
    assert n.base is not None
    wish = kept(n, n.base)
    for decided in (wish, may_close(wish)):
        model = ExactModel(n, decided)
        scope: Scope = "this choice of groups"
        search = Relaxing(model, n.scenario.aim_ids, budget, progress, scope, "people")
        if search.first(alike(n, model, n.base), light=True):
            yield search
            for _ in search.improve():
                yield search
            yield search
            return


def _held(search: Relaxing) -> Held:
    """What was found as the start of another search."""
    model, answer = search.model, search.answer
    assert answer is not None
    groups = []
    for group in model.club_groups:
        joined = model.clubs.joins.get((group.club, group.number), [])
        members = tuple(sorted(pupil for pupil, joins in joined if answer.value(joins)))
        groups += [OpenGroup(group.club, t, members) for t, meets in group.by_pattern.items() if answer.value(meets)]
    return Held(tuple(groups), (), model, answer)


def _is_given(n: Instance) -> bool:
    """Whether the base plan is what it is, and no search could have decided otherwise."""
    return n.base is not None and n.base.published


def _beside(n: Instance, bound: AimBound) -> AimBound:
    """A bound that may be another beside another base plan says so. No aim is ever below zero, wherever one looks."""
    if _is_given(n):
        return bound
    if bound.bound <= 0:
        return replace(bound, scope="all timetables")
    aims = n.scenario.aim_ids
    compared = [aims.index(level) for level in CHANGES if level in aims]
    first = 0 if any(rule.id == "changes" and rule.required for rule in n.rules) else min(compared, default=len(aims))
    if bound.scope == "this choice of groups" or aims.index(bound.aim) < first:
        return bound
    return replace(bound, scope="this regular timetable")


def _first_of(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    for candidate in candidates:
        yield candidate
        return


def _share(budget: Budget, share: float, waiting: int = 0) -> Budget:
    """A budget from now on: `share` of the whole, or the time left divided among those `waiting`, if that is more."""
    if budget.deterministic:
        return replace(budget, seconds=budget.seconds * share)
    seconds = max(budget.seconds * share, budget.left / waiting if waiting else 0.0)
    return replace(budget, seconds=min(budget.seconds, budget.elapsed + seconds))


def _left(budget: Budget, share: float) -> Budget:
    """`share` of what is left."""
    if budget.deterministic:
        return replace(budget, seconds=budget.seconds * share)
    return replace(budget, seconds=budget.elapsed + budget.left * share)
