"""A district of two schools, each with two children, and a coach whom both want: as files, and as it is read."""

from __future__ import annotations

from pathlib import Path

from afterschool_sched.load import load
from afterschool_sched.scenario import District

DISTRICT = """\
format: 1
id: two-schools
title: {en: Two schools, zh: 两校}
common:
  days: [mon, tue]
  periods:
    after: {start: "16:00", end: "17:00"}
  activities:
    homework: {kind: class}
    chess: {kind: club, skill: chess, groups: {min: 1, max: 2}}
  rules:
    - {rule: group_size, cap: 30}
    - {rule: workload, who: {external: true}, days_per_week: 2}
towns:
  east:
    title: East End
    term: {latest_end: "17:30"}
    rules: [{rule: group_size, cap: 20}]
schools:
  north: {title: North School, scenario: schools/north.yaml, town: east}
  south: {scenario: schools/south.yaml}
"""
COACH = """\
teachers:
  - {id: coach, skills: [chess], external: true, role: coach, schools: [north, south]}
"""
SCHOOL = """\
format: 1
id: NAME-school
rooms: [{id: r1, seats: 10}, {id: r2, seats: 10}, {id: r3, seats: 10}]
teachers: [{id: t1}, {id: t2}]
classes: [{id: 3-1, grade: 3, room: r1, class_teacher: t1}]
students:
  - {id: s1, class: 3-1, choices: [chess, art]}
  - {id: s2, class: 3-1, choices: [chess, art]}
activities:
  art: {kind: club, groups: {min: 1, max: 1}}
"""


def write(folder: Path, district: str = DISTRICT + COACH, **schools: str) -> Path:
    """The district's files below a folder; `schools` are lines that a school's file has besides."""
    (folder / "schools").mkdir(exist_ok=True)
    for name in ("north", "south"):
        text = SCHOOL.replace("NAME", name) + schools.get(name, "")
        (folder / "schools" / f"{name}.yaml").write_text(text, encoding="utf-8")
    path = folder / "district.yaml"
    path.write_text(district, encoding="utf-8")
    return path


def read(folder: Path, district: str = DISTRICT + COACH, **schools: str) -> District:
    """The district, written below the folder and read from there."""
    found = load(write(folder, district, **schools))
    assert isinstance(found, District)
    return found
