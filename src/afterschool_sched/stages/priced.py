"""Bounds by a first-order method, with prices on the aims above in the place of their rows.

Rows that keep the aims above as good as they are leave next to nothing of the polytope, and a first-order method has no
end there (at 2,000 students none in 30 s). With prices (Lagrange) it takes two seconds, and any prices give a bound.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .aims import Linear
from .bounds import round_up, safe_bound
from .lp import nearly_optimal
from .matrix import Floats, Model, Row
from .offer import Offer
from .passes import regret_at_most

LONGER = 2.5  # so many times the seconds of the step before are needed for the next, which is finer
PRICED = 5e-5  # tolerance while prices are sought,
AGAIN = 1.5  # the same for the next with more rows
FINER = 0.2  # so much finer with prices that stay,
STEPS = 4  # at most
RAISED, LOWERED = 2.0, 0.75
LITTLE = 0.1  # worse or better than the value that is kept by less: the price stays

Above = tuple[tuple[str, int], ...]  # aims and the values they are to keep
Point = tuple[Floats, Floats]  # columns and duals


@dataclass(frozen=True)
class Priced:
    """An aim (None: nothing but the prices) over a model without rows for the aims above, which have prices >= 0."""

    linear: Linear | None
    above: tuple[tuple[Linear, int], ...]
    prices: tuple[float, ...]
    model: Model

    def objective(self) -> tuple[Floats, float]:
        """Coefficients, and the constant. What is least bounds the aim where those above keep their values."""
        cost, const = np.zeros(self.model.size), 0.0
        if self.linear is not None:
            cost, const = self.linear.lower.copy(), self.linear.const
        for (aim, value), price in zip(self.above, self.prices, strict=True):
            cost += price * aim.lower
            const += price * (aim.const - value)
        return cost, const

    def towards(self, x: Floats) -> Priced:
        """Higher prices where the optimum is worse than the value that is kept, lower ones where it is better."""
        lacks = [aim.const + float(aim.lower @ x) - value for aim, value in self.above]
        steps = [RAISED if lack > LITTLE else LOWERED if lack < -LITTLE else 1.0 for lack in lacks]
        return replace(self, prices=tuple(price * step for price, step in zip(self.prices, steps, strict=True)))


def keeping(offer: Offer, model: Model, aim: str, value: int) -> Model:
    """The model in which this aim, too, keeps its value: rows at the end, and for regret columns that stay shut."""
    if aim == "regret":
        return regret_at_most(offer, model, value)
    return model.with_rows([offer.aims[aim].at_most(value)])


def nearly_least(
    offer: Offer,
    linear: Linear,
    above: Above,
    near: Point,
    tolerances: Sequence[float],
    ends: float | None,
    most: float | None = None,
    stop: Callable[[], bool] | None = None,
    more: Callable[[Floats], Sequence[Row]] | None = None,
) -> tuple[float, Point]:
    """A safe lower bound of the aim where those above keep their values; minus infinity when none was found.

    And where it ended, with duals of the rows that `more` has added.

    `near`: columns and duals of the model with rows for them (`keeping`), to begin with and for the first prices;
    `tolerances`: for the steps where none has a price; `ends`: on the monotonic clock; `most`: seconds that the first
    step may have all the same; `stop`: whether to end now; `more`: rows that hold for all timetables and not for these
    columns, where no aim is kept; none in the end.
    """
    problem, near = _problem(offer, linear, above, near)
    best = -np.inf
    tolerance = PRICED
    step = 0
    while step < (STEPS if above else len(tolerances)):
        began = time.monotonic()
        left = None if ends is None else ends - began
        if left is not None and most is not None and step == 0:
            left = max(left, most)
        if left is not None and left <= 0:
            break
        cost, const = problem.objective()
        answer = nearly_optimal(problem.model, cost, near, tolerance if above else tolerances[step], left, stop)
        if answer.x is None or answer.duals is None:
            break
        best = max(best, const + safe_bound(problem.model, cost, answer.duals))
        if answer.status != "optimal":
            break
        near, known = (answer.x, answer.duals), problem
        soon = ends is None or ends - time.monotonic() > AGAIN * (time.monotonic() - began)
        rows = more(answer.x) if more is not None and soon and not above else ()
        if rows:
            problem = replace(problem, model=problem.model.with_rows(rows))
            near = answer.x, np.append(answer.duals, np.zeros(len(rows)))
            continue
        problem = problem.towards(answer.x)
        finer = problem.prices == known.prices
        tolerance *= FINER if finer else 1.0
        if finer and above and round_up(best) >= const + answer.value:
            break  # the aim is whole, and no bound with these prices says more
        if ends is not None and ends - time.monotonic() < (LONGER if finer else 1.0) * (time.monotonic() - began):
            break
        step += 1
    return best, near


def _problem(offer: Offer, linear: Linear, above: Above, near: Point) -> tuple[Priced, Point]:
    """The aim with prices on the linear aims above, from the duals of their rows, and where to begin."""
    x, duals = near
    model = offer.model
    rows: list[int] = []
    kept: list[tuple[Linear, int]] = []
    for aim, value in above:
        if aim in offer.aims:
            rows.append(len(model.lo))
            kept.append((offer.aims[aim], value))
        model = keeping(offer, model, aim, value)
    keep = np.ones(len(model.lo), dtype=np.bool_)
    keep[rows] = False
    prices = tuple(max(0.0, -float(duals[row])) for row in rows)
    return Priced(linear, tuple(kept), prices, model.select_rows(keep)), (x, duals[keep])
