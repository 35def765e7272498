"""Can every club meet at all, and open; and if not, what stands in its way."""

from __future__ import annotations

from collections.abc import Sequence

from ..clock import format_time
from ..entities import Activity
from .clubs import Club, Meeting
from .coverage import Coverage
from .notes import Loc, Notes
from .readings import why_not_open
from .words import count, days_in_words, in_seasons, listed


def add_clubs(coverage: Coverage, notes: Notes) -> None:
    """Check the clubs, each for the first thing that stands in its way."""
    for name, club in coverage.clubs.items():
        loc: Loc = ("activities", name)
        size_fault = _sizes(loc, name, club.activity, coverage.facts.cap, notes) or _held(loc, coverage, club, notes)
        can_meet = (
            _week(coverage, loc, club, notes) and _rooms(loc, club, notes) and _seasons(coverage, loc, club, notes)
        )
        if can_meet and not size_fault:
            _leads(coverage, loc, club, notes)
            if club.activity.is_chosen:
                _wishes(coverage, loc, club, notes)
            else:
                _members(coverage, loc, club, notes)


def _sizes(loc: Loc, name: str, activity: Activity, cap: int, notes: Notes) -> bool:
    """Whether least and most members contradict each other."""
    groups = activity.groups
    if groups.max is not None and groups.max > cap:
        text = f"A group of {name} may have {groups.max} members, but no group has more than {cap} (rule group_size)."
        notes.warn("max-over-cap", (*loc, "groups", "max"), text)
    if groups.max is not None and groups.min > groups.max:
        text = f"A group of {name} needs at least {groups.min} members, but has at most {groups.max}."
        notes.error("min-over-max", (*loc, "groups", "min"), text, misleads=False)
        return True
    if groups.min > cap:
        text = f"A group of {name} needs at least {groups.min} members, but no group has more than {cap} (group_size)."
        notes.error("min-over-cap", (*loc, "groups", "min"), text, misleads=False)
        return True
    return False


def _held(loc: Loc, coverage: Coverage, club: Club, notes: Notes) -> bool:
    """Whether so many places are held that no group can open."""
    least, most = club.activity.groups.min, coverage.facts.group_most(club.activity)
    held = coverage.facts.held_places(club.name)
    if not held or most - held >= least:
        return False
    text = f"A group of {club.name} has {count(most, 'place')} and {held} of them held, but needs {least} to open."
    notes.error("reserve-over-max", (*loc, "groups"), text, "fewer are held (rule reserve).", misleads=False)
    return True


def _week(coverage: Coverage, loc: Loc, club: Club, notes: Notes) -> bool:
    """Do days, periods, length, number and spread of sessions go together, whatever the clock says?"""
    facts, activity, meets = coverage.facts, club.activity, club.activity.meets
    days, periods = facts.days_of(activity), facts.periods_of(activity)
    if club.can_meet:
        return True
    if any(period not in facts.scenario.periods for period in activity.periods or ()):
        return False  # told as unknown
    if not days or not facts.cells_of(activity):
        asked = days_in_words(activity.days) if activity.days else days_in_words(facts.scenario.days)
        text = (
            f"Club {club.name} may meet on {asked} in {listed(activity.periods or periods, joined='or')}, but no such "
        )
        where = (*loc, "days") if activity.days is not None and not days else loc
        notes.error("club-no-time", where, f"{text}period is held.", misleads=False)
    elif not club.meetings:
        long = count(meets.periods, "period")
        text = f"A session of {club.name} takes {long} in a row, but on no day may it meet in so many."
        notes.error("session-too-long", (*loc, "meets", "periods"), text, misleads=False)
    else:
        days = tuple(day for day in days if any(meeting.day == day for meeting in club.meetings))
        gap = f" with {count(meets.gap_days, 'day')} between" if meets.gap_days else ""
        same = " in the same period" if meets.same_period else ""
        often = f"{club.per_week} times a week{gap}{same}"
        text = f"Club {club.name} meets {often}, but may only meet on {days_in_words(days)}."
        notes.error("club-too-often", (*loc, "meets"), text, "there are fewer sessions, or more days.", misleads=False)
    return False


