"""`place`: the pipeline of placement alone. As in `run`, nobody sees what the checker has not passed."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from .errors import Finding, ImpossibleError, InputError, NotFoundInTime, Place, RefusedError
from .places import (
    FAIRNESS,
    Applicant,
    Assignment,
    Fairness,
    GroupFilled,
    OfferedGroup,
    Placement,
    PlacementAim,
    SharedLimit,
    Unplaced,
    can_have,
    ranked,
)
from .places_check import PlacementVerdict, check_placement
from .result import gap_of, rounded_down
from .run import versions
from .validation.places import wrong_with

if TYPE_CHECKING:
    from .stages.places.strategy import Found

CODES: dict[str, str] = {
    "place-impossible": "Groups that must open, and limits, cannot hold together.",
    "place-impossible-part": "A group or a limit that is part of the contradiction.",
}


def place(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    limits: Sequence[SharedLimit] = (),
    *,
    fairness: Fairness = "balanced",
    seconds: float = 60.0,
    lottery_seed: int = 0,
    places: Mapping[str, Place] | None = None,
) -> Placement:
    """The best placement by the aims of the fairness, one after another, passed by an independent checker.

    Where no minimum and no limit on open groups is in the way it is exact and takes no time to speak of; `seconds` ends
    the search in other cases. `places` says where in a file each thing stands ("applicant 7", "group chess").

    Raises ValueError for options out of range, InputError with all that is wrong with what was given, ImpossibleError
    when groups that must open cannot, NotFoundInTime when nothing was found, and RefusedError when the checker refused
    what was found.
    """
    began = time.monotonic()
    if fairness not in FAIRNESS:
        raise ValueError(f"fairness must be one of {', '.join(FAIRNESS)}, not {fairness!r}")
    if not (math.isfinite(seconds) and seconds > 0):
        raise ValueError(f"seconds must be a number above 0, not {seconds}")
    if lottery_seed < 0:
        raise ValueError(f"lottery_seed must be 0 or more, not {lottery_seed}")
    wrong = wrong_with(applicants, groups, limits, places)
    if wrong:
        raise InputError(wrong)
    from .stages.places.strategy import find  # here, so that checking alone loads no solver

    found = find(applicants, groups, limits, fairness, lottery_seed, lambda: seconds - (time.monotonic() - began))
    if found == "impossible":
        raise ImpossibleError(_why(applicants, groups, limits, places or {}))
    if found == "not found":
        raise NotFoundInTime(f"No placement was found in {seconds:g} seconds. Maybe allow more time.")
    verdict = check_placement(
        applicants, groups, found.assignments, limits, fairness=fairness, lottery_seed=lottery_seed
    )
    if not verdict.ok:
        raise RefusedError(verdict.violations)
    aims, first = _aims(verdict, found), _first_choices(applicants)
    return Placement(
        fairness=fairness,
        status="optimal" if all(aim.proven and aim.gap == 0 for aim in aims) else "feasible",
        aims=aims,
        assignments=found.assignments,
        unplaced=_unplaced(applicants, groups, found.assignments, first),
        ranks=dict(sorted(Counter(one.rank for one in found.assignments).items())),
        groups=_filled(groups, found.assignments, first),
        engine=found.engine,
        lottery_seed=lottery_seed,
        versions=versions(),
        seconds=round(time.monotonic() - began, 3),
    )


def _aims(verdict: PlacementVerdict, found: Found) -> tuple[PlacementAim, ...]:
    """The checker's values beside the solver's bounds. A bound that a value contradicts is none."""
    made = []
    for name, value in verdict.aims.items():
        bound = found.bounds.get(name)
        known = None if bound is None or bound > value else rounded_down(bound)
        proven = known is not None and found.proven[name]
        made.append(PlacementAim(id=name, value=value, bound=known, proven=proven, gap=gap_of(value, known)))
    return tuple(made)


def _filled(
    groups: Sequence[OfferedGroup], assignments: Sequence[Assignment], first: Mapping[str, int]
) -> tuple[GroupFilled, ...]:
    members = Counter(one.group for one in assignments)
    opened = {name: {one.number for one in assignments if one.group == name} for name in members}
    return tuple(
        GroupFilled(
            group=group.id,
            open_copies=len(opened.get(group.id, ())),
            members=members[group.id],
            first_choices=first.get(group.chosen_as, 0),
        )
        for group in groups
    )


def _first_choices(applicants: Sequence[Applicant]) -> Counter[str]:
    """offer -> applicants who want it most."""
    return Counter(offer for one in applicants if one.wants for offer, rank in ranked(one).items() if rank == 1)


# ---- why ------------------------------------------------------------------------------------------------------------


def _unplaced(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    assignments: Sequence[Assignment],
    first: Mapping[str, int],
) -> tuple[Unplaced, ...]:
    """Who has nothing, with the demand for what they chose."""
    placed = {one.applicant for one in assignments}
    members = Counter(one.group for one in assignments)
    found = []
    for one in applicants:
        if one.id in placed or not one.wants:
            continue
        mine = [group for group in groups if can_have(one, group)]
        if not mine:
            text = "Nothing on the list is open to this applicant." if ranked(one) else "Nothing was chosen."
            found.append(Unplaced(applicant=one.id, reason="none to be had", text=text))
            continue
        told = [_demand(group, members[group.id], first.get(group.chosen_as, 0)) for group in mine]
        text = f"No place was left in any choice: {', '.join(told)}."
        found.append(Unplaced(applicant=one.id, reason="no place left", text=text))
    return tuple(found)


def _demand(group: OfferedGroup, members: int, first: int) -> str:
    """How sought one group was, as part of a sentence."""
    if not members:
        return f"{group.id} did not open"
    return f"{group.id} ({first} first choices for {group.copies * group.max} places)"


def _why(
    applicants: Sequence[Applicant],
    groups: Sequence[OfferedGroup],
    limits: Sequence[SharedLimit],
    places: Mapping[str, Place],
) -> list[Finding]:
    """What contradicts each other, one finding for each part."""
    from .stages.places.why import contradiction

    must, kept, twice = contradiction(applicants, groups, limits)
    names = [*(f"group {group.id}" for group in must), *(f"limit {limit.id}" for limit in kept)]
    confirmed = "confirmed by a second solver" if twice else "not confirmed by a second solver"
    head = f"These cannot all hold, and any of them could be left out to mend it ({confirmed}): {', '.join(names)}."
    advice = "lower a minimum, let a group stay closed (must_open: false), or raise a limit that is named here."
    findings = [Finding("place-impossible", "error", None, head, advice)]
    for group in must:
        able = sum(can_have(one, group) and one.wants > 0 for one in applicants)
        text = (
            f"Group {group.id} must open with at least {max(group.min, 1)} members; {able} applicants could be in it."
        )
        findings.append(Finding("place-impossible-part", "error", places.get(f"group {group.id}"), text))
    for limit in kept:
        parts = (("students", limit.students), ("open groups", limit.open_groups), ("groups at once", limit.at_once))
        most = ", ".join(f"{value} {what}" for what, value in parts if value is not None)
        text = f"Limit {limit.id} allows at most {most}."
        findings.append(Finding("place-impossible-part", "error", places.get(f"limit {limit.id}"), text))
    return findings
