"""The aims as expressions of the exact model (formal.md, section 4). Students' are constants when clubs are fixed."""

from __future__ import annotations

from typing import get_args

from afterschool_sched.cpsat.expressions import Expr
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.departures import Departures
from afterschool_sched.instance import Pupil
from afterschool_sched.rule import PenaltyAim
from afterschool_sched.scenario import CHANGES

UTILITY = (100, 85, 72, 60, 50, 42, 35, 30)  # by rank; 30 from rank 8 on
SERVED = 100


def utility_of(rank: int) -> int:
    """What a club of this rank is worth in `utility`."""
    return UTILITY[min(rank, len(UTILITY)) - 1]


class StudentAims:
    """Expressions of the aims that speak of students' clubs."""

    def __init__(self, model: ExactModel) -> None:
        self.model = model
        self.pupils = [(index, pupil) for index, pupil in enumerate(model.n.pupils) if pupil.served]
        self._placed: dict[int, Expr] = {}
        self._departures = Departures(model.n, model)

    def expression(self, aim: str) -> Expr:
        """The aim's value, to be made small."""
        if aim in get_args(PenaltyAim):
            return self.model.total(self.model.costs.get(aim, []))
        if aim in CHANGES:
            return self._departures.value(aim.removeprefix("changes_"))
        return getattr(self, f"_{aim}")()

    def placed(self, index: int, pupil: Pupil) -> Expr:
        """1 when the student has a club."""
        if index not in self._placed:
            clubs = [self.model.member(index, option.club) for option in pupil.options]
            self._placed[index] = self.model.any_of(clubs, f"{pupil.id} has a club")
        return self._placed[index]

    def _taken(self, index: int, pupil: Pupil) -> list[tuple[int, Expr]]:
        return [(option.rank, self.model.member(index, option.club)) for option in pupil.options]

    def steps(self, index: int, pupil: Pupil) -> Expr:
        """total_i: rank steps of the student's clubs and unfilled wishes."""
        lost = pupil.wanted * pupil.length
        return lost + self.model.total((rank - 1 - pupil.length) * there for rank, there in self._taken(index, pupil))

    def _unplaced(self) -> Expr:
        return self.model.total(1 - self.placed(index, pupil) for index, pupil in self.pupils)

    def _first_choice(self) -> Expr:
        missed: list[Expr] = []
        for index, pupil in self.pupils:
            first = [there for rank, there in self._taken(index, pupil) if rank == 1]
            missed.append(1 - self.model.total(first))
        return self.model.total(missed)

    def _regret(self) -> Expr:
        b = self.model.builder
        regrets: list[Expr] = [0]
        for index, pupil in self.pupils:
            regret = self.steps(index, pupil) - pupil.best
            regrets.append(b.when(self.placed(index, pupil), regret, f"regret of {pupil.id}"))
        return b.maximum(regrets, "worst regret")

    def _squares(self) -> Expr:
        terms: list[Expr] = []
        for index, pupil in self.pupils:
            lost = (pupil.length + 1) ** 2
            terms.append(pupil.wanted * lost)
            terms += [(rank**2 - lost) * there for rank, there in self._taken(index, pupil)]
        return self.model.total(terms)

    def _lottery(self) -> Expr:
        return self.model.total(pupil.lottery * self.steps(index, pupil) for index, pupil in self.pupils)

    def _utility(self) -> Expr:
        terms: list[Expr] = []
        for index, pupil in self.pupils:
            terms.append(SERVED + 100 * pupil.wanted - SERVED * self.placed(index, pupil))
            terms += [-utility_of(rank) * there for rank, there in self._taken(index, pupil)]
        return self.model.total(terms)
