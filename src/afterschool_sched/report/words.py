"""The report in one language: texts, dates, clock times, and what things are called."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Literal

from ..clock import Day, Span, format_time, weekday
from ..entities import Bilingual, Student
from ..policy import Service
from ..roster import is_stand_in
from ..rule import Rule
from ..rules.even.spec import Even
from ..rules.same_people.spec import SamePeople
from ..scenario import Scenario
from ..teams import OfTeams
from . import texts

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


class Words:
    """Texts, numbers, days and dates in `language`."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._at = LANGUAGES.index(language)

    def __call__(self, key: str, **values: Any) -> str:
        """The text of `key` with its values filled in; of ``one|many`` the form that fits ``n``. Raises KeyError."""
        text = texts.TEXTS[key][self._at]
        if "|" in text:
            one, many = text.split("|")
            text = one if values.get("n") == 1 else many
        return text.format(**values) if values else text

    def day(self, day: Day) -> str:
        """Monday, 星期一."""
        return texts.DAYS[day][self._at]

    def short_day(self, day: Day) -> str:
        """Mon, 周一."""
        return texts.SHORT_DAYS[day][self._at]

    def letter_day(self, day: Day) -> str:
        """Mo, 一."""
        return texts.LETTER_DAYS[day][self._at]

    def date(self, day: datetime.date) -> str:
        """Thu 1 Sep 2022, 2022年9月1日（周四）."""
        name = self.short_day(weekday(day))
        if self.language == "zh":
            return f"{day.year}年{day.month}月{day.day}日（{name}）"
        return f"{name} {day.day} {texts.MONTHS[day.month - 1]} {day.year}"

    def day_of_month(self, day: datetime.date) -> str:
        """1 Sep, 9月1日."""
        return f"{day.month}月{day.day}日" if self.language == "zh" else f"{day.day} {texts.MONTHS[day.month - 1]}"

    def month(self, day: datetime.date) -> str:
        """Sep 2022, 2022年9月."""
        return f"{day.year}年{day.month}月" if self.language == "zh" else f"{texts.MONTHS[day.month - 1]} {day.year}"

    def span(self, span: Span) -> str:
        """16:00–16:50."""
        return f"{format_time(span.start)}–{format_time(span.end)}"

    def list(self, items: Iterable[str]) -> str:
        """The items with commas between them."""
        return self("comma").join(items)

    def join(self, items: Sequence[str]) -> str:
        """The items as a sentence would have them: a, b and c."""
        if len(items) < 2:
            return "".join(items)
        return self("comma").join(items[:-1]) + self("and") + items[-1]

    def bracket(self, text: str) -> str:
        """The text in this language's brackets, with a space before them where that is usual."""
        return self("brackets", text=text)

    def percent(self, share: float) -> str:
        """0.0123 -> 1.2 %; 0 -> 0 %; what is above 0 is never shown as 0."""
        percent = share * 100
        if 0 < percent < 0.1:
            return "< 0.1 %"
        return f"{percent:.1f} %" if percent % 1 else f"{percent:.0f} %"

    def number(self, value: float) -> str:
        """A number as short as it is exact to two decimals."""
        return f"{value:.2f}".rstrip("0").rstrip(".")

    def rank(self, n: int) -> str:
        """1st choice, 第1志愿."""
        suffix = "th" if 10 <= n % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
        return self("choices.rank", n=n, suffix=suffix)

    def known(self, word: str) -> str:
        """An id that schools use as a word (winter, leader), in this language; any other id as it is."""
        return texts.KNOWN_IDS[word][self._at] if word in texts.KNOWN_IDS else word

    def of(self, title: Bilingual | None, fallback: str) -> str:
        """A title in this language, or the fallback when there is none."""
        return (title.in_language(self.language) if title else "") or fallback

    def rule_title(self, rule: Rule) -> str:
        """What a rule is called; its id where this file has no word for it."""
        title = texts.RULE_TITLES.get(rule.id)
        return title[self._at] if title else rule.id

    def rule_sentence(self, rule: Rule) -> str:
        """A rule in one sentence. A rule that has no Chinese sentence yet speaks English."""
        if self.language == "en":
            return rule.means()
        key = rule.id
        if isinstance(rule, SamePeople):
            key = f"{rule.id}.{rule.what}"
        elif isinstance(rule, Even):
            key = f"{rule.id}.{rule.among}"
        elif isinstance(rule, OfTeams):
            key = f"{rule.id}.{rule.shared}"
        if key not in texts.RULES_ZH:
            return rule.means()
        said = rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        inside = {name for name in said if f"{{{name}}}" in texts.RULES_ZH[key]}
        extra = _parameters(
            {k: v for k, v in said.items() if k not in {"rule", "weight", "note", "among"} and k not in inside}
        )
        if isinstance(rule, SamePeople):
            extra = _parameters({k: v for k, v in said.items() if k == "activities"})
        if isinstance(rule, OfTeams):
            extra = _parameters({k: v for k, v in said.items() if k not in {"rule", "weight", "note", "what"}})
        return texts.RULES_ZH[key].format(**rule.model_dump(mode="json")) + (f"（{extra}）" if extra else "")

    def service(self, service: Service) -> Iterable[str]:
        """What a policy asks of the service, a sentence each."""
        if self.language == "en":
            return service.means()
        said = service.model_dump(mode="json", exclude_none=True)
        return [texts.SERVICE_ZH[name].format(value) for name, value in said.items()]


