"""``solve``: start the solver's process, show how it gets on, and write what it found, once it is checked here too."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from ..errors import SolverCrashed
from ..load import load
from ..process.outcome import TIMETABLE, Outcome, delivered, follow, why_not
from ..report import summary
from ..scenario import Scenario
from ..validate import refusal, validate
from ..worker import Child, write_details
from . import streams
from .interrupts import Interrupts
from .progress import Show, show_for
from .streams import Exit, out, say, writing


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
        "fast": options.fast,
    }
    show = show_for(options.progress)
    with Interrupts() as interrupts, Child() as child:
        child.ask(request)
        # While the child loads the solver: warnings come before the search, and errors end it.
        scenario = _read(options.scenario)
        outcome = follow(child, lambda: interrupts.count, show, lambda: _say_stopping(show))
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


def _say_stopping(show: Show) -> None:
    show.clear()
    say("Stopping; the best timetable so far is kept. Ctrl-C once more gives up at once.")


# ---- delivering -----------------------------------------------------------------------------------------------------


def deliver(options: argparse.Namespace, scenario: Scenario, folder: Path | None, outcome: Outcome) -> int:
    """Write what was found, and say how it ended. Raises what says why there is nothing."""
    best = delivered(scenario, outcome, options.scenario)
    if best is None:
        return _raise_why_not(outcome, options)
    result, timetable = best.result, best.timetable
    code = Exit.INTERRUPTED if result.interrupted else Exit.OK
    crash = None
    if outcome.died:
        crash = _crash(outcome, options)
        code = Exit.INTERNAL if crash is None else Exit.REFUSED
    text = summary(scenario, timetable, best.verdict, result)
    files = {}
    if folder is not None:
        with writing(folder):
            files = best.write(folder, scenario, options.language)
    if options.json:
        data = {"exit_code": int(code), "result": json.loads(result.to_json())}
        if files:
            data["files"] = {name: str(path) for name, path in files.items()}
        else:
            data["timetable"] = json.loads(timetable.to_json())
        streams.out_json(data)
    elif folder is None:
        streams.out_file(timetable.to_json())
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
    if outcome.died and not outcome.stopped:
        crash = _crash(outcome, options)
        if crash is None:
            return Exit.INTERNAL
        raise SolverCrashed(f"{crash} That says nothing about the scenario.")
    with streams.of_file(options.scenario):
        raise why_not(outcome) or KeyboardInterrupt


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
    return f"The solver's process ended abnormally ({outcome.manner}).{kept}"
