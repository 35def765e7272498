"""The batch: what is solved when, what is shown meanwhile, and what is left when it is over, or ended."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..asked import Options
from ..record import Asked, ScenarioRecord, SummaryRow
from ..result import Result
from .cores import shared, usable_cores
from .folders import alone_in, sweep
from .plan import plan
from .summaries import write_summaries
from .task import Done, Task, broken_off, carry_out

_TICK_S = 0.1


class Watcher:
    """Hears how a batch gets on; this one tells nobody. What is about one scenario is heard in that one's thread."""

    def planned(self, names: Sequence[str], left_out: Sequence[Path], jobs: int | None, workers: int) -> None:
        """What is to be solved, which files are no scenarios, and how many at once by how many threads each.

        `jobs` is None where an executor has as many at once as it likes.
        """

    def begun(self, name: str) -> None:
        """A search begins."""

    def progress(self, name: str, event: dict[str, Any]) -> None:
        """How far a search is: the fields of `Progress`."""

    def found(self, name: str, result: Result) -> None:
        """A better checked timetable."""

    def ended(self, name: str, done: Done) -> None:
        """A scenario has ended, or was kept from an earlier run, or was not begun any more."""

    def stopping(self) -> None:
        """An end was asked for: no search begins any more."""


@dataclass(frozen=True)
class Batch:
    """What came of a batch: a row for each scenario, in order."""

    rows: tuple[SummaryRow, ...]
    stopped: bool

    @property
    def records(self) -> tuple[ScenarioRecord, ...]:
        """The records there are."""
        return tuple(row.outcome for row in self.rows if row.outcome is not None)

    @property
    def ok(self) -> bool:
        """Whether every scenario has a checked timetable that is the best within its budget."""
        return all(row.outcome is not None and row.outcome.ending == "solved" for row in self.rows)


def batch(
    scenarios: Sequence[str | os.PathLike[str]],
    output: str | os.PathLike[str],
    *,
    seconds: float = 60.0,
    seed: int = 0,
    deterministic: bool = False,
    workers: int = 1,
    fast: bool = False,
    jobs: int | None = None,
    resume: bool = False,
    language: str | None = None,
    executor: Executor | None = None,
    stops: Callable[[], int] = int,
    watcher: Watcher | None = None,
) -> Batch:
    """Solve the scenarios, each in a process of its own; `output` gets a folder for each, and a summary of all.

    `scenarios` are files, or folders of such. `jobs` of them are solved at once (default: as many as there are cores),
    and no more than the cores allow. With `resume`, what has a checked timetable for the same files, options and
    versions is checked again and kept. `stops` says how often an end was asked for: once lets the running searches
    give their best and begins no other, twice gives up. `executor` runs the tasks instead of threads of this process,
    in processes or on machines that see the same files at the same paths (docs/district.md); it has as many at once as
    it likes, `jobs` and the cores of this machine do not matter, and only what it has not begun can be stopped.

    Raises ValueError for options out of range, InputError when there is nothing to solve or two scenarios share an id,
    and OSError when the results cannot be written. What is wrong with one scenario is in its record instead.
    """
    options = Options(seconds, seed, deterministic, workers, fast).accepted()
    at_once, workers = (None, options.workers) if executor else shared(jobs, options.workers, usable_cores())
    asked = Asked.model_validate(
        {
            "time_limit": seconds,
            "seed": seed,
            "deterministic": deterministic,
            "workers": workers,
            "fast": fast,
            "language": language,
        }
    )
    found = plan([Path(path) for path in scenarios])
    home = Path(output)
    # Elsewhere another folder may be the current one.
    base = Path.cwd() if executor else Path()
    tasks = [Task(base / path, base / home / name, asked, resume) for name, path in found.scenarios.items()]
    watcher = watcher or Watcher()
    watcher.planned(tuple(found.scenarios), found.left_out, at_once, workers)
    home.mkdir(parents=True, exist_ok=True)
    with alone_in(home):
        sweep(home)
        return _Run(tasks, home, language or "en", stops, watcher).run(executor, at_once)


class _Run:
    """A batch at work."""

    def __init__(
        self, tasks: Sequence[Task], home: Path, language: str, stops: Callable[[], int], watcher: Watcher
    ) -> None:
        self.tasks = tasks
        self.home = home
        self.language = language
        self.watcher = watcher
        self.halted = False
        self._asked = stops
        self.rows = [SummaryRow(folder=task.folder.name, state="waiting") for task in tasks]

    def stops(self) -> int:
        """How often an end was asked for; an exception here is as good as giving up."""
        return 2 if self.halted else self._asked()

    def run(self, executor: Executor | None, jobs: int | None) -> Batch:
        """Carry out all tasks; the summary is written anew whenever one has ended."""
        with ExitStack() as stack:
            if executor is None:
                pool = stack.enter_context(ThreadPoolExecutor(jobs, thread_name_prefix="afterschool-sched-batch"))
                stack.callback(self._halt)  # before the pool waits for its threads
                waiting = {
                    pool.submit(carry_out, task, self.stops, _Ear(task, self.watcher)): task for task in self.tasks
                }
            else:
                waiting = {executor.submit(carry_out, task): task for task in self.tasks}
            self._write()
            told = False
            while waiting:
                ended, _ = wait(waiting, _TICK_S, FIRST_COMPLETED)
                if self.stops() and not told:
                    told = True
                    self.watcher.stopping()
                    for future in waiting:
                        future.cancel()
                for future in [future for future in waiting if future in ended]:
                    self._end(waiting.pop(future), future)
                if ended:
                    self._write()
        return Batch(tuple(self.rows), stopped=told)

    def _halt(self) -> None:
        self.halted = True

    def _end(self, task: Task, future: Future[Done]) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, OSError):
            raise error  # no other scenario could be written either
        if error is not None:
            done = broken_off(task, error)
        else:
            done = Done("waiting") if future.cancelled() else future.result()
        self.rows[self.tasks.index(task)] = SummaryRow(folder=task.folder.name, state=done.state, outcome=done.record)
        self.watcher.ended(task.folder.name, done)

    def _write(self) -> None:
        write_summaries(self.home, self.rows, self.language)


class _Ear:
    """The watcher's listener for one task."""

    def __init__(self, task: Task, watcher: Watcher) -> None:
        self.name = task.folder.name
        self.watcher = watcher

    def begun(self) -> None:
        self.watcher.begun(self.name)

    def progress(self, event: dict[str, Any]) -> None:
        self.watcher.progress(self.name, event)

    def found(self, result: Result) -> None:
        self.watcher.found(self.name, result)
