"""The best timetable so far where seasons have plans of their own: plans are decided one after another.

The aims of an earlier plan come before all those of a later one. So each plan has an incumbent of its own, for the
plans before it; a better earlier plan takes the later ones along, as far as they go with it. `whole` has all plans.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .calendar import Calendar
from .incumbent import Incumbent, Judged
from .result import AimResult, Number, PlanResult, Scope, Status, gap_of
from .scenario import Scenario
from .timetable import Plan, Timetable

if TYPE_CHECKING:
    from .checker import Verdict
    from .rule import Violation
    from .stages.candidate import Candidate

_WEAKER: tuple[Scope, ...] = (
    "all timetables",
    "as good in the aims above",
    "this regular timetable",
    "this choice of groups",
)


@dataclass(frozen=True)
class Whole:
    """A timetable of all plans, and what is known of each."""

    parts: tuple[tuple[Incumbent, Judged], ...]

    @property
    def timetable(self) -> Timetable:
        """All plans."""
        return self.parts[-1][1].timetable

    @property
    def verdict(self) -> Verdict:
        """The judge's word on all plans together."""
        return self.parts[-1][1].verdict

    @property
    def values(self) -> tuple[int, ...]:
        """The checker's aims, plan after plan."""
        return tuple(value for _, judged in self.parts for value in judged.values)

    @property
    def stage(self) -> str:
        """The part of the solver that found the last plan."""
        return self.parts[-1][1].candidate.stage

    @property
    def status(self) -> Status:
        """Optimal only when every plan is."""
        return "optimal" if all(known.status(best) == "optimal" for known, best in self.parts) else "feasible"

    @property
    def aims(self) -> tuple[AimResult, ...]:
        """Value, bound and gap of every aim, over all plans."""
        if len(self.parts) == 1:
            return self.parts[0][0].aims(self.parts[0][1])
        by_plan = [plan.aims for plan in self.plans]
        return tuple(
            _together(score.value, [aim for aims in by_plan for aim in aims if aim.id == score.id])
            for score in self.verdict.aims
        )

    @property
    def plans(self) -> tuple[PlanResult, ...]:
        """The aims of each plan by itself."""
        return tuple(
            PlanResult(seasons=judged.timetable.plans[-1].seasons, aims=known.aims(judged))
            for known, judged in self.parts
        )

    @property
    def utility_bound(self) -> Number | None:
        """No timetable has a larger utility; None where that is not known of every plan."""
        bounds = [known.utility_bound(judged) for known, judged in self.parts]
        found = [bound for bound in bounds if bound is not None]
        return sum(found) if len(found) == len(bounds) else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What the solver and the checker did not agree upon."""
        return tuple(dict.fromkeys(note for known, judged in self.parts for note in known.notes(judged)))


class Chain:
    """An incumbent for each plan, in their order; `whole` is the best timetable of all plans."""

    def __init__(
        self,
        scenario: Scenario,
        judge: Callable[[Scenario, Timetable], Verdict],
        complete: Callable[[Scenario, Timetable], Timetable] = lambda _, timetable: timetable,
    ) -> None:
        self.scenario = scenario
        self.judge = judge
        self.complete = complete
        self.seasons = Calendar(scenario).plans
        self.whole: Whole | None = None
        self._links = [self._link(())]

    def offer(self, candidate: Candidate) -> bool:
        """Judge a plan; True when there is a better timetable of all plans than before."""
        at = self.seasons.index(candidate.plan.seasons)
        if at >= len(self._links):
            return False  # what was to come before it was refused
        link = self._links[at]
        before = link.best
        link.offer(candidate)
        if link.best is before:
            return False
        self._take_along(at)
        return self._complete()

    def decided(self, at: int) -> Plan | None:
        """The best plan at that place; None when there is none yet."""
        best = self._links[at].best if at < len(self._links) else None
        return None if best is None else best.timetable.plans[-1]

    @property
    def missing(self) -> tuple[str, ...]:
        """The seasons of the first plan that there is none for."""
        found = sum(link.best is not None for link in self._links)
        return self.seasons[found] if found < len(self.seasons) else ()

    @property
    def refusals(self) -> Iterator[Violation]:
        """What the judge had against the first candidates that it refused."""
        for link in self._links:
            yield from link.refused

    def _link(self, before: tuple[Plan, ...]) -> Incumbent:
        held = [season for seasons in self.seasons[: len(before) + 1] for season in seasons]
        whole = len(before) + 1 == len(self.seasons)
        scenario = self.scenario if whole else self.scenario.in_seasons(held)
        return Incumbent(scenario, self.judge, before, self.complete)

    def _take_along(self, at: int) -> None:
        """Put the later plans behind the new best at `at`; what no longer goes with it is left out."""
        later = [link.best.candidate if link.best else None for link in self._links[at + 1 :]]
        del self._links[at + 1 :]
        while len(self._links) < len(self.seasons):
            best = self._links[-1].best
            if best is None:
                return
            self._links.append(self._link(best.timetable.plans))
            known = later.pop(0) if later else None
            if known is not None:
                # Its bounds were found beside another plan.
                self._links[-1].resume(replace(known, bounds=(), utility_bound=None, optimal=False))

    def _complete(self) -> bool:
        parts = tuple((link, link.best) for link in self._links if link.best is not None)
        if len(parts) < len(self.seasons):
            return False
        found = Whole(parts)
        better = self.whole is None or found.values < self.whole.values
        if better or (self.whole is not None and found.values == self.whole.values):
            self.whole = found
        return better


def _together(value: int, parts: list[AimResult]) -> AimResult:
    """One aim over several plans: values and bounds add up (of `regret` the greatest counts)."""
    aim = parts[0].id
    bounds = [part.bound for part in parts if part.bound is not None]
    known = len(bounds) == len(parts)
    bound = (max(bounds) if aim == "regret" else sum(bounds)) if known else None
    return AimResult(
        id=aim,
        value=value,
        bound=bound,
        proven=known and all(part.proven for part in parts),
        gap=gap_of(value, bound),
        scope=max((part.scope for part in parts), key=_WEAKER.index) if known else "all timetables",
    )
