"""docs/scenario.md: every key of a scenario with its meaning and an example, in the order in which one is written."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from afterschool_sched.catalogue import CATALOGUE, DEFAULTS
from afterschool_sched.column_kinds import STUDENTS
from afterschool_sched.policy import policy_of, shipped
from afterschool_sched.rule import Rule
from afterschool_sched.schema import type_words

from .corpus import district, example, rules, schema
from .flow import flow


@dataclass(frozen=True)
class Section:
    """A chapter: its heading, what a reader should know first, and the keys of the file that it is about."""

    title: str
    intro: str
    keys: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "The file",
        "A scenario is one YAML file: all that a school has, and all that must hold. Tables of students lie beside it."
        ' Times are text in quotes (`"17:30"`), dates are written 2022-09-01, days are `mon` to `sun`, and everything'
        " has an id by which the rest of the file names it. What is not said has the default of the table. A misspelt"
        " key is an error, and `afterschool-sched validate` says where it stands and what may have been meant.",
        ("format", "id", "title", "notes", "language"),
    ),
    Section(
        "Term and seasons",
        "The term runs from its first to its last date; on holidays nothing is held, and a make-up day is held by the"
        " plan of another weekday. A season is a part of the term with limits of its own: winter ends earlier, and"
        " darkness keeps groups indoors. Outside all seasons the limits of the term hold.",
        ("term", "seasons", "cycle_weeks"),
    ),
    Section(
        "Days and periods",
        "A period is a named span of the after-school day: any number of them, also at noon, in the evening or on a"
        " Sunday. A season may give a period other clock times, or leave it out.",
        ("days", "periods", "evening_from", "meetings"),
    ),
    Section(
        "Places",
        "A room is any place where a group can be: a classroom, a gym, a playground, a garden bed. Activities ask for"
        " a kind of room, for a room by its id, or for what must be in it.",
        ("rooms",),
    ),
    Section(
        "People in charge",
        "A teacher is any adult in charge: own staff, coaches, parents, leaders on patrol.",
        ("teachers", "absences"),
    ),
    Section(
        "Home classes",
        "A home class has a grade, a room and teachers of its own. Where students are not listed one by one, it says"
        " how many there are, and how many stay.",
        ("classes",),
    ),
    Section(
        "Students",
        "Students who are known one by one stand in the file or, better, in a table beside it (CSV or Excel, headers in"
        " English or Chinese; `afterschool-sched template students` writes an empty one). A school that knows only"
        " counts has none. Names are for the lists on the wall; no message ever holds one.",
        ("students", "leave"),
    ),
    Section(
        "Activities",
        "What is offered. A `club` is chosen by students; a `class` activity (homework, reading, games) takes, by home"
        " class, whoever is in no club; `care` is the same without content; a `duty` needs teachers and no students.",
        ("activities",),
    ),
    Section(
        "Policies",
        "Packs of rules with a date and a source, which come with the program (`afterschool-sched policies`). A school"
        " opts into them, and overrides what it states itself.",
        ("policies",),
    ),
    Section(
        "Rules",
        "What must hold, or is wished. A rule is required, or has a weight: what one unit of what is amiss adds to an"
        " aim. Those that hold by default need not be written; a rule of the scenario takes the place of the default"
        " one. Any rule may have a `note` that says why the school wants it; reports print it. The formula of each is"
        " in [models/formal.md](../models/formal.md).",
        ("rules",),
    ),
    Section(
        "Aims",
        "What is made small, one after another: an aim is never made worse for the sake of a later one.",
        ("aims",),
    ),
)
_OTHERS = Section("Further keys", "Keys that are not told above.")
_DISTRICT = Section(
    "Several schools",
    "A file that says `schools` is a district: several schools, each with a scenario of its own in a file below this"
    " one. A school has all keys of `common`, of its town and of its own file, and the nearest wins. Teachers of the"
    " district work at several schools, and its rules hold for all schools together.",
)


def text() -> str:
    """The whole document."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# How to write a scenario"
    yield ""
    yield "<!-- Written by `make docs` from the models, their descriptions and the small scenarios: do not edit. -->"
    yield ""
    yield "Every key, by example. A whole school to begin with is"
    yield "[scenarios/ok_small/smallest.yaml](../scenarios/ok_small/smallest.yaml); larger ones are described in"
    yield "[schools.md](schools.md). Editors that know JSON schemas offer the keys while one types."
    sections = [*SECTIONS, *_rest()]
    yield ""
    yield from (f"- [{section.title}](#{_anchor(section.title)})" for section in (*sections, _DISTRICT))
    told = {rule.__name__ for rule in CATALOGUE}  # they have a chapter of their own
    for section in sections:
        yield from ("", f"## {section.title}", "", section.intro)
        if "rules" in section.keys:
            yield from _rules(told)
            continue
        parts = schema()["properties"]
        yield ""
        yield from _table("scenario", {key: parts[key] for key in section.keys if key in parts})
        if "students" in section.keys:
            yield from _columns()
        if "policies" in section.keys:
            yield from _policies()
        yield from _definitions(parts, section.keys, told)
    yield from _district(told)


def _district(told: set[str]) -> Iterator[str]:
    """The keys that only several schools have; what they hand down has the keys of a scenario."""
    own = district()["properties"]
    parts = {key: own[key] for key in own if key in ("teachers", "rules") or key not in schema()["properties"]}
    yield from ("", f"## {_DISTRICT.title}", "", _DISTRICT.intro, "")
    yield from _table("district", parts)
    yield from _definitions(parts, [*parts], told | {"Common", "Town", "Teacher"})


