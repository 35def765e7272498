"""Random scenarios: worlds small enough to be written down whole, and schools that only a solver can look through.

Every field that a rule reads may be said, most of them seldom; what is said is mostly near what is needed, so that many
scenarios have timetables, and many of those that have none miss them by little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from afterschool_sched.scenario import Scenario
from tests.rules.random_counters import head_count, homework_time, limit, teams, variety
from tests.rules.world import Data, scenario

Draw = Any


@dataclass(frozen=True)
class Size:
    """How large the random scenarios are; each a range."""

    slots: tuple[tuple[int, int], ...]  # days and periods
    classes: tuple[int, int]
    students: tuple[int, int]  # in a class
    teachers: tuple[int, int]
    clubs: tuple[int, int]
    weeks: int
    winter: int  # in how many of ten cases there is a winter


TINY = Size(((1, 1), (1, 2), (2, 1)), (1, 2), (1, 2), (1, 3), (0, 2), 1, 3)
SMALL = Size(((1, 2), (2, 1), (2, 2), (3, 1)), (1, 3), (1, 5), (2, 6), (1, 4), 2, 3)
SEASONAL = replace(SMALL, winter=10)

DAYS = ("mon", "tue", "thu")
PERIODS = ("first", "second")
CLOCK = {"first": ("16:00", "16:50"), "second": ("17:00", "18:00")}
ROLES = ("teacher", "coach")
SKILLS = ("chess", "drama")


def maybe(strategy: st.SearchStrategy[Any], often: int = 2) -> st.SearchStrategy[Any]:
    """None, or (in `often` of ten cases) a value."""
    return st.integers(0, 9).flatmap(lambda dice: strategy if dice < often else st.none())


def number(low: int, high: int) -> st.SearchStrategy[int]:
    return st.integers(low, high)


def some(names: tuple[str, ...] | list[str]) -> st.SearchStrategy[list[str]]:
    """A few of them, at least one, in any order."""
    return st.lists(st.sampled_from(list(names)), min_size=1, max_size=len(names), unique=True)


def said(**fields: Any) -> Data:
    """The fields that are said."""
    return {key: value for key, value in fields.items() if value is not None}


@st.composite
def scenarios(draw: Draw, size: Size) -> Scenario:
    """A scenario that names nothing it does not have."""
    return scenario(draw(_Scenarios(size).data()), "random")


class _Scenarios:
    def __init__(self, size: Size) -> None:
        self.size = size

    def data(self) -> st.SearchStrategy[Data]:
        @st.composite
        def build(draw: Draw) -> Data:
            days, periods = draw(st.sampled_from(self.size.slots))
            self.days, self.periods = list(DAYS[:days]), list(PERIODS[:periods])
            self.winter = draw(st.integers(0, 9)) < self.size.winter
            self.classes = [f"3-{at}" for at in range(1, draw(number(*self.size.classes)) + 1)]
            self.clubs = [*SKILLS, "choir", "rope"][: draw(number(*self.size.clubs))]
            self.teachers = [f"t{at}" for at in range(1, draw(number(*self.size.teachers)) + 1)]
            self.rooms = [*(f"r{name}" for name in self.classes), "hall"]
            self.care = ["homework"] if draw(st.integers(0, 4)) else ["homework", "reading"]
            self.duties = ["patrol"] if draw(st.integers(0, 5)) == 0 else []
            students = {
                f"{name}{letter}": draw(self.student(name))
                for name in self.classes
                for letter in "abcdefgh"[: draw(number(*self.size.students))]
            }
            self.students = [*students]
            return {
                "format": 1,
                "days": self.days,
                "cycle_weeks": self.size.weeks if draw(st.integers(0, 9)) == 0 else 1,
                "periods": {name: draw(self.period(name)) for name in self.periods},
                **self.seasons(draw),
                **said(evening_from=draw(maybe(st.sampled_from(["16:50", "17:00", "17:30"])))),
                "meetings": draw(st.lists(self.meeting(), max_size=1)) if draw(st.integers(0, 4)) == 0 else [],
                "rooms": {name: draw(self.room(name)) for name in self.rooms},
                "teachers": {name: draw(self.teacher(name)) for name in self.teachers},
                "classes": {name: draw(self.home(at)) for at, name in enumerate(self.classes)},
                "students": students,
                "activities": {
                    **{name: draw(self.care_activity()) for name in self.care},
                    **{name: draw(self.club(name)) for name in self.clubs},
                    **{name: draw(self.duty()) for name in self.duties},
                },
                "rules": draw(self.rules()),
                "aims": [
                    "unplaced",
                    {"aim": "choices", "fairness": draw(st.sampled_from(["balanced", "balanced", "utilitarian"]))},
                    "workload",
                    "continuity",
                ],
            }

        return build()

    # ---- time ------------------------------------------------------------------------------------------------------

    def seasons(self, draw: Draw) -> Data:
        term = said(
            latest_end=draw(maybe(st.sampled_from(["17:50", "18:00"]), 1)),
            earliest_start=draw(maybe(st.sampled_from(["16:00", "16:05"]), 1)),
            dark_from=draw(maybe(st.sampled_from(["16:50", "17:30", "18:00"]))),
        )
        winter = said(
            latest_end=draw(maybe(st.sampled_from(["16:45", "17:30", "17:48"]))),
            dark_from=draw(maybe(st.sampled_from(["16:30", "16:50"]))),
        )
        return {"term": term, "seasons": {"winter": winter} if self.winter else {}}

    def period(self, name: str) -> st.SearchStrategy[Data]:
        start, end = CLOCK[name]
        other = st.sampled_from(["off", {"start": start, "end": "16:40" if name == "first" else "17:48"}])
        in_winter = maybe(other.map(lambda clock: {"winter": clock}), 4) if self.winter else st.none()
        return st.builds(said, start=st.just(start), end=st.just(end), **{"in": in_winter})

    def hours(self) -> st.SearchStrategy[Any]:
        day: st.SearchStrategy[Any] = st.one_of(
            st.just(True),
            some(self.periods),
            st.sampled_from(["16:00-18:00", "16:00-16:50", "17:00-18:00", "16:30-18:00"]),
        )
        return st.one_of(some(self.days), st.dictionaries(st.sampled_from(self.days), day, min_size=1))

    def meeting(self) -> st.SearchStrategy[Data]:
        whom: st.SearchStrategy[Data] = st.one_of(
            st.just({}),
            some(self.teachers).map(lambda who: {"teachers": who}),
            some(ROLES).map(lambda who: {"roles": who}),
        )
        span = st.sampled_from(["15:00-16:00", "15:30-16:30", "17:50-18:30", "16:50-17:00"])
        return st.builds(
            lambda day, span, who: {"day": day, "span": span, **who}, st.sampled_from(self.days), span, whom
        )

    # ---- places and people -----------------------------------------------------------------------------------------

    def room(self, name: str) -> st.SearchStrategy[Data]:
        hall = name == "hall"
        return st.builds(
            said,
            kind=st.just("hall" if hall else "classroom"),
            seats=st.sampled_from([1, 3, 4, 6, 10]),
            groups_at_once=maybe(number(2, 3), 5 if hall else 1),
            outdoor=maybe(st.just(True), 1),
            features=maybe(st.just(["sink"])),
            open=maybe(self.hours(), 1),
        )

    def teacher(self, name: str) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            role=st.sampled_from(ROLES),
            subjects=maybe(st.just(["math"]), 4),
            skills=maybe(some(SKILLS), 7),
            available=maybe(self.hours(), 2),
            external=maybe(st.just(True)),
            cleared=maybe(st.just(False), 1) if name != "t1" else st.none(),
            wishes=maybe(self.wishes(), 3),
        )

    def wishes(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            avoid_days=maybe(some(self.days)),
            avoid_periods=maybe(some(self.periods)),
            avoid_activities=maybe(some([*self.care, *self.clubs, *self.duties])),
            avoid_rooms=maybe(some(self.rooms)),
            prefer_days=maybe(some(self.days)),
            prefer_periods=maybe(some(self.periods)),
            no_clubs=maybe(st.just(True)),
        )

    def home(self, at: int) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            grade=st.sampled_from([3, 3, 4, 5]),
            room=maybe(st.just(self.rooms[at]), 9),
            class_teacher=maybe(st.sampled_from(self.teachers), 8),
            subject_teachers=maybe(st.sampled_from(self.teachers).map(lambda who: {"math": who}), 4),
        )

    def student(self, home: str) -> st.SearchStrategy[Data]:
        leave = st.sampled_from(["16:30", "16:50", "17:00", "17:30", "18:00"])
        by_day = st.dictionaries(st.sampled_from(self.days), leave, min_size=1)
        choices = st.lists(st.sampled_from(self.clubs), max_size=3, unique=True) if self.clubs else st.just([])
        return st.builds(
            said,
            **{"class": st.just(home)},
            choices=choices,
            wants=maybe(number(0, 2)),
            days=maybe(some(self.days), 1),
            periods=maybe(some(self.periods), 1),
            leave=maybe(st.one_of(leave, by_day), 1),
            leave_in=maybe(leave.map(lambda time: {"winter": time}), 3) if self.winter else st.none(),
        )

    # ---- activities ------------------------------------------------------------------------------------------------

    def eligible(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            grades=maybe(some(["3", "4"]).map(lambda g: [int(x) for x in g]), 5),
            classes=maybe(some(self.classes), 5),
        )

    def staff(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            teachers=maybe(st.just(2)),
            per_students=maybe(number(1, 4)),
            assistant_roles=maybe(some(ROLES)),
        )

    def care_activity(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            kind=st.sampled_from(["class", "care"]),
            days=maybe(some(self.days), 1),
            periods=maybe(some(self.periods), 1),
            meets=maybe(number(1, 2).map(lambda n: {"sessions_per_week": n}), 1),
            groups=maybe(number(1, 4).map(lambda n: {"max": n}), 3),
            minutes=maybe(st.sampled_from([30, 45]), 1),
            room=maybe(some(["classroom", "hall"]), 2),
            features=maybe(st.just(["sink"]), 1),
            subject=maybe(st.just("math"), 1),
            roles=maybe(some(ROLES), 1),
            staff=maybe(self.staff(), 2),
            eligible=maybe(self.eligible(), 1),
            own_teacher=maybe(st.sampled_from(["required", "any"])),
            merge=maybe(st.sampled_from(["never", "neighbouring grades", "any"]), 5),
            over_cap=maybe(st.just("keep"), 3),
            rota=maybe(self.rota(), 1),
        )

    def club(self, name: str) -> st.SearchStrategy[Data]:
        meets = st.builds(
            said,
            sessions_per_week=maybe(st.just(2), 3),
            periods=maybe(st.just(2), 3),
            gap_days=maybe(st.just(1)),
            same_period=maybe(st.just(True)),
        )
        groups = st.builds(said, up_to=maybe(st.just(2), 3), min=maybe(number(1, 3), 4), max=maybe(number(3, 5), 4))
        return st.builds(
            said,
            kind=st.just("club"),
            category=maybe(st.just("art"), 4),
            days=maybe(some(self.days), 1),
            periods=maybe(some(self.periods)),
            meets=maybe(meets, 4),
            groups=groups,
            minutes=maybe(st.sampled_from([30, 45]), 2),
            room=maybe(some(["classroom", "hall"]), 7),
            skill=maybe(st.just(name if name in SKILLS else "drama"), 4),
            subject=maybe(st.just("math"), 1),
            roles=maybe(some(ROLES), 1),
            staff=maybe(self.staff(), 2),
            eligible=maybe(self.eligible(), 1),
        )

    def duty(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            kind=st.just("duty"),
            days=maybe(some(self.days), 4),
            periods=maybe(some(self.periods), 4),
            roles=maybe(some(ROLES), 3),
            staff=maybe(number(1, 2).map(lambda n: {"teachers": n}), 3),
            minutes=maybe(st.sampled_from([30, 55]), 1),
            rota=maybe(self.rota(), 2),
        )

    def rota(self) -> st.SearchStrategy[Data]:
        return st.builds(said, among=self.who(), turn=maybe(st.sampled_from(["session", "day", "week"])))

    # ---- rules -----------------------------------------------------------------------------------------------------

    def rules(self) -> st.SearchStrategy[list[Data]]:
        single = [self.group_size(), self.club_limit(), self.end_time(), self.staffing()]
        several = [self.workload(), self.same_people(), self.even(), self.wishes_rule(), self.pinned()]
        several.append(limit(self.teachers, self.classes, self.rooms, self.days, self.periods))
        several += [head_count(self.rooms), homework_time(self.care), variety(self.care)]
        if len(self.students) > 1 or len(self.teachers) > 1:
            several.append(teams(self.students, self.teachers))

        @st.composite
        def build(draw: Draw) -> list[Data]:
            return [
                *(rule for rule in (draw(maybe(each, 2)) for each in single) if rule),
                *(rule for rule in (draw(maybe(each, 3)) for each in several) if rule),
            ]

        return build()

    def weight(self) -> st.SearchStrategy[Any]:
        return st.sampled_from(["required", 1, 3])

    def who(self) -> st.SearchStrategy[Any]:
        return maybe(
            st.one_of(
                some(self.teachers).map(lambda who: {"teachers": who}), some(ROLES).map(lambda who: {"roles": who})
            ),
            5,
        )

    def group_size(self) -> st.SearchStrategy[Data]:
        return number(1, 4).map(lambda cap: {"rule": "group_size", "cap": cap})

    def club_limit(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            rule=st.just("club_limit"),
            clubs_per_week=maybe(number(1, 2), 4),
            sessions_per_day=maybe(number(1, 2), 4),
            sessions_per_week=maybe(number(1, 3), 4),
            per_category=maybe(number(1, 1).map(lambda n: {"art": n}), 4),
        )

    def end_time(self) -> st.SearchStrategy[Data]:
        ends = st.sampled_from(["16:50", "17:50", "18:00"])
        return ends.map(lambda end: {"rule": "end_time", "grades": {3: end}})

    def staffing(self) -> st.SearchStrategy[Data]:
        return st.sampled_from([0, 25, 50, 75]).map(lambda share: {"rule": "staffing", "external_share": share})

    def workload(self) -> st.SearchStrategy[Data]:
        def limits(high: int) -> st.SearchStrategy[Any]:
            return maybe(st.builds(said, min=maybe(number(1, high // 2 or 1), 3), max=maybe(number(1, high), 7)))

        return st.builds(
            said,
            rule=st.just("workload"),
            who=self.who(),
            weight=self.weight(),
            sessions_per_day=limits(2),
            sessions_per_week=limits(3),
            minutes_per_day=limits(110),
            minutes_per_week=limits(220),
            days_per_week=limits(2),
            evenings_per_week=limits(2),
            consecutive_days=maybe(number(1, 2)),
        )

    def same_people(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            rule=st.just("same_people"),
            what=st.sampled_from(["own_teacher", "own_room", "own_group", "club_room"]),
            weight=self.weight(),
            activities=maybe(some([*self.care, *self.clubs])),
        )

    def even(self) -> st.SearchStrategy[Data]:
        teachers = st.builds(
            said,
            rule=st.just("even"),
            what=st.sampled_from(["sessions", "minutes", "evenings"]),
            who=self.who(),
            weight=self.weight(),
            tolerance=st.sampled_from([0, 1, 2, 60]),
        )
        groups = st.builds(
            said, rule=st.just("even"), among=st.just("groups"), weight=self.weight(), tolerance=number(0, 2)
        )
        return st.one_of(teachers, groups)

    def wishes_rule(self) -> st.SearchStrategy[Data]:
        return st.builds(said, rule=st.just("wishes"), who=self.who(), weight=self.weight())

    def pinned(self) -> st.SearchStrategy[Data]:
        return st.builds(
            said,
            rule=st.just("pinned"),
            weight=self.weight(),
            activity=st.sampled_from([*self.care, *self.clubs, *self.duties]),
            **{"class": maybe(st.sampled_from(self.classes))},
            day=maybe(st.sampled_from(self.days), 3),
            period=maybe(st.sampled_from(self.periods), 3),
            room=maybe(st.sampled_from(self.rooms)),
            teacher=maybe(st.sampled_from(self.teachers), 3),
            student=maybe(st.sampled_from([f"{name}a" for name in self.classes])),
        )
