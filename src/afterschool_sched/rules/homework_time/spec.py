"""How long homework may take, by grade."""

from collections.abc import Collection, Iterable
from typing import ClassVar, Literal

from pydantic import Field

from afterschool_sched.fields import Count, GradeKey
from afterschool_sched.rule import Rule, Weight, What


class HomeworkTime(Rule):
    """A class has no more minutes of homework a day than its grade may have.

    *Rule*: see above; `of` says what homework is. *Formal*: models/formal.md. *Units*: minutes beyond the grade's, by
    class and day. *Source*: models/formal.md, 3. *Also known as*: a limit of homework by grade.
    """

    id: ClassVar[str] = "homework_time"
    single: ClassVar[bool] = False
    rule: Literal["homework_time"] = "homework_time"
    weight: Weight = "required"
    of: What = Field(description="which activities are homework")
    minutes: dict[GradeKey, Count] = Field(
        min_length=1, description="grade -> the most minutes a day; a grade left out has no limit"
    )

    def looser_than(self, other: Rule, grades: Collection[int]) -> Iterable[str]:
        if isinstance(other, HomeworkTime):
            for grade, most in sorted(other.minutes.items()):
                own = self.minutes.get(grade)
                if grade in grades and (own is None or own > most):
                    has = "no limit" if own is None else f"{own} minutes"
                    yield f"{has}{self.of.said()} a day in grade {grade}, not {most}"

    def means(self) -> str:
        grades = ", ".join(f"{minutes} minutes in grade {grade}" for grade, minutes in self.minutes.items())
        return f"A class has at most so much{self.of.said()} a day: {grades}."
