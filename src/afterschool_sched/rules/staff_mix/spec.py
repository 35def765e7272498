"""Which subjects are there among the teachers on duty at once."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from afterschool_sched.fields import Id, Positive
from afterschool_sched.rule import PenaltyAim, Rule, Weight, When


class StaffMix(Rule):
    """Among the teachers at work at once (or on one day) there are some of each subject, or of several subjects.

    *Rule*: see above; a teacher counts for every subject taught. *Formal*: models/formal.md. *Units*: teachers of a
    subject, or different subjects, that are missing in a slot or on a day. *Source*: models/formal.md, 3. *Also known
    as*: staff by head-count and subject mix, skill coverage.
    """

    id: ClassVar[str] = "staff_mix"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "workload"
    rule: Literal["staff_mix"] = "staff_mix"
    weight: Weight = "required"
    per: Literal["slot", "day"] = Field(default="slot", description="whether all are there at once, or on one day")
    when: When = When()
    subjects: tuple[Id, ...] = Field(default=(), description="subjects of which there is somebody each")
    min: Positive = Field(default=1, description="how many teachers of each of these subjects there are at least")
    different: Positive | None = Field(default=None, description="how many different subjects there are at least")

    @model_validator(mode="after")
    def _asks_for_something(self) -> "StaffMix":
        if not self.subjects and self.different is None:
            raise ValueError("a mix of subjects needs 'subjects' (some of each) or 'different' (how many)")
        return self

    def means(self) -> str:
        parts = []
        if self.subjects:
            each = f"{self.min} teachers" if self.min > 1 else "a teacher"
            parts.append(f"{each} of {'each of ' if len(self.subjects) > 1 else ''}{', '.join(self.subjects)}")
        if self.different is not None:
            parts.append(f"{self.different} different subjects")
        at = "at once" if self.per == "slot" else "on a day"
        return f"Among the teachers at work {at} there are at least {' and '.join(parts)}{self.when.said()}."
