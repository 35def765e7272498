"""Work in a second thread, so that the first one hears Ctrl-C.

Python runs signal handlers on the main thread, between steps of Python; a solver that computes for a minute there
would be deaf to them. No handler is installed: Ctrl-C arrives as the KeyboardInterrupt that the host program would get
anyway.
"""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")

_LAST_S = 20.0  # for what is still computed when the program ends
_TICK_S = 0.1  # some systems do not interrupt a wait for a signal, only its end


def in_background(work: Callable[[], None], stop: Callable[[], None]) -> bool:
    """Run `work` in a thread, wait for its end, and raise what it raised.

    The first KeyboardInterrupt calls `stop`, which must make `work` end soon, and goes on waiting: then True is
    returned. A second one is raised at once, and leaves `work` to itself.
    """
    done = threading.Event()
    raised: list[BaseException] = []

    def body() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - not swallowed: raised below, in the caller's thread
            raised.append(error)
        finally:
            done.set()

    # A daemon: a program that was told twice to end does not wait for a search that will not.
    thread = threading.Thread(target=body, name="afterschool-sched-search", daemon=True)
    interrupted = False
    try:
        thread.start()
        try:
            _wait(done)
        except KeyboardInterrupt:
            interrupted = True
            stop()
            _wait(done)
    except BaseException:
        stop()
        raise
    if raised:
        raise raised[0]
    return interrupted


@contextmanager
def watching(stop: Callable[[], bool] | None, then: Callable[[], None]) -> Iterator[None]:
    """Meanwhile ask `stop` again and again, and call `then` once it says so; both in a thread of their own."""
    if stop is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        while not over.wait(_TICK_S):
            if stop():
                then()
                return

    watcher = threading.Thread(target=watch, name="afterschool-sched-watch", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


class Later(Generic[T]):
    """What `work` gives, computed in a thread of its own from now on; `result` waits for it.

    The thread is a daemon, and whoever began it tells it to stop when nobody will ask for it any more. A program that
    ends before it has stopped waits for it a little: Python ends a daemon that comes back from a solver in the middle
    of that solver's C++ code, and the whole program aborts.
    """

    _threads: ClassVar[weakref.WeakSet[threading.Thread]] = weakref.WeakSet()  # of all of them

    def __init__(self, work: Callable[[], T], name: str) -> None:
        self._found: list[T] = []
        self._raised: list[BaseException] = []

        def body() -> None:
            try:
                self._found.append(work())
            except BaseException as error:  # noqa: BLE001 - not swallowed: raised where the result is asked for
                self._raised.append(error)

        self._thread = threading.Thread(target=body, name=name, daemon=True)
        Later._threads.add(self._thread)
        self._thread.start()

    @staticmethod
    @atexit.register
    def wait_for_all() -> None:
        """Wait until all have ended, for some seconds at most."""
        ends = time.monotonic() + _LAST_S
        for thread in list(Later._threads):
            thread.join(max(0.0, ends - time.monotonic()))

    @property
    def done(self) -> bool:
        """Whether `result` need not wait."""
        return not self._thread.is_alive()

    def result(self) -> T:
        """What `work` gave. Raises what it raised."""
        self._thread.join()
        if self._raised:
            raise self._raised[0]
        return self._found[0]


def _wait(done: threading.Event) -> None:
    while not done.wait(_TICK_S):
        pass
