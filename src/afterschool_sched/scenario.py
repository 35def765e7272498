"""The root of a scenario file, as pydantic reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, Literal, Protocol, Self, get_args

from pydantic import Field, GetJsonSchemaHandler, PrivateAttr, WithJsonSchema, model_validator
from pydantic.json_schema import JsonSchemaValue

from .catalogue import AnyRule
from .entities import (
    Absence,
    Activity,
    Bilingual,
    Entity,
    HomeClass,
    Leaving,
    Meeting,
    Pay,
    Period,
    Room,
    School,
    SchoolId,
    Season,
    SharedTeacher,
    Student,
    Teacher,
    Term,
    or_shorthand,
)
from .errors import Place
from .fields import Days, Id, TimeOfDay
from .policy import PolicyUse
from .rule import Who
from .rules.staffing.spec import Staffing
from .timetable import Timetable

BASE_SEASON = "regular"  # the season of all dates that lie in no named season

AimName = Literal["unplaced", "changes", "choices", "workload", "continuity", "cost"]
Fairness = Literal["balanced", "utilitarian"]
CHANGES = ("changes_people", "changes_rooms", "changes_times")  # the levels of the aim `changes`, in their order


class Aim(Entity):
    """One level of the objective. `fairness` and `lottery_seed` belong to `choices`."""

    aim: AimName
    fairness: Fairness = "balanced"
    lottery_seed: int = Field(default=0, ge=0, strict=True)

    @model_validator(mode="before")
    @classmethod
    def _plain_name(cls, value: Any) -> Any:
        return {"aim": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, core: Any, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return or_shorthand({"enum": list(get_args(AimName))}, handler(core))


class Origin(Protocol):
    """Remembers where every value of a scenario was written."""

    @property
    def digests(self) -> Mapping[str, str]:
        """File -> SHA-256 of its content."""
        ...

    def place_of(self, loc: tuple[str | int, ...], of_key: bool = False) -> Place | None:
        """Place of the value at `loc` (field names as in the file, list positions, ids of mappings), or of its key."""
        ...


class PayScale(Pay):
    """What the teachers in `who` are paid, unless they have a `pay` of their own."""

    who: Who = Who()


class Scenario(Entity):
    """One school's wishes for a term; in a file, `students` may be ``{table: x.csv}``."""

    format: Literal[1]
    id: Id
    title: Bilingual | None = None
    notes: str | None = None
    language: Literal["en", "zh"] = Field(default="en", description="language of the report")
    term: Term = Term()
    seasons: dict[Id, Season] = Field(default_factory=dict)
    cycle_weeks: Annotated[int, Field(ge=1, le=4, strict=True)] = 1
    days: Days = ("mon", "tue", "wed", "thu", "fri")
    evening_from: TimeOfDay | None = Field(default=None, description="a day that ends later is an evening")
    periods: Annotated[dict[Id, Period], Field(min_length=1)]
    meetings: tuple[Meeting, ...] = ()
    currency: Bilingual | None = Field(default=None, description="the unit of all amounts of money, such as yuan")
    pay: tuple[PayScale, ...] = Field(
        default=(), description="the first entry that speaks of a teacher is the teacher's"
    )
    absences: tuple[Absence, ...] = Field(default=(), description="dates on which teachers are away")
    rooms: tuple[Room, ...] = ()
    teachers: tuple[Teacher, ...] = ()
    classes: tuple[HomeClass, ...] = ()
    students: tuple[Student, ...] = ()
    leave: tuple[Leaving, ...] = Field(
        default=(), description="leave times by kind, for students who say none of their own; the first that fits holds"
    )
    activities: Annotated[dict[Id, Activity], Field(min_length=1)]
    published: Annotated[
        Timetable | None,
        Field(description="a file with the timetable that families have: the new one keeps what it can of it"),
        WithJsonSchema({"type": "string", "minLength": 1}),
    ] = None
    policies: tuple[PolicyUse, ...] = Field(
        default=(), description="dated packs of rules that the school follows; its own rules override theirs"
    )
    rules: tuple[AnyRule, ...] = ()
    aims: tuple[Aim, ...] = (
        Aim(aim="unplaced"),
        Aim(aim="changes"),
        Aim(aim="choices"),
        Aim(aim="workload"),
        Aim(aim="continuity"),
        Aim(aim="cost"),
    )

    _origin: Origin | None = PrivateAttr(default=None)
    _left_out: dict[str, Season] = PrivateAttr(default_factory=dict)

    @property
    def own_seasons(self) -> tuple[str, ...]:
        """The seasons with a timetable of their own."""
        return tuple(name for name, season in self.seasons.items() if season.timetable == "own")

    @property
    def compares(self) -> bool:
        """Whether there is something to compare a plan with: a regular one, or one that is published."""
        return bool(self.own_seasons) or self.published is not None

    @property
    def aim_ids(self) -> tuple[str, ...]:
        """The levels of the objective, most important first; `changes` and `choices` are spelled out.

        `changes` has levels where there is something to compare: where a season has a timetable of its own, or one is
        published. `cost` is a level where anybody is paid.
        """
        fair = {"balanced": ("first_choice", "regret", "squares", "lottery"), "utilitarian": ("utility",)}
        levels: list[str] = []
        for aim in self.aims:
            spelled = {
                "choices": fair[aim.fairness],
                "changes": CHANGES if self.compares else (),
                "cost": ("cost",) if self.pays else (),
            }
            levels.extend(spelled.get(aim.aim, (aim.aim,)))
        return tuple(levels)

    @property
    def pays(self) -> bool:
        """Whether anybody is paid."""
        return bool(self.pay) or any(teacher.pay is not None for teacher in self.teachers)

    @property
    def has_money(self) -> bool:
        """Whether anybody is paid, or pays."""
        fees = (*(p.fee for p in self.periods.values()), *(a.fee for a in self.activities.values()))
        return self.pays or any(fees)

    @property
    def origin(self) -> Origin | None:
        """Where values were written; None for a scenario made in Python."""
        return self._origin

    def in_seasons(self, seasons: Collection[str]) -> Scenario:
        """This scenario as it is where only these (and the regular season) come: for the plans held in them."""
        kept = {name: season for name, season in self.seasons.items() if name in seasons}
        if len(kept) == len(self.seasons):
            return self
        part = self.model_copy(update={"seasons": kept})
        part._left_out = {name: season for name, season in self.seasons.items() if name not in kept}
        return part

    @property
    def seasons_of_term(self) -> Mapping[str, Season]:
        """All seasons, also those that `in_seasons` has left out: their dates are no dates of the others."""
        return {**self.seasons, **self._left_out}

    def with_origin(self, origin: Origin) -> Self:
        """This scenario, remembering where its values were written."""
        self._origin = origin
        return self

    def place_of(self, *loc: str | int, of_key: bool = False) -> Place | None:
        """Place of a value (or of its key), by its path, or None when the scenario came from no file."""
        return self._origin.place_of(loc, of_key) if self._origin else None