def _parameters(said: dict[str, Any]) -> str:
    return "；".join(f"{texts.FIELDS_ZH.get(name, name)}：{_value(value)}" for name, value in said.items() if value)


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{texts.FIELDS_ZH.get(str(k), str(k))}{_value(v)}" for k, v in value.items() if v is not None)
    if isinstance(value, list | tuple):
        return "、".join("与".join(map(_value, item)) if isinstance(item, list) else _value(item) for item in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    known = {**texts.KNOWN_IDS, **texts.SHORT_DAYS, **texts.MEASURES}.get(str(value))
    return known[LANGUAGES.index("zh")] if known else str(value)


class Names:
    """What the things of a scenario are called in one language: by their titles, else by their ids."""

    def __init__(self, scenario: Scenario, words: Words) -> None:
        self._scenario = scenario
        self._words = words

    @cached_property
    def _teachers(self) -> dict[str, str]:
        return {item.id: self._words.of(item.title, item.id) for item in self._scenario.teachers}

    @cached_property
    def _rooms(self) -> dict[str, str]:
        return {item.id: self._words.of(item.title, item.id) for item in self._scenario.rooms}

    @cached_property
    def _classes(self) -> dict[str, str]:
        return {item.id: self._words.of(item.title, item.id) for item in self._scenario.classes}

    @cached_property
    def _students(self) -> dict[str, Student]:
        return {item.id: item for item in self._scenario.students}

    def teacher(self, teacher_id: str) -> str:
        return self._teachers.get(teacher_id, teacher_id)

    def room(self, room_id: str | None) -> str:
        return self._rooms.get(room_id, room_id) if room_id else ""

    def home_class(self, class_id: str) -> str:
        return self._classes.get(class_id, class_id)

    def class_heading(self, class_id: str) -> str:
        """Class 3-1, 3-1班; a class with a title of its own by that title."""
        name = self.home_class(class_id)
        return name if name != class_id else self._words("class.name", name=class_id)

    def activity(self, activity_id: str) -> str:
        found = self._scenario.activities.get(activity_id)
        return self._words.of(found.title, activity_id) if found else activity_id

    def period(self, period_id: str) -> str:
        found = self._scenario.periods.get(period_id)
        return self._words.of(found.title, period_id) if found else period_id

    def season(self, season_id: str) -> str:
        return self._words.known(season_id)

    def student(self, student_id: str) -> str:
        """The name in the table, else the id."""
        found = self._students.get(student_id)
        return (found.name or student_id) if found else student_id

    def class_of(self, student_id: str) -> str:
        """The id of the student's home class; empty for an unknown student."""
        if is_stand_in(student_id):
            return student_id.rpartition("#")[0]
        found = self._students.get(student_id)
        return found.class_ if found else ""

    def any(self, thing_id: str) -> str:
        """The name of a teacher, room, class, student or activity by its bare id; anything else as it is."""
        for found in (self._teachers, self._rooms, self._classes):
            if thing_id in found:
                return found[thing_id]
        if thing_id in self._students:
            return self.student(thing_id)
        return self.activity(thing_id)
