"""Teams whose members the school has put where the others cannot be, or where they are not to be together."""

from __future__ import annotations

from ..rules.apart.spec import Apart
from ..rules.pinned.spec import Pinned
from ..rules.together.spec import Together
from ..teams import OF_MEMBERS, OfTeams
from .coverage import Coverage
from .notes import Notes
from .words import listed


def add_teams_of_clubs(coverage: Coverage, notes: Notes) -> None:
    """Look at required rules about groups and clubs of students."""
    facts = coverage.facts
    fixed: dict[str, list[str]] = {student: list(clubs) for student, clubs in coverage.assigned.items()}
    for pin in facts.scenario.rules:
        if isinstance(pin, Pinned) and pin.required and pin.student is not None and pin.activity in coverage.clubs:
            fixed.setdefault(pin.student, []).append(pin.activity)
    for at, rule in enumerate(facts.scenario.rules):
        if isinstance(rule, OfTeams) and rule.required and rule.shared in OF_MEMBERS:
            for team in rule.teams(facts.scenario.students):
                for club in rule.counted(facts.activities):
                    inside = [student for student in team if club in fixed.get(student, ())]
                    why = _fault(coverage, rule, team, club, inside)
                    if why is not None:
                        notes.error("count-team", ("rules", at), f"{why}.", misleads=False)


def _fault(coverage: Coverage, rule: OfTeams, team: tuple[str, ...], club: str, inside: list[str]) -> str | None:
    """What cannot be of a team of which some are certainly in the club."""
    facts = coverage.facts
    if isinstance(rule, Together) and inside:
        students = {student.id: student for student in facts.students if student.id in team}
        kept_out = [
            each
            for each in team
            if each in students
            and not coverage.clubs[club].may_have(students[each], facts.homes[students[each].class_])
        ]
        if kept_out:
            but = f"{listed(inside)} must be in {club}, and {listed(kept_out)} cannot be"
            return f"Students {listed(team)} belong together, but {but}"
    if isinstance(rule, Apart):
        most = 1 if rule.shared == "activity" else facts.activities[club].groups.up_to
        if len(inside) > most:
            groups = (
                "one of them may be in it"
                if rule.shared == "activity"
                else f"it has at most {most} group{'s'[: most > 1]}"
            )
            return f"Students {listed(inside)} are to be apart, but all must be in {club}, and {groups}"
    return None
