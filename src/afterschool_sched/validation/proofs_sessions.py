"""Proofs by counting: class activities with a number of sessions a week must fill each class's week exactly."""

from __future__ import annotations

from collections.abc import Mapping

from ..calendar import Slot
from ..entities import HomeClass
from ..roster import may_join
from .coverage import Coverage
from .flow import Deficit, Need, deficit
from .notes import Notes
from .words import are, count, listed


def add_sessions(coverage: Coverage, notes: Notes) -> None:
    """A class is in one activity at a time: all sessions asked for need slots, and all its slots need a session."""
    # sentence without the class -> classes: alike faults are told once
    found: dict[tuple[str, str, str], list[str]] = {}
    for home in coverage.facts.homes.values():
        fault = _too_many(coverage, home) or _too_few(coverage, home)
        if fault is not None:
            found.setdefault(fault, []).append(home.id)
    for (activity, text, advice), classes in found.items():
        whose = f"class{'es'[: 2 * (len(classes) > 1)]} {listed(classes)}"
        loc = ("activities", activity, "meets", "sessions_per_week")
        notes.error("count-sessions", loc, text.replace("{classes}", whose), advice)


def _slot_names(slots: Mapping[str, Slot]) -> dict[str, int]:
    return dict.fromkeys(slots, 1)


def _present_slots(coverage: Coverage, home: HomeClass) -> dict[str, Slot]:
    """The slots in which a student of the class stays in some season, by name."""
    return {str(slot): slot for slot in coverage.facts.cells if coverage.present(home.id, slot)}


def _possible(coverage: Coverage, name: str, home: HomeClass, slots: Mapping[str, Slot]) -> frozenset[str]:
    """The slots in which an activity may take the class in at least one season."""
    return frozenset(
        key
        for key, slot in slots.items()
        if any(name in coverage.takers(home, slot, season) for season in coverage.facts.seasons)
    )


def _fixed(coverage: Coverage, home: HomeClass) -> dict[str, int]:
    """Activities open to the class -> sessions a week, if the number is fixed."""
    return {
        name: activity.meets.sessions_per_week
        for name, activity in coverage.facts.activities.items()
        if activity.takes_classes and activity.meets.sessions_per_week is not None and may_join(activity, home)
    }


def _too_many(coverage: Coverage, home: HomeClass) -> tuple[str, str, str] | None:
    """More sessions than there are slots for them."""
    slots = _present_slots(coverage, home)
    needs = []
    for name, number in _fixed(coverage, home).items():
        if coverage.must_have(name, home):
            needs.append(Need(name, number, _possible(coverage, name, home, slots)))
    short = deficit(needs, _slot_names(slots))
    if short is None:
        return None
    asked = listed(f"{need.number} of {need.what}" for need in short.needs)
    open_to = f"{count(short.there, 'slot')} in which their students stay {are(short.there)} open to them"
    sessions = count(short.needed, "session")
    text = f"In a week {{classes}} must have {sessions} ({asked}), but only {open_to}{_named(short, slots)}."
    return short.needs[0].what, text, "fewer sessions are meant, or more periods are allowed."


def _named(short: Deficit, slots: Mapping[str, Slot]) -> str:
    names = [key for key in slots if key in short.able]
    return f" ({listed(names)})" if names else ""


def _too_few(coverage: Coverage, home: HomeClass) -> tuple[str, str, str] | None:
    """Fewer sessions than the slots in which some of the class cannot be anywhere else."""
    facts = coverage.facts
    fixed = _fixed(coverage, home)
    for n, season in enumerate(facts.seasons):
        needs = []
        for slot in facts.cells:
            takers = coverage.takers(home, slot, season)
            if takers and coverage.heads(n, home.id, slot).stuck and all(name in fixed for name in takers):
                needs.append(Need(str(slot), 1, frozenset(takers)))
        short = deficit(needs, fixed)
        if short is not None:
            names = listed(f"{fixed[name]} of {name}" for name in short.able)
            text = (
                f"Students of {{classes}} who have no club stay in {count(short.needed, 'slot')} a week "
                f"({listed(need.what for need in short.needs)}), but they have only {names} in them."
            )
            return short.able[0], text, "one activity takes the rest: leave out its 'sessions_per_week'."
    return None
