"""How a placement is looked for: as a flow, with branching where minimums are in the way, or as a linear model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from afterschool_sched.places import Applicant, Assignment, Fairness, OfferedGroup, SharedLimit

from ..matrix import Bools
from . import mip
from .branch import copies, search
from .flow import Network, fits
from .levels import levels
from .problem import Problem, build


@dataclass(frozen=True)
class Found:
    """The best placement found, and what is known of each aim."""

    assignments: tuple[Assignment, ...]
    bounds: dict[str, float | None]
    proven: dict[str, bool]
    engine: Literal["flow", "branching", "mip"]


def find(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    limits: Sequence[SharedLimit],
    fairness: Fairness,
    lottery_seed: int,
    left: Callable[[], float],
) -> Found | Literal["impossible", "not found"]:
    """The best placement within the time that is left."""
    problem = build(applicants, groups, limits, lottery_seed)
    those = levels(problem, fairness)
    names = [level.id for level in those]
    start: Bools | None = None
    if fits(problem, those):
        searched = search(problem, Network(problem, those), lambda: left() <= 0)
        if searched.complete:
            if searched.values is None or searched.taken is None:
                return "impossible"
            engine: Literal["flow", "branching"] = "flow" if searched.nodes == 1 else "branching"
            bounds: dict[str, float | None] = {
                name: float(value) for name, value in zip(names, searched.values, strict=True)
            }
            found = _assignments(problem, applicants, searched.taken)
            return Found(found, bounds, dict.fromkeys(names, True), engine)
        start = searched.taken
    solved = mip.solve(problem, those, left, 0, start)
    if solved.impossible:
        return "impossible"
    if solved.taken is None:
        return "not found"
    return Found(
        _assignments(problem, applicants, solved.taken),
        dict(zip(names, solved.bounds, strict=True)),
        dict(zip(names, solved.proven, strict=True)),
        "mip",
    )


def _assignments(problem: Problem, applicants: Sequence[Applicant], taken: Bools) -> tuple[Assignment, ...]:
    """Who is in which copy: members of groups that are alike are dealt out in turn, so that the copies are even."""
    open_copies = [copies(problem, group, load) for group, load in enumerate(problem.loads(taken).tolist())]
    dealt = [0] * len(problem.groups)
    found = []
    for option in taken.nonzero()[0].tolist():
        group = int(problem.group[option])
        found.append(
            Assignment(
                applicant=applicants[problem.seekers[int(problem.student[option])].number].id,
                group=problem.groups[group].id,
                number=1 + dealt[group] % open_copies[group],
                rank=int(problem.rank[option]),
            )
        )
        dealt[group] += 1
    return tuple(found)
