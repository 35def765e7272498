"""Small schools whole: every aim minimised on the exact model, one after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterschool_sched.cpsat.extract import plan_of
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Instance
from afterschool_sched.solve.budget import Budget
from afterschool_sched.solve.candidate import Candidate, Progress
from afterschool_sched.solve.impossible import confirm_impossible
from afterschool_sched.solve.lexicographic import Lexicographic

# Measured: below this many (student, club, group, pattern) choices the exact model proves optimality within seconds.
MOST_CHOICES = 6_000


def is_small(n: Instance) -> bool:
    """Whether the exact model is the better way."""
    choices = sum(len(option.patterns) * n.clubs[option.club].up_to for pupil in n.pupils for option in pupil.options)
    return choices <= MOST_CHOICES


def search_exact(n: Instance, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
    """Improving candidates, until all aims are proved or the budget is over. Raises Impossible."""
    model = ExactModel(n)
    search = Lexicographic(model, n.scenario.aim_ids, budget, progress, "as good in the aims above", "exact")
    if not search.first():
        if search.status == "infeasible":
            impossible = confirm_impossible(n, budget)
            if impossible is not None:
                raise impossible
        return
    yield _candidate(search)
    for _ in search.improve():
        yield _candidate(search)
    yield _candidate(search)  # the same plan perhaps, but with all bounds


def _candidate(search: Lexicographic) -> Candidate:
    assert search.answer is not None
    bounds = tuple(search.bounds[aim] for aim in search.aims)
    return Candidate(plan_of(search.model, search.answer), bounds, None, search.stage, search.proved)
