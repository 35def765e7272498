"""The generator: equal requests give equal schools, which are sound; what is kept as files is what it makes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from afterschool_sched import Scenario, load, validate
from afterschool_sched.calendar import Calendar
from afterschool_sched.entities import Activity
from afterschool_sched.generator import (
    Tightness,
    families,
    homework_need,
    read_without_students,
    school,
    shortage,
    table_text,
    write_school,
)
from afterschool_sched.presence import Presence
from scenarios.generator.__main__ import stale
from scenarios.generator.recipes import INSTANCES, SUITE

from .world import ROOT, SCHOOLS

TIGHTNESS: tuple[Tightness, ...] = ("slack", "normal", "tight")
# A generated school is as untidy as a real one: some are collected within a period, some clubs will not fill.
MEANT = {"leave-in-period", "club-too-few", "count-skill", "count-places"}


def test_files_are_what_the_generator_makes() -> None:
    assert stale(ROOT) == []


def test_a_file_that_differs_is_named(tmp_path: Path) -> None:
    for path in ("scenarios/schools", "benchmarks/instances"):
        for source in (ROOT / path).rglob("*"):
            if source.is_file():
                target = tmp_path / source.relative_to(ROOT)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
    changed = tmp_path / "scenarios/schools/plan-seasonal-a/students.csv"
    changed.write_bytes(changed.read_bytes().replace(b"football", b"basketball", 1))
    assert stale(tmp_path) == ["scenarios/schools/plan-seasonal-a/students.csv"]


def test_nothing_depends_on_the_hash_seed() -> None:
    code = (
        "import hashlib, json; from afterschool_sched.generator import school, table_text\n"
        "made = school(200, 3, 'tight'); text = json.dumps(made.mapping) + table_text(made.students, ('winter',))\n"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT / "src")},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


@pytest.mark.parametrize("tightness", TIGHTNESS)
@pytest.mark.parametrize("size", [100, 333, 700])
def test_a_generated_school_is_sound_and_can_be_staffed(size: int, tightness: Tightness) -> None:
    made = school(size, 7, tightness)
    scenario = made.scenario
    assert len(made.students) == size
    findings = validate(scenario)
    assert {finding.code for finding in findings} <= MEANT
    assert not any(finding.severity == "error" for finding in findings)
    assert shortage(scenario, homework_need(scenario, made.students, "homework")) == 0
    heads = Counter(student.class_ for student in made.students)
    assert min(heads.values()) >= 28
    assert max(heads.values()) <= 48


def test_the_largest_school_can_be_staffed() -> None:
    made = school(2000, 7, "tight")
    assert len(made.students) == 2000
    assert shortage(made.scenario, homework_need(made.scenario, made.students, "homework")) == 0


def test_one_period_a_day() -> None:
    made = school(300, 1, "normal", periods=1)
    assert list(made.scenario.periods) == ["after"]
    assert all(student.leave is None for student in made.students)
    assert not any(finding.severity == "error" for finding in validate(made.scenario))


def test_tightness_changes_the_staff_and_nothing_else() -> None:
    slack, tight = school(500, 2, "slack"), school(500, 2, "tight")
    assert slack.students == tight.students
    assert slack.mapping["activities"] == tight.mapping["activities"]
    own = [sum(not teacher.external for teacher in made.scenario.teachers) for made in (slack, tight)]
    assert own[0] > 1.25 * own[1]


def test_seeds_and_sizes_give_other_schools() -> None:
    assert school(300, 1).students != school(300, 2).students
    counts = [sum(a.kind == "club" for a in school(size, 1).scenario.activities.values()) for size in (100, 700, 2000)]
    assert counts == [6, 33, 60]
    with pytest.raises(ValueError, match="from 100 to 2,000"):
        school(99, 1)


def test_choices_can_be_made_and_attended() -> None:
    """Nobody lists a club of other grades, one twice, or one for which no day is left."""
    made = school(700, 4)
    scenario = made.scenario
    grade = {home.id: home.grade for home in scenario.classes}
    there = Presence(Calendar(scenario), made.students).fully_present(("regular", "winter"))
    for student in made.students:
        assert len(set(student.choices)) == len(student.choices) <= 6
        for name in student.choices:
            club = scenario.activities[name]
            assert club.eligible.grades is not None
            assert grade[student.class_] in club.eligible.grades
            days = {day for day, period in there[student.id] if club.periods is None or period in club.periods}
            assert len(days & set(club.days or scenario.days)) >= (club.meets.sessions_per_week or 1)


def test_a_written_school_is_read_back_as_it_was(tmp_path: Path) -> None:
    made = school(150, 5)
    path = write_school(tmp_path, made.mapping, made.students, "A comment.\nOf two lines.", "schema.json")
    read = load(path)
    assert read.students == made.students
    assert read.model_dump() == made.scenario.model_dump()
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n# A comment.\n# Of two lines.\nformat: 1\n")
    assert not any(mark in line for line in text.splitlines()[3:] for mark in (" &", " *"))


@pytest.mark.parametrize(("size", "seed", "tightness"), SUITE)
def test_instances_of_the_benchmarks_are_sound(size: int, seed: int, tightness: Tightness) -> None:
    scenario = load(ROOT / INSTANCES / f"school-{size}-{tightness}-{seed}" / "scenario.yaml")
    assert scenario.model_dump() == school(size, seed, tightness).scenario.model_dump()
    assert {finding.code for finding in validate(scenario)} <= MEANT


def test_a_class_more_leaves_the_others_as_they_were() -> None:
    scenario = read_without_students(SCHOOLS / "walking-class-primary.yaml")
    some = families(scenario, {"1-1": 30, "2-1": 30}, "key")
    more = families(scenario, {"1-1": 30, "1-2": 30, "2-1": 30}, "key")
    assert [student for student in more if student.class_ != "1-2"] == list(some)
    assert families(scenario, {"1-1": 30}, "other key") != some[:30]
    header = table_text(some).splitlines()[0].split(",")
    assert header[:2] == ["id", "class"]
    assert "leave_winter" not in header


def test_homework_need_divides_keeps_and_merges() -> None:
    scenario = read_without_students(SCHOOLS / "walking-class-primary.yaml")
    students = families(scenario, {"1-1": 45, "1-2": 12, "2-1": 20}, "key")
    stay = tuple(student.model_copy(update={"days": None, "leave": None, "leave_in": {}}) for student in students)
    kinds = {
        ("never", "keep"): 3,
        ("never", "split"): 4,
        ("same grade", "split"): 4,
        ("neighbouring grades", "split"): 3,
    }
    for (merge, over_cap), groups in kinds.items():
        homework = Activity.model_validate({"kind": "class", "merge": merge, "over_cap": over_cap})
        changed = scenario.model_copy(update={"activities": {"homework": homework}})
        assert set(homework_need(changed, stay, "homework").values()) == {groups}


def test_shortage_counts_what_is_missing() -> None:
    text = """
format: 1
id: two
days: [mon]
periods: {a: {start: "16:00", end: "17:00"}, b: {start: "17:00", end: "18:00"}}
teachers: [{id: t1}, {id: t2, available: {mon: [a]}}, {id: v, external: true}]
classes: [{id: c, grade: 1, students: 1}]
activities: {homework: {kind: class}}
"""
    scenario = read_mapping(text)
    slots = homework_need(scenario, (), "homework")
    first, second = slots
    assert shortage(scenario, {first: 2, second: 1}) == 0
    assert shortage(scenario, {first: 2, second: 2}) == 1
    assert shortage(scenario, {first: 3, second: 2}) == 2
    tired = read_mapping(text + "rules: [{rule: workload, sessions_per_week: 1}]")
    assert shortage(tired, {first: 2, second: 1}) == 1
    evening = read_mapping(text + 'evening_from: "17:30"\nrules: [{rule: workload, evenings_per_week: 0}]')
    assert shortage(evening, {first: 1, second: 1}) == 1


def read_mapping(text: str) -> Scenario:
    return Scenario.model_validate(yaml.safe_load(text))
