"""``solve``: start the solver's process, show how it gets on, and write what it found, once it is checked here too."""

from __future__ import annotations

import argparse
import json
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..checker import check
from ..errors import Finding, ImpossibleError, InputError, NotFoundInTime, Place, RefusedError, SolverCrashed
from ..files import write_atomically
from ..load import load
from ..report import summary, write_report
from ..result import Result
from ..rule import Violation
from ..scenario import Scenario
from ..timetable import Timetable
from ..validate import refusal, validate
from . import streams
from .process import Child, Interrupts, write_details
from .progress import Show, show_for
from .streams import Exit, out, say, writing

TIMETABLE, RESULT, REPORT = "timetable.json", "result.json", "report.html"


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


def solve(options: argparse.Namespace) -> int:
    """Solve one scenario; gives the exit code."""
    folder = Path(options.output) if options.output is not None else None
    if folder is not None:
        _try_folder(folder)
    request = {
        "scenario": options.scenario,
        "time_limit": options.time_limit,
        "seed": options.seed,
        "deterministic": options.deterministic,
        "workers": options.workers,
    }
    show = show_for(options.progress)
    with Interrupts() as interrupts, Child(request) as child:
        # While the child loads the solver: warnings come before the search, and errors end it.
        scenario = _read(options.scenario)
        outcome = _follow(child, interrupts, show)
    show.clear()
    try:
        return deliver(options, scenario, folder, outcome)
    finally:
        if outcome.best is None and folder is not None and (folder / TIMETABLE).exists():
            say(f"The files in {folder} are those of an earlier run.")


def _try_folder(folder: Path) -> None:
    """Find out now, not after the search, whether the results can be written."""
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass


def _read(name: str) -> Scenario:
    """The scenario; its warnings are said. Raises InputError or ImpossibleError when it has errors."""
    with streams.of_file(name):
        scenario = load(name)
        findings = validate(scenario)
        refused = refusal(findings)
        if refused is not None:
            raise refused(findings)
    for line in streams.lines_of(streams.located(findings, name)):
        say(line)
    return scenario


# ---- listening ------------------------------------------------------------------------------------------------------


def _follow(child: Child, interrupts: Interrupts, show: Show) -> Outcome:
    """Listen until the child is done, dead or given up."""
    outcome = Outcome()
    for event in child.events():
        if interrupts.count and not outcome.stopped:
            outcome.stopped = True
            show.clear()
            say("Stopping; the best timetable so far is kept. Ctrl-C once more gives up at once.")
            child.stop()
        if interrupts.count > 1:
            outcome.given_up = True
            return outcome
        if event is None:
            continue
        kind = event.pop("event")
        if kind == "progress":
            show.progress(event)
        elif kind == "found":
            outcome.best = Found(event["result"], event["timetable"])
            show.found(Result.model_validate_json(event["result"]))
        else:
            if kind == "done":
                outcome.best = Found(event["result"], event["timetable"])
            outcome.last = {"event": kind, **event}
            return outcome
    outcome.exit_code = child.died()
    outcome.complaints = child.complaints
    return outcome


# ---- delivering -----------------------------------------------------------------------------------------------------


def deliver(options: argparse.Namespace, scenario: Scenario, folder: Path | None, outcome: Outcome) -> int:
    """Write what was found, and say how it ended. Raises what says why there is nothing."""
    if outcome.best is None:
        return _raise_why_not(outcome, options)
    result = Result.model_validate_json(outcome.best.result)
    if outcome.given_up:
        result = result.model_copy(update={"interrupted": True})
    timetable = Timetable.model_validate_json(outcome.best.timetable)
    if scenario.origin is not None and dict(scenario.origin.digests) != result.inputs:
        where = Place(options.scenario, 1)
        text = "The scenario or one of its tables was changed while it was being solved."
        raise InputError([Finding("file-changed", "error", where, text, "solve it once more.")])
    # Once more, here: a process that dies may have spoilt what it held.
    verdict = check(scenario, timetable)
    if not verdict.ok:
        raise RefusedError(verdict.violations)
    code = Exit.INTERRUPTED if result.interrupted else Exit.OK
    crash = None
    if outcome.last is None and not outcome.given_up:
        crash = _crash(outcome, options)
        code = Exit.INTERNAL if crash is None else Exit.REFUSED
    text = summary(scenario, timetable, verdict, result)
    files = {}
    if folder is not None:
        files = {"timetable": folder / TIMETABLE, "result": folder / RESULT, "report": folder / REPORT}
        with writing(folder):
            write_atomically(files["timetable"], outcome.best.timetable.encode())
            write_atomically(files["result"], result.to_json().encode())
            write_report(scenario, timetable, verdict, result, files["report"], options.language)
    if options.json:
        data = {"exit_code": int(code), "result": json.loads(result.to_json())}
        if files:
            data["files"] = {name: str(path) for name, path in files.items()}
        else:
            data["timetable"] = json.loads(outcome.best.timetable)
        streams.out_json(data)
    elif folder is None:
        streams.out_file(outcome.best.timetable)
    for line in text.splitlines():
        (out if folder is not None and not options.json else say)(line)
    for note in result.notes:
        say(f"Note: {note}")
    for path in files.values():
        say(f"Written: {path}")
    if crash is not None:
        say(f"{crash} The timetable is the best one that was found and checked before.")
    return code


def _raise_why_not(outcome: Outcome, options: argparse.Namespace) -> int:
    if outcome.given_up or (outcome.stopped and (outcome.last is None or outcome.last["event"] == "not_found")):
        raise KeyboardInterrupt
    last = outcome.last
    if last is None:
        crash = _crash(outcome, options)
        if crash is None:
            return Exit.INTERNAL
        raise SolverCrashed(f"{crash} That says nothing about the scenario.")
    if last["event"] == "not_found":
        raise NotFoundInTime(last["message"])
    if last["event"] == "refused":
        raise RefusedError([Violation(**violation) for violation in last["violations"]])
    findings = streams.located([streams.finding_of(finding) for finding in last["findings"]], options.scenario)
    raise (ImpossibleError if last["event"] == "impossible" else InputError)(findings)


def _crash(outcome: Outcome, options: argparse.Namespace) -> str | None:
    """What to say when the child died; None, with everything said, when it was an exception in Python."""
    from .start import say_fault

    said = outcome.complaints.decode(errors="backslashreplace")
    if outcome.exit_code == 1:
        say_fault("in the solver's process", said, debug=options.debug)
        return None
    if options.debug:
        say(said)
        kept = ""
    else:
        path = write_details(outcome.complaints)
        kept = f" What it said is in {path}." if path else ""
    return f"The solver's process ended abnormally ({_manner(outcome.exit_code)}).{kept}"


def _manner(exit_code: int) -> str:
    if exit_code >= 0:
        return f"exit code {exit_code}"
    try:
        name = signal.Signals(-exit_code).name
    except ValueError:
        return f"signal {-exit_code}"
    return f"{name}; maybe the memory did not suffice" if name == "SIGKILL" else name
