"""Tiny worlds in which every rule binds: so small that all their timetables can be written down."""

from __future__ import annotations

from tests.rules.world import World
from tests.rules.worlds_changes import CHANGES
from tests.rules.worlds_counters import HEAD_COUNT, HOMEWORK_TIME, LIMIT, VARIETY
from tests.rules.worlds_groups import ASSIGNED, CLUB_LIMIT, ELIGIBLE, GROUP_SIZE, NO_CLASH, RESERVE, SUPERVISED
from tests.rules.worlds_kept import AIMS, COST, PINNED, SAME_PEOPLE
from tests.rules.worlds_places import END_TIME, MEETS, ROOM_FIT, WET_DAYS
from tests.rules.worlds_staff import EVEN, STAFF_MIX, STAFFING, TEACHER_FIT, WISHES, WORKLOAD
from tests.rules.worlds_teams import TEAMS
from tests.rules.worlds_turns import ROTA

WORLDS: tuple[World, ...] = (
    *SUPERVISED,
    *NO_CLASH,
    *GROUP_SIZE,
    *RESERVE,
    *ROOM_FIT,
    *WET_DAYS,
    *TEACHER_FIT,
    *STAFFING,
    *STAFF_MIX,
    *ROTA,
    *END_TIME,
    *MEETS,
    *WORKLOAD,
    *LIMIT,
    *HEAD_COUNT,
    *ELIGIBLE,
    *ASSIGNED,
    *CLUB_LIMIT,
    *TEAMS,
    *HOMEWORK_TIME,
    *VARIETY,
    *SAME_PEOPLE,
    *EVEN,
    *WISHES,
    *COST,
    *PINNED,
    *AIMS,
    *CHANGES,
)
