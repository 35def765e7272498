"""The solver's own process, from within.

It reads requests from stdin, one line of JSON each: what to solve (the path of a scenario, or one that was pickled) and
how. It writes events to stdout, one line of JSON each: ``progress``, ``found`` (a better checked timetable), and at the
end of a request ``done``, ``invalid``, ``impossible``, ``not_found``, ``refused`` or ``crashed``. The line ``stop``
ends the search; the end of stdin means that nobody listens any more.
"""

from __future__ import annotations

import base64
import json
import os
import pickle
import queue
import signal
import sys
import threading
from dataclasses import asdict
from typing import Any

from ..asked import Clock, Options
from ..errors import ImpossibleError, InputError, NotFoundInTime, RefusedError, SolverCrashed, finding_data
from ..load import load
from ..memory import give_back
from ..result import Result
from ..run import solve_sound


class _Channel:
    """Events to the parent. Takes stdout away from everybody else: what libraries print there goes to stderr."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        self._lock = threading.Lock()

    def send(self, event: str, **data: Any) -> None:
        """One event. Events come from the search's thread and from this one."""
        line = json.dumps({"event": event, **data}).encode() + b"\n"
        with self._lock:
            self._file.write(line)
            self._file.flush()


class _Requests:
    """Lines from the parent, read from the descriptor itself: a thread that waits in a file object would hold a lock
    that Python needs when it ends."""

    def __init__(self) -> None:
        self._descriptor = sys.stdin.fileno()
        self._rest = b""

    def line(self) -> bytes | None:
        """The next line; None at the end."""
        while b"\n" not in self._rest:
            read = os.read(self._descriptor, 65536)
            if not read:
                return None
            self._rest += read
        line, _, self._rest = self._rest.partition(b"\n")
        return line


def main() -> int:
    """Solve what the lines say, one after another."""
    # Ctrl-C on a terminal reaches both processes; the parent decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    channel = _Channel()
    asked: queue.SimpleQueue[tuple[dict[str, Any], threading.Event]] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(_Requests(), asked), daemon=True).start()
    while True:
        request, stop = asked.get()
        give_back()  # what the school before has left
        try:
            if "visited" in request:
                _visit(request, channel)
            else:
                _solve(request, channel, stop)
        except InputError as error:
            channel.send("invalid", findings=[finding_data(finding) for finding in error.findings])
        except ImpossibleError as error:
            channel.send("impossible", findings=[finding_data(finding) for finding in error.findings])
        except NotFoundInTime as error:
            channel.send("not_found", message=str(error))
        except SolverCrashed as error:
            channel.send("crashed", message=str(error))
        except RefusedError as error:
            channel.send("refused", violations=[asdict(violation) for violation in error.violations])


def _listen(requests: _Requests, asked: queue.SimpleQueue[tuple[dict[str, Any], threading.Event]]) -> None:
    stop = threading.Event()
    while (line := requests.line()) is not None:
        if line == b"stop":
            stop.set()
        else:
            stop = threading.Event()
            asked.put((json.loads(line), stop))
    os._exit(0)  # the parent is gone: whatever is still computed is for nobody


def _visit(request: dict[str, Any], channel: _Channel) -> None:
    from ..stages.visits import answer

    wishes = answer(pickle.loads(base64.b64decode(request["visited"])))
    channel.send("wishes", pickled=base64.b64encode(pickle.dumps(wishes, pickle.HIGHEST_PROTOCOL)).decode())


def _solve(request: dict[str, Any], channel: _Channel, stop: threading.Event) -> None:
    clock = Clock()
    with clock.lap("load"):
        pickled = request.get("pickled")  # by our own parent, through a pipe of our own
        free = None
        if pickled is None:
            scenario = load(request["scenario"])
        else:
            scenario, free = pickle.loads(base64.b64decode(pickled))
    asked = Options(
        request["time_limit"], request["seed"], request["deterministic"], request["workers"], request.get("fast", False)
    )

    def tell(event: str, result: Result) -> None:
        channel.send(event, result=result.to_json(), timetable=result.timetable.to_json())

    # Not validated here: the parent does that meanwhile, and ends this process when there is an error.
    result = solve_sound(
        scenario,
        asked.accepted(),
        clock,
        progress=lambda progress: channel.send("progress", **asdict(progress)),
        found=lambda better: tell("found", better),
        stop=stop,
        free=free,
    )
    tell("done", result)


if __name__ == "__main__":
    sys.exit(main())
