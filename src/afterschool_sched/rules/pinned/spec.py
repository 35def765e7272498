"""A decision that must stay."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.clock import Day
from afterschool_sched.fields import Id, Positive
from afterschool_sched.rule import Rule, Weight


class Pinned(Rule):
    """A decision the school has made: an activity's time, room or teacher, or a student's club.

    *Rule*: with `student`: the student is in a group of `activity`. With `class`: that home class's group has a
    session of the activity as described. Else: some group of the activity has a session as described (day, period,
    room, teacher: whatever is given, all in one session). *Formal*: models/formal.md. *Units*: 1 when it is not so.
    *Source*: models/formal.md, 3. *Also known as*: locks.
    """

    id: ClassVar[str] = "pinned"
    single: ClassVar[bool] = False
    rule: Literal["pinned"] = "pinned"
    weight: Weight = "required"
    activity: Id
    student: Id | None = None
    class_: Id | None = Field(default=None, alias="class")
    week: Positive | None = None
    day: Day | None = None
    period: Id | None = None
    room: Id | None = None
    teacher: Id | None = Field(default=None, description="lead or assistant of the session")

    def means(self) -> str:
        if self.student:
            return f"Student {self.student} is in {self.activity}."
        whose = f"of class {self.class_} " if self.class_ else ""
        week = f"week {self.week}" if self.week else None
        when = " ".join(part for part in (week, self.day, self.period) if part)
        parts = [
            f"on {when}" if when else "",
            f"in {self.room}" if self.room else "",
            f"with {self.teacher}" if self.teacher else "",
        ]
        return f"A session {whose}of {self.activity} is held {' '.join(part for part in parts if part)}".rstrip() + "."
