"""Classes are packed whole into the sessions of a class activity: what that asks of a placement, weakly or exactly.

Sums of students say too little: no session is saved until two particular classes fit together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from afterschool_sched.instance import Instance

from .board import Board, Sum
from .matrix import Floats
from .units import Unit

WHOLE = 1e-6
MOST_ROWS = 4  # for each activity and slot, by dual feasible functions


@dataclass(frozen=True)
class Packing:
    """The sessions of one class activity in one slot: columns that count them, and who is left of each class.

    `joins`: the columns that say whether two classes sit together, where classes are packed whole.
    """

    activity: int
    slot: int
    sessions: tuple[int, ...]
    left: dict[int, Sum]
    joins: dict[tuple[int, int], int]

    def too_few(self, n: Instance, x: Floats) -> bool:
        """Whether whole classes need more sessions than the solution thinks, if no three share one."""
        return self.needed(n, x) > self._sessions_in(x) + WHOLE

    def needed(self, n: Instance, x: Floats) -> int:
        """How many sessions whole classes need, if no three share one."""
        left = self._left_in(x)
        return len(left) - len(self._together(n, left, 0))

    def together(self, n: Instance, x: Floats) -> set[tuple[int, int]]:
        """Which classes sit together, two by two: as many as sessions are missing, with few students too many."""
        left = self._left_in(x)
        too_many = dict(self._pairs(n, left))
        missing = len(left) - int(self._sessions_in(x) + WHOLE)
        steps = sorted({0, *too_many.values()})
        enough = bisect_left(steps, missing, key=lambda most: len(self._together(n, left, most)))
        found = sorted(self._together(n, left, steps[min(enough, len(steps) - 1)]), key=lambda pair: too_many[pair])
        return {pair for at, pair in enumerate(found) if at < missing or not too_many[pair]}

    def _together(self, n: Instance, left: Mapping[int, int], most: int) -> set[tuple[int, int]]:
        """As many pairs of classes as there can be, with few students too many; none with more than `most`."""
        import networkx as nx  # takes a fifth of a second, and is seldom asked for

        graph = nx.Graph()
        for pair, too_many in self._pairs(n, left):
            if too_many <= most:
                graph.add_edge(*pair, weight=-too_many)
        return {(min(pair), max(pair)) for pair in nx.max_weight_matching(graph, maxcardinality=True)}

    def _pairs(self, n: Instance, left: Mapping[int, int]) -> Iterator[tuple[tuple[int, int], int]]:
        """Pairs of classes of which one may host the other, and how many of both a session has no place for."""
        activity = n.class_activities[self.activity]
        for home in left:
            for host in activity.hosts[home]:
                if host != home and host in left:
                    yield (min(home, host), max(home, host)), max(0, left[home] + left[host] - activity.most_seated)

    def _left_in(self, x: Floats) -> dict[int, int]:
        left = {home: round(value.of(x)) for home, value in self.left.items()}
        return {home: students for home, students in left.items() if students}

    def _sessions_in(self, x: Floats) -> float:
        return sum(float(x[col]) for col in self.sessions)


def whole_classes(n: Instance, board: Board, number: int, units: list[Unit], groups: list[int]) -> None:
    """Classes are packed whole: at least as many sessions as `share` adds up to, for several sizes of class."""
    limit = n.class_activities[number].most_seated
    homes = [(home, unit) for unit in units for home in unit.homes]
    sizes = {home: len(n.present[home, unit.slot]) for home, unit in homes}
    if len(homes) < 2:
        return
    for size in _some(sorted({size for size in sizes.values() if limit < 2 * size < 2 * limit})):
        enough = Sum()
        for col in groups:
            enough.plus(col)
        for home, unit in homes:
            if sizes[home]:
                nobody, each = share(limit, limit - size, sizes[home])
                enough.const -= nobody
                enough.plus_sum(unit.of_home[number, home], -each)
        board.limit(enough, lo=0.0)


def share(limit: int, spare: int, present: int) -> tuple[float, float]:
    """Of a session, for a class of which some of `present` are left: a constant, and as much for each of them.

    Over classes that fit into one session it adds up to 1 at most: f(x) = min(1, (x - spare) / (limit - 2 spare)) does
    (a dual feasible function of bin packing, for 0 <= spare < limit / 2), and on 0..present this is the chord below it.
    With classes of 36 and a limit of 40, a session is saved by 32 students in clubs, not by the 22 whom six classes
    have beside five full sessions.
    """
    nobody = -spare / (limit - 2 * spare)
    whole = min(1.0, (present - spare) / (limit - 2 * spare))
    return nobody, (whole - nobody) / present


def _some(values: list[int]) -> list[int]:
    """At most four of them, spread evenly."""
    if len(values) <= MOST_ROWS:
        return values
    return sorted({values[round(at * (len(values) - 1) / (MOST_ROWS - 1))] for at in range(MOST_ROWS)})


def pairs(
    n: Instance, board: Board, number: int, units: list[Unit], always_left: Mapping[tuple[int, int], int]
) -> dict[tuple[int, int], int]:
    """A class sits alone or with one other, and both fit into one session.

    The sums over classes that relax this are met by students who are spread over all classes; no session is saved
    until two particular classes fit together. Three in one session are not looked for, so that where three fit
    together anyway nothing is said. It makes placing students ten times slower: only for slots that need it.
    """
    activity = n.class_activities[number]
    homes = {home: unit for unit in units for home in unit.homes if n.present[home, unit.slot]}
    sizes = {home: len(n.present[home, unit.slot]) for home, unit in homes.items()}
    joined: dict[tuple[int, int], int] = {}
    if len(homes) < 2 or sum(sorted(sizes.values())[:3]) <= activity.most_seated:
        return joined
    partners: dict[int, list[int]] = {home: [] for home in homes}
    guests: dict[int, list[int]] = {id(unit): [] for unit in units}
    for home, unit in homes.items():
        for host in sorted(set(activity.hosts[home]) & set(homes)):
            if host == home or (host < home and home in activity.hosts[host]):
                continue
            joins = joined[min(home, host), max(home, host)] = board.column(0, 1, integer=True)
            guests[id(unit)].append(joins)
            partners[home].append(joins)
            partners[host].append(joins)
            both = Sum()
            both.plus_sum(unit.of_home[number, home])
            both.plus_sum(homes[host].of_home[number, host])
            too_many = float(sizes[home] + sizes[host] - activity.most_seated)
            if too_many > 0:
                both.plus(joins, too_many)
                board.limit(both, hi=activity.most_seated + too_many)
    for those in partners.values():
        if those:
            board.rows.at_most(those, 1.0)
    for unit in units:
        enough = Sum(cols=[unit.groups[number], *guests[id(unit)]], coefs=[1.0] * (len(guests[id(unit)]) + 1))
        for home in unit.homes:
            if home in homes:
                enough.plus_sum(_open(board, number, home, unit, sizes[home], always_left), -1.0)
        board.limit(enough, lo=0.0)
    return joined


def _open(
    board: Board, number: int, home: int, unit: Unit, present: int, always_left: Mapping[tuple[int, int], int]
) -> Sum:
    """1 when somebody of the class is left for the activity."""
    if len(unit.activities) == 1 and always_left[home, unit.slot]:
        return Sum(1.0)
    opened = board.column(0, 1, integer=True)
    left = Sum(cols=[opened], coefs=[-float(present)])
    left.plus_sum(unit.of_home[number, home])
    board.limit(left, hi=0.0)
    return Sum(cols=[opened], coefs=[1.0])
