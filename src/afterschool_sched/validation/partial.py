"""What is wrong with the rest of a scenario, some of whose values cannot be read: nothing has to wait for these."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import Finding
from ..scenario import Scenario
from .coverage import Coverage
from .facts import Facts
from .notes import Loc, Notes
from .references import add_references
from .sense import add_sense

_CLOCK = ("days", "periods", "seasons", "term")
_PRESENT = ("classes", "leave", "students")
_LAW = ("policies", "rules")

# The errors that can be told, with the values that they are read from besides those of the very thing they are about:
# without one of these an error could be found that is none. `rooms` is anything in rooms, `rooms.kind` the kinds, and
# `rooms.id` which rooms there are. Codes that are not here wait until all of the scenario can be read.
_READ_FROM: dict[str, tuple[str, ...]] = {
    # names
    "duplicate-class": (),
    "duplicate-room": (),
    "duplicate-student": (),
    "duplicate-teacher": (),
    "unknown-activity": ("activities.id",),
    "unknown-class": ("classes.id",),
    "unknown-feature": ("rooms.features",),
    "unknown-period": ("periods.id",),
    "unknown-room": ("rooms.id", "rooms.kind"),
    "unknown-season": ("seasons.id",),
    "unknown-student": ("students.id",),
    "unknown-teacher": ("teachers.id",),
    "choice-not-club": ("activities.kind",),
    "fallback-itself": (),
    # dates and clock
    "term-backwards": ("term",),
    "season-backwards": (),
    "season-outside-term": ("term",),
    "season-reserved": (),
    "period-backwards": ("seasons",),
    "period-never": ("days", "seasons"),
    "period-order": ("days", "periods", "seasons"),
    "period-outside": (*_CLOCK, *_PRESENT, "activities"),
    "period-overlap": ("days", "periods", "seasons"),
    "grade-late": (*_CLOCK, *_PRESENT, *_LAW),
    # classes and students
    "choice-assigned": ("activities.members",),
    "choice-not-open": ("activities.eligible", "classes"),
    "choice-twice": (),
    "head-count-missing": ("students",),
    "levels-too-many": ("students",),
    "stay-too-many": ("students",),
    # activities
    "activity-no-time": _CLOCK,
    "club-no-pattern": (*_CLOCK, *_LAW, "rooms"),
    "club-no-room": ("rooms",),
    "club-no-time": _CLOCK,
    "club-too-often": _CLOCK,
    "duty-clock": _CLOCK,
    "expect-not-open": ("classes",),
    "member-absent": (*_CLOCK, *_PRESENT),
    "member-not-open": ("classes", "students"),
    "members-too-few": ("students",),
    "members-too-many": (*_LAW, "rooms", "students"),
    "min-over-cap": _LAW,
    "min-over-max": (),
    "minutes-too-long": _CLOCK,
    "no-lead": ("teachers", *_LAW),
    "own-teacher-missing": ("activities", "classes", "periods", "teachers", *_LAW),
    "reserve-over-max": _LAW,
    "session-too-long": _CLOCK,
    "unsupervised": (*_CLOCK, *_PRESENT, *_LAW, "activities", "rooms"),
    # rules and aims
    "aim-twice": (),
    "limit-nonsense": (),
    "pinned-day": ("days",),
    "pinned-week": ("cycle",),
    "rule-twice": (),
    "teams-contradict": ("rules", "students"),
    "teams-nonsense": (),
}

# These are about one name, so that what else is said of the thing is no matter.
_OF_NAMES = frozenset(code for code in _READ_FROM if code.startswith(("duplicate-", "unknown-")))

TOLD = tuple(_READ_FROM)
"""The codes of the errors that `errors_beside` can find."""


def errors_beside(scenario: Scenario, without: Sequence[Loc]) -> list[Finding]:
    """The errors of a scenario from which the values at these paths were left out, as far as they are sure without."""
    notes = Notes(scenario, _Part(without))
    coverage = Coverage(Facts(scenario))
    add_references(coverage.facts, notes)
    add_sense(coverage, notes)
    return list(notes.in_order())


class _Part:
    """A scenario from which values were left out, items of lists the last first."""

    def __init__(self, without: Sequence[Loc]) -> None:
        self._without = without
        self._lost = {_field(path) for path in without}

    def proves(self, code: str, loc: Loc) -> bool:
        """Whether nothing is missing that the error could be read from."""
        reads = _READ_FROM.get(code)
        if reads is None or (code not in _OF_NAMES and any(path[:2] == loc[:2] for path in self._without)):
            return False
        return not any(_touches(read, section, field) for read in reads for section, field in self._lost)

    def as_written(self, loc: Loc) -> Loc:
        """Positions in lists are counted with the items that were left out."""
        for path in reversed(self._without):
            at = len(path) - 1
            item, here = path[-1], loc[at] if at < len(loc) else None
            if isinstance(item, int) and isinstance(here, int) and loc[:at] == path[:-1] and here >= item:
                loc = (*loc[:at], here + 1, *loc[at + 1 :])
        return loc


def _field(path: Loc) -> tuple[str, str | None]:
    """The section and the field that a value belongs to; no field when it is the whole of a thing."""
    fields = [part for part in path[2:] if isinstance(part, str)]
    return str(path[0]), fields[0] if fields else None


def _touches(read: str, section: str, field: str | None) -> bool:
    """Whether `read`, as `_READ_FROM` says it, is the lost value or has it in it."""
    in_section, _, of_field = read.partition(".")
    return in_section == section and (not of_field or field is None or of_field == field)