def _rooms(loc: Loc, club: Club, notes: Notes) -> bool:
    """Is there any room of the kind, with the features, and for the smallest group?"""
    facts, activity = club.facts, club.activity
    if club.rooms:
        seats = max(room.seats for room in club.rooms)
        if activity.groups.max is not None and seats < activity.groups.max <= facts.cap:
            text = f"A group of {club.name} may have {activity.groups.max} members, but no room for it has more than "
            notes.warn("max-over-seats", (*loc, "groups", "max"), f"{text}{count(seats, 'seat')}.")
        return True
    asked = activity.room_names
    if asked and not any(room.kind in asked or room.id in asked for room in facts.rooms.values()):
        return False  # an unknown room, which is told as such
    if any(all(feature not in room.features for room in facts.rooms.values()) for feature in activity.features):
        return False  # an unknown feature, likewise
    suitable = facts.rooms_of(club.name)
    if suitable:
        largest = max(room.seats for room in suitable)
        why = (
            f"the largest has {count(largest, 'seat')}, and a group has at least {count(activity.groups.min, 'member')}"
        )
    else:
        why = f"none has {listed(activity.features)}" if activity.features else "all are outdoors"
    of_kind = f" of kind {listed(asked, joined='or')}" if asked else ""
    notes.error("club-no-room", loc, f"No room{of_kind} suits club {club.name}: {why}.", misleads=False)
    return False


def _seasons(coverage: Coverage, loc: Loc, club: Club, notes: Notes) -> bool:
    """Do clock, daylight and opening hours of rooms leave a pattern, in every season of a plan?"""
    facts = coverage.facts
    possible = {
        season: [meeting for meeting in club.meetings if club.fault(meeting, season) is None]
        for season in facts.seasons
    }
    lost = [season for season in facts.seasons if not club.has_pattern(possible[season])]
    if not lost:
        for seasons in facts.calendar.plans:
            always = [m for m in club.meetings if all(m in possible[season] for season in seasons)]
            if not club.has_pattern(always):
                text = f"Club {club.name} can meet in every season, but not at the same times in all of them."
                notes.warn("club-seasons", loc, text, "a season has a timetable of its own ('timetable: own').")
        return True
    if _only(club, lost[:1], ("early", "late")):
        return len(lost) < len(facts.seasons)  # told of the periods themselves
    because = _because(coverage, club, lost[0], len(possible[lost[0]]))
    when = in_seasons(lost, facts.seasons)
    code = "minutes-too-long" if _only(club, lost, ("short",)) else "club-no-pattern"
    where = (*loc, "minutes") if code == "minutes-too-long" and club.activity.minutes else loc
    if len(lost) == len(facts.seasons):
        notes.error(code, where, f"Club {club.name} can never meet: {because}.", misleads=False)
        return False
    several = len(facts.calendar.plans) > 1
    which = [plan for plan in facts.calendar.plans if set(plan) & set(lost)]
    so = (
        f"the timetable for {listed([s for plan in which for s in plan])}"
        if several
        else "a timetable for the whole year"
    )
    text = f"Club {club.name} cannot meet{when}: {because}. It cannot be in {so}."
    notes.warn(code, where, text)
    return True


def _only(club: Club, seasons: Sequence[str], reasons: Sequence[str]) -> bool:
    """Whether nothing but these reasons stands in the way in these seasons."""
    faults = {club.fault(meeting, season) for meeting in club.meetings for season in seasons}
    return faults - {None} <= set(reasons)


def _because(coverage: Coverage, club: Club, season: str, left: int) -> str:
    """What forbids each of the club's sessions in a season, days with the same reason told once."""
    reasons: dict[str, list[str]] = {}
    for meeting in club.meetings:
        why = club.fault(meeting, season)
        if why is not None:
            reasons.setdefault(_reason(coverage, club, meeting, season, why), []).append(meeting.day)
    days = len({meeting.day for meeting in club.meetings})
    parts = [
        text if len(set(on)) == days else f"on {listed(dict.fromkeys(on), 7)} {text}" for text, on in reasons.items()
    ]
    rest = f", which leaves too little for {club.per_week} sessions a week" if left else ""
    return listed(parts, most=4) + rest


def _reason(coverage: Coverage, club: Club, meeting: Meeting, season: str, why: str) -> str:
    calendar = coverage.facts.calendar
    block = calendar.block(meeting.periods, season)
    limits = calendar.limits(season)
    name = " + ".join(meeting.periods)
    if block is None:
        return f"{name} is not held"
    if why == "early":
        return f"{name} begins at {format_time(block.start)}, before {format_time(limits.earliest_start or 0)}"
    if why == "late":
        return f"{name} ends at {format_time(block.end)}, after {format_time(limits.latest_end or 0)}"
    if why == "short":
        least = coverage.facts.least_minutes(club.activity, meeting.periods)
        return f"{name} has {block.minutes} of the {least} minutes a session needs"
    if why == "dark":
        dark = format_time(limits.dark_from or 0)
        return f"{name} ends at {format_time(block.end)}, when it is dark outdoors (from {dark})"
    return f"no room for it is open in {name}"


