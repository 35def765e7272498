"""How many students may be somewhere at once."""

from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import Count, Id
from afterschool_sched.rule import Rule, Weight, When


class HeadCount(Rule):
    """No more students at once in some rooms together, or on the whole site, than may be.

    *Rule*: see above; rooms named, of a kind, with features: everything given must hold, and nothing given means the
    whole site. *Formal*: models/formal.md. *Units*: students beyond `max`, by slot. *Source*: models/formal.md, 3.
    *Also known as*: FET type 253.
    """

    id: ClassVar[str] = "head_count"
    single: ClassVar[bool] = False
    rule: Literal["head_count"] = "head_count"
    weight: Weight = "required"
    rooms: tuple[Id, ...] = Field(default=(), description="ids of the rooms")
    kinds: tuple[str, ...] = Field(default=(), description="kinds of rooms")
    features: tuple[Id, ...] = Field(default=(), description="only rooms that have all of these")
    when: When = Field(default=When(), description="in which slots; default: all")
    max: Count = Field(description="the most students at once")

    @property
    def about(self) -> str:
        return repr((self.rooms, self.kinds, self.features, self.when))

    @property
    def whole_site(self) -> bool:
        """Whether everybody counts, wherever they are."""
        return not (self.rooms or self.kinds or self.features)

    def includes(self, room: str, kind: str, features: tuple[str, ...]) -> bool:
        """Whether the room is meant."""
        return (
            (not self.rooms or room in self.rooms)
            and (not self.kinds or kind in self.kinds)
            and all(feature in features for feature in self.features)
        )

    def means(self) -> str:
        named = [*self.rooms, *self.kinds, *(f"rooms with {feature}" for feature in self.features)]
        where = "on the whole site" if self.whole_site else f"in {' and '.join(named)}"
        return f"There are at most {self.max} students at once {where}{self.when.said()}."
