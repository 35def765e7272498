"""What came of a solve in a process of its own: the best it handed over, judged once more, or why there is none."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..checker import Verdict, check
from ..errors import (
    AfterschoolError,
    Finding,
    InputError,
    Place,
    RefusedError,
)
from ..files import write_atomically
from ..report import write_report
from ..report.html import REPORT_NAME
from ..result import Result
from ..scenario import Scenario
from ..timetable import Timetable
from ..worker import Child, told

TIMETABLE, RESULT, REPORT = "timetable.json", "result.json", REPORT_NAME


class Listener(Protocol):
    """Whoever wants to hear how the search gets on."""

    def progress(self, event: dict[str, Any]) -> None:
        """How far the search is: the fields of `Progress`."""

    def found(self, result: Result) -> None:
        """A better checked timetable."""


@dataclass(frozen=True)
class Found:
    """What the child has handed over last: texts of the two files."""

    result: str
    timetable: str


@dataclass
class Outcome:
    """How the child's work ended: its last event, if it came to that, and the best it had handed over."""

    best: Found | None = None
    last: dict[str, Any] | None = None
    given_up: bool = False
    stopped: bool = False
    exit_code: int = 0
    complaints: bytes = b""

    @property
    def died(self) -> bool:
        """Whether the process ended before it had said how its work ended, though nobody had given it up."""
        return self.last is None and not self.given_up

    @property
    def manner(self) -> str:
        """How a process that died has ended, in a few words."""
        if self.exit_code >= 0:
            return f"exit code {self.exit_code}"
        try:
            name = signal.Signals(-self.exit_code).name
        except ValueError:
            return f"signal {-self.exit_code}"
        return f"{name}; maybe the memory did not suffice" if name == "SIGKILL" else name


@dataclass(frozen=True)
class Delivered:
    """A timetable that is fit to be handed out, and everything that is known about it."""

    result: Result
    timetable: Timetable
    verdict: Verdict

    def write(self, folder: Path, scenario: Scenario, language: str | None) -> dict[str, Path]:
        """Write timetable, result and report, each whole or not at all; gives their paths. Raises OSError.

        Each school of a district has the same three in a folder of its own.
        """
        files = {"timetable": folder / TIMETABLE, "result": folder / RESULT, "report": folder / REPORT}
        for name, result in self.result.schools.items():
            (folder / name).mkdir(exist_ok=True)
            write_atomically(folder / name / TIMETABLE, self.timetable.schools[name].to_json().encode())
            write_atomically(folder / name / RESULT, result.to_json().encode())
        write_atomically(files["timetable"], self.timetable.to_json().encode())
        write_atomically(files["result"], self.result.to_json().encode())
        write_report(scenario, self.timetable, self.verdict, self.result, files["report"], language)
        return files


def follow(child: Child, asked: Callable[[], int], listener: Listener, stopping: Callable[[], None]) -> Outcome:
    """Listen until the child is done, dead or given up.

    `asked` says how often the user has asked for an end: once ends the search and keeps its best, which is announced
    to `stopping`; twice gives up at once.
    """
    outcome = Outcome()
    for event in child.events():
        if asked() and not outcome.stopped:
            outcome.stopped = True
            stopping()
            child.stop()
        if asked() > 1:
            outcome.given_up = True
            return outcome
        if event is None:
            continue
        kind = event.pop("event")
        if kind == "progress":
            listener.progress(event)
        elif kind == "found":
            outcome.best = Found(event["result"], event["timetable"])
            listener.found(Result.model_validate_json(event["result"]))
        else:
            if kind == "done":
                outcome.best = Found(event["result"], event["timetable"])
            outcome.last = {"event": kind, **event}
            return outcome
    outcome.exit_code = child.died()
    outcome.complaints = child.complaints
    return outcome


def delivered(scenario: Scenario, outcome: Outcome, name: str) -> Delivered | None:
    """The best that was handed over; None when there is none. `name` is what findings call the scenario's file.

    Raises InputError when the files are no longer those that were solved, and RefusedError when the checker refuses it
    here: a process that dies may have spoilt what it held.
    """
    if outcome.best is None:
        return None
    result = Result.model_validate_json(outcome.best.result)
    if outcome.given_up:
        result = result.model_copy(update={"interrupted": True})
    timetable = Timetable.model_validate_json(outcome.best.timetable)
    if scenario.origin is not None and dict(scenario.origin.digests) != result.inputs:
        text = "The scenario or one of its tables was changed while it was being solved."
        raise InputError([Finding("file-changed", "error", Place(name, 1), text, "solve it once more.")])
    verdict = check(scenario, timetable)
    if not verdict.ok:
        raise RefusedError(verdict.violations)
    return Delivered(result, timetable, verdict)


def why_not(outcome: Outcome) -> AfterschoolError | None:
    """What the child said instead of a timetable; None when it was interrupted, or died."""
    last = outcome.last
    if outcome.given_up or last is None or (outcome.stopped and last["event"] == "not_found"):
        return None
    return told(last["event"], last)
