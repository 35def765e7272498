"""Proofs by counting: that no timetable can exist, before anything is searched; and what counting makes doubtful."""

from __future__ import annotations

from ..errors import Finding
from ..scenario import Scenario
from .coverage import Coverage
from .facts import Facts
from .notes import Notes
from .proofs_counters import add_counts
from .proofs_money import add_costs
from .proofs_pins import add_pins
from .proofs_sessions import add_sessions
from .proofs_slots import SlotProofs
from .proofs_staff import add_staff
from .proofs_teams import add_teams_of_clubs
from .proofs_turns import add_turns
from .proofs_week import add_week
from .shortages import add_shortages


def proofs(scenario: Scenario) -> tuple[Finding, ...]:
    """What counting alone says about a scenario of known names and sound clock.

    An error is a proof: no timetable meets the required rules (models/formal.md), whatever plans its seasons have. A
    warning is a shortage that some will feel. No error proves nothing: there may be no timetable all the same.
    """
    notes = Notes(scenario)
    add_proofs(Coverage(Facts(scenario)), notes)
    return notes.in_order()


def add_proofs(coverage: Coverage, notes: Notes) -> None:
    """Look for all proofs. Those over a week are left out when single slots are impossible: they would repeat it."""
    slots = SlotProofs(coverage)
    slots.add(notes)
    if not slots.found:
        add_week(coverage, slots, notes)
        add_costs(coverage, slots, notes)
    add_sessions(coverage, notes)
    add_pins(coverage, notes)
    add_teams_of_clubs(coverage, notes)
    add_staff(coverage, notes)
    add_counts(coverage, notes)
    add_turns(coverage.facts, notes)
    add_shortages(coverage, notes)
