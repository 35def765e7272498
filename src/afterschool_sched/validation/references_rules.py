"""Every name in a rule means something."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..rule import Rule, What, When
from ..rules.club_limit.spec import ClubLimit
from ..rules.cost.spec import Cost
from ..rules.end_time.spec import EndTime
from ..rules.even.spec import Even
from ..rules.head_count.spec import HeadCount
from ..rules.homework_time.spec import HomeworkTime
from ..rules.limit.spec import Limit
from ..rules.pinned.spec import Pinned
from ..rules.reserve.spec import Reserve
from ..rules.same_people.spec import SamePeople
from ..rules.staff_mix.spec import StaffMix
from ..rules.wishes.spec import WishesRule
from ..rules.workload.spec import Workload
from ..teams import OfTeams
from .lookup import Lookup
from .notes import Loc


def add_rule_references(look: Lookup) -> None:
    """Check all names in the rules of a scenario and of its policies."""
    for at, scale in enumerate(look.scenario.pay):
        look.who(("pay", at, "who"), scale.who, "The entry of 'pay'")
    packs: list[tuple[Loc, Sequence[Rule]]] = [
        (("policies", at, "policy", "rules"), use.policy.rules) for at, use in enumerate(look.scenario.policies)
    ]
    for section, rules in (*packs, (("rules",), look.scenario.rules)):
        _rules_of(look, section, rules)


def _rules_of(look: Lookup, section: Loc, rules: Sequence[Rule]) -> None:
    own = section == ("rules",)  # a policy is for many schools: and speaks of grades and words that this one has not
    for at, rule in enumerate(rules):
        loc: Loc = (*section, at)
        whose = f"Rule {rule.id}"
        of, when = getattr(rule, "of", None), getattr(rule, "when", None)
        if isinstance(of, What):
            look.names((*loc, "of", "activities"), "activity", of.activities, whose)
            look.words((*loc, "of", "categories"), "category", of.categories if own else (), whose)
        if isinstance(when, When):
            look.names((*loc, "when", "periods"), "period", when.periods, whose)
        if isinstance(rule, Workload | WishesRule | Even | Limit | Cost):
            look.who((*loc, "who"), rule.who, whose)
        if isinstance(rule, Even | SamePeople | Reserve):
            look.names((*loc, "activities"), "activity", rule.activities, whose)
        if isinstance(rule, OfTeams):
            for what, teams in (("student", rule.students), ("teacher", rule.teachers)):
                for place, team in enumerate(teams if isinstance(teams, tuple) else ()):
                    look.names((*loc, f"{what}s", place), what, team, whose)
        if isinstance(rule, StaffMix):
            look.words((*loc, "subjects"), "subject", rule.subjects, whose)
        if isinstance(rule, ClubLimit):
            for category in rule.per_category:
                look.word((*loc, "per_category", category), "category", category, whose)
        if isinstance(rule, EndTime) and own:
            _each_grade(look, (*loc, "grades"), rule.grades, whose)
        if isinstance(rule, HomeworkTime) and own:
            _each_grade(look, (*loc, "minutes"), rule.minutes, whose)
        if isinstance(rule, Limit):
            who = (*loc, "who")
            look.names((*who, "classes"), "class", rule.who.classes, whose)
            look.grades((*who, "grades"), rule.who.grades, whose)
            look.names((*who, "students"), "student", rule.who.students, whose)
            look.names((*who, "rooms"), "room", rule.who.rooms, whose)
            look.room_kinds((*who, "room_kinds"), rule.who.room_kinds, whose)
        if isinstance(rule, HeadCount):
            look.names((*loc, "rooms"), "room", rule.rooms, whose)
            look.room_kinds((*loc, "kinds"), rule.kinds, whose)
            look.features((*loc, "features"), rule.features, whose)
        if isinstance(rule, Pinned):
            look.name((*loc, "activity"), "activity", rule.activity, whose)
            look.name((*loc, "student"), "student", rule.student, whose)
            look.name((*loc, "class"), "class", rule.class_, whose)
            look.name((*loc, "period"), "period", rule.period, whose)
            look.name((*loc, "room"), "room", rule.room, whose)
            look.name((*loc, "teacher"), "teacher", rule.teacher, whose)


def _each_grade(look: Lookup, loc: Loc, grades: Iterable[int], whose: str) -> None:
    """Grades of which something is said one by one."""
    there = {home.grade for home in look.scenario.classes}
    for grade in grades:
        if grade not in there:
            look.notes.warn("unknown-grade", (*loc, str(grade)), f"{whose} names grade {grade}, but no class is in it.")
