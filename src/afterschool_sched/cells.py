"""What people write into the cells of a table: days, leave times, yes or no, lists of ids; in English or Chinese.

Every function raises ValueError with advice for "Maybe …" when a text cannot be understood. The text itself is not
repeated: in a table whose columns are shifted it may be a name.
"""

from __future__ import annotations

import re
import unicodedata

from .clock import DAYS, Day, format_time, parse_time

_CHINESE_DAYS = "一二三四五六日"
_DAY = re.compile(
    r"(?:周|星期|礼拜)?(?P<zh>[一二三四五六日天])|(?:周|星期|礼拜)(?P<number>[1-7])"
    r"|(?P<en>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|r|rs|rsday|urday)?(?![a-z])\.?"
)
_DAILY = re.compile(r"daily|every ?day|每天|每日|天天|全部|周一至周五都?参加")
_BETWEEN = re.compile(r"[\s,;、/+&和及与每]*")
_RANGE = re.compile(r"\s*(?:-|–|—|~|to|至|到)\s*")
_TIME = re.compile(r"(?<!\d)(\d{1,2}:\d{2})(?::00)?(?![\d:])")
_TIME_ZH = re.compile(r"(\d{1,2})[点时](\d{2})分?")
_YES = frozenset(("yes", "y", "true", "1", "是", "√", "✓", "有", "住校", "寄宿", "住宿"))
_NO = frozenset(("no", "n", "false", "0", "否", "×", "无", "不住校", "走读"))

_HOW_DAYS = "write days such as 'mon wed fri', 'mon-thu' or '周一 周三'."
_HOW_LEAVE = "write '17:30', or days with a time each: 'mon 17:30; fri 16:50'."


def days_of(text: str) -> tuple[Day, ...]:
    """The days named in a cell, in order: ``mon-thu``, ``Mon, Wed``, ``周一至周四``, ``周一三五``, ``每天``."""
    rest = _plain(text)
    if _DAILY.fullmatch(rest):
        return DAYS[:5]
    found: set[int] = set()
    position = _skip(rest, 0)
    while position < len(rest):
        first, position = _day(rest, position)
        last = first
        match = _RANGE.match(rest, position)
        if match:
            last, position = _day(rest, match.end())
            if last < first:
                raise ValueError("write the earlier day first.")
        found.update(range(first, last + 1))
        position = _skip(rest, position)
    if not found:
        raise ValueError(_HOW_DAYS)
    return tuple(DAYS[number] for number in sorted(found))


def leave_of(text: str) -> str | dict[str, str]:
    """A leave time, or one for each day: ``17:30``, ``mon 17:30; fri 16:50``, ``周一至周四 17:30，周五 16:50``."""
    rest = _TIME_ZH.sub(r"\1:\2", _plain(text))
    found: dict[str, str] = {}
    position = 0
    for match in _TIME.finditer(rest):
        time = _time(match[1])
        before = rest[position : match.start()].strip(" ,;、:\n\t")
        if not before:
            if match.end() == len(rest.rstrip(" ,;、\n\t")) and not found:
                return time
            raise ValueError(_HOW_LEAVE)
        for day in days_of(before):
            if found.setdefault(day, time) != time:
                raise ValueError("one day has two times: keep one of them.")
        position = match.end()
    if not found or rest[position:].strip(" ,;、\n\t"):
        raise ValueError(_HOW_LEAVE)
    return found


def yes_or_no(text: str) -> bool:
    """Whether a cell says yes."""
    word = _plain(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("write yes or no (是 or 否).")


def count_of(text: str) -> int:
    """The number in a cell."""
    digits = _plain(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise ValueError("write a number such as 2.")
    return int(digits)


def ids_of(text: str) -> list[str]:
    """The ids in a cell, separated by spaces, commas or semicolons of any width."""
    return [word for word in re.split(r"[\s,;，；、]+", text) if word]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _skip(text: str, position: int) -> int:
    match = _BETWEEN.match(text, position)
    return match.end() if match else position


def _day(text: str, position: int) -> tuple[int, int]:
    match = _DAY.match(text, position)
    if match is None:
        raise ValueError(_HOW_DAYS)
    if match["zh"]:
        return _CHINESE_DAYS.index(match["zh"].replace("天", "日")), match.end()
    if match["number"]:
        return int(match["number"]) - 1, match.end()
    return [*map(str, DAYS)].index(match["en"]), match.end()


def _time(text: str) -> str:
    try:
        return format_time(parse_time(text))
    except ValueError:
        raise ValueError(_HOW_LEAVE) from None
