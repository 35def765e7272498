"""How good a timetable is: the checker's own computation of every aim (models/formal.md, 4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from .differences import LEVELS, Differences
from .facts import Facts, PlanFacts
from .options import Options
from .rule import Violation
from .scenario import Aim

UTILITY_OF_RANK = (100, 85, 72, 60, 50, 42, 35, 30)
UTILITY_OF_SOMETHING = 100
WORST = ("regret",)  # the aims that look at the worst student, and do not add up over schools
BALANCED = ("first_choice", "regret", "squares", "lottery")


@dataclass(frozen=True)
class AimScore:
    """The value of one aim; smaller is better."""

    id: str
    value: int


@dataclass(frozen=True)
class PlanScore:
    """The aims of one plan, and its utility (greater is better)."""

    seasons: tuple[str, ...]
    aims: tuple[AimScore, ...]
    utility: int


@dataclass(frozen=True)
class Wish:
    """One student's clubs against the student's list."""

    student: str
    ranks: tuple[int, ...]  # of the clubs the student is in; 1 is the best
    wanted: int
    choices: int
    least_total: int  # the least total the student could have, alone

    @property
    def unfilled(self) -> int:
        """Wanted clubs that the student did not get."""
        return max(0, self.wanted - len(self.ranks))

    @property
    def total(self) -> int:
        """Ranks lost; an unfilled wish loses as many as the list is long."""
        return sum(rank - 1 for rank in self.ranks) + self.unfilled * self.choices

    @property
    def squares(self) -> int:
        """Squared ranks; an unfilled wish has the rank after the last."""
        return sum(rank**2 for rank in self.ranks) + self.unfilled * (self.choices + 1) ** 2

    @property
    def utility(self) -> int:
        """The utility for comparison with the literature: for having something, and by rank; greater is better."""
        if not self.ranks:
            return 0
        by_rank = (UTILITY_OF_RANK[min(rank, len(UTILITY_OF_RANK)) - 1] for rank in self.ranks)
        return UTILITY_OF_SOMETHING + sum(by_rank)


class Score:
    """The aims of a timetable; `charged` are the penalties of its weighted rules."""

    def __init__(self, facts: Facts, charged: Sequence[Violation] = ()) -> None:
        self.facts = facts
        self.charged = charged

    @cached_property
    def _by_plan(self) -> list[list[Wish]]:
        """The students who can be served, plan by plan."""
        return [list(_wishes(plan)) for plan in self.facts.plans]

    @property
    def served(self) -> list[Wish]:
        """Every student who can be served, in the order of plans and students."""
        return [wish for wishes in self._by_plan for wish in wishes]

    @property
    def unserved(self) -> tuple[str, ...]:
        """Students who list a club and do not want none, but cannot be served in any plan."""
        can_be = {wish.student for wish in self.served}
        return tuple(
            student.id
            for student in self.facts.students.values()
            if student.choices and student.wants != 0 and student.id not in can_be
        )

    @cached_property
    def plans(self) -> tuple[PlanScore, ...]:
        """The aims of each plan by itself."""
        return tuple(PlanScore(plan.seasons, self._aims(plan), self._utility(plan.number)) for plan in self.facts.plans)

    @property
    def utility(self) -> int:
        """The sum of utilities; greater is better."""
        return sum(plan.utility for plan in self.plans)

    def aims(self) -> tuple[AimScore, ...]:
        """The scenario's aims, expanded, in order: each summed over the plans (of `regret` the greatest)."""
        together = zip(*(plan.aims for plan in self.plans), strict=True)
        return tuple(
            AimScore(same[0].id, (max if same[0].id == "regret" else sum)(each.value for each in same))
            for same in together
        )

    def _aims(self, plan: PlanFacts) -> tuple[AimScore, ...]:
        return tuple(score for aim in self.facts.scenario.aims for score in self._expanded(aim, plan))

    def _expanded(self, aim: Aim, plan: PlanFacts) -> Iterable[AimScore]:
        wishes = self._by_plan[plan.number]
        if aim.aim == "unplaced":
            return [AimScore(aim.aim, sum(not wish.ranks for wish in wishes))]
        if aim.aim == "cost" and not self.facts.scenario.pays:
            return []
        if aim.aim == "changes":
            if not self.facts.scenario.compares:
                return []
            new = Differences(plan, self.facts.reference(plan))
            return [AimScore(f"changes_{level}", new.value(level)) for level in LEVELS]
        if aim.aim != "choices":
            charged = (each for each in self.charged if each.plan == plan.number and each.aim == aim.aim)
            return [AimScore(aim.aim, sum(each.cost for each in charged))]
        if aim.fairness == "utilitarian":
            most = sum(UTILITY_OF_SOMETHING + UTILITY_OF_RANK[0] * wish.wanted for wish in wishes)
            return [AimScore("utility", most - self._utility(plan.number))]
        values = (
            sum(1 not in wish.ranks for wish in wishes),
            max((wish.total - wish.least_total for wish in wishes if wish.ranks), default=0),
            sum(wish.squares for wish in wishes),
            sum(lottery_number(aim.lottery_seed, wish.student) * wish.total for wish in wishes),
        )
        return [AimScore(name, value) for name, value in zip(BALANCED, values, strict=True)]

    def _utility(self, plan: int) -> int:
        return sum(wish.utility for wish in self._by_plan[plan])


def summed(schools: Iterable[Sequence[AimScore]]) -> tuple[AimScore, ...]:
    """The aims of a district, in the order in which its schools name them: sums, and the worst regret."""
    values: dict[str, int] = {}
    for aims in schools:
        for aim in aims:
            before = values.get(aim.id, 0)
            values[aim.id] = max(before, aim.value) if aim.id in WORST else before + aim.value
    return tuple(AimScore(name, value) for name, value in values.items())


def lottery_number(seed: int, student: str) -> int:
    """The student's number in the lottery, 1 to 100."""
    digest = hashlib.sha256(f"{seed}:{student}".encode()).digest()
    return 1 + int.from_bytes(digest[:4], "big") % 100


def _wishes(plan: PlanFacts) -> Iterable[Wish]:
    options = Options(plan)
    for student in plan.facts.students.values():
        if not options.can_be_served(student.id):
            continue
        clubs = dict.fromkeys(group.group.activity for group in plan.clubs_of.get(student.id, ()))
        rank = {club: place for place, club in reversed(list(enumerate(student.choices, start=1)))}
        beyond = len(student.choices) + 1
        yield Wish(
            student=student.id,
            ranks=tuple(sorted(rank.get(club, beyond) for club in clubs)),
            wanted=plan.wanted[student.id],
            choices=len(student.choices),
            least_total=options.least_total(student.id),
        )
