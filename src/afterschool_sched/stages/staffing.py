"""Teachers and rooms of a placement that people can hold: the teachers' aims, made small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import get_args

from afterschool_sched.cpsat.extract import plan_of
from afterschool_sched.instance import Instance
from afterschool_sched.memory import give_back
from afterschool_sched.rule import PenaltyAim
from afterschool_sched.scenario import CHANGES
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import Candidate, Progress, Scope, held_to_a_plan
from afterschool_sched.stages.people import Held, found_again, widened
from afterschool_sched.stages.placement import Placement
from afterschool_sched.stages.relaxing import Relaxing

HOLD_SHARE = 0.2  # of the time left, for each model that tries to hold a placement
PEOPLE_AIMS: tuple[str, ...] = (*CHANGES, *get_args(PenaltyAim))
WIDE_TIMES = 7  # to ask everybody takes so many times as long as holding the placement did; else fewer are asked first


@dataclass
class Round:
    """A placement as people can hold it, and how good that is for the students (smaller is better, aim by aim)."""

    held: Held
    values: tuple[int, ...]
    search: Relaxing | None = None
    seconds: float = 0.0  # that it took to be held
    lacks_leads: bool = False  # for some groups of the placement; a search that keeps leads whole knows


class Staffing:
    """The search for better people and rooms of one placement after another."""

    def __init__(self, n: Instance, budget: Budget, progress: Callable[[Progress], None]) -> None:
        self.n = n
        self.budget = budget
        self._progress = progress

    def candidates(self, found: Round, bounded: Placement | None, share: float) -> Iterator[Candidate]:
        """The teachers' aims for `share` of the time left: better timetables, and the best with bounds."""
        search = self._search(found)
        left = self.budget.elapsed + self.budget.left * share
        seconds = self.budget.seconds * share if self.budget.deterministic else left
        search.budget = replace(self.budget, seconds=seconds)
        yield self._candidate(search, bounded)
        for _ in search.improve() if share > 0 else ():
            yield self._candidate(search, bounded)
        yield self._candidate(search, bounded)

    def soon(self, found: Round) -> Iterator[Candidate]:
        """What is soon found, where few are asked and there may be no time to ask everybody."""
        if found.held.thin and self.budget.left < WIDE_TIMES * found.seconds and not self.budget.deterministic:
            search = self._search(found)
            search.budget = self.budget
            for _ in search.at_once():
                yield self._candidate(search, None)

    def widened(self, found: Round) -> Round:
        """The same where everybody is asked for the sessions of classes: bounds hold from now on."""
        search = found.search
        if not found.held.thin or self.budget.over or search is None or search.answer is None:
            return found
        give_back()
        wider = replace(found, held=widened(self.n, found.held, search.answer), search=None)
        search = self._search(wider)
        if search.relaxed.settled(wider.held.answer.values) is None:
            again = found_again(wider.held, self.budget, HOLD_SHARE)
            if again is None:
                return found
            wider.held = again
            search.begin(again.answer)
        return wider

    def _search(self, found: Round) -> Relaxing:
        if found.search is None:
            aims = tuple(aim for aim in self.n.scenario.aim_ids if aim in PEOPLE_AIMS)
            scope: Scope = "this choice of groups"
            found.search = Relaxing(
                found.held.model, aims, self.budget, self._progress, scope, "people", core=found.held.core
            )
            found.search.begin(found.held.answer)
        return found.search

    def _candidate(self, search: Relaxing, bounded: Placement | None) -> Candidate:
        assert search.answer is not None
        bounds = (*(bounded.bounds if bounded else ()), *held_to_a_plan(self.n.planned, search.bounds.values()))
        known = {bound.aim: bound for bound in bounds}
        ordered = tuple(known[aim] for aim in self.n.scenario.aim_ids if aim in known)
        utility = bounded.utility_bound if bounded else None
        return Candidate(plan_of(search.model, search.answer), ordered, utility, "people", optimal=False)
