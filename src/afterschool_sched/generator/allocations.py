"""Allocations without a timetable, for the benchmark of `place`: students with choices, and groups with places.

Tastes depend on one another as those of families do: fashion (all), class, circle of friends, and the own one; a
student lists everything, in the order of a race in which what has more weight tends to come sooner.
"""

from __future__ import annotations

from dataclasses import asdict
from random import Random
from typing import Any, Literal, get_args

from ..places import Applicant, OfferedGroup, SharedLimit
from .families import VERSION

Form = Literal["plain", "minimums", "slots", "supervisors"]
FORMS: tuple[Form, ...] = get_args(Form)

_OFFERS = 21
_DAYS = ("mon", "tue", "wed", "thu", "fri")
_CLASS, _CIRCLE = 36, 4  # students in them


def allocation(form: Form, students: int, seed: int) -> dict[str, Any]:
    """Applicants, groups and limits as plain data, by the names of `Applicant`, `OfferedGroup` and `SharedLimit`.

    *plain*: 21 groups with a greatest size, for 95 % of those who apply. *minimums*: more groups than can all fill.
    *slots*: everybody wants two, and the groups of an offer are alike and on some day. *supervisors*: one for every
    three groups, who takes fewer students than these have places.
    """
    rng = Random(f"allocation/{VERSION}/{form}/{students}/{seed}")
    offers = [f"offer{number:02d}" for number in range(1, _OFFERS + 1)]
    wants = 2 if form == "slots" else 1
    applicants = [
        Applicant(id=f"s{at:04d}", choices=choices, wants=wants)
        for at, choices in enumerate(_lists(rng, students, offers))
    ]
    share = 1.2 if form == "minimums" else 0.95
    most = max(2, round(share * wants * students / _OFFERS / (2 if form == "slots" else 1)))
    groups = [_group(rng, offer, form, most) for offer in offers]
    limits: list[SharedLimit] = []
    if form == "supervisors":
        for at in range(0, _OFFERS, 3):
            ids = [group.id for group in groups[at : at + 3]]
            limits.append(SharedLimit(id=f"t{at // 3 + 1}", groups=ids, students=round(2.6 * most), open_groups=3))
    return {
        "applicants": [asdict(one) for one in applicants],
        "groups": [asdict(one) for one in groups],
        "limits": [asdict(one) for one in limits],
    }


def _group(rng: Random, offer: str, form: Form, most: int) -> OfferedGroup:
    least = round(most * rng.uniform(0.5, 0.9)) if form == "minimums" else 1
    size = max(2, most + rng.randint(-most // 5, most // 5))
    if form == "slots":
        return OfferedGroup(id=offer, max=size, min=size // 3, copies=2, slots=[rng.choice(_DAYS)])
    return OfferedGroup(id=offer, max=size, min=min(least, size))


def _lists(rng: Random, students: int, offers: list[str]) -> list[list[str]]:
    fashion = {offer: rng.lognormvariate(0, 0.6) for offer in offers}
    of_class, of_circle = dict(fashion), dict(fashion)
    lists = []
    for at in range(students):
        if at % _CLASS == 0:
            of_class = {offer: weight * rng.lognormvariate(0, 0.5) for offer, weight in fashion.items()}
        if at % _CIRCLE == 0:
            of_circle = {offer: weight * rng.lognormvariate(0, 0.6) for offer, weight in of_class.items()}
        arrives = {offer: rng.expovariate(weight) for offer, weight in of_circle.items()}
        lists.append(sorted(offers, key=lambda offer: (arrives[offer], offer)))
    return lists
