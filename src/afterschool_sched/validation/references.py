"""Every name means something: ids that exist, and once only; words (subjects, skills, roles, features) somebody has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..entities import Activity, HomeClass, Room, Student, Teacher
from ..files import nearest
from ..rule import Rule, Who
from ..rules.club_limit.spec import ClubLimit
from ..rules.end_time.spec import EndTime
from ..rules.even.spec import Even
from ..rules.pinned.spec import Pinned
from ..rules.reserve.spec import Reserve
from ..rules.same_people.spec import SamePeople
from ..rules.staff_mix.spec import StaffMix
from ..rules.wishes.spec import WishesRule
from ..rules.workload.spec import Workload
from ..scenario import BASE_SEASON
from .facts import Facts
from .notes import Loc, Notes
from .words import listed

# What a name names -> the section of the scenario in which such things are listed.
_SECTIONS = {
    "room": "rooms",
    "teacher": "teachers",
    "class": "classes",
    "student": "students",
    "activity": "activities",
    "period": "periods",
    "season": "seasons",
    "school": "schools",
}

_MOST_SEARCHED = 100


def add_references(facts: Facts, notes: Notes) -> None:
    """Check all names of a scenario."""
    _References(facts, notes).check()


class _References:
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
            "school": scenario.schools,
        }
        self.close: dict[tuple[str, str], str | None] = {}
        teachers = scenario.teachers
        self.words: dict[str, list[str]] = {
            "skill": [skill for teacher in teachers for skill in teacher.skills],
            "subject": [subject for teacher in teachers for subject in teacher.subjects],
            "role": [teacher.role for teacher in teachers],
            "category": [activity.category for activity in scenario.activities.values() if activity.category],
        }

    def check(self) -> None:
        """Section by section, in the order of the scenario."""
        self._doubles()
        for name, period in self.scenario.periods.items():
            for season in period.in_:
                if season == BASE_SEASON:
                    continue  # "off" there: a period of named seasons only
                self._name(("periods", name, "in", season), "season", season, f"Period {name}")
        for at, meeting in enumerate(self.scenario.meetings):
            whose = f"The meeting on {meeting.day} at {meeting.span}"
            self._names(("meetings", at, "teachers"), "teacher", meeting.teachers, whose)
            self._words(("meetings", at, "roles"), "role", meeting.roles, whose)
            self._words(("meetings", at, "subjects"), "subject", meeting.subjects, whose)
        self._dated()
        for at, room in enumerate(self.scenario.rooms):
            self._room(("rooms", at), room)
        for at, teacher in enumerate(self.scenario.teachers):
            self._teacher(("teachers", at), teacher)
        for at, home in enumerate(self.scenario.classes):
            self._class(("classes", at), home)
        for at, student in enumerate(self.scenario.students):
            self._student(("students", at), student)
        for at, kind in enumerate(self.scenario.leave):
            here: Loc = ("leave", at)
            self._grades((*here, "grades"), kind.grades or (), "A time of leaving")
            self._names((*here, "classes"), "class", kind.classes or (), "A time of leaving")
            for season in kind.leave_in:
                self._name((*here, "leave_in", season), "season", season, "A time of leaving")
        for name, activity in self.scenario.activities.items():
            self._activity(("activities", name), name, activity)
        self._rules()

    # ---- how a name is looked up ----------------------------------------------------------------------------------

    def _name(self, loc: Loc, what: str, name: str | None, whose: str) -> bool:
        if name is None or name in self.known[what]:
            return True
        close = self._nearest(what, name)
        advice = f"'{close}' is meant." if close else f"it is missing under '{_SECTIONS[what]}'."
        self.notes.error(f"unknown-{what}", loc, f"{whose} names the {what} '{name}', which does not exist.", advice)
        return False

    def _nearest(self, what: str, name: str) -> str | None:
        """The nearest name; looked for only as often as it can be told: looking through all students takes long."""
        if (what, name) not in self.close:
            searched = sum(1 for one, _ in self.close if one == what)
            self.close[what, name] = nearest(name, self.known[what]) if searched < _MOST_SEARCHED else None
        return self.close[what, name]

    def _names(self, loc: Loc, what: str, names: Iterable[str], whose: str) -> None:
        for at, name in enumerate(names):
            self._name((*loc, at), what, name, whose)

    def _word(self, loc: Loc, what: str, word: str | None, whose: str) -> None:
        if word is None or word in self.words[what]:
            return
        owner = "activity" if what == "category" else "teacher"
        close = nearest(word, self.words[what])
        advice = f"'{close}' is meant." if close else None
        self.notes.warn(f"unknown-{what}", loc, f"{whose} names the {what} '{word}', which no {owner} has.", advice)

    def _words(self, loc: Loc, what: str, words: Sequence[str] | None, whose: str) -> None:
        for at, word in enumerate(words or ()):
            self._word((*loc, at), what, word, whose)

    def _days_and_periods(self, loc: Loc, given: object, whose: str) -> None:
        """The periods of day -> periods."""
        if isinstance(given, Mapping):
            for day, entry in given.items():
                if isinstance(entry, tuple):
                    self._names((*loc, day), "period", entry, whose)
                elif isinstance(entry, Mapping):
                    for period in entry:
                        self._name((*loc, day, period), "period", period, whose)

    # ---- section by section ---------------------------------------------------------------------------------------

    def _doubles(self) -> None:
        sections: dict[str, Sequence[Room | Teacher | HomeClass | Student]] = {
            "room": self.scenario.rooms,
            "teacher": self.scenario.teachers,
            "class": self.scenario.classes,
            "student": self.scenario.students,
        }
        for what, things in sections.items():
            first: dict[str, int] = {}
            for at, thing in enumerate(things):
                if first.setdefault(thing.id, at) != at:
                    place = self.scenario.place_of(_SECTIONS[what], first[thing.id], "id")
                    before = f"; the first is at {place}" if place else ""
                    text = f"There are two {_SECTIONS[what]} with the id '{thing.id}'{before}."
                    self.notes.error(f"duplicate-{what}", (_SECTIONS[what], at, "id"), text, "one is written twice.")

    def _dated(self) -> None:
        """What exceptions and absences name."""
        for at, exception in enumerate(self.scenario.term.exceptions):
            loc: Loc = ("term", "exceptions", at)
            whose = f"The exception on {listed(exception.dates)}"
            self._names((*loc, "periods"), "period", exception.periods, whose)
            self._names((*loc, "activities"), "activity", exception.activities, whose)
            self._names((*loc, "rooms"), "room", exception.rooms, whose)
            self._names((*loc, "teachers"), "teacher", exception.teachers, whose)
        for at, absence in enumerate(self.scenario.absences):
            whose = f"The absence on {listed(absence.dates)}"
            self._name(("absences", at, "teacher"), "teacher", absence.teacher, whose)

    def _room(self, loc: Loc, room: Room) -> None:
        whose = f"Room {room.id}"
        if self._name((*loc, "fallback"), "room", room.fallback, whose) and room.fallback:
            if room.fallback == room.id:
                self.notes.error("fallback-itself", (*loc, "fallback"), f"{whose} is its own fallback.")
            elif self.facts.rooms[room.fallback].outdoor:
                text = f"{whose} has the fallback {room.fallback}, which is outdoors too and no help on wet days."
                self.notes.warn("fallback-outdoor", (*loc, "fallback"), text)
        self._days_and_periods((*loc, "open"), room.open, whose)
        self._name((*loc, "school"), "school", room.school, whose)

    def _teacher(self, loc: Loc, teacher: Teacher) -> None:
        whose = f"Teacher {teacher.id}"
        self._days_and_periods((*loc, "available"), teacher.available, whose)
        wishes = teacher.wishes
        if wishes is not None:
            self._names((*loc, "wishes", "avoid_periods"), "period", wishes.avoid_periods, whose)
            self._names((*loc, "wishes", "avoid_activities"), "activity", wishes.avoid_activities, whose)
            self._names((*loc, "wishes", "avoid_rooms"), "room", wishes.avoid_rooms, whose)
            self._names((*loc, "wishes", "prefer_periods"), "period", wishes.prefer_periods, whose)
        self._names((*loc, "schools"), "school", teacher.schools, whose)

    def _class(self, loc: Loc, home: HomeClass) -> None:
        whose = f"Class {home.id}"
        self._name((*loc, "room"), "room", home.room, whose)
        self._name((*loc, "class_teacher"), "teacher", home.class_teacher, whose)
        for subject, name in home.subject_teachers.items():
            here = (*loc, "subject_teachers", subject)
            if self._name(here, "teacher", name, whose) and subject not in self.facts.teachers[name].subjects:
                subjects = self.facts.teachers[name].subjects
                text = f"{whose} has {name} for {subject}, but {subject} is not among the subjects of {name}."
                advice = f"'{close}' is meant." if (close := nearest(subject, subjects)) else None
                self.notes.warn("subject-not-taught", here, text, advice)
        self._days_and_periods((*loc, "stay"), home.stay, whose)
        self._name((*loc, "school"), "school", home.school, whose)

    def _student(self, loc: Loc, student: Student) -> None:
        whose = f"Student {student.id}"
        self._name((*loc, "class"), "class", student.class_, whose)
        self._names((*loc, "periods"), "period", student.periods or (), whose)
        self._days_and_periods((*loc, "stays"), student.stays, whose)
        for season in student.leave_in:
            self._name((*loc, "leave_in", season), "season", season, whose)
        for at, name in enumerate(student.choices):
            here = (*loc, "choices", at)
            if self._name(here, "activity", name, whose) and self.scenario.activities[name].kind != "club":
                kind = self.scenario.activities[name].kind
                text = f"{whose} chooses {name}, which is no club (its kind is {kind})."
                self.notes.error("choice-not-club", here, text, self._nearest_club(name))
        self._names((*loc, "siblings"), "student", student.siblings, whose)
        if student.id in student.siblings:
            here = (*loc, "siblings", student.siblings.index(student.id))
            self.notes.warn("sibling-itself", here, f"{whose} is named as a sibling of the same student.")

    def _nearest_club(self, name: str) -> str:
        clubs = [other for other, activity in self.scenario.activities.items() if activity.kind == "club"]
        close = nearest(name, clubs)
        return f"'{close}' is meant." if close else "delete it: only clubs are chosen."

    def _activity(self, loc: Loc, name: str, activity: Activity) -> None:
        whose = f"Activity {name}"
        self._names((*loc, "periods"), "period", activity.periods or (), whose)
        kinds = {room.kind for room in self.scenario.rooms}
        for at, asked in enumerate(activity.room_names):
            if asked not in kinds and asked not in self.facts.rooms:
                here = (*loc, "room") if isinstance(activity.room, str) else (*loc, "room", at)
                close = nearest(asked, [*kinds, *self.facts.rooms])
                advice = f"'{close}' is meant." if close else "it is missing under 'rooms'."
                text = f"{whose} asks for the room '{asked}', but no room has this id or kind."
                self.notes.error("unknown-room", here, text, advice)
        self._features((*loc, "features"), activity.features, whose)
        self._word((*loc, "skill"), "skill", activity.skill, whose)
        self._word((*loc, "subject"), "subject", activity.subject, whose)
        self._words((*loc, "roles"), "role", activity.roles, whose)
        self._names((*loc, "leads"), "teacher", activity.leads or (), whose)
        self._words((*loc, "staff", "assistant_roles"), "role", activity.staff.assistant_roles, whose)
        allowed = activity.eligible
        self._grades((*loc, "eligible", "grades"), allowed.grades or (), whose)
        self._names((*loc, "eligible", "classes"), "class", allowed.classes or (), whose)
        self._names((*loc, "eligible", "students"), "student", allowed.students or (), whose)
        self._names((*loc, "eligible", "barred"), "student", allowed.barred, whose)
        self._names((*loc, "members"), "student", activity.members or (), whose)
        if isinstance(activity.expect, Mapping):
            for home in activity.expect:
                self._name((*loc, "expect", home), "class", home, whose)
        self._name((*loc, "school"), "school", activity.school, whose)

    def _features(self, loc: Loc, features: Sequence[str], whose: str) -> None:
        """Unlike other words nobody has, a feature no room has leaves no room at all."""
        there = {feature for room in self.scenario.rooms for feature in room.features}
        for at, feature in enumerate(features):
            if feature not in there:
                close = nearest(feature, there)
                text = f"{whose} asks for rooms with '{feature}', which no room has."
                self.notes.error("unknown-feature", (*loc, at), text, f"'{close}' is meant." if close else None)

    def _grades(self, loc: Loc, grades: Sequence[int], whose: str) -> None:
        there = sorted({home.grade for home in self.scenario.classes})
        if grades and not any(grade in there for grade in grades):
            text = f"{whose} is for grade{'s'[: len(grades) > 1]} {listed(grades)}, but classes are in {listed(there)}."
            self.notes.warn("unknown-grade", loc, text)

    def _rules(self) -> None:
        packs: list[tuple[Loc, Sequence[Rule]]] = [
            (("policies", at, "policy", "rules"), use.policy.rules) for at, use in enumerate(self.scenario.policies)
        ]
        for section, rules in (*packs, (("rules",), self.scenario.rules)):
            self._rules_of(section, rules)

    def _rules_of(self, section: Loc, rules: Sequence[Rule]) -> None:
        for at, rule in enumerate(rules):
            loc: Loc = (*section, at)
            whose = f"Rule {rule.id}"
            if isinstance(rule, Workload | WishesRule | Even):
                self._who((*loc, "who"), rule.who, whose)
            if isinstance(rule, Even | SamePeople | Reserve):
                self._names((*loc, "activities"), "activity", rule.activities, whose)
            if isinstance(rule, StaffMix):
                self._words((*loc, "subjects"), "subject", rule.subjects, whose)
                self._names((*loc, "when", "periods"), "period", rule.when.periods, whose)
            if isinstance(rule, ClubLimit):
                for category in rule.per_category:
                    self._word((*loc, "per_category", category), "category", category, whose)
            if isinstance(rule, EndTime):
                there = {home.grade for home in self.scenario.classes}
                for grade in rule.grades:
                    if grade not in there:
                        text = f"{whose} names grade {grade}, but no class is in it."
                        self.notes.warn("unknown-grade", (*loc, "grades", str(grade)), text)
            if isinstance(rule, Pinned):
                self._name((*loc, "activity"), "activity", rule.activity, whose)
                self._name((*loc, "student"), "student", rule.student, whose)
                self._name((*loc, "class"), "class", rule.class_, whose)
                self._name((*loc, "period"), "period", rule.period, whose)
                self._name((*loc, "room"), "room", rule.room, whose)
                self._name((*loc, "teacher"), "teacher", rule.teacher, whose)

    def _who(self, loc: Loc, who: Who, whose: str) -> None:
        self._names((*loc, "teachers"), "teacher", who.teachers, whose)
        self._words((*loc, "roles"), "role", who.roles, whose)
