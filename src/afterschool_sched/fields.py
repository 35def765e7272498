"""Single values as a school writes them: ids, times of day, spans, dates, days, counts, grades, money.

Each type reads what people write ("mon-thu", "17:30", 31 as an id), says what it should have been, and knows its JSON
schema. Clock times are minutes after midnight in Python and "HH:MM" in files.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from .clock import DAYS, DateSpan, Day, Span, format_time, parse_dates, parse_days, parse_span, parse_time


def _text_of_number(value: Any) -> Any:
    # YAML reads the id 31 as a number; as an id it is the text "31" (a leading zero stays text in our reader).
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _time(value: Any) -> Any:
    return parse_time(value) if isinstance(value, str) else _refuse_number(value, "a time of day", '"17:30"')


def _span(value: Any) -> Any:
    if isinstance(value, Span):
        return value
    return parse_span(value) if isinstance(value, str) else _refuse_number(value, "a span of time", '"16:00-17:30"')


def _dates(value: Any) -> Any:
    if isinstance(value, DateSpan):
        return value
    return parse_dates(str(value)) if isinstance(value, str | date) else _refuse_number(value, "a date", "2022-10-01")


def _date_list(value: Any) -> Any:
    """One date or span of dates, or a list of them."""
    return value if isinstance(value, list | tuple) else (value,)


def _number(key: Any) -> Any:
    """Keys of a YAML mapping are always text."""
    return int(key) if isinstance(key, str) and key.isascii() and key.isdigit() else key


def _refuse_number(value: Any, what: str, example: str) -> Any:
    raise ValueError(f"this must be {what} written as text, for example {example}")


def _days(value: Any) -> Any:
    """A list of days, or text such as "mon-thu"; order and doubles do not matter."""
    if isinstance(value, str):
        return parse_days(value)
    if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
        named = {day for item in value for day in parse_days(item)}
        return tuple(day for day in DAYS if day in named)
    return value


ID_WORDS = "a short name without spaces or #"
_ID_PATTERN = r"^[^\s#\x00-\x1f]+$"
Id = Annotated[
    str,
    BeforeValidator(_text_of_number),
    Field(min_length=1, max_length=64, pattern=_ID_PATTERN, description=ID_WORDS),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "minLength": 1,
            "maxLength": 64,
            "pattern": _ID_PATTERN,
            "description": ID_WORDS,
        }
    ),
]
TimeOfDay = Annotated[
    int,
    BeforeValidator(_time),
    PlainSerializer(format_time, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^([01]?\d|2[0-4]):[0-5]\d$", "description": "HH:MM"}),
]
TimeSpan = Annotated[
    Any,
    BeforeValidator(_span),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": 'a span of the day, "16:00-17:30"'}),
]
Dates = Annotated[
    Any,
    BeforeValidator(_dates),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "description": 'a date, or "2022-10-01 to 2022-10-07"'}),
]
DateList = Annotated[
    tuple[Dates, ...],
    BeforeValidator(_date_list),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}],
            "description": 'a date, "2022-10-01 to 2022-10-07", or a list of these',
        }
    ),
]
Days = Annotated[
    tuple[Day, ...],
    BeforeValidator(_days),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}, "minItems": 1},
                {"type": "string"},
            ],
            "description": 'days: a list of mon … sun, or text such as "mon-thu"',
        }
    ),
]
Count = Annotated[int, Field(ge=0, le=100_000, strict=True)]
Positive = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Grade = Annotated[int, Field(ge=1, le=15, strict=True)]
GradeKey = Annotated[Grade, BeforeValidator(_number)]


def _amount(value: Any) -> Any:
    if isinstance(value, float):
        raise ValueError("amounts of money are whole numbers; for parts of a unit, choose a smaller one as 'currency'")
    return value


Money = Annotated[int, BeforeValidator(_amount), Field(ge=0, le=1_000_000_000, strict=True)]
