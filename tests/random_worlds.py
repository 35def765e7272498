"""Random worlds of a few children: as data, so that they can be changed, and as hypothesis strategies.

Everything is drawn through `random.Random`, which hypothesis controls: what fails is made small.
"""

from __future__ import annotations

import copy
from random import Random
from typing import Any

from hypothesis import strategies as st
from pydantic import ValidationError

from afterschool_sched.scenario import Scenario

Data = dict[str, Any]

CLOCK = {"first": ("16:00", "16:50"), "second": ("17:00", "18:00")}


def scenario(data: Data) -> Scenario:
    """The scenario of such data."""
    return Scenario.model_validate(data)


def worlds(*, tiny: bool = False) -> st.SearchStrategy[Data]:
    """Data of worlds in which all names are known; `tiny`: so small that all timetables can be written down."""
    return st.randoms(use_true_random=False).map(lambda random: random_world(random, tiny=tiny))


def random_world(random: Random, *, tiny: bool = False) -> Data:
    """Data of one world."""
    return _World(random, tiny).data()


def garbled_worlds() -> st.SearchStrategy[Scenario]:
    """Worlds with some values replaced and some things doubled: of the right shape, and full of faults."""
    return st.randoms(use_true_random=False).map(_garbled)


def _garbled(random: Random) -> Scenario:
    sound = random_world(random)
    data = copy.deepcopy(sound)
    leaves = list(_leaves(data))
    words = sorted({str(value) for box, key in leaves if isinstance(value := box[key], str)})
    for box, key in random.sample(leaves, min(len(leaves), random.randint(1, 6))):
        value = box[key]
        if isinstance(value, bool):
            box[key] = not value
        elif isinstance(value, int):
            box[key] = random.choice([0, 1, 2, 50, value + 1])
        else:
            box[key] = random.choice([random.choice(words), f"{value}x", "ghost", "17:30", "mon"])
    for section in ("rooms", "teachers", "classes", "students"):
        if data[section] and random.random() < 0.2:
            data[section].append(copy.deepcopy(random.choice(data[section])))
    try:
        return scenario(data)
    except ValidationError:
        return scenario(sound)


def _leaves(box: Any) -> list[tuple[Any, Any]]:
    pairs = list(box.items() if isinstance(box, dict) else enumerate(box))
    found: list[tuple[Any, Any]] = []
    for key, value in pairs:
        found += _leaves(value) if isinstance(value, dict | list) else [(box, key)]
    return found


