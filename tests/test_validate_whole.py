"""Validation as a whole: it takes anything of the right shape, says the same twice, and keeps to its manners."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

from hypothesis import given

from afterschool_sched.errors import Finding
from afterschool_sched.scenario import Scenario
from afterschool_sched.validate import CODES, is_proof, validate
from afterschool_sched.validation.proofs import proofs
from tests.random_worlds import Data, garbled_worlds, scenario, worlds

NAME = "Nobody Inparticular"

SOUND: Data = {
    "format": 1,
    "id": "sound",
    "days": ["mon", "tue"],
    "periods": {"first": {"start": "16:00", "end": "16:50"}, "second": {"start": "17:00", "end": "18:00"}},
    "rooms": [{"id": "r1", "seats": 40}, {"id": "r2", "seats": 40}],
    "teachers": [{"id": "t1", "skills": ["chess"]}, {"id": "t2"}],
    "classes": [{"id": "1-1", "grade": 1, "room": "r1", "class_teacher": "t1"}],
    "students": [{"id": f"s{n}", "class": "1-1", "name": NAME, "choices": ["chess"]} for n in range(8)],
    "activities": {
        "homework": {"kind": "class"},
        "chess": {"kind": "club", "skill": "chess", "groups": {"min": 6, "max": 10}, "days": ["tue"]},
    },
}


def codes(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.code for finding in findings]


def with_student(**fields: Any) -> Scenario:
    """The sound scenario with one more student."""
    return scenario({**SOUND, "students": [*SOUND["students"], {"id": "x", "class": "1-1", "name": NAME, **fields}]})


def test_a_sound_scenario_has_no_findings() -> None:
    assert validate(scenario(SOUND)) == ()


@given(garbled_worlds())
def test_nothing_of_the_right_shape_makes_it_stumble(world: Scenario) -> None:
    findings = validate(world)
    proofs(world)
    assert {finding.code for finding in findings} <= CODES.keys()
    assert all(finding.text.endswith(".") for finding in findings)


@given(garbled_worlds())
def test_it_says_the_same_twice(world: Scenario) -> None:
    again = Scenario.model_validate(world.model_dump(mode="json", by_alias=True, exclude_unset=True))
    assert validate(again) == validate(world)


@given(worlds())
def test_proofs_alone_are_those_of_the_whole(data: Data) -> None:
    world = scenario(data)
    findings = validate(world)
    counted = [finding for finding in findings if finding.code.startswith("count-")]
    assert [finding for finding in findings if is_proof(finding)] == [
        finding for finding in counted if finding.severity == "error"
    ]
    assert not counted or counted == list(proofs(world))


def test_the_order_of_findings_does_not_depend_on_hashing() -> None:
    code = (
        "from random import Random; from tests.random_worlds import random_world, scenario\n"
        "from afterschool_sched.validate import validate\n"
        "for seed in range(40): print([str(f) for f in validate(scenario(random_world(Random(seed))))])"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "src:."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(runs) == 1


def test_names_of_children_are_never_told() -> None:
    world = with_student(
        days=["mon", "sun"], leave={"mon": "5:30"}, wants=3, choices=["chess", "homework", "ches"], siblings=["y", "x"]
    )
    findings = validate(world)
    assert len(findings) >= 6
    assert not any(NAME.split()[0] in f"{finding}" for finding in findings)


def test_all_faults_are_told_at_once() -> None:
    world = with_student(choices=["homework", "ches", "chess", "chess"], siblings=["y"])
    expected = ["choice-not-club", "choice-twice", "unknown-activity", "unknown-student"]
    assert sorted(codes(validate(world))) == expected


def test_of_many_alike_the_first_hundred_are_told() -> None:
    many = [{"id": f"m{n}", "class": "1-1", "choices": [f"ches{n}"], "siblings": [f"nobody{n}"]} for n in range(150)]
    findings = validate(scenario({**SOUND, "students": [*SOUND["students"], *many]}))
    # The last one tells how many are left out.
    assert codes(findings).count("unknown-activity") == 101
    assert codes(findings).count("unknown-student") == 101
    assert sum("50 more findings of this kind" in finding.text for finding in findings) == 2


def test_proofs_are_left_out_while_names_are_unknown() -> None:
    """A class teacher who is mistyped may well be the own teacher that is missing."""
    data = {**SOUND, "activities": {**SOUND["activities"], "homework": {"kind": "class", "own_teacher": "required"}}}
    home = {"id": "1-1", "grade": 1, "room": "r1", "class_teacher": "t3"}
    assert codes(validate(scenario({**data, "classes": [home]}))) == ["own-teacher-missing", "unknown-teacher"]
    without = {key: value for key, value in home.items() if key != "class_teacher"}
    assert "count-teachers" in codes(validate(scenario({**data, "classes": [without]})))


def test_a_healthy_school_needs_no_graph_library() -> None:
    code = (
        "import sys; from tests.test_validate_whole import SOUND; from tests.random_worlds import scenario\n"
        "from afterschool_sched.validate import validate; assert validate(scenario(SOUND)) == ()\n"
        "assert 'networkx' not in sys.modules and 'ortools' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
