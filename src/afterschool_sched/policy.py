"""Policies: dated packs of rules, and of what the service must be like, that a scenario opts into.

Those that come with the package stand in ``policies/<id>.yaml``; a school may write its own (`load` reads it).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue

from .catalogue import AnyRule
from .clock import format_time
from .entities import Bilingual, Entity, or_shorthand
from .fields import Id, Positive, TimeOfDay

_FOLDER = Path(__file__).parent / "policies"


class Service(Entity):
    """What a policy asks of the service as a whole; on school days, Monday to Friday."""

    days_per_week: Annotated[int, Field(ge=1, le=5, strict=True)] | None = Field(
        default=None, description="school days on which there is service, at least"
    )
    minutes_per_day: Positive | None = Field(default=None, description="how long it lasts on each, at least")
    ends_not_before: TimeOfDay | None = Field(
        default=None, description="when it ends on each, at the earliest: the end of local office hours"
    )

    def overridden(self, by: Service) -> Service:
        """These requirements, but those of `by` where it says something."""
        said = {name: value for name in type(by).model_fields if (value := getattr(by, name)) is not None}
        return self.model_copy(update=said)

    def means(self) -> Iterator[str]:
        """Each requirement as a sentence."""
        if self.days_per_week is not None:
            yield f"There is service on at least {self.days_per_week} school days a week."
        if self.minutes_per_day is not None:
            yield f"It lasts at least {self.minutes_per_day} minutes a day."
        if self.ends_not_before is not None:
            yield f"It ends at {format_time(self.ends_not_before)} or later."


class Policy(Entity):
    """A dated pack: where it comes from, the rules it brings, and what it asks of the service."""

    id: Id
    title: Bilingual | None = None
    date: Annotated[datetime.date | None, Field(description="when it was issued")] = None
    source: str | None = Field(default=None, description="the document it comes from")
    rules: tuple[AnyRule, ...] = Field(default=(), description="in force unless the scenario has such a rule itself")
    service: Service = Field(default=Service(), description="what it asks of days, minutes and end of the service")

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        if value not in shipped():
            raise ValueError(f"there is no policy '{value}'; there are: {', '.join(shipped())}")
        return _data_of(value)

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return or_shorthand({"type": "string", "description": _NAMED}, handler(core))


_NAMED = "a policy by its id, or a file in the scenario's folder such as ./ours.yaml"


class PolicyUse(Entity):
    """A policy that a scenario opts into, and how strictly."""

    policy: Policy = Field(description=_NAMED)
    severity: Literal["error", "warning"] = Field(
        default="error", description="what it is when the service is not as the policy asks"
    )
    override: Service = Field(default=Service(), description="what the school is asked for instead")

    @model_validator(mode="before")
    @classmethod
    def _plain_name(cls, value: Any) -> Any:
        return {"policy": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return or_shorthand({"type": "string", "description": _NAMED}, handler(core))

    @property
    def service(self) -> Service:
        """What is asked of this school."""
        return self.policy.service.overridden(self.override)


@cache
def shipped() -> tuple[str, ...]:
    """The ids of the policies that come with the package."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.yaml")))


def policy_of(name: str) -> Policy:
    """A policy that comes with the package. Raises ValueError (pydantic's) for another name."""
    return Policy.model_validate(name)


@cache
def _data_of(name: str) -> Any:
    import yaml  # only where a policy is named; `load` has a stricter reader for files of others

    return yaml.safe_load((_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
