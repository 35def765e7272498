"""Folders that are there as a whole or not at all, whatever ends the program while it writes them."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LEFT = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{16}\.(?P<kind>part|old)")
_LOCK = ".lock"


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other batches out of the folder meanwhile. Raises OSError when one is at work there.

    The lock ends with the process, however that ends; where the system has no such locks, nobody is kept out.
    """
    number = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    try:
        with suppress(ImportError):
            import fcntl

            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise OSError(errno.EBUSY, "another batch is at work there") from None
        yield
    finally:
        os.close(number)


def sweep(folder: Path) -> None:
    """Remove what a killed batch has left half-written; what it was about to replace is put back."""
    for path in sorted(folder.iterdir()):
        left = _LEFT.fullmatch(path.name)
        if left is None:
            continue
        target = path.with_name(left["name"])
        if left["kind"] == "old" and not target.exists():
            path.rename(target)
        elif path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A folder to be filled, which then takes the place of `target`. Raises OSError.

    It lies beside the target until it is complete and safe on the disk, and is removed when an exception ends it.
    """
    mark = secrets.token_hex(8)
    part = target.with_name(f".{target.name}.{mark}.part")
    part.mkdir()
    old = target.with_name(f".{target.name}.{mark}.old")
    try:
        yield part
        _settle(part)
        if target.exists():
            target.rename(old)
        part.rename(target)
        _settle(target.parent)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(part, ignore_errors=True)
        raise
    if old.exists():
        shutil.rmtree(old)


def _settle(folder: Path) -> None:
    """Wait until the names in the folder are on the disk, where the system can say so."""
    if hasattr(os, "O_DIRECTORY"):
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
