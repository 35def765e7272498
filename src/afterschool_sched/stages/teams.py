"""Teams of students in clubs, as the stage of placement has them: rules `together` and `apart`."""

from __future__ import annotations

from dataclasses import dataclass

from afterschool_sched.instance import Instance
from afterschool_sched.teams import OfTeams


@dataclass(frozen=True)
class Team:
    """One team of students, and the clubs that count."""

    rule: OfTeams
    members: tuple[int, ...]
    clubs: frozenset[int]


def teams_of_students(n: Instance) -> tuple[Team, ...]:
    """All teams about clubs only, required or weighted."""
    found = []
    for rule in n.rules:
        if isinstance(rule, OfTeams) and rule.kind == "student":
            names = rule.counted(n.scenario.activities)
            if all(n.scenario.activities[name].kind == "club" for name in names):
                clubs = frozenset(number for number, club in enumerate(n.clubs) if club.activity in names)
                found += [Team(rule, members, clubs) for members in n.teams(rule)]
    return tuple(found)
