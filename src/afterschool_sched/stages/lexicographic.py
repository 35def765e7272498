"""Aims one after another on one CP-SAT model, each kept at its found value while the next is made small."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from afterschool_sched.cpsat.aims import StudentAims
from afterschool_sched.cpsat.engine import Answer, Effort, held_at_zero, run
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.memory import give_back
from afterschool_sched.stages.aims import Linear
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.candidate import AimBound, Progress, Scope, relative_gap
from afterschool_sched.stages.lp import Limits
from afterschool_sched.stages.matrix import Floats
from afterschool_sched.stages.relaxed import Relaxed

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
    """The search over one model. `answer` is the best found so far; `bounds` what is known of each aim, by aim.

    `relaxing`: each aim is first made small in the linear relaxation, which is strong where clubs are decided; `core`
    as `Relaxed` takes it.
    """

    model: ExactModel
    aims: tuple[str, ...]
    budget: Budget
    progress: Callable[[Progress], None]
    scope: Scope
    stage: str
    answer: Answer | None = None
    bounds: dict[str, AimBound] = field(default_factory=dict)
    status: str = "unknown"
    relaxing: bool = False
    core: Collection[int] | None = None

    def __post_init__(self) -> None:
        students = StudentAims(self.model)
        self._expressions = [(aim, students.expression(aim)) for aim in self.aims]
        self._relaxed: Relaxed | None = None

    def first(self, hint: Mapping[int, int] | None = None, *, light: bool = False) -> bool:
        """Look for any timetable. False when none was found; `status` says whether there is none.

        `light`: of a large model, with little time for anything but that.
        """
        self._say(None, None, None)
        self.model.builder.model.clear_objective()  # type: ignore[no-untyped-call]
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
        if self.relaxing:
            yield from self._all_at_once()
            if self.proved or self.budget.fast:
                return
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
            self.model.builder.link(expression <= value)
            if self._relaxed is not None and not isinstance(expression, int):
                self.relaxed.keep(self.relaxed.linear(expression), value)

    def _minimise(self, aim: str, expression: Any, levels_left: int) -> Iterator[Answer]:
        if self.relaxing and (yield from self._relax(aim, expression)):
            return
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

    @property
    def relaxed(self) -> Relaxed:
        """The linear relaxation of the model."""
        if self._relaxed is None:
            self._relaxed = Relaxed(self.model.builder, self.core)
        return self._relaxed

    def _all_at_once(self) -> Iterator[Answer]:
        """An answer in which every aim meets the bound that it has where those before it meet theirs.

        One LP for each aim, and branch and bound once: nearly always there is such an answer. The last aim may miss it;
        if another one does, nothing is found, and only the bound of the first aim is one.
        """
        rows = self.relaxed.model
        wanted: list[tuple[Any, Linear, int]] = []
        for aim, expression in self._expressions:
            if self.budget.over or self.answer is None:
                break
            if isinstance(expression, int):
                continue
            if wanted:
                self.relaxed.keep(*wanted[-1][1:])
            linear = self.relaxed.linear(expression)
            least = self.relaxed.least(linear, self.answer.values, self._seconds)
            if least is None:
                break
            if not wanted:
                self._say(aim, self.answer.value(expression), self._note(aim, least))
            wanted.append((expression, linear, least))
        else:
            yield from self._meeting(wanted)
        self.relaxed.model = rows

    def _meeting(self, wanted: Sequence[tuple[Any, Linear, int]]) -> Iterator[Answer]:
        """An answer with these values of aims, the last perhaps worse, if that is better than the best."""
        assert self.answer is not None
        if not wanted:
            return
        answer: Answer | None = self.answer
        if any(self.answer.value(expression) > least for expression, _, least in wanted):
            give_back()
            found = self.relaxed.solution(wanted[-1][1], None, self._branching)
            answer = None if found is None else self._completed([each[:2] for each in wanted], found)
        if answer is None or any(answer.value(expression) > least for expression, _, least in wanted[:-1]):
            return
        leasts = {id(expression): least for expression, _, least in wanted}
        for aim, expression in self._expressions:
            if id(expression) in leasts:
                self._say(aim, answer.value(expression), self._note(aim, leasts[id(expression)]))
        if self._values(answer) < self._values(self.answer):
            self.answer = answer
            yield answer

    def _relax(self, aim: str, expression: Any) -> Generator[Answer, None, bool]:
        """A bound of the aim, and often an answer with that value, by the relaxation. Gives whether the two meet."""
        assert self.answer is not None
        linear = self.relaxed.linear(expression)
        least = self.relaxed.least(linear, self.answer.values, self._seconds)
        least = self._least(expression) if least is None else least
        bound = self._note(aim, least)
        self._say(aim, self.answer.value(expression), bound)
        # What is not in whole numbers yet: sums of few by propagation, which may need a second; what speaks of most of
        # the choices by branch and bound, where propagation has little to go by.
        ways = self._propagated, self._branched
        of_most = np.count_nonzero(linear.coefs) > linear.coefs.size / 2
        for way in reversed(ways) if of_most else ways:
            value = self.answer.value(expression)
            if value <= least or self.budget.over:
                break
            give_back()
            answer = way(expression, linear, least)
            if answer is not None and self._values(answer) < self._values(self.answer):
                self.answer = answer
                self._say(aim, answer.value(expression), bound)
                yield answer
        return self.answer.value(expression) <= least

    def _propagated(self, expression: Any, _linear: Linear, least: int) -> Answer | None:
        """By CP-SAT without LPs, among the columns that the LP asked, until the bound is met."""
        met = threading.Event()

        def look(value: float, _bound: float) -> None:
            if value <= least:
                met.set()

        model, budget = self.model.builder.model, self.budget
        model.minimize(expression)
        effort = replace(self._share(PATIENCE), brief=True, without_lps=True)
        left_out = self.relaxed.left_out
        patience = PROPAGATED + PROPAGATED_EACH * (self.relaxed.model.size - len(left_out))
        if budget.deterministic:
            effort = replace(effort, deterministic=patience)
        else:
            effort = replace(effort, seconds=min(effort.seconds, patience))
        assert self.answer is not None
        with held_at_zero(model, left_out):
            answer = run(
                model,
                effort,
                hint=dict(enumerate(self.answer.values)),
                stop=lambda: met.is_set() or budget.stop(),
                on_solution=look,
            )
        return answer if answer.found else None

    def _branched(self, expression: Any, linear: Linear, _least: int) -> Answer | None:
        """By branch and bound over the relaxation."""
        assert self.answer is not None
        found = self.relaxed.solution(linear, self.answer.values, self._branching)
        if found is None or round(linear.value(found)) >= self.answer.value(expression):
            return None
        return self._completed([(expression, linear)], found)

    def _completed(self, aims: Sequence[tuple[Any, Linear]], found: Floats) -> Answer | None:
        """An answer that is as good as what was found for the relaxation, in these aims, and near it."""
        if self.budget.over:
            return None
        settled = self.relaxed.settled(found)
        if settled is not None:
            return Answer("feasible", settled, 0.0, 0.0)
        model = self.model.builder.model
        rows = [model.add(expression <= round(linear.value(found))) for expression, linear in aims]
        model.clear_objective()  # type: ignore[no-untyped-call]
        effort = self._share(PATIENCE)
        hint = {at: round(value) for at, value in enumerate(found)}
        answer = self._run(replace(effort, light=effort.workers > 1), hint=hint)
        for row in rows:
            row.proto.clear_linear()
        return answer if answer.found else None

    @property
    def _branching(self) -> Limits:
        """Of branch and bound over the relaxation."""
        nodes = NODES if self.budget.deterministic else None
        return Limits(seconds=self._seconds, nodes=nodes, seed=self.budget.seed)

    @property
    def _seconds(self) -> float | None:
        """For one LP."""
        return None if self.budget.deterministic else self.budget.left * PATIENCE

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
