"""What a class does changes from day to day."""

from collections.abc import Mapping
from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.entities import Activity
from afterschool_sched.fields import Positive
from afterschool_sched.rule import Rule, Weight, What


class Variety(Rule):
    """What a home class does differs from day to day of a week.

    *Rule*: no class activity of `of` (or category of such, as `by` says) on more than `times` days of a week; with
    `not_in_a_row` never on two days of the programme that follow each other. *Formal*: models/formal.md. *Units*: days
    too many, and pairs of days. *Source*: models/formal.md, 3. *Also known as*: changing content.
    """

    id: ClassVar[str] = "variety"
    single: ClassVar[bool] = False
    rule: Literal["variety"] = "variety"
    weight: Weight = "required"
    of: What = Field(default=What(), description="which class activities are to vary; default: all")
    by: Literal["activity", "category"] = Field(
        default="activity", description="what is not to come again: the same activity, or one of the same category"
    )
    times: Positive | None = Field(
        default=None, description="on how many days of a week at most; default: 1, or any number with not_in_a_row"
    )
    not_in_a_row: bool = Field(default=False, description="never on two days that follow each other")

    @property
    def about(self) -> str:
        return repr((self.of, self.by))

    @property
    def most(self) -> int | None:
        """On how many days of a week at most."""
        return 1 if self.times is None and not self.not_in_a_row else self.times

    def contents(self, activities: Mapping[str, Activity]) -> dict[str, list[str]]:
        """What is not to come again -> the class and care activities that are it."""
        found: dict[str, list[str]] = {}
        for name in self.of.among(activities):
            content = name if self.by == "activity" else activities[name].category
            if activities[name].takes_classes and content is not None:
                found.setdefault(content, []).append(name)
        return found

    def means(self) -> str:
        what = f"the same {self.by}{self.of.said()}"
        times = [] if self.most is None else [f"on at most {self.most} day{'s'[: self.most > 1]} a week"]
        row = ["never on two days that follow each other"] if self.not_in_a_row else []
        return f"A class has {what} {', '.join([*times, *row])}."
