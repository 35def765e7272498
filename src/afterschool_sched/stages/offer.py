"""The pattern master: how many groups of each club meet on which pattern, and which students they hold.

Columns: n[pair], the number of groups of a club on a pattern; x, how many of a cohort have a set of pairs; b, whether a
student has anything. Class activities (`leftover`), rooms and teachers (`supply`) are flows over anonymous classes of
them. Every row is a valid relaxation of the rules: no timetable is cut off, so LP bounds hold for all timetables. With
`Restrictions` the model cuts off more; such a model only searches and never bounds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from afterschool_sched.instance import Instance

from .aims import Linear, aim_vectors
from .board import Board, Sum
from .cohorts import Cohort
from .counts import add_counts
from .cuts import Cut, Limit, Name, rows_of
from .leftover import Leftover
from .matrix import Ints, Model
from .packing import Packing
from .pay import limit_pay
from .pins import pin_clubs
from .students import Spread, Students
from .supply import Supply
from .together import keep_teams


@dataclass(frozen=True)
class Restrictions:
    """What a later stage found unworkable: to be kept in the next search, never in a bound.

    `at_most`: no more than so many groups over a set of (club, pattern). `packing`: how many students fewer than the
    limit a merged class group is planned with, so that whole classes can be packed. `forbidden`: (club, pattern) that
    stay shut. `class_groups`: slot -> at most so many groups of classes. `packed`: (class activity, slot) in which
    classes are packed whole, two by two.
    """

    at_most: tuple[tuple[tuple[tuple[int, int], ...], int], ...] = ()
    packing: int = 2
    forbidden: tuple[tuple[int, int], ...] = ()
    class_groups: tuple[tuple[int, int], ...] = ()
    packed: tuple[tuple[int, int], ...] = ()

    def allows_more_than(self, other: Restrictions) -> bool:
        """Whether a model with `other` is one with these and more, its new rows at the end."""
        return (
            self.forbidden == other.forbidden
            and self.class_groups == other.class_groups
            and self.at_most == other.at_most[: len(self.at_most)]
            and (not self.class_groups or self.at_most == other.at_most)
            and self.packing <= other.packing
            and set(self.packed) <= set(other.packed)
        )


NO_RESTRICTIONS = Restrictions()


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
    packings: tuple[Packing, ...] = field(repr=False)
    sessions: Ints = field(repr=False)  # whole columns about sessions of classes, and which classes sit together
    leading: Ints = field(repr=False)  # how many groups a class of teachers leads: whole columns, if somebody asks
    assigned: tuple[tuple[int, int, int], ...] = field(repr=False)  # student, pair, column: put there by the school
    visits: Mapping[tuple[int, int, int], int] = field(repr=False)  # (teacher, week, day) -> column, of visitors
    limits: Mapping[Name, Limit] = field(repr=False)  # of teachers and groups, on whole columns

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


def build_offer(
    n: Instance,
    restrictions: Restrictions | None = None,
    visitors: frozenset[int] = frozenset(),
    cuts: Sequence[Cut] = (),
) -> Offer:
    """The pattern master: a relaxation without `restrictions`, a search model with them.

    `visitors` are teachers whose days at the school are columns of it; `cuts` make it a stronger relaxation.
    """
    return _Builder(n, restrictions, visitors, cuts).build()


def usable_pairs(n: Instance, forbidden: frozenset[tuple[int, int]] = frozenset()) -> dict[tuple[int, int], int]:
    """(club, pattern) -> number, of those that could open: enough students, a lead, and rooms for its minimum."""
    able: dict[tuple[int, int], int] = {}
    for pupil in n.pupils:
        for option in (*(pupil.options if pupil.wanted > 0 else ()), *pupil.assigned):
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
    def __init__(
        self, n: Instance, restrictions: Restrictions | None, visitors: frozenset[int], cuts: Sequence[Cut]
    ) -> None:
        self.n = n
        self.visitors = visitors
        self.cuts = cuts
        self.restrictions = restrictions
        self.board = Board()
        self.pairs = usable_pairs(n, frozenset(restrictions.forbidden) if restrictions else frozenset())
        self.students = Students(n, self.board, self.pairs)
        self.limits: dict[Name, Limit] = {}  # of groups, for cuts

    def build(self) -> Offer:
        n, board, students = self.n, self.board, self.students
        for (club, _), able in zip(self.pairs, students.could_come(), strict=True):
            board.column(0, min(n.clubs[club].up_to, able // max(n.clubs[club].low, 1)), integer=True)
        students.build()
        self._groups()
        leftover = Leftover(n, board, students.in_club, students.always_left(), self.restrictions)
        before = len(board.lb)
        leftover.build()
        sessions = [col for col in range(before, len(board.lb)) if board.integer[col]]
        supply = Supply(n, board, self.visitors)
        self._club_demands(supply)
        leftover.demands(supply)
        supply.build()
        limit_pay(n, board, students, supply)
        pin_clubs(n, students)
        keep_teams(n, students)
        add_counts(n, board, students, leftover)
        limits = {**supply.limits, **self.limits}
        for row in rows_of(limits, self.cuts):
            board.rows.add(row.cols.tolist(), row.coefs.tolist(), hi=row.hi)
        self._restrict(leftover)
        model = board.model()
        first = tuple(students.first)
        return Offer(
            n=n,
            pairs=tuple(self.pairs),
            cohorts=tuple(students.cohorts),
            first=first,
            has=tuple(students.has),
            model=model,
            aims=aim_vectors(n, students.cohorts, first, students.has, model.size),
            spreads=tuple(students.spreads),
            takers=tuple(tuple(those) for those in students.takers),
            packings=tuple(leftover.packings),
            sessions=np.array(sessions, dtype=np.int64),
            leading=np.array(sorted(supply.leading), dtype=np.int64),
            assigned=tuple((pupil, pair, col) for pupil, those in students.assigned.items() for pair, _, col in those),
            visits=supply.visits,
            limits=limits,
        )

    def _groups(self) -> None:
        rows = self.board.rows
        by_club: dict[int, list[int]] = {}
        for (club, pattern), number in self.pairs.items():
            by_club.setdefault(club, []).append(number)
            self.limits["club", club, pattern] = Limit((number,), (1,), int(self.board.ub[number]))
            takers, spec = self.students.takers[number], self.n.clubs[club]
            high = min(spec.high, max(len(self.n.pupils), 1))
            rows.add([*takers, number], [*[1.0] * len(takers), -float(high)], hi=0.0)
            rows.add([*takers, number], [*[1.0] * len(takers), -float(max(spec.low, 1))], lo=0.0)
        for club, numbers in by_club.items():
            up_to, possible = self.n.clubs[club].up_to, int(sum(self.board.ub[number] for number in numbers))
            if possible > up_to:
                rows.at_most(numbers, up_to)
            self.limits["club", club] = Limit(tuple(numbers), (1,) * len(numbers), min(up_to, possible))

    def _club_demands(self, supply: Supply) -> None:
        n = self.n
        for (club, pattern), number in self.pairs.items():
            spec = n.clubs[club]
            slots = spec.patterns[pattern].slots
            groups, students = Sum(), Sum()
            groups.plus(number)
            for taker in self.students.takers[number]:
                students.plus(taker)
            supply.lead(slots, spec.leads[pattern], groups, of_club=True)
            supply.help(slots, spec.assistants[pattern], groups, students, spec.teachers, spec.per_students, spec.high)
            for block in spec.patterns[pattern].sessions:
                rooms = tuple(room for room in spec.rooms[block] if n.seats[room] >= spec.low)
                supply.rooms.ask(block, rooms, groups, students, spec.high)

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
