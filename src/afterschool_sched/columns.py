"""The columns a table may have, and the headers by which each is known, in English and Chinese.

A header is compared without case, spaces, underscores and width of its characters: "Choice 1", "choice_1" and
"ＣＨＯＩＣＥ１" are one. Some columns come in numbers (`choice_1` … `choice_12`), and the leave times of a
season have its name (`leave_winter`, for a season called winter).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from .column_kinds import KINDS, Column, Language

# The usual seasons by their Chinese names; any other season is written with its own id.
_SEASONS_ZH = {"spring": "春季", "summer": "夏季", "autumn": "秋季", "winter": "冬季"}
_DIGITS_ZH = {word: number for number, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)}
_NUMBER_BEFORE = re.compile(r"(\d+)(?:st|nd|rd|th)?(.+)")
_NUMBER_BEFORE_ZH = re.compile(r"第(十[一二]|[一二三四五六七八九十]|\d+)(.+)")
_NUMBER_AFTER = re.compile(r"(.+?)(十[一二]|[一二三四五六七八九十]|\d+)")


def normal(header: str) -> str:
    """A header without case, spaces, underscores, hyphens, dots, and the star of required fields."""
    text = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\s_\-.:*]+", "", text)


class Headers:
    """Recognises the headers of one kind of table; `seasons` are the ids for which leave times may be given."""

    def __init__(self, kind: str, seasons: Iterable[str] = ()) -> None:
        self.columns = KINDS[kind]
        self._names: dict[str, str] = {}
        for column in self.columns:
            if not column.most:
                for header in (column.name, *column.headers.values(), *column.known_as):
                    self._names[normal(header)] = column.name
        self._numbered = {word: column for column in self.columns if column.most for word in self._words(column.name)}
        for season in sorted(set(seasons)):
            for word in sorted(self._words("leave")):
                for name in dict.fromkeys((season, _SEASONS_ZH.get(season, season))):
                    self._names.setdefault(word + normal(name), f"leave_{season}")
                    self._names.setdefault(normal(name) + word, f"leave_{season}")

    def _words(self, name: str) -> set[str]:
        found = [column for column in self.columns if column.name == name]
        return {normal(text) for column in found for text in (name, *column.headers.values(), *column.known_as)}

    def recognise(self, header: str) -> str | None:
        """The name of the column (`id`, `choice_3`, `leave_winter`), or None when the header is not known."""
        text = normal(header)
        return self._names.get(text) or self._number(text)

    def _number(self, text: str) -> str | None:
        for pattern in (_NUMBER_BEFORE, _NUMBER_BEFORE_ZH):
            match = pattern.fullmatch(text)
            if match and match[2] in self._numbered:
                return _numbered(self._numbered[match[2]], match[1])
        match = _NUMBER_AFTER.fullmatch(text)
        if match and match[1] in self._numbered:
            return _numbered(self._numbered[match[1]], match[2])
        return None

    def count(self, row: Sequence[str]) -> int:
        """How many cells of a row are headers that are known."""
        return sum(bool(cell) and self.recognise(cell) is not None for cell in row)

    def has_required(self, row: Sequence[str]) -> bool:
        """Whether a row has the header of every column that must be there."""
        found = {self.recognise(cell) for cell in row if cell}
        return all(column.name in found for column in self.columns if column.required)

    @property
    def written(self) -> list[str]:
        """All headers as a person would write them, for "Maybe …"."""
        known = [text for column in self.columns for text in (column.name, *column.headers.values(), *column.known_as)]
        numbers = [(column.name, number) for column in self.columns for number in range(1, column.most + 1)]
        for name in dict.fromkeys(name for name, _ in numbers):
            known.remove(name)
        seasonal = sorted({name for name in self._names.values() if name.startswith("leave_")})
        return [*known, *seasonal, *(f"{name}_{number}" for name, number in numbers)]

    def column(self, name: str) -> Column:
        """The column a recognised name belongs to."""
        for column in self.columns:
            if name == column.name or ((column.most or column.name == "leave") and name.startswith(f"{column.name}_")):
                return column
        raise KeyError(name)


def _numbered(column: Column, digits: str) -> str | None:
    number = _DIGITS_ZH.get(digits) or (int(digits) if len(digits) <= 2 and digits.isdecimal() else 0)
    return f"{column.name}_{number}" if 1 <= number <= column.most else None


def template_headers(kind: str, language: Language, choices: int, seasons: Sequence[str]) -> list[tuple[str, Column]]:
    """The headers of an empty table in the order of its columns, each with its column."""
    found: list[tuple[str, Column]] = []
    for column in KINDS[kind]:
        header = column.headers[language]
        if not column.offered:
            continue
        if column.most:
            join = "_" if language == "en" else ""
            found += [(f"{header}{join}{number}", column) for number in range(1, choices + 1)]
            continue
        found.append((header, column))
        if column.name == "leave":
            found += [(_seasonal(header, language, season), column) for season in seasons]
    return found


def _seasonal(header: str, language: Language, season: str) -> str:
    return f"{_SEASONS_ZH[season]}{header}" if language == "zh" and season in _SEASONS_ZH else f"{header}_{season}"
