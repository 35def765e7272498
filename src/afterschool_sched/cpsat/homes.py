"""What is left of the home classes as variables: which class activity they have, with whom, led by whom, where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from afterschool_sched.cpsat.clubs import Clubs, Named, Use
from afterschool_sched.cpsat.expressions import Builder, Expr
from afterschool_sched.instance import ClassActivity, Instance
from afterschool_sched.view import ClassSession

Key = tuple[int, int, int]  # (class activity, class, slot)


@dataclass
class Homes:
    """Home classes' sessions. `left`: students of a class in no club; `load`: students in a host's group."""

    left: dict[tuple[int, int], Expr] = field(default_factory=dict)
    some: dict[tuple[int, int], Expr] = field(default_factory=dict)
    takes: dict[Key, Expr] = field(default_factory=dict)
    joins: dict[tuple[int, int, int, int], Expr] = field(default_factory=dict)  # (activity, class, slot, host)
    parts: dict[Key, list[Expr]] = field(default_factory=dict)  # whether part 1, 2, … of a divided class runs
    load: dict[Key, Expr] = field(default_factory=dict)
    sizes: dict[tuple[int, int, int, int], Expr] = field(default_factory=dict)  # (activity, class, slot, part)
    sessions: list[ClassSession] = field(default_factory=list)
    teaches: dict[tuple[int, int], list[Named]] = field(default_factory=dict)
    uses: dict[tuple[int, int], list[Use]] = field(default_factory=dict)


def build_homes(n: Instance, b: Builder, clubs: Clubs) -> Homes:
    """Variables for every class and slot in which somebody may be left over from the clubs."""
    homes = Homes()
    for (home, slot), present in sorted(n.present.items()):
        away = [there for pupil in present for _, there in clubs.in_slot.get((pupil, slot), [])]
        left = len(present) - b.total(away)
        homes.left[home, slot] = left
        homes.some[home, slot] = b.at_least(left, 1, f"some of {n.classes[home]} left {slot}")
    for number, activity in enumerate(n.class_activities):
        _takes(n, b, homes, number, activity)
    for (home, slot), some in sorted(homes.some.items()):
        chosen = [homes.takes[a, home, slot] for a in range(len(n.class_activities)) if (a, home, slot) in homes.takes]
        b.link(b.total(chosen) <= some)
    for number, activity in enumerate(n.class_activities):
        for key in sorted(key for key in homes.takes if key[0] == number):
            _divide_and_size(n, b, homes, activity, key)
    for number, activity in enumerate(n.class_activities):
        for key in sorted(key for key in homes.takes if key[0] == number):
            _sessions(n, b, homes, activity, key)
    return homes


def _takes(n: Instance, b: Builder, homes: Homes, number: int, activity: ClassActivity) -> None:
    """Who has the activity, and in whose group; a guest needs the host's own students there."""
    can_host = {
        (home, slot)
        for home, slots in activity.slots.items()
        for slot in slots
        if (activity.leads[home, slot] or activity.by_rota)
        and activity.rooms[home, slot]
        and b.span(homes.left[home, slot])[1] > 0
    }
    for home, slots in sorted(activity.slots.items()):
        for slot in slots:
            if b.span(homes.left[home, slot])[1] <= 0:
                continue
            name = f"{n.classes[home]} {activity.activity} {slot}"
            hosts = [host for host in activity.hosts[home] if (host, slot) in can_host]
            for host in hosts:
                homes.joins[number, home, slot, host] = b.boolean(f"{name} with {n.classes[host]}")
            if hosts:
                homes.takes[number, home, slot] = b.total(homes.joins[number, home, slot, host] for host in hosts)
    for (a, home, slot, host), joins in sorted(homes.joins.items(), key=lambda item: item[0]):
        if a == number and host != home:
            b.link(joins <= homes.joins.get((a, host, slot, host), 0))


