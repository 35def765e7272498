"""How the checker's sentences put lists and numbers."""

from __future__ import annotations

from collections.abc import Sequence


def listed(words: Sequence[str]) -> str:
    """The words as people list them: ``a, b and c``."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def some(ids: Sequence[str]) -> str:
    """The first three ids, and how many more there are."""
    return ", ".join(ids[:3]) + (f" and {len(ids) - 3} more" if len(ids) > 3 else "")


def counted(number: int, word: str) -> str:
    """``1 period``, ``2 periods``."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
