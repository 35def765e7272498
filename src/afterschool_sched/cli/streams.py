"""Exit codes, and what goes to stdout and stderr."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import IntEnum
from pathlib import Path
from typing import Any

from ..errors import AfterschoolError, Finding, ImpossibleError, InputError


class Exit(IntEnum):
    """What the exit code says (README, "Exit codes")."""

    OK = 0
    INTERNAL = 1
    USAGE = 2
    INVALID = 3
    IMPOSSIBLE = 4
    NOT_FOUND = 5
    REFUSED = 6  # the solver crashed, or the checker refused
    INTERRUPTED = 7  # by the user, with a checked timetable
    SOME_FAILED = 10  # of a batch, some scenarios have no timetable, or not the best one within the budget
    CANCELLED = 130  # by the user, without one: as the shell counts a program ended by Ctrl-C
    PIPE = 141  # nobody reads the output any more: as the shell counts a program ended by SIGPIPE


class UsageError(AfterschoolError):
    """The command cannot be carried out as it was typed."""


def prepare() -> None:
    """Let no character that a terminal cannot show end the program; show its code instead."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def _delivering() -> Iterator[None]:
    """A full disk behind stdout is the user's to mend; a broken pipe is dealt with where the program ends."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"The output cannot be written: {error.strerror or 'unknown reason'}.") from None


def out(text: str) -> None:
    """A line of the result."""
    with _delivering():
        sys.stdout.write(f"{text}\n")


def say(text: str) -> None:
    """A line of talk. When nobody listens any more, that is no reason to stop working."""
    with suppress(OSError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


def out_file(content: str) -> None:
    """What would be in a file, byte for byte, whatever the terminal's encoding."""
    with _delivering():
        sys.stdout.flush()
        sys.stdout.buffer.write(content.encode())
        sys.stdout.buffer.flush()


def out_json(data: Any) -> None:
    """Machine-readable output, in UTF-8."""
    out_file(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def finish() -> None:
    """Deliver what is still kept back. Raises BrokenPipeError, or UsageError, when that cannot be done."""
    with _delivering():
        sys.stdout.flush()


def give_up_output() -> None:
    """When stdout takes no more: let Python's own last flush go nowhere instead of failing."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn a failure to write `path` into a plain sentence."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or "unknown reason"
        raise UsageError(f"'{path}' cannot be written: {reason}. Maybe name another place with -o.") from None


@contextmanager
def of_file(name: str) -> Iterator[None]:
    """Let findings about a file, and about tables beside it, name it as it was typed: a terminal can then open it."""
    try:
        yield
    except (InputError, ImpossibleError) as error:
        raise type(error)(located(error.findings, name)) from None


# ---- findings -------------------------------------------------------------------------------------------------------


def lines_of(findings: Sequence[Finding]) -> list[str]:
    """One line for each finding."""
    return [" ".join(str(finding).splitlines()) for finding in findings]


def located(findings: Sequence[Finding], name: str) -> list[Finding]:
    """The findings with places that begin with the folder of `name`."""
    folder = Path(name).parent
    return [
        replace(finding, where=replace(finding.where, file=str(folder / finding.where.file)))
        if finding.where is not None
        else finding
        for finding in findings
    ]


def count_of(findings: Sequence[Finding]) -> str:
    """``2 errors, 1 warning``."""
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    parts = [counted(errors, "error")] if errors or not warnings else []
    return ", ".join(parts + ([counted(warnings, "warning")] if warnings else []))


def counted(number: int, word: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
