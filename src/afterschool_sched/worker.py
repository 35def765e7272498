"""The solver's process, seen from the one the user has started; and workers, which solve one school after another."""

from __future__ import annotations

import base64
import json
import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from .asked import Clock, Free, Options, Visited, Wishes
from .errors import (
    AfterschoolError,
    ImpossibleError,
    InputError,
    NotFoundInTime,
    RefusedError,
    SolverCrashed,
    finding_of,
)
from .result import Result
from .rule import Violation
from .timetable import Timetable

if TYPE_CHECKING:
    from .scenario import Scenario
    from .stages.candidate import Progress

# Every thread of a solver would keep freed memory for itself (glibc), and the first large block that is freed would let
# the C library keep as much at the end of each thread's memory. With one arena for all of them, and limits that stay,
# two schools of 1,000 students have peaks of 366 and 402 MB in two minutes instead of 438 and 425, in no more time.
# Limits below the 150 kB of a first-order method's vectors save 20 MB more, and it takes three times as long. Elsewhere
# than with glibc the variables mean nothing.
_MEMORY = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": str(4 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(2**20),
}
_LAST_WORDS_S = 2.0  # what a process takes to end once it has closed its output


class Child:
    """A process that solves, one thing after another. Leaving the context ends it, whatever it does."""

    def __init__(self) -> None:
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._process: subprocess.Popen[bytes] | None = None
        self.complaints = b""  # what it wrote to stderr

    def __enter__(self) -> Child:
        self._errors = tempfile.TemporaryFile()
        # -P: a file called random.py beside the scenario is no part of the program.
        command = [sys.executable, "-P", "-X", "faulthandler", "-m", "afterschool_sched.process.child"]
        with _without_ctrl_c():
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors, env=sparing()
            )
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        process = self._started
        process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._errors.close()

    def events(self, tick_s: float = 0.1) -> Iterator[dict[str, Any] | None]:
        """The events as they come, and None every `tick_s` seconds without one; ends with the process's output."""
        while True:
            try:
                line = self._lines.get(timeout=tick_s)
            except queue.Empty:
                yield None
                continue
            if line is None:
                return
            yield json.loads(line)

    def ask(self, request: dict[str, Any]) -> None:
        """What to solve, and how; its events begin now."""
        self._send(json.dumps(request))

    def stop(self) -> None:
        """Ask it to end the search and give what it has."""
        self._send("stop")

    def died(self) -> int:
        """After its output has ended: its exit code, negative for a signal. `complaints` is then what it said."""
        try:
            code = self._started.wait(_LAST_WORDS_S)
        except subprocess.TimeoutExpired:
            self._started.kill()
            code = self._started.wait()
        self._errors.seek(0)
        self.complaints = self._errors.read()
        return code

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._started.poll() is None

    @property
    def _started(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    def _send(self, line: str) -> None:
        # A child that has crashed reads nothing; its end is noticed where its events are read.
        with suppress(OSError):
            stream = self._started.stdin
            assert stream is not None
            stream.write(line.encode() + b"\n")
            stream.flush()

    def _read(self, stream: Any) -> None:
        with suppress(ValueError, OSError):  # closed, when the context was left early
            for line in stream:
                if line.endswith(b"\n"):  # else the process died while it wrote
                    self._lines.put(line)
        self._lines.put(None)


def sparing() -> dict[str, str]:
    """The environment of a process that solves: this one's, and what keeps its memory small, unless that is set."""
    return _MEMORY | os.environ


class Worker:
    """Solves schools one after another in a process of its own, and begins another process when that has crashed."""

    def __init__(self) -> None:
        self._child: Child | None = None

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self._child.__exit__(None, None, None)
            self._child = None

    def __call__(
        self,
        scenario: Scenario,
        options: Options,
        clock: Clock,
        *,
        progress: Callable[[Progress], None] | None = None,
        found: Callable[[Result, Timetable], None] | None = None,
        stop: threading.Event | None = None,
        free: Free | None = None,
    ) -> tuple[Result, Timetable]:
        """`run.solve_sound`, elsewhere. Raises what that raises, and SolverCrashed when the process ended.

        What comes back was passed by the checker there; whoever hands it out has it checked again.
        """
        child = self._ready()
        child.ask(
            {
                "pickled": _packed((scenario, free)),
                "time_limit": options.seconds,
                "seed": options.seed,
                "deterministic": options.deterministic,
                "workers": options.workers,
                "fast": options.fast,
            }
        )
        try:
            kind, event = self._follow(child, progress, found, stop)
        except BaseException:
            # Whoever was called has raised: the process still works on this, and must not answer for the next school.
            self.__exit__()
            raise
        if kind == "done":
            return _handed_over(event)
        raise told(kind, event)

    def visit(self, asked: Visited) -> Wishes:
        """What a school would make of the days of shared people. Raises SolverCrashed when the process ended."""
        child = self._ready()
        child.ask({"visited": _packed(asked)})
        kind, event = self._follow(child, None, None, None)
        if kind != "wishes":
            raise told(kind, event)
        wishes: Wishes = pickle.loads(base64.b64decode(event["pickled"]))
        return wishes

    @staticmethod
    def _follow(
        child: Child,
        progress: Callable[[Progress], None] | None,
        found: Callable[[Result, Timetable], None] | None,
        stop: threading.Event | None,
    ) -> tuple[str, dict[str, Any]]:
        """Listen to the end of one request; what it said last. Raises SolverCrashed when it said nothing."""
        from .stages.candidate import Progress as Said

        stopped = False
        for event in child.events():
            if stop is not None and stop.is_set() and not stopped:
                stopped = True
                child.stop()
            if event is None:
                continue
            kind = event.pop("event")
            if kind == "progress":
                if progress is not None:
                    progress(Said(**event))
            elif kind == "found":
                if found is not None:
                    found(*_handed_over(event))
            else:
                return kind, event
        raise SolverCrashed(f"the solver's process ended with {child.died()}")

    def _ready(self) -> Child:
        if self._child is None or not self._child.alive:
            self.__exit__()
            self._child = Child().__enter__()
        return self._child


def _packed(what: object) -> str:
    """For our own process, through a pipe of our own."""
    return base64.b64encode(pickle.dumps(what, pickle.HIGHEST_PROTOCOL)).decode()


def _handed_over(event: dict[str, Any]) -> tuple[Result, Timetable]:
    return Result.model_validate_json(event["result"]), Timetable.model_validate_json(event["timetable"])


def told(kind: str, event: dict[str, Any]) -> AfterschoolError:
    """What the process said instead of a timetable."""
    if kind == "not_found":
        return NotFoundInTime(event["message"])
    if kind == "crashed":
        return SolverCrashed(event["message"])
    if kind == "refused":
        return RefusedError([Violation(**violation) for violation in event["violations"]])
    findings = [finding_of(finding) for finding in event["findings"]]
    return ImpossibleError(findings) if kind == "impossible" else InputError(findings)


@contextmanager
def _without_ctrl_c() -> Iterator[None]:
    """What is started within never hears Ctrl-C, not even before it could say so; we hear it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def write_details(content: bytes) -> Path | None:
    """Keep what a process said when it died; None when that cannot be done."""
    with suppress(OSError):
        with tempfile.NamedTemporaryFile(prefix="afterschool-sched-", suffix=".txt", delete=False) as file:
            file.write(content)
        return Path(file.name)
    return None
