"""Collects what validation finds, each at the place where it was written."""

from __future__ import annotations

from typing import Protocol

from ..errors import Finding, Place
from ..files import Findings
from ..scenario import Scenario

Loc = tuple[str | int, ...]

# Mappings from names to what is said of them.
_NAMED_BY_KEY = ("activities", "periods", "seasons", "in", "expect", "leave_in", "make_up", "per_category", "grades")


class Part(Protocol):
    """What could be read of a scenario, some of whose values have been left out (see `partial`)."""

    def proves(self, code: str, loc: Loc) -> bool:
        """Whether an error found in the part, at this path of the whole, is one of the whole as well."""
        ...

    def as_written(self, loc: Loc) -> Loc:
        """A path into the part as a path into the whole."""
        ...


class Notes:
    """The findings about one scenario; `loc` is a path into it, in the words of the file."""

    def __init__(self, scenario: Scenario, part: Part | None = None) -> None:
        self._scenario = scenario
        self._part = part  # of what is written: when not all of it could be read
        self._findings = Findings()
        self.can_count = True  # whether proofs by counting would still say something of their own

    def error(self, code: str, loc: Loc, text: str, maybe: str | None = None, *, misleads: bool = True) -> None:
        """Something that stops solving; `misleads`: proofs by counting beside it would only repeat or mislead."""
        self.can_count = self.can_count and not misleads
        if self._part is not None:
            loc = self._part.as_written(loc)
            if not self._part.proves(code, loc):
                return
        self._findings.add(code, self._place(loc), text, maybe)

    def warn(self, code: str, loc: Loc, text: str, maybe: str | None = None) -> None:
        """Something that is doubtful, and stops nothing: it can wait until all of the scenario can be read."""
        if self._part is not None:
            return
        self._findings.add(code, self._place(loc), text, maybe, "warning")

    def _place(self, loc: Loc) -> Place | None:
        """Of something that is named by its key (a section, an activity, a season …) the place of the key."""
        of_key = len(loc) == 1 or (len(loc) > 1 and loc[-2] in _NAMED_BY_KEY)
        return self._scenario.place_of(*loc, of_key=of_key)

    def in_order(self) -> tuple[Finding, ...]:
        """All findings, by place."""
        return self._findings.in_order()
