"""Those who take turns take them equally."""

from typing import ClassVar, Literal

from afterschool_sched.rule import Rule


class RotaRule(Rule):
    """Where teachers take turns, somebody who can has every turn, and the turns are as equal as can be.

    *Rule*: the plan leaves enough people free for every turn; over the dates of the term every turn is taken by as
    many as are needed, who are fit, there and free, and no turn could pass to somebody with two turns fewer. *Formal*:
    models/formal.md. *Units*: people too few or too many; turns of somebody who cannot; turns by which two people
    differ beyond one. *Source*: models/formal.md, 3. *Also known as*: roster, duty rota.
    """

    id: ClassVar[str] = "rota"
    rule: Literal["rota"] = "rota"

    def means(self) -> str:
        return "Where teachers take turns, somebody who can has every turn, and the turns are as equal as can be."
