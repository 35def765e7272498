"""How long to go on: wall seconds, or, in deterministic mode, counted work and never the clock."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace


def _never() -> bool:
    return False


@dataclass
class Budget:
    """Time or work allowed for one `solve()`.

    `seconds` is wall time from the moment the budget is made; in deterministic mode nothing looks at the clock and
    `seconds` only scales the work allowed (rounds, nodes, deterministic time of CP-SAT), so that 60 means "about what
    60 seconds would do". `stop` is asked between pieces of work: True ends the search early, keeping what was found.
    `fast`: once there is a timetable, nothing is worth time but its bounds, and people where that is quick.
    """

    seconds: float = 60.0
    deterministic: bool = False
    workers: int = 2
    seed: int = 0
    stop: Callable[[], bool] = _never
    started: float = field(default_factory=time.monotonic)
    fast: bool = False

    @property
    def elapsed(self) -> float:
        """Wall seconds since the budget was made."""
        return time.monotonic() - self.started

    @property
    def left(self) -> float:
        """Wall seconds left; infinite in deterministic mode."""
        return math.inf if self.deterministic else max(0.0, self.seconds - self.elapsed)

    @property
    def over(self) -> bool:
        """Whether to stop now: out of time, or told to."""
        return self.left <= 0 or self.stop()

    def part(self, share: float) -> Budget:
        """A budget for one stage: ends at `share` of the whole, counted from the start of the whole."""
        return replace(self, seconds=self.seconds * share)
