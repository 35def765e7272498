"""Fair shares: of work among teachers, of size among parallel groups."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import Count, Id
from afterschool_sched.rule import PenaltyAim, Rule, Weight, Who


class Even(Rule):
    """The most and the least loaded differ by no more than `tolerance`.

    *Rule*: among the teachers named, or among the groups of one club. *Formal*: amount = max(0, max - min -
    tolerance). *Units*: periods, minutes or evenings a cycle (teachers); students (groups). *Source*:
    models/formal.md, 3. *Also known as*: InstructorFairness.
    """

    id: ClassVar[str] = "even"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "workload"
    rule: Literal["even"] = "even"
    weight: Weight = "required"
    among: Literal["teachers", "groups"] = "teachers"
    what: Literal["sessions", "minutes", "evenings"] = "sessions"
    who: Who = Who()
    activities: tuple[Id, ...] = Field(default=(), description="clubs whose groups are compared; default: all")
    tolerance: Count = 1

    @property
    def about(self) -> str:
        return self.among

    def means(self) -> str:
        if self.among == "groups":
            return f"Groups of one club differ by at most {self.tolerance} students."
        return f"Teachers differ by at most {self.tolerance} in {self.what} over the weeks of the plan."