class _World:
    def __init__(self, random: Random, tiny: bool) -> None:
        self.random = random
        self.tiny = tiny
        # Most worlds are generous, so that timetables exist and a wrong proof is noticed.
        self.easy = self.maybe(0.75)
        self.days = ["mon", "tue", "wed"][: 1 if tiny else self.one_of(1, 1, 2, 3)]
        self.periods = list(CLOCK)[: self.one_of(1, 1, 2) if tiny else self.one_of(1, 2, 2)]
        self.winter = not tiny and self.maybe(0.35)
        self.clubs: list[str] = []

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def one_of(self, *values: Any) -> Any:
        return self.random.choice(values)

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)

    def some(self, values: list[Any]) -> list[Any]:
        return self.random.sample(values, self.number(1, len(values)))

    # ---- sections ---------------------------------------------------------------------------------------------------

    def data(self) -> Data:
        rooms = self._rooms()
        teachers = [self._teacher(number) for number in range(self._how_many_teachers())]
        classes = self._classes([room["id"] for room in rooms], [teacher["id"] for teacher in teachers])
        activities = self._activities(any(room["id"] == "hall" for room in rooms))
        students = self._students(classes)
        return {
            "format": 1,
            "id": "world",
            "days": self.days,
            "evening_from": "17:30",
            "cycle_weeks": 2 if not self.tiny and self.maybe(0.1) else 1,
            "term": self.one_of({}, {}, {}, {"latest_end": "18:00"}, {"dark_from": "17:30"}),
            "seasons": {"winter": self._winter()} if self.winter else {},
            "periods": {name: self._period(name) for name in self.periods},
            "meetings": self._meetings() if self.maybe(0.1) else [],
            "rooms": rooms,
            "teachers": teachers,
            "classes": classes,
            "students": students,
            "activities": activities,
            "rules": self._rules(rooms, teachers, classes, students, list(activities)),
        }

    def _winter(self) -> Data:
        late = {"latest_end": "17:55", "dark_from": "17:00"}
        return dict(self.one_of({}, {"latest_end": "17:30"}, late, {"dark_from": "16:30"}))

    def _period(self, name: str) -> Data:
        start, end = CLOCK[name]
        period: Data = {"start": start, "end": end}
        if self.winter and name == "second" and self.maybe(0.5):
            period["in"] = {"winter": self.one_of("off", {"start": "16:55", "end": "17:30"})}
        return period

    def _meetings(self) -> list[Data]:
        who = self.one_of({}, {"roles": ["coach"]}, {"teachers": ["t0"]}, {"subjects": ["math"]})
        return [{"day": "mon", "span": "17:00-17:20", **who}]

    def _hours(self, field: str, chance: float) -> Data:
        if not self.maybe(chance):
            return {}
        if self.maybe(0.4):
            return {field: self.some(self.days)}
        spans = ["16:00-17:00", "16:30-18:00", "16:00-18:00", "16:00-17:35"]
        by_day = {day: self.one_of(None, True, self.some(self.periods), self.one_of(*spans)) for day in self.days}
        given = {day: entry for day, entry in by_day.items() if entry is not None}
        return {field: given} if given else {}

    def _seats(self) -> int:
        return self.number(3, 8) if self.easy else self.number(1, 5)

    def _rooms(self) -> list[Data]:
        rooms: list[Data] = [{"id": f"r{n}", "seats": self._seats()} for n in range(3) if self.maybe(0.8)]
        for room in rooms:
            room |= self._hours("open", 0.1)
        if self.maybe(0.6):
            times = self.one_of(1, 1, 2)
            hall = {"id": "hall", "kind": "hall", "seats": self._seats(), "groups_at_once": times}
            rooms.append({**hall, "outdoor": self.maybe(0.3)})
        return rooms

    def _how_many_teachers(self) -> int:
        if self.tiny:
            return self.number(1, 3)
        return self.number(3, 6) if self.easy else self.number(1, 4)

    def _teacher(self, number: int) -> Data:
        teacher: Data = {"id": f"t{number}", "external": self.maybe(0.25), "cleared": not self.maybe(0.07)}
        teacher["role"] = "coach" if self.maybe(0.25) else "teacher"
        teacher["skills"] = ["chess"] if self.maybe(0.5) else []
        teacher["subjects"] = ["math"] if self.maybe(0.4) else []
        teacher |= self._hours("available", 0.15 if self.easy else 0.4)
        if self.maybe(0.1):
            teacher["wishes"] = {"avoid_days": ["mon"]}
        return teacher

    def _classes(self, rooms: list[str], teachers: list[str]) -> list[Data]:
        classes: list[Data] = []
        for number in range(self.number(1, 2) if self.tiny else self.one_of(1, 1, 2, 2, 3)):
            home: Data = {"id": f"c{number}", "grade": self.one_of(1, 1, 2, 3)}
            if f"r{number}" in rooms:
                home["room"] = f"r{number}"
            if self.maybe(0.8):
                home["class_teacher"] = self.one_of(*teachers)
            if self.maybe(0.3):
                home["subject_teachers"] = {"math": self.one_of(*teachers)}
            classes.append(home)
        return classes

    def _students(self, classes: list[Data]) -> list[Data]:
        students: list[Data] = []
        for home in classes:
            if not self.tiny and self.maybe(0.15):
                home["students"] = self.number(1, 4)
                if self.maybe(0.5):
                    home["stay"] = {day: self.number(0, home["students"]) for day in self.days}
                continue
            for _ in range(self.number(1, 2 if self.tiny else 4)):
                students.append(self._student(f"s{len(students)}", home["id"]))
        return students

    def _student(self, name: str, home: str) -> Data:
        student: Data = {"id": name, "class": home, "choices": self.random.sample(self.clubs, len(self.clubs))}
        student["choices"] = student["choices"][: self.number(0, len(self.clubs))]
        student["wants"] = self.one_of(0, 1, 1, 2) if student["choices"] else 0
        if self.maybe(0.2):
            student["days"] = self.some(self.days)
        if self.maybe(0.15):
            student["leave"] = self.one_of("16:50", "17:00", "17:30", "18:00")
        if self.winter and self.maybe(0.15):
            student["leave_in"] = {"winter": self.one_of("16:40", "17:00", "17:30")}
        return student

    # ---- activities -------------------------------------------------------------------------------------------------

    def _activities(self, hall: bool) -> Data:
        activities: Data = {"homework": self._class_activity(hall)}
        if self.easy:
            for field in ("days", "periods", "eligible", "subject", "meets"):
                if self.maybe(0.7):
                    activities["homework"].pop(field, None)
        if self.maybe(0.3):
            activities["reading"] = self._class_activity(hall)
        for name in ["chess", "rope"][: self.one_of(0, 1, 1) if self.tiny else self.one_of(0, 1, 1, 2)]:
            activities[name] = self._club(name, hall)
            self.clubs.append(name)
        if self.maybe(0.25):
            activities["patrol"] = {"kind": "duty", **self._slots(0.4)}
            activities["patrol"] |= {"roles": ["coach"]} if self.maybe(0.4) else {}
            activities["patrol"] |= {"staff": {"teachers": 2}} if self.maybe(0.3) else {}
        return activities

    def _slots(self, chance: float) -> Data:
        found: Data = {"periods": self.some(self.periods)} if self.maybe(chance) else {}
        return found | ({"days": self.some(self.days)} if self.maybe(chance) else {})

    def _class_activity(self, hall: bool) -> Data:
        activity: Data = {"kind": self.one_of("class", "class", "care"), **self._slots(0.15)}
        merges = ("same grade", "any", "neighbouring grades") if self.easy else ("never", "same grade", "any")
        options: list[tuple[float, Data]] = [
            (0.5, {"merge": self.one_of(*merges)}),
            (0.3, {"over_cap": "keep"}),
            (0.25, {"groups": {"max": self.number(1, 4)}}),
            (0.2, {"own_teacher": self.one_of("required", "any")}),
            (0.15, {"subject": "math"}),
            (0.1, {"roles": ["teacher"]}),
            (0.2, {"staff": self.one_of({"teachers": 2}, {"per_students": 2}, {"per_students": 3})}),
            (0.05, {"staff": {"teachers": 2, "assistant_roles": ["coach"]}}),
            (0.2, {"meets": {"sessions_per_week": self.number(1, 3)}}),
            (0.15 if hall else 0, {"room": self.one_of("hall", ["hall", "classroom"])}),
            (0.1, {"minutes": self.one_of(30, 55)}),
            (0.1, {"eligible": {"grades": [1, self.one_of(2, 3)]}}),
        ]
        for chance, fields in options:
            activity |= fields if self.maybe(chance) else {}
        return activity

    def _club(self, name: str, hall: bool) -> Data:
        least = self.number(1, 3)
        club: Data = {"kind": "club", "groups": {"min": least, "up_to": self.one_of(1, 1, 2)}, **self._slots(0.3)}
        if self.maybe(0.4):
            club["groups"]["max"] = self.number(least, 4)
        meets: list[tuple[float, Data]] = [
            (0.25, {"sessions_per_week": self.number(1, 2)}),
            (0.2, {"periods": self.number(1, 2)}),
            (0.2, {"same_period": True}),
            (0.2, {"gap_days": 1}),
        ]
        club["meets"] = {}
        for chance, fields in meets:
            club["meets"] |= fields if self.maybe(chance) else {}
        if name == "chess":
            club["skill"] = "chess"
        if hall and self.maybe(0.5):
            club["room"] = "hall"
        if self.maybe(0.2):
            club["staff"] = self.one_of({"teachers": 2}, {"per_students": 2})
        if self.winter or self.maybe(0.2):
            club["minutes"] = self.one_of(20, 30, 40)
        return club

    # ---- rules ------------------------------------------------------------------------------------------------------

    def _rules(
        self, rooms: list[Data], teachers: list[Data], classes: list[Data], students: list[Data], activities: list[str]
    ) -> list[Data]:
        same = self.one_of("own_teacher", "own_room", "own_group", "club_room")
        limit = self.one_of("clubs_per_week", "sessions_per_day", "sessions_per_week")
        options: list[tuple[float, Data]] = [
            (0.7, {"rule": "group_size", "cap": self.number(2, 5)}),
            (0.35, self._workload([teacher["id"] for teacher in teachers])),
            (0.15, {"rule": "staffing", "external_share": self.one_of(0, 20, 40, 50)}),
            (0.15, {"rule": "same_people", "what": same}),
            (0.1, {"rule": "wishes"}),
            (0.1, {"rule": "end_time", "grades": {self.number(1, 2): self.one_of("17:00", "17:40")}}),
            (0.1, {"rule": "club_limit", limit: 1}),
        ]
        rules = [rule for chance, rule in options if self.maybe(chance)]
        for _ in range(self.one_of(0, 0, 0, 0, 0, 0, 1, 2) if self.easy else self.one_of(0, 0, 0, 1, 2)):
            rules.append(self._pin(rooms, teachers, classes, students, activities))
        return rules

    def _workload(self, teachers: list[str]) -> Data:
        measures: Data = {
            "sessions_per_day": self.number(1, 2),
            "sessions_per_week": self.one_of(1, 2, 3, {"min": 1}, {"min": 2}, {"min": 3}),
            "minutes_per_day": self.one_of(60, 110),
            "minutes_per_week": self.one_of(50, 110, 160),
            "days_per_week": self.one_of(1, 2, {"min": 2}),
            "evenings_per_week": 1,
            "consecutive_days": self.number(1, 2),
        }
        chosen = self.random.sample(sorted(measures), self.number(1, 2))
        rule: Data = {"rule": "workload", **{name: measures[name] for name in chosen}}
        if self.maybe(0.3):
            rule["who"] = self.one_of(
                {"teachers": [self.one_of(*teachers)]}, {"roles": ["teacher"]}, {"external": False}
            )
        return rule

    def _pin(
        self, rooms: list[Data], teachers: list[Data], classes: list[Data], students: list[Data], activities: list[str]
    ) -> Data:
        pin: Data = {"rule": "pinned", "activity": self.one_of(*activities)}
        if students and self.maybe(0.25):
            return {**pin, "student": self.one_of(*students)["id"]}
        options: list[tuple[float, str, list[Any]]] = [
            (0.7, "day", self.days),
            (0.7, "period", self.periods),
            (0.4, "teacher", [teacher["id"] for teacher in teachers]),
            (0.4, "room", [room["id"] for room in rooms]),
            (0.3, "class", [home["id"] for home in classes]),
        ]
        for chance, field, values in options:
            if values and self.maybe(chance):
                pin[field] = self.one_of(*values)
        return pin
