"""The checker's sentences, said in Chinese and with names instead of ids.

The checker speaks English. What it says is said again here, by the form of the sentence: those with many variants
(wishes, loads, counters) by functions, all others by the forms of `forms`. A sentence of no known form stays as it
is, and the page marks it as English. One form after another, hence longer than other files.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from ..clock import DAYS, Day
from . import texts
from .board import Book
from .forms import BETWEEN_FAULTS, FAULTS, FORMS, Form, compiled

_CLOCK = r"(?: \(\d\d:\d\d-\d\d:\d\d\))?"
_WHEN = rf"(?:week (?P<week>\d+) )?(?P<day>{'|'.join(DAYS)}) (?P<periods>[^(]+?){_CLOCK}"
_SESSION = rf"(?P<group>.+?) on {_WHEN}"
_RANGE = r"from (?P<least>\d+) \((?P<idle>\S+)\) to (?P<most>\d+) \((?P<busy>\S+)\)"
_APART = r"; they may differ by at most (?P<apart>\d+)\."
_LIMIT = r"; at (?P<end>most|least) (?P<limit>\d+) \w+\."
_NIGHT = rf"(?:week (?P<week>\d+) )?(?P<day>{'|'.join(DAYS)}) (?P<end>[\d:]+)"
_NIGHT += r" (?:to|and from) (?P<start>[\d:]+) on the next day"
_MOMENT = rf"(?:week (?P<week>\d+) )?(?P<day>{'|'.join(DAYS)})(?: (?P<period>[^(,]+?){_CLOCK})?"
_LEAST = r"; at least (?P<least>\d+) required\."
_WHOSE = r"(?:The school has|Together (?P<several>.+?) have|(?P<kind>Teacher|Class|Student|Room) (?P<who>\S+) has)"
_SUM = r"(?P<pay>[\d,]+)(?: .+?)?"
_SEASONS = re.compile(r"In (?P<seasons>[^:]+): ")
_Match = re.Match[str]


class Sayings:
    """Chinese for the sentences of one book's verdict."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._names = book.names
        self._groups = {
            name: label
            for board in book.boards
            for group, label in zip(board.facts.groups, board.labels, strict=True)
            for name in (group.label, group.id)
        }

    def chinese(self, text: str) -> str | None:
        """The sentence in Chinese, or None when it has no known form."""
        for form, say in _FORMS:
            match = form.fullmatch(text)
            if match:
                seasons = match["seasons"]
                return self._prefix(seasons) + say(self, match)
        start = _SEASONS.match(text)
        said = self._by_form(_PLAIN, text[start.end() :] if start else text)
        return None if said is None else self._prefix(start["seasons"] if start else None) + said

    def _prefix(self, seasons: str | None) -> str:
        return f"{self._list(seasons, self._names.season)}：" if seasons else ""

    def _by_form(self, known: Iterable[Form], text: str) -> str | None:
        """The first form that fits, with what stands in its places named."""
        for form, kinds, chinese in known:
            match = form.fullmatch(text)
            if match:
                return chinese.format(**{name: self._named(kind, match[name]) for name, kind in kinds.items()})
        return None

    def _named(self, kind: str, text: str) -> str:
        """What stands in a place of a form, as the report calls it."""
        names = self._names
        one: dict[str, Callable[[str], str]] = {
            "word": self._book.words.known,
            "teacher": names.teacher,
            "student": names.student,
            "home": names.class_heading,
            "room": names.room,
            "club": names.activity,
            "period": names.period,
            "season": names.season,
            "group": self._group,
            "day": self._moment_of,
            "when": self._moment_of,
            "moment": self._moment_of,
            "session": self._session_of,
            "bare": self._session_of,
            "turn": self._turn,
            "moments": self._moments,
            "students": self._students,
            "plan": {"regular": "平时", "published": "已公布的"}.__getitem__,
            "verb": {"leads": "负责", "assists": "协助"}.__getitem__,
            "faults": self._faults,
        }
        several = {
            "teachers": names.teacher,
            "people": names.any,
            "clubs": names.activity,
            "groups": self._group,
            "periods": names.period,
        }
        if kind in several:
            return self._list(text, several[kind])
        return one[kind](text) if kind in one else text

    def _session_of(self, text: str) -> str:
        match = re.fullmatch(_SESSION, text)
        return self._session(match) if match else text

    def _moment_of(self, text: str) -> str:
        match = re.fullmatch(_MOMENT, text)
        if match is None:
            return text
        return self._evening(match) + (self._list(match["period"], self._names.period) if match["period"] else "")

    def _turn(self, text: str) -> str:
        match = re.fullmatch(r"(\S+) on (\S+) (.+?) \((.+)\)", text)
        if match is None:
            return text
        return f"{self._names.activity(match[1])}（{match[2]} {self._list(match[3], self._names.period)}）"

    def _moments(self, text: str) -> str:
        times, _, date = text.partition(", on ")
        return self._list(times, self._moment_of) + (f"（{date}）" if date else "")

    def _students(self, text: str) -> str:
        listed, _, more = text.partition(" and ")
        known = self._list(listed, self._names.student)
        if more.endswith(" more"):
            return f"{known}及其他{more.removesuffix(' more')}名学生"
        return self._list(text, self._names.student)

    def _faults(self, text: str) -> str:
        return self._book.words.list(self._by_form(_FAULTS, part) or part for part in BETWEEN_FAULTS.split(text))

    def _own_teacher(self, m: _Match) -> str:
        return f"{self._names.teacher(m['who'])}负责{self._session(m)}，但不是本班教师。"

    def _own_room(self, m: _Match) -> str:
        return f"{self._session(m)}在{self._names.room(m['room'])}，不在本班教室{self._names.room(m['own'])}。"

    def _own_group(self, m: _Match) -> str:
        hosts = self._list(m["hosts"], self._group)
        return f"{self._names.class_heading(m['home'])}学生{self._when(m)}并入{hosts}。"

    def _club_room(self, m: _Match) -> str:
        return f"{self._group(m['group'])}使用{m['n']}处场地：{self._list(m['rooms'], self._names.room)}。"

    def _even_teachers(self, m: _Match) -> str:
        return f"教师的{_unit(m['unit'])}{_range(m, self._names.teacher)}。"

    def _even_groups(self, m: _Match) -> str:
        return f"{self._names.activity(m['club'])}各小组人数{_range(m, self._group)}。"

    def _wishes(self, m: _Match) -> str:
        does = "负责" if m["does"] == "leads" else "协助"
        return f"{self._names.teacher(m['who'])}{does}{self._session(m)}，但希望{self._wish(m['wish'])}。"

    def _rest(self, m: _Match) -> str:
        night = f"{self._evening(m)}{m['end']}至次日{m['start']}休息{m['n']}分钟"
        return f"{self._names.teacher(m['who'])}{night}，应至少{m['least']}分钟。"

    def _late_start(self, m: _Match) -> str:
        night = f"{self._evening(m)}工作至{m['end']}，次日{m['start']}开始"
        return f"{self._names.teacher(m['who'])}{night}；晚于{m['after']}结束的，次日应不早于{m['due']}。"

    def _evening(self, m: _Match) -> str:
        return (f"第{m['week']}周" if m["week"] else "") + self._day(m["day"])

    def _staff_mix(self, m: _Match) -> str:
        return f"{self._moment(m)}在岗的{m['subject']}教师为{m['n']}人，应至少{m['least']}人。"

    def _subjects(self, m: _Match) -> str:
        return f"{self._moment(m)}在岗教师共{m['n']}个学科，应至少{m['least']}个。"

    def _moment(self, m: _Match) -> str:
        return self._evening(m) + (self._names.period(m["period"]) if m["period"] else "")

    def _reserve(self, m: _Match) -> str:
        return f"{self._group(m['group'])}有{m['n']}人，但{m['most']}个名额中须预留{m['held']}个。"

    def _counted(self, m: _Match) -> str:
        named = {"Teacher": self._names.teacher, "Class": self._names.class_heading, "Room": self._names.room}
        who = named.get(m["kind"], self._names.student)(m["who"]) if m["who"] else "全校"
        if m["several"]:
            who = f"{self._list(m['several'], self._names.any)}合计"
        of = f"{self._list(m['of'], self._names.activity)}的" if m["of"] else ""
        limit = f"{'至多' if m['end'] == 'most' else '至少'}{m['limit']}"
        return f"{who}{self._counting(m['span'])}{of}{_unit(m['unit'])}为{m['n']}，应{limit}。"

    def _heads(self, m: _Match) -> str:
        where = "全校" if m["rooms"] is None else self._list(m["rooms"], self._names.room)
        return f"{where}{self._when(m)}有{m['n']}名学生，应至多{m['limit']}名。"

    def _variety(self, m: _Match) -> str:
        home, content = self._names.class_heading(m["home"]), self._names.activity(m["content"])
        week = f"第{m['week']}周"
        if m["n"]:
            return f"{home}{week}有{m['n']}天安排{content}，应至多{m['limit']}天。"
        return f"{home}{week}{self._day(m['first'])}和{self._day(m['second'])}连续安排{content}。"

    def _pay(self, m: _Match) -> str:
        return f"报酬共{m['pay']}{self._currency()}" + (f"，应不超过{m['most']}。" if m["most"] else "。")

    def _budget(self, m: _Match) -> str:
        return f"报酬共{m['pay']}{self._currency()}，收费共{m['fees']}，报酬超出收费应不超过{m['most']}。"

    def _currency(self) -> str:
        currency = self._book.scenario.currency
        return currency.in_language("zh") if currency is not None else ""

    def _wet_groups(self, m: _Match) -> str:
        return f"雨天{self._when(m)}，{self._names.room(m['room'])}需容纳{m['n']}组，可容纳{m['most']}组。"

    def _wet_seats(self, m: _Match) -> str:
        return f"雨天{self._when(m)}，{self._names.room(m['room'])}需容纳{m['n']}名学生，有{m['most']}座。"

    def _pinned(self, m: _Match) -> str:
        return "已定的安排未能保持。"

    def _session(self, m: _Match) -> str:
        return f"{self._group(m['group'])}（{self._when(m)}）"

    def _when(self, m: _Match) -> str:
        week = f"第{m['week']}周" if m["week"] else ""
        return week + self._day(m["day"]) + self._list(m["periods"], self._names.period)

    def _group(self, label: str) -> str:
        return self._groups.get(label, label)

    def _day(self, text: str) -> str:
        days: dict[str, Day] = {day: day for day in DAYS}
        return self._book.words.short_day(days[text]) if text in days else text

    def _list(self, text: str, name: Callable[[str], str]) -> str:
        """A list as the checker's sentences have it (a, b and c), with each item named."""
        return self._book.words.list(name(item) for item in re.split(r", | and ", text))

    def _span(self, text: str) -> str:
        row, _, rest = text.rpartition("in a row in ")
        if row or "in a row" in text:
            return f"第{rest.removeprefix('week ')}周连续"
        on = re.fullmatch(r"on (?:week (\d+) )?(\w+)", text)
        if on:
            return (f"第{on[1]}周" if on[1] else "") + self._day(on[2])
        return re.sub(r"in week (\d+)", r"第\1周", text)

    def _counting(self, text: str) -> str:
        """A unit of time of a counter: a slot, a day, a week or the cycle; what it counts only, stays as it is."""
        unit, only, rest = text.partition(", only")
        slot = re.fullmatch(rf"on {_WHEN}", unit)
        said = "一个周期" if unit == "in the cycle" else self._when(slot) if slot else self._span(unit)
        return said + (f"（仅{rest.strip()}）" if only else "")

    def _wish(self, text: str) -> str:
        for form, name, said in (
            (r"not work on (.+)", self._day, "{}不安排"),
            (r"not work in (.+)", self._names.period, "{}不安排"),
            (r"not have (.+)", self._names.activity, "不负责{}"),
            (r"not be in (.+)", self._names.room, "不在{}"),
            (r"work on (.+)", self._day, "安排在{}"),
            (r"work in (.+)", self._names.period, "安排在{}"),
        ):
            match = re.fullmatch(form, text)
            if match:
                return said.format(self._list(match[1], name))
        return "不负责社团" if text == "lead no club" else text


