"""How a search is shown, and how Ctrl-C is counted meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from typing import Any

import pytest

from afterschool_sched.cli.interrupts import Interrupts
from afterschool_sched.cli.progress import Json, Live, Plain, Show, progress_line, show_for

Captured = pytest.CaptureFixture[str]


def event(**changes: Any) -> dict[str, Any]:
    return {"stage": "people", "aim": None, "value": None, "bound": None, "gap": None, "elapsed": 1.0, **changes}


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "   1.0 s  people"),
        ({"aim": "squares", "value": 5039.0}, "   1.0 s  people: squares 5039"),
        (
            {"aim": "squares", "value": 4.0, "bound": 3.5, "gap": 0.125, "elapsed": 61.25},
            "  61.2 s  people: squares 4, at best 3.5, gap 12.5 %",
        ),
    ],
)
def test_a_line_says_what_is_known(changes: dict[str, Any], line: str) -> None:
    assert progress_line(event(**changes)) == line


def test_plain_lines_come_for_what_is_new_and_not_for_every_number(capsys: Captured) -> None:
    show = Plain()
    show.progress(event())
    show.progress(event(elapsed=1.1))
    show.progress(event(aim="squares", value=9.0))
    show.progress(event(aim="squares", value=8.0))  # the same aim, at once
    show.progress(event(aim="lottery", value=7.0))
    lines = capsys.readouterr().err.splitlines()
    assert [line[10:] for line in lines] == ["people", "people: squares 9", "people: lottery 7"]


def test_a_changing_line_is_cleared_for_other_talk(capsys: Captured) -> None:
    show = Live()
    show.clear()
    assert capsys.readouterr().err == ""
    show.progress(event())
    show.clear()
    assert capsys.readouterr().err == "\r\x1b[K   1.0 s  people\r\x1b[K"


def test_auto_is_plain_where_there_is_no_terminal(capsys: Captured) -> None:
    kinds = {mode: type(show_for(mode)) for mode in ("auto", "plain", "json", "none")}
    assert kinds == {"auto": Plain, "plain": Plain, "json": Json, "none": Show}
    show_for("none").progress(event())
    assert capsys.readouterr().err == ""


def test_ctrl_c_is_counted_and_the_handler_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interrupts() as interrupts:
        for count in (1, 2):
            os.kill(os.getpid(), signal.SIGINT)
            assert interrupts.count == count
    assert signal.getsignal(signal.SIGINT) is before


def test_a_command_told_to_ignore_ctrl_c_goes_on_ignoring_it() -> None:
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts:
            os.kill(os.getpid(), signal.SIGINT)
            assert interrupts.count == 0
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_outside_the_main_thread_nothing_is_changed() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[Any] = []

    def enter() -> None:
        with Interrupts():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    assert seen == [before]
