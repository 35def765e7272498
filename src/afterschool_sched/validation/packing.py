"""The fewest groups that home classes can be in, if as many students as possible go to clubs.

All numbers are lower bounds that hold whatever the timetable (models/formal.md, group_size and eligible): a class is in
one group unless it exceeds the limit; then it is divided into as few as the limit allows, for itself. *Relief* is how
many of its students must be in clubs for that. For a few classes the least relief is found exactly, over all ways of
putting them together; for more it is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

# Ways of putting n classes together grow like 3^n; beyond this only bounds are computed.
MOST_EXACT = 6

Reliefs = Mapping[int, int]
"""Number of groups -> least number of students in clubs with so many groups; a missing number is impossible."""


@dataclass(frozen=True)
class Limits:
    """How one activity takes a class by itself: `limit` members a group, `seats` in the largest room it may use.

    With `keep` the class is never divided, and may exceed the limit in its own room of `own_seats` (0: not usable).
    """

    limit: int
    seats: int
    keep: bool = False
    own_seats: int = 0


@dataclass(frozen=True)
class Class:
    """Students of one class who stay, how many of them no club can take, and the ways they can be taken.

    `present`: how many stay in at least one season. A plan for several seasons divides the class by that number.
    """

    name: str
    staying: int
    stuck: int
    present: int
    ways: tuple[Limits, ...]


def alone(home: Class) -> dict[int, int]:
    """The reliefs of a class that shares no group."""
    found: dict[int, int] = {0: home.staying} if home.stuck == 0 else {}
    for way in home.ways:
        room = min(way.limit, way.seats)
        if way.keep:
            most = min(home.staying, max(room, way.own_seats))
            if most >= max(home.stuck, 1):
                _offer(found, 1, home.staying - most)
            continue
        for groups in range(1, -(-home.present // way.limit) + 1):
            most = min(home.staying, groups * room)
            # So many groups only when the class exceeds the limit of one group less, in some season of the plan.
            exceeds = home.present if home.present > home.staying else most
            if most >= max(home.stuck, groups) and exceeds > (groups - 1) * way.limit:
                _offer(found, groups, home.staying - most)
    return found


def reliefs(classes: Sequence[Class], together: Callable[[Sequence[Class]], int]) -> dict[int, int]:
    """The reliefs of several classes; `together`: the most members of one group of all of them (0: they may not)."""
    if len(classes) <= MOST_EXACT:
        return _exact(classes, together)
    return _bounds(classes, together)


def _exact(classes: Sequence[Class], together: Callable[[Sequence[Class]], int]) -> dict[int, int]:
    best: list[dict[int, int]] = [{0: 0}]
    size = len(classes)
    by_itself = [alone(home) for home in classes]
    shared: dict[int, int] = {}  # set of two or more classes -> relief of one group of them
    for number in range(2, size + 1):
        for chosen in combinations(range(size), number):
            several = [classes[at] for at in chosen]
            room = together(several)
            if room and sum(home.stuck for home in several) <= room:
                shared[sum(1 << at for at in chosen)] = max(0, sum(home.staying for home in several) - room)
    for mask in range(1, 1 << size):
        lowest = (mask & -mask).bit_length() - 1
        found: dict[int, int] = {}
        for groups, relief in by_itself[lowest].items():
            _extend(found, best[mask & ~(1 << lowest)], groups, relief)
        for together_mask, relief in shared.items():
            if together_mask >> lowest & 1 and not together_mask & ~mask:
                _extend(found, best[mask & ~together_mask], 1, relief)
        best.append(found)
    return best[-1]


def _extend(found: dict[int, int], before: Reliefs, groups: int, relief: int) -> None:
    for other, more in before.items():
        _offer(found, groups + other, relief + more)


def _offer(found: dict[int, int], groups: int, relief: int) -> None:
    if relief < found.get(groups, relief + 1):
        found[groups] = relief


def _bounds(classes: Sequence[Class], together: Callable[[Sequence[Class]], int]) -> dict[int, int]:
    """Bounds for many classes: what the largest groups hold at most, and a packing bound for those no club can take."""
    if any(
        not alone(home) and not any(together([home, other]) for other in classes if other != home) for home in classes
    ):
        return {}
    staying = sum(home.staying for home in classes)
    limit = max((way.limit for home in classes for way in home.ways), default=0)
    if not limit:
        return {0: staying} if not any(home.stuck for home in classes) else {}
    whole = sorted((max(way.own_seats for way in home.ways) for home in classes if home.ways), reverse=True)
    kept = {home.name for home in classes if any(way.keep for way in home.ways)}
    fewest = _packing(classes, limit, kept)
    most = sum(-(-home.present // min(way.limit for way in home.ways)) for home in classes if home.ways)
    found = {}
    for groups in range(fewest, max(most, fewest) + 1):
        # One group more than the classes kept whole holds at most the limit.
        room = sum(max(limit, whole[at] if at < len(whole) else 0) for at in range(groups))
        found[groups] = max(0, staying - room)
    return found


def _packing(classes: Sequence[Class], limit: int, kept: set[str]) -> int:
    """A lower bound of the groups for those no club can take: Martello and Toth's L2, and large classes whole."""
    large = sum(1 if home.name in kept else -(-home.stuck // limit) for home in classes if home.stuck > limit)
    sizes = sorted(home.stuck for home in classes if 0 < home.stuck <= limit)
    best = 0
    for small in {0, *(size for size in sizes if 2 * size <= limit)}:
        single = sum(1 for size in sizes if size > limit - small)
        halves = [size for size in sizes if 2 * size > limit and size <= limit - small]
        rest = sum(size for size in sizes if 2 * size <= limit and size >= small)
        more = max(0, rest - (len(halves) * limit - sum(halves)))
        best = max(best, single + len(halves) + -(-more // limit))
    return large + best
