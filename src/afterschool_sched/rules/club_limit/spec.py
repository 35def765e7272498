"""How many clubs one student may have."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import Id, Positive
from afterschool_sched.rule import Rule


class ClubLimit(Rule):
    """A student has no more clubs than wanted, no club twice, and keeps within the limits set here.

    *Rule*: see above. *Formal*: models/formal.md. *Units*: clubs or club periods too many, per student. *Source*:
    models/formal.md, 3. *Also known as*: credit limits.
    """

    id: ClassVar[str] = "club_limit"
    rule: Literal["club_limit"] = "club_limit"
    clubs_per_week: Positive | None = None
    sessions_per_day: Positive | None = Field(default=None, description="club periods a day")
    sessions_per_week: Positive | None = Field(default=None, description="club periods a week")
    per_category: dict[Id, Positive] = Field(default_factory=dict, description="category -> most clubs")

    def means(self) -> str:
        parts = ["A student has no more clubs than wanted and none twice"]
        if self.clubs_per_week:
            parts.append(f"at most {self.clubs_per_week} clubs a week")
        if self.sessions_per_day:
            parts.append(f"at most {self.sessions_per_day} club periods a day")
        if self.sessions_per_week:
            parts.append(f"at most {self.sessions_per_week} club periods a week")
        parts += [f"at most {most} clubs of {name}" for name, most in sorted(self.per_category.items())]
        return ", ".join(parts) + "."
