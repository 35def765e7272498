"""Proofs about pinned decisions (required ones): each by itself, against the rules, and against each other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from ..calendar import Slot
from ..clock import Day
from ..entities import Activity
from ..roster import may_join
from ..rules.pinned.spec import Pinned
from .coverage import Coverage
from .facts import Facts
from .notes import Notes
from .words import are, count, listed


@dataclass(frozen=True)
class _Session:
    """A possible session that a pin may mean: where it is in the week, and what it covers."""

    day: str
    periods: tuple[str, ...]
    mask: int


def add_pins(coverage: Coverage, notes: Notes) -> None:
    """Check all required pins of known things."""
    facts = coverage.facts
    pins = [
        (at, rule)
        for at, rule in enumerate(facts.scenario.rules)
        if isinstance(rule, Pinned) and rule.required and _is_known(facts, rule)
    ]
    possible: list[tuple[int, Pinned]] = []
    for at, pin in pins:
        why = _student(coverage, pin) if pin.student is not None else _session(coverage, pin)
        if why is not None:
            notes.error("count-pin", ("rules", at), f"The pin '{pin.means()[:-1]}' cannot hold: {why}.", misleads=False)
        else:
            possible.append((at, pin))
    _pairs(coverage, [(at, pin) for at, pin in possible if pin.student is None], notes)
    _students(coverage, [(at, pin) for at, pin in possible if pin.student is not None], notes)


def _is_known(facts: Facts, pin: Pinned) -> bool:
    return (
        pin.activity in facts.activities
        and (pin.class_ is None or pin.class_ in facts.homes)
        and (pin.room is None or pin.room in facts.rooms)
        and (pin.teacher is None or pin.teacher in facts.teachers)
        and (pin.period is None or pin.period in facts.scenario.periods)
        and (pin.day is None or pin.day in facts.scenario.days)
        and (pin.week is None or pin.week <= facts.scenario.cycle_weeks)
        and (pin.student is None or any(student.id == pin.student for student in facts.students))
    )


# ---- one student ----------------------------------------------------------------------------------------------------


def _student(coverage: Coverage, pin: Pinned) -> str | None:
    """Why a student cannot be in the activity."""
    facts = coverage.facts
    student = next(student for student in facts.students if student.id == pin.student)
    home = facts.homes[student.class_]
    activity = facts.activities[pin.activity]
    if activity.kind == "duty":
        return f"{pin.activity} is a duty, which has no students"
    if activity.takes_classes:
        return None if may_join(activity, home) else f"{pin.activity} is not open to class {home.id}"
    club = coverage.clubs[pin.activity]
    if activity.is_chosen and pin.activity not in student.choices:
        return f"{pin.activity} is not among the student's choices"
    if not activity.is_chosen and student.id not in club.members:
        return f"the student is not among those whom the school puts in {pin.activity}"
    if not club.may_have(student, home):
        wants_none = activity.is_chosen and facts.wanted(student) == 0
        return "the student wants no club" if wants_none else f"{pin.activity} is not open to the student"
    for n, fully in enumerate(facts.presence(student).fully):
        if not club.reach(home.grade, fully, n):
            return "the student is never there for the whole of a session that can be held"
    return None


def _students(coverage: Coverage, pins: list[tuple[int, Pinned]], notes: Notes) -> None:
    """More clubs pinned for a student than wanted; more students pinned to a club than its groups hold."""
    facts = coverage.facts
    clubs_of: dict[str, list[str]] = {}
    members_of: dict[str, list[str]] = {}
    for at, pin in pins:
        if pin.activity not in coverage.clubs or pin.student is None:
            continue
        clubs = clubs_of.setdefault(pin.student, [])
        members = members_of.setdefault(pin.activity, [])
        if pin.activity in clubs or not coverage.clubs[pin.activity].activity.is_chosen:
            continue
        clubs.append(pin.activity)
        members.append(pin.student)
        wanted = facts.wanted(next(student for student in facts.students if student.id == pin.student))
        if len(clubs) == wanted + 1:
            text = (
                f"Student {pin.student} is pinned to {listed(clubs)}, but is to have {count(wanted, 'club')} at most."
            )
            notes.error("count-pin", ("rules", at), text, misleads=False)
        groups = facts.activities[pin.activity].groups
        most = groups.up_to * coverage.clubs[pin.activity].most_members
        if len(members) == most + 1:
            text = f"More than {most} students are pinned to {pin.activity}, whose groups hold {most} in all."
            notes.error("count-pin", ("rules", at), text, misleads=False)


# ---- one session ----------------------------------------------------------------------------------------------------


def _session(coverage: Coverage, pin: Pinned) -> str | None:
    """Why no session can be as pinned."""
    facts = coverage.facts
    activity = facts.activities[pin.activity]
    if pin.class_ is not None and not may_join(activity, facts.homes[pin.class_]):
        return f"{pin.activity} is not open to class {pin.class_}"
    if pin.room is not None:
        if activity.kind == "duty":
            return f"{pin.activity} is a duty, which has no room"
        if not _room_suits(coverage, pin):
            return f"the room {pin.room} is not of a kind, or lacks features, that {pin.activity} asks for"
    if pin.teacher is not None:
        teacher = facts.teachers[pin.teacher]
        alone = activity.staff.teachers == 1 and activity.staff.per_students is None
        if not facts.may_lead(activity, teacher) and (alone or not facts.may_assist(activity, teacher)):
            return f"{pin.teacher} may not lead it{'' if alone else ', nor assist'} (clearance, skill, subject or role)"
    sessions = _sessions(coverage, pin)
    if not sessions:
        return f"{pin.activity} cannot be held then (its days, its periods and their length)"
    if activity.kind == "club":
        return _club(coverage, pin, sessions)
    if activity.takes_classes:
        homes = (
            [pin.class_] if pin.class_ is not None else [h.id for h in facts.homes.values() if may_join(activity, h)]
        )
        sessions = [one for one in sessions if any(_present(coverage, home, one) for home in homes)]
        if not sessions:
            return f"nobody {f'of class {pin.class_} ' if pin.class_ else 'it is open to '}stays then"
    possible = [n for n in range(len(facts.seasons)) if any(_fault(coverage, pin, one, n) is None for one in sessions)]
    return None if possible else _fault(coverage, pin, sessions[0], _first_held(facts, sessions[0]))


def _club(coverage: Coverage, pin: Pinned, sessions: list[_Session]) -> str | None:
    """A club's session is held in every season; and a group opens, so enough students must be able to join."""
    facts = coverage.facts
    club = coverage.clubs[pin.activity]
    for n in range(len(facts.seasons)):
        if not any(_fault(coverage, pin, one, n) is None for one in sessions):
            return _fault(coverage, pin, sessions[0], n)
        could = coverage.could_join(n, pin.activity)
        if could < club.activity.groups.min:
            when = "" if n == 0 else f" in season {facts.seasons[n]}"
            return f"it opens with {count(club.activity.groups.min, 'member')}, but only {could} can come{when}"
        own = 0 if pin.class_ is None else coverage.could_join(n, pin.activity, pin.class_)
        if pin.class_ is not None and not own:
            return f"nobody of class {pin.class_} who chooses it can come"
    return None


