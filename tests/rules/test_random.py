"""Random scenarios through the solver: what it finds passes the checker, at the same value, and is the best there is.

Worlds that are small enough are written down whole, as in the same-set worlds. Of larger ones the checker judges what
the search hands out, and a second solver confirms when the search says that there is nothing.
"""

from __future__ import annotations

from hypothesis import given, settings

from afterschool_sched.calendar import Calendar
from afterschool_sched.checker import Verdict, check
from afterschool_sched.compile import build_instance
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Impossible
from afterschool_sched.stages.exact import search_exact
from afterschool_sched.timetable import Timetable
from tests.cpsat.second_solver import is_feasible
from tests.rules.brute_force import TooLarge, accepted
from tests.rules.canonical import canonical
from tests.rules.enumerate_solver import solutions
from tests.rules.random_scenarios import SEASONAL, SMALL, TINY, scenarios

MOST_CANDIDATES = 2_000


def _search(n: Instance) -> tuple[list[Candidate], bool]:
    """What the exact search hands out, and whether it says that there is nothing."""
    found: list[Candidate] = []
    try:
        for candidate in search_exact(n, Budget(seconds=60.0, deterministic=True), lambda _: None):
            found.append(candidate)
    except Impossible:
        return found, True
    return found, False


def _judged(n: Instance, *candidates: Candidate) -> Verdict:
    plans = tuple(candidate.plan for candidate in candidates)
    return check(n.scenario, Timetable(scenario=n.scenario.id, cycle_weeks=n.scenario.cycle_weeks, plans=plans))


def _values(verdict: Verdict) -> tuple[int, ...]:
    return tuple(aim.value for aim in verdict.aims)


@given(scenarios(TINY))
def test_same_set_and_the_best_of_it(world: Scenario) -> None:
    try:
        every = accepted(world, MOST_CANDIDATES)
    except TooLarge:
        return
    assert solutions(world) == every
    n = build_instance(world)
    candidates, impossible = _search(n)
    assert impossible == (not every)
    if every:
        best = min(every.values())
        last = candidates[-1]
        assert last.optimal
        assert every[canonical(world, last.plan.groups)] == best
        assert tuple(bound.bound for bound in last.bounds) == best
        assert all(bound.proven for bound in last.bounds)


@given(scenarios(SMALL))
def test_what_is_found_passes_the_checker_and_what_is_not_is_not_there(school: Scenario) -> None:
    n = build_instance(school)
    candidates, impossible = _search(n)
    if impossible:
        assert not candidates
        assert not is_feasible(ExactModel(n).builder.model)
        return
    assert candidates
    values = []
    for candidate in candidates:
        verdict = _judged(n, candidate)
        assert verdict.violations == ()
        values.append(_values(verdict))
        for bound, value in zip(candidate.bounds, values[-1], strict=True):
            assert bound.bound <= value
    assert values == sorted(values, reverse=True)
    if candidates[-1].optimal:
        assert tuple(bound.bound for bound in candidates[-1].bounds) == values[-1]


@settings(max_examples=25)
@given(scenarios(SEASONAL))
def test_a_plan_for_each_season(school: Scenario) -> None:
    """Plans are made one by one; the checker reads them together, and adds their aims up (the worst regret is kept)."""
    last: list[Candidate] = []
    for season in Calendar(school).seasons:
        candidates, _ = _search(build_instance(school, (season,)))
        if not candidates:
            return
        last.append(candidates[-1])
    verdict = _judged(build_instance(school), *last)
    assert verdict.violations == ()
    if all(candidate.optimal for candidate in last):
        for at, aim in enumerate(verdict.aims):
            together = max if aim.id == "regret" else sum
            assert aim.value == together(candidate.bounds[at].bound for candidate in last)
