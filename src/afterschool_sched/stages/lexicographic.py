"""Aims one after another on one CP-SAT model, each kept at its found value while the next is made small."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from afterschool_sched.cpsat.aims import StudentAims
from afterschool_sched.cpsat.engine import Answer, Effort, run
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import AimBound, Progress, Scope, relative_gap

LARGE = 10_000  # variables; beyond, presolve in full takes half a minute, and nothing is found meanwhile
HUGE = 60_000  # variables; beyond, a second worker takes 90 MB more (2,000 students: 753 instead of 662)
# Of the time left is for each aim, at least: those that come first matter most. With an eighth of ten seconds for each
# of eight aims, 118 students stayed without a club where four seconds for the first aim bring them all in.
PATIENCE = 0.4
FIRST_SHARE = 0.5  # of what is left of the budget goes to the first feasible timetable
# Seconds (deterministic time, where no clock is looked at) for one aim by propagation alone, and for each column: it is
# quick, or it never ends.
PROPAGATED, PROPAGATED_EACH = 1.0, 1e-4
NODES = 100  # of a relaxation with whole numbers, in deterministic mode: nearly always one will do


@dataclass
class Lexicographic:
    """The search over one model. `answer` is the best found so far; `bounds` what is known of each aim, by aim."""

    model: ExactModel
    aims: tuple[str, ...]
    budget: Budget
    progress: Callable[[Progress], None]
    scope: Scope
    stage: str
    answer: Answer | None = None
    bounds: dict[str, AimBound] = field(default_factory=dict)
    status: str = "unknown"

    def __post_init__(self) -> None:
        students = StudentAims(self.model)
        self._expressions = [(aim, students.expression(aim)) for aim in self.aims]

    def first(self, hint: Mapping[int, int] | None = None, *, light: bool = False) -> bool:
        """Look for any timetable. False when none was found; `status` says whether there is none.

        `light`: of a large model, with little time for anything but that.
        """
        self._say(None, None, None)
        self.model.builder.model.clear_objective()
        answer = self._run(replace(self._share(FIRST_SHARE), light=light), hint=hint)
        self.status = answer.status
        if answer.found:
            self.begin(answer)
        return answer.found

    def begin(self, answer: Answer) -> None:
        """Take a timetable found elsewhere as the first."""
        self.answer = answer
        for aim, expression in self._expressions:
            self._note(aim, self._least(expression))

    def improve(self) -> Iterator[Answer]:
        """After `first`: minimise aim by aim, giving every better answer."""
        for position, (aim, expression) in enumerate(self._expressions):
            if self.budget.over or self.answer is None:
                return
            value = self.answer.value(expression)
            known = self.bounds[aim].bound if aim in self.bounds else 0
            if value > max(known, self._least(expression)) and not isinstance(expression, int):
                yield from self._minimise(aim, expression, len(self._expressions) - position)
                value = self.answer.value(expression)
            else:
                self._note(aim, value)
            self._keep(expression, value)

    def _minimise(self, aim: str, expression: Any, levels_left: int) -> Iterator[Answer]:
        assert self.answer is not None
        self.model.builder.model.minimize(expression)
        answer = self._run(self._share(max(1 / levels_left, PATIENCE)), aim, dict(enumerate(self.answer.values)))
        if not answer.found:
            return
        bound = self._note(aim, math.ceil(answer.bound - 1e-6))
        # As good in this aim and worse in those below would be a step back, and time may not be left to mend it.
        better = self._values(answer) < self._values(self.answer)
        if better:
            self.answer = answer
        self._say(aim, self.answer.value(expression), bound)
        if better:
            yield answer

    def _keep(self, expression: Any, value: int) -> None:
        """From now on the aim is at most this."""
        self.model.builder.link(expression <= value)

    @property
    def values(self) -> dict[str, int]:
        """The aims of the best found so far."""
        assert self.answer is not None
        return dict(zip(self.aims, self._values(self.answer), strict=True))

    def _note(self, aim: str, bound: int) -> int:
        """Note what is shown of an aim, and give it. Where candidates were left out: that no aim is ever negative."""
        before = self.bounds[aim].bound if aim in self.bounds else 0
        known = 0 if self.model.n.thin else max(bound, math.ceil(before))
        self.bounds[aim] = AimBound(aim, known, True, self.scope)
        return known

    def _values(self, answer: Answer) -> tuple[int, ...]:
        return tuple(answer.value(expression) for _, expression in self._expressions)

    def _least(self, expression: Any) -> int:
        """What the domains alone say: no aim is ever negative."""
        return max(0, self.model.builder.span(expression)[0])

    def _share(self, share: float) -> Effort:
        budget, size = self.budget, self.model.builder.size
        brief = size >= LARGE
        if budget.deterministic:
            return Effort(deterministic=max(0.1, budget.seconds * share / 4), seed=budget.seed, brief=brief)
        workers = 1 if size >= HUGE else budget.workers
        return Effort(seconds=budget.left * share, workers=workers, seed=budget.seed, brief=brief)

    def _run(self, effort: Effort, aim: str | None = None, hint: Mapping[int, int] | None = None) -> Answer:
        def tell(value: float, bound: float) -> None:
            self._say(aim, value, 0.0 if self.model.n.thin else bound)

        return run(
            self.model.builder.model,
            effort,
            hint=hint,
            stop=lambda: self.budget.stop(),
            on_solution=tell if aim else None,
        )

    def _say(self, aim: str | None, value: float | None, bound: float | None) -> None:
        gap = relative_gap(value, bound) if value is not None and bound is not None else None
        self.progress(Progress(self.stage, aim, value, bound, gap, self.budget.elapsed))

    @property
    def proved(self) -> bool:
        """Whether every aim has met its bound."""
        return self.answer is not None and all(
            aim in self.bounds and self.answer.value(expression) <= self.bounds[aim].bound
            for aim, expression in self._expressions
        )
