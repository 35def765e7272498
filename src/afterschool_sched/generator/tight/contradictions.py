"""Schools with a contradiction: see the package.

*counting*: one sum shows it (the week's or one slot's homework against the staff's time). *matching*: every slot and
the whole week have staff enough, a part of the week has not, since people have a most a week. *entangled*: clubs that
exclude one another in pairs, by a student, a lead or a room, in a pattern that cannot be coloured with the slots they
may meet in, while no set of them excludes one another altogether: no single sum shows it.
"""

from __future__ import annotations

from random import Random
from typing import Any, Literal

from ...presence import DayPeriod
from .planted import Draft, Tight
from .staff import MOST_SESSIONS, Hired, give_skills, hire

Kind = Literal["counting", "matching", "entangled"]

# Edges between numbered clubs: odd cycles, which two slots do not colour, and Grötzsch's graph, which has no triangle
# and is not coloured by three. Without any one of its clubs each of them is.
_CYCLE_5 = tuple((at, (at + 1) % 5) for at in range(5))
_CYCLE_7 = tuple((at, (at + 1) % 7) for at in range(7))
_GROETZSCH = (
    *((at, (at + 1) % 5) for at in range(5)),
    *((at, 5 + (at + 1) % 5) for at in range(5)),
    *(((at + 1) % 5, 5 + at) for at in range(5)),
    *((5 + at, 10) for at in range(5)),
)
PATTERNS: tuple[tuple[int, tuple[tuple[int, int], ...]], ...] = ((2, _CYCLE_5), (2, _CYCLE_7), (3, _GROETZSCH))


def contradicting(kind: Kind, number: int, students: int | None = None) -> Tight:
    """School `number` of those with a contradiction of that kind."""
    make = {"counting": _counting, "matching": _matching, "entangled": _entangled}[kind]
    # Teams are made of students whom the school has put in no club; some must be left.
    return make(Draft(kind, number, students, merge="never", filled=0.25 if kind == "entangled" else None))


def _counting(draft: Draft) -> Tight:
    """By turns: the week's time is one period short, or one slot's is one teacher short."""
    staff = hire(draft.meetings, draft.skills, draft.slots, 0.95, draft.rng)
    certain = draft.sessions.homework_for_certain(draft.filled)
    if draft.number % 2:
        slot = max(draft.slots, key=lambda slot: certain[slot])
        there = [one for one in staff if slot in one.available]
        draft.rng.shuffle(there)
        there.sort(key=lambda one: bool(one.skills))  # who leads clubs keeps the time for them, if possible
        for one in there[: max(0, len(there) - certain[slot] + 1)]:
            one.free |= (
                {draft.rng.choice(sorted(set(draft.slots) - one.available))} if len(one.available) < 10 else set()
            )
            one.busy.discard(slot)
            one.free.discard(slot)
    else:
        clubs = {meeting.activity: 0 for meeting in draft.meetings if meeting.activity in draft.filled}
        for meeting in draft.meetings:
            if meeting.activity in clubs:
                clubs[meeting.activity] += len(meeting.slots)
        _shorten(staff, sum(certain.values()) + sum(clubs.values()) - 1, draft.rng)
    return Tight(draft.school(staff), None, None)


def _shorten(staff: list[Hired], most: int, rng: Random) -> None:
    """Take time from those who have most of it, until all together can give no more than `most`."""
    while sum(one.supply for one in staff) > most:
        # Who leads clubs keeps the time for them, as long as others have any.
        able = [one for one in staff if not one.skills and one.supply > 1] or [one for one in staff if one.supply > 1]
        longest = max(one.supply for one in able)
        one = rng.choice([one for one in able if one.supply == longest])
        kept = set(rng.sample(sorted(one.available), longest - 1))
        one.busy, one.free = one.busy & kept, kept - one.busy


