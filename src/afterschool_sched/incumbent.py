"""The best timetable so far that the checker has passed, and what is known about how good one could be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .result import AimResult, Charge, Number, Scope, Status, VerdictSummary, gap_of, rounded_down, rounded_up
from .scenario import Scenario
from .timetable import Plan, Timetable

if TYPE_CHECKING:
    from .checker import Verdict
    from .rule import Violation
    from .score import PlanScore
    from .stages.candidate import AimBound, Candidate

_ROUNDING = 1e-6  # bounds are floating-point numbers; the values they are held against are whole


@dataclass(frozen=True)
class Judged:
    """A candidate that the checker has passed."""

    candidate: Candidate
    timetable: Timetable
    verdict: Verdict

    @property
    def values(self) -> tuple[int, ...]:
        """The checker's aims of the plan, most important first."""
        return tuple(aim.value for aim in self.score.aims)

    @property
    def score(self) -> PlanScore:
        """What the checker says of the plan by itself; any others were decided before."""
        return self.verdict.plans[-1]


class Incumbent:
    """Has every candidate judged, and keeps the lexicographically best by the judge's aims, not by the solver's.

    `before` are the plans of other seasons, decided already; they are judged along with every candidate. `complete`
    adds to a timetable what follows from its plans: the rota.
    """

    def __init__(
        self,
        scenario: Scenario,
        judge: Callable[[Scenario, Timetable], Verdict],
        before: tuple[Plan, ...] = (),
        complete: Callable[[Scenario, Timetable], Timetable] = lambda _, timetable: timetable,
    ) -> None:
        self.scenario = scenario
        self.judge = judge
        self.before = before
        self.complete = complete
        self.best: Judged | None = None
        self.refused: tuple[Violation, ...] = ()  # of the first candidate that was
        self.refusals = 0
        self._bounds: list[tuple[tuple[int, ...], AimBound]] = []  # with the aims of the candidate they came with
        self._utility_bounds: list[float] = []

    def offer(self, candidate: Candidate) -> bool:
        """Judge a candidate; True when it is the new best. One that is refused is counted and goes no further."""
        judged = self._judged(candidate)
        if not judged.verdict.ok:
            self.refusals += 1
            self.refused = self.refused or judged.verdict.violations
            return False
        self._bounds.extend((judged.values, bound) for bound in candidate.bounds)
        if candidate.utility_bound is not None:
            self._utility_bounds.append(candidate.utility_bound)
        better = self.best is None or judged.values < self.best.values
        if better or (self.best is not None and judged.values == self.best.values):
            # Of equally good ones the later: its stage and its word on optimality are the newer ones.
            self.best = judged
        return better

    def resume(self, candidate: Candidate) -> None:
        """Begin with a plan that was good enough beside other plans, if it is so beside these."""
        judged = self._judged(candidate)
        if judged.verdict.ok:
            self.best = judged

    def _judged(self, candidate: Candidate) -> Judged:
        if self.best is not None and candidate.plan == self.best.candidate.plan:
            return Judged(candidate, self.best.timetable, self.best.verdict)  # the same again, with other bounds
        plans = (*self.before, candidate.plan)
        timetable = Timetable(scenario=self.scenario.id, cycle_weeks=self.scenario.cycle_weeks, plans=plans)
        timetable = self.complete(self.scenario, timetable)
        return Judged(candidate, timetable, self.judge(self.scenario, timetable))

    # ---- what is known about the best -----------------------------------------------------------------------------

    def aims(self, best: Judged) -> tuple[AimResult, ...]:
        """Value, bound and gap of every aim."""
        return tuple(self._aim(best, level) for level in range(len(best.values)))

    def status(self, best: Judged) -> Status:
        """Optimal only when the solver says so and every aim has met a proven bound over all timetables."""
        closed = all(
            aim.proven and aim.bound == aim.value and aim.scope != "this choice of groups" for aim in self.aims(best)
        )
        return "optimal" if best.candidate.optimal and closed else "feasible"

    def utility_bound(self, best: Judged) -> Number | None:
        """The least upper bound of the utility; None when there is none, or none that the checked utility allows."""
        least = min(self._utility_bounds, default=None)
        return None if least is None or least < best.score.utility - _ROUNDING * max(1.0, least) else rounded_up(least)

    def notes(self, best: Judged) -> tuple[str, ...]:
        """What the solver and the checker did not agree upon; empty unless the program has a fault."""
        return tuple(self._disagreements(best))

    def _aim(self, best: Judged, level: int) -> AimResult:
        score = best.score.aims[level]
        found = [bound for bound in self._holding(best, level) if not _beyond(bound, score.value)]
        bound = max(found, key=_strength, default=None)
        scope: Scope = "all timetables" if bound is None else bound.scope
        least = None if bound is None else rounded_down(min(bound.bound, score.value))
        return AimResult(
            id=score.id,
            value=score.value,
            bound=least,
            proven=bound is not None and bound.proven,
            gap=gap_of(score.value, least),
            scope=scope,
        )

    def _holding(self, best: Judged, level: int) -> Iterator[AimBound]:
        """The bounds of one aim that hold for the best timetable, whichever candidate brought them."""
        aim = best.score.aims[level].id
        own = best.candidate.bounds
        for values, bound in self._bounds:
            everywhere = bound.scope == "all timetables"
            # What is no better in the aims above has a bound over more timetables than the best has: it holds for both.
            above = bound.scope in ("as good in the aims above", "this regular timetable") and all(
                theirs >= ours for theirs, ours in zip(values[:level], best.values[:level], strict=True)
            )
            if bound.aim == aim and (any(bound is mine for mine in own) or (bound.proven and (everywhere or above))):
                yield bound

    def _disagreements(self, best: Judged) -> Iterator[str]:
        if self.refusals:
            rules = ", ".join(dict.fromkeys(violation.rule for violation in self.refused))
            yield f"The checker refused {self.refusals} of the solver's timetables (the first one for {rules})."
        for level, score in enumerate(best.score.aims):
            for bound in self._holding(best, level):
                if bound.proven and _beyond(bound, score.value):
                    told = f"The solver's bound {rounded_down(bound.bound)} of the aim {score.id}"
                    yield f"{told} is beyond the checked value {score.value}; it is left out."
        if self._utility_bounds and self.utility_bound(best) is None:
            yield "The solver's bound of the utility is below the checked utility; it is left out."


def _beyond(bound: AimBound, value: int) -> bool:
    return bound.bound > value + _ROUNDING * max(1.0, abs(value))


def _strength(bound: AimBound) -> tuple[bool, bool, float]:
    return bound.proven, bound.scope != "this choice of groups", bound.bound


def summary_of(verdict: Verdict) -> VerdictSummary:
    """The verdict in a few numbers: what each weighted rule charged."""
    charges: dict[tuple[int, str, str | None], list[Violation]] = {}
    for penalty in verdict.penalties:
        charges.setdefault((penalty.instance, penalty.rule, penalty.aim), []).append(penalty)
    return VerdictSummary(
        penalties=tuple(
            Charge(
                rule=rule,
                instance=instance,
                aim=aim,
                cases=len(cases),
                amount=sum(case.amount for case in cases),
                cost=sum(case.cost for case in cases),
            )
            for (instance, rule, aim), cases in charges.items()
        )
    )
