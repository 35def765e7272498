"""Club groups as variables: which patterns open, who is in them, who leads, where they meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from afterschool_sched.cpsat.expressions import Builder, Expr
from afterschool_sched.instance import Block, Club, Instance, OpenGroup
from afterschool_sched.view import ClubGroup

Named = tuple[str, Expr]  # an activity's id, and what is said of it


@dataclass(frozen=True)
class Use:
    """A group that may be in a room: whether it is, its students, and the most it could have."""

    activity: str
    used: Expr
    size: Expr
    most: int


@dataclass
class Clubs:
    """All club groups, and what they mean for students and teachers."""

    groups: list[ClubGroup] = field(default_factory=list)
    in_slot: dict[tuple[int, int], list[Named]] = field(default_factory=dict)  # (student, slot) -> club, whether in it
    member: dict[tuple[int, int], list[Expr]] = field(default_factory=dict)  # (student, club) -> terms
    joins: dict[tuple[int, int], list[tuple[int, Expr]]] = field(default_factory=dict)  # (club, number) -> members
    teaches: dict[tuple[int, int], list[Named]] = field(default_factory=dict)  # (teacher, slot) -> club, whether busy
    uses: dict[tuple[int, int], list[Use]] = field(default_factory=dict)  # (room, slot) -> groups that may be in it


@dataclass(frozen=True)
class Decided:
    """Club groups decided already. Those in `optional` may stay closed (their members then are with their classes);
    those in `movable` may meet on any pattern that fits all their members. Both hold positions in `groups`.

    `joiners` of a group may be members too, on the patterns that fit each of them.
    """

    groups: tuple[OpenGroup, ...]
    optional: frozenset[int] = frozenset()
    movable: frozenset[int] = frozenset()
    joiners: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def build_clubs(n: Instance, b: Builder, decided: Decided | None) -> Clubs:
    """All groups that may open; with `decided` just those, with their members."""
    clubs = Clubs()
    if decided is None:
        for number, club in enumerate(n.clubs):
            _free_groups(n, b, clubs, number, club)
        return clubs
    counts: dict[int, int] = {}
    for position, group in enumerate(decided.groups):
        counts[group.club] = counts.get(group.club, 0) + 1
        patterns = _patterns(n, group) if position in decided.movable else [group.pattern]
        number, joiners = counts[group.club], decided.joiners.get(position, ())
        _decided_group(n, b, clubs, group, number, patterns, position in decided.optional, joiners)
    return clubs


def _patterns(n: Instance, group: OpenGroup) -> list[int]:
    """Patterns that fit every member."""
    fits = set(range(len(n.clubs[group.club].patterns)))
    for pupil in group.members:
        fits &= set(n.pupils[pupil].fitting(group.club))
    return sorted(fits)


def _decided_group(
    n: Instance,
    b: Builder,
    clubs: Clubs,
    group: OpenGroup,
    number: int,
    patterns: list[int],
    optional: bool,
    joiners: tuple[int, ...],
) -> None:
    club = n.clubs[group.club]
    name = f"{club.activity} {number}"
    by_pattern: dict[int, Expr] = {group.pattern: 1}
    if optional or len(patterns) > 1:
        by_pattern = {t: b.boolean(f"{name} on {t}") for t in patterns}
        total = b.total(by_pattern.values())
        b.link(total <= 1 if optional else total == 1)
    opened = b.total(by_pattern.values()) if optional else 1
    for pupil in group.members:
        clubs.member.setdefault((pupil, group.club), []).append(opened)
        clubs.joins.setdefault((group.club, number), []).append((pupil, opened))
        for t, meets in by_pattern.items():
            for slot in club.patterns[t].slots:
                clubs.in_slot.setdefault((pupil, slot), []).append((club.activity, meets))
    more = [_joins(n, b, clubs, group.club, number, pupil, by_pattern) for pupil in joiners]
    _staff_and_rooms(n, b, clubs, group.club, number, by_pattern, b.total([len(group.members) * opened, *more]))


def _joins(
    n: Instance, b: Builder, clubs: Clubs, club: int, number: int, pupil: int, by_pattern: dict[int, Expr]
) -> Expr:
    """1 when the student, who may, is in the group."""
    name = f"{n.clubs[club].activity} {number} takes {n.pupils[pupil].id}"
    joined = {t: b.boolean(f"{name} on {t}") for t in n.pupils[pupil].fitting(club) if t in by_pattern}
    for t, var in joined.items():
        b.link(var <= by_pattern[t])
        for slot in n.clubs[club].patterns[t].slots:
            clubs.in_slot.setdefault((pupil, slot), []).append((n.clubs[club].activity, var))
    joins = b.total(joined.values())
    clubs.member.setdefault((pupil, club), []).append(joins)
    clubs.joins.setdefault((club, number), []).append((pupil, joins))
    return joins


def _free_groups(n: Instance, b: Builder, clubs: Clubs, number: int, club: Club) -> None:
    takers = [index for index, pupil in enumerate(n.pupils) if pupil.fitting(number)]
    # In the build that explains, a minimum that cannot be met must show as a broken rule, not as a missing group.
    most_groups = club.up_to if b.with_literals else min(club.up_to, len(takers) // club.low)
    before: Expr = None
    for count in range(1, most_groups + 1):
        name = f"{club.activity} {count}"
        by_pattern: dict[int, Expr] = {t: b.boolean(f"{name} on {t}") for t in range(len(club.patterns))}
        opened = b.total(by_pattern.values())
        if not by_pattern:
            return
        b.link(opened <= 1)
        if before is not None:
            b.link(opened <= before)  # groups of one club are alike: open them in order
        before = opened
        members = [_joins(n, b, clubs, number, count, pupil, by_pattern) for pupil in takers]
        _staff_and_rooms(n, b, clubs, number, count, by_pattern, b.total(members))


def _staff_and_rooms(
    n: Instance, b: Builder, clubs: Clubs, number: int, count: int, by_pattern: dict[int, Expr], size: Expr
) -> None:
    club = n.clubs[number]
    name = f"{club.activity} {count}"
    leads: dict[tuple[int, int], Expr] = {}
    assistants: dict[tuple[int, int], Expr] = {}
    blocks: dict[Block, list[Expr]] = {}
    for t, meets in by_pattern.items():
        leads |= {(t, e): b.boolean(f"{name} led by {n.teachers[e]} on {t}") for e in club.leads[t]}
        b.link(b.total(leads[t, e] for e in club.leads[t]) == meets)
        if club.teachers > 1 or club.per_students:
            assistants |= {(t, e): b.boolean(f"{name} helped by {n.teachers[e]} on {t}") for e in club.assistants[t]}
            for e in club.assistants[t]:
                b.link(assistants[t, e] <= meets)
        for slot in club.patterns[t].slots:
            for people in (leads, assistants):
                for e in range(len(n.teachers)):
                    if (t, e) in people:
                        clubs.teaches.setdefault((e, slot), []).append((club.activity, people[t, e]))
        for block in club.patterns[t].sessions:
            blocks.setdefault(block, []).append(meets)
    rooms: dict[tuple[Block, int], Expr] = {}
    for block, held in sorted(blocks.items()):
        here = {(block, r): b.boolean(f"{name} in {n.rooms[r]} {block}") for r in club.rooms[block]}
        b.link(b.total(here.values()) == b.total(held))
        rooms |= here
        for (_, room), used in here.items():
            for slot in block:
                most = b.span(size)[1] if isinstance(size, int) else club.high
                clubs.uses.setdefault((room, slot), []).append(Use(club.activity, used, size, most))
    opened = b.total(by_pattern.values())
    clubs.groups.append(ClubGroup(number, count, opened, size, by_pattern, leads, assistants, rooms))
