"""How a search is shown on stderr while it runs."""

from __future__ import annotations

import json
import shutil
import sys
import time
from typing import Any

from ..result import Result
from .streams import say

_EVERY_S = 1.0  # plain lines that only say a better number come no faster


def show_mode(mode: str) -> str:
    """What ``--progress`` asks for, where "auto" is decided by whether somebody looks at a terminal."""
    if mode != "auto":
        return mode
    return "live" if sys.stderr.isatty() else "plain"


def show_for(mode: str) -> Show:
    """The way of showing that ``--progress`` asks for."""
    return {"live": Live, "plain": Plain, "json": Json, "none": Show}[show_mode(mode)]()


class Show:
    """Shows nothing."""

    def progress(self, event: dict[str, Any]) -> None:
        """How far the search is: the fields of `Progress`."""

    def found(self, result: Result) -> None:
        """A better checked timetable."""

    def clear(self) -> None:
        """Make room for other talk."""


class Json(Show):
    """Every event as one line of JSON, for programs."""

    def progress(self, event: dict[str, Any]) -> None:
        say(json.dumps({"event": "progress", **event}))

    def found(self, result: Result) -> None:
        aims = {aim.id: aim.value for aim in result.aims}
        say(json.dumps({"event": "found", "elapsed": result.seconds.get("total"), "aims": aims}))


class Plain(Show):
    """A line for every new stage, aim and checked timetable, and now and then one for a better number."""

    def __init__(self) -> None:
        self._at: tuple[str, str | None] | None = None
        self._said = 0.0
        self._last = ""

    def progress(self, event: dict[str, Any]) -> None:
        at = (event["stage"], event["aim"])
        line = progress_line(event)
        new = at != self._at
        if (new or time.monotonic() - self._said >= _EVERY_S) and line[8:] != self._last[8:]:
            self._at, self._said, self._last = at, time.monotonic(), line
            say(line)

    def found(self, result: Result) -> None:
        say(found_line(result))


class Changing:
    """One line that changes in place."""

    def __init__(self) -> None:
        self._shown = False

    def put(self, line: str) -> None:
        """Show this line instead."""
        wide = shutil.get_terminal_size().columns - 1
        sys.stderr.write(f"\r\x1b[K{line[:wide]}")
        sys.stderr.flush()
        self._shown = True

    def clear(self) -> None:
        """Take it away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False


class Live(Show):
    """One line that changes in place."""

    def __init__(self) -> None:
        self._line = Changing()

    def progress(self, event: dict[str, Any]) -> None:
        self._line.put(progress_line(event))

    def found(self, result: Result) -> None:
        self._line.put(found_line(result))

    def clear(self) -> None:
        self._line.clear()


def progress_line(event: dict[str, Any]) -> str:
    """``  12.3 s  placement: first_choice 41, at best 38, gap 7.3 %``; the time takes eight characters."""
    aim = f": {event['aim']}" if event["aim"] else ""
    parts = [f"{aim} {event['value']:g}" if event["value"] is not None else aim]
    if event["bound"] is not None:
        parts.append(f"at best {event['bound']:g}")
    if event["gap"] is not None:
        parts.append(f"gap {100 * event['gap']:.1f} %")
    return f"{event['elapsed']:6.1f} s  {event['stage']}{', '.join(parts)}"


def found_line(result: Result) -> str:
    """``   9.8 s  checked timetable: unplaced 0, first_choice 44, …``."""
    aims = ", ".join(f"{aim.id} {aim.value}" for aim in result.aims)
    return f"{result.seconds.get('total', 0.0):6.1f} s  checked timetable: {aims}"
