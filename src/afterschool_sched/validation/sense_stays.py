"""Does what is said of the times at which students come and leave make sense."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import NamedTuple

from ..clock import Day, format_time
from ..entities import Leaving, Student
from ..roster import leaving_of
from .facts import Facts
from .notes import Loc, Notes
from .readings import attends, leave_time
from .words import days_in_words, listed


class _Doubts(NamedTuple):
    """What is doubtful of a stay.

    `missing`: days of it that the programme does not have. `never`: it holds no period at all. `early`: days on which
    it ends before any of its periods begins. `cuts`: the times at which it ends in the middle of a period.
    """

    missing: tuple[Day, ...]
    never: bool
    early: tuple[Day, ...]
    cuts: tuple[tuple[int, str, str], ...]


class Stays:
    """The stays of the students of the table. What is doubtful of one is worked out once for all who stay like that."""

    def __init__(self, facts: Facts, notes: Notes) -> None:
        self.facts = facts
        self.notes = notes
        place = {student.id: at for at, student in reversed([*enumerate(facts.scenario.students)])}
        # The first of each id, with its place in the table.
        self.listed: list[tuple[int, Student]] = [
            (place[student.id], student) for student in facts.students if student.id in place
        ]
        self._known: dict[Hashable, _Doubts] = {}

    def _doubts(self, student: Student) -> _Doubts:
        alike = student.said_stay
        if alike not in self._known:
            held, cells = self.facts.scenario.days, self.facts.cells
            days: tuple[Day, ...] = tuple(student.stays) if student.stays is not None else student.days or ()
            self._known[alike] = _Doubts(
                missing=tuple(day for day in days if day not in held),
                never=not any(attends(student, slot.day, slot.period) for slot in cells),
                early=tuple(day for day in held if self._goes_before(student, day)),
                cuts=self._cuts(student),
            )
        return self._known[alike]

    def _goes_before(self, student: Student, day: Day) -> bool:
        """Whether the student is signed up on a day, but leaves before any of these periods begins."""
        regular = self.facts.seasons[0]
        spans = [
            span
            for slot in self.facts.cells
            if slot.day == day and attends(student, day, slot.period)
            if (span := self.facts.calendar.span(slot.period, regular)) is not None
        ]
        leave = leave_time(student, day, regular)
        return bool(spans) and leave is not None and all(leave <= span.start for span in spans)

    def _cuts(self, student: Student) -> tuple[tuple[int, str, str], ...]:
        """Each time of leaving that cuts a period, with the period and its span, once."""
        found: dict[tuple[int, str, str], None] = {}
        for season in self.facts.seasons:
            for slot in self.facts.cells:
                leave = leave_time(student, slot.day, season)
                span = self.facts.calendar.span(slot.period, season)
                if leave is None or span is None or not attends(student, slot.day, slot.period):
                    continue
                if span.start < leave < span.end:
                    found[leave, slot.period, str(span)] = None
        return tuple(found)

    # ---- one student ------------------------------------------------------------------------------------------------

    def add(self, at: int, student: Student) -> None:
        """Days the programme does not have, students who never stay, and times of leaving that cannot be meant."""
        facts, notes, doubts = self.facts, self.notes, self._doubts(student)
        loc: Loc = ("students", at)
        if doubts.missing:
            where = (*loc, "stays", doubts.missing[0]) if student.stays is not None else (*loc, "days")
            held = days_in_words(facts.scenario.days)
            text = f"Student {student.id} stays on {listed(doubts.missing, 7)}, but the programme is held {held}."
            notes.warn("day-unused", where, text)
        if doubts.never:
            notes.warn("never-stays", loc, f"Student {student.id} stays in no period of the programme.")
            return
        if not (doubts.early or student.leave_in):
            return
        if leaving_of(facts.scenario, facts.scenario.students[at], facts.homes[student.class_]) is not None:
            return  # told of the kind
        if doubts.early:
            leave = leave_time(student, doubts.early[0], facts.seasons[0])
            text = f"Student {student.id} leaves at {format_time(leave or 0)} on {days_in_words(doubts.early)}, before "
            advice = f"'{format_time(leave + 12 * 60)}' is meant." if leave is not None and leave < 12 * 60 else None
            here = (*loc, "leave", doubts.early[0]) if isinstance(student.leave, Mapping) else (*loc, "leave")
            notes.warn("leave-before", here, f"{text}any period the student is signed up for.", advice)
        for season, leave_in in student.leave_in.items():
            self._later_in_season((*loc, "leave_in", season), student, season, leave_in)

    def _later_in_season(self, loc: Loc, student: Student, season: str, leave: object) -> None:
        for day in self.facts.scenario.days:
            usual = student.leave.get(day) if isinstance(student.leave, Mapping) else student.leave
            own = leave.get(day) if isinstance(leave, Mapping) else leave
            if isinstance(own, int) and usual is not None and own > usual:
                text = f"Student {student.id} leaves later in {season} ({format_time(own)}) than otherwise "
                text += f"({format_time(usual)}); the earlier time counts."
                self.notes.warn("leave-in-later", (*loc, day) if isinstance(leave, Mapping) else loc, text)
                return

    # ---- all together -----------------------------------------------------------------------------------------------

    def add_leaves(self) -> None:
        """Times of leaving that cut a period, each told once: such students are supervised, but in no club then."""
        found: dict[tuple[int, str, str], list[tuple[int, str]]] = {}
        for at, student in self.listed:
            for cut in self._doubts(student).cuts:
                found.setdefault(cut, []).append((at, student.id))
        for (leave, period, span_text), students in found.items():
            names = listed([name for _, name in students], most=3)
            whose = f"Student {names} leaves" if len(students) == 1 else f"{len(students)} students ({names}) leave"
            text = f"{whose} at {format_time(leave)}, in the middle of {period} ({span_text}): looked after until then,"
            self.notes.warn("leave-in-period", self._said(students[0][0]), f"{text} but in no club of that period.")

    def _said(self, at: int) -> Loc:
        """Where the time is written at which a student leaves."""
        scenario = self.facts.scenario
        student = scenario.students[at]
        kind = leaving_of(scenario, student, self.facts.homes.get(student.class_))
        said: Student | Leaving = student if kind is None else scenario.leave[kind]
        loc: Loc = ("students", at) if kind is None else ("leave", kind)
        return (*loc, "leave" if said.leave is not None else "leave_in")

    def add_kinds(self) -> None:
        """Times of leaving that hold for nobody."""
        facts, notes = self.facts, self.notes
        said = {student.id: student for student in facts.scenario.students}
        silent: dict[str, object] = {"leave": None, "leave_in": {}}
        everybody = [said.get(student.id) or student.model_copy(update=silent) for student in facts.students]
        used = {leaving_of(facts.scenario, student, facts.homes[student.class_]) for student in everybody}
        starts = {day: [] for day in facts.scenario.days}  # type: dict[Day, list[int]]
        for slot in facts.cells:
            if (span := facts.calendar.span(slot.period, facts.seasons[0])) is not None:
                starts[slot.day].append(span.start)
        for at, kind in enumerate(facts.scenario.leave):
            if at not in used:
                text = "This time of leaving holds for nobody: no such student stays, or each has another one."
                notes.warn("leave-unused", ("leave", at), text)
            for day, times in starts.items():
                leave = kind.leave.get(day) if isinstance(kind.leave, Mapping) else kind.leave
                if leave is not None and times and leave <= min(times):
                    text = f"Whoever leaves at {format_time(leave)} on {day} leaves before any period."
                    advice = f"'{format_time(leave + 12 * 60)}' is meant." if leave < 12 * 60 else None
                    notes.warn("leave-before", ("leave", at, "leave"), text, advice)
                    break
