"""The order of stages, on one screen.

Small schools: the exact model. Others: *placement* decides which club groups open, on which pattern, with whom (`place`); *people*
gives every group its teachers and rooms and the home classes their groups (the exact model with clubs fixed); what people
cannot staff goes back to placement as restrictions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterschool_sched.instance import Instance
from afterschool_sched.solve.budget import Budget
from afterschool_sched.solve.candidate import Candidate, Progress
from afterschool_sched.solve.exact import is_small, search_exact


def search(n: Instance, budget: Budget, progress: Callable[[Progress], None]) -> Iterator[Candidate]:
    """Improving candidates, the first one early; ends when all is proved, or the budget is over. Raises Impossible."""
    if is_small(n):
        yield from search_exact(n, budget, progress)
        return
    from afterschool_sched.solve.staged import search_staged

    yield from search_staged(n, budget, progress)
