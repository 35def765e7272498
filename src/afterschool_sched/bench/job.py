"""What the driver asks of a child, and the words for how a solve ended."""

from __future__ import annotations

from typing import TypedDict

OUTCOMES = {
    "InputError": "invalid",
    "ImpossibleError": "impossible",
    "NotFoundInTime": "none found",
    "RefusedError": "refused",
    "SolverCrashed": "crashed",
    "PeerMissing": "not installed",
}


class Job(TypedDict):
    """What to solve, and how; `fairness` None: as the scenario says."""

    scenario: str
    fairness: str | None
    solver: str
    seed: int
    time_limit: float
    workers: int
