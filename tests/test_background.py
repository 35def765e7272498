"""Work in a second thread, and Ctrl-C in the first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from afterschool_sched.background import in_background, watching


def press_ctrl_c() -> None:
    """Once the main thread waits: while it still starts the work, Ctrl-C is raised as ever."""
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGINT)


def test_it_waits_for_the_end() -> None:
    done: list[threading.Thread] = []
    assert in_background(lambda: done.append(threading.current_thread()), lambda: None) is False
    assert done != [threading.main_thread()]


def test_what_is_raised_there_is_raised_here() -> None:
    def fail() -> None:
        raise LookupError("there")

    with pytest.raises(LookupError, match="there"):
        in_background(fail, lambda: None)


def test_ctrl_c_stops_the_work_and_waits_for_it() -> None:
    stop = threading.Event()
    ended: list[bool] = []

    def work() -> None:
        press_ctrl_c()
        ended.append(stop.wait(30))

    assert in_background(work, stop.set) is True
    assert ended == [True]


def test_a_second_ctrl_c_gives_up_at_once() -> None:
    stops: list[bool] = []
    let_go = threading.Event()

    def work() -> None:
        press_ctrl_c()
        let_go.wait(30)  # deaf to being stopped

    def stop() -> None:
        stops.append(True)
        if len(stops) == 1:
            threading.Timer(0.05, press_ctrl_c).start()

    with pytest.raises(KeyboardInterrupt):
        in_background(work, stop)
    assert not let_go.is_set()
    let_go.set()


def test_the_hosts_handler_is_left_as_it_was() -> None:
    calls: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, frame: calls.append(number))
    try:
        handler = signal.getsignal(signal.SIGINT)
        assert in_background(press_ctrl_c, lambda: None) is False
        assert signal.getsignal(signal.SIGINT) is handler
        assert calls == [signal.SIGINT]  # the host swallows it: it is the host's to decide
    finally:
        signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(("seconds", "waited"), [(0.5, True), (60.0, False)])
def test_a_program_that_ends_waits_a_little_for_what_is_computed(seconds: float, waited: bool) -> None:
    """Else Python would end the thread in the middle of a solver, and the program would abort."""
    program = f"""
import sys, time
from afterschool_sched import background
background._LAST_S = 2.0
background.Later(lambda: (time.sleep({seconds}), sys.stdout.write("ended")), "test")
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout == "ended") is waited


def test_what_is_watched_is_told_once_and_no_longer_than_it_lasts() -> None:
    told = threading.Event()
    with watching(lambda: True, told.set):
        assert told.wait(10)
    told.clear()
    with watching(lambda: False, told.set), watching(None, told.set):
        pass
    assert not told.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name == "afterschool-sched-watch"]
