"""What the search hands out, and when."""

import random
from dataclasses import replace

import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.stages import improvement, patience
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.lp import Answer, Limits
from afterschool_sched.stages.matrix import Ints
from afterschool_sched.stages.offer import NO_RESTRICTIONS
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.search import Incumbent, Neighbourhoods

from .builder import school


def test_what_is_better_is_handed_out_although_no_better_one_follows(monkeypatch: pytest.MonkeyPatch) -> None:
    """One round finds something, the clock is not yet there; the following rounds find nothing."""
    n = build_instance(school(60, 1))
    monkeypatch.setattr(improvement, "WHOLE_SIZE", 0)
    placer = Placer(n, Budget(60, deterministic=True, workers=1))
    first = placer.first()
    assert first is not None
    turns: list[int] = []

    def solve(self: Neighbourhoods, free: Ints, known: Incumbent, limits: Limits) -> Answer:
        turns.append(len(turns))
        value = known.value - (1.0 if len(turns) == 1 else 0.0)
        return Answer("feasible", known.x, value, value, None, None, 0)

    monkeypatch.setattr(Neighbourhoods, "solve", solve)
    monkeypatch.setattr(patience, "FLAT", 30)
    search = placer._prepare(NO_RESTRICTIONS)
    assert search is not None
    search.solution = (search.solution[0], replace(search.root, value=-1e9))  # far from everything
    start = placer._seating(search, first)
    assert start is not None
    found = improvement.better_seatings(search, start, placer.patience, random.Random(0))
    next(found)  # what was known, aim by aim
    next(found)
    assert len(turns) == patience.HAND_OUT_ROUNDS