def _divide_and_size(n: Instance, b: Builder, homes: Homes, activity: ClassActivity, key: Key) -> None:
    number, home, slot = key
    left = homes.left[home, slot]
    alone = homes.joins.get((number, home, slot, home), 0)
    name = f"{n.classes[home]} {activity.activity} {slot}"
    most = b.span(left)[1]
    parts: list[Expr] = []
    if not activity.keep and not isinstance(alone, int):
        for part in range(1, -(-most // activity.limit)):
            over = b.at_least(left, part * activity.limit + 1, f"{name} over {part}")
            parts.append(b.all_of([alone, over], f"{name} part {part}"))
    homes.parts[key] = parts
    guests = [
        (other, homes.joins[number, other, slot, home])
        for other in sorted(activity.slots)
        if (number, other, slot, home) in homes.joins
    ]
    homes.load[key] = b.total(
        b.when(joins, homes.left[other, slot], f"{n.classes[other]} in {name}") for other, joins in guests
    )
    for part, runs in enumerate(parts, start=1):
        table = [_part_size(total, part, activity.limit) for total in range(most + 1)]
        size = b.look_up(table, left, f"{name} size {part}")
        homes.sizes[number, home, slot, part] = b.when(runs, size, f"{name} sized {part}")
        for other, joins in guests:
            if other != home:
                b.link(joins + runs <= 1)  # a divided class has its groups to itself
    rest = b.total(homes.sizes[number, home, slot, part] for part in range(1, len(parts) + 1))
    homes.sizes[number, home, slot, 0] = homes.load[key] - rest


def _part_size(total: int, part: int, limit: int) -> int:
    """Students in part 0, 1, … of `total` divided as evenly as possible into the fewest groups, larger ones first."""
    groups = max(1, -(-total // limit))
    return (total + groups - 1 - part) // groups if part < groups else 0


def divide(members: list[int], limit: int) -> list[list[int]]:
    """The same division, of named students in their order."""
    parts, start = [], 0
    for part in range(max(1, -(-len(members) // limit))):
        size = _part_size(len(members), part, limit)
        parts.append(members[start : start + size])
        start += size
    return parts


def _sessions(n: Instance, b: Builder, homes: Homes, activity: ClassActivity, key: Key) -> None:
    number, home, slot = key
    alone = homes.joins.get((number, home, slot, home))
    if alone is None:
        return
    for part, runs in enumerate([alone, *homes.parts[key]]):
        name = f"{n.classes[home]} {activity.activity} {slot} {part}"
        leads: Mapping[int, Expr] = {}
        if not activity.by_rota:
            leads = _one_of(b, n.teachers, activity.leads[home, slot], runs, f"{name} led by")
        assistants: dict[int, Expr] = {}
        if activity.teachers > 1 or activity.per_students:
            for e in activity.assistants[slot]:
                assistants[e] = b.boolean(f"{name} helped by {n.teachers[e]}")
                b.link(assistants[e] <= runs)
        rooms = _one_of(b, n.rooms, activity.rooms[home, slot], runs, f"{name} in")
        homes.sessions.append(ClassSession(number, home, slot, part, runs, leads, assistants, rooms))
        for people in (leads, assistants):
            for e, var in people.items():
                homes.teaches.setdefault((e, slot), []).append((activity.activity, var))
        size = homes.sizes[number, home, slot, part]
        most = _most(n, b, homes, activity, home, slot, size)
        for room, var in rooms.items():
            homes.uses.setdefault((room, slot), []).append(Use(activity.activity, var, size, most))


def _most(n: Instance, b: Builder, homes: Homes, activity: ClassActivity, home: int, slot: int, size: Expr) -> int:
    """The most students in a session, with `group_size` in mind: where that is no more than a room has seats, seats
    need no rows. In the build that explains `group_size` may be switched off."""
    most = b.span(size)[1]
    if b.with_literals or n.rule("group_size") is None:
        return most
    whole = b.span(homes.left[home, slot])[1] if activity.keep else 0
    return min(most, max(activity.limit, whole))


def _one_of(
    b: Builder, names: tuple[str, ...], candidates: tuple[int, ...], runs: Expr, name: str
) -> Mapping[int, Expr]:
    chosen = {index: b.boolean(f"{name} {names[index]}") for index in candidates}
    b.link(b.total(chosen.values()) == runs)
    return chosen
