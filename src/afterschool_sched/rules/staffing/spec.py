"""Enough adults for every group."""

from collections.abc import Collection, Iterable
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from afterschool_sched.rule import Rule


class Staffing(Rule):
    """Every session has one lead and exactly as many teachers as its activity says; a club keeps its people.

    *Rule*: see above; externals give at most a share of all teacher-periods of a week, if a share is set. *Formal*:
    models/formal.md. *Units*: teachers too few or too many; periods of externals over the share. *Source*:
    models/formal.md, 3. *Also known as*: LimitResources.
    """

    id: ClassVar[str] = "staffing"
    rule: Literal["staffing"] = "staffing"
    external_share: (
        Annotated[int, Field(ge=0, le=100, strict=True, description="percent of teacher-periods")] | None
    ) = None

    def looser_than(self, other: Rule, grades: Collection[int]) -> Iterable[str]:
        if isinstance(other, Staffing) and other.external_share is not None:
            own = 100 if self.external_share is None else self.external_share
            if own > other.external_share:
                yield f"a share of {own} % for externals, not {other.external_share} %"

    def means(self) -> str:
        share = (
            ""
            if self.external_share is None
            else f" Externals give at most {self.external_share} % of all periods taught."
        )
        return f"Every session has one lead and as many teachers as its activity says; a club keeps its people.{share}"
