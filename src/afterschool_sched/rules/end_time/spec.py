"""Sessions keep within the clock of every season."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import GradeKey, TimeOfDay
from afterschool_sched.rule import Rule


class EndTime(Rule):
    """No session ends after the season's end, begins too early, is too short, or is outdoors in the dark.

    *Rule*: see above; `grades` gives an earlier end for some grades. *Formal*: models/formal.md. *Units*: minutes
    beyond the limit, per session and season (per session and grade for `grades`). *Source*: models/formal.md, 3. *Also
    known as*: PreferTimes.
    """

    id: ClassVar[str] = "end_time"
    rule: Literal["end_time"] = "end_time"
    grades: dict[GradeKey, TimeOfDay] = Field(default_factory=dict, description="grade -> latest end")

    def means(self) -> str:
        return "No session ends after the season's end, begins too early, is too short, or is outdoors in the dark."