def _rest() -> list[Section]:
    """Keys that no section names yet still have a place, at the end."""
    named = {key for section in SECTIONS for key in section.keys}
    left = tuple(key for key in schema()["properties"] if key not in named)
    return [Section(_OTHERS.title, _OTHERS.intro, left)] if left else []


def _anchor(title: str) -> str:
    return title.lower().replace(" ", "-")


# ---- keys -----------------------------------------------------------------------------------------------------------


def _definitions(parts: dict[str, Any], keys: Sequence[str], told: set[str]) -> Iterator[str]:
    """What these keys are made of, and what that is made of; each only where it comes up first."""
    for key in keys:
        for name in _names(parts.get(key, {})):
            definition = schema()["$defs"][name]
            properties = _properties(definition)
            if name in told or not properties:
                continue
            told.add(name)
            about = " ".join(definition.get("description", "").split("\n\n")[0].split())
            yield from ("", f"### {_heading(name)}", "", about, "")
            yield from _table(name, properties)
            yield from _definitions(properties, [*properties], told)


def _heading(name: str) -> str:
    """HomeClass -> Home class."""
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip()
    return words[0].upper() + words[1:]


def _names(part: Any) -> Iterator[str]:
    """The definitions that a part of the schema refers to, in order."""
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from _names(value)
    elif isinstance(part, list):
        for item in part:
            yield from _names(item)


def _properties(definition: dict[str, Any]) -> dict[str, Any]:
    """The keys of a definition, whichever form has them."""
    found: dict[str, Any] = dict(definition.get("properties", {}))
    for option in definition.get("anyOf", ()):
        found |= option.get("properties", {})
    return found


def _table(definition: str, properties: dict[str, Any], hidden: Sequence[str] = ()) -> Iterator[str]:
    """A line for each key: what it is, its default, and how it is said."""
    required = _required(definition)
    yield "| key | what it is | value | example |"
    yield "| --- | --- | --- | --- |"
    for key, part in properties.items():
        if key in hidden:
            continue
        shown = example(definition, key, part)
        said = f"`{key}: {shown}`" if shown is not None else ""
        cells = (f"`{key}`", part.get("description", ""), _value(part, key in required), said)
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _required(definition: str) -> set[str]:
    part = schema()["$defs"][definition]
    return {key for option in (part, *part.get("anyOf", ())) for key in option.get("required", ())}


def _value(part: dict[str, Any], required: bool) -> str:
    """The kind of value, and what holds when the key is left out."""
    kind = type_words(part, schema()["$defs"])
    if required:
        return f"{kind}; must be given"
    default = part.get("default")
    if default in (None, "", [], {}) or isinstance(default, dict):
        return kind
    return f"{kind}; default: {flow(_brief(default, part))}"


def _brief(value: Any, part: dict[str, Any]) -> Any:
    """A default as a school would write it: in a list of things, what goes without saying is not said."""
    if not isinstance(value, list | tuple):
        return value
    names = [*_names(part)]
    known = _properties(schema()["$defs"][names[0]]) if names else {}
    brief = []
    for item in value:
        if isinstance(item, dict):
            item = {key: said for key, said in item.items() if said != known.get(key, {}).get("default")}
            item = next(iter(item.values())) if len(item) == 1 else item
        brief.append(item)
    return brief


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _columns() -> Iterator[str]:
    """The columns that a table of students may have."""
    yield from ("", "A table has a row for each student, and these columns; only the first two are needed:", "")
    yield from ("| column | in Chinese | what to write |", "| --- | --- | --- |")
    for column in STUDENTS:
        cells = (column.headers["en"], column.headers["zh"], column.about["en"])
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _policies() -> Iterator[str]:
    """The packs that come with the program."""
    yield from ("", "| policy | date | what it is | what it asks |", "| --- | --- | --- | --- |")
    for policy in map(policy_of, shipped()):
        asks = [*policy.service.means(), *(rule.means() for rule in policy.rules)]
        title = policy.title.in_language("en") if policy.title else policy.id
        cells = (f"`{policy.id}`", str(policy.date), title, " ".join(asks))
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


# ---- rules ----------------------------------------------------------------------------------------------------------


def _rules(told: set[str]) -> Iterator[str]:
    """Each rule: its sentence, its fields, how it is stated, and what that means."""
    yield from ("", "| rule | says |", "| --- | --- |")
    for rule in CATALOGUE:
        yield f"| [`{rule.id}`](#{rule.id}) | {_cell(_sentence(rule))} |"
    for rule in CATALOGUE:
        yield from ("", f"### {rule.id}", "", _sentence(rule))
        by_default = [default for default in DEFAULTS if type(default) is rule]
        for default in by_default:
            weight = "required" if default.required else f"weight {default.price}"
            yield from ("", f"By default: {default.means()} ({weight})")
        stated = rules().get(rule.id)
        if stated:
            made = rule.model_validate(stated[0])
            yield from ("", "```yaml", "rules:", f"  - {flow(stated[0])}", "```", "", f"> {made.means()}")
        properties = _properties(schema()["$defs"][rule.__name__])
        if set(properties) - {"rule", "note"}:
            yield ""
            yield from _table(rule.__name__, properties, hidden=("rule", "note"))
    # What several rules are made of is explained once, after them.
    for rule in CATALOGUE:
        properties = _properties(schema()["$defs"][rule.__name__])
        yield from _definitions(properties, [*properties], told)


def _sentence(rule: type[Rule]) -> str:
    """The rule in one sentence: the first paragraph of its docstring."""
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())
