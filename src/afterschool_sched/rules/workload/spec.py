"""How much a teacher may be asked to do."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from afterschool_sched.clock import format_time
from afterschool_sched.entities import Entity
from afterschool_sched.fields import TimeOfDay
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


class LateStart(Entity):
    """Flexible hours: whoever works late begins later on the next day."""

    after: TimeOfDay = Field(description="a day that ends later is late")
    not_before: TimeOfDay = Field(description="on the day after a late one, no session begins earlier")


class Workload(Rule):
    """A teacher's periods, minutes, days and evenings stay between a minimum and a maximum, with rest between days.

    *Rule*: see above; each measure is a number (the most) or {min, max}; `rest_minutes` is the least. *Formal*:
    models/formal.md. *Units*: the measure's own (periods, minutes, days, evenings) beyond the limit; minutes of rest
    that are missing. *Source*: models/formal.md, 3. *Also known as*: LimitBusyTimes, LimitWorkload, daily rest.
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
    rest_minutes: Annotated[int, Field(ge=1, le=1440, strict=True)] | None = Field(
        default=None, description="least time from a teacher's last session of a day to the first of the next"
    )
    late_start: LateStart | None = Field(default=None, description="a later start on the morning after a late end")

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
        if self.rest_minutes is not None:
            parts.append(f"at least {self.rest_minutes} minutes of rest between two days")
        if self.late_start is not None:
            late = self.late_start
            parts.append(
                f"no session before {format_time(late.not_before)} on the day after one that ends after "
                f"{format_time(late.after)}"
            )
        return f"A teacher has {', '.join(parts)}." if parts else "A teacher's work has no limit of its own."
