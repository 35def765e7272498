"""The general counter: so much of something, of somebody, in some time."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import Count, Grade, Id
from afterschool_sched.rule import Measure, PenaltyAim, Per, Rule, Weight, What, When, Who

Each = Literal["teacher", "class", "student", "room", "school"]

# What is counted -> of whom it can be counted, one by one or (school) all together.
MEANINGFUL: dict[Measure, tuple[Each, ...]] = {
    "sessions": ("teacher", "class", "student", "room", "school"),
    "minutes": ("teacher", "class", "student", "room", "school"),
    "days": ("teacher", "class", "student", "room", "school"),
    "evenings": ("teacher", "class", "student"),
    "students": ("class", "room", "school"),
    "groups": ("room", "school"),
}
UNITS: dict[Measure, str] = {
    "sessions": "period",
    "minutes": "minute",
    "days": "day",
    "evenings": "evening",
    "students": "student",
    "groups": "group",
}
NOT_TOGETHER: dict[Measure, tuple[Each, ...]] = {
    "students": ("teacher",),
    "groups": ("teacher", "class", "student"),
}
AT_ONCE: tuple[Measure, ...] = ("students", "groups")


class Whom(Who):
    """Of whom a rule counts: teachers, or classes, or students, or rooms; everything given must hold."""

    classes: tuple[Id, ...] = ()
    grades: tuple[Grade, ...] = ()
    students: tuple[Id, ...] = ()
    rooms: tuple[Id, ...] = ()
    room_kinds: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[Each, ...]:
        """Of which kinds something is said."""
        said: dict[Each, bool] = {
            "teacher": bool(self.teachers or self.roles) or self.external is not None,
            "class": bool(self.classes or self.grades),
            "student": bool(self.students),
            "room": bool(self.rooms or self.room_kinds),
        }
        return tuple(kind for kind, given in said.items() if given)

    def __str__(self) -> str:
        outside = {None: [], True: ["externals"], False: ["own staff"]}[self.external]
        grades = [f"grade {grade}" for grade in self.grades]
        several = (self.teachers, self.roles, self.classes, self.students, self.rooms, self.room_kinds)
        return " and ".join([*outside, *grades, *(name for names in several for name in names)])


class Limit(Rule):
    """So many periods, minutes, days, evenings, students or groups: between a minimum and a maximum.

    *Rule*: counts `count`, of `of`, for each one of `who` (or, `each: school`, for all of them together), in the slots
    of `when`, per slot, day, week or cycle. *Formal*: models/formal.md. *Units*: the count's own, beyond `max` or below
    `min`. *Source*: models/formal.md, 3. *Also known as*: the counters of FET and XHSTT.
    """

    id: ClassVar[str] = "limit"
    single: ClassVar[bool] = False
    rule: Literal["limit"] = "limit"
    weight: Weight = "required"
    charge: Literal["linear", "squared"] = Field(
        default="linear", description="squared: two too many at once cost as much as four one by one"
    )
    count: Measure = Field(description="what is counted; sessions are counted in periods")
    of: What = Field(default=What(), description="in which activities; default: all")
    who: Whom = Field(default=Whom(), description="of whom: teachers, classes, students or rooms; default: the school")
    each: Each | None = Field(default=None, description="counted for each of them, or (school) all together")
    when: When = Field(default=When(), description="in which slots; default: all")
    per: Per | None = Field(default=None, description="default: slot for students and groups, week for the others")
    min: Count | None = Field(default=None, description="the least")
    max: Count | None = Field(default=None, description="the most")

    @property
    def subject(self) -> Each:
        """For whom it is counted."""
        if self.each is not None:
            return self.each
        return self.who.named[0] if self.who.named else "school"

    @property
    def unit(self) -> Per:
        """In what time it is counted."""
        return self.per or ("slot" if self.count in AT_ONCE else "week")

    @property
    def about(self) -> str:
        return repr((self.count, self.of, self.who, self.subject, self.when, self.unit))

    @property
    def squared(self) -> bool:
        return self.charge == "squared"

    @property
    def charged_to(self) -> PenaltyAim:
        return "workload" if "teacher" in (self.subject, *self.who.named) else "continuity"

    @property
    def nonsense(self) -> str | None:
        """Why this cannot be counted, as the end of a sentence; None when it can."""
        named, subject, unit = self.who.named, self.subject, UNITS[self.count] + "s"
        if len(named) > 1:
            return f"speaks of {' and '.join(_plural(kind) for kind in named)} at once; it can speak of one of them"
        if subject != "school" and named and named[0] != subject and (named[0], subject) != ("class", "student"):
            return f"speaks of {_plural(named[0])}, but counts for each {subject}"
        if subject not in MEANINGFUL[self.count]:
            return f"cannot count {unit} of {'the whole school' if subject == 'school' else f'a {subject}'}"
        if subject == "school" and named and named[0] in NOT_TOGETHER.get(self.count, ()):
            return f"cannot count {unit} of {_plural(named[0])} together"
        if self.unit == "slot" and self.count not in AT_ONCE:
            return f"cannot count {unit} per slot"
        if self.count in AT_ONCE and "room" in (subject, *named) and self.unit != "slot":
            return f"can count {unit} in rooms per slot only"
        return None

    def means(self) -> str:
        whose = f"each {self.subject}" + (f" of {self.who}" if self.who.named else "") + " has"
        if self.subject == "school":
            whose = f"{self.who} together have" if self.who.named else "the school has"
        low = [f"at least {self.min}"] if self.min is not None else []
        high = [f"at most {self.max}"] if self.max is not None else []
        unit = UNITS[self.count] + ("" if (self.min if self.max is None else self.max) == 1 else "s")
        return f"Per {self.unit}, {whose} {' and '.join([*low, *high])} {unit}{self.of.said()}{self.when.said()}."


def _plural(kind: Each) -> str:
    return "classes" if kind == "class" else f"{kind}s"