OF_ONE_SCHOOL = ("format", "id", "title", "notes", "rooms", "teachers", "classes", "students", "absences", "published")
"""The keys of a scenario that schools cannot have in common."""

OF_DISTRICT = ("format", "id", "title", "notes", "language", "common", "towns", "schools", "teachers", "rules")
"""The keys that a district has itself; the others it has for its schools."""

Inherited = dict[str, Any]  # keys of a scenario, as written: they mean something only where a school has them


class District(Scenario):
    """Several schools, each a scenario of its own: what they have in common, and whom they share.

    A school has all keys of `common`, of its town and of its own file; the nearest wins (see `layers`). `teachers` are
    those whom schools share, and `rules` what holds for all schools together.
    """

    teachers: tuple[SharedTeacher, ...] = ()
    periods: dict[Id, Period] = Field(default_factory=dict)
    activities: dict[Id, Activity] = Field(default_factory=dict)
    common: Inherited = Field(default_factory=dict, description="what every school inherits")
    towns: dict[Id, Inherited] = Field(default_factory=dict, description="town -> what its schools inherit")
    schools: Annotated[dict[SchoolId, School], Field(min_length=1)]

    _loaded: dict[str, Scenario] = PrivateAttr(default_factory=dict)

    @property
    def loaded(self) -> Mapping[str, Scenario]:
        """The scenario of each school, with all that it inherits and the people it shares."""
        return self._loaded

    @property
    def external_share(self) -> int | None:
        """The most that externals may give of all teacher-periods of the district, in percent."""
        shares = [rule.external_share for rule in self.rules if isinstance(rule, Staffing)]
        return shares[0] if shares else None

    @property
    def town_titles(self) -> Mapping[str, Bilingual]:
        """What the towns are called, as far as they say it."""
        return {name: Bilingual.model_validate(town["title"]) for name, town in self.towns.items() if "title" in town}

    def with_schools(self, loaded: Mapping[str, Scenario]) -> Self:
        """This district, carrying the scenarios of its schools."""
        self._loaded = dict(loaded)
        return self
