"""Free memory goes back, where the C library can do that, and nothing happens elsewhere."""

from __future__ import annotations

import ctypes
import gc
import subprocess
import sys

import pytest

from afterschool_sched import memory

# In a process of its own: where a thousand tests have left their holes, these would fill them.
FREED = """
import gc
from pathlib import Path

from afterschool_sched import memory


def resident_kb():
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))


# Nineteen of twenty go: what is between those that stay is free, and still the process's own.
held = [bytes([number % 256]) * 2_000 for number in range(60_000)]
held[:] = [each for number, each in enumerate(held) if number % 20 == 0]
gc.collect()
before = resident_kb()
memory.give_back()
print(before - resident_kb(), len(held))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is read from /proc")
def test_what_was_freed_goes_back() -> None:
    if memory._library() is None:
        pytest.skip("not this C library")
    run = subprocess.run([sys.executable, "-c", FREED], check=True, capture_output=True, text=True)
    given_back, kept = map(int, run.stdout.split())
    assert given_back > 20_000
    assert kept == 3_000


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise OSError("there is none")

    memory._library.cache_clear()
    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.give_back()
    assert memory._library() is None
    memory._library.cache_clear()


def test_what_is_there_is_left_alone_meanwhile_and_looked_through_again_afterwards() -> None:
    here: list[list[int]] = [[]]
    with memory.settled():
        assert not any(each is here for each in gc.get_objects(generation=2))
        assert gc.get_freeze_count() > memory.FEW
    assert gc.get_freeze_count() <= memory.FEW
    assert any(each is here for each in gc.get_objects())


def test_a_program_that_has_frozen_its_own_keeps_it_frozen() -> None:
    gc.freeze()
    try:
        with memory.settled():
            pass
        assert gc.get_freeze_count() > memory.FEW
    finally:
        gc.unfreeze()


def test_it_ends_with_an_error_too() -> None:
    with pytest.raises(KeyError), memory.settled():
        raise KeyError
    assert gc.get_freeze_count() <= memory.FEW
