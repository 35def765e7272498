"""All placements of an instance, one after another, as the tests look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterschool_sched.instance import Instance
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Progress
from afterschool_sched.stages.offer import NO_RESTRICTIONS, Restrictions
from afterschool_sched.stages.placement import Placement, Placer


def place(
    n: Instance,
    *,
    budget: Budget,
    restrictions: Restrictions = NO_RESTRICTIONS,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[Placement]:
    """Improving placements, the first one soon; the last one again, with its bounds."""
    placer = Placer(n, budget, progress)
    best = placer.first(restrictions)
    if best is None:
        return
    yield best
    for better in placer.improve(best, restrictions):
        best = better
        yield best
    yield placer.bounded(best)
