"""One scenario of a batch: solved in a process of its own, judged, and written down as one folder, whatever happens.

`carry_out` is a plain function of a `Task`, and both can be pickled: any executor may run it, in a thread, another
process or on another machine that sees the same files. It writes its own result; what it returns may get lost.
"""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Callable
from concurrent.futures import BrokenExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import ValidationError

from ..checker import check
from ..errors import AfterschoolError, Finding, ImpossibleError, InputError, NotFoundInTime, SolverCrashed
from ..files import write_atomically
from ..load import load
from ..process.outcome import RESULT, TIMETABLE, Delivered, Outcome, delivered, follow, why_not
from ..reading import read_timetable
from ..record import Asked, Ending, FindingRecord, ScenarioRecord
from ..report.figures import figures
from ..result import Result
from ..run import versions
from ..scenario import Scenario
from ..validate import refusal, validate
from ..worker import Child
from .folders import whole

OUTCOME, COMPLAINTS = "outcome.json", "solver.txt"
EXIT_CODES: dict[Ending, int] = {
    "solved": 0,
    "failed": 1,
    "invalid": 3,
    "impossible": 4,
    "not_found": 5,
    "refused": 6,
    "crashed": 6,
    "interrupted": 7,
}
_LOST_BY_DASK = "KilledWorker"  # by name: dask need not be there
_CANCELLED = 130  # interrupted, with no timetable


@dataclass(frozen=True)
class Task:
    """What is to be solved, how, and where its folder goes. `resume`: a finished result may stand for it."""

    scenario: Path
    folder: Path
    asked: Asked
    resume: bool = False


@dataclass(frozen=True)
class Done:
    """How it ended; `state` as in the summary, and no record for a task that was not begun or left no trace."""

    state: Literal["done", "kept", "waiting"]
    record: ScenarioRecord | None = None


class Listener(Protocol):
    """Whoever wants to hear how one scenario gets on. It is called in the thread of its task."""

    def begun(self) -> None:
        """Its search begins."""

    def progress(self, event: dict[str, Any]) -> None:
        """How far the search is: the fields of `Progress`."""

    def found(self, result: Result) -> None:
        """A better checked timetable."""


class Silent:
    """A listener that tells nobody."""

    def begun(self) -> None:
        pass

    def progress(self, event: dict[str, Any]) -> None:
        pass

    def found(self, result: Result) -> None:
        pass


def carry_out(task: Task, stops: Callable[[], int] = int, listener: Listener | None = None) -> Done:
    """Solve the scenario and write its folder, or keep the finished one. Raises OSError.

    `stops` says how often an end was asked for: before it began, nothing is done; later, once ends the search and
    keeps its best, twice gives up.
    """
    listener = listener or Silent()
    if stops():
        return Done("waiting")
    if task.resume:
        record = finished(task)
        if record is not None:
            return Done("kept", record)
    listener.begun()
    attempt = _Attempt(task)
    attempt.run(stops, listener)
    record = attempt.record()
    if record.ending == "interrupted" and attempt.best is None and task.folder.exists():
        return Done("waiting")  # nothing found is no reason to throw away what an earlier run has found
    texts = {COMPLAINTS: attempt.outcome.complaints} if record.ending in ("crashed", "failed") else {}
    return Done("done", _written(task, record, texts, attempt))


def finished(task: Task) -> ScenarioRecord | None:
    """The record of a checked timetable that an earlier run has found for the same files, options and versions.

    None unless every file is whole and the checker passes the timetable once more, with the same aims.
    """
    try:
        record = ScenarioRecord.model_validate_json((task.folder / OUTCOME).read_bytes())
        unchanged = all(_digest((task.folder / name).read_bytes()) == known for name, known in record.files.items())
        if not (unchanged and {TIMETABLE, RESULT} <= record.files.keys() and record.ending == "solved"):
            return None
        if record.asked != task.asked or record.versions != versions() or record.figures is None:
            return None
        scenario = load(task.scenario)
        if _inputs(scenario) != record.inputs:
            return None
        verdict = check(scenario, read_timetable(task.folder / TIMETABLE))
    except (OSError, ValidationError, InputError):
        return None
    same = [(aim.id, aim.value) for aim in verdict.aims] == [(aim.id, aim.value) for aim in record.figures.aims]
    return record if verdict.ok and same else None


