"""Does what is written make sense: the checks of sense, in the order of a scenario."""

from __future__ import annotations

from .coverage import Coverage
from .notes import Notes
from .sense_activities import add_activities
from .sense_clubs import add_clubs
from .sense_dates import add_dates
from .sense_money import add_money
from .sense_people import add_people
from .sense_policies import add_policies
from .sense_published import add_published
from .sense_rules import add_rules
from .sense_teams import add_teams
from .sense_time import add_time


def add_sense(coverage: Coverage, notes: Notes) -> None:
    """Check a scenario whose names are known (or told of by `references`)."""
    add_time(coverage, notes)
    add_dates(coverage.facts, notes)
    add_people(coverage, notes)
    add_clubs(coverage, notes)
    add_activities(coverage, notes)
    add_rules(coverage, notes)
    add_teams(coverage, notes)
    add_money(coverage.facts, notes)
    add_policies(coverage.facts, notes)
    add_published(coverage.facts, notes)
