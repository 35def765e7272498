"""`workload` for the solver: counters of periods, minutes, days and evenings, and rest between days."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from afterschool_sched.instance import Instance
from afterschool_sched.rule import Range, Rule
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.view import Expr, LoadView

SUNDAY = 6


def works(n: Instance, view: LoadView, teacher: int, slots: list[int], name: str) -> Expr:
    """1 when the teacher has a session in any of the slots."""
    return view.any_of([view.teaches(teacher, s) for s in slots], f"{name} {n.teachers[teacher]}")


def evening(n: Instance, view: LoadView, teacher: int, slots: list[int], name: str) -> Expr:
    """1 when the teacher's last session of the day ends late."""
    return works(n, view, teacher, [s for s in slots if n.slots[s].evening], f"evening {name}")


def encode(rule: Rule, at: int, n: Instance, view: LoadView) -> None:
    """Each measure given, for each teacher concerned, per day or week."""
    assert isinstance(rule, Workload)

    def counted(teacher: int, slots: list[int], unit: Callable[[int], int]) -> Expr:
        return view.total([unit(s) * view.teaches(teacher, s) for s in slots])

    def post(teacher: int, limits: Range, value: Expr, floor: Expr, what: str) -> None:
        where = f"{n.teachers[teacher]} {what}"
        if limits.max is not None:
            view.limit(at, value, high=limits.max, where=where)
        if limits.min:
            view.limit(at, value - limits.min * floor, low=0, where=where)

    for teacher in n.concerned(rule.who):
        for (week, day), slots in sorted(n.days.items()):
            for limits, unit in (
                (rule.sessions_per_day, lambda _: 1),
                (rule.minutes_per_day, lambda s: n.slots[s].minutes),
            ):
                if limits is not None:
                    there = works(n, view, teacher, slots, f"day {week} {day}") if limits.min else 0
                    post(teacher, limits, counted(teacher, slots, unit), there, f"day {week} {day}")
        for week in n.weeks:
            mine = {day: slots for (w, day), slots in n.days.items() if w == week}
            every = [s for slots in mine.values() for s in slots]
            for limits, unit in (
                (rule.sessions_per_week, lambda _: 1),
                (rule.minutes_per_week, lambda s: n.slots[s].minutes),
            ):
                if limits is not None:
                    post(teacher, limits, counted(teacher, every, unit), 1, f"week {week}")
            if rule.days_per_week or rule.consecutive_days:
                there_on = {
                    day: works(n, view, teacher, slots, f"day {week} {day}") for day, slots in sorted(mine.items())
                }
                if rule.days_per_week:
                    post(teacher, rule.days_per_week, view.total(there_on.values()), 1, f"days of week {week}")
                if rule.consecutive_days and rule.consecutive_days.max is not None:
                    _runs(at, n, view, teacher, there_on, rule.consecutive_days.max, week)
            if rule.evenings_per_week:
                late = view.total(
                    [evening(n, view, teacher, slots, f"{week} {day}") for day, slots in sorted(mine.items())]
                )
                post(teacher, rule.evenings_per_week, late, 1, f"evenings of week {week}")
        _rests(rule, at, n, view, teacher)


def _runs(at: int, n: Instance, view: LoadView, teacher: int, there_on: dict[int, Expr], most: int, week: int) -> None:
    """The longest run of working days is at most `most`: amount = longest - most."""
    longest: list[Expr] = []
    for first in range(7):
        for length in range(most + 1, 8 - first):
            run = [there_on[day] for day in range(first, first + length) if day in there_on]
            if len(run) == length:
                whole = view.all_of(run, f"run {week} {first} {length} {n.teachers[teacher]}")
                longest.append((length - most) * whole)
    if longest:
        view.limit(at, view.maximum(longest, f"run {week} {n.teachers[teacher]}"), high=0, where=n.teachers[teacher])


def _rests(rule: Workload, at: int, n: Instance, view: LoadView, teacher: int) -> None:
    """Of two days in a row, the last session of one and the first of the other decide how much rest is missing."""
    for (week, day), slots in sorted(n.days.items()):
        after = (week, day + 1) if day < SUNDAY else (week % n.scenario.cycle_weeks + 1, 0)
        pairs = [(s, t, n.span(s), n.span(t)) for s in slots for t in n.days.get(after, [])]
        for lack in _lacks(rule):
            missing = {
                (s, t): minutes
                for s, t, late, early in pairs
                if late is not None and early is not None and (minutes := lack(late.end, early.start)) > 0
            }
            if missing:
                # The later one ends and the earlier one begins, the more is missing: the greatest is that of the ends.
                name = f"night {week} {day} {n.teachers[teacher]}"
                terms = [
                    minutes * view.all_of([view.teaches(teacher, s), view.teaches(teacher, t)], f"{name} {s} {t}")
                    for (s, t), minutes in missing.items()
                ]
                view.limit(at, view.maximum(terms, name), high=0, where=name)


def _lacks(rule: Workload) -> Iterator[Callable[[int, int], int]]:
    """For each measure of rest: the minutes missing between an end and the start on the day after."""
    rest, late = rule.rest_minutes, rule.late_start
    if rest is not None:
        yield lambda end, start: rest - (24 * 60 - end + start)
    if late is not None:
        yield lambda end, start: late.not_before - start if end > late.after else 0