def broken_off(task: Task, error: BaseException) -> Done:
    """Write down what has ended a task from outside: it costs this scenario and no other. Raises OSError.

    That is an internal error, or the end of every process of an executor that tried it.
    """
    name = type(error).__name__
    lost = isinstance(error, BrokenExecutor) or name == _LOST_BY_DASK
    ending: Ending = "crashed" if lost else "failed"
    message = f"An internal error ({name}); its details are in {COMPLAINTS}."
    if lost:
        message = f"The process that worked on it ended abnormally ({name}); maybe the memory did not suffice."
    record = ScenarioRecord(
        scenario=task.folder.name,
        file=task.scenario.name,
        ending=ending,
        exit_code=EXIT_CODES[ending],
        message=message,
        asked=task.asked,
        versions=versions(),
        seconds=0,
    )
    details = "".join(traceback.format_exception(error)).encode(errors="backslashreplace")
    return Done("done", _written(task, record, {COMPLAINTS: details}))


class _Attempt:
    """One solve: what went in, and what came of it."""

    def __init__(self, task: Task) -> None:
        self.task = task
        self.began = time.monotonic()
        self.scenario: Scenario | None = None
        self.findings: tuple[Finding, ...] = ()
        self.outcome = Outcome()
        self.best: Delivered | None = None
        self.error: AfterschoolError | None = None

    def run(self, stops: Callable[[], int], listener: Listener) -> None:
        """Solve, and judge what was found."""
        asked = self.task.asked
        request = {"scenario": str(self.task.scenario), **asked.model_dump(exclude={"language"})}
        try:
            with Child() as child:
                child.ask(request)
                # While the child loads the solver.
                self.scenario = load(self.task.scenario)
                self.findings = validate(self.scenario)
                refused = refusal(self.findings)
                if refused is not None:
                    raise refused(self.findings)
                self.outcome = follow(child, stops, listener, lambda: None)
            self.best = delivered(self.scenario, self.outcome, self.task.scenario.name)
            self.error = why_not(self.outcome) if self.best is None else None
        except AfterschoolError as error:
            self.error, self.best = error, None

    def record(self) -> ScenarioRecord:
        """What is written down."""
        ending, message = self._ending()
        findings = self.error.findings if isinstance(self.error, InputError | ImpossibleError) else self.findings
        code = _CANCELLED if ending == "interrupted" and self.best is None else EXIT_CODES[ending]
        best, scenario = self.best, self.scenario
        known = figures(scenario, best.timetable, best.verdict, best.result) if scenario and best else None
        return ScenarioRecord(
            scenario=scenario.id if scenario else self.task.folder.name,
            file=self.task.scenario.name,
            title=scenario.title if scenario else None,
            ending=ending,
            exit_code=code,
            status=best.result.status if best else None,
            message=message,
            findings=tuple(FindingRecord.of(finding) for finding in findings),
            asked=self.task.asked,
            versions=versions(),
            inputs=_inputs(scenario) if scenario else {},
            seconds=round(time.monotonic() - self.began, 3),
            figures=known,
        )

    def _ending(self) -> tuple[Ending, str | None]:
        if self.error is not None:
            said = None if isinstance(self.error, InputError | ImpossibleError) else str(self.error)
            kinds: tuple[tuple[type[AfterschoolError], Ending], ...] = (
                (InputError, "invalid"),
                (ImpossibleError, "impossible"),
                (NotFoundInTime, "not_found"),
                (SolverCrashed, "crashed"),
                (AfterschoolError, "refused"),
            )
            return next(ending for kind, ending in kinds if isinstance(self.error, kind)), said
        if self.best is not None and self.best.result.interrupted:
            return "interrupted", "The search was ended by the user; this is the best timetable until then."
        if self.outcome.died and not (self.outcome.stopped and self.best is None):
            kept = "no timetable had been found before" if self.best is None else "the best timetable before is kept"
            if self.outcome.exit_code == 1:
                return "failed", f"An internal error in the solver's process; {kept}."
            return "crashed", f"The solver's process ended abnormally ({self.outcome.manner}); {kept}."
        if self.best is None:
            return "interrupted", "The search was ended by the user before it had found a timetable."
        return "solved", None


def _written(
    task: Task, record: ScenarioRecord, texts: dict[str, bytes], attempt: _Attempt | None = None
) -> ScenarioRecord:
    """Write the folder; gives the record with the digests of its files."""
    with whole(task.folder) as folder:
        if attempt is not None and attempt.best is not None and attempt.scenario is not None:
            attempt.best.write(folder, attempt.scenario, task.asked.language)
        for name, content in texts.items():
            write_atomically(folder / name, content)
        files = sorted(path for path in folder.rglob("*") if path.is_file())  # a district has a folder for each school
        digests = {path.relative_to(folder).as_posix(): _digest(path.read_bytes()) for path in files}
        record = record.model_copy(update={"files": digests})
        write_atomically(folder / OUTCOME, record.to_json().encode())
    return record


def _inputs(scenario: Scenario) -> dict[str, str]:
    return dict(scenario.origin.digests) if scenario.origin else {}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
