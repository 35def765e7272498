"""The things a school has: rooms, teachers, home classes, students, activities. Frozen; unknown keys are errors.

Field names carry their unit (`minutes`, `seats`); clock times are minutes after midnight in Python and "HH:MM" in
files; days are `mon` … `sun`.
"""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue

from .clock import Day
from .fields import Count, DateList, Dates, Days, Grade, Id, Money, Positive, TimeOfDay, TimeSpan


class Entity(BaseModel):
    """Base of everything read from a file: immutable, strict about unknown keys, never echoing what was typed."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, populate_by_name=True)


class Bilingual(Entity):
    """A text in English and/or Chinese; the other language falls back to the one given."""

    en: str | None = None
    zh: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _plain_text(cls, value: Any) -> Any:
        return {"en": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return or_shorthand({"type": "string"}, handler(core))

    def in_language(self, language: str) -> str:
        """The text in `language` ("en" or "zh"), or in the other if that is all there is."""
        return (self.zh or self.en or "") if language == "zh" else (self.en or self.zh or "")


def or_shorthand(short: JsonSchemaValue, long: JsonSchemaValue) -> JsonSchemaValue:
    """The schema of something that may also be written shorter."""
    return {"anyOf": [short, long], "description": long.get("description", "")}


# ---- time -------------------------------------------------------------------------------------------------------


class DatedException(Entity):
    """What is different on some dates: sessions that are cancelled, or over by a time. All that is given must hold."""

    dates: DateList
    periods: tuple[Id, ...] = Field(default=(), description="only these periods; default: all")
    activities: tuple[Id, ...] = Field(default=(), description="only these activities; default: all")
    rooms: tuple[Id, ...] = Field(default=(), description="only sessions in these rooms; default: all")
    teachers: tuple[Id, ...] = Field(default=(), description="only sessions of one of these teachers; default: all")
    ends: TimeOfDay | None = Field(default=None, description="all is over by this time; default: cancelled")
    note: str | None = Field(default=None, description="why")


class Absence(Entity):
    """Dates on which a teacher is away: no turn of a rota, and others stand in for what the week's plan says."""

    teacher: Id
    dates: DateList
    note: str | None = Field(default=None, description="why; never printed")


class Term(Entity):
    """First to last date, the usual limits of the day, and the dates that are different."""

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    earliest_start: TimeOfDay | None = None
    latest_end: TimeOfDay | None = None
    dark_from: TimeOfDay | None = None
    holidays: tuple[Dates, ...] = ()
    make_up: dict[Dates, Day] = Field(default_factory=dict, description="date -> the weekday whose plan is held")
    exceptions: tuple[DatedException, ...] = Field(
        default=(), description="dates on which part of the plan is cancelled, or ends earlier"
    )


class Season(Entity):
    """A dated part of the term with its own clock limits (winter ends earlier). Outside all seasons the term's hold."""

    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    timetable: Literal["shared", "own"] = Field(
        default="shared", description="the regular timetable, or one of its own with few changes (aim changes)"
    )
    earliest_start: TimeOfDay | None = None
    latest_end: TimeOfDay | None = None
    dark_from: TimeOfDay | None = None


class Clock(Entity):
    """Start and end of a period."""

    start: TimeOfDay
    end: TimeOfDay


class Period(Clock):
    """A named span of the after-school day; `in` gives other clock times for a season, or "off"."""

    title: Bilingual | None = None
    days: Days | None = Field(default=None, description="days on which the period exists; default: all days")
    in_: dict[Id, Clock | Literal["off"]] = Field(default_factory=dict, alias="in")
    fee: Money = Field(default=0, description="what a student pays each time the student stays in this period")


Availability = Annotated[
    Days | dict[Day, Literal[True] | tuple[Id, ...] | TimeSpan] | None,
    Field(description='days; or day -> true, a list of periods, or a span such as "16:00-17:30"; default: always'),
]


class Meeting(Entity):
    """A fixed meeting that keeps teachers away (whole-staff meeting, subject group)."""

    title: Bilingual | None = None
    day: Day
    span: TimeSpan
    teachers: tuple[Id, ...] = Field(default=(), description="ids; default with no roles and subjects: everybody")
    roles: tuple[Id, ...] = ()
    subjects: tuple[Id, ...] = ()


class Who(Entity):
    """Which teachers a rule speaks of: everything given must hold; nothing given means all of them."""

    teachers: tuple[Id, ...] = ()
    roles: tuple[Id, ...] = ()
    external: bool | None = None


# ---- places and people ------------------------------------------------------------------------------------------


# A school's results lie in a folder of its id.
SchoolId = Annotated[Id, Field(pattern=r"^[^.][^/\\:*?\"<>|]*$")]


