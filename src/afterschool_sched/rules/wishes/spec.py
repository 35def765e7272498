"""What teachers would rather (not) do."""

from typing import ClassVar, Literal

from afterschool_sched.rule import PenaltyAim, Rule, Weight, Who


class WishesRule(Rule):
    """Teachers' wishes about days, periods, activities, rooms and clubs are kept.

    *Rule*: see above. *Formal*: models/formal.md. *Units*: (teacher, session, wish) that are broken. *Source*:
    models/formal.md, 3. *Also known as*: TeachingPreferences.
    """

    id: ClassVar[str] = "wishes"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "workload"
    rule: Literal["wishes"] = "wishes"
    weight: Weight = "required"
    who: Who = Who()

    def means(self) -> str:
        return "Teachers' wishes about days, periods, activities, rooms and clubs are kept."
