"""Places of clubs that are held back."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from afterschool_sched.fields import Count, Id
from afterschool_sched.rule import Rule


class Reserve(Rule):
    """Of every group of these clubs some places are held for late-comers, returning members or students with a need.

    *Rule*: see above; `note` says for whom. Of several rules about a club the greatest number is held. *Formal*:
    models/formal.md. *Units*: members beyond the places that are not held. *Source*: models/formal.md, 3. *Also known
    as*: reservations, held seats.
    """

    id: ClassVar[str] = "reserve"
    single: ClassVar[bool] = False
    rule: Literal["reserve"] = "reserve"
    activities: tuple[Id, ...] = Field(default=(), description="clubs; default: all")
    places: Count = Field(default=0, description="how many places of each group are held")
    share: Annotated[int, Field(ge=0, le=99, strict=True)] = Field(
        default=0, description="percent of each group's places that are held at least, rounded up"
    )

    @model_validator(mode="after")
    def _holds_something(self) -> "Reserve":
        if not (self.places or self.share):
            raise ValueError("a reserve needs 'places' (a number of each group) or 'share' (percent of its places)")
        return self

    def means(self) -> str:
        held = [f"{self.places}"] * bool(self.places) + [f"{self.share} %"] * bool(self.share)
        which = ", ".join(self.activities) or "every club"
        return f"In each group of {which}, {' and at least '.join(held)} of the places are held free."
