"""How much a teacher may be asked to do."""

from typing import ClassVar, Literal

from pydantic import Field, model_validator

from afterschool_sched.rule import PenaltyAim, Range, Rule, Weight, Who

MEASURES = {
    "sessions_per_day": "periods a day",
    "sessions_per_week": "periods a week",
    "minutes_per_day": "minutes a day",
    "minutes_per_week": "minutes a week",
    "days_per_week": "days a week",
    "evenings_per_week": "evenings a week",
    "consecutive_days": "days in a row",
}


class Workload(Rule):
    """A teacher's periods, minutes, days and evenings stay between a minimum and a maximum.

    *Rule*: see above; each measure is a number (the most) or {min, max}. *Formal*: models/formal.md. *Units*: the
    measure's own (periods, minutes, days, evenings) beyond the limit. *Source*: models/formal.md, 3. *Also known as*:
    LimitBusyTimes, LimitWorkload.
    """

    id: ClassVar[str] = "workload"
    single: ClassVar[bool] = False
    aim: ClassVar[PenaltyAim] = "workload"
    rule: Literal["workload"] = "workload"
    weight: Weight = "required"
    who: Who = Who()
    sessions_per_day: Range | None = None
    sessions_per_week: Range | None = None
    minutes_per_day: Range | None = None
    minutes_per_week: Range | None = None
    days_per_week: Range | None = None
    evenings_per_week: Range | None = None
    consecutive_days: Range | None = Field(default=None, description="working days in a row; max only")

    @model_validator(mode="before")
    @classmethod
    def _number_is_maximum(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        plain = {key: item for key, item in value.items() if key in MEASURES and isinstance(item, int)}
        return {**value, **{key: {"max": item} for key, item in plain.items()}}

    def means(self) -> str:
        parts = []
        for name, words in MEASURES.items():
            limits = getattr(self, name)
            if limits is not None:
                low = f"at least {limits.min} " if limits.min is not None else ""
                high = f"at most {limits.max} " if limits.max is not None else ""
                parts.append(f"{low}{'and ' if low and high else ''}{high}{words}")
        return f"A teacher has {', '.join(parts)}." if parts else "A teacher's work has no limit of its own."
