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
STAGED_SHARE = 0.4  # of the budget, where the exact model goes on afterwards,
UNFOUND_SHARE = 0.7  # and where the stages have found nothing: that they find something is likelier
EACH = 4e-3  # core-seconds of the budget for each choice, without which the exact model gets nowhere after the stages


def search(n: Instance, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
    """Improving candidates, the first one early; ends when all is proved, or the budget is over. Raises Impossible."""
    if not budget.deterministic:
        budget = replace(budget, seconds=budget.seconds * SEARCH_SHARE)
    if is_tiny(n):
        yield from search_exact(n, budget, progress)
        return
    size = choices(n)
    proving = size <= AFTER_STAGES and (budget.deterministic or budget.seconds * budget.workers >= EACH * size)
    stages = Staged(n, budget, progress)
    if proving:
        stages = Staged(n, budget.part(STAGED_SHARE), progress, whole=budget.part(UNFOUND_SHARE))
    yield from stages.search()
    if proving and not budget.over and not (budget.fast and stages.best):
        yield from search_exact(n, budget, progress, stages.best.held if stages.best else None)