class School(Entity):
    """One school of a district: a scenario of its own, in a file below the district's folder."""

    title: Bilingual | None = None
    scenario: str = Field(min_length=1, description="the file of its scenario, below the district's own folder")
    town: Id | None = Field(default=None, description="the town whose keys it inherits")


class Room(Entity):
    """Any place: classroom, gym, playground, garden bed. `seats` is for all groups in it together."""

    id: Id
    title: Bilingual | None = None
    kind: str = "classroom"
    seats: Positive
    groups_at_once: Positive = 1
    outdoor: bool = False
    fallback: Id | None = Field(default=None, description="room used on wet days")
    features: tuple[Id, ...] = ()
    open: Availability = None


class Wishes(Entity):
    """What a teacher would rather (not) do. Broken wishes are counted, never forbidden."""

    avoid_days: Days | None = None
    avoid_periods: tuple[Id, ...] = ()
    avoid_activities: tuple[Id, ...] = ()
    avoid_rooms: tuple[Id, ...] = ()
    prefer_days: Days | None = None
    prefer_periods: tuple[Id, ...] = ()
    no_clubs: bool = Field(default=False, description="would rather not lead any club")


class Pay(Entity):
    """What a teacher is paid: for each period with a session, by its minutes, and once a term for being used at all."""

    per_session: Money = Field(default=0, description="for each period with a session (as rule workload counts them)")
    per_hour: Money = Field(default=0, description="for 60 minutes; the pay of a period is rounded up")
    per_term: Money = Field(default=0, description="a contract: once a term, if there is any session at all")


class Teacher(Entity):
    """Any adult in charge: own staff, external coach, parent volunteer, leader on patrol."""

    id: Id
    title: Bilingual | None = Field(default=None, description="how reports name this person; default: the id")
    role: Id = "teacher"
    subjects: tuple[Id, ...] = ()
    skills: tuple[Id, ...] = ()
    available: Availability = None
    external: bool = Field(default=False, description="not the school's own staff (coach, volunteer)")
    cleared: bool = Field(
        default=True, description="background clearance; without it no session may be led or assisted"
    )
    wishes: Wishes | None = None
    pay: Pay | None = Field(default=None, description="default: what the scenario's 'pay' says")


class SharedTeacher(Teacher):
    """Somebody who works at several schools of a district, at one of them a day."""

    schools: Annotated[tuple[Id, ...], Field(min_length=1, description="the schools where this person may work")]


Stay = Annotated[
    Count | dict[Day, Count | dict[Id, Count]] | None,
    Field(description="how many stay: a number, or by day, or by day and period; a day left out means nobody"),
]


class HomeClass(Entity):
    """A home class (行政班). `students` is its head count when there is no table of students."""

    id: Id
    title: Bilingual | None = None
    grade: Grade
    room: Id | None = None
    class_teacher: Id | None = None
    subject_teachers: dict[Id, Id] = Field(default_factory=dict, description="subject -> teacher")
    students: Count | None = None
    stay: Stay = None
    levels: dict[Id, Count] = Field(
        default_factory=dict, description="level -> how many work at it, where students are only counted"
    )


Leave = Annotated[
    TimeOfDay | dict[Day, TimeOfDay] | None,
    Field(description="when the student is collected: a time, or by day; default: stays to the end"),
]


class Leaving(Entity):
    """When students of a kind are collected, unless their own entry says. Of the kind: everything given must hold."""

    boarder: bool | None = Field(default=None, description="only those who live at school, or only those who do not")
    grades: tuple[Grade, ...] | None = Field(default=None, description="only these grades")
    classes: tuple[Id, ...] | None = Field(default=None, description="only these classes")
    leave: Leave = None
    leave_in: dict[Id, Leave] = Field(default_factory=dict, description="season -> earlier leave times")


class Student(Entity):
    """A student who stays. `choices` are activity ids, best first. `name` is never printed in messages."""

    id: Id
    class_: Id = Field(alias="class")
    name: str | None = None
    days: Days | None = None
    periods: tuple[Id, ...] | None = Field(default=None, description="periods attended; default: all")
    stays: dict[Day, tuple[Id, ...]] | None = Field(
        default=None, description="day -> periods attended, instead of days and periods"
    )
    leave: Leave = None
    leave_in: dict[Id, Leave] = Field(default_factory=dict, description="season -> earlier leave times")
    wants: Count | None = Field(default=None, description="how many clubs are wanted")
    choices: tuple[Id, ...] = ()
    level: Id | None = None
    siblings: tuple[Id, ...] = ()
    team: Id | None = Field(default=None, description="a word that all of a team have (rules together and apart)")
    boarder: bool = False
    notes: str | None = None

    @property
    def said_stay(self) -> Hashable:
        """All that is said of when the student is there: those for whom it is equal are there at the same times."""
        stays = None if self.stays is None else tuple(self.stays.items())
        leave_in = tuple((season, _as_key(leave)) for season, leave in self.leave_in.items())
        return self.days, self.periods, stays, _as_key(self.leave), leave_in


