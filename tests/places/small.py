"""Small allocations: drawn at random, and solved by trying everything."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, product

from afterschool_sched.places import Applicant, Assignment, Fairness, OfferedGroup, SharedLimit, can_have, ranked
from afterschool_sched.places_check import check_placement


@dataclass(frozen=True)
class Small:
    applicants: tuple[Applicant, ...]
    groups: tuple[OfferedGroup, ...]
    limits: tuple[SharedLimit, ...] = field(default=())


def drawn(r: random.Random, *, several: bool, size: int = 4) -> Small:
    """A few applicants and groups; `several` groups may be wanted at once."""
    slots = r.choice((((),), ((), ("mon",), ("tue",), ("mon", "tue")), (("mon",), ("tue",))))
    groups = []
    for name in "abcdefgh"[: r.randint(2, size)]:
        most = r.randint(1, max(2, size // 2))
        groups.append(
            OfferedGroup(
                name,
                max=most,
                min=r.randint(0, most),
                copies=r.choice((1, 1, 1, 2)),
                offer=r.choice((None, None, None, "shared")),
                slots=r.choice(slots),
                open_to=r.choice(((), (), (), ("big",))),
                must_open=r.random() < 0.1,
            )
        )
    offers = sorted({group.chosen_as for group in groups})
    applicants = []
    for number in range(r.randint(2, size - 1 if several else size)):
        listed = r.sample(offers, len(offers) if r.random() < 0.7 else r.randint(0, len(offers)))
        rated = r.random() < 0.3
        applicants.append(
            Applicant(
                f"s{number}",
                choices=() if rated else listed,
                ratings={offer: r.choice((10, 40, 40, 90)) for offer in listed} if rated else None,
                wants=r.choice((0, 1, 2, 2, 2, 3)) if several else 1,
                slots=r.choice((None, None, None, ("mon",))),
                tags=r.choice((("big",), ())),
                priority=r.randint(0, 2),
            )
        )
    limits = []
    for name in ("t1", "t2")[: r.choice((0, 0, 1, 2))]:
        names = [group.id for group in groups]
        limits.append(
            SharedLimit(
                name,
                r.sample(names, r.randint(1, len(names))),
                students=r.choice((None, 1, size - 1)),
                open_groups=r.choice((None, 1, 2)),
                at_once=r.choice((None, None, 1)),
            )
        )
    return Small(tuple(applicants), tuple(groups), tuple(limits))


def best(small: Small, fairness: Fairness) -> list[int] | None:
    """The aims of the best placement of all that the checker passes; None when it passes none."""
    found = None
    for assignments in everything(small):
        verdict = check_placement(small.applicants, small.groups, assignments, small.limits, fairness=fairness)
        if verdict.ok and (found is None or [*verdict.aims.values()] < found):
            found = [*verdict.aims.values()]
    return found


def everything(small: Small) -> Iterator[tuple[Assignment, ...]]:
    """Every way to give everybody no more than wanted, of what they can have."""
    ways = []
    for one in small.applicants:
        mine = [group for group in small.groups if can_have(one, group)]
        sets = (those for size in range(one.wants + 1) for those in combinations(mine, size))
        ways.append([(one, those) for those in sets])
    for way in product(*ways):
        load = Counter(group.id for _, those in way for group in those)
        dealt: Counter[str] = Counter()
        made = []
        for one, those in way:
            for group in those:
                copies = -(-load[group.id] // group.max)
                number = 1 + dealt[group.id] % copies
                dealt[group.id] += 1
                rank = ranked(one)[group.chosen_as]
                made.append(Assignment(applicant=one.id, group=group.id, number=number, rank=rank))
        yield tuple(made)
