"""Why a text is not YAML, in plain words: from the parser's complaint and a look at the lines around it.

The parser notices a slip where it can no longer go on, often a line or two later and in terms of its grammar. Here
the likely slip itself is found and named. Lines and columns are 0-based, as the parser counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """What the parser says: the problem and where, and what it was reading and since where (line, column)."""

    problem: str
    at: tuple[int, int]
    context: str = ""
    since: tuple[int, int] | None = None


@dataclass(frozen=True)
class Slip:
    """The likely slip: a stable code, its place (line, column), a sentence, and advice."""

    code: str
    at: tuple[int, int]
    text: str
    maybe: str | None


_FULL_WIDTH = {"：": ":", "，": ",", "［": "[", "］": "]", "【": "[", "】": "]", "｛": "{", "｝": "}"}
_FULL_WIDTH |= {"“": '"', "”": '"', "‘": "'", "’": "'", "＂": '"', "＇": "'", "－": "-", "＃": "#", "\u3000": " "}
_DASHES = r"\s*(?:- +)*"
_WORD = r"[^\W\d][\w-]*"
# "id:r31"; an address such as https://… is none, and a time such as 17:30 does not begin with a letter.
_GLUED = re.compile(rf"^{_DASHES}{_WORD}:(?=[^\s:/])")
_GLUED_IN_BRACKETS = re.compile(rf"[{{,]\s*{_WORD}:(?=[^\s:/,\]}}])")
_KEY_AND_VALUE = re.compile(rf"^{_DASHES}[^\s#'\"\[{{&*!|>%@`-][^:#]*: +(?=\S)")
_ITEM_OR_KEY = re.compile(rf" *(?:- |{_WORD} *：)")
_MOST_LINES_BACK = 50
_QUOTED_END = re.compile(r"""["'] *$""")


def explain(complaint: Complaint, lines: Sequence[str]) -> Slip:
    """The likely slip behind the parser's complaint."""
    for look in _LOOKS:
        slip = look(complaint, lines)
        if slip is not None:
            return slip
    text = "The text cannot be read as YAML from here on."
    return Slip("yaml-syntax", complaint.at, text, "look for a missing colon, quote or bracket here or just above.")


def swallowed(lines: Sequence[str]) -> tuple[str, str] | None:
    """What is wrong, and advice, when an unquoted text over these lines took in what should be items or keys.

    YAML allows that, but it is never meant.
    """
    if not any(_ITEM_OR_KEY.match(line) for line in lines[1:]):
        return None
    text = "This text goes on over several lines and swallows what look like list items or keys."
    return text, "end the line of a key with ':', write a half-width colon after each key, or quote the text."


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number] if 0 <= number < len(lines) else ""


def _previous(lines: Sequence[str], number: int) -> int | None:
    """The nearest line above that is neither empty nor a comment."""
    for above in range(min(number, len(lines)) - 1, -1, -1):
        if lines[above].strip() and not lines[above].lstrip().startswith("#"):
            return above
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _near(complaint: Complaint, lines: Sequence[str]) -> list[int]:
    """Lines where the slip may be: what was being read, the line above the problem, the problem's own."""
    since = complaint.since[0] if complaint.since and complaint.context == "while scanning a simple key" else None
    near = [since, _previous(lines, complaint.at[0]), complaint.at[0]]
    return [line for i, line in enumerate(near) if line is not None and line not in near[:i]]


