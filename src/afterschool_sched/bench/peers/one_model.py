"""A peer: everything in one CP-SAT model, as an expert would write it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...cpsat.engine import Effort, run
from ...cpsat.extract import plan_of
from ...cpsat.model import ExactModel
from ...instance import Instance
from ...stages.budget import Budget
from ...stages.candidate import Candidate, Progress
from ...stages.impossible import confirm_impossible
from ...stages.lexicographic import Lexicographic

Tell = Callable[[Progress], None]


def search_one_model(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
    """Everything in one CP-SAT model, whatever the size: any timetable first, then the aims one after another.

    As the library does it for small schools, but all the time may go into the first timetable: half of it would be a
    handicap where nothing is found in half of it.
    """
    model = ExactModel(n)
    aims = n.scenario.aim_ids
    search = Lexicographic(model, aims, budget, progress, "as good in the aims above", "one-model")
    effort = Effort(seconds=budget.left, workers=budget.workers, seed=budget.seed)
    first = run(model.builder.model, effort, stop=budget.stop)
    if not first.found:
        impossible = confirm_impossible(n, budget) if first.status == "infeasible" else None
        if impossible is not None:
            raise impossible
        return
    search.begin(first)
    yield _candidate(search)
    for _ in search.improve():
        yield _candidate(search)
    yield _candidate(search)  # the same plan perhaps, but with all bounds


def _candidate(search: Lexicographic) -> Candidate:
    assert search.answer is not None
    bounds = tuple(search.bounds.values())
    return Candidate(plan_of(search.model, search.answer), bounds, None, search.stage, search.proved)
