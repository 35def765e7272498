"""Values as a scenario would write them, on one line."""

from __future__ import annotations

import json
import re
from typing import Any

# What our reader takes for text without quotes, wherever it stands; times and anything with a colon are quoted.
_PLAIN = re.compile(r"[^\W\d_][\w.-]*(?: [\w.-]+)*|\d{4}-\d\d-\d\d(?: to \d{4}-\d\d-\d\d)?|\d+-\d+")
_WORDS = {"true", "false", "null"}


def flow(value: Any) -> str:
    """The value in YAML's flow style: ``{kind: club, days: [mon, fri]}``."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_text(str(key))}: {flow(item)}' for key, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text not in _WORDS else json.dumps(text, ensure_ascii=False)
