"""Tight schools: what was planted is a timetable, or is one no more; equal requests give equal schools."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations

import pytest

from afterschool_sched import ImpossibleError, check, solve, validate
from afterschool_sched.generator.tight import RATIOS, SIZES, Tight, contradicting, planted, unplanted
from afterschool_sched.generator.tight.contradictions import PATTERNS, Kind

from .world import ROOT

KINDS: tuple[Kind, ...] = ("counting", "matching", "entangled")


def errors(made: Tight) -> set[str]:
    return {finding.code for finding in validate(made.scenario) if finding.severity == "error"}


@pytest.mark.parametrize("number", range(12))
def test_what_is_planted_passes_the_checker(number: int) -> None:
    made = planted(number, students=SIZES[number % 3])
    assert made.timetable is not None
    assert not errors(made)
    verdict = check(made.scenario, made.timetable)
    assert verdict.ok, verdict.violations[:3]


@pytest.mark.parametrize("number", [3, 4, 5])
def test_staff_have_hardly_more_time_than_is_planted(number: int) -> None:
    made = planted(number)
    assert made.timetable is not None
    assert made.ratio == pytest.approx(RATIOS[number % len(RATIOS)], abs=0.012)
    (plan,) = made.timetable.plans
    led = sum(len(group.sessions) for group in plan.groups)
    given = 0
    for teacher in made.scenario.teachers:
        hours = teacher.available
        there = 10 if hours is None else sum(len(hours[day]) for day in hours if isinstance(hours, dict))
        given += min(5, there)
    assert led / given == made.ratio


def test_a_timetable_is_not_planted_where_the_staff_is_cut() -> None:
    """The planted timetable is one because of its staff: whoever is taken away leaves a hole."""
    made = planted(2)
    assert made.timetable is not None
    (first, *_) = made.scenario.teachers
    closed = first.model_copy(update={"available": ()})
    teachers = tuple(closed if one.id == first.id else one for one in made.scenario.teachers)
    assert not check(made.scenario.model_copy(update={"teachers": teachers}), made.timetable).ok


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", [0, 1])
def test_contradictions_are_proved(kind: Kind, number: int) -> None:
    made = contradicting(kind, number, students=100)
    assert errors(made) <= {"count-teachers", "count-workload"}
    with pytest.raises(ImpossibleError):
        solve(made.scenario, seconds=60, seed=1, workers=1)


@pytest.mark.parametrize("number", range(3))
def test_what_is_entangled_is_not_counted(number: int) -> None:
    assert not errors(contradicting("entangled", number, students=150))


def test_without_one_of_its_clubs_the_entangled_school_has_a_timetable() -> None:
    made = contradicting("entangled", 0, students=100)
    activities = {name: club for name, club in made.school.mapping["activities"].items() if name != "team-3"}
    again = type(made.school)({**made.school.mapping, "activities": activities}, made.school.students)
    result = solve(again.scenario, seconds=30, seed=1, workers=1)
    assert result.verdict.ok


@pytest.mark.parametrize(("colours", "edges"), PATTERNS)
def test_patterns_cannot_be_coloured_and_have_no_crowd(colours: int, edges: tuple[tuple[int, int], ...]) -> None:
    nodes = sorted({node for edge in edges for node in edge})
    pairs = {frozenset(edge) for edge in edges}
    assert not _coloured(nodes, pairs, colours)
    assert all(_coloured([node for node in nodes if node != left], pairs, colours) for left in nodes)
    # No more clubs exclude one another altogether than there are slots: counting shows nothing.
    for some in combinations(nodes, colours + 1):
        assert not all(frozenset(pair) in pairs for pair in combinations(some, 2))


def _coloured(nodes: list[int], pairs: set[frozenset[int]], colours: int, so_far: tuple[int, ...] = ()) -> bool:
    if len(so_far) == len(nodes):
        return True
    node = nodes[len(so_far)]
    taken = {colour for other, colour in zip(nodes, so_far, strict=False) if frozenset((node, other)) in pairs}
    return any(_coloured(nodes, pairs, colours, (*so_far, c)) for c in range(colours) if c not in taken)


@pytest.mark.parametrize("number", range(6))
def test_unplanted_schools_are_no_nonsense(number: int) -> None:
    made = unplanted(number, students=150)
    assert made.timetable is None
    assert all(code.startswith("count-") for code in errors(made))


def test_nothing_depends_on_the_hash_seed() -> None:
    code = (
        "import hashlib, json; from afterschool_sched.generator import table_text\n"
        "from afterschool_sched.generator.tight import contradicting, planted\n"
        "made = [planted(1, 120), contradicting('entangled', 2, 150), contradicting('matching', 1, 120)]\n"
        "text = ''.join(json.dumps(m.school.mapping) + table_text(m.school.students) for m in made)\n"
        "print(hashlib.sha256((text + made[0].timetable.to_json()).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1
