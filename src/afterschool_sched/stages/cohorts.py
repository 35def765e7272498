"""Students as columns: identical students together, and what one of them can have at once.

A *pair* is a club on a pattern. A cohort's columns are *bundles* (each a whole choice of pairs that one student can
have: exact), or single pairs held *apart* by rows (cliques of pairs that exclude each other, knapsacks, covers), or,
for students who want one club, just clubs (*spread*: those of a class with the same club and the same patterns in
reach are spread over the patterns together, since with one club it does not matter who comes when).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from afterschool_sched.instance import Instance, Pupil
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.rules.pinned.spec import Pinned

from .teams import teams_of_students

UNLIMITED = 1_000_000
FEW_BUNDLES = 12  # a student with so few possible choices is modelled by them exactly
MANY_BUNDLES = 400  # beyond, identical students are taken one by one
UTILITY = (100, 85, 72, 60, 50, 42, 35, 30)


def utility_of(rank: int) -> int:
    """What a club of that rank adds to a student's utility (formal.md)."""
    return UTILITY[min(rank, len(UTILITY)) - 1]


@dataclass(frozen=True)
class Choice:
    """One pair that a student may have, with its rank on the student's list."""

    pair: int
    club: int
    rank: int
    slots: tuple[int, ...]
    mask: int


@dataclass(frozen=True)
class Cohort:
    """Identical students. `columns` are sets of positions in `choices`.

    bundles: all that one student can have at once; apart: one position each; spread: the first position of each club.
    """

    members: tuple[int, ...]
    pupil: Pupil
    choices: tuple[Choice, ...]
    columns: tuple[tuple[int, ...], ...]
    form: Literal["bundles", "apart", "spread"]
    pinned: tuple[int, ...]  # clubs that the student must be in

    @cached_property
    def size(self) -> int:
        """How many students."""
        return len(self.members)


class Limits:
    """`club_limit` read for sets of pairs, as `compile` reads it: sessions are counted in slots."""

    def __init__(self, n: Instance) -> None:
        rule = n.rule("club_limit")
        self.rule = rule if isinstance(rule, ClubLimit) else None
        self.per_day = (self.rule and self.rule.sessions_per_day) or None
        self.per_week = (self.rule and self.rule.sessions_per_week) or None
        days: dict[tuple[int, int], int] = {}
        weeks: dict[int, int] = {}
        for number, slot in enumerate(n.slots):
            days[slot.week, slot.day] = days.get((slot.week, slot.day), 0) | 1 << number
            weeks[slot.week] = weeks.get(slot.week, 0) | 1 << number
        self.days = tuple(mask for _, mask in sorted(days.items()))
        self.weeks = tuple(mask for _, mask in sorted(weeks.items()))
        self.categories = dict(sorted(self.rule.per_category.items())) if self.rule else {}
        self.category = tuple(club.category for club in n.clubs)

    def allows(self, mask: int) -> bool:
        """Whether club sessions in these slots keep within the limits of day and week."""
        if self.per_day and any((mask & day).bit_count() > self.per_day for day in self.days):
            return False
        return not (self.per_week and any((mask & week).bit_count() > self.per_week for week in self.weeks))

    def category_full(self, categories: Sequence[str | None]) -> bool:
        """Whether clubs of these categories are too many of one."""
        return any(sum(each == name for each in categories) > most for name, most in self.categories.items())


def cohorts(n: Instance, usable: dict[tuple[int, int], int], limits: Limits) -> list[Cohort]:
    """All students who could have a club, in cohorts; `usable` gives the pairs and their numbers."""
    pins = _pins(n)
    # Whoever belongs to a team is like nobody else.
    teamed = {member for team in teams_of_students(n) if team.rule.required for member in team.members}
    bound_to_club = {
        key for key in n.present if not any(key[1] in activity.slots.get(key[0], ()) for activity in n.class_activities)
    }
    groups: dict[object, list[int]] = {}
    for number, pupil in enumerate(n.pupils):
        if pupil.served:
            key = (pupil.home, pupil.present, pupil.wanted, pupil.length, pupil.options, pupil.best, pins.get(number))
            # Whoever the school puts in a group is taken alone: what is left of the week depends on when it meets.
            groups.setdefault(number if pupil.assigned or number in teamed else key, []).append(number)
    made: list[Cohort] = []
    for members in groups.values():
        pupil = n.pupils[members[0]]
        choices = _choices(n, pupil, usable)
        pinned = pins.get(members[0], ())
        free = pupil.wanted == 1 and not pupil.assigned and members[0] not in teamed
        if free and not any((pupil.home, slot) in bound_to_club for slot in pupil.present):
            first = {choice.club: at for at, choice in reversed(tuple(enumerate(choices)))}
            clubs = tuple((at,) for at in sorted(first.values()))
            made.append(Cohort(tuple(members), pupil, choices, clubs, "spread", pinned))
            continue
        most = MANY_BUNDLES if len(members) > 1 else FEW_BUNDLES
        found = bundles(choices, pupil.wanted, limits, max(most, len(choices)) if pupil.wanted == 1 else most)
        if found is not None:
            made.append(Cohort(tuple(members), pupil, choices, tuple(found), "bundles", pinned))
        else:
            single = tuple((at,) for at in range(len(choices)))
            made.extend(Cohort((member,), pupil, choices, single, "apart", pinned) for member in members)
    return sorted(made, key=lambda cohort: cohort.members)


