"""Do the rules that count make sense: can it be counted so, and is there anything to count."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..rule import Rule, What, When
from ..rules.head_count.spec import HeadCount
from ..rules.limit.spec import Limit, Whom
from ..rules.variety.spec import Variety
from .coverage import Coverage
from .facts import Facts
from .notes import Loc, Notes
from .readings import speaks_of


def add_counters(coverage: Coverage, notes: Notes) -> None:
    """Check `limit`, `head_count`, `homework_time` and `variety`."""
    facts = coverage.facts
    for at, rule in enumerate(facts.scenario.rules):
        loc: Loc = ("rules", at)
        if isinstance(rule, Limit):
            _limit(facts, loc, rule, notes)
        for field, text in _nothing(facts, rule):
            notes.warn("counts-nothing", (*loc, *field), f"Rule {rule.id} counts nothing: {text}.")


def _limit(facts: Facts, loc: Loc, rule: Limit, notes: Notes) -> None:
    if rule.nonsense is not None:
        notes.error("limit-nonsense", loc, f"Rule limit {rule.nonsense}.", misleads=False)
        return
    if rule.min is None and rule.max is None:
        notes.warn("limit-empty", loc, "Rule limit has neither 'min' nor 'max', so it limits nothing.")
    if rule.min is not None and rule.max is not None and rule.min > rule.max:
        text = f"Rule limit asks for at least {rule.min} and at most {rule.max} of the same."
        if rule.required:
            notes.error("min-over-max", (*loc, "min"), text, misleads=False)
        else:
            notes.warn("min-over-max", (*loc, "min"), text, "one of the two is meant: both cannot be kept.")
    if rule.count == "evenings" and facts.scenario.evening_from is None:
        text = "Rule limit counts evenings, but the scenario does not say when an evening begins."
        notes.warn("evening-unset", (*loc, "count"), text, "add 'evening_from'.")
    if rule.required and "charge" in rule.model_fields_set:
        text = "Rule limit is required, so nothing is charged; 'charge' says nothing."
        notes.warn("field-unused", (*loc, "charge"), text, "a number as 'weight' is meant.")


def _nothing(facts: Facts, rule: Rule) -> Iterator[tuple[Loc, str]]:
    """Parts of a rule of which there is nothing in the scenario: where, and in words."""
    of, when = getattr(rule, "of", None), getattr(rule, "when", None)
    if isinstance(rule, Variety):
        if not rule.contents(facts.activities):
            category = " with a category" if rule.by == "category" else ""
            yield (("of",) if "of" in rule.model_fields_set else ()), f"no class or care activity{category} is meant"
    elif isinstance(of, What) and facts.activities.keys() >= {*of.activities} and not of.among(facts.activities):
        yield ("of",), "no activity fulfils its 'of'"
    if isinstance(when, When) and not any(
        when.covers(slot.day, slot.period, week)
        for slot in facts.cells
        for week in range(1, facts.scenario.cycle_weeks + 1)
    ):
        yield ("when",), "no slot of the programme lies in its 'when'"
    if isinstance(rule, HeadCount) and not _some_room(facts, rule):
        yield (), "no room is meant"
    if isinstance(rule, Limit) and not _anybody(facts, rule.who):
        yield ("who",), "nobody and nothing fulfils its 'who'"


def _some_room(facts: Facts, rule: HeadCount) -> bool:
    """Whether a room is meant; names that are unknown are told of elsewhere."""
    rooms = facts.rooms.values()
    known = _known_rooms(facts, rule.rooms, rule.kinds, rule.features)
    return not known or any(rule.includes(room.id, room.kind, room.features) for room in rooms)


def _anybody(facts: Facts, who: Whom) -> bool:
    """Whether somebody or something is as `who` says; names that are unknown are told of elsewhere."""
    homes = {
        home.id
        for home in facts.homes.values()
        if (not who.classes or home.id in who.classes) and (not who.grades or home.grade in who.grades)
    }
    found = {
        "teacher": any(speaks_of(who, teacher) for teacher in facts.teachers.values()),
        "class": bool(homes),
        "student": any(student.id in who.students for student in facts.students),
        "room": any(
            (not who.rooms or room.id in who.rooms) and (not who.room_kinds or room.kind in who.room_kinds)
            for room in facts.rooms.values()
        ),
    }
    unknown = not _known_rooms(facts, who.rooms, who.room_kinds) or {*who.students} - {s.id for s in facts.students}
    unknown = unknown or {*who.teachers} - facts.teachers.keys() or {*who.classes} - facts.homes.keys()
    return bool(unknown) or all(found[kind] for kind in who.named)


def _known_rooms(facts: Facts, rooms: Iterable[str], kinds: Iterable[str], features: Iterable[str] = ()) -> bool:
    """Whether there are such rooms, kinds and features at all."""
    there = facts.rooms.values()
    return (
        {*rooms} <= facts.rooms.keys()
        and {*kinds} <= {room.kind for room in there}
        and {*features} <= {feature for room in there for feature in room.features}
    )
