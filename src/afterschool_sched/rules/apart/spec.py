"""Who is better kept apart is."""

from typing import ClassVar, Literal

from afterschool_sched.teams import OfTeams

SENTENCES = {
    "group": "are never in the same club group",
    "activity": "are never in the same club",
    "times": "never have {said} at the same time",
    "days": "never have {said} on the same day",
    "end": "never end their {said} of a day at the same time",
}


class Apart(OfTeams):
    """Pairs and teams are kept apart: not in the same group or club, or not at work at the same time.

    *Rule*: of a team at most one has the same group, club, time, day or end of a day's last session (`what`).
    *Formal*: models/formal.md. *Units*: members who have it beyond the first. *Source*: models/formal.md, 3. *Also
    known as*: separation, NotOverlap of two teachers.
    """

    id: ClassVar[str] = "apart"
    rule: Literal["apart"] = "apart"

    def means(self) -> str:
        narrowed = self.of.said() if self.shared in ("group", "activity") else ""
        return f"{self.whom()} {SENTENCES[self.shared].format(said=self.said())}{narrowed}."
