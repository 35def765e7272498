"""Nobody is in two places at once."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class NoClash(Rule):
    """A teacher or a student is in one place at a time; a room holds at most its number of groups at once.

    *Rule*: see above. *Formal*: per slot, sessions of one person <= 1; sessions in room r <= groups_at_once(r).
    *Units*: sessions too many, per slot and person or room. *Source*: models/formal.md, 3. *Also known as*:
    AvoidClashes, NotOverlap.
    """

    id: ClassVar[str] = "no_clash"
    rule: Literal["no_clash"] = "no_clash"

    def means(self) -> str:
        return "Nobody is in two places at once, and no room holds more groups at once than it can."