def _choices(n: Instance, pupil: Pupil, usable: dict[tuple[int, int], int]) -> tuple[Choice, ...]:
    return tuple(
        Choice(
            pair=usable[option.club, pattern],
            club=option.club,
            rank=option.rank,
            slots=n.clubs[option.club].patterns[pattern].slots,
            mask=n.clubs[option.club].patterns[pattern].mask,
        )
        for option in pupil.options
        for pattern in option.patterns
        if (option.club, pattern) in usable
    )


def _pins(n: Instance) -> dict[int, tuple[int, ...]]:
    """student -> clubs that a required `pinned` puts the student into."""
    numbers = {pupil.id: number for number, pupil in enumerate(n.pupils)}
    clubs = {club.activity: number for number, club in enumerate(n.clubs) if club.chosen}
    found: dict[int, set[int]] = {}
    for rule in n.rules:
        if isinstance(rule, Pinned) and rule.required and rule.student in numbers and rule.activity in clubs:
            found.setdefault(numbers[rule.student], set()).add(clubs[rule.activity])
    return {student: tuple(sorted(those)) for student, those in found.items()}


def bundles(choices: Sequence[Choice], wanted: int, limits: Limits, most: int) -> list[tuple[int, ...]] | None:
    """All non-empty sets of choices that one student can have at once; None when there are more than `most`."""
    found: list[tuple[int, ...]] = []

    def grow(start: int, taken: tuple[int, ...], clubs: tuple[int, ...], mask: int) -> bool:
        for at in range(start, len(choices)):
            choice = choices[at]
            if choice.mask & mask or choice.club in clubs or not limits.allows(mask | choice.mask):
                continue
            more = (*clubs, choice.club)
            if limits.categories and limits.category_full([limits.category[club] for club in more]):
                continue
            found.append((*taken, at))
            if len(found) > most:
                return False
            if len(more) < wanted and not grow(at + 1, (*taken, at), more, mask | choice.mask):
                return False
        return True

    return found if grow(0, (), (), 0) else None


class Excluding:
    """Which pairs exclude each other for any student, as bit masks over the pairs."""

    def __init__(self, n: Instance, usable: dict[tuple[int, int], int], limits: Limits) -> None:
        self.limits = limits
        pairs = sorted(usable, key=lambda pair: usable[pair])
        kinds = [(n.clubs[club].patterns[pattern].mask, limits.category[club]) for club, pattern in pairs]
        of_kind: dict[tuple[int, str | None], int] = {}
        of_club: dict[int, int] = {}
        for at, (club, _) in enumerate(pairs):
            of_kind[kinds[at]] = of_kind.get(kinds[at], 0) | 1 << at
            of_club[club] = of_club.get(club, 0) | 1 << at
        # Of some hundred pairs only a few dozen differ in slots and category.
        excluded = {
            (mask, category): sum(
                bits
                for (its, other), bits in of_kind.items()
                if mask & its or not limits.allows(mask | its) or limits.category_full((category, other))
            )
            for mask, category in of_kind
        }
        self.with_ = [excluded[kind] | of_club[club] for kind, (club, _) in zip(kinds, pairs, strict=True)]

    def cliques(self, cohort: Cohort) -> list[tuple[int, ...]]:
        """Maximal sets of the cohort's choices (positions) of which one student has at most one."""
        position = {choice.pair: at for at, choice in enumerate(cohort.choices)}
        own = sum(1 << pair for pair in position)
        if cohort.pupil.wanted == 1:
            return [tuple(range(len(cohort.choices)))]
        starts: dict[object, int] = {}
        for choice in cohort.choices:
            bit = 1 << choice.pair
            starts["club", choice.club] = starts.get(("club", choice.club), 0) | bit
            for slot in choice.slots:
                starts["slot", slot] = starts.get(("slot", slot), 0) | bit
            if self.limits.per_day == 1:
                for day, mask in enumerate(self.limits.days):
                    if choice.mask & mask:
                        starts["day", day] = starts.get(("day", day), 0) | bit
        grown: list[int] = []
        for start in starts.values():
            clique, open_to = start, own & ~start
            for pair in _bits(start):
                open_to &= self.with_[pair]
            while open_to:
                low = open_to & -open_to
                clique |= low
                open_to = (open_to ^ low) & self.with_[low.bit_length() - 1]
            grown.append(clique)
        kept: list[int] = []
        for clique in sorted(set(grown), key=lambda bits: (-bits.bit_count(), bits)):
            if clique.bit_count() > 1 and not any(clique & larger == clique for larger in kept):
                kept.append(clique)
        return [tuple(position[pair] for pair in _bits(clique)) for clique in kept]

    def covers(self, cohort: Cohort) -> list[tuple[int, ...]]:
        """Sets of choices of which one student has at most two, though cliques and the week's limit allow more halves.

        A: choices that take more than half of the week's limit, so two of them never fit; b, c: two clubs that do not
        both fit beside one of A. Then sum A + sum b + sum c <= 2.
        """
        most = self.limits.per_week
        if not most or cohort.pupil.wanted < 3:
            return []
        week = self.limits.weeks[0]
        weight = [(choice.mask & week).bit_count() for choice in cohort.choices]
        heavy = [at for at, size in enumerate(weight) if 2 * size > most]
        if not heavy:
            return []
        light: dict[int, list[int]] = {}
        for at, choice in enumerate(cohort.choices):
            if 2 * weight[at] <= most:
                light.setdefault(choice.club, []).append(at)
        least = min(weight[at] for at in heavy)
        lightest = {club: min(weight[at] for at in those) for club, those in light.items()}
        clubs = sorted(light)
        return [
            (*heavy, *light[b], *light[c])
            for number, b in enumerate(clubs)
            for c in clubs[number + 1 :]
            if least + lightest[b] + lightest[c] > most
        ]


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
