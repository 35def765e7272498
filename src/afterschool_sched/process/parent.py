"""The solver's process, seen from the one the user has started."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

_LAST_WORDS_S = 2.0  # what a process takes to end once it has closed its output


class Child:
    """A solve in its own process. Leaving the context ends it, whatever it does."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._request = request
        self._lines: queue.Queue[bytes | None] = queue.Queue()
        self._process: subprocess.Popen[bytes] | None = None
        self.complaints = b""  # what it wrote to stderr

    def __enter__(self) -> Child:
        self._errors = tempfile.TemporaryFile()
        # -P: a file called random.py beside the scenario is no part of the program.
        command = [sys.executable, "-P", "-X", "faulthandler", "-m", "afterschool_sched.process.child"]
        with _without_ctrl_c():
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors
            )
        threading.Thread(target=self._read, args=(self._process.stdout,), daemon=True).start()
        self._send(json.dumps(self._request))
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