def _leads(coverage: Coverage, loc: Loc, club: Club, notes: Notes) -> None:
    """Is there anybody to lead it?"""
    facts, activity = coverage.facts, club.activity
    tell = notes.warn if activity.is_chosen else notes.error  # whom the school puts in it must have one
    able = [teacher.id for teacher in facts.teachers.values() if facts.may_lead(activity, teacher)]
    if not able:
        if lead_unknown(coverage, activity):
            return
        text = f"Nobody can lead club {club.name}, so it cannot open: {lead_wanted(activity)}."
        tell("no-lead", (*loc, "skill") if activity.skill else loc, text)
        return
    lost = [season for n, season in enumerate(facts.seasons) if not club.held(n)]
    if lost and len(lost) == len(facts.seasons):
        who = f"whoever could lead it ({listed(able)})"
        text = f"Club {club.name} cannot open: {who} is never there often enough when it can meet."
        tell("no-lead", loc, text)


def lead_unknown(coverage: Coverage, activity: Activity) -> bool:
    """Whether the lead must have a skill or subject that no teacher has, or be somebody unknown: told by itself."""
    teachers = coverage.facts.teachers.values()
    return bool(
        (activity.skill and not any(activity.skill in teacher.skills for teacher in teachers))
        or (activity.subject and not any(activity.subject in teacher.subjects for teacher in teachers))
        or (activity.leads and not any(teacher.id in activity.leads for teacher in teachers))
    )


def lead_wanted(activity: Activity) -> str:
    """What the lead of an activity must be, and that nobody is."""
    wanted = []
    if activity.skill:
        wanted.append(f"has the skill {activity.skill}")
    if activity.subject:
        wanted.append(f"teaches {activity.subject}")
    if activity.roles is not None:
        wanted.append(f"has the role {listed(activity.roles, joined='or')}")
    if activity.leads is not None:
        wanted.append(f"is one of those named ({listed(activity.leads)})" if activity.leads else "is named to lead it")
    if activity.by_rota:
        wanted.append("is one of those who take turns")
    return f"no cleared teacher {listed(wanted)}" if wanted else "no teacher is cleared"


def _wishes(coverage: Coverage, loc: Loc, club: Club, notes: Notes) -> None:
    """Do enough students choose it to open one group?"""
    facts = coverage.facts
    choosing = facts.choosing[club.name]
    if not choosing:
        notes.warn("club-unwanted", loc, f"Nobody chooses club {club.name}, so it will not open.")
        return
    least = club.activity.groups.min
    if choosing < least:
        text = f"Only {count(choosing, 'student')} choose club {club.name}, which opens with {least}: it cannot open."
        notes.warn("club-too-few", (*loc, "groups", "min"), text)
        return
    could = max(coverage.could_join(n, club.name) for n in range(len(facts.seasons)))
    if could < least and any(club.held(n) for n in range(len(facts.seasons))):
        whose = f"Only {could}" if could else "None"
        text = f"{whose} of the {choosing} students who choose club {club.name} can come when it meets, "
        notes.warn("club-too-few", (*loc, "groups", "min"), f"{text}but it opens with {least}: it cannot open.")


def _members(coverage: Coverage, loc: Loc, club: Club, notes: Notes) -> None:
    """May and can those come whom the school puts in it, and do its groups hold them?"""
    facts, groups = coverage.facts, club.activity.groups
    students = {student.id: student for student in facts.students}
    named = club.activity.members if isinstance(club.activity.members, tuple) else ()
    members = facts.members[club.name]
    for name in members:
        student = students[name]
        here: Loc = (*loc, "members", named.index(name)) if named else (*loc, "members")
        home = facts.homes[student.class_]
        if why_not_open(club.activity, student, home) is not None:
            text = f"Student {name} of class {home.id} is put in {club.name}, which is not open to the student."
            notes.error("member-not-open", here, text, misleads=False)
        elif any(
            club.held(n) and not club.reach(home.grade, full, n) for n, full in enumerate(facts.presence(student).fully)
        ):
            text = f"Student {name} is put in {club.name}, but cannot stay through all sessions of a group."
            notes.error("member-absent", here, text, misleads=False)
    number, most = len(members), groups.up_to * club.most_members
    if number > most:
        text = f"The school puts {count(number, 'student')} in {club.name}, whose groups hold {most} in all."
        notes.error("members-too-many", (*loc, "members"), text, "it has more groups ('up_to'), or larger ones.")
    elif not number:
        notes.warn("club-unwanted", loc, f"The school puts nobody in {club.name}, so it will not open.")
    elif number < groups.min:
        text = f"The school puts {count(number, 'student')} in {club.name}, which opens with {groups.min}."
        notes.error("members-too-few", (*loc, "members"), text, f"'min: {max(number, 1)}' is meant.")
