"""``batch``: many scenarios, and how they get on as a whole."""

from __future__ import annotations

import argparse
import json
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ..batch import Batch, Watcher, batch
from ..batch.task import Done
from ..result import Result
from . import streams
from .interrupts import Interrupts
from .progress import Changing, show_mode
from .streams import Exit, UsageError, counted, out, say, writing

INDEX = "index.html"
_CONNECT_S = 10.0


def solve_all(options: argparse.Namespace) -> int:
    """Solve every scenario that is named or lies in the folders; gives the exit code."""
    folder = Path(options.output)
    watcher = _watcher(options)
    with Interrupts() as interrupts, writing(folder), _executor(options.dask) as executor:
        came = batch(
            options.scenarios,
            folder,
            seconds=options.time_limit,
            seed=options.seed,
            deterministic=options.deterministic,
            workers=options.workers,
            fast=options.fast,
            jobs=options.jobs,
            resume=options.resume,
            language=options.language,
            executor=executor,
            stops=lambda: interrupts.count,
            watcher=watcher,
        )
    code = _code_of(came)
    solved = sum(record.ending == "solved" for record in came.records)
    if options.json:
        streams.out_file((folder / "summary.json").read_text(encoding="utf-8"))
    else:
        for row in came.rows:
            out(_told(row.folder, Done(row.state, row.outcome)))
        out(f"{solved} of {counted(len(came.rows), 'scenario')} solved.")
    say(f"Written: {folder / INDEX}")
    return code


@contextmanager
def _executor(address: str | None) -> Iterator[Executor | None]:
    """Where the tasks run: here, or on the cluster whose scheduler has this address. Raises UsageError."""
    if address is None:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("--dask needs dask.distributed. Maybe: pip install 'afterschool-sched[dask]'.") from None
    try:
        client = Client(address, timeout=_CONNECT_S)
    except (OSError, ValueError) as error:
        text = f"There is no dask scheduler at '{address}' ({type(error).__name__})."
        raise UsageError(f"{text} Maybe start one with 'dask scheduler', and name it as tcp://host:8786.") from None
    with client, client.get_executor(pure=False) as executor:
        yield executor


def _code_of(came: Batch) -> Exit:
    if came.stopped:
        return Exit.INTERRUPTED if any(record.figures is not None for record in came.records) else Exit.CANCELLED
    return Exit.OK if came.ok else Exit.SOME_FAILED


def _told(name: str, done: Done) -> str:
    """One line: how a scenario ended."""
    record = done.record
    if record is None:
        return f"{name}: not begun, or ended before anything was found"
    how = "kept from an earlier run, checked again" if done.state == "kept" else f"{record.seconds:.1f} s"
    status = f" ({record.status})" if record.status is not None else ""
    errors = [finding for finding in record.findings if finding.severity == "error"]
    why = record.message or ""
    if errors:
        where = f"{errors[0].file}:{errors[0].line}: " if errors[0].file else ""
        why = f"{counted(len(errors), 'error')}, the first {where}{errors[0].text}"
    return f"{name}: {record.ending.replace('_', ' ')}{status}, {how}{': ' if why else ''}{why}"


# ---- while it runs --------------------------------------------------------------------------------------------------


def _watcher(options: argparse.Namespace) -> Watcher:
    return {"live": _Live, "plain": _Plain, "json": _Json, "none": Watcher}[show_mode(options.progress)]()


class _Plain(Watcher):
    """A line whenever a search begins or a scenario ends."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.number = 0
        self.over = 0

    def planned(self, names: Sequence[str], left_out: Sequence[Path], jobs: int | None, workers: int) -> None:
        self.number = len(names)
        for path in left_out:
            self.say(f"{path} is no scenario; it is left out.")
        at_once = f"{jobs or 'as many as the cluster likes'} at once, {counted(workers, 'thread')} each"
        self.say(f"{counted(len(names), 'scenario')}, {at_once}.")

    def begun(self, name: str) -> None:
        self.say(f"{name}: begins")

    def ended(self, name: str, done: Done) -> None:
        self.over += 1
        self.say(f"[{self.over}/{self.number}] {_told(name, done)}")

    def stopping(self) -> None:
        self.say("Stopping; what is running keeps its best so far. Ctrl-C once more gives up at once.")

    def say(self, line: str) -> None:
        """Lines of several threads, one after another."""
        with self.lock:
            say(line)


class _Live(_Plain):
    """The same lines, above one that changes: what is running, and how far it is."""

    def __init__(self) -> None:
        super().__init__()
        self.line = Changing()
        self.running: dict[str, tuple[float, str]] = {}

    def begun(self, name: str) -> None:
        with self.lock:
            self.running[name] = (time.monotonic(), "begins")
            self._show()

    def progress(self, name: str, event: dict[str, Any]) -> None:
        with self.lock:
            self.running[name] = (self.running[name][0], event["aim"] or event["stage"])
            self._show()

    def ended(self, name: str, done: Done) -> None:
        with self.lock:
            self.running.pop(name, None)
        super().ended(name, done)

    def say(self, line: str) -> None:
        with self.lock:
            self.line.clear()
            say(line)
            if self.over < self.number:
                self._show()

    def _show(self) -> None:
        now = time.monotonic()
        parts = (f"{name} {now - since:.0f} s ({at})" for name, (since, at) in self.running.items())
        self.line.put(f"{self.over} of {self.number} over; {', '.join(parts)}")


class _Json(Watcher):
    """Every event as one line of JSON, for programs."""

    def planned(self, names: Sequence[str], left_out: Sequence[Path], jobs: int | None, workers: int) -> None:
        self._say("planned", scenarios=[*names], left_out=[*map(str, left_out)], jobs=jobs, workers=workers)

    def begun(self, name: str) -> None:
        self._say("begun", scenario=name)

    def progress(self, name: str, event: dict[str, Any]) -> None:
        self._say("progress", scenario=name, **event)

    def found(self, name: str, result: Result) -> None:
        aims = {aim.id: aim.value for aim in result.aims}
        self._say("found", scenario=name, elapsed=result.seconds.get("total"), aims=aims)

    def ended(self, name: str, done: Done) -> None:
        self._say("ended", scenario=name, state=done.state, ending=done.record.ending if done.record else None)

    def stopping(self) -> None:
        self._say("stopping")

    def _say(self, event: str, **data: Any) -> None:
        say(json.dumps({"event": event, **data}))
