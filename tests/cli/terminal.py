"""Runs the command line as a user would, in a process of its own; with searches that misbehave, where that is asked."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Python runs a module of this name when it starts. The search is replaced in the solver's process alone.
_SITE = """\
import sys
if "afterschool_sched.process.child" in sys.orig_argv:
    import os, time, types
    from afterschool_sched.stages.candidate import Impossible, Progress
    from tests.two_children import BOTH, FORGOTTEN, NOBODY, ONE, candidate

    def search(n, budget, progress):
{body}

    strategy = types.ModuleType("afterschool_sched.stages.strategy")
    strategy.search = search
    sys.modules[strategy.__name__] = strategy  # so that the real one, which is slow to load, is not
"""


def environment(folder: Path, search: str | None = None, **more: str) -> dict[str, str]:
    """The environment of a process; `search` is the body of a generator that takes the strategy's place."""
    paths = [str(ROOT / "src"), str(ROOT)]  # this tree, whatever is installed
    if search is not None:
        place = folder / "site"
        place.mkdir(exist_ok=True)
        body = "\n".join(f"        {line}" for line in search.splitlines())
        (place / "sitecustomize.py").write_text(_SITE.format(body=body), encoding="utf-8")
        paths.insert(0, str(place))
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(folder), **more}


def start(folder: Path, *arguments: str | Path, search: str | None = None, **more: str) -> subprocess.Popen[bytes]:
    """A running command; a process group of its own, as a shell would make it."""
    return subprocess.Popen(
        [sys.executable, "-m", "afterschool_sched", *map(str, arguments)],
        cwd=folder,
        env=environment(folder, search, **more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def command(folder: Path, *arguments: str | Path, search: str | None = None, **more: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    process = start(folder, *arguments, search=search, **more)
    out, err = process.communicate(timeout=120)
    return process.returncode, out.decode(), err.decode()


def wait_for(process: subprocess.Popen[bytes], words: bytes) -> bytes:
    """Read stderr until the words have come; gives what was read. Fails when the process ends without them."""
    assert process.stderr is not None
    read = b""
    end = time.monotonic() + 60
    while words not in read:
        byte = os.read(process.stderr.fileno(), 1024)
        assert byte, read.decode()
        assert time.monotonic() < end, read.decode()
        read += byte
    return read
