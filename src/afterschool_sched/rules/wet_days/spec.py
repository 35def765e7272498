"""On a wet day what is outdoors has room indoors."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule, Weight


class WetDays(Rule):
    """On a wet day every session in an outdoor room moves to the room's `fallback`, and all that is there then fits.

    *Rule*: see above; outdoor rooms without a fallback are not asked about. *Formal*: models/formal.md. *Units*: groups
    and students too many, per fallback and slot. *Source*: models/formal.md, 3. *Also known as*: none known.
    """

    id: ClassVar[str] = "wet_days"
    rule: Literal["wet_days"] = "wet_days"
    weight: Weight = "required"

    def means(self) -> str:
        return "On a wet day everything outdoors finds room in its fallback, beside what is there already."
