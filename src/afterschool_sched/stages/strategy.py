"""The order of stages, on one screen.

Tiny schools: the exact model alone. All others: *placement* decides which club groups open, on which pattern, with
whom; *people* gives every group its teachers and rooms and the home classes their groups (the exact model with clubs
decided); what people cannot staff goes back to placement as restrictions. Where the exact model is small enough to
prove something, it goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from afterschool_sched.instance import Instance
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress
from afterschool_sched.stages.exact import AFTER_STAGES, choices, is_tiny, search_exact
from afterschool_sched.stages.staged import Staged

SEARCH_SHARE = 0.96  # of the seconds; the rest is for the last bounds and the last check
STAGED_SHARE = 0.4  # of the budget, where the exact model goes on afterwards


def search(n: Instance, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
    """Improving candidates, the first one early; ends when all is proved, or the budget is over. Raises Impossible."""
    if not budget.deterministic:
        budget = replace(budget, seconds=budget.seconds * SEARCH_SHARE)
    if is_tiny(n):
        yield from search_exact(n, budget, progress)
        return
    proving = choices(n) <= AFTER_STAGES
    stages = Staged(n, replace(budget, seconds=budget.seconds * STAGED_SHARE) if proving else budget, progress)
    yield from stages.search()
    if proving and not budget.over and not (budget.fast and stages.best):
        yield from search_exact(n, budget, progress, stages.best.held if stages.best else None)
