"""Warnings by counting: not impossible, but some will go without."""

from __future__ import annotations

from .clubs import Club
from .coverage import Coverage
from .notes import Notes
from .words import count, listed


def add_shortages(coverage: Coverage, notes: Notes) -> None:
    """Fewer places than students who want a club; fewer sessions that the skilled can lead than clubs could have."""
    _places(coverage, notes)
    _skills(coverage, notes)


def _could_open(coverage: Coverage, club: Club) -> int:
    """The most groups of a club: of its size, for those who could come, with the leads it has."""
    facts = coverage.facts
    could = max(coverage.could_join(season, club.name) for season in range(len(facts.seasons)))
    groups = club.activity.groups
    return min(groups.up_to, could // groups.min)


def _places(coverage: Coverage, notes: Notes) -> None:
    facts = coverage.facts
    wanting = sum(
        any(
            club.name in student.choices and club.reach(home.grade, facts.presence(student).fully[0], 0)
            for club in coverage.open_to[student.id]
        )
        for home in facts.homes.values()
        for student in facts.students_by_class[home.id]
    )
    places = sum(
        _could_open(coverage, club) * min(club.most_members, max((room.seats for room in club.rooms), default=0))
        for club in coverage.clubs.values()
        if club.activity.is_chosen
    )
    if 0 < places < wanting:
        text = (
            f"{count(wanting, 'student')} want a club they could come to, but all clubs together have "
            f"{count(places, 'place')}: at least {wanting - places} go without."
        )
        notes.warn("count-places", ("activities",), text, "a club has more groups ('up_to'), or larger ones.")


def _skills(coverage: Coverage, notes: Notes) -> None:
    """The sessions that clubs of one skill could have in a week, against those its teachers could lead."""
    facts = coverage.facts
    by_skill: dict[str, list[Club]] = {}
    for club in coverage.clubs.values():
        if club.activity.skill is not None and _could_open(coverage, club):
            by_skill.setdefault(club.activity.skill, []).append(club)
    for skill, clubs in by_skill.items():
        asked = sum(_could_open(coverage, club) * club.per_week for club in clubs)
        least = min(club.activity.meets.periods for club in clubs)
        can = 0
        for name, teacher in facts.teachers.items():
            if skill in teacher.skills:
                slots = 0
                for club in clubs:
                    slots |= _leads_in(club, name)
                can += slots.bit_count() // least
        if can < asked:
            names = listed(club.name for club in clubs)
            text = (
                f"Clubs that need the skill {skill} ({names}) could have {count(asked, 'session')} a week, "
                f"but teachers with this skill can lead {can}: not all groups can open."
            )
            notes.warn("count-skill", ("activities", clubs[0].name, "skill"), text)


def _leads_in(club: Club, teacher: str) -> int:
    """The slots in which a teacher could lead the club in the usual season."""
    season = club.facts.seasons[0]
    found = 0
    for meeting in club.held(0):
        found |= meeting.mask if teacher in club.leads(meeting, season) else 0
    return found
