"""Applicants, groups and limits as integers: what there is to decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from afterschool_sched.enrolment import lottery_number
from afterschool_sched.places import Applicant, OfferedGroup, SharedLimit, is_for, ranked

from ..cohorts import utility_of
from ..matrix import Bools, Ints


@dataclass(frozen=True)
class Seeker:
    """One applicant who can have something: a slice of the options, and what the aims are counted from."""

    number: int
    first: int
    last: int
    wants: int
    length: int
    best: int  # least total of rank steps, if alone
    lottery: int
    priority: int


@dataclass(frozen=True)
class Cap:
    """At most `most` students, or open copies, in these groups together."""

    groups: tuple[int, ...]
    most: int


@dataclass(frozen=True)
class Problem:
    """Options are (seeker, group) that the seeker may have, in order of the seekers."""

    seekers: tuple[Seeker, ...]
    groups: tuple[OfferedGroup, ...]
    student: Ints  # option -> seeker
    group: Ints  # option -> group
    rank: Ints  # option -> rank
    utility: Ints  # option -> what it adds to the seeker's utility
    short: Ints  # option -> rank steps above the seeker's best, when it is all the seeker wants
    students: tuple[Cap, ...]
    opening: tuple[Cap, ...]
    single: bool  # whether everybody wants one group

    @cached_property
    def firsts(self) -> Ints:
        """seeker -> the first option."""
        return np.array([seeker.first for seeker in self.seekers], dtype=np.int64)

    @cached_property
    def wants(self) -> Ints:
        """seeker -> how many groups are wanted."""
        return np.array([seeker.wants for seeker in self.seekers], dtype=np.int64)

    def low(self, group: int) -> int:
        """The least members of an open copy."""
        return max(self.groups[group].min, 1)

    def loads(self, taken: Bools) -> Ints:
        """group -> members."""
        return np.bincount(self.group[taken], minlength=len(self.groups)).astype(np.int64)


def build(
    applicants: Sequence[Applicant], groups: Sequence[OfferedGroup], limits: Sequence[SharedLimit], lottery_seed: int
) -> Problem:
    """Read what is given; those who want nothing, or can have nothing, are no seekers."""
    by_offer: dict[str, list[int]] = {}
    for number, group in enumerate(groups):
        by_offer.setdefault(group.chosen_as, []).append(number)
    seekers: list[Seeker] = []
    option_group: list[int] = []
    rank: list[int] = []
    utility: list[int] = []
    for number, applicant in enumerate(applicants):
        ranks = ranked(applicant)
        first = len(option_group)
        anything = applicant.slots is None
        for offer, its in ranks.items():
            rated = utility_of(its) if applicant.ratings is None else applicant.ratings[offer]
            for at in by_offer.get(offer, ()):
                if (anything and not groups[at].open_to) or is_for(groups[at], applicant):
                    option_group.append(at)
                    rank.append(its)
                    utility.append(rated)
        if applicant.wants and len(option_group) > first:
            best = _best(groups, option_group[first:], rank[first:], applicant.wants, len(ranks))
            drawn = lottery_number(lottery_seed, applicant.id)
            last = len(option_group)
            seekers.append(Seeker(number, first, last, applicant.wants, len(ranks), best, drawn, applicant.priority))
        else:
            del option_group[first:], rank[first:], utility[first:]
    sizes = np.array([seeker.last - seeker.first for seeker in seekers], dtype=np.int64)
    student = np.repeat(np.arange(len(seekers), dtype=np.int64), sizes)
    ranks_of = np.array(rank, dtype=np.int64)
    base = np.array([(seeker.wants - 1) * seeker.length - seeker.best - 1 for seeker in seekers], dtype=np.int64)
    students, opening = _caps(groups, limits)
    return Problem(
        seekers=tuple(seekers),
        groups=tuple(groups),
        student=student,
        group=np.array(option_group, dtype=np.int64),
        rank=ranks_of,
        utility=np.array(utility, dtype=np.int64),
        short=ranks_of + base[student],
        students=students,
        opening=opening,
        single=all(seeker.wants == 1 for seeker in seekers),
    )


def _best(groups: Sequence[OfferedGroup], mine: Sequence[int], rank: Sequence[int], wants: int, length: int) -> int:
    """The least total of rank steps that one applicant could have, if there were nobody else."""
    if wants == 1:
        return min(rank) - 1
    order = sorted(range(len(mine)), key=lambda at: (rank[at], at))
    best = wants * length

    def grow(start: int, left: int, total: int, offers: frozenset[str], slots: frozenset[str]) -> None:
        nonlocal best
        best = min(best, total)
        for position in range(start, len(order)):
            at = order[position]
            group = groups[mine[at]]
            # Every place still to be had saves no more than this one does.
            if not left or total - left * (length + 1 - rank[at]) >= best:
                return
            if group.chosen_as not in offers and not slots.intersection(group.slots):
                steps = total - (length + 1 - rank[at])
                grow(position + 1, left - 1, steps, offers | {group.chosen_as}, slots.union(group.slots))

    grow(0, wants, wants * length, frozenset(), frozenset())
    return best


def _caps(groups: Sequence[OfferedGroup], limits: Sequence[SharedLimit]) -> tuple[tuple[Cap, ...], tuple[Cap, ...]]:
    """The limits by what they count."""
    number = {group.id: at for at, group in enumerate(groups)}
    students: list[Cap] = []
    opening: list[Cap] = []
    for limit in limits:
        its = tuple(sorted(number[name] for name in limit.groups))
        if limit.students is not None:
            students.append(Cap(its, limit.students))
        if limit.open_groups is not None:
            opening.append(Cap(its, limit.open_groups))
        if limit.at_once is not None:
            for slot in sorted({slot for at in its for slot in groups[at].slots}):
                opening.append(Cap(tuple(at for at in its if slot in groups[at].slots), limit.at_once))
    return tuple(students), tuple(opening)
