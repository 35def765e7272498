"""Do supplies meet needs: Hall's theorem for single slots, maximum flow for a week. A no names the deficient set.

networkx is imported only when a simple assignment has not already shown that all is well.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Need:
    """`number` units that must come from those `able`; `what` and `classes` name it in sentences."""

    what: str
    number: int
    able: frozenset[str]
    classes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Deficit:
    """Needs that together ask for more than all who are able to meet any of them can give."""

    needs: tuple[Need, ...]
    needed: int
    able: tuple[str, ...]
    there: int

    @property
    def missing(self) -> int:
        """Units that are missing."""
        return self.needed - self.there


def deficit(needs: Sequence[Need], supply: Mapping[str, int]) -> Deficit | None:
    """A set of needs that supplies cannot meet together, with as much missing as possible; None when all are met."""
    asked = [need for need in needs if need.number > 0]
    if _meets_greedily(asked, supply):
        return None
    import networkx

    graph = networkx.DiGraph()
    for at, need in enumerate(asked):
        graph.add_edge("source", ("need", at), capacity=need.number)
        for name in sorted(need.able):
            graph.add_edge(("need", at), ("able", name))  # without a capacity: unlimited
    for name in sorted({name for need in asked for name in need.able}):
        graph.add_edge(("able", name), "sink", capacity=supply.get(name, 0))
    graph.add_node("sink")
    missing, source_side = _cut(graph, sum(need.number for need in asked))
    if missing <= 0:
        return None
    short = tuple(need for at, need in enumerate(asked) if ("need", at) in source_side)
    able = sorted({name for need in short for name in need.able})
    return Deficit(short, sum(need.number for need in short), tuple(able), sum(supply.get(name, 0) for name in able))


def _meets_greedily(needs: Iterable[Need], supply: Mapping[str, int]) -> bool:
    """Whether giving each need in turn, the choosiest first, what the fewest others could use, already meets all."""
    wanted_by: dict[str, int] = {}
    for need in needs:
        for name in need.able:
            wanted_by[name] = wanted_by.get(name, 0) + 1
    left = dict(supply)
    for need in sorted(needs, key=lambda need: (len(need.able), need.what)):
        missing = need.number
        for name in sorted(need.able, key=lambda name: (wanted_by[name], name)):
            given = min(missing, left.get(name, 0))
            left[name] = left.get(name, 0) - given
            missing -= given
        if missing:
            return False
    return True


def _cut(graph: nx.DiGraph, asked: int) -> tuple[int, Collection[Hashable]]:
    """How much of what is asked cannot flow, and the source's side of a least cut."""
    import networkx

    # Of several least cuts networkx gives the one farthest from where the flow begins. The one nearest to the source
    # holds only what takes part in the deficit: so everything flows backwards.
    # (Measured on a school of 1,300: augmenting along shortest paths takes a fifth of what preflow push does.)
    value, (_, source_side) = networkx.minimum_cut(
        graph.reverse(copy=False), "sink", "source", flow_func=networkx.algorithms.flow.shortest_augmenting_path
    )
    return asked - int(value), source_side


@dataclass(frozen=True)
class WeekNeed:
    """`number` teachers needed in one slot of the week (`slot` orders and `day` groups them)."""

    what: str
    day: str
    slot: int
    number: int
    able: frozenset[str]


@dataclass(frozen=True)
class WeekDeficit:
    """Needs of a week that ask for `missing` teacher-periods more than the workload of the able allows."""

    needs: tuple[WeekNeed, ...]
    needed: int
    missing: int
    able: tuple[str, ...]


class _Alike(NamedTuple):
    """What teachers have in common who can be put for one another: the needs they can meet, and their limits."""

    needs: tuple[int, ...]  # places among all needs
    per_week: int
    per_day: int


def week_deficit(
    needs: Sequence[WeekNeed], most_per_week: Mapping[str, int], most_per_day: Mapping[str, int]
) -> WeekDeficit | None:
    """Needs of one week that teachers cannot meet together within their most periods a week and a day.

    A teacher missing in a mapping has no such limit, and is in one place at a time in any case.
    """
    groups = _groups(needs, most_per_week, most_per_day)
    if _week_met_greedily(needs, groups):
        return None
    import networkx

    graph = networkx.DiGraph()
    graph.add_node("sink")
    for at, need in enumerate(needs):
        graph.add_edge("source", ("need", at), capacity=need.number)
    # As much flows through a group as through its members one by one: what it does can be shared out evenly among them.
    for group, (alike, number) in enumerate(groups.items()):
        for need, at in ((needs[at], at) for at in alike.needs):
            graph.add_edge(("need", at), ("slot", group, need.slot), capacity=number)
            graph.add_edge(("slot", group, need.slot), ("day", group, need.day), capacity=number)
            graph.add_edge(("day", group, need.day), ("week", group), capacity=number * alike.per_day)
        graph.add_edge(("week", group), "sink", capacity=number * alike.per_week)
    missing, source_side = _cut(graph, sum(need.number for need in needs))
    if missing <= 0:
        return None
    short = tuple(need for at, need in enumerate(needs) if ("need", at) in source_side)
    able = sorted({name for need in short for name in need.able})
    return WeekDeficit(short, sum(need.number for need in short), missing, tuple(able))


def _groups(
    needs: Sequence[WeekNeed], most_per_week: Mapping[str, int], most_per_day: Mapping[str, int]
) -> Mapping[_Alike, int]:
    """How many teachers are alike, by what they have in common."""
    places: dict[str, list[int]] = {}
    for at, need in enumerate(needs):
        for name in sorted(need.able):
            places.setdefault(name, []).append(at)
    every = len(needs)  # no teacher can do more, so this is no limit
    return Counter(
        _Alike(tuple(able), most_per_week.get(name, every), most_per_day.get(name, every))
        for name, able in places.items()
    )


def _week_met_greedily(needs: Sequence[WeekNeed], groups: Mapping[_Alike, int]) -> bool:
    """Whether giving each need in turn, the choosiest first, those with the most time left already meets all."""
    able: list[list[_Alike]] = [[] for _ in needs]
    for alike in groups:
        for at in alike.needs:
            able[at].append(alike)
    in_week = {alike: number * alike.per_week for alike, number in groups.items()}
    in_day: dict[tuple[_Alike, str], int] = {}
    in_slot: dict[tuple[_Alike, int], int] = {}
    for at in sorted(range(len(needs)), key=lambda at: sum(groups[alike] for alike in able[at])):
        need, missing = needs[at], needs[at].number
        for alike in sorted(able[at], key=lambda alike: (len(alike.needs), -in_week[alike] / groups[alike])):
            day, slot = (alike, need.day), (alike, need.slot)
            left_in_day = in_day.setdefault(day, groups[alike] * alike.per_day)
            left_in_slot = in_slot.setdefault(slot, groups[alike])
            given = min(missing, in_week[alike], left_in_day, left_in_slot)
            in_week[alike] -= given
            in_day[day] -= given
            in_slot[slot] -= given
            missing -= given
        if missing:
            return False
    return True
