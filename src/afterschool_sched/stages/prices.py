"""Prices of the days of shared people: Dantzig and Wolfe's decomposition of the LP over all schools.

Each school says what it would have at some prices (`visits`); the master mixes what all have said so that nobody is
needed twice, and its duals are the next prices. They are drawn towards those with the best bound so far: the duals
alone jump about, and take three times as many rounds. Whoever is decided to be at a school is no longer for sale.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np

from afterschool_sched.asked import Terms, Visit, Wish
from afterschool_sched.clock import Day

from .board import Board
from .lp import solve_lp

STEP = 0.5  # of the way from the best prices so far to the duals

Held = tuple[int, Visit]  # schools open at the same time (by number), and a visit that one of them may have
Decided = Mapping[tuple[str, Day], Collection[str]]  # person and day -> schools; all others may not have them


class Market:
    """What schools have said, and at which prices.

    `open_at_once`: schools of which a person is at one on a day. `price` of every visit at first.
    """

    def __init__(self, open_at_once: Sequence[Collection[str]], price: float) -> None:
        self._at_once = list(dict.fromkeys(frozenset(those) for those in open_at_once))
        self._price = price
        self._wishes: list[tuple[str, Wish]] = []
        self._center: dict[Held, float] | None = None  # the prices with the least bound
        self._bound = np.inf
        self._prices: dict[Held, float] = {}  # those asked last

    def add(self, wishes: Mapping[str, Wish]) -> None:
        """What every school could have."""
        self._wishes += wishes.items()

    def told(self, wishes: Mapping[str, Wish]) -> None:
        """What every school would have at the prices asked last."""
        self.add(wishes)
        known = self._prices or dict.fromkeys(self._rows(range(len(self._wishes))), self._price)
        bound = sum(wish.worth for wish in wishes.values()) + sum(known.values())
        if self._center is None or bound < self._bound:
            self._bound, self._center = bound, known

    def terms(self, schools: Collection[str], decided: Decided) -> dict[str, Terms]:
        """On which terms each of these is asked next; none when there is no way to mix what they said."""
        duals = self._solve(schools, decided)[1]
        if duals is None:
            return {}
        center = self._center or {}
        self._prices = {
            held: STEP * duals.get(held, 0.0) + (1 - STEP) * center.get(held, self._price)
            for held in {**center, **duals}
        }
        found = {}
        for school in schools:
            closed = frozenset(visit for visit, those in decided.items() if school not in those)
            prices: dict[Visit, float] = {}
            for at in self._of(school):
                for (number, visit), price in self._prices.items():
                    person, _, day = visit
                    if number == at and school not in decided.get((person, day), ()):
                        prices[visit] = prices.get(visit, 0.0) + price
            found[school] = Terms(prices, 0.0, closed)
        return found

    def shares(self, schools: Collection[str], decided: Decided) -> dict[tuple[str, str, Day], float]:
        """School, person and day -> how much of it the school has in the best mixture."""
        found: dict[tuple[str, str, Day], float] = {}
        for number, weight in self._solve(schools, decided)[0].items():
            school, wish = self._wishes[number]
            for (person, _, day), use in wish.uses.items():
                found[school, person, day] = found.get((school, person, day), 0.0) + weight * use
        return found

    def _rows(self, numbers: Collection[int]) -> dict[Held, dict[int, float]]:
        """What is held once -> how much each wish takes of it."""
        rows: dict[Held, dict[int, float]] = {}
        for number in numbers:
            school, wish = self._wishes[number]
            for visit, use in wish.uses.items():
                for at in self._of(school):
                    rows.setdefault((at, visit), {})[number] = use
        return rows

    def _of(self, school: str) -> Iterator[int]:
        return (at for at, those in enumerate(self._at_once) if school in those)

    def _allowed(self, schools: Collection[str], decided: Decided) -> list[int]:
        """The wishes of these schools that keep to what is decided."""
        return [
            number
            for number, (school, wish) in enumerate(self._wishes)
            if school in schools
            and all(school in decided.get((person, day), (school,)) for person, _, day in wish.uses)
        ]

    def _solve(self, schools: Collection[str], decided: Decided) -> tuple[dict[int, float], dict[Held, float] | None]:
        """The best mixture (no weights when there is none), and the prices at which it is the best."""
        numbers = self._allowed(schools, decided)
        board, rows = Board(), self._rows(numbers)
        column = {number: board.column(0, 1) for number in numbers}
        of_school: dict[str, list[int]] = {}
        for number in numbers:
            of_school.setdefault(self._wishes[number][0], []).append(column[number])
        for taken in rows.values():
            board.rows.add([column[number] for number in taken], list(taken.values()), hi=1.0)
        for cols in of_school.values():
            board.rows.add(cols, [1.0] * len(cols), lo=1.0, hi=1.0)
        answer = solve_lp(board.model(), -np.array([self._wishes[number][1].utility for number in numbers]))
        if answer.x is None or answer.duals is None:
            return {}, None
        duals = {held: max(0.0, -float(dual)) for held, dual in zip(rows, answer.duals, strict=False)}
        return {number: float(answer.x[col]) for number, col in column.items() if answer.x[col] > 1e-6}, duals