def _present(coverage: Coverage, home: str, session: _Session) -> bool:
    return any(coverage.present(home, slot) for slot in coverage.facts.slots_in(session.mask))


def _first_held(facts: Facts, session: _Session) -> int:
    return next((n for n, on in enumerate(facts.on) if not session.mask & ~on), 0)


def _room_suits(coverage: Coverage, pin: Pinned) -> bool:
    facts = coverage.facts
    activity = facts.activities[pin.activity]
    homes = [home for home in facts.homes.values() if may_join(activity, home)] if activity.takes_classes else [None]
    return any(room.id == pin.room for home in homes for room in facts.rooms_of(pin.activity, home))


def _sessions(coverage: Coverage, pin: Pinned) -> list[_Session]:
    facts = coverage.facts
    activity: Activity = facts.activities[pin.activity]
    if activity.kind == "club":
        every = [_Session(m.day, m.periods, m.mask) for m in coverage.clubs[pin.activity].meetings]
    else:
        cells: list[Slot] = facts.slots_in(facts.cells_of(activity))
        every = [_Session(slot.day, (slot.period,), facts.bit[slot.day, slot.period]) for slot in cells]
    return [
        one
        for one in every
        if (pin.day is None or one.day == pin.day) and (pin.period is None or pin.period in one.periods)
    ]


