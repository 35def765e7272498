"""Districts for the benchmarks: towns of ten schools, each a generated school of its own, that share coaches.

Two clubs of every school ask for a skill that none of its own people has. Each town has coaches of four such skills,
one for about four of its schools, there on three to five days, and at one school a day: who is where is to be decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from .families import VERSION
from .files import scenario_text, table_text
from .menu import TEMPLATES
from .school import DAYS, School, school

SIZES = (300, 350, 400, 450, 500, 550, 600)
TOWN = 10  # schools of a town
_SKILLS = 4  # that the coaches of a town have
_SHARED = 2  # of them that a school asks for
_SCHOOLS_OF_COACH = 4
_FRAME = ("term", "seasons", "days", "periods", "rules")  # the district's own words, for all schools


@dataclass(frozen=True)
class Member:
    """A school of the district: its file without what the district says for all, and its students."""

    name: str
    mapping: dict[str, Any]
    made: School


def write_district(folder: Path, schools: int, seed: int, comment: str, schema: str) -> Path:
    """Write a district of that many schools below the folder, school by school, and give the path of its scenario."""
    (folder / "schools").mkdir(parents=True, exist_ok=True)
    entries: dict[str, Any] = {}
    coaches: list[dict[str, Any]] = []
    frame: dict[str, Any] = {}
    towns = range(1, 1 + -(-schools // TOWN))
    for town in towns:
        rng = Random(f"district/{VERSION}/{schools}/{seed}/{town}")
        skills = rng.sample(sorted(template.name for template in TEMPLATES), _SKILLS)
        asked: dict[str, list[str]] = {skill: [] for skill in skills}
        for number in range((town - 1) * TOWN, min(schools, town * TOWN)):
            member = _member(number, schools, seed, skills, rng)
            for skill in member.mapping.pop("shared"):
                asked[skill].append(member.name)
            frame = frame or {key: member.made.mapping[key] for key in _FRAME}
            entries[member.name] = {"scenario": f"schools/{member.name}.yaml", "town": f"town-{town}"}
            _write(folder / "schools", member)
        coaches += _coaches(town, asked, rng)
    district = {
        "format": 1,
        "id": f"district-{schools}-{seed}",
        "title": {"en": f"Generated district of {schools} schools", "zh": f"生成的学区（{schools} 所学校）"},
        "common": frame,
        "towns": {f"town-{town}": {"title": {"en": f"Town {town}", "zh": f"第 {town} 镇"}} for town in towns},
        "schools": entries,
        "teachers": coaches,
    }
    path = folder / "scenario.yaml"
    path.write_text(scenario_text(district, comment, schema), encoding="utf-8", newline="\n")
    return path


def _member(number: int, schools: int, seed: int, skills: Sequence[str], rng: Random) -> Member:
    """A school whose own people have none of the skills that it asks the district for (`shared`)."""
    name = f"school-{number + 1}"
    made = school(rng.choice(SIZES), 100_000 * seed + number, "normal")
    offered = {club.get("skill") for club in made.mapping["activities"].values()}
    shared = [skill for skill in rng.sample(skills, len(skills)) if skill in offered][:_SHARED]
    teachers = [kept for teacher in made.mapping["teachers"] if (kept := _without(teacher, shared)) is not None]
    own = {key: value for key, value in made.mapping.items() if key not in _FRAME}
    title = {"en": f"School {number + 1}", "zh": f"第 {number + 1} 小学"}
    mapping = {**own, "id": name, "title": title, "teachers": teachers, "students": {"table": f"{name}.csv"}}
    return Member(name, {**mapping, "shared": shared}, made)


def _without(teacher: dict[str, Any], skills: Sequence[str]) -> dict[str, Any] | None:
    """The teacher without these skills; None for a coach who has no other."""
    left = [skill for skill in teacher.get("skills", ()) if skill not in skills]
    if teacher.get("external") and not left:
        return None
    return {**{key: value for key, value in teacher.items() if key != "skills"}, **({"skills": left} if left else {})}


def _coaches(town: int, asked: dict[str, list[str]], rng: Random) -> Iterator[dict[str, Any]]:
    for skill, names in asked.items():
        for number in range(1, 1 + -(-len(names) // _SCHOOLS_OF_COACH)):
            yield {
                "id": f"coach-{town}-{skill}-{number}",
                "role": "coach",
                "external": True,
                "skills": [skill],
                "available": sorted(rng.sample(DAYS, rng.randint(3, 5)), key=DAYS.index),
                "schools": names,
            }


def _write(folder: Path, member: Member) -> None:
    seasons = tuple(member.made.mapping["seasons"])
    table = table_text(member.made.students, seasons)
    (folder / f"{member.name}.csv").write_text(table, encoding="utf-8", newline="\n")
    # Without a line for editors: alone the file is no whole scenario, for its periods are the district's.
    text = scenario_text(member.mapping, "A generated school of the district.", "").partition("\n")[2]
    (folder / f"{member.name}.yaml").write_text(text, encoding="utf-8", newline="\n")
