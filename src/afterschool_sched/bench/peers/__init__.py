"""The solvers that are compared: the library's own way, and others. Only here is the solver's inside imported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from ...instance import Instance
from ...stages import strategy
from ...stages.budget import Budget
from ...stages.candidate import Candidate, Progress
from ...stages.places import strategy as places
from .fet import search_fet
from .greedy import search_greedy
from .master import search_master
from .one_model import search_one_model

Tell = Callable[[Progress], None]
Search = Callable[[Instance, Budget, Tell], Iterator[Candidate]]

OWN = "solve"
FAST = "solve-fast"
SOLVERS: dict[str, Search] = {
    OWN: strategy.search,
    FAST: strategy.search,  # asked for the first timetable alone
    "one-model": search_one_model,
    "greedy": search_greedy,
    "highs-master": search_master,
    "fet": search_fet,
}


@contextmanager
def searching_with(solver: str) -> Iterator[None]:
    """Within, the library's `solve` searches as that solver does.

    Reading, building, checking and clocks are then the same for all. Raises RuntimeError when a solve ended that had
    not searched so: its numbers would stand under a wrong name.
    """
    search = SOLVERS[solver]
    if search is strategy.search:
        yield
        return
    asked = False

    def instead(n: Instance, budget: Budget, progress: Tell) -> Iterator[Candidate]:
        nonlocal asked
        asked = True
        return search(n, budget, progress)

    with patch.object(strategy, "search", instead):
        yield
    if not asked:
        raise RuntimeError("solve() did not use the search it was given")


@contextmanager
def placing_with(solver: str) -> Iterator[None]:
    """Within, `place` looks for a placement as that solver does: in its own way, or by HiGHS alone, aim by aim.

    The model that HiGHS solves, the checker and the clocks are the library's own. Raises KeyError for another solver.
    """
    if solver not in (OWN, "highs-master"):
        raise KeyError(solver)
    if solver == OWN:
        yield
        return
    with patch.object(places, "fits", lambda *_: False):
        yield