def _as_key(leave: Leave) -> Hashable:
    return tuple(leave.items()) if isinstance(leave, dict) else leave


# ---- activities -------------------------------------------------------------------------------------------------


class Meets(Entity):
    """When a group meets. For clubs: the sessions of a group. For class activities: the sessions of a home class."""

    sessions_per_week: Positive | None = Field(default=None, description="clubs: default 1; class: default every slot")
    periods: Positive = Field(default=1, description="length of a session in consecutive periods (clubs)")
    gap_days: Count = Field(default=0, description="whole days that lie at least between two sessions of a week")
    same_period: bool = Field(default=False, description="all sessions of a group in the same period of the day")


class Groups(Entity):
    """How many groups may open, and how many members each has."""

    up_to: Positive = 1
    min: Positive = 1
    max: Positive | None = Field(default=None, description="default: the cap of rule group_size")


class Staff(Entity):
    """How many teachers a group has: `teachers`, or more where one is needed per so many students."""

    teachers: Positive = 1
    per_students: Positive | None = None
    assistant_roles: tuple[Id, ...] = Field(default=(), description="roles an assistant may have; default: any")


class Eligible(Entity):
    """Who may be in a group. Everything given must hold."""

    grades: tuple[Grade, ...] | None = None
    classes: tuple[Id, ...] | None = None
    levels: tuple[Id, ...] | None = Field(default=None, description="only students who work at one of these levels")
    students: tuple[Id, ...] | None = Field(default=None, description="only those invited")
    barred: tuple[Id, ...] = ()


class Rota(Entity):
    """Turns: the plan of the week names no teacher, and on every date of the term some of these people take it."""

    among: Who = Field(default=Who(), description="who takes turns; all must be fit to lead it")
    turn: Literal["session", "day", "week"] = Field(default="day", description="how long one turn is")


class Activity(Entity):
    """Something offered.

    *club*: chosen and ranked by students. *class*: homework, labour, reading …: takes, by home class, whoever is not in
    a club. *care*: the same without content (lunch rest, waiting). *duty*: teachers and no students (patrol, gate).
    """

    kind: Literal["club", "class", "care", "duty"]
    title: Bilingual | None = None
    category: Id | None = None
    days: Days | None = None
    periods: tuple[Id, ...] | None = None
    meets: Meets = Meets()
    groups: Groups = Groups()
    minutes: Positive | None = Field(
        default=None, description="least length of a session; clubs: default 80 % of normal"
    )
    room: str | tuple[str, ...] | None = Field(
        default=None, description="room kinds or room ids; class: default own kind"
    )
    features: tuple[Id, ...] = ()
    skill: Id | None = Field(default=None, description="skill the lead must have")
    subject: Id | None = Field(default=None, description="subject the lead must teach")
    roles: tuple[Id, ...] | None = Field(default=None, description="roles the lead may have; default: any")
    leads: tuple[Id, ...] | None = Field(default=None, description="teachers one of whom must lead; default: any")
    staff: Staff = Staff()
    eligible: Eligible = Eligible()
    members: Literal["all"] | tuple[Id, ...] | None = Field(
        default=None,
        description="clubs that are not chosen: whom the school puts in it, or all who may be and are signed up then",
    )
    expect: Count | dict[Id, Count] | None = Field(
        default=None, description="how many are expected: in all, or class -> number; where students are only counted"
    )
    fee: Money = Field(default=0, description="what each member pays for the term (clubs)")
    own_teacher: Literal["required", "preferred", "any"] = "preferred"
    merge: Literal["never", "same grade", "neighbouring grades", "any"] = "same grade"
    over_cap: Literal["split", "keep"] = "split"
    rota: Rota | None = Field(default=None, description="teachers take dated turns, equally (duty, class and care)")

    @property
    def room_names(self) -> tuple[str, ...]:
        """Room kinds or ids asked for; empty when nothing is asked."""
        return (self.room,) if isinstance(self.room, str) else (self.room or ())

    @property
    def is_chosen(self) -> bool:
        """Whether students choose it: a club, and not one that the school fills."""
        return self.kind == "club" and self.members is None

    @property
    def takes_classes(self) -> bool:
        """Whether its groups are made of home classes (kinds class and care)."""
        return self.kind in ("class", "care")

    @property
    def by_rota(self) -> bool:
        """Whether its sessions have no teachers of their own in the plan, but turns."""
        return self.rota is not None and self.kind != "club"
