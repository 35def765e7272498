"""Families: which students stay when, and which clubs they would like, with what real lists have in common.

- *Fashion*: the whole school agrees on some clubs.
- *Age*: a grade likes a kind of club (its category) more than another grade does.
- *Class*: a craze goes round a home class.
- *Friends*: circles of two to five in a class; the others copy part of the list of one of them.
- *Stay*: most come every day, some on a few; some are collected after the first period, every day or in winter, or in
  the middle of the last one; some have a lesson elsewhere on one day.

Nobody lists a club that is not open to them, or for which they do not stay long enough on enough days.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from ..calendar import Calendar
from ..clock import Day
from ..entities import Activity, HomeClass, Leave, Student
from ..presence import Presence
from ..roster import may_join
from ..scenario import BASE_SEASON, Scenario

VERSION = 1  # a change that gives other families or schools for the same request makes this 2
_USUAL_DAYS: tuple[tuple[Day, ...], ...] = (("mon", "wed", "fri"), ("tue", "thu"))


@dataclass(frozen=True)
class Habits:
    """How families behave. Shares are of students, from 0 to 1; spreads are of the logarithm of a weight."""

    clubs: float = 0.94  # who list any club
    two_clubs: float = 0.35  # of those: who want two
    list_length: tuple[int, int] = (3, 6)
    every_day: float = 0.62
    everybody_until: int = 1  # everybody stays for this many periods: "first" below means all of these
    after_first: float = 0.28  # who are collected after the first period
    mid_last: float = 0.06  # who are collected in the middle of the last period
    lesson_elsewhere: float = 0.08  # who leave after the first period on one day
    early_in_season: float = 0.08  # who leave after the first period in a season with an earlier end (dark outside)
    follows: float = 0.4  # chance that a choice is copied from the circle's first
    fashion: Mapping[str, float] = field(default_factory=dict)  # club -> weight; others are drawn
    fashion_spread: float = 0.6
    age_spread: float = 0.35
    class_spread: float = 0.5
    circle_spread: float = 0.6
    own_spread: float = 0.5


def families(
    scenario: Scenario,
    heads: Mapping[str, int],
    key: str,
    habits: Habits | None = None,
    first: Mapping[str, int] | None = None,
) -> tuple[Student, ...]:
    """Students for the home classes of `heads` (class -> how many), in the order of the scenario's classes.

    `key` names the draw: the same key, scenario and habits give the same students. `first` is how many students each
    class has already: the numbers of the new ones go on from there. Students that the scenario has are ignored.
    """
    return _Families(scenario, key, habits or Habits(), first or {}).of(heads)


def student_id(home: str, number: int) -> str:
    """An invented id, such as s3107 for number 7 of class 3-1 (no hyphen: a spreadsheet would make a date of 3-1)."""
    return f"s{home.replace('-', '')}{number:02d}"


class _Families:
    def __init__(self, scenario: Scenario, key: str, habits: Habits, before: Mapping[str, int]) -> None:
        self.before = before
        self.calendar = Calendar(scenario)
        self.classes = scenario.classes
        self.key = f"families/{VERSION}/{key}"
        self.habits = habits
        self.clubs = {name: it for name, it in scenario.activities.items() if it.is_chosen}
        outdoor_kinds = {name for room in scenario.rooms if room.outdoor for name in (room.id, room.kind)}
        self.outdoor = {
            name for name, it in self.clubs.items() if it.room_names and outdoor_kinds.issuperset(it.room_names)
        }
        rng = self._random("fashion")
        self.fashion = {name: habits.fashion.get(name, _weight(rng, habits.fashion_spread)) for name in self.clubs}
        categories = sorted({it.category or "" for it in self.clubs.values()})
        grades = sorted({home.grade for home in self.classes})
        rng = self._random("age")
        self.age = {(kind, grade): _weight(rng, habits.age_spread) for kind in categories for grade in grades}

    def of(self, heads: Mapping[str, int]) -> tuple[Student, ...]:
        """See `families`."""
        return tuple(student for home in self.classes for student in self._class(home, heads.get(home.id, 0)))

    def _random(self, *what: str) -> Random:
        # One source for each thing: a class more, or a club more, leaves the others as they were as far as can be.
        return Random("/".join((self.key, *what)))

    def _class(self, home: HomeClass, head_count: int) -> list[Student]:
        rng = self._random("stay", home.id)
        before = self.before.get(home.id, 0)
        stays = [self._stay(rng, home, number) for number in range(before + 1, before + head_count + 1)]
        full = Presence(self.calendar, stays).fully_present(self.calendar.seasons)
        open_to = {name: club for name, club in self.clubs.items() if may_join(club, home)}
        can = [
            [name for name, club in open_to.items() if self._can_attend(name, club, full[student.id])]
            for student in stays
        ]
        rng = self._random("craze", home.id)
        craze = {
            name: self.fashion[name]
            * self.age[club.category or "", home.grade]
            * _weight(rng, self.habits.class_spread)
            for name, club in open_to.items()
        }
        rng = self._random("wish", home.id)
        lists: list[tuple[str, ...]] = [()] * head_count
        for circle in _circles(rng, head_count):
            taste = {name: weight * _weight(rng, self.habits.circle_spread) for name, weight in craze.items()}
            for member in circle:
                lists[member] = self._wishes(rng, taste, can[member], lists[circle[0]])
        rng = self._random("wants", home.id)
        return [
            student.model_copy(update={"choices": wish, "wants": self._wants(rng, wish)})
            for student, wish in zip(stays, lists, strict=True)
        ]

    # ---- stay -------------------------------------------------------------------------------------------------------

    def _stay(self, rng: Random, home: HomeClass, number: int) -> Student:
        habits = self.habits
        days = self._days(rng)
        leave: Leave = None
        leave_in: dict[str, Leave] = {}
        draw = rng.random()
        elsewhere = days[rng.randrange(len(days))]
        if len(self.calendar.periods) > habits.everybody_until:
            if draw < habits.after_first:
                leave, leave_in = self._after_first(None)
            elif draw < habits.after_first + habits.mid_last:
                leave = self._middle_of_last(BASE_SEASON)
                leave_in = {season: self._middle_of_last(season) for season in self._seasons_that_end_earlier()}
            elif draw < habits.after_first + habits.mid_last + habits.lesson_elsewhere:
                leave, leave_in = self._after_first({elsewhere})
            elif draw < habits.after_first + habits.mid_last + habits.lesson_elsewhere + habits.early_in_season:
                leave_in = {season: self._end_of_first(season) for season in self._seasons_that_end_earlier()}
        return Student.model_validate(
            {
                "id": student_id(home.id, number),
                "class": home.id,
                "days": None if len(days) == len(self.calendar.days) else days,
            }
        ).model_copy(update={"leave": leave, "leave_in": leave_in})

    def _days(self, rng: Random) -> tuple[Day, ...]:
        days = self.calendar.days
        draw, usual = rng.random(), rng.random() < 0.5
        if draw < self.habits.every_day or len(days) < 3:
            return days
        rest = (draw - self.habits.every_day) / (1 - self.habits.every_day)
        count = len(days) - 1 if rest < 0.48 else max(2, len(days) - 2) if rest < 0.8 else 2
        found = [choice for choice in _USUAL_DAYS if len(choice) == count and set(choice) <= set(days)]
        if usual and found:
            return found[0]
        left = list(days)
        while len(left) > count:
            left.pop(rng.randrange(len(left)))
        return tuple(left)

    def _after_first(self, days: set[Day] | None) -> tuple[Leave, dict[str, Leave]]:
        """Collected after the first period (on these days): when, and when in seasons in which that is too late."""
        end = self._end_of_first(BASE_SEASON)
        if end is None:
            return None, {}

        def on(time: int) -> Leave:
            return time if days is None else {day: time for day in self.calendar.days if day in days}

        earlier = {season: self._end_of_first(season) for season in self.calendar.seasons[1:]}
        return on(end), {
            season: on(time)
            for season, time in earlier.items()
            if time is not None and self._second_begins_before(season, end)
        }

    def _end_of_first(self, season: str) -> int | None:
        span = self.calendar.span(self.calendar.periods[self.habits.everybody_until - 1], season)
        return span.end if span else None

    def _second_begins_before(self, season: str, leave: int | None) -> bool:
        span = self.calendar.span(self.calendar.periods[self.habits.everybody_until], season)
        return span is not None and leave is not None and span.start < leave

    def _middle_of_last(self, season: str) -> int | None:
        span = self.calendar.span(self.calendar.periods[-1], season)
        return None if span is None else (span.start + span.end) // 2 // 5 * 5

    def _seasons_that_end_earlier(self) -> list[str]:
        last = self.calendar.periods[-1]
        usual = self.calendar.span(last, BASE_SEASON)
        return [
            season
            for season in self.calendar.seasons[1:]
            if usual and (span := self.calendar.span(last, season)) and span.end < usual.end
        ]

    # ---- wishes -----------------------------------------------------------------------------------------------------

    def _can_attend(self, name: str, club: Activity, full: frozenset[tuple[Day, str]]) -> bool:
        """Whether the student stays through enough days on which the club can meet, in the light if outdoors."""
        usable: dict[Day, set[str]] = {}
        for day, period in sorted(full):
            right_time = (club.days is None or day in club.days) and (club.periods is None or period in club.periods)
            if right_time and self._long_enough(club, period) and (name not in self.outdoor or self._light(period)):
                usable.setdefault(day, set()).add(period)
        fit = [at for at, day in enumerate(self.calendar.days) if len(usable.get(day, ())) >= club.meets.periods]
        picked, last = 0, -10
        for at in fit:  # the days of the week lie next to each other here: seven at most, in order
            if at - last > club.meets.gap_days:
                picked, last = picked + 1, at
        return picked >= (club.meets.sessions_per_week or 1)

    def _long_enough(self, club: Activity, period: str) -> bool:
        usual = self.calendar.span(period, BASE_SEASON)
        for season in self.calendar.seasons:
            span = self.calendar.span(period, season)
            least = club.minutes or (0 if usual is None else -(-usual.minutes * 4 // 5))
            if span is None or span.minutes < least:
                return False
        return True

    def _light(self, period: str) -> bool:
        for season in self.calendar.seasons:
            span, dark = self.calendar.span(period, season), self.calendar.limits(season).dark_from
            if span is not None and dark is not None and span.end > dark:
                return False
        return True

    def _wishes(
        self, rng: Random, taste: Mapping[str, float], can: Sequence[str], first_friend: tuple[str, ...]
    ) -> tuple[str, ...]:
        wishes_any, length = rng.random() < self.habits.clubs, rng.randint(*self.habits.list_length)
        left = {name: taste[name] * _weight(rng, self.habits.own_spread) for name in can}
        found: list[str] = []
        while wishes_any and left and len(found) < length:
            copied = next((name for name in first_friend if name in left), None)
            pick = copied if copied and rng.random() < self.habits.follows else _draw(rng, left)
            found.append(pick)
            del left[pick]
        return tuple(found)

    def _wants(self, rng: Random, wish: tuple[str, ...]) -> int | None:
        two = rng.random() < self.habits.two_clubs
        return (2 if two and len(wish) > 1 else 1) if wish else None


def _weight(rng: Random, spread: float) -> float:
    return math.exp(rng.gauss(0.0, spread))


def _draw(rng: Random, weights: Mapping[str, float]) -> str:
    """One name, with a chance in proportion to its weight."""
    mark = rng.random() * sum(weights.values())
    for name, weight in weights.items():
        mark -= weight
        if mark < 0:
            return name
    return list(weights)[-1]  # where rounding has left a trace of the sum


def _circles(rng: Random, count: int) -> list[list[int]]:
    """The positions 0..count-1 in circles of two to five (the last may be one), each led by its first."""
    left = list(range(count))
    rng.shuffle(left)
    circles = []
    while left:
        size = rng.randint(2, 5)
        circles.append(left[:size])
        left = left[size:]
    return circles
