"""Minimums and limits on open groups by branching: each node is a flow, exact in all aims at once.

A node gives every group between a least and a most number of members. Where the best flow leaves a group with a number
that so many open copies cannot hold, either fewer of them open or more come. The values of a node, as a whole, are
never better than those of the nodes below it: what is not better than the best placement found is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..matrix import Bools, Ints
from .flow import Network
from .problem import Cap, Problem

# A linear model is quicker (docs/place.md) where more groups are below a minimum at the first node, or after so many.
MANY_SHORT = 14
MANY_NODES = 300


@dataclass(frozen=True)
class Searched:
    """The best placement found (None: there is none), and whether nothing better can exist."""

    values: tuple[int, ...] | None
    taken: Bools | None
    complete: bool
    nodes: int


def search(problem: Problem, network: Network, over: Callable[[], bool]) -> Searched:
    """Branch until all is known, or there is too much to branch on, or the time is over."""
    values: tuple[int, ...] | None = None
    taken: Bools | None = None
    low = np.array([problem.low(at) if group.must_open else 0 for at, group in enumerate(problem.groups)])
    high = np.array([group.copies * group.max for group in problem.groups])
    stack = [(low.astype(np.int64), high.astype(np.int64))]
    nodes = 0
    while stack and nodes < MANY_NODES and not (nodes and over()):
        nodes += 1
        low, high = stack.pop()
        best = network.best(low, high, values)
        if best is None:
            continue
        if nodes == 1 and len(_gaps(problem, problem.loads(best[1]))) > MANY_SHORT:
            return Searched(None, None, False, nodes)
        split = _split(problem, problem.loads(best[1]), low, high)
        if split is None:
            values, taken = best
        else:
            stack.extend(split)
    return Searched(values, taken, not stack, nodes)


def _split(problem: Problem, loads: Ints, low: Ints, high: Ints) -> list[tuple[Ints, Ints]] | None:
    """Two halves of a node, the likelier one last; None when the numbers can be held."""
    gaps = _gaps(problem, loads)
    if gaps:
        # What is nearest to neither side decides most.
        group, fewer, more = max(gaps, key=lambda gap: (min(loads[gap[0]] - gap[1], gap[2] - loads[gap[0]]), -gap[0]))
        down, up = (low, _with(high, group, fewer)), (_with(low, group, more), high)
        return [down, up] if more - loads[group] <= loads[group] - fewer else [up, down]
    for cap in problem.opening:
        opened = {group: copies(problem, group, int(loads[group])) for group in cap.groups if loads[group]}
        if sum(opened.values()) > cap.most:
            return _fewer(problem, cap, opened, low, high)
    return None


def _fewer(problem: Problem, cap: Cap, opened: dict[int, int], low: Ints, high: Ints) -> list[tuple[Ints, Ints]]:
    """Too many copies are open: of one group that may have fewer, either it has, or it keeps them for good."""
    kept = {group: copies(problem, group, int(low[group])) for group in cap.groups}
    free = [group for group, number in opened.items() if number > kept[group]]
    if not free:
        return []
    group = min(free, key=lambda group: (problem.groups[group].max, group))
    fewer = (opened[group] - 1) * problem.groups[group].max
    keeps = [(_with(low, group, fewer + 1), high)] if sum(kept.values()) < cap.most else []
    return [*keeps, (low, _with(high, group, fewer))]


def copies(problem: Problem, group: int, load: int) -> int:
    """The least open copies that hold so many members."""
    return -(-load // problem.groups[group].max)


def _gaps(problem: Problem, loads: Ints) -> list[tuple[int, int, int]]:
    """Groups whose number of members no open copies hold, with the nearest numbers below and above that they do."""
    found = []
    for group, load in enumerate(loads.tolist()):
        number = copies(problem, group, load)
        if number * problem.low(group) > load:
            found.append((group, (number - 1) * problem.groups[group].max, number * problem.low(group)))
    return found


def _with(box: Ints, group: int, value: int) -> Ints:
    changed = box.copy()
    changed[group] = value
    return changed
