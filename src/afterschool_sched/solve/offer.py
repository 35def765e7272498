"""The pattern master: how many groups of each club meet on which pattern, and which students they hold.

Columns: n[pair], the number of groups of a club on a pattern; x, how many of a cohort have a set of pairs; b, whether a
student has anything. Class activities (`leftover`), rooms and teachers (`supply`) are flows over anonymous classes of
them. Every row is a valid relaxation of the rules: no timetable is cut off, so LP bounds hold for all timetables. With
`Restrictions` the model cuts off more; such a model only searches and never bounds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from afterschool_sched.instance import Instance
from afterschool_sched.rules.pinned.spec import Pinned

from .aims import Linear, aim_vectors
from .board import Board, Sum
from .cohorts import Cohort, Excluding, Limits, cohorts
from .leftover import Leftover, classes_alike
from .lp import Ints, Model
from .supply import Supply


@dataclass(frozen=True)
class Restrictions:
    """What a later stage found unworkable: to be kept in the next search, never in a bound.

    `at_most`: no more than so many groups over a set of (club, pattern). `packing`: how many students fewer than the
    limit a merged class group is planned with, so that whole classes can be packed. `forbidden`: (club, pattern) that
    stay shut. `class_groups`: slot -> at most so many groups of classes.
    """

    at_most: tuple[tuple[tuple[tuple[int, int], ...], int], ...] = ()
    packing: int = 2
    forbidden: tuple[tuple[int, int], ...] = ()
    class_groups: tuple[tuple[int, int], ...] = ()


NO_RESTRICTIONS = Restrictions()


@dataclass(frozen=True)
class Spread:
    """Students with one club and the same patterns in reach: `takers` are x columns, `pairs` and `comers` go together.

    `comers[j]` is the column that counts how many of them come on `pairs[j]`; empty when there is one pair only.
    """

    takers: tuple[int, ...]
    pairs: tuple[int, ...]
    comers: tuple[int, ...]


@dataclass(frozen=True)
class Offer:
    """The pattern master, built. Columns 0 … len(pairs) - 1 are the counts n."""

    n: Instance
    pairs: tuple[tuple[int, int], ...]
    cohorts: tuple[Cohort, ...]
    first: tuple[int, ...]  # first x column of each cohort
    has: tuple[int | None, ...]  # b column of each cohort; None where b is the sum of x
    model: Model
    aims: Mapping[str, Linear]
    spreads: tuple[Spread, ...] = field(repr=False)
    takers: tuple[tuple[int, ...], ...] = field(repr=False)  # pair -> columns that count students in it

    @property
    def counts(self) -> Ints:
        """The columns n."""
        return np.arange(len(self.pairs), dtype=np.int64)

    def with_counts(self, model: Model, counts: Ints, free: Ints | None = None) -> Model:
        """`model` with the counts fixed, but those of the pairs `free`; nobody comes where no group can open."""
        held = np.ones(len(self.pairs), dtype=np.bool_)
        if free is not None:
            held[free] = False
        lb, ub = model.lb.copy(), model.ub.copy()
        fixed = np.flatnonzero(held)
        lb[fixed] = ub[fixed] = counts[fixed]
        shut = held & (counts == 0)
        nobody = [col for pair in np.flatnonzero(shut) for col in self.takers[pair]]
        nobody += [col for it in self.spreads if all(shut[pair] for pair in it.pairs) for col in it.takers]
        ub[np.array(nobody, dtype=np.int64)] = 0.0
        return model.with_box(lb, ub)


def build_offer(n: Instance, restrictions: Restrictions | None = None) -> Offer:
    """The pattern master: a relaxation without `restrictions`, a search model with them."""
    return _Builder(n, restrictions).build()


def usable_pairs(n: Instance, forbidden: frozenset[tuple[int, int]] = frozenset()) -> dict[tuple[int, int], int]:
    """(club, pattern) -> number, of those that could open: enough students, a lead, and rooms for its minimum."""
    able: dict[tuple[int, int], int] = {}
    for pupil in n.pupils:
        if pupil.wanted > 0:
            for option in pupil.options:
                for pattern in option.patterns:
                    able[option.club, pattern] = able.get((option.club, pattern), 0) + 1
    found = []
    for (club, pattern), students in sorted(able.items()):
        spec = n.clubs[club]
        roomy = all(
            any(n.seats[room] >= spec.low for room in spec.rooms[block]) for block in spec.patterns[pattern].sessions
        )
        if students >= max(spec.low, 1) and spec.high >= spec.low and roomy and spec.leads[pattern]:
            found.append((club, pattern))
    return {pair: number for number, pair in enumerate(pair for pair in found if pair not in forbidden)}


class _Builder:
    def __init__(self, n: Instance, restrictions: Restrictions | None) -> None:
        self.n = n
        self.restrictions = restrictions
        self.board = Board()
        self.pairs = usable_pairs(n, frozenset(restrictions.forbidden) if restrictions else frozenset())
        self.limits = Limits(n)
        self.excluding = Excluding(n, self.pairs, self.limits)
        self.cohorts = cohorts(n, self.pairs, self.limits)
        self.takers: list[list[int]] = [[] for _ in self.pairs]  # pair -> x columns with it
        self.first: list[int] = []
        self.has: list[int | None] = []
        self.spreads: list[Spread] = []
        self.in_club: dict[tuple[int, int], list[int]] = {}  # (class, slot) -> x columns away in the slot
        self.always_left: dict[tuple[int, int], int] = {}  # (class, slot) -> students who cannot be in a club
        self.came: dict[tuple[int, int], list[int]] = {}  # (class, pair) -> columns of its students in the pair
        self.alike = classes_alike(n)

    def build(self) -> Offer:
        n, board = self.n, self.board
        able = [0] * len(self.pairs)
        for cohort in self.cohorts:
            for choice in cohort.choices:
                able[choice.pair] += cohort.size
        for (club, _), number in self.pairs.items():
            most = min(n.clubs[club].up_to, able[number] // max(n.clubs[club].low, 1))
            board.column(0, most, integer=True)
        for cohort in self.cohorts:
            self._students(cohort)
        self._spread()
        self._groups()
        self._count_left()
        leftover = Leftover(n, board, self.in_club, self.always_left, self.restrictions)
        leftover.build()
        supply = Supply(n, board)
        self._club_demands(supply)
        leftover.demands(supply)
        supply.build()
        self._pinned()
        self._restrict(leftover)
        model = board.model()
        first = tuple(self.first)
        return Offer(
            n=n,
            pairs=tuple(self.pairs),
            cohorts=tuple(self.cohorts),
            first=first,
            has=tuple(self.has),
            model=model,
            aims=aim_vectors(n, self.cohorts, first, self.has, model.size),
            spreads=tuple(self.spreads),
            takers=tuple(tuple(those) for those in self.takers),
        )

    # ---- students -----------------------------------------------------------------------------------------------

    def _students(self, cohort: Cohort) -> None:
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
                home = self.alike[cohort.pupil.home]
                for at, (position,) in enumerate(cohort.columns):
                    club = cohort.choices[position].club
                    pairs = tuple(choice.pair for choice in cohort.choices if choice.club == club)
                    groups.setdefault((home, pairs), []).append((start + at, cohort.size))
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

    # ---- groups -------------------------------------------------------------------------------------------------

    def _groups(self) -> None:
        rows = self.board.rows
        by_club: dict[int, list[int]] = {}
        for (club, _), number in self.pairs.items():
            by_club.setdefault(club, []).append(number)
            takers, spec = self.takers[number], self.n.clubs[club]
            high = min(spec.high, max(len(self.n.pupils), 1))
            rows.add([*takers, number], [*[1.0] * len(takers), -float(high)], hi=0.0)
            rows.add([*takers, number], [*[1.0] * len(takers), -float(max(spec.low, 1))], lo=0.0)
        for club, numbers in by_club.items():
            if sum(self.board.ub[number] for number in numbers) > self.n.clubs[club].up_to:
                rows.at_most(numbers, self.n.clubs[club].up_to)

    def _count_left(self) -> None:
        """How many students of each class are certainly in no club in each slot; and those who must be in one."""
        covered: dict[int, set[int]] = {}
        for number, cohort in enumerate(self.cohorts):
            slots = {slot for choice in cohort.choices for slot in choice.slots}
            for member in cohort.members:
                covered[member] = slots
            for slot in sorted(cohort.pupil.present):
                if self._must_be_in_club(cohort.pupil.home, slot):
                    start = self.first[number]
                    those = [
                        start + at
                        for at, column in enumerate(cohort.columns)
                        if any(slot in cohort.choices[position].slots for position in column)
                    ]
                    self.board.rows.add(those, [1.0] * len(those), lo=cohort.size, hi=cohort.size)
        for (home, slot), pupils in self.n.present.items():
            self.always_left[home, slot] = sum(slot not in covered.get(pupil, ()) for pupil in pupils)

    def _must_be_in_club(self, home: int, slot: int) -> bool:
        return not any(slot in activity.slots.get(home, ()) for activity in self.n.class_activities)

    def _club_demands(self, supply: Supply) -> None:
        n = self.n
        for (club, pattern), number in self.pairs.items():
            spec = n.clubs[club]
            slots = spec.patterns[pattern].slots
            groups, students = Sum(), Sum()
            groups.plus(number)
            for taker in self.takers[number]:
                students.plus(taker)
            supply.lead(slots, spec.leads[pattern], groups)
            supply.help(slots, spec.assistants[pattern], groups, students, spec.teachers, spec.per_students, spec.high)
            for block in spec.patterns[pattern].sessions:
                rooms = tuple(room for room in spec.rooms[block] if n.seats[room] >= spec.low)
                supply.room(block, rooms, groups, students, spec.high)

    # ---- decisions made already ---------------------------------------------------------------------------------

    def _pinned(self) -> None:
        clubs = {club.activity: number for number, club in enumerate(self.n.clubs)}
        for rule in self.n.rules:
            if isinstance(rule, Pinned) and rule.required and not rule.student and rule.activity in clubs:
                club = clubs[rule.activity]
                meant = [
                    number
                    for (its, pattern), number in self.pairs.items()
                    if its == club and self._session_matches(rule, club, pattern)
                ]
                if rule.class_ is None:
                    self.board.rows.add(meant, [1.0] * len(meant), lo=1.0)
                    continue
                home = self.n.classes.index(rule.class_)
                # Where a class is counted together with others, they stand for it: weaker, and still true.
                takers = [col for pair in meant for col in self.came.get((home, pair), [])]
                takers += [col for pair in meant for col in self.came.get((self.alike[home], pair), [])]
                takers = sorted(set(takers))
                self.board.rows.add(takers, [1.0] * len(takers), lo=1.0)

    def _session_matches(self, rule: Pinned, club: int, pattern: int) -> bool:
        n, spec = self.n, self.n.clubs[club]
        if rule.teacher is not None:
            teacher = n.teachers.index(rule.teacher)
            if teacher not in spec.leads[pattern] and teacher not in spec.assistants[pattern]:
                return False
        room = n.rooms.index(rule.room) if rule.room is not None else None
        return any(
            (room is None or room in spec.rooms[block])
            and any(
                (rule.week is None or slot.week == rule.week)
                and (rule.day is None or slot.day == rule.day)
                and (rule.period is None or slot.period == rule.period)
                for slot in (n.calendar.slots[number] for number in block)
            )
            for block in spec.patterns[pattern].sessions
        )

    def _restrict(self, leftover: Leftover) -> None:
        if self.restrictions is None:
            return
        for pairs, most in self.restrictions.at_most:
            numbers = sorted({self.pairs[pair] for pair in pairs if pair in self.pairs})
            if numbers:
                self.board.rows.at_most(numbers, most)
        for slot, most in self.restrictions.class_groups:
            groups = leftover.groups_in(slot)
            self.board.limit(groups, hi=most)
