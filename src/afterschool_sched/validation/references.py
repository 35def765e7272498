"""Every name means something: ids that exist, and once only; words (subjects, skills, roles, features) somebody has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..entities import Activity, HomeClass, Room, Student, Teacher
from ..files import nearest
from ..scenario import BASE_SEASON
from .facts import Facts
from .lookup import SECTIONS, Lookup
from .notes import Loc, Notes
from .references_rules import add_rule_references
from .words import listed


def add_references(facts: Facts, notes: Notes) -> None:
    """Check all names of a scenario."""
    _References(facts, notes).check()


class _References(Lookup):
    """The names in all sections of a scenario."""

    def check(self) -> None:
        """Section by section, in the order of the scenario."""
        self._doubles()
        for name, period in self.scenario.periods.items():
            for season in period.in_:
                if season == BASE_SEASON:
                    continue  # "off" there: a period of named seasons only
                self.name(("periods", name, "in", season), "season", season, f"Period {name}")
        for at, meeting in enumerate(self.scenario.meetings):
            whose = f"The meeting on {meeting.day} at {meeting.span}"
            self.names(("meetings", at, "teachers"), "teacher", meeting.teachers, whose)
            self.words(("meetings", at, "roles"), "role", meeting.roles, whose)
            self.words(("meetings", at, "subjects"), "subject", meeting.subjects, whose)
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
            self.grades((*here, "grades"), kind.grades or (), "A time of leaving")
            self.names((*here, "classes"), "class", kind.classes or (), "A time of leaving")
            for season in kind.leave_in:
                self.name((*here, "leave_in", season), "season", season, "A time of leaving")
        for name, activity in self.scenario.activities.items():
            self._activity(("activities", name), name, activity)
        add_rule_references(self)

    def _days_and_periods(self, loc: Loc, given: object, whose: str) -> None:
        """The periods of day -> periods."""
        if isinstance(given, Mapping):
            for day, entry in given.items():
                if isinstance(entry, tuple):
                    self.names((*loc, day), "period", entry, whose)
                elif isinstance(entry, Mapping):
                    for period in entry:
                        self.name((*loc, day, period), "period", period, whose)

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
                    place = self.scenario.place_of(SECTIONS[what], first[thing.id], "id")
                    before = f"; the first is at {place}" if place else ""
                    text = f"There are two {SECTIONS[what]} with the id '{thing.id}'{before}."
                    self.notes.error(f"duplicate-{what}", (SECTIONS[what], at, "id"), text, "one is written twice.")

    def _dated(self) -> None:
        """What exceptions and absences name."""
        for at, exception in enumerate(self.scenario.term.exceptions):
            loc: Loc = ("term", "exceptions", at)
            whose = f"The exception on {listed(exception.dates)}"
            self.names((*loc, "periods"), "period", exception.periods, whose)
            self.names((*loc, "activities"), "activity", exception.activities, whose)
            self.names((*loc, "rooms"), "room", exception.rooms, whose)
            self.names((*loc, "teachers"), "teacher", exception.teachers, whose)
        for at, absence in enumerate(self.scenario.absences):
            whose = f"The absence on {listed(absence.dates)}"
            self.name(("absences", at, "teacher"), "teacher", absence.teacher, whose)

    def _room(self, loc: Loc, room: Room) -> None:
        whose = f"Room {room.id}"
        if self.name((*loc, "fallback"), "room", room.fallback, whose) and room.fallback:
            if room.fallback == room.id:
                self.notes.error("fallback-itself", (*loc, "fallback"), f"{whose} is its own fallback.")
            elif self.facts.rooms[room.fallback].outdoor:
                text = f"{whose} has the fallback {room.fallback}, which is outdoors too and no help on wet days."
                self.notes.warn("fallback-outdoor", (*loc, "fallback"), text)
        self._days_and_periods((*loc, "open"), room.open, whose)

    def _teacher(self, loc: Loc, teacher: Teacher) -> None:
        whose = f"Teacher {teacher.id}"
        self._days_and_periods((*loc, "available"), teacher.available, whose)
        wishes = teacher.wishes
        if wishes is not None:
            self.names((*loc, "wishes", "avoid_periods"), "period", wishes.avoid_periods, whose)
            self.names((*loc, "wishes", "avoid_activities"), "activity", wishes.avoid_activities, whose)
            self.names((*loc, "wishes", "avoid_rooms"), "room", wishes.avoid_rooms, whose)
            self.names((*loc, "wishes", "prefer_periods"), "period", wishes.prefer_periods, whose)

    def _class(self, loc: Loc, home: HomeClass) -> None:
        whose = f"Class {home.id}"
        self.name((*loc, "room"), "room", home.room, whose)
        self.name((*loc, "class_teacher"), "teacher", home.class_teacher, whose)
        for subject, name in home.subject_teachers.items():
            here = (*loc, "subject_teachers", subject)
            if self.name(here, "teacher", name, whose) and subject not in self.facts.teachers[name].subjects:
                subjects = self.facts.teachers[name].subjects
                text = f"{whose} has {name} for {subject}, but {subject} is not among the subjects of {name}."
                advice = f"'{close}' is meant." if (close := nearest(subject, subjects)) else None
                self.notes.warn("subject-not-taught", here, text, advice)
        self._days_and_periods((*loc, "stay"), home.stay, whose)

    def _student(self, loc: Loc, student: Student) -> None:
        whose = f"Student {student.id}"
        self.name((*loc, "class"), "class", student.class_, whose)
        self.names((*loc, "periods"), "period", student.periods or (), whose)
        self._days_and_periods((*loc, "stays"), student.stays, whose)
        for season in student.leave_in:
            self.name((*loc, "leave_in", season), "season", season, whose)
        for at, name in enumerate(student.choices):
            here = (*loc, "choices", at)
            if self.name(here, "activity", name, whose) and self.scenario.activities[name].kind != "club":
                kind = self.scenario.activities[name].kind
                text = f"{whose} chooses {name}, which is no club (its kind is {kind})."
                self.notes.error("choice-not-club", here, text, self._nearest_club(name))
        self.names((*loc, "siblings"), "student", student.siblings, whose)
        if student.id in student.siblings:
            here = (*loc, "siblings", student.siblings.index(student.id))
            self.notes.warn("sibling-itself", here, f"{whose} is named as a sibling of the same student.")

    def _nearest_club(self, name: str) -> str:
        clubs = [other for other, activity in self.scenario.activities.items() if activity.kind == "club"]
        close = nearest(name, clubs)
        return f"'{close}' is meant." if close else "delete it: only clubs are chosen."

    def _activity(self, loc: Loc, name: str, activity: Activity) -> None:
        whose = f"Activity {name}"
        self.names((*loc, "periods"), "period", activity.periods or (), whose)
        kinds = {room.kind for room in self.scenario.rooms}
        for at, asked in enumerate(activity.room_names):
            if asked not in kinds and asked not in self.facts.rooms:
                here = (*loc, "room") if isinstance(activity.room, str) else (*loc, "room", at)
                close = nearest(asked, [*kinds, *self.facts.rooms])
                advice = f"'{close}' is meant." if close else "it is missing under 'rooms'."
                text = f"{whose} asks for the room '{asked}', but no room has this id or kind."
                self.notes.error("unknown-room", here, text, advice)
        self.features((*loc, "features"), activity.features, whose)
        self.word((*loc, "skill"), "skill", activity.skill, whose)
        self.word((*loc, "subject"), "subject", activity.subject, whose)
        self.words((*loc, "roles"), "role", activity.roles, whose)
        self.names((*loc, "leads"), "teacher", activity.leads or (), whose)
        if activity.rota is not None:
            self.who((*loc, "rota", "among"), activity.rota.among, whose)
        self.words((*loc, "staff", "assistant_roles"), "role", activity.staff.assistant_roles, whose)
        allowed = activity.eligible
        self.grades((*loc, "eligible", "grades"), allowed.grades or (), whose)
        self.names((*loc, "eligible", "classes"), "class", allowed.classes or (), whose)
        self.names((*loc, "eligible", "students"), "student", allowed.students or (), whose)
        self.names((*loc, "eligible", "barred"), "student", allowed.barred, whose)
        self.words((*loc, "eligible", "levels"), "level", allowed.levels, whose)
        if activity.members != "all":
            self.names((*loc, "members"), "student", activity.members or (), whose)
        if isinstance(activity.expect, Mapping):
            for home in activity.expect:
                self.name((*loc, "expect", home), "class", home, whose)
