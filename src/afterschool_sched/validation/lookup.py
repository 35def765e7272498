"""How names are looked up: ids that exist, and words (skills, subjects, roles, categories) that somebody has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..entities import Who
from ..files import nearest
from .facts import Facts
from .notes import Loc, Notes
from .words import listed

# What a name names -> the section of the scenario in which such things are listed.
SECTIONS = {
    "room": "rooms",
    "teacher": "teachers",
    "class": "classes",
    "student": "students",
    "activity": "activities",
    "period": "periods",
    "season": "seasons",
}

_MOST_SEARCHED = 100


class Lookup:
    """Looks up names of a scenario, and tells of those that mean nothing; `whose` begins the sentence."""

    def __init__(self, facts: Facts, notes: Notes) -> None:
        self.facts = facts
        self.notes = notes
        scenario = self.scenario = facts.scenario
        self.known: dict[str, Mapping[str, object]] = {
            "room": facts.rooms,
            "teacher": facts.teachers,
            "class": facts.homes,
            "student": {student.id: student for student in scenario.students},
            "activity": scenario.activities,
            "period": scenario.periods,
            "season": scenario.seasons,
        }
        self.close: dict[tuple[str, str], str | None] = {}
        teachers = scenario.teachers
        self.had: dict[str, list[str]] = {
            "skill": [skill for teacher in teachers for skill in teacher.skills],
            "subject": [subject for teacher in teachers for subject in teacher.subjects],
            "role": [teacher.role for teacher in teachers],
            "level": [
                *(student.level for student in scenario.students if student.level),
                *(level for home in scenario.classes for level in home.levels),
            ],
            "category": [activity.category for activity in scenario.activities.values() if activity.category],
        }

    def name(self, loc: Loc, what: str, name: str | None, whose: str) -> bool:
        """Something that is listed in a section; whether it is there."""
        if name is None or name in self.known[what]:
            return True
        close = self._nearest(what, name)
        advice = f"'{close}' is meant." if close else f"it is missing under '{SECTIONS[what]}'."
        self.notes.error(f"unknown-{what}", loc, f"{whose} names the {what} '{name}', which does not exist.", advice)
        return False

    def _nearest(self, what: str, name: str) -> str | None:
        """The nearest name; looked for only as often as it can be told: looking through all students takes long."""
        if (what, name) not in self.close:
            searched = sum(1 for one, _ in self.close if one == what)
            self.close[what, name] = nearest(name, self.known[what]) if searched < _MOST_SEARCHED else None
        return self.close[what, name]

    def names(self, loc: Loc, what: str, names: Iterable[str], whose: str) -> None:
        """Several things of a section."""
        for at, name in enumerate(names):
            self.name((*loc, at), what, name, whose)

    def word(self, loc: Loc, what: str, word: str | None, whose: str) -> None:
        """A word that teachers or activities have."""
        if word is None or word in self.had[what]:
            return
        owner = {"category": "activity", "level": "student"}.get(what, "teacher")
        close = nearest(word, self.had[what])
        advice = f"'{close}' is meant." if close else None
        self.notes.warn(f"unknown-{what}", loc, f"{whose} names the {what} '{word}', which no {owner} has.", advice)

    def words(self, loc: Loc, what: str, words: Sequence[str] | None, whose: str) -> None:
        """Several such words."""
        for at, word in enumerate(words or ()):
            self.word((*loc, at), what, word, whose)

    def who(self, loc: Loc, who: Who, whose: str) -> None:
        """The teachers and roles of those a rule (or a rota) speaks of."""
        self.names((*loc, "teachers"), "teacher", who.teachers, whose)
        self.words((*loc, "roles"), "role", who.roles, whose)

    def grades(self, loc: Loc, grades: Sequence[int], whose: str) -> None:
        """Grades of which there is at least one class."""
        there = sorted({home.grade for home in self.scenario.classes})
        if grades and not any(grade in there for grade in grades):
            text = f"{whose} is for grade{'s'[: len(grades) > 1]} {listed(grades)}, but classes are in {listed(there)}."
            self.notes.warn("unknown-grade", loc, text)

    def features(self, loc: Loc, features: Sequence[str], whose: str) -> None:
        """Unlike other words nobody has, a feature no room has leaves no room at all."""
        there = {feature for room in self.scenario.rooms for feature in room.features}
        for at, feature in enumerate(features):
            if feature not in there:
                close = nearest(feature, there)
                text = f"{whose} asks for rooms with '{feature}', which no room has."
                self.notes.error("unknown-feature", (*loc, at), text, f"'{close}' is meant." if close else None)

    def room_kinds(self, loc: Loc, kinds: Sequence[str], whose: str) -> None:
        """Kinds that some room has."""
        there = {room.kind for room in self.scenario.rooms}
        for at, kind in enumerate(kinds):
            if kind not in there:
                close = nearest(kind, there)
                text = f"{whose} speaks of rooms of the kind '{kind}', but no room has it."
                self.notes.error("unknown-room", (*loc, at), text, f"'{close}' is meant." if close else None)
