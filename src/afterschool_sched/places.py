"""Placement alone: applicants with choices, groups with places, and what is found (models/formal.md, section 7).

For whoever has an allocation and no timetable: courses, projects with supervisors, excursions, camps. What is given are
plain dataclasses that take anything (`validation.places` says all that is wrong with them); what is found is a format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import Field

from .entities import Entity
from .fields import Id
from .result import Number, Status

Fairness = Literal["balanced", "rank_maximal", "leximin", "lottery", "priority", "utilitarian"]
FAIRNESS: tuple[Fairness, ...] = get_args(Fairness)
MOST_RATING = 100


@dataclass(frozen=True)
class Applicant:
    """Somebody to be placed. `choices` are offers, best first; or `ratings` says 1 to 100 of each, more is better.

    `wants` groups at most are given, of different offers and not at once; in `slots` only, if they are given.
    `tags` open the groups that are open to one of them; `priority` counts for that fairness alone, the greatest first.
    """

    id: str
    choices: Sequence[str] = ()
    ratings: Mapping[str, int] | None = None
    wants: int = 1
    slots: Sequence[str] | None = None
    tags: Sequence[str] = ()
    priority: int = 0


@dataclass(frozen=True)
class OfferedGroup:
    """`copies` groups that are alike: each opens with `min` to `max` members, or stays closed.

    `offer` is what applicants choose (the id, unless said otherwise: one offer may be held in several slots); it meets
    in all its `slots` (without any it overlaps with nothing). `must_open`: at least one of the copies has to open.
    """

    id: str
    max: int
    min: int = 1
    copies: int = 1
    offer: str | None = None
    slots: Sequence[str] = ()
    open_to: Sequence[str] = ()
    must_open: bool = False

    @property
    def chosen_as(self) -> str:
        """What applicants choose."""
        return self.offer or self.id


@dataclass(frozen=True)
class SharedLimit:
    """What several groups have together at most, as of one supervisor.

    `students` in all of them, `open_groups` of their copies, and `at_once` of these in any one slot.
    """

    id: str
    groups: Sequence[str]
    students: int | None = None
    open_groups: int | None = None
    at_once: int | None = None


class Assignment(Entity):
    """One applicant in one group."""

    applicant: Id = Field(description="the id of the applicant")
    group: Id = Field(description="the id of the group")
    number: int = Field(ge=1, description="which of its copies, counting from 1")
    rank: int = Field(ge=1, description="which choice it was")


class Unplaced(Entity):
    """One applicant who has nothing, and why."""

    applicant: Id = Field(description="the id of the applicant")
    reason: Literal["none to be had", "no place left"] = Field(
        description="none to be had: no choice is open to the applicant; no place left: others have the places"
    )
    text: str = Field(description="the same in a sentence, with the demand for each choice")


class GroupFilled(Entity):
    """How one group, or several that are alike, came out."""

    group: Id = Field(description="the id of the group")
    open_copies: int = Field(ge=0, description="how many of its copies opened")
    members: int = Field(ge=0, description="in all of them")
    first_choices: int = Field(ge=0, description="applicants whose first choice it is")


class PlacementAim(Entity):
    """One aim, in the order in which they were met: the checker's value, and how small it could be at best."""

    id: str = Field(description="the aim (models/formal.md, section 7)")
    value: int = Field(description="the value the checker computed; smaller is better")
    bound: Number | None = Field(
        description="no placement as good in the aims above has a smaller value; null: none is known"
    )
    proven: bool = Field(description="whether the bound is exact, or safe against rounding; else it is an estimate")
    gap: Annotated[Number, Field(ge=0)] | None = Field(description="|value - bound| / max(1, |value|); 0 is best")


class Placement(Entity):
    """A checked placement and what is known about it."""

    format: Literal[1] = 1
    fairness: Fairness = Field(description="how choices were compared")
    status: Status = Field(description="optimal: every aim is proved to be at its best; feasible: a checked placement")
    aims: tuple[PlacementAim, ...] = Field(description="in the order in which they were met")
    assignments: tuple[Assignment, ...] = Field(description="in the order of the applicants")
    unplaced: tuple[Unplaced, ...] = Field(description="who has nothing, and why")
    ranks: dict[int, int] = Field(description="rank -> how many places are given by it")
    groups: tuple[GroupFilled, ...] = Field(description="in the order of the groups")
    engine: Literal["flow", "branching", "mip"] = Field(description="how it was found (docs/place.md)")
    lottery_seed: int = Field(ge=0, description="what the lottery numbers were drawn from")
    versions: dict[str, str] = Field(description="of this package, Python and the libraries that matter")
    seconds: float = Field(ge=0, description="wall time of the call")

    def of(self, applicant: str) -> tuple[str, ...]:
        """The groups of an applicant."""
        return tuple(one.group for one in self.assignments if one.applicant == applicant)

    def to_json(self) -> str:
        """JSON text, indented, with keys in the order of the fields and a final newline."""
        return json.dumps(self.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=1) + "\n"


def ranked(applicant: Applicant) -> dict[str, int]:
    """offer -> rank. Of ratings: 1 + how many offers are rated higher, so equal ratings are equal ranks."""
    if applicant.ratings is None:
        return {offer: rank for rank, offer in enumerate(applicant.choices, start=1)}
    ordered = sorted(applicant.ratings.values(), reverse=True)
    first = {rating: rank for rank, rating in reversed(tuple(enumerate(ordered, start=1)))}
    return {offer: first[rating] for offer, rating in applicant.ratings.items()}


def is_for(group: OfferedGroup, applicant: Applicant) -> bool:
    """Whether the group is open to the applicant, and held when the applicant is there."""
    if not group.open_to and applicant.slots is None:
        return True
    if group.open_to and not any(tag in group.open_to for tag in applicant.tags):
        return False
    return applicant.slots is None or all(slot in applicant.slots for slot in group.slots)


def can_have(applicant: Applicant, group: OfferedGroup) -> bool:
    """Whether the group is for the applicant, and on the list."""
    listed = applicant.choices if applicant.ratings is None else applicant.ratings
    return group.chosen_as in listed and is_for(group, applicant)
