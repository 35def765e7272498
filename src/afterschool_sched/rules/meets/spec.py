"""How often, how long and when a group meets."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class MeetsRule(Rule):
    """A club group meets as often, as long and as spread as its activity says; a class has its number of sessions.

    *Rule*: see above. *Formal*: models/formal.md. *Units*: sessions too few, too many, of wrong length or misplaced.
    *Source*: models/formal.md, 3. *Also known as*: DistributeSplitEvents.
    """

    id: ClassVar[str] = "meets"
    rule: Literal["meets"] = "meets"

    def means(self) -> str:
        return "Every group meets as often, as long and on such days and periods as its activity says."
