"""Classes that are packed whole: what is said of their sessions is true, and says enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afterschool_sched.calendar import Calendar
from afterschool_sched.compile import build_instance
from afterschool_sched.load import load
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.budget import Budget
from afterschool_sched.stages.offer import Restrictions
from afterschool_sched.stages.packing import share
from afterschool_sched.stages.people import hold_whole
from afterschool_sched.stages.placement import Placer
from afterschool_sched.stages.staged import PACKING_ROUNDS

SCHOOLS = Path(__file__).resolve().parents[2] / "scenarios" / "schools"


@st.composite
def _sessions(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int]]]:
    """A limit, some spare, and classes that fit into one session: how many are left of how many."""
    limit = draw(st.integers(4, 45))
    spare = draw(st.integers(0, (limit - 1) // 2))
    room, classes = limit, []
    for _ in range(draw(st.integers(1, 5))):
        left = draw(st.integers(0, room))
        room -= left
        classes.append((left, left + draw(st.integers(0 if left else 1, 50))))
    return limit, spare, classes


@given(_sessions())
def test_shares_of_one_session_are_one_at_most(case: tuple[int, int, list[tuple[int, int]]]) -> None:
    limit, spare, classes = case
    shares = [share(limit, spare, present) for _, present in classes]
    assert sum(nobody + each * left for (nobody, each), (left, _) in zip(shares, classes, strict=True)) <= 1 + 1e-9


@pytest.mark.parametrize(
    ("left", "sessions"),
    [
        ((36, 36, 36, 36, 36, 36), 6.0),  # as many as there are: nobody is in a club
        ((36, 36, 36, 36, 36, 4), 5.0),  # the last class can sit with another one
        ((36, 36, 36, 36, 20, 20), 5.0),
        ((31, 31, 31, 31, 30, 30), 5.0),  # the same 32 in clubs, but from all classes: no two sit together
    ],
)
def test_a_session_is_saved_by_32_of_six_classes_of_36(left: tuple[int, ...], sessions: float) -> None:
    nobody, each = share(40, 4, 36)
    assert sum(nobody + each * those for those in left) == pytest.approx(sessions)


def test_clubs_in_classrooms_wait_until_two_classes_fit_together() -> None:
    # Every classroom is the own room of a class: a club there needs two classes that sit together.
    scenario = load(SCHOOLS / "enterprise-school.yaml")
    assert isinstance(scenario, Scenario)
    instance = build_instance(scenario, Calendar(scenario).plans[0])
    placer = Placer(instance, Budget(60.0, deterministic=True))
    loose = placer.first()
    assert loose is not None
    crowded = placer.crowded(loose)
    assert crowded
    best, packed, tried = loose, Restrictions(), []
    for _ in range(PACKING_ROUNDS):
        packed = Restrictions(packed=tuple(sorted({*packed.packed, *crowded})))
        first = placer.first(packed, near=best)
        assert first is not None
        best = [first, *placer.improve(first, packed)][-1]
        tried.append((first, best))
        crowded = placer.crowded(best)
        assert not set(crowded) & set(packed.packed)  # where classes are packed whole, no session is missing
        if not crowded:
            break
    assert best.values["unplaced"] == 0
    where = [scenario.activities[instance.clubs[group.club].activity].room for group in best.groups]
    assert where.count("classroom") == 4
    assert not crowded
    for placement in tried[-1]:
        assert hold_whole(instance, placement.groups, Budget(60.0, deterministic=True), 1.0) is not None