def _matching(draft: Draft) -> Tight:
    """One day has people of its own; those of the other days can give one period less than these ask for."""
    certain = draft.sessions.homework_for_certain(draft.filled)
    days = sorted({day for day, _ in draft.slots})
    day = draft.rng.choice(days)
    others = [slot for slot in draft.slots if slot[0] != day]
    asked = sum(certain[slot] for slot in others)
    staff = [Hired("", free=set(draft.slots)) for _ in range((asked - 1) // MOST_SESSIONS)]
    give_skills(staff, sorted(set(draft.skills.values())), draft.rng)  # clubs are led by those who are there all week
    rest = (asked - 1) % MOST_SESSIONS
    if rest:
        staff.append(Hired("", free=set(draft.rng.sample(others, rest))))
    of_day = [slot for slot in draft.slots if slot[0] == day]
    asked_all = sum(len(meeting.slots) for meeting in draft.meetings)
    alone = max(max(certain[slot] for slot in of_day), -(-(asked_all - asked + 1) // len(of_day))) + 2
    staff += [Hired("", free=set(of_day)) for _ in range(alone)]
    draft.rng.shuffle(staff)
    for at, one in enumerate(staff, start=1):
        one.id = f"t{at:03d}"
    return Tight(draft.school(staff), None, None)


def _entangled(draft: Draft) -> Tight:
    """Clubs of the school's own making beside those there are, on two or three slots of the first period."""
    staff = hire(draft.meetings, draft.skills, draft.slots, 0.85, draft.rng)
    colours, edges = PATTERNS[draft.number % len(PATTERNS)]
    names = [f"team-{at}" for at in range(1, 1 + max(max(edge) for edge in edges) + 1)]
    slots = draft.rng.sample([slot for slot in draft.slots if slot[1] == "first"], colours)
    filled = {member for members in draft.filled.values() for member in members}
    free = [one.id for one in draft.students if one.id not in filled and _stays(draft, one.id, slots)]
    pool = draft.rng.sample(free, len(free))
    members: list[list[str]] = [[] for _ in names]
    rooms: list[str | None] = [None for _ in names]
    leads: list[str | None] = [None for _ in names]
    extra: list[dict[str, Any]] = []
    for at, (one, other) in enumerate(edges):
        how = at % 3
        if how == 1 and leads[one] is None and leads[other] is None:
            leads[one] = leads[other] = f"coach{at}"
            extra.append({"id": f"coach{at}", "role": "coach", "available": sorted({slot[0] for slot in slots})})
        elif how == 2 and rooms[one] is None and rooms[other] is None:
            rooms[one] = rooms[other] = f"corner{at}"
        else:
            shared = pool.pop()
            members[one].append(shared)
            members[other].append(shared)
    for at, name in enumerate(names):
        while len(members[at]) < 2:
            members[at].append(pool.pop())
        if leads[at] is None:
            leads[at] = f"coach-{name}"
            extra.append({"id": f"coach-{name}", "role": "coach", "available": sorted({slot[0] for slot in slots})})
        draft.mapping["activities"] = {
            **draft.mapping["activities"],
            name: {
                "kind": "club",
                "days": sorted({slot[0] for slot in slots}),
                "periods": ["first"],
                "members": sorted(members[at]),
                "groups": {"min": 1, "max": 12},
                "leads": [leads[at]],
                "room": rooms[at] or f"nook-{name}",
            },
        }
    draft.mapping["rooms"] = [
        *draft.mapping["rooms"],
        *({"id": room, "kind": "corner", "seats": 12} for room in sorted({room for room in rooms if room})),
        *(
            {"id": f"nook-{name}", "kind": "corner", "seats": 12}
            for name, room in zip(names, rooms, strict=True)
            if not room
        ),
    ]
    teams = {member for of_team in members for member in of_team}
    draft.students = tuple(
        one.model_copy(update={"choices": (), "wants": None}) if one.id in teams else one for one in draft.students
    )
    made = draft.school(staff)
    mapping = {**made.mapping, "teachers": [*made.mapping["teachers"], *extra]}
    return Tight(type(made)(mapping, made.students), None, None)


def _stays(draft: Draft, student: str, slots: list[DayPeriod]) -> bool:
    return all(slot in draft.sessions.fully[student] for slot in slots)
