"""How many teachers homework needs when no club opens, and whether the staff can give it.

No rule asks for a club to open, so a school whose whole homework can be staffed has a timetable. Generated schools are
made to pass this, and the tests hold the schools kept as files against it. It looks at the homework of all classes in
all slots, at who is available and at the weekly limits of `workload`; not at skills, rooms, or a fixed number of
sessions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import networkx as nx

from ..calendar import Calendar, Slot
from ..catalogue import effective_rules
from ..entities import Activity, HomeClass, Student, Teacher
from ..presence import Presence, allows
from ..rules.group_size.spec import GroupSize
from ..rules.workload.spec import Workload
from ..scenario import BASE_SEASON, Scenario

_GRADES_APART = {"never": -1, "same grade": 0, "neighbouring grades": 1, "any": 99}


def homework_need(scenario: Scenario, students: Sequence[Student], activity: str) -> dict[Slot, int]:
    """Teachers in each slot of a week when everybody is in that class activity and nobody in a club (first fit)."""
    homework = scenario.activities[activity]
    calendar = Calendar(scenario)
    present = Presence(calendar, students).present(calendar.seasons)
    of_class = {student.id: student.class_ for student in students}
    cap = next(rule.cap for rule in effective_rules(scenario) if isinstance(rule, GroupSize))
    need: dict[Slot, int] = {}
    for slot in calendar.slots:
        if slot.week == 1:
            heads = {home.id: 0 for home in scenario.classes}
            for student in sorted(present[slot.day, slot.period]):
                heads[of_class[student]] += 1
            need[slot] = _groups(scenario.classes, heads, cap, homework) * homework.staff.teachers
    return need


def _groups(classes: Sequence[HomeClass], heads: Mapping[str, int], cap: int, homework: Activity) -> int:
    """First fit, largest first; a class above the cap is divided or kept, and takes no guests."""
    hosts: list[tuple[int, int]] = []  # (grade, places left)
    for home in sorted(classes, key=lambda it: (-heads[it.id], it.id)):
        count = heads[home.id]
        if count > cap:
            hosts += [(home.grade, 0)] * (1 if homework.over_cap == "keep" else -(-count // cap))
        elif count:
            fits = [
                at
                for at, (grade, left) in enumerate(hosts)
                if left >= count and abs(grade - home.grade) <= _GRADES_APART[homework.merge]
            ]
            if fits:
                best = min(fits, key=lambda at: hosts[at][1])
                hosts[best] = (hosts[best][0], hosts[best][1] - count)
            else:
                hosts.append((home.grade, cap - count))
    return len(hosts)


def shortage(scenario: Scenario, need: Mapping[Slot, int], roles: Sequence[str] = ("teacher",)) -> int:
    """Teacher-periods of a week that own staff of these roles lack to cover `need`; 0 when it can be covered."""
    graph = nx.DiGraph()
    calendar = Calendar(scenario)
    limits = [rule for rule in effective_rules(scenario) if isinstance(rule, Workload) and rule.required]
    for slot, count in need.items():
        graph.add_edge(str(slot), "end", capacity=count)
    for teacher in scenario.teachers:
        if teacher.external or not teacher.cleared or teacher.role not in roles:
            continue
        week = _least(limits, teacher, "sessions_per_week", len(need))
        evenings = _least(limits, teacher, "evenings_per_week", len(need))
        graph.add_edge("start", teacher.id, capacity=week)
        graph.add_edge(teacher.id, f"{teacher.id} evening", capacity=evenings)
        for slot in need:
            if _free(scenario, calendar, teacher, slot):
                source = f"{teacher.id} evening" if _evening(scenario, calendar, slot) else teacher.id
                graph.add_edge(source, str(slot), capacity=1)
    covered = nx.maximum_flow_value(graph, "start", "end") if "start" in graph and "end" in graph else 0
    return sum(need.values()) - int(covered)


def _least(limits: Sequence[Workload], teacher: Teacher, measure: str, otherwise: int) -> int:
    """The least maximum that any rule sets for the teacher."""
    found = [otherwise]
    for rule in limits:
        who, limit = rule.who, getattr(rule, measure)
        meant = (
            (not who.teachers or teacher.id in who.teachers)
            and (not who.roles or teacher.role in who.roles)
            and (who.external is None or who.external == teacher.external)
        )
        if meant and limit is not None and limit.max is not None:
            found.append(limit.max)
    return min(found)


def _evening(scenario: Scenario, calendar: Calendar, slot: Slot) -> bool:
    span = calendar.span(slot.period, BASE_SEASON)
    return scenario.evening_from is not None and span is not None and span.end > scenario.evening_from


def _free(scenario: Scenario, calendar: Calendar, teacher: Teacher, slot: Slot) -> bool:
    for season in calendar.seasons:
        span = calendar.span(slot.period, season)
        if span is None:
            continue
        if not allows(teacher.available, slot.day, (slot.period,), span):
            return False
        for meeting in scenario.meetings:
            everybody = not (meeting.teachers or meeting.roles or meeting.subjects)
            concerns = (
                everybody
                or teacher.id in meeting.teachers
                or teacher.role in meeting.roles
                or any(subject in meeting.subjects for subject in teacher.subjects)
            )
            if concerns and meeting.day == slot.day and meeting.span.overlaps(span):
                return False
    return True
