"""Every child who stays is looked after, all the time."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class Supervised(Rule):
    """Every student is, in every period of the stay, in a group.

    *Rule*: in every period of a student's stay the student is in a session's group. *Formal*: for every season z,
    student i and slot s with stay(i, s, z) overlapping s: at least one session in s has i as a member (at most one is
    `no_clash`). *Units*: student-periods without a group. *Source*: models/formal.md, 3. *Also known as*: – (no other
    system has it).
    """

    id: ClassVar[str] = "supervised"
    rule: Literal["supervised"] = "supervised"

    def means(self) -> str:
        return "Every student is, in every period of the stay, in a group."
