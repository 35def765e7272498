"""Between counts of groups and groups with members."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from afterschool_sched.instance import OpenGroup

from .matrix import Ints
from .offer import Offer
from .passes import Seating
from .shares import divided
from .teams import teams_of_students


def groups_of(offer: Offer, counts: Ints, seating: Seating) -> tuple[OpenGroup, ...]:
    """Members by group: those of one class together as far as it goes, sizes as even as can be."""
    teams = [team for team in teams_of_students(offer.n) if team.rule.shared == "group"]
    members: dict[int, list[int]] = {}
    for student, pairs in seating.pairs.items():
        for pair in pairs:
            members.setdefault(pair, []).append(student)
    groups = []
    for pair, students in sorted(members.items()):
        club, pattern = offer.pairs[pair]
        students.sort(key=lambda student: (offer.n.pupils[student].home, student))
        mine = [team for team in teams if club in team.clubs]
        spec = offer.n.clubs[club]
        for part in divided(students, int(counts[pair]), (max(spec.low, 1), spec.high), mine):
            groups.append(OpenGroup(club, pattern, tuple(sorted(part))))
    return tuple(groups)


def counts_of(offer: Offer, groups: Sequence[OpenGroup]) -> Ints | None:
    """How many of these groups there are of each pair; None when a pair is not in the offer."""
    number = {pair: at for at, pair in enumerate(offer.pairs)}
    counts = np.zeros(len(offer.pairs), dtype=np.int64)
    for group in groups:
        if (group.club, group.pattern) not in number:
            return None
        counts[number[group.club, group.pattern]] += 1
    return counts


def whole_counts(offer: Offer, seating: Seating) -> Ints:
    """The counts of the pairs."""
    return np.rint(seating.x[offer.counts]).astype(np.int64)
