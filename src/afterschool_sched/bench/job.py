"""What the driver asks of a child, and the words for how a solve ended."""

from __future__ import annotations

from typing import TypedDict

from ..errors import AfterschoolError

OUTCOMES = {
    "InputError": "invalid",
    "ImpossibleError": "impossible",
    "NotFoundInTime": "none found",
    "RefusedError": "refused",
    "SolverCrashed": "crashed",
    "PeerMissing": "not run",
}


class Job(TypedDict):
    """What to solve, and how; `fairness` None: as the scenario says."""

    scenario: str
    fairness: str | None
    solver: str
    seed: int
    time_limit: float
    workers: int


class PeerMissing(AfterschoolError):
    """A peer that is not installed, or that is not made for such a scenario."""