def _fault(coverage: Coverage, pin: Pinned, session: _Session, season: int) -> str | None:
    """Why a session cannot be held as pinned in a season that is in its plan; None when nothing speaks against it."""
    facts = coverage.facts
    name = facts.seasons[season]
    when = f"{session.day} {' + '.join(session.periods)}" + (f" in season {name}" if len(facts.seasons) > 1 else "")
    activity = facts.activities[pin.activity]
    why = facts.clock_fault(activity, session.periods, name)
    if why is not None:
        told = {"off": "it is not held", "early": "it begins too early", "late": "it ends too late"}
        return f"on {when} {told.get(why, 'it is too short')}"
    day = next(day for day in facts.scenario.days if day == session.day)
    if pin.teacher is not None and not facts.is_there(facts.teachers[pin.teacher], day, session.periods, name):
        return f"{pin.teacher} is {_away(facts, pin.teacher, day, session.periods, name)} on {when}"
    if pin.room is not None:
        shut = facts.room_fault(facts.rooms[pin.room], day, session.periods, name)
        if shut is not None:
            return f"the room {pin.room} is {'outdoors in the dark' if shut == 'dark' else 'closed'} on {when}"
    return None


def _away(facts: Facts, teacher: str, day: Day, periods: tuple[str, ...], season: str) -> str:
    """Why a teacher cannot come: the meeting, if there is one at that time."""
    block = facts.block(periods, season)
    for meeting in facts.meetings_of(facts.teachers[teacher]):
        if block is not None and meeting.day == day and meeting.span.overlaps(block):
            title = meeting.title.in_language("en") if meeting.title else ""
            return f"in a meeting ({', '.join(filter(None, (title, str(meeting.span))))})"
    return "not there"


# ---- pins against each other ----------------------------------------------------------------------------------------


def _pairs(coverage: Coverage, pins: list[tuple[int, Pinned]], notes: Notes) -> None:
    """A teacher, or a class, pinned to two activities in one slot; more pinned in a room than it holds."""
    facts = coverage.facts
    told: set[int] = set()
    for (_, one), (at, other) in combinations(pins, 2):
        takes_both = all(facts.activities[pin.activity].takes_classes for pin in (one, other))
        if one.class_ is None or one.class_ != other.class_ or one.activity == other.activity or not takes_both:
            continue
        if _same_slot(facts, one, other) and at not in told:
            told.add(at)
            both = f"{one.activity} and {other.activity} on {one.day} {one.period}"
            text = f"Class {one.class_} is pinned to both {both}."
            notes.error("count-pin-clash", ("rules", at), text, misleads=False)
    for (_, one), (at, other) in combinations(pins, 2):
        if one.teacher is None or one.teacher != other.teacher or not _same_slot(facts, one, other) or at in told:
            continue
        if one.activity != other.activity:
            told.add(at)
            both = f"{one.activity} and {other.activity} on {one.day} {one.period}"
            text = f"Teacher {one.teacher} is pinned to both {both}."
            notes.error("count-pin-clash", ("rules", at), text, misleads=False)
    for place, (_, first) in enumerate(pins):
        if first.room is None or not _same_slot(facts, first, first):
            continue
        here = [(at, pin) for at, pin in pins[place:] if pin.room == first.room and _same_slot(facts, first, pin)]
        names = list(dict.fromkeys(pin.activity for _, pin in here))
        most = facts.rooms[first.room].groups_at_once
        last = here[-1][0]
        if len(names) > most and last not in told:
            told.add(last)
            text = f"On {first.day} {first.period} {listed(names)} {are(len(names))} pinned in room {first.room}, "
            text += f"which holds {count(most, 'group')} at once."
            notes.error("count-pin-clash", ("rules", last), text, misleads=False)


def _same_slot(facts: Facts, one: Pinned, other: Pinned) -> bool:
    """Whether both pins name the same slot and week. Weeks of clubs are alike; other pins may each mean another."""
    if one.day is None or one.period is None or (one.day, one.period) != (other.day, other.period):
        return False
    if facts.scenario.cycle_weeks == 1 or (one.week is not None and one.week == other.week):
        return True
    return all(facts.activities[pin.activity].kind == "club" for pin in (one, other))
