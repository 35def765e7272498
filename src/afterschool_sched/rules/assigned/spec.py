"""Students whom the school puts in a group are in it."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class Assigned(Rule):
    """Everybody named in the `members` of a club (a support group, a team) is in exactly one group of it.

    *Rule*: see above; such a club is not chosen, and counts for no wish of the student. *Formal*: models/formal.md.
    *Units*: groups too few or too many, per student and club. *Source*: models/formal.md, 3. *Also known as*: required
    enrolments.
    """

    id: ClassVar[str] = "assigned"
    rule: Literal["assigned"] = "assigned"

    def means(self) -> str:
        return "A student whom the school puts in a group is in it, and in one only."
