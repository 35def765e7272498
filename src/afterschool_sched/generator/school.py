"""Whole schools for the benchmarks: any size, with the staff slack, normal or tight.

The same size and seed give the same classes, rooms, clubs and families for every tightness; only the staff differs.
With `demand` = homework of everybody plus one group of every club, in teacher-periods a week, the own staff may give

    slack 1.35, normal 1.15, tight 1.0 times the demand

(more in a school of fewer than 200, which needs its subjects all the same). However tight, the whole homework can be
staffed (`staffing.shortage`), so that a timetable exists. Scarce in any case are places in favoured clubs, special
rooms and teachers with a skill; when staff is tight, clubs compete with homework.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any, Literal

from ..entities import Student
from ..scenario import Scenario
from .families import VERSION, families
from .menu import SPECIAL_ROOMS, TEMPLATES, Template
from .staffing import homework_need, shortage

Tightness = Literal["slack", "normal", "tight"]
Clubs = Literal["any period", "one period"]
DAYS = ("mon", "tue", "wed", "thu", "fri")
SUPPLY: dict[Tightness, float] = {"slack": 1.35, "normal": 1.15, "tight": 1.0}
MOST_SESSIONS = 5  # periods a week of one teacher
_CLUBS_BY_SIZE = ((100, 6), (500, 25), (1000, 45), (2000, 60))
_SUBJECTS = {"music": 0.18, "art": 0.18, "pe": 0.3, "science": 0.12, "computing": 0.1}  # of the staff without a class


@dataclass(frozen=True)
class School:
    """A generated school: the scenario as a file would say it, without students, and its students in order."""

    mapping: dict[str, Any]
    students: tuple[Student, ...]

    @property
    def scenario(self) -> Scenario:
        """Both together, ready to be solved."""
        return Scenario.model_validate(self.mapping).model_copy(update={"students": self.students})


def school(
    students: int,
    seed: int,
    tightness: Tightness = "normal",
    *,
    periods: Literal[1, 2] = 2,
    clubs: Clubs = "any period",
) -> School:
    """A school of that many students (100 to 2,000), with one or two periods a day.

    `clubs` "one period": those indoors meet in the last period alone, and those outdoors, for which it is dark then in
    winter, in the first.

    Equal for equal arguments and `VERSION`, on every machine. Raises ValueError for a size outside the range.
    """
    if not 100 <= students <= 2000:
        raise ValueError(f"A school of {students} students is not made; from 100 to 2,000 are.")
    return _Draw(students, seed, tightness, periods, clubs).school()


def unstaffed(students: int, seed: int) -> School:
    """The same school before it has any staff; its clubs ask for skills that nobody has yet."""
    return _Draw(students, seed, "normal", 2, "any period").unstaffed()


class _Draw:
    def __init__(self, students: int, seed: int, tightness: Tightness, periods: int, clubs: Clubs) -> None:
        self.size, self.seed, self.tightness, self.periods, self.clubs = students, seed, tightness, periods, clubs
        self.key = f"school/{VERSION}/{students}/{seed}/{periods}"
        self.class_count = round(students / 37)

    def _random(self, what: str) -> Random:
        return Random(f"{self.key}/{what}")

    def school(self) -> School:
        """See the function `school`."""
        bare = self.unstaffed()
        return School(self._staffed(bare.mapping, bare.students), bare.students)

    def unstaffed(self) -> School:
        """See the function `unstaffed`."""
        classes, heads = self._classes()
        mapping: dict[str, Any] = {
            "format": 1,
            "id": f"school-{self.size}-{self.tightness}-{self.seed}",
            "title": {
                "en": f"Generated school of {self.size}, staff {self.tightness}",
                "zh": f"生成的学校（{self.size} 人）",
            },
            "term": {"from": "2022-09-01", "to": "2023-01-13"},
            "seasons": {"winter": {"from": "2022-11-01", "latest_end": "17:30", "dark_from": "17:00"}},
            "days": "mon-fri",
            "periods": self._periods(),
            "rooms": self._rooms(classes),
            "teachers": [],
            "classes": classes,
            "activities": self._activities(),
            "rules": [
                {"rule": "workload", "who": {"roles": ["teacher"]}, "sessions_per_week": MOST_SESSIONS},
                {"rule": "club_limit", "clubs_per_week": 2},
                {"rule": "staffing", "external_share": 20},
            ],
        }
        return School(mapping, families(Scenario.model_validate(mapping), heads, self.key))

    # ---- what does not depend on the staff --------------------------------------------------------------------------

    def _periods(self) -> dict[str, Any]:
        if self.periods == 1:
            return {"after": _period("16:20", "17:30", "16:20", "17:20")}
        return {
            "first": _period("16:00", "16:50", "16:00", "16:45"),
            "second": _period("17:00", "17:50", "16:50", "17:30"),
        }

    def _classes(self) -> tuple[list[dict[str, Any]], dict[str, int]]:
        """Home classes, the grades filled evenly, and how many students each has: 31 to 43, the sum as asked for."""
        count = self.class_count
        grades = [1 + at * 6 // count for at in range(count)]
        classes: list[dict[str, Any]] = []
        for at, grade in enumerate(grades):
            number = at - grades.index(grade) + 1
            classes.append({"id": f"{grade}-{number}", "grade": grade, "room": f"r{grade}{number}"})
        rng = self._random("heads")
        heads = [self.size // count + (at < self.size % count) for at in range(count)]
        for at in range(0, count - 1, 2):
            moved = rng.randint(-4, 4)
            heads[at] += moved
            heads[at + 1] -= moved
        return classes, {home["id"]: number for home, number in zip(classes, heads, strict=True)}

    def _rooms(self, classes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        rooms: list[dict[str, Any]] = [{"id": home["room"], "kind": "classroom", "seats": 48} for home in classes]
        rooms += [{"id": f"spare{n}", "kind": "classroom", "seats": 48} for n in range(1, 2 + self.class_count // 10)]
        for kind, (form, every) in SPECIAL_ROOMS.items():
            for number in range(1, 2 + self.size // every):
                rooms.append({"id": f"{kind.replace(' ', '-')}{number}", "kind": kind, **form})
        return rooms

    def _activities(self) -> dict[str, Any]:
        rng = self._random("clubs")
        activities: dict[str, Any] = {"homework": {"kind": "class", "merge": "neighbouring grades", "over_cap": "keep"}}
        for name, template in self._menu(rng):
            activities[name] = self._club(rng, template)
        return activities

    def _menu(self, rng: Random) -> list[tuple[str, Template]]:
        """The clubs offered: each template once, in a random order, then for lower and upper grades apart."""
        many = _clubs(self.size)
        order = list(TEMPLATES)
        rng.shuffle(order)
        found = [(template.name, template) for template in order[:many]]
        for template in order[: max(0, many - len(order))]:
            half = (len(template.grades) + 1) // 2
            found.remove((template.name, template))
            found.append((f"{template.name}-lower", template._replace(grades=template.grades[:half])))
            found.append((f"{template.name}-upper", template._replace(grades=template.grades[-half:])))
        return sorted(found)

    def _club(self, rng: Random, template: Template) -> dict[str, Any]:
        club: dict[str, Any] = {"kind": "club", "category": template.category}
        if rng.random() < 0.3:
            club["days"] = sorted(rng.sample(DAYS, 3), key=DAYS.index)
        draw = rng.random()
        if template.often and draw < 0.6:
            club["meets"] = {"sessions_per_week": 2, "gap_days": 1 if "days" not in club and draw < 0.4 else 0}
        draw = rng.random()
        if self.periods == 2 and (draw < 0.4 or self.clubs == "one period") and not _outdoor(template.room):
            club["periods"] = ["second"]
        up_to = 2 if rng.random() < 0.25 else 1
        club["groups"] = {"up_to": up_to, "min": template.least, "max": template.most - rng.randint(0, 4)}
        club |= {"room": template.room, "skill": template.name, "eligible": {"grades": list(template.grades)}}
        return club

    # ---- staff ------------------------------------------------------------------------------------------------------

    def _staffed(self, mapping: dict[str, Any], pupils: tuple[Student, ...]) -> dict[str, Any]:
        """The mapping with staff: as much as the tightness says, and more where homework could not be covered."""
        bare = Scenario.model_validate(mapping)
        need = homework_need(bare, pupils, "homework")
        clubs = [club for club in bare.activities.values() if club.kind == "club"]
        demand = sum(need.values()) + sum(club.meets.sessions_per_week or 1 for club in clubs)
        count = math.ceil(SUPPLY[self.tightness] * demand / MOST_SESSIONS)
        while True:
            staffed = self._with_staff(mapping, max(count, self.class_count + 6))
            if not shortage(Scenario.model_validate(staffed), need):
                return staffed
            count += 1

    def _with_staff(self, mapping: dict[str, Any], count: int) -> dict[str, Any]:
        classes = [dict(home) for home in mapping["classes"]]
        subjects = self._subjects(count)
        teachers: list[dict[str, Any]] = [
            {"id": f"t{number:03d}", "subjects": [subject]} for number, subject in enumerate(subjects, start=1)
        ]
        of_subject: dict[str, list[str]] = {}
        for teacher, subject in zip(teachers, subjects, strict=True):
            of_subject.setdefault(subject, []).append(teacher["id"])
        for at, home in enumerate(classes):
            home["class_teacher"] = of_subject["chinese"][at]
            home["subject_teachers"] = {
                subject: of_subject[subject][at * len(of_subject[subject]) // len(classes)]
                for subject in ("chinese", "math", "english")
            }
            home["subject_teachers"]["chinese"] = home["class_teacher"]
        self._give_skills(mapping, teachers, of_subject)
        rng = self._random("hours")
        for teacher in teachers:
            self._give_hours(rng, teacher)
        return {**mapping, "classes": classes, "teachers": teachers + self._coaches(mapping)}

    def _subjects(self, count: int) -> list[str]:
        """One Chinese teacher a class; of the rest 30 % mathematics, 20 % English, and the special subjects."""
        rest = count - self.class_count
        math_, english = max(1, round(rest * 0.3)), max(1, round(rest * 0.2))
        special = max(5, rest - math_ - english)
        found = ["chinese"] * self.class_count + ["math"] * math_ + ["english"] * english
        share = sum(_SUBJECTS.values())
        parts = {subject: max(1, int(special * part / share)) for subject, part in _SUBJECTS.items()}
        parts["pe"] += max(0, special - sum(parts.values()))
        return found + [subject for subject, number in parts.items() for _ in range(number)]

    def _give_skills(
        self, mapping: dict[str, Any], teachers: list[dict[str, Any]], of_subject: dict[str, list[str]]
    ) -> None:
        """Every skill goes to few teachers of its subject: one for about three groups that may open."""
        rng = self._random("skills")
        by_id = {teacher["id"]: teacher for teacher in teachers}
        groups: dict[str, int] = {}
        for club in mapping["activities"].values():
            if club["kind"] == "club":
                groups[club["skill"]] = groups.get(club["skill"], 0) + club["groups"]["up_to"]
        for template in TEMPLATES:
            pool = of_subject[template.taught_by]
            wanted = min(len(pool), 1 + groups.get(template.name, 0) // 3) if template.name in groups else 0
            for name in sorted(rng.sample(pool, wanted)):
                by_id[name].setdefault("skills", []).append(template.name)

    def _give_hours(self, rng: Random, teacher: dict[str, Any]) -> None:
        draw, wish = rng.random(), rng.random()
        day, other = rng.sample(DAYS, 2)
        if draw < 0.12:
            teacher["available"] = [name for name in DAYS if name != day]
        elif draw < 0.18:
            teacher["available"] = [name for name in DAYS if name not in (day, other)]
        elif draw < 0.24 and self.periods == 2:
            teacher["available"] = {name: ["first"] if name == day else True for name in DAYS}
        if wish < 0.2:
            teacher["wishes"] = {"avoid_days": [other]}
        elif wish < 0.3 and self.periods == 2:
            teacher["wishes"] = {"avoid_periods": ["second"]}
        elif wish < 0.4:
            teacher["wishes"] = {"no_clubs": True}

    def _coaches(self, mapping: dict[str, Any]) -> list[dict[str, Any]]:
        """Coaches from outside: one for about 250 students, one skill each, on two days."""
        rng = self._random("coaches")
        skills = sorted({club["skill"] for club in mapping["activities"].values() if club["kind"] == "club"})
        return [
            {
                "id": f"coach{number}",
                "role": "coach",
                "external": True,
                "skills": [skill],
                "available": sorted(rng.sample(DAYS, 2), key=DAYS.index),
            }
            for number, skill in enumerate(rng.sample(skills, min(len(skills), 1 + self.size // 250)), start=1)
        ]


def _period(start: str, end: str, winter_start: str, winter_end: str) -> dict[str, Any]:
    return {"start": start, "end": end, "in": {"winter": {"start": winter_start, "end": winter_end}}}


def _outdoor(kind: str) -> bool:
    return bool(SPECIAL_ROOMS.get(kind, ({}, 0))[0].get("outdoor"))


def _clubs(students: int) -> int:
    """Six clubs for 100 students, 25 for 500, 45 for 1,000, 60 for 2,000; straight lines between."""
    for (low, few), (high, many) in pairwise(_CLUBS_BY_SIZE):
        if students <= high:
            return round(few + (many - few) * (students - low) / (high - low))
    raise AssertionError(students)
