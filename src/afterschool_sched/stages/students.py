"""Students in the pattern master: their columns, what one of them can have at once, and nobody where no group meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from afterschool_sched.instance import Instance, Option, Pupil

from .board import Board
from .cohorts import Cohort, Excluding, Limits, cohorts


@dataclass(frozen=True)
class Spread:
    """Students with one club and the same patterns in reach: `takers` are x columns, `pairs` and `comers` go together.

    `comers[j]` is the column that counts how many of them come on `pairs[j]`; empty when there is one pair only.
    """

    takers: tuple[int, ...]
    pairs: tuple[int, ...]
    comers: tuple[int, ...]


class Students:
    """Writes the columns and rows of all students who could have a club. Columns 0 … len(pairs) - 1 are the counts."""

    def __init__(self, n: Instance, board: Board, pairs: dict[tuple[int, int], int]) -> None:
        self.n = n
        self.board = board
        self.pairs = pairs
        self.limits = Limits(n)
        self.excluding = Excluding(n, pairs, self.limits)
        self.cohorts = cohorts(n, pairs, self.limits)
        self.first: list[int] = []  # first x column of each cohort
        self.has: list[int | None] = []  # b column of each cohort; None where b is the sum of x
        self.spreads: list[Spread] = []
        self.takers: list[list[int]] = [[] for _ in pairs]  # pair -> columns that count students in it
        self.in_club: dict[tuple[int, int], list[int]] = {}  # (class, slot) -> columns of students away in the slot
        # Who is put in a club by the school: student -> (pair, slots, column that is 1 when the student comes then).
        self.assigned: dict[int, list[tuple[int, tuple[int, ...], int]]] = {}
        self.came: dict[tuple[int, int], list[int]] = {}  # (class, pair) -> columns of its students in the pair

    def could_come(self) -> list[int]:
        """How many students could be in each pair."""
        able = [0] * len(self.pairs)
        for cohort in self.cohorts:
            for choice in cohort.choices:
                able[choice.pair] += cohort.size
        for pupil in self.n.pupils:
            for pair, _ in self._pairs_assigned(pupil):
                able[pair] += 1
        return able

    def build(self) -> None:
        """Write all columns and rows."""
        for cohort in self.cohorts:
            self._cohort(cohort)
        self._spread()
        self._assign()

    def always_left(self) -> dict[tuple[int, int], int]:
        """(class, slot) -> how many students are certainly in no club; writes rows for those who must be in one."""
        covered: dict[int, set[int]] = {}
        for number, cohort in enumerate(self.cohorts):
            slots = {slot for choice in cohort.choices for slot in choice.slots}
            for member in cohort.members:
                covered[member] = slots
            for slot in sorted(cohort.pupil.present):
                if self._must_be_in_club(cohort.pupil.home, slot):
                    cols = [*self._chosen_in(number, slot), *self._assigned_in(cohort.members[0], slot)]
                    self.board.rows.add(cols, [1.0] * len(cols), lo=cohort.size, hi=cohort.size)
        for pupil, those in self.assigned.items():
            covered[pupil] = covered.get(pupil, set()) | {slot for _, slots, _ in those for slot in slots}
        chosen = {member for cohort in self.cohorts for member in cohort.members}
        for (home, slot), pupils in self.n.present.items():
            for pupil in pupils if self._must_be_in_club(home, slot) else ():
                if pupil not in chosen:  # where nothing takes the student, nothing is possible
                    cols = self._assigned_in(pupil, slot)
                    self.board.rows.add(cols, [1.0] * len(cols), lo=1.0)
        return {
            (home, slot): sum(slot not in covered.get(pupil, ()) for pupil in pupils)
            for (home, slot), pupils in self.n.present.items()
        }

    def _chosen_in(self, cohort: int, slot: int) -> list[int]:
        """Columns of a cohort in which its students are away in the slot."""
        spec, start = self.cohorts[cohort], self.first[cohort]
        return [
            start + at
            for at, column in enumerate(spec.columns)
            if any(slot in spec.choices[position].slots for position in column)
        ]

    def _assigned_in(self, pupil: int, slot: int) -> list[int]:
        return [col for _, slots, col in self.assigned.get(pupil, ()) if slot in slots]

    def _pairs_assigned(self, pupil: Pupil) -> Iterator[tuple[int, Option]]:
        """The pairs in which the student may be put, each with its club as the student has it."""
        for option in pupil.assigned:
            for pattern in option.patterns:
                if (option.club, pattern) in self.pairs:
                    yield self.pairs[option.club, pattern], option

    def _assign(self) -> None:
        """Everybody whom the school puts in a club comes to one of its groups, and to nothing else then."""
        rows = self.board.rows
        numbered = tuple(self.pairs)
        alone = {cohort.members[0]: at for at, cohort in enumerate(self.cohorts) if cohort.pupil.assigned}
        for number, pupil in enumerate(self.n.pupils):
            if not pupil.assigned:
                continue
            coming: dict[int, list[int]] = {option.club: [] for option in pupil.assigned}
            those = self.assigned.setdefault(number, [])
            for pair, option in self._pairs_assigned(pupil):
                col = self.board.column(0, 1, integer=True)
                slots = self.n.clubs[option.club].patterns[numbered[pair][1]].slots
                coming[option.club].append(col)
                those.append((pair, slots, col))
                self._takes(pupil.home, pair, slots, col)
                rows.add([col, pair], [1.0, -1.0], hi=0.0)
            for cols in coming.values():
                rows.add(cols, [1.0] * len(cols), lo=1.0, hi=1.0)
            for slot in sorted({slot for _, slots, _ in those for slot in slots}):
                cols = self._assigned_in(number, slot)
                if number in alone:
                    cols += self._chosen_in(alone[number], slot)
                if len(cols) > 1:
                    rows.at_most(cols, 1)

    def _must_be_in_club(self, home: int, slot: int) -> bool:
        return not any(slot in activity.slots.get(home, ()) for activity in self.n.class_activities)

    def _cohort(self, cohort: Cohort) -> None:
        board, rows = self.board, self.board.rows
        start = len(board.lb)
        self.first.append(start)
        size = cohort.size
        for column in cohort.columns:
            col = board.column(0, size, integer=True)
            if cohort.form != "spread":
                for at in column:
                    self._takes(cohort.pupil.home, cohort.choices[at].pair, cohort.choices[at].slots, col)
        cols = list(range(start, start + len(cohort.columns)))
        if cohort.form == "apart":
            self._apart(cohort, start, cols)
        else:
            self.has.append(None)
            if cols:
                rows.at_most(cols, size)
        if cohort.form != "spread":
            self._below_counts(cohort, start)
        for club in cohort.pinned:
            those = [
                col
                for col, column in zip(cols, cohort.columns, strict=True)
                if club in {cohort.choices[at].club for at in column}
            ]
            rows.add(those, [1.0] * len(those), lo=size, hi=size)

    def _takes(self, home: int, pair: int, slots: tuple[int, ...], col: int) -> None:
        """Column `col` counts students of the class who are in the pair."""
        self.takers[pair].append(col)
        self.came.setdefault((home, pair), []).append(col)
        for slot in slots:
            self.in_club.setdefault((home, slot), []).append(col)

    def _spread(self) -> None:
        """Students who want one club come on any of its patterns in their reach: counted together."""
        groups: dict[tuple[int, tuple[int, ...]], list[tuple[int, int]]] = {}
        for cohort, start in zip(self.cohorts, self.first, strict=True):
            if cohort.form == "spread":
                for at, (position,) in enumerate(cohort.columns):
                    club = cohort.choices[position].club
                    pairs = tuple(choice.pair for choice in cohort.choices if choice.club == club)
                    groups.setdefault((cohort.pupil.home, pairs), []).append((start + at, cohort.size))
        numbered = tuple(self.pairs)
        rows = self.board.rows
        for (home, pairs), takers in groups.items():
            spec = self.n.clubs[numbered[pairs[0]][0]]
            slots = [spec.patterns[numbered[pair][1]].slots for pair in pairs]
            cols = [col for col, _ in takers]
            if len(pairs) == 1:
                for col in cols:
                    self._takes(home, pairs[0], slots[0], col)
                comers: list[int] = []
            else:
                everybody = sum(size for _, size in takers)
                comers = [self.board.column(0, everybody, integer=True) for _ in pairs]
                rows.add([*comers, *cols], [*[1.0] * len(comers), *[-1.0] * len(cols)], lo=0.0, hi=0.0)
                for pair, its, col in zip(pairs, slots, comers, strict=True):
                    self._takes(home, pair, its, col)
                rows.differences(comers, pairs, [float(min(everybody, spec.high))] * len(comers))
            for col, size in takers:
                rows.add([col, *pairs], [1.0, *[-float(min(size, spec.high))] * len(pairs)], hi=0.0, drop=True)
            self.spreads.append(Spread(tuple(cols), pairs, tuple(comers)))

    def _apart(self, cohort: Cohort, start: int, cols: list[int]) -> None:
        """Rows that keep single pairs of one student apart."""
        rows, wanted = self.board.rows, cohort.pupil.wanted
        has = self.board.column(0, 1, integer=True)
        self.has.append(has)
        rows.add([*cols, has], [*[1.0] * len(cols), -1.0], lo=0.0)  # has <= sum x
        if wanted < len({choice.club for choice in cohort.choices}):
            rows.add([*cols, has], [*[1.0] * len(cols), -float(wanted)], hi=0.0)
        cliques = self.excluding.cliques(cohort)
        held = {at for clique in cliques for at in clique}
        cliques.extend((at,) for at in range(len(cols)) if at not in held)
        for clique in cliques:
            rows.add([*(start + at for at in clique), has], [*[1.0] * len(clique), -1.0], hi=0.0)
        for cover in self.excluding.covers(cohort):
            rows.add([*(start + at for at in cover), has], [*[1.0] * len(cover), -2.0], hi=0.0, drop=True)
        knapsacks = [(mask, self.limits.per_day) for mask in self.limits.days if (self.limits.per_day or 1) > 1]
        knapsacks += [(mask, self.limits.per_week) for mask in self.limits.weeks[:1]]
        for mask, most in knapsacks:
            weight = [(choice.mask & mask).bit_count() for choice in cohort.choices]
            if most and sum(weight) > most:
                used = [at for at, size in enumerate(weight) if size]
                rows.add(
                    [*(start + at for at in used), has], [*(float(weight[at]) for at in used), -float(most)], hi=0.0
                )
        for name, most in self.limits.categories.items():
            those = [at for at, choice in enumerate(cohort.choices) if self.limits.category[choice.club] == name]
            if len({cohort.choices[at].club for at in those}) > most:
                rows.add([*(start + at for at in those), has], [*[1.0] * len(those), -float(most)], hi=0.0)

    def _below_counts(self, cohort: Cohort, start: int) -> None:
        """x <= n, the rows that make the relaxation strong."""
        if all(len(column) == 1 for column in cohort.columns):
            left, right, factor = [], [], []
            for at, (position,) in enumerate(cohort.columns):
                choice = cohort.choices[position]
                left.append(start + at)
                right.append(choice.pair)
                factor.append(float(min(cohort.size, self.n.clubs[choice.club].high)))
            self.board.rows.differences(left, right, factor)
            return
        for position, choice in enumerate(cohort.choices):
            those = [start + at for at, column in enumerate(cohort.columns) if position in column]
            if those:
                factor_one = float(min(cohort.size, self.n.clubs[choice.club].high))
                self.board.rows.add([*those, choice.pair], [*[1.0] * len(those), -factor_one], hi=0.0, drop=True)
