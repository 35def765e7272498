"""Only those who may be in a group are in it."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class EligibleRule(Rule):
    """A member may be in the group: by grade, class, invitation, choice and presence; classes merge only as allowed.

    *Rule*: see above. *Formal*: models/formal.md. *Units*: (student, group or session) pairs that may not be.
    *Source*: models/formal.md, 3. *Also known as*: Restrictions.
    """

    id: ClassVar[str] = "eligible"
    rule: Literal["eligible"] = "eligible"

    def means(self) -> str:
        return "A student is only in a group that is open to the student, was chosen, and fits the stay."
