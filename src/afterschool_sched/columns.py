"""The columns a table may have, and the headers by which each is known, in English and Chinese.

A header is compared without case, spaces, underscores and width of its characters: "Choice 1", "choice_1" and
"ＣＨＯＩＣＥ１" are one. Two kinds of columns come in numbers: choices (`choice_1` … `choice_12`) and the leave times
of a season (`leave_winter`, for a season called winter).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "zh"]
MOST_CHOICES = 12


@dataclass(frozen=True)
class Column:
    """One column: its name, its header in a template by language, other headers it is known by, and what it holds.

    `about` tells in each language what to write into a cell. `holds_ids` cells are never dates or rounded numbers.
    """

    name: str
    headers: Mapping[Language, str]
    known_as: Sequence[str]
    about: Mapping[Language, str]
    required: bool = False
    holds_ids: bool = False


STUDENTS: tuple[Column, ...] = (
    Column(
        "id",
        {"en": "id", "zh": "学号"},
        ("student", "student id", "student number", "student no", "编号", "学生编号", "学生学号", "学籍号"),
        {"en": "a short id of the student, no name", "zh": "学生的编号，不是姓名"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "class",
        {"en": "class", "zh": "班级"},
        ("home class", "class id", "班", "行政班", "所在班级"),
        {"en": "the id of the home class, such as 3-1", "zh": "行政班的编号，如 3-1"},
        required=True,
        holds_ids=True,
    ),
    Column(
        "name",
        {"en": "name", "zh": "姓名"},
        ("student name", "full name", "学生姓名", "名字"),
        {"en": "may stay empty; never shown in messages", "zh": "可不填；不会出现在提示信息中"},
    ),
    Column(
        "days",
        {"en": "days", "zh": "参加日"},
        ("day", "weekdays", "stays", "星期", "参加日期", "参加时间", "参加星期", "留校日"),
        {"en": "mon tue thu, or mon-thu; empty: every day", "zh": "如 周一 周三，或 周一至周四；不填：每天"},
    ),
    Column(
        "periods",
        {"en": "periods", "zh": "参加时段"},
        ("period", "时段", "节次"),
        {"en": "ids of the periods attended; empty: all", "zh": "参加的时段编号；不填：全部"},
        holds_ids=True,
    ),
    Column(
        "leave",
        {"en": "leave", "zh": "离校时间"},
        (
            "leave at",
            "leaves",
            "leave time",
            "leaves at",
            "collected at",
            "pick up",
            "离校",
            "接走时间",
            "放学时间",
            "接送时间",
        ),
        {
            "en": "17:30, or mon 17:30; fri 16:50; empty: to the end",
            "zh": "17:30，或 周一 17:30；周五 16:50；不填：到结束",
        },
    ),
    Column(
        "level",
        {"en": "level", "zh": "层次"},
        ("tier", "水平", "级别"),
        {"en": "the level the student works at; may stay empty", "zh": "学习层次；可不填"},
    ),
    Column(
        "siblings",
        {"en": "siblings", "zh": "兄弟姐妹"},
        ("sibling", "兄弟姐妹学号", "同校兄弟姐妹", "同胞"),
        {"en": "ids of brothers and sisters at the school", "zh": "同校兄弟姐妹的学号"},
        holds_ids=True,
    ),
    Column(
        "team",
        {"en": "team", "zh": "队伍"},
        ("pair", "partners", "组队", "搭档", "结伴"),
        {"en": "the same word for all of a team; may stay empty", "zh": "同队学生填同一个词；可不填"},
    ),
    Column(
        "wants",
        {"en": "wants", "zh": "社团数"},
        ("clubs wanted", "number of clubs", "想参加社团数", "希望社团数", "社团数量"),
        {"en": "how many clubs are wanted; empty: one a club day", "zh": "希望参加几个社团；不填：每个社团日一个"},
    ),
    Column(
        "boarder",
        {"en": "boarder", "zh": "住校"},
        ("boards", "boarding", "寄宿", "住宿", "是否住校"),
        {"en": "yes or no; empty: no", "zh": "是 或 否；不填：否"},
    ),
    Column(
        "choice",
        {"en": "choice", "zh": "志愿"},
        ("wish", "preference", "选择", "社团志愿"),
        {"en": "the id of an activity, best first", "zh": "活动编号，最想参加的在前"},
        holds_ids=True,
    ),
    Column(
        "notes",
        {"en": "notes", "zh": "备注"},
        ("note", "remarks", "remark", "comment", "说明"),
        {"en": "anything; not read", "zh": "任意内容；不处理"},
    ),
)

KINDS: Mapping[str, tuple[Column, ...]] = {"students": STUDENTS}

# The usual seasons by their Chinese names; any other season is written with its own id.
_SEASONS_ZH = {"spring": "春季", "summer": "夏季", "autumn": "秋季", "winter": "冬季"}
_DIGITS_ZH = {word: number for number, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), start=1)}
_CHOICE_BEFORE = re.compile(r"(\d+)(?:st|nd|rd|th)?(.+)")
_CHOICE_BEFORE_ZH = re.compile(r"第(十[一二]|[一二三四五六七八九十]|\d+)(.+)")
_CHOICE_AFTER = re.compile(r"(.+?)(十[一二]|[一二三四五六七八九十]|\d+)")


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
            if column.name != "choice":
                for header in (column.name, *column.headers.values(), *column.known_as):
                    self._names[normal(header)] = column.name
        self._choice_words = self._words("choice")
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
        return self._names.get(text) or self._choice(text)

    def _choice(self, text: str) -> str | None:
        for pattern in (_CHOICE_BEFORE, _CHOICE_BEFORE_ZH):
            match = pattern.fullmatch(text)
            if match and match[2] in self._choice_words:
                return _numbered(match[1])
        match = _CHOICE_AFTER.fullmatch(text)
        if match and match[1] in self._choice_words:
            return _numbered(match[2])
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
        known.remove("choice")
        seasonal = sorted({name for name in self._names.values() if name.startswith("leave_")})
        return [*known, *seasonal, *(f"choice_{number}" for number in range(1, MOST_CHOICES + 1))]

    def column(self, name: str) -> Column:
        """The column a recognised name belongs to."""
        for column in self.columns:
            if name == column.name or (column.name in ("choice", "leave") and name.startswith(f"{column.name}_")):
                return column
        raise KeyError(name)


def _numbered(digits: str) -> str | None:
    number = _DIGITS_ZH.get(digits) or (int(digits) if len(digits) <= 2 and digits.isdecimal() else 0)
    return f"choice_{number}" if 1 <= number <= MOST_CHOICES else None


def template_headers(kind: str, language: Language, choices: int, seasons: Sequence[str]) -> list[tuple[str, Column]]:
    """The headers of an empty table in the order of its columns, each with its column."""
    found: list[tuple[str, Column]] = []
    for column in KINDS[kind]:
        header = column.headers[language]
        if column.name == "choice":
            join = "_" if language == "en" else ""
            found += [(f"{header}{join}{number}", column) for number in range(1, choices + 1)]
            continue
        found.append((header, column))
        if column.name == "leave":
            found += [(_seasonal(header, language, season), column) for season in seasons]
    return found


def _seasonal(header: str, language: Language, season: str) -> str:
    return f"{_SEASONS_ZH[season]}{header}" if language == "zh" and season in _SEASONS_ZH else f"{header}_{season}"
