"""A second reading of what a placement must keep, student by student and slot by slot, from models/formal.md."""

from collections import Counter
from collections.abc import Iterable, Sequence

import networkx as nx

from afterschool_sched.instance import Instance, OpenGroup
from afterschool_sched.rules.club_limit.spec import ClubLimit

RANK_UTILITY = {1: 100, 2: 85, 3: 72, 4: 60, 5: 50, 6: 42, 7: 35}


def faults(n: Instance, groups: Sequence[OpenGroup]) -> list[str]:
    """Everything that is wrong with these groups."""
    found: list[str] = []
    opened = Counter(group.club for group in groups)
    for club, count in opened.items():
        if count > n.clubs[club].up_to:
            found.append(f"{n.clubs[club].activity}: {count} groups")
    clubs_of: dict[int, list[OpenGroup]] = {}
    for group in groups:
        spec = n.clubs[group.club]
        if not max(1, spec.low) <= len(group.members) <= spec.high:
            found.append(f"{spec.activity}: {len(group.members)} members")
        if list(group.members) != sorted(set(group.members)):
            found.append(f"{spec.activity}: members not ascending")
        for member in group.members:
            clubs_of.setdefault(member, []).append(group)
    rule = n.rule("club_limit")
    for number, pupil in enumerate(n.pupils):
        everything = clubs_of.get(number, [])
        patterns = {option.club: option.patterns for option in (*pupil.options, *pupil.assigned)}
        if any(group.pattern not in patterns.get(group.club, ()) for group in everything):
            found.append(f"{pupil.id}: no such option")
        if Counter(g.club for g in everything if not n.clubs[g.club].chosen) != Counter(o.club for o in pupil.assigned):
            found.append(f"{pupil.id}: not where the school says")
        away = {slot for group in everything for slot in n.clubs[group.club].patterns[group.pattern].slots}
        if len(away) < sum(len(n.clubs[group.club].patterns[group.pattern].slots) for group in everything):
            found.append(f"{pupil.id}: in two places at once")
        those = [group for group in everything if n.clubs[group.club].chosen]
        if len(those) > pupil.wanted or len({group.club for group in those}) < len(those):
            found.append(f"{pupil.id}: {len(those)} clubs")
        slots = [slot for group in those for slot in n.clubs[group.club].patterns[group.pattern].slots]
        if isinstance(rule, ClubLimit):
            by_day = Counter((n.slots[slot].week, n.slots[slot].day) for slot in slots)
            by_week = Counter(n.slots[slot].week for slot in slots)
            by_category = Counter(n.clubs[group.club].category for group in those)
            if rule.sessions_per_day and max(by_day.values(), default=0) > rule.sessions_per_day:
                found.append(f"{pupil.id}: too many sessions a day")
            if rule.sessions_per_week and max(by_week.values(), default=0) > rule.sessions_per_week:
                found.append(f"{pupil.id}: too many sessions a week")
            if any(by_category[name] > most for name, most in rule.per_category.items()):
                found.append(f"{pupil.id}: too many clubs of a category")
        for slot in pupil.present:
            if slot not in away and not any(slot in a.slots.get(pupil.home, ()) for a in n.class_activities):
                found.append(f"{pupil.id}: nowhere in slot {slot}")
    for slot in range(len(n.slots)):
        found += _short(n, groups, slot, clubs_of)
    return found


def _short(n: Instance, groups: Sequence[OpenGroup], slot: int, clubs_of: dict[int, list[OpenGroup]]) -> Iterable[str]:
    """Rooms and leads of the clubs that meet in the slot, each by a matching of its own."""
    meeting = [
        (at, group) for at, group in enumerate(groups) if slot in n.clubs[group.club].patterns[group.pattern].slots
    ]
    rooms, leads = nx.DiGraph(), nx.DiGraph()
    for room, at_once in enumerate(n.groups_at_once):
        rooms.add_edge(("room", room), "sink", capacity=at_once)
    for teacher in range(len(n.teachers)):
        leads.add_edge(("teacher", teacher), "sink", capacity=1)
    for at, group in meeting:
        spec = n.clubs[group.club]
        block = next(b for b in spec.patterns[group.pattern].sessions if slot in b)
        rooms.add_edge("source", at, capacity=1)
        leads.add_edge("source", at, capacity=1)
        for room in spec.rooms[block]:
            if n.seats[room] >= len(group.members):
                rooms.add_edge(at, ("room", room), capacity=1)
        for teacher in spec.leads[group.pattern]:
            leads.add_edge(at, ("teacher", teacher), capacity=1)
    for name, graph in (("rooms", rooms), ("leads", leads)):
        if meeting and nx.maximum_flow_value(graph, "source", "sink") < len(meeting):
            yield f"slot {slot}: too few {name}"


def values(n: Instance, groups: Sequence[OpenGroup]) -> dict[str, int]:
    """The aims of formal.md, from the members alone."""
    clubs_of: dict[int, list[int]] = {}
    for group in groups:
        for member in group.members:
            clubs_of.setdefault(member, []).append(group.club)
    unplaced = first = squares = lottery = utility = 0
    regrets = [0]
    for number, pupil in enumerate(n.pupils):
        if not pupil.served:
            continue
        rank_of = {option.club: option.rank for option in pupil.options}
        ranks = [rank_of[club] for club in clubs_of.get(number, [])]
        unfilled = pupil.wanted - len(ranks)
        steps = sum(rank - 1 for rank in ranks) + unfilled * pupil.length
        unplaced += 0 if ranks else 1
        first += 0 if 1 in ranks else 1
        squares += sum(rank * rank for rank in ranks) + unfilled * (pupil.length + 1) ** 2
        lottery += pupil.lottery * steps
        happy = (100 if ranks else 0) + sum(RANK_UTILITY.get(rank, 30) for rank in ranks)
        utility += 100 + 100 * pupil.wanted - happy
        if ranks:
            regrets.append(steps - pupil.best)
    return {
        "unplaced": unplaced,
        "first_choice": first,
        "regret": max(regrets),
        "squares": squares,
        "lottery": lottery,
        "utility": utility,
    }
