"""Placement as a flow of least cost, exact aim by aim: where no minimum is in the way, and everybody is one unit.

Applicant -> (slot ->) group -> limits -> sink. The solutions that are best in one aim are again all flows of a network:
arcs whose reduced cost is not zero are fixed at their least or most. So the next aim needs no row, and no weights
that would have to be large. Aims are put together into one cost as far as whole numbers of 64 bits allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from ortools.graph.python import min_cost_flow

from afterschool_sched.errors import SolverCrashed

from ..matrix import Bools, Ints
from .levels import Level, values
from .problem import Cap, Problem

_LARGEST = 2**61  # the solver multiplies costs by the number of nodes


def fits(problem: Problem, those: Sequence[Level]) -> bool:
    """Whether the placement is a flow, but for minimums and limits on open groups."""
    nested = all(
        set(one.groups) <= set(other.groups) or set(other.groups) <= set(one.groups) or apart(one, other)
        for one, other in combinations(problem.students, 2)
    )
    if not nested or problem.single:
        return nested
    if any(level.kind != "linear" for level in those):
        return False
    return all(seeker.wants == 1 or _one_at_a_time(problem, seeker.first, seeker.last) for seeker in problem.seekers)


def apart(one: Cap, other: Cap) -> bool:
    """Whether two limits have no group in common."""
    return not set(one.groups).intersection(other.groups)


def _one_at_a_time(problem: Problem, first: int, last: int) -> bool:
    """Whether these options exclude each other by their one slot alone."""
    groups = [problem.groups[at] for at in problem.group[first:last]]
    return all(len(group.slots) <= 1 for group in groups) and len({group.chosen_as for group in groups}) == len(groups)


class Network:
    """The arcs: options first (in their order), then an arc for each seeker's last empty place, then all others."""

    def __init__(self, problem: Problem, those: Sequence[Level]) -> None:
        self.problem = problem
        self._arcs: list[tuple[int, int, int]] = []  # tail, head, most: those beside options and empty places
        self._nodes = len(problem.seekers) + len(problem.groups)
        tails = self._option_tails()
        parents = self._limits()
        sink = self._nodes
        seekers = np.arange(len(problem.seekers), dtype=np.int64)
        several = np.flatnonzero(problem.wants > 1)
        base = len(problem.seekers)
        rest = np.array(self._arcs, dtype=np.int64).reshape(-1, 3)
        rest[rest[:, 1] < 0, 1] = sink
        self.group_arcs = len(tails) + len(seekers) + len(several) + len(rest) + np.arange(len(problem.groups))
        most = [group.copies * group.max for group in problem.groups]
        self.tail = np.concatenate([tails, seekers, several, rest[:, 0], base + np.arange(len(problem.groups))])
        parents = np.where(parents < 0, sink, parents)
        to_sink = np.full(len(seekers) + len(several), sink, dtype=np.int64)
        self.head = np.concatenate([base + problem.group, to_sink, rest[:, 1], parents])
        ones = np.ones(len(tails) + len(seekers), dtype=np.int64)
        self.high = np.concatenate(
            [ones, problem.wants[several] - 1, rest[:, 2], np.array(most, dtype=np.int64)]
        ).astype(np.int64)
        self.low = np.zeros(len(self.tail), dtype=np.int64)
        self.supply = np.zeros(sink + 1, dtype=np.int64)
        self.supply[: len(seekers)] = problem.wants
        self.supply[sink] = -int(problem.wants.sum())
        self.chunks = self._chunked(those)

    def _option_tails(self) -> Ints:
        """Where each option's arc begins: at its seeker, or at one slot of somebody who wants several groups."""
        tails = self.problem.student.copy()
        for at, seeker in enumerate(self.problem.seekers):
            if seeker.wants == 1:
                continue
            by_slot: dict[str, list[int]] = {}
            for option in range(seeker.first, seeker.last):
                for slot in self.problem.groups[self.problem.group[option]].slots:
                    by_slot.setdefault(slot, []).append(option)
            for options in by_slot.values():
                if len(options) > 1:
                    self._arcs.append((at, self._nodes, 1))
                    tails[options] = self._nodes
                    self._nodes += 1
        return tails

    def _limits(self) -> Ints:
        """Nodes and arcs of the limits, the smaller ones first; gives group -> node of its nearest limit, or -1."""
        top: dict[int, int] = {}  # group -> node of the widest limit so far
        nearest = np.full(len(self.problem.groups), -1, dtype=np.int64)
        for cap in sorted(self.problem.students, key=lambda cap: (len(cap.groups), cap.groups)):
            node, self._nodes = self._nodes, self._nodes + 1
            below = {top[group] for group in cap.groups if group in top}
            self._arcs = [
                (tail, node, most) if tail in below else (tail, head, most) for tail, head, most in self._arcs
            ]
            for group in cap.groups:
                if group not in top:
                    nearest[group] = node
                top[group] = node
            self._arcs.append((node, -1, cap.most))
        return nearest

    def _boxed(self, low: Ints, high: Ints) -> tuple[Ints, Ints]:
        """The boxes of all arcs, where each group has between `low` and `high` members."""
        lows, highs = self.low.copy(), self.high.copy()
        lows[self.group_arcs] = low
        highs[self.group_arcs] = np.minimum(highs[self.group_arcs], high)
        return lows, highs

    def best(self, low: Ints, high: Ints, beaten: Sequence[int] | None = None) -> tuple[tuple[int, ...], Bools] | None:
        """The values of the levels, and the options taken, at their best one after another.

        None when there is no flow, or (given up as soon as that is known) none better than `beaten`.
        """
        low, high = self._boxed(low, high)
        found: tuple[int, ...] = ()
        flow: Ints | None = None
        for number, (chunk, cost) in enumerate(self.chunks):
            if cost is None:
                assert flow is not None
                flow, high = self._least_worst(low, high, flow)
            else:
                flow = self._solve(cost, low, high)
                if flow is None:
                    return None
                if number + 1 < len(self.chunks):
                    low, high = self._face(cost, low, high, flow)
            found += values(self.problem, chunk, self._taken(flow))
            if beaten is not None and found > tuple(beaten[: len(found)]):
                return None
        assert flow is not None
        return None if beaten is not None and found >= tuple(beaten) else (found, self._taken(flow))

    def _taken(self, flow: Ints) -> Bools:
        return flow[: len(self.problem.student)] > 0

    def _chunked(self, those: Sequence[Level]) -> list[tuple[list[Level], Ints | None]]:
        """Levels that are solved together, with their common cost; a level `worst` has none and stands alone."""
        most = _LARGEST // (len(self.supply) + 2)
        chunks: list[tuple[list[Level], Ints | None]] = []
        waiting: list[Level] = []
        reach = 0
        for level in those:
            span, largest = level.span(self.problem), level.largest
            # One more level at the end multiplies all before it.
            if waiting and (level.kind == "worst" or reach * (span + 1) + largest > most):
                chunks.append((waiting, self._cost(waiting)))
                waiting, reach = [], 0
            if level.kind == "worst":
                chunks.append(([level], None))
            else:
                waiting, reach = [*waiting, level], reach * (span + 1) + largest
        return [*chunks, (waiting, self._cost(waiting))] if waiting else chunks

    def _cost(self, chunk: Sequence[Level]) -> Ints:
        """The levels as one cost, each worth more than all that comes after it."""
        cost = np.zeros(len(self.tail), dtype=np.int64)
        options, seekers = len(self.problem.student), len(self.problem.seekers)
        weight = 1
        for level in reversed(chunk):
            cost[:options] += weight * level.of_option
            cost[options : options + seekers] -= weight * level.of_seeker
            weight *= level.span(self.problem) + 1
        return cost

    def _solve(self, cost: Ints, low: Ints, high: Ints) -> Ints | None:
        """A flow of least cost within the boxes; None when there is none."""
        if bool((low > high).any()):
            return None
        solver = min_cost_flow.SimpleMinCostFlow()
        open_ = np.flatnonzero(low < high)
        arcs = solver.add_arcs_with_capacity_and_unit_cost(
            self.tail[open_], self.head[open_], (high - low)[open_], cost[open_]
        )
        supply = self.supply.copy()
        np.subtract.at(supply, self.tail, low)
        np.add.at(supply, self.head, low)
        solver.set_nodes_supplies(np.arange(len(supply), dtype=np.int64), supply)
        status = solver.solve()
        if status == solver.INFEASIBLE:
            return None
        if status != solver.OPTIMAL:
            raise SolverCrashed(f"the flow solver gave up: {status.name}")
        flow = low.copy()
        flow[open_] += solver.flows(arcs)
        return flow

    def _face(self, cost: Ints, low: Ints, high: Ints, flow: Ints) -> tuple[Ints, Ints]:
        """The boxes of all flows that cost no more than this one, which is of least cost."""
        up, down = np.flatnonzero(flow < high), np.flatnonzero(flow > low)
        tail = np.concatenate([self.tail[up], self.head[down]])
        head = np.concatenate([self.head[up], self.tail[down]])
        price = np.concatenate([cost[up], -cost[down]])
        order = np.argsort(head, kind="stable")
        tail, head, price = tail[order], head[order], price[order]
        begins = np.flatnonzero(np.diff(head, prepend=-1))
        ends = head[begins]
        distance = np.zeros(len(self.supply), dtype=np.int64)
        for _ in range(len(self.supply) + 1):
            nearer = np.minimum(distance[ends], np.minimum.reduceat(distance[tail] + price, begins))
            if bool((nearer == distance[ends]).all()):
                break
            distance[ends] = nearer
        reduced = cost + distance[self.tail] - distance[self.head]
        return np.where(reduced < 0, high, low), np.where(reduced > 0, low, high)

    def _least_worst(self, low: Ints, high: Ints, flow: Ints) -> tuple[Ints, Ints]:
        """The least worst shortfall within the boxes, by bisection: a flow with it, and the boxes that keep it."""
        short = self.problem.short
        nothing = np.zeros(len(self.tail), dtype=np.int64)
        least, most = -1, int(short[self._taken(flow)].max(initial=0))
        while least + 1 < most:
            middle = (least + most) // 2
            found = self._solve(nothing, low, self._without(high, short > middle))
            if found is None:
                least = middle
            else:
                most, flow = middle, found
        return flow, self._without(high, short > most)

    def _without(self, high: Ints, shut: Bools) -> Ints:
        """Boxes without these options."""
        kept = high.copy()
        kept[: len(shut)][shut] = 0
        return kept
