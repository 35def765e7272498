"""Bounds of the aims: LPs over the unrestricted pattern master, one after another from the last basis, made safe."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .aims import WEIGHTS, Linear, most_utility
from .bounds import round_up, safe_bound
from .candidate import AimBound, Scope
from .core import SMALLEST, beginning
from .cuts import broken, rows_of
from .lp import Answer, nearly_optimal, solve_lp
from .matrix import Floats, Model, Row
from .offer import Offer
from .passes import regret_at_most
from .priced import Above, Point, Priced, keeping, nearly_least

REGRET_ITERATIONS = 1_000  # for each of the LPs that bound regret; what is not clear by then stays open
REGRET_TOLERANCE = 1e-4  # the same in large models, by a first-order method
TOLERANCES = 5e-5, 1e-5, 2e-6  # of a first-order method: bounds lack some 0.015 and 0.003 % of utility, and less
COUNTED = (1e-5,)  # where no clock says how far to go
COARSE = (2e-4,)  # where there is little time: 0.1 %
ROUNDS = 4  # of cuts from the optimum that a first-order method finds
WEAK_SECONDS = 5.0  # where the strong LP has found nothing in its time


@dataclass(frozen=True)
class _Weakly:
    answer: Answer
    bound: float  # minus infinity where nothing was found


class Ruler:
    """Bounds of one instance. Nothing is worked out twice: `bounds` of the same values again cost nothing.

    `aims` in order; `basis` is that of an LP with the same rows and columns (the search model's); `patience` is asked
    before each LP of an aim for its seconds: None is any number, 0 is to do without. `weak_basis`: the same without
    droppable rows. `soon`: by weaker LPs, which are quicker. `stop`: whether to end now.
    """

    def __init__(
        self,
        offer: Offer,
        aims: Sequence[str],
        basis: Any | None,
        patience: Callable[[str], float | None],
        *,
        weak_basis: Any | None = None,
        soon: bool = False,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self.offer = offer
        self._aims = tuple(aims)
        self._patience = patience
        self._soon = soon
        self._stop = stop
        self._weak_basis = weak_basis
        self._found: dict[tuple[str, Above], float] = {}
        self._bases: dict[Above, Any] = {} if basis is None else {(): basis}
        self._impossible: dict[Above, tuple[int, bool]] = {}  # no regret below this; whether that is safe
        self._rounds = ROUNDS  # of cuts that are left
        self._ends: dict[str, Point] = {}  # where a first-order method ended, for aims of all timetables
        self._begin: Point | None = None  # columns and duals, near those that regret is bounded by

    def bounds(self, values: Mapping[str, int]) -> tuple[AimBound, ...]:
        """A bound for each aim, among timetables that are as good in the aims above it."""
        known: dict[str, AimBound] = {}
        # Regret takes several LPs, and no other bound needs its: it comes last.
        for aim in sorted(self._aims, key=lambda aim: aim == "regret"):
            above: Above = tuple((name, values[name]) for name in self._aims[: self._aims.index(aim)])
            scope: Scope = "as good in the aims above" if above else "all timetables"
            least, proven = 0, True
            if values[aim] > 0 and aim == "regret":
                least, proven = self._regret(above, values[aim])
            elif values[aim] > 0:
                least = min(round_up(max(self._least(aim, above), 0.0)), values[aim])
            known[aim] = AimBound(aim, float(least), proven, scope)
        return tuple(known[aim] for aim in self._aims)

    def most_utility(self, values: Mapping[str, int], *, price: bool = True) -> tuple[float | None, float | None]:
        """The most utility of any timetable, and of any that is as good in all aims; None where it was not found."""
        most = most_utility(self.offer.n)
        free = self._least("utility", ())
        fair = self._least("utility", tuple((name, values[name]) for name in self._aims)) if price else -math.inf
        best = min(most - fair, most - free)
        known = price and math.isfinite(best)
        return (most - free if math.isfinite(free) else None), (best if known else None)

    def ahead(self, aims: Sequence[str], seconds: float) -> None:
        """Bound these linear aims now, in about so many seconds: nothing is left to do where they are asked for."""
        ends = time.monotonic() + seconds
        for aim in aims:
            if (aim, ()) not in self._found and not (self._stop is not None and self._stop()):
                self._found[aim, ()] = self._nearly(aim, ends - time.monotonic(), (), most=self._patience(aim))

    def sharpen(self, aim: str, seconds: float) -> None:
        """Raise the bound of a linear aim that was found by a first-order method, in so many seconds.

        By cuts, and by going on where the method has ended, to finer tolerances.
        """
        linear, end = self.offer.aims[aim], self._ends.get(aim)
        if end is None or seconds <= 0:
            return
        x, duals = end
        near = x, np.append(duals, np.zeros(len(self._more(x))))
        ends = time.monotonic() + seconds
        bound, self._ends[aim] = nearly_least(
            self.offer, linear, (), near, TOLERANCES, ends, stop=self._stop, more=self._more
        )
        self._found[aim, ()] = max(self._found[aim, ()], bound)

    # ---- parts --------------------------------------------------------------------------------------------------

    def _least(self, aim: str, above: Above) -> float:
        """A safe lower bound of a linear aim; minus infinity when none was found."""
        if (aim, above) not in self._found:
            patience = self._patience(aim)
            if patience == 0:
                return self._known(aim, above)
            linear = self.offer.aims[aim]
            if self._soon:
                if above and math.isfinite(known := self._known(aim, above)):
                    return known
                coarse = aim == "utility" and self._is_large(self.offer.model)
                bound = self._nearly(aim, patience, ()) if coarse else self._weakly(linear, patience, ()).bound
                self._found[aim, above] = bound
                return bound
            model = self._model(above)
            basis = None if self._is_far(aim, above) else self._basis(above)
            if basis is None and self._is_large(model):
                known = self._known(aim, above)
                if above and math.isfinite(known):
                    return known
                self._found[aim, above] = self._nearly(aim, patience, above)
                return self._found[aim, above]
            answer = solve_lp(model, linear.lower, basis=basis, seconds=patience)
            if answer.basis is not None and (above or basis is None):
                self._bases.setdefault(above, answer.basis)
            if answer.duals is not None:
                self._found[aim, above] = linear.const + safe_bound(model, linear.lower, answer.duals)
            elif patience is None or (above and (patience := self._patience(aim)) == 0):
                return self._known(aim, above)
            else:
                self._found[aim, above] = max(self._weakly(linear, patience, above).bound, self._known(aim, above))
        return self._found[aim, above]

    @staticmethod
    def _is_large(model: Model) -> bool:
        """Whether a first-order method is quicker than corners are."""
        return model.size >= SMALLEST and bool(model.droppable.any())

    def _is_far(self, aim: str, above: Above) -> bool:
        """Whether the optimum is far from those of other aims: interior point is faster than their basis."""
        return aim == "utility" and not above and aim not in self._aims

    def _nearly(self, aim: str, patience: float | None, above: Above, *, most: float | None = None) -> float:
        """A bound that lacks next to nothing, by a first-order method, the less the more time there is.

        It begins at the optimum without the rows that make the LP strong. To corners of the whole LP interior point and
        crossover take 4 to 11 s at 1,000 students, and with the objective of utility once 265. `most`: seconds that the
        first step may have where `patience` is too short for it.
        """
        linear, ends = self.offer.aims[aim], None if patience is None else time.monotonic() + patience
        weak = self._weakly(linear, patience, above)
        near = beginning(self._model(above), weak.answer)
        if near is None:
            return weak.bound
        tolerances = COARSE if self._soon else COUNTED if patience is None else TOLERANCES
        more = None if self._soon or self._bases else self._more
        bound, end = nearly_least(self.offer, linear, above, near, tolerances, ends, most, self._stop, more)
        if more is not None and not above:
            self._ends[aim] = end
        return max(weak.bound, bound)

    def _more(self, x: Floats) -> list[Row]:
        """Rows of cuts that these columns do not keep; bounds that are found later know them, too."""
        if self._rounds == 0:
            return []
        rows = rows_of(self.offer.limits, broken(self.offer.limits, x))
        self._rounds = self._rounds - 1 if rows else 0
        self.offer = replace(self.offer, model=self.offer.model.with_rows(rows))
        return rows

    def _weakly(self, linear: Linear, patience: float | None, above: Above) -> _Weakly:
        """A bound in a fifth of the time: by the LP without the rows that make it strong. No clock without patience."""
        model = self._model(above)
        weak = model.select_rows(~model.droppable)
        seconds = patience if patience is None else min(patience, WEAK_SECONDS) if above else WEAK_SECONDS
        answer = solve_lp(weak, linear.lower, basis=self._weak_basis, seconds=seconds, simplex=True)
        if answer.duals is None:
            return _Weakly(answer, -math.inf)
        return _Weakly(answer, linear.const + safe_bound(weak, linear.lower, answer.duals))

    def _known(self, aim: str, above: Above) -> float:
        """The best bound of the aim that is known for fewer of the aims above: true for all of them, too."""
        return max(self._found.get((aim, above[:length]), -math.inf) for length in range(len(above) + 1))

    def _basis(self, above: Above) -> Any | None:
        """The basis of the same rows, or of the first of them."""
        for length in range(len(above), -1, -1):
            if above[:length] in self._bases:
                return self._bases[above[:length]]
        return None

    def _model(self, above: Above) -> Model:
        """The master in which these aims keep their values; longer `above` only add rows at the end."""
        model = self.offer.model
        for aim, value in above:
            model = keeping(self.offer, model, aim, value)
        return model

    def _surely_impossible(self, above: Sequence[tuple[str, int]], regret: int) -> bool:
        """Whether a safe bound shows, too, that these aims cannot keep their values under so little regret."""
        total = np.zeros(self.offer.model.size)
        const = 0.0
        for aim, _ in above:
            total += self.offer.aims[aim].lower
            const += self.offer.aims[aim].const
        model = regret_at_most(self.offer, self.offer.model, regret)
        answer = solve_lp(model, total, basis=self._basis(()))
        most = sum(value for _, value in above)
        return answer.duals is not None and const + safe_bound(model, total, answer.duals) > most + 1e-6

    def _regret(self, above: Above, value: int) -> tuple[int, bool]:
        """The least regret that the LP allows, as far as it is soon clear, and whether that is safe.

        From the value down, step by step; where a step is not clear, and in large models, by bisection (what is far
        from possible is clear sooner).
        """
        low, safe = self._impossible.get(above, (0, True))
        linear = [(aim, most) for aim, most in above if aim in self.offer.aims]
        if not linear or above[-1] != linear[-1]:
            return min(low, value), safe
        steps = not self._is_large(self.offer.model)
        if steps:
            # Its basis is at hand, and regret only adds rows: it needs repair, not a new start.
            self._least(above[-1][0], above[:-1])
        high = value
        while low < high and self._patience("regret") != 0:
            regret = high - 1 if steps else (low + high) // 2
            word = self._possible(above, linear, regret)
            if word in ("never", "hardly"):
                low, safe = regret + 1, word == "never"
            else:
                high = regret
            steps = steps and word == "possible"
        self._impossible[above] = (low, safe)
        return min(low, value), safe

    def _possible(self, above: Above, linear: Sequence[tuple[str, int]], regret: int) -> str:
        """Whether the LP can have so little regret: possible, never, hardly (never, but not safe), unclear."""
        if self._is_large(self.offer.model):
            return self._nearly_possible(linear, regret)
        # Make the last aim above small, the others kept.
        probe, most = above[-1]
        basis, aim = self._bases.get(above[:-1]), self.offer.aims[probe]
        if basis is None:
            return "unclear"
        model = regret_at_most(self.offer, self._model(above[:-1]), regret)
        answer = solve_lp(
            model, aim.lower, basis=basis, repair=REGRET_ITERATIONS, seconds=self._patience("regret") or None
        )
        if answer.duals is not None and aim.const + safe_bound(model, aim.lower, answer.duals) > most + 1e-6:
            return "never"
        if answer.status == "infeasible":
            return "never" if self._surely_impossible(linear, regret) else "hardly"
        return "possible" if answer.status == "optimal" else "unclear"

    def _nearly_possible(self, linear: Sequence[tuple[str, int]], regret: int) -> str:
        """The same by a first-order method: the aims above with prices, so that there always is an optimum."""
        model, last = self.offer.model, linear[-1][0]
        prices = tuple(WEIGHTS[aim] / WEIGHTS[last] for aim, _ in linear)
        kept = tuple((self.offer.aims[aim], value) for aim, value in linear)
        cost, const = Priced(None, kept, prices, model).objective()
        if self._begin is None:
            weak = model.select_rows(~model.droppable)
            self._begin = beginning(model, solve_lp(weak, cost, seconds=self._patience("regret"), simplex=True))
        if self._begin is None:
            return "unclear"
        x, duals = self._begin
        limited = regret_at_most(self.offer, model, regret)
        near = x, np.append(duals, np.zeros(len(limited.lo) - len(model.lo)))
        answer = nearly_optimal(limited, cost, near, REGRET_TOLERANCE, self._patience("regret"), self._stop)
        if answer.x is None or answer.duals is None:
            return "unclear"
        self._begin = answer.x, answer.duals[: len(model.lo)]
        if const + safe_bound(limited, cost, answer.duals) > 1e-6:
            return "never"
        return "possible" if answer.status == "optimal" else "unclear"
