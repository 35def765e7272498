"""Whoever takes a session can, may, and is there."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class TeacherFit(Rule):
    """The lead has the skill, the subject and the role; every teacher is available, cleared and not in a meeting.

    *Rule*: see above. *Formal*: models/formal.md. *Units*: (session, teacher) pairs that do not fit. *Source*:
    models/formal.md, 3. *Also known as*: AttributePreferences.
    """

    id: ClassVar[str] = "teacher_fit"
    rule: Literal["teacher_fit"] = "teacher_fit"

    def means(self) -> str:
        return "Whoever leads a session has its skill, subject and role; whoever helps may; all are there and cleared."