def _open_quote(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "quoted scalar" not in complaint.context or complaint.since is None:
        return None
    line, column = complaint.since
    quote = _line(lines, line)[column : column + 1]
    if "unexpected end" in complaint.problem or "document indicator" in complaint.problem:
        text = f"The quote {quote} opened here is never closed."
        return Slip("yaml-quote", complaint.since, text, f"write {quote} at the end of the text.")
    text = "In double quotes a backslash begins a special character, and this is none."
    return Slip("yaml-quote", complaint.at, text, "write / instead, or use single quotes '…'.")


def _glued_colon(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    for number in _near(complaint, lines):
        line = _line(lines, number)
        match = _GLUED.search(line) or _GLUED_IN_BRACKETS.search(line)
        if match:
            key = match[0].strip(" -{,:")
            text = f"There is no space after the colon of '{key}'."
            return Slip("yaml-colon", (number, match.end()), text, f"write '{key}: …' with a space.")
    return None


def _full_width(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    for number in _near(complaint, lines):
        for column, character in enumerate(_line(lines, number)):
            if character in _FULL_WIDTH:
                plain = _FULL_WIDTH[character]
                text = f"'{character}' is a full-width character; YAML knows only the half-width '{plain}'."
                spaced = ", and a space after it" if plain in ":," else ""
                return Slip("yaml-full-width", (number, column), text, f"write '{plain}'{spaced}.")
    return None


def _after_quote(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "expected key" not in complaint.problem and "<block end>" not in complaint.problem:
        return None
    line, column = complaint.at
    if not _QUOTED_END.search(_line(lines, line)[:column]):
        return None
    if _line(lines, line)[:column].rstrip().endswith('"'):
        for above in range(line, max(line - _MOST_LINES_BACK, -1), -1):
            if _line(lines, above).count('"') % 2:
                at = (above, _line(lines, above).rindex('"'))
                text = "The double quotes in this line do not pair up."
                return Slip("yaml-quote", at, text, 'a closing " is missing.')
    text = "There is more text after the closing quote."
    return Slip("yaml-quote", complaint.at, text, "put the whole text in quotes.")


def _open_bracket(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "parsing a flow" not in complaint.context or complaint.since is None:
        return None
    opened = "[" if "sequence" in complaint.context else "{"
    closing = "]" if opened == "[" else "}"
    if complaint.at[0] != complaint.since[0]:
        text = f"The bracket '{opened}' opened here is not closed."
        return Slip(
            "yaml-bracket", complaint.since, text, f"write '{closing}' at its end, or a comma is missing in it."
        )
    met = _line(lines, complaint.at[0])[complaint.at[1] : complaint.at[1] + 1]
    if met in ("]", "}"):
        text = f"The bracket '{opened}' is closed by '{met}'."
        return Slip("yaml-bracket", complaint.at, text, f"write '{closing}'.")
    text = f"Between the brackets {opened} {closing} a comma or the closing '{closing}' is missing before this."
    return Slip("yaml-bracket", complaint.at, text, "write ', ' between the items.")


def _stray_bracket(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    met = _line(lines, complaint.at[0])[complaint.at[1] : complaint.at[1] + 1]
    if met not in ("]", "}", ",") or "block" not in complaint.context:
        return None
    what = "comma" if met == "," else "closing bracket"
    text = f"This {what} '{met}' belongs to no opening bracket."
    return Slip("yaml-bracket", complaint.at, text, f"delete '{met}', or quote the text it is part of.")


def _colon_in_value(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "mapping values are not allowed" not in complaint.problem:
        return None
    number, column = complaint.at
    line = _line(lines, number)
    match = _KEY_AND_VALUE.match(line)
    if match and match.end() <= column:
        text = "This text has a colon and a space in it, so it looks like another key."
        return Slip("yaml-colon", (number, match.end()), text, "put the text in quotes.")
    if column > 1024:
        return Slip("yaml-colon", (number, _indent(line)), "This key is longer than 1,024 characters.", None)
    above = _previous(lines, number)
    if above is None:
        return None
    if _indent(line) > _indent(_line(lines, above)) and ":" in _line(lines, above):
        text = "This line is indented more than the line above, which is already complete."
        return Slip("yaml-indent", (number, _indent(line)), text, _align(lines, above))
    text = "This line has no colon, so the next line was read as part of it."
    return Slip(
        "yaml-colon", (above, _indent(_line(lines, above))), text, "write 'key: value', or 'key:' before a list."
    )


def _align(lines: Sequence[str], above: int) -> str:
    return f"begin it in column {_indent(_line(lines, above)) + 1}, like line {above + 1}."


def _no_colon(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "expected ':'" not in complaint.problem or complaint.since is None:
        return None
    text = "There is no colon in this line, and it is no list item."
    return Slip("yaml-colon", complaint.since, text, "write 'key: value', or '- ' before a list item.")


def _wrong_indent(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    block = "expected key" in complaint.problem or "<block end>" in complaint.problem
    if not block and "'-' indicator" not in complaint.problem:
        return None
    number, column = complaint.at
    line = _line(lines, number)
    if line[column : column + 1] == ":":
        return Slip("yaml-colon", complaint.at, "There is no key before this colon.", "write 'key: value'.")
    if _indent(line) != column:
        return None
    begun = complaint.since[1] if complaint.since else 0
    if begun != column:
        text = f"This line begins in column {column + 1}, which matches no line above."
        return Slip("yaml-indent", complaint.at, text, f"begin it in column {begun + 1}, or like the line above.")
    if line[column : column + 1] == "-":
        text = "Here a list item begins among keys."
        return Slip(
            "yaml-indent", complaint.at, text, "the key of this list is missing above, or the '- ' is too much."
        )
    text = "Here a key begins among list items."
    return Slip("yaml-indent", complaint.at, text, "indent it to belong to the item above, or write '- ' before it.")


def _needs_quotes(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    starts = "cannot start any token" in complaint.problem
    scans = complaint.context in ("while scanning an alias", "while scanning an anchor")
    if not starts and not scans:
        return None
    line, column = complaint.since if scans and complaint.since else complaint.at
    character = _line(lines, line)[column : column + 1]
    text = f"A text cannot begin with '{character}' unless it is quoted."
    return Slip("yaml-quote", (line, column), text, "put the text in quotes.")


def _tag(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "tag" not in complaint.problem and "tag" not in complaint.context:
        return None
    at = complaint.since or complaint.at
    return Slip("yaml-tag", at, "A word that begins with '!' is a tag, which is not read.", "put the text in quotes.")


def _directive(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    for number in (complaint.at[0], _previous(lines, complaint.at[0])):
        if number is not None and _line(lines, number).startswith("%"):
            return Slip("yaml-directive", (number, 0), "A line that begins with '%' is not read.", "delete the line.")
    return None


def _second_document(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "<document start>" not in complaint.problem:
        return None
    text = "There is more text after the end of the document."
    return Slip("yaml-documents", complaint.at, text, "a line '...' above ends the document too early.")


def _item_on_key_line(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if "sequence entries are not allowed" not in complaint.problem:
        return None
    text = "A list item '- ' cannot begin here."
    return Slip("yaml-indent", complaint.at, text, "begin the list on a new line, or write [a, b].")


def _block_text(complaint: Complaint, lines: Sequence[str]) -> Slip | None:
    if complaint.context != "while scanning a block scalar":
        return None
    text = "After '|' or '>' the text begins on the next line, indented."
    return Slip("yaml-syntax", complaint.at, text, "put the text in quotes, if it is a short one.")


_LOOKS: tuple[Callable[[Complaint, Sequence[str]], Slip | None], ...] = (
    # What is certain comes first; then slips that also look like something else.
    _directive,
    _open_quote,
    _needs_quotes,
    _tag,
    _block_text,
    _second_document,
    _glued_colon,
    _full_width,
    _after_quote,
    _open_bracket,
    _stray_bracket,
    _item_on_key_line,
    _colon_in_value,
    _no_colon,
    _wrong_indent,
)
