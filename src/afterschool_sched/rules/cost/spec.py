"""What the programme may cost."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import Field, model_validator

from afterschool_sched.fields import Money
from afterschool_sched.rule import PenaltyAim, Rule, Weight, Who

if TYPE_CHECKING:
    from afterschool_sched.scenario import Scenario


class Cost(Rule):
    """Teachers' pay over the term, or what of it the fees do not cover, stays within a sum.

    *Rule*: see above; by default all pay is charged to the aim `cost`. *Formal*: models/formal.md. *Units*: units of
    the currency beyond the sum. *Source*: models/formal.md, 3. *Also known as*: budget, staffing cost, wage bill.
    """

    id: ClassVar[str] = "cost"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "cost"
    rule: Literal["cost"] = "cost"
    weight: Weight = "required"
    who: Who = Field(default=Who(), description="whose pay is counted; default: that of all teachers")
    pay_at_most: Money | None = Field(default=None, description="the most that may be paid over the term")
    budget: Money | None = Field(default=None, description="the most that pay may be above the fees over the term")

    @model_validator(mode="after")
    def _limits_something(self) -> Cost:
        if self.pay_at_most is None and self.budget is None:
            raise ValueError("a cost needs 'pay_at_most' (pay alone) or 'budget' (pay less the fees)")
        return self

    def concerns(self, scenario: Scenario) -> bool:
        return scenario.pays

    @property
    def about(self) -> str:
        return "required" if self.required else "charged"

    @property
    def counts_all(self) -> bool:
        """Whether it is no limit, but charges all pay to the aim."""
        return not self.required and self.budget is None and self.pay_at_most == 0

    def means(self) -> str:
        if self.counts_all:
            return "As little is paid to teachers as can be."
        parts = []
        if self.pay_at_most is not None:
            parts.append(f"teachers' pay is at most {self.pay_at_most:,}")
        if self.budget is not None:
            parts.append(f"teachers' pay is at most {self.budget:,} above the fees")
        return f"Over the term, {' and '.join(parts)}."