def _unit(unit: str) -> str:
    return texts.UNITS_OF_WORK.get(unit if unit.endswith("s") else f"{unit}s", unit)


def _range(m: _Match, name: Callable[[str], str]) -> str:
    return f"最少{m['least']}（{name(m['idle'])}），最多{m['most']}（{name(m['busy'])}），允许相差{m['apart']}"


_FORMS: tuple[tuple[re.Pattern[str], Callable[[Sayings, _Match], str]], ...] = tuple(
    (re.compile(rf"(?:In (?P<seasons>[^:]+): )?{form}"), say)
    for form, say in (
        (rf"Teacher (?P<who>\S+) leads {_SESSION}, and is no own teacher of its class\.", Sayings._own_teacher),
        (
            rf"The session {_SESSION} is in (?P<room>\S+), and not in the class's own room (?P<own>\S+)\.",
            Sayings._own_room,
        ),
        (rf"Students of (?P<home>\S+) join (?P<hosts>.+) on {_WHEN}\.", Sayings._own_group),
        (r"There are (?P<n>\d+) rooms for (?P<group>.+?): (?P<rooms>.+)\.", Sayings._club_room),
        (rf"Teachers have {_RANGE} (?P<unit>\w+){_APART}", Sayings._even_teachers),
        (rf"The groups of (?P<club>\S+) have {_RANGE} members{_APART}", Sayings._even_groups),
        (
            rf"Teacher (?P<who>\S+) (?P<does>leads|assists) {_SESSION}, and would rather (?P<wish>.+)\.",
            Sayings._wishes,
        ),
        (
            rf"Teacher (?P<who>\S+) has (?P<n>\d+) minutes? of rest from {_NIGHT}{_LEAST}",
            Sayings._rest,
        ),
        (
            rf"Teacher (?P<who>\S+) works until {_NIGHT}; after (?P<after>\S+) the next day begins at (?P<due>\S+) .+",
            Sayings._late_start,
        ),
        (
            rf"On {_MOMENT}, there (?:is|are) (?P<n>\d+) teachers? of (?P<subject>\S+) at work{_LEAST}",
            Sayings._staff_mix,
        ),
        (rf"On {_MOMENT}, the teachers at work have (?P<n>\d+) subjects?{_LEAST}", Sayings._subjects),
        (
            r"(?P<group>.+) has (?P<n>\d+) members?, but (?P<held>\d+) of the (?P<most>\d+) places? (?:is|are) held\.",
            Sayings._reserve,
        ),
        (rf"{_WHOSE} (?P<n>\d+) (?P<unit>\w+)(?: of (?P<of>.+?))? (?P<span>(?:on|in) .+){_LIMIT}", Sayings._counted),
        (
            rf"There are (?P<n>\d+) students? (?:on the site|in (?P<rooms>.+?)) on {_WHEN}{_LIMIT}",
            Sayings._heads,
        ),
        (
            r"Class (?P<home>\S+) has (?P<content>.+) on (?:(?P<n>\d+) days|(?P<first>\w+) and (?P<second>\w+)) in week"
            r" (?P<week>\d+); (?:at most (?P<limit>\d+) allowed|not on days that follow each other)\.",
            Sayings._variety,
        ),
        (
            rf"Pay comes to {_SUM} and fees to (?P<fees>[\d,]+); pay may be (?P<most>[\d,]+) above them\.",
            Sayings._budget,
        ),
        (rf"Pay comes to {_SUM}(?:; at most (?P<most>[\d,]+) allowed)?\.", Sayings._pay),
        (
            rf"On wet days, room (?P<room>\S+) is for (?P<n>\d+) groups on {_WHEN}, and holds (?P<most>\d+) .+",
            Sayings._wet_groups,
        ),
        (
            rf"On wet days, room (?P<room>\S+) has (?P<most>\d+) seats? for (?P<n>\d+) students on {_WHEN}: .+",
            Sayings._wet_seats,
        ),
        (r"This is pinned, but not so: .+", Sayings._pinned),
    )
)
_PLAIN = compiled(FORMS)
_FAULTS = compiled(FAULTS)
