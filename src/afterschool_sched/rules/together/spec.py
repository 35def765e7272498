"""Who belongs together is together."""

from typing import ClassVar, Literal

from afterschool_sched.teams import OfTeams

SENTENCES = {
    "group": "are in the same club groups",
    "activity": "are in the same clubs",
    "times": "have their {said} at the same times",
    "days": "have their {said} on the same days",
    "end": "end their {said} at the same time each day",
}


class Together(OfTeams):
    """Pairs, teams, brothers and sisters are in the same groups or clubs, or come and go at the same times.

    *Rule*: of a team either all have the same group, club, time, day or end of a day's last session (`what`), or none
    does; who is not there then does not count. *Formal*: models/formal.md. *Units*: members who are without it.
    *Source*: models/formal.md, 3. *Also known as*: buddies, linked students; SameStudents, teams of teachers.
    """

    id: ClassVar[str] = "together"
    rule: Literal["together"] = "together"

    def means(self) -> str:
        narrowed = self.of.said() if self.shared in ("group", "activity") else ""
        return f"{self.whom()} {SENTENCES[self.shared].format(said=self.said())}{narrowed}."
