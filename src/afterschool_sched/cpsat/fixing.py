"""A given plan put into the exact model: to ask whether the model allows it and what it costs, or to start from it.

The model cannot say everything that can be written into a timetable: its candidate lists hold only rooms and teachers
that suit, patterns that the clock allows, classes that may merge, and divisions that are even. What it cannot say, it
forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from afterschool_sched.calendar import Slot
from afterschool_sched.cpsat.expressions import Expr
from afterschool_sched.cpsat.homes import divide
from afterschool_sched.cpsat.model import ExactModel
from afterschool_sched.instance import Block
from afterschool_sched.timetable import Group, Plan, Session
from afterschool_sched.view import ClassSession, ClubGroup


def fix(model: ExactModel, plan: Plan) -> tuple[str, ...]:
    """Leave the model no solution but this plan, which must speak of its scenario (`references.faults` finds nothing).

    Gives what of the plan the model has no way to say; if there is anything, the model is made infeasible. The model
    must be one without decided groups. The values of a solution are then a hint for a model built in the same way.
    """
    fixer = _Fixer(model, plan)
    fixer.clubs()
    fixer.classes()
    fixer.duties()
    if fixer.beyond:
        model.builder.model.add_bool_or([])
    return tuple(fixer.beyond)


class _Fixer:
    def __init__(self, model: ExactModel, plan: Plan) -> None:
        self.model = model
        self.n = model.n
        self.plan = plan
        self.beyond: list[str] = []
        self.teachers = {teacher: index for index, teacher in enumerate(self.n.teachers)}
        self.rooms = {room: index for index, room in enumerate(self.n.rooms)}
        self.pupils = {pupil.id: index for index, pupil in enumerate(self.n.pupils)}
        self.away: set[tuple[int, int]] = set()  # (student, slot) of those in a club

    def is_(self, expr: Expr, value: bool) -> None:
        self.model.builder.link(expr == int(value))

    def block(self, session: Session) -> Block:
        index = self.n.calendar.index
        return tuple(index[Slot(session.week, session.day, period)] for period in session.periods)

    def groups_of(self, activity: str) -> list[Group]:
        return [group for group in self.plan.groups if group.activity == activity]

    # ---- people and rooms, for all kinds of groups ---------------------------------------------------------------

    def one_of(self, chosen: str | None, index: Mapping[str, int], options: Mapping[int, Expr], where: str) -> None:
        """Exactly this one of the candidates."""
        number = None if chosen is None else index[chosen]
        if number not in options:
            self.beyond.append(f"{where}: {chosen or 'no room'} is no candidate")
        for candidate, expr in options.items():
            self.is_(expr, candidate == number)

    def all_of(self, chosen: Sequence[str], options: Mapping[int, Expr], where: str) -> None:
        """Exactly these teachers of the candidates, each once."""
        numbers = {self.teachers[teacher] for teacher in chosen}
        if len(numbers) < len(chosen):
            self.beyond.append(f"{where}: somebody is named twice")
        if numbers - set(options):
            names = sorted(self.n.teachers[number] for number in numbers - set(options))
            self.beyond.append(f"{where}: {', '.join(names)} may not be there beside the lead")
        for candidate, expr in options.items():
            self.is_(expr, candidate in numbers)

    # ---- clubs -----------------------------------------------------------------------------------------------------

    def clubs(self) -> None:
        """Groups of a club are alike: the plan's take the model's in order."""
        for number, club in enumerate(self.n.clubs):
            views = [view for view in self.model.club_groups if view.club == number]
            groups = self.groups_of(club.activity)
            if len(groups) > len(views):
                self.beyond.append(f"{club.activity}: more groups than may open")
            for view, group in zip(views, groups, strict=False):
                self.club(view, group)
            for view in views[len(groups) :]:
                self.is_(view.opened, False)
            for group in groups:
                slots = {slot for session in group.sessions for slot in self.block(session)}
                self.away |= {(self.pupils[member], slot) for member in group.members for slot in slots}

    def club(self, view: ClubGroup, group: Group) -> None:
        club = self.n.clubs[view.club]
        blocks = sorted(self.block(session) for session in group.sessions)
        pattern = next((t for t in sorted(view.by_pattern) if sorted(club.patterns[t].sessions) == blocks), None)
        if pattern is None:
            self.beyond.append(f"{group.id}: no pattern of {club.activity} has these sessions")
            return
        for t, meets in sorted(view.by_pattern.items()):
            self.is_(meets, t == pattern)
        self.members(view, group)
        people = {(session.lead, tuple(sorted(session.assistants))) for session in group.sessions}
        if len(people) > 1:
            self.beyond.append(f"{group.id}: the teachers differ by session")
        lead, assistants = min(people)
        leads = {e: expr for (t, e), expr in view.leads.items() if t == pattern}
        self.one_of(lead, self.teachers, leads, group.id)
        self.all_of(assistants, {e: expr for (t, e), expr in view.assistants.items() if t == pattern}, group.id)
        for session in group.sessions:
            block = self.block(session)
            here = {room: expr for (b, room), expr in view.rooms.items() if b == block}
            self.one_of(session.room, self.rooms, here, f"{group.id} on {session.day}")

    def members(self, view: ClubGroup, group: Group) -> None:
        members = {self.pupils[member] for member in group.members}
        if len(members) < len(group.members):
            self.beyond.append(f"{group.id}: somebody is a member twice")
        joined = self.model.clubs.joins.get((view.club, view.number), [])
        if members - {pupil for pupil, _ in joined}:
            self.beyond.append(f"{group.id}: somebody may not be a member")
        for pupil, joins in joined:
            self.is_(joins, pupil in members)

    # ---- class and care --------------------------------------------------------------------------------------------

    def classes(self) -> None:
        for number, activity in enumerate(self.n.class_activities):
            held = self.held(activity.activity)
            joining: set[tuple[int, int, int]] = set()
            for (host, slot), sessions in held.items():
                joining |= {(home, slot, host) for home in self.joining(activity.activity, host, slot, sessions)}
            known = {(home, slot, host) for a, home, slot, host in self.model.homes.joins if a == number}
            for home, slot, host in sorted(joining - known):
                names = self.n.classes
                self.beyond.append(f"{names[home]} may not be in {activity.activity} of {names[host]} in slot {slot}")
            for (a, home, slot, host), joins in self.model.homes.joins.items():
                if a == number:
                    self.is_(joins, (home, slot, host) in joining)
            for (host, slot), sessions in held.items():
                self.parts(number, host, slot, sessions)

    def held(self, name: str) -> dict[tuple[int, int], list[tuple[Session, list[int]]]]:
        """The activity's sessions, with their members, by host class and slot; the largest first."""
        held: dict[tuple[int, int], list[tuple[Session, list[int]]]] = {}
        for group in self.groups_of(name):
            for session in group.sessions:
                block = self.block(session)
                if group.home_class is None or len(block) != 1:
                    self.beyond.append(f"{group.id} on {session.day}: not one period of one home class")
                    continue
                members = [self.pupils[m] for m in (group.members if session.members is None else session.members)]
                held.setdefault((self.n.classes.index(group.home_class), block[0]), []).append((session, members))
        return {key: sorted(held[key], key=lambda item: -len(item[1])) for key in sorted(held)}

    def joining(self, name: str, host: int, slot: int, sessions: Iterable[tuple[Session, list[int]]]) -> Iterable[int]:
        """The classes in the host's group; each must be there with all who are in no club, and with nobody twice."""
        members = [member for _, together in sessions for member in together]
        homes = {self.n.pupils[member].home for member in members}
        left = [
            pupil
            for home in sorted(homes)
            for pupil in self.n.present.get((home, slot), ())
            if (pupil, slot) not in self.away
        ]
        if sorted(members) != sorted(left):
            self.beyond.append(f"{name} of {self.n.classes[host]} in slot {slot}: not those who are in no club")
        return homes

    def parts(self, number: int, host: int, slot: int, sessions: Sequence[tuple[Session, list[int]]]) -> None:
        activity = self.n.class_activities[number]
        views: dict[int, ClassSession] = {
            view.part: view
            for view in self.model.class_sessions
            if (view.activity, view.home, view.slot) == (number, host, slot)
        }
        where = f"{activity.activity} of {self.n.classes[host]} in slot {slot}"
        sizes = [len(members) for _, members in sessions]
        if len(sizes) > 1:
            even = [] if activity.keep else [len(part) for part in divide([0] * sum(sizes), activity.limit)]
            if sizes != even or len(sizes) > len(views):
                self.beyond.append(f"{where}: divided into {sizes}")
        for part, view in sorted(views.items()):
            self.is_(view.runs, part < len(sessions))
            if part < len(sessions):
                session = sessions[part][0]
                if not activity.by_rota:
                    self.one_of(session.lead, self.teachers, view.leads, where)
                self.all_of(session.assistants, view.assistants, where)
                self.one_of(session.room, self.rooms, view.rooms, where)

    # ---- duties ----------------------------------------------------------------------------------------------------

    def duties(self) -> None:
        for number, duty in enumerate(self.n.duties):
            groups = self.groups_of(duty.activity)
            if len(groups) > 1:
                self.beyond.append(f"{duty.activity}: {len(groups)} groups")
            held: dict[int, Session] = {}
            for session in (session for group in groups for session in group.sessions):
                block = self.block(session)
                if len(block) != 1 or session.room is not None or block[0] in held or block[0] not in duty.candidates:
                    self.beyond.append(f"{duty.activity} on {session.day}: not one period of those in which it is held")
                else:
                    held[block[0]] = session
            if duty.by_rota and len(held) < len(duty.candidates):
                self.beyond.append(f"{duty.activity}: not held in all its slots")
            for slot in duty.candidates:
                people = held[slot].teachers if slot in held else ()
                self.all_of(people, self.model.duty(number, slot), f"{duty.activity} in slot {slot}")
