"""How large a group may be, and how many may open."""

from collections.abc import Collection, Iterable
from typing import ClassVar, Literal

from afterschool_sched.fields import Positive
from afterschool_sched.rule import Rule


class GroupSize(Rule):
    """An opened group has min..max members; nothing exceeds the cap except a class that is kept whole.

    *Rule*: a club group has from its minimum to its maximum members, at most `up_to` groups of a club open, no group
    exceeds the cap, and a home class is divided (evenly) only when what is left of it exceeds the cap. *Formal*:
    models/formal.md. *Units*: students too many or too few; groups too many. *Source*: models/formal.md, 3. *Also
    known as*: SectionLimit.
    """

    id: ClassVar[str] = "group_size"
    rule: Literal["group_size"] = "group_size"
    cap: Positive = 40

    def looser_than(self, other: Rule, grades: Collection[int]) -> Iterable[str]:
        if isinstance(other, GroupSize) and self.cap > other.cap:
            yield f"groups of up to {self.cap} students, not {other.cap}"

    def means(self) -> str:
        return f"A group has at most {self.cap} students, and a club opens only with its minimum."
