"""Files: read within a limit, kept inside a folder, written whole or not at all; and what the input arm has found.

Only regular files are read, so that a directory, a pipe or a device ends in a finding and never in a wait.
"""

from __future__ import annotations

import difflib
import os
import re
import secrets
import stat
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PureWindowsPath

from .errors import Finding, InputError, Place, Severity

CODES: dict[str, str] = {
    "file-missing": "The file does not exist, or its name cannot be a file's name.",
    "file-not-a-file": "The path is a folder, a pipe or a device instead of a file.",
    "file-unreadable": "The system refuses to open or read the file.",
    "file-too-big": "The file has more bytes than the limit.",
    "file-outside": "A path inside a scenario leads out of the scenario's folder.",
}

# Line separators that editors and YAML readers count differently are refused with the control characters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
# They come along when text is copied from a web page or a chat, and make two equal-looking ids different.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")

_MOST_PER_CODE = 100
_STALE_S = 3600.0
_PART = ".part"


def describe_character(character: str) -> str:
    """``"U+200B (zero width space)"``: a character that cannot be shown, in words."""
    name = unicodedata.name(character, "control character").lower()
    return f"U+{ord(character):04X} ({name})"


class Findings:
    """Collects findings of one reading; beyond 100 of one code it only counts, so that a bad file stays readable."""

    def __init__(self) -> None:
        self._list: list[Finding] = []
        self._count: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._list)

    def add(
        self, code: str, where: Place | None, text: str, maybe: str | None = None, severity: Severity = "error"
    ) -> None:
        """Add one finding."""
        self._count[code] += 1
        if self._count[code] <= _MOST_PER_CODE:
            self._list.append(Finding(code, severity, where, text, maybe))

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add what another reading has found."""
        self._list.extend(findings)

    def in_order(self) -> tuple[Finding, ...]:
        """All findings, by file and place; one more for each code that was cut off."""
        found = list(self._list)
        for code, count in sorted(self._count.items()):
            if count > _MOST_PER_CODE:
                last = [finding for finding in self._list if finding.code == code][-1]
                text = f"There are at least {count - _MOST_PER_CODE} more findings of this kind; they are not listed."
                found.append(Finding(code, last.severity, last.where, text))
        return tuple(sorted(found, key=_by_place))

    def raise_errors(self) -> None:
        """Raise InputError with all findings when at least one of them is an error."""
        if any(finding.severity == "error" for finding in self._list):
            raise InputError(self.in_order())


def _by_place(finding: Finding) -> tuple[str, int, int, str]:
    place = finding.where
    return (place.file, place.line, place.column, finding.code) if place else ("", 0, 0, finding.code)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None when none does."""
    candidates = sorted(set(known))
    lowered: dict[str, str] = {}
    for candidate in candidates:
        lowered.setdefault(candidate.lower(), candidate)
    close = difflib.get_close_matches(word.lower(), list(lowered), n=1, cutoff=0.6)
    return lowered[close[0]] if close else None


def read_bytes(path: Path, most: int, name: str) -> bytes:
    """The bytes of a regular file of at most `most` bytes; `name` is what findings call it. Raises InputError."""
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        # ValueError: a NUL, or bytes that are no text, in the name.
        raise _refusal("file-missing", name, "There is no such file.", _similar(path)) from None
    except IsADirectoryError:
        raise _refusal("file-not-a-file", name, "This is a folder.", "name a file in it.") from None
    except OSError as error:
        raise _unreadable(name, error) from None
    try:
        with os.fdopen(number, "rb") as stream:
            mode = os.fstat(stream.fileno()).st_mode
            if not stat.S_ISREG(mode):
                what = "a folder" if stat.S_ISDIR(mode) else "a pipe or a device"
                raise _refusal("file-not-a-file", name, f"This is {what}.", "name a file.")
            content = stream.read(most + 1)
    except IsADirectoryError:
        raise _refusal("file-not-a-file", name, "This is a folder.", "name a file.") from None
    except OSError as error:
        raise _unreadable(name, error) from None
    if len(content) > most:
        text = f"The file has more than {most:,} bytes, the most that is read."
        raise _refusal("file-too-big", name, text, "it is not the file that was meant.")
    return content


def _refusal(code: str, name: str, text: str, maybe: str | None) -> InputError:
    return InputError([Finding(code, "error", Place(name, 1), text, maybe)])


def _unreadable(name: str, error: OSError) -> InputError:
    reason = os.strerror(error.errno) if error.errno else "unknown reason"
    text = f"The file cannot be read: {reason}."
    return _refusal("file-unreadable", name, text, "it is open in another program, or you may not read it.")


def _similar(path: Path) -> str | None:
    """Advice naming the file of the same folder that looks most like `path`."""
    try:
        with os.scandir(path.parent) as entries:
            names = [entry.name for entry, _ in zip(entries, range(10_000), strict=False)]
    except (OSError, ValueError):
        return None
    close = nearest(path.name, names)
    return f"'{close}' is meant." if close else None


def inside(folder: Path, relative: str, where: Place) -> Path:
    """The file `relative` names below `folder`. Raises InputError when the path leads, or links, out of the folder.

    Both kinds of slashes are accepted, so that a scenario works on every system.
    """

    def refuse(text: str) -> InputError:
        maybe = f"copy the file beside the scenario and write only its name, not '{relative}'."
        return InputError([Finding("file-outside", "error", where, text, maybe)])

    windows = PureWindowsPath(relative)
    if not relative.strip() or CONTROL.search(relative):
        raise InputError([Finding("file-missing", "error", where, "This is not the name of a file.", None)])
    if windows.drive or windows.root:
        raise refuse("This is an absolute path; paths start at the scenario's own folder.")
    if ".." in windows.parts:
        raise refuse("'..' leads out of the scenario's folder.")
    home = folder.resolve()
    try:
        found = home.joinpath(*windows.parts).resolve()
    except (OSError, RuntimeError):
        raise refuse("The link leads nowhere.") from None
    if found.is_symlink():
        # A link that leads to itself; before Python 3.13 it is an exception above.
        raise refuse("The link leads nowhere.")
    if not found.is_relative_to(home):
        raise refuse("The link leads out of the scenario's folder.")
    return found


def write_atomically(path: Path, content: bytes) -> None:
    """Write the file so that at any moment either the old or the whole new content is there. Raises OSError."""
    _sweep(path)
    part = path.with_name(f".{path.name}.{secrets.token_hex(8)}{_PART}")
    # Mode 666 less the user's mask, as for any file a program writes (a temporary file would be private).
    number = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(path)
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    if hasattr(os, "O_DIRECTORY"):
        # The new name is safe on the disk only when the folder is.
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sweep(path: Path) -> None:
    """Remove parts that a killed writer of the same file left behind more than an hour ago."""
    left = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{16}}{re.escape(_PART)}")
    with suppress(OSError):
        for entry in sorted(path.parent.iterdir()):
            if left.fullmatch(entry.name) and time.time() - entry.stat().st_mtime > _STALE_S:
                entry.unlink()
