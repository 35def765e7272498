"""Where the command line begins and ends: parse, carry out, and turn every failure into a sentence and an exit code."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import traceback
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType

from ..errors import (
    AfterschoolError,
    ImpossibleError,
    InputError,
    NotFoundInTime,
    RefusedError,
    SolverCrashed,
    finding_data,
)
from . import streams
from .arguments import parser
from .streams import Exit, UsageError, say

_EXIT_OF: tuple[tuple[type[AfterschoolError], Exit], ...] = (
    (UsageError, Exit.USAGE),
    (InputError, Exit.INVALID),
    (ImpossibleError, Exit.IMPOSSIBLE),
    (NotFoundInTime, Exit.NOT_FOUND),
    (RefusedError, Exit.REFUSED),
    (SolverCrashed, Exit.REFUSED),
)


def main() -> int:
    """The command ``afterschool-sched``; gives the exit code. A fault of our own ends in `_fault` (exit code 1)."""
    arguments = sys.argv[1:]
    sys.excepthook = _Fault(debug="--debug" in arguments)
    return run(arguments)


def run(arguments: list[str]) -> int:
    """Carry out one command line; gives the exit code. Raises only what is a fault of the program."""
    streams.prepare()
    try:
        try:
            code = _carry_out(parser().parse_args(arguments))
        except SystemExit as end:  # argparse: --help, --version, or a wrong command line
            code = int(end.code or 0)
        streams.finish()
    except BrokenPipeError:
        streams.give_up_output()
        return Exit.PIPE
    except UsageError as error:  # the output could not be delivered
        streams.give_up_output()
        return tell(error)
    except KeyboardInterrupt:
        say("Interrupted.")
        return Exit.CANCELLED
    return code


def _carry_out(options: argparse.Namespace) -> int:
    module, _, function = options.command.partition(":")
    try:
        return int(getattr(import_module(f"{__package__}.{module}"), function)(options))
    except AfterschoolError as error:
        return tell(error, as_json=getattr(options, "json", False))


def tell(error: AfterschoolError, *, as_json: bool = False) -> Exit:
    """Say what went wrong, on stderr and, if asked for, as JSON on stdout; gives the exit code."""
    code = next(code for kind, code in _EXIT_OF if isinstance(error, kind))
    findings = error.findings if isinstance(error, InputError | ImpossibleError) else ()
    if findings:
        for line in streams.lines_of(findings):
            say(line)
        say(f"{streams.count_of(findings)}.")
    else:
        say(str(error))
    if as_json:
        data = {"exit_code": int(code), "message": None if findings else str(error)}
        streams.out_json({**data, "findings": [finding_data(finding) for finding in findings]})
    return code


class _Fault:
    """What is done with an exception that nobody expected: one sentence, and a file for whoever mends it."""

    def __init__(self, *, debug: bool) -> None:
        self.debug = debug

    def __call__(self, kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
        text = "".join(traceback.format_exception(kind, error, where))
        say_fault(f"{kind.__name__} in the program itself", text, debug=self.debug)


def say_fault(what: str, details: str, *, debug: bool) -> None:
    """One sentence about a fault of the program; its details on stderr with --debug, else in a file."""
    if debug:
        say(details)
        say(f"Internal error ({what}).")
        return
    kept = None
    with suppress(OSError):
        number, name = tempfile.mkstemp(prefix="afterschool-sched-", suffix=".txt")
        with os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(details)
        kept = Path(name)
    told = f"The details are in {kept}; please report it with them" if kept else "--debug shows the details"
    say(f"Internal error ({what}). {told}.")
