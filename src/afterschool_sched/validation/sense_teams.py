"""Do the rules about teams make sense: is anybody meant, can they share it, and is the contrary said elsewhere."""

from __future__ import annotations

from itertools import combinations

from ..rules.apart.spec import Apart
from ..rules.together.spec import Together
from ..teams import OF_MEMBERS, OfTeams, Shared
from .coverage import Coverage
from .facts import Facts
from .notes import Loc, Notes
from .words import count, listed

# Whoever shares the first also shares, or by being in other groups does not share, the others.
_IMPLIED: dict[Shared, tuple[Shared, ...]] = {
    "group": ("group", "activity", "times", "days", "end"),
    "activity": ("activity",),
    "times": ("times", "days", "end"),
    "days": ("days",),
    "end": ("end",),
}
_TOLD = 5  # teams of one rule, at most, that have nothing in common


def add_teams(coverage: Coverage, notes: Notes) -> None:
    """Check `together` and `apart`."""
    facts = coverage.facts
    rules = [(at, rule) for at, rule in enumerate(facts.scenario.rules) if isinstance(rule, OfTeams)]
    sound = [(at, rule) for at, rule in rules if _sound(facts, ("rules", at), rule, notes)]
    for at, rule in sound:
        if isinstance(rule, Together) and rule.required and rule.shared in OF_MEMBERS:
            _something_to_share(coverage, ("rules", at), rule, notes)
    for at, rule in sound:
        for other_at, other in sound:
            if isinstance(rule, Together) and isinstance(other, Apart) and rule.required and other.required:
                _contradict(facts, max(at, other_at), rule, other, notes)


def _sound(facts: Facts, loc: Loc, rule: OfTeams, notes: Notes) -> bool:
    """Whether the rule can be meant, and all it names is there."""
    if rule.nonsense is not None:
        notes.error("teams-nonsense", loc, f"Rule {rule.id} {rule.nonsense}.", misleads=False)
        return False
    field = "teachers" if rule.teachers else "students"
    teams = rule.teams(facts.scenario.students)
    if not teams:
        lacking = {
            "siblings": "no student of the table has a brother or sister there",
            "teams": "no two students of the table have the same word as 'team'",
        }[str(rule.students)]
        notes.warn("teams-nobody", (*loc, field), f"Rule {rule.id} speaks of nobody: {lacking}.")
    for place, team in enumerate(rule.teachers or (rule.students if isinstance(rule.students, tuple) else ())):
        twice = sorted({each for each in team if team.count(each) > 1})
        if twice:
            text = f"Rule {rule.id} names {listed(twice)} twice in one team."
            notes.warn("teams-twice", (*loc, field, place), text, "another is meant.")
    if "when" in rule.model_fields_set and rule.shared in OF_MEMBERS:
        text = f"Rule {rule.id} is about the same {rule.shared}, whenever it meets; 'when' says nothing."
        notes.warn("field-unused", (*loc, "when"), text, "'what: times' is meant.")
    elif rule.of.among(facts.activities) and not rule.counted(facts.activities):
        notes.warn(
            "counts-nothing", (*loc, "of"), f"Rule {rule.id} counts nothing: it is about clubs, and none is meant."
        )
    known = facts.teachers.keys() if rule.teachers else {student.id for student in facts.students}
    return all(each in known for team in teams for each in team)


def _something_to_share(coverage: Coverage, loc: Loc, rule: Together, notes: Notes) -> None:
    """A club that is open to all of a team, with places enough for them in one group."""
    facts = coverage.facts
    students = {student.id: student for student in facts.students}
    clubs = [coverage.clubs[name] for name in rule.counted(facts.activities)]
    alone: list[tuple[str, ...]] = []
    for team in rule.teams(facts.scenario.students):
        homes = [facts.homes.get(students[each].class_) for each in team]
        open_to = [
            [
                club
                for club in clubs
                if (home is not None and club.may_have(students[each], home))
                and (rule.shared == "activity" or club.most_members >= len(team))
            ]
            for each, home in zip(team, homes, strict=True)
        ]
        if any(open_to) and not set.intersection(*(set(those) for those in open_to)):
            alone.append(team)
    for team in alone[:_TOLD]:
        text = (
            f"Students {listed(team)} belong together, but no club is open to all of them: none of them can have one."
        )
        notes.warn("teams-no-club", loc, text, "'weight' is to be a number, or 'of' is to name the clubs that count.")
    if len(alone) > _TOLD:
        notes.warn(
            "teams-no-club", loc, f"{count(len(alone) - _TOLD, 'more team')} of this rule can have no club either."
        )


def _contradict(facts: Facts, at: int, rule: Together, other: Apart, notes: Notes) -> None:
    """The same two asked to be together and to be apart: what both can still do is nothing."""
    meant = set(rule.counted(facts.activities))
    if rule.kind != other.kind or other.shared not in _IMPLIED[rule.shared] or not meant:
        return
    if not meant <= set(other.counted(facts.activities)):
        return
    pairs = [
        {frozenset(pair) for team in each.teams(facts.scenario.students) for pair in combinations(team, 2)}
        for each in (rule, other)
    ]
    for one, two in sorted(sorted(pair) for pair in pairs[0] & pairs[1]):
        text = f"{rule.kind.capitalize()}s {one} and {two} are to be together, and to be apart."
        notes.error("teams-contradict", ("rules", at), text, "one of the two rules is for others.", misleads=False)
