"""Aims one after another on an exact model in which clubs are decided, by its linear relaxation.

The relaxation is strong there: its bound of an aim is nearly always met. See `docs/solver.md`.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from afterschool_sched.cpsat.engine import Answer, held_at_zero, run
from afterschool_sched.memory import give_back
from afterschool_sched.stages.aims import Linear
from afterschool_sched.stages.lexicographic import PATIENCE, Lexicographic
from afterschool_sched.stages.lp import Limits
from afterschool_sched.stages.matrix import Floats
from afterschool_sched.stages.relaxed import Relaxed

MEETING_SHARE = 0.75  # for an answer that meets all aims at once: mostly nothing is left to do after it
# Seconds (deterministic time, where no clock is looked at) for one aim by propagation alone, and for each column: it is
# quick, or it never ends.
PROPAGATED, PROPAGATED_EACH = 1.0, 1e-4
NODES = 100  # of a relaxation with whole numbers, in deterministic mode: nearly always one will do


@dataclass
class Relaxing(Lexicographic):
    """The search over one model; `core` as `Relaxed` takes it."""

    core: Collection[int] | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._relaxed: Relaxed | None = None

    @property
    def relaxed(self) -> Relaxed:
        """The linear relaxation of the model."""
        if self._relaxed is None:
            self._relaxed = Relaxed(self.model.builder, self.core)
        return self._relaxed

    def improve(self) -> Iterator[Answer]:
        """All aims at once; what is not shown to be the best by then, aim by aim."""
        if not self.proved:
            yield from self.at_once()
        if not (self.proved or self.budget.fast):
            yield from super().improve()

    def at_once(self) -> Iterator[Answer]:
        """An answer in which every aim meets the bound that it has where those before it meet theirs, or nearly.

        One LP for each aim, and branch and bound once: nearly always there is such an answer.
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
            self.relaxed.model = rows
            yield from self._meeting(wanted)
        self.relaxed.model = rows

    def _meeting(self, wanted: Sequence[tuple[Any, Linear, int]]) -> Iterator[Answer]:
        """An answer with these values of aims or little more, if that is better than the best, and what it shows."""
        assert self.answer is not None
        if not wanted:
            return
        answer: Answer | None = self.answer
        if any(self.answer.value(expression) > least for expression, _, least in wanted):
            give_back()
            found = self.relaxed.meeting(
                [(linear, least) for _, linear, least in wanted], self._branching(MEETING_SHARE)
            )
            answer = None if found is None else self._completed([each[:2] for each in wanted], found)
        if answer is None or self._values(answer) > self._values(self.answer):
            return
        leasts = {id(expression): least for expression, _, least in wanted}
        for aim, expression in self._expressions:
            least = self._note(aim, leasts.get(id(expression), 0))
            self._say(aim, answer.value(expression), least)
            if answer.value(expression) > leasts.get(id(expression), answer.value(expression)):
                break  # the other LPs took it for granted that this aim is met
        if self._values(answer) < self._values(self.answer):
            self.answer = answer
            yield answer

    def _minimise(self, aim: str, expression: Any, levels_left: int) -> Iterator[Answer]:
        if not (yield from self._relax(aim, expression)):
            yield from super()._minimise(aim, expression, levels_left)

    def _keep(self, expression: Any, value: int) -> None:
        super()._keep(expression, value)
        if self._relaxed is not None and not isinstance(expression, int):
            self.relaxed.keep(self.relaxed.linear(expression), value)

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
        found = self.relaxed.solution(linear, self.answer.values, self._branching(PATIENCE))
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
        model.clear_objective()
        effort = self._share(PATIENCE)
        hint = {at: round(value) for at, value in enumerate(found)}
        answer = self._run(replace(effort, light=effort.workers > 1), hint=hint)
        for row in rows:
            row.proto.clear_linear()
        return answer if answer.found else None

    def _branching(self, share: float) -> Limits:
        """Of branch and bound over the relaxation: of the time left."""
        if self.budget.deterministic:
            return Limits(nodes=NODES, seed=self.budget.seed)
        return Limits(seconds=self.budget.left * share, seed=self.budget.seed)

    @property
    def _seconds(self) -> float | None:
        """For one LP."""
        return None if self.budget.deterministic else self.budget.left * PATIENCE
