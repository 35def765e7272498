"""docs/schools.md: every school in scenarios/schools: what it wants, how it is said, and its week in a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from afterschool_sched.clock import DAYS
from afterschool_sched.entities import Bilingual
from afterschool_sched.load import load
from afterschool_sched.scenario import District, Scenario
from afterschool_sched.source import read_yaml

from .corpus import ROOT, SCENARIOS
from .flow import flow

SCHOOLS = SCENARIOS / "schools"
PICTURES = ROOT / "docs" / "pictures"
MOST_ACTIVITIES, MOST_RULES = 6, 12  # of one school; the file has them all


def text() -> str:
    """The whole document."""
    return "\n".join(_lines()) + "\n"


def files() -> list[Path]:
    """The scenarios of the schools, by name."""
    return sorted(SCHOOLS.glob("*.yaml"))


def _lines() -> Iterator[str]:
    schools = [(path, load(path)) for path in files()]
    yield "# The schools"
    yield ""
    yield "<!-- Written by `make docs` (pictures: `make pictures`) from scenarios/schools: do not edit. -->"
    yield ""
    yield "After-school programmes as they are, each as one scenario: what the school wants, how that is said, and a"
    yield "week of a timetable that was found and checked. In a picture a line is an activity in one period; `12 × 38`"
    yield "are twelve groups of about 38 students; of several schools the first is shown. People in the files are"
    yield "invented. How to write such a file: [scenario.md](scenario.md). All of them at once:"
    yield "`afterschool-sched batch scenarios/schools -o out/schools`."
    yield ""
    yield "| school | students | classes | teachers | rooms | activities | days | last end |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |"
    for _, scenario in schools:
        cells = (f"[{_title(scenario)}](#{scenario.id})", *_size(scenario))
        yield f"| {' | '.join(map(str, cells))} |"
    for path, scenario in schools:
        yield from _school(path, scenario)


def _school(path: Path, scenario: Scenario) -> Iterator[str]:
    chinese = scenario.title.zh if scenario.title and scenario.title.zh and scenario.title.en else None
    yield ""
    yield f'<a id="{scenario.id}"></a>'
    yield ""
    yield f"## {_title(scenario)}{f' ({chinese})' if chinese else ''}"
    for paragraph in _comment(path):
        yield ""
        yield paragraph
    picture = PICTURES / f"{path.stem}.svg"
    if picture.exists():
        yield ""
        yield f"![A week of {_title(scenario)}](pictures/{picture.name})"
    yield ""
    yield f"How it is said ([{path.name}](../scenarios/schools/{path.name}): {_offer(scenario)}):"
    yield from _stated(path, scenario)


def _title(scenario: Scenario) -> str:
    return (scenario.title or Bilingual()).in_language("en") or scenario.id


def parts(scenario: Scenario) -> tuple[Scenario, ...]:
    """The schools of a district; any other scenario is its only part."""
    return tuple(scenario.loaded.values()) if isinstance(scenario, District) else (scenario,)


def _size(scenario: Scenario) -> tuple[int | str, ...]:
    schools = parts(scenario)
    students = sum(len(one.students) or sum(home.students or 0 for home in one.classes) for one in schools)
    teachers = {teacher.id for teacher in scenario.teachers}  # of a district: those whom schools share
    teachers |= {f"{at}/{t.id}" for at, one in enumerate(schools) for t in one.teachers if t.id not in teachers}
    last = max(period.end for one in schools for period in one.periods.values())
    days = [day for day in DAYS if any(day in one.days for one in schools)]
    classes, rooms = sum(len(one.classes) for one in schools), sum(len(one.rooms) for one in schools)
    activities = len({name for one in schools for name in one.activities})
    return students, classes, len(teachers), rooms, activities, " ".join(days), f"{last // 60}:{last % 60:02}"


def _comment(path: Path) -> Iterator[str]:
    """The paragraphs that stand at the top of the file, each on one line."""
    paragraph: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        said = line.lstrip("#").strip()
        if said.startswith("yaml-language-server"):
            continue
        if paragraph and (not said or said.startswith("Assumed")):
            yield " ".join(paragraph)
            paragraph = []
        if said:
            paragraph.append(said)
    if paragraph:
        yield " ".join(paragraph)


def _offer(scenario: Scenario) -> str:
    """``2 periods, 25 clubs, 3 class activities``: what is offered, by kind."""
    names = {"club": "club", "class": "class activity", "care": "kind of care", "duty": "duty"}
    plurals = {"club": "clubs", "class": "class activities", "care": "kinds of care", "duty": "duties"}
    if isinstance(scenario, District):
        return f"{len(scenario.loaded)} schools"
    kinds = Counter[str](activity.kind for activity in scenario.activities.values())
    said = [f"{len(scenario.periods)} period{'s' * (len(scenario.periods) != 1)}"]
    said += [f"{kinds[kind]} {names[kind] if kinds[kind] == 1 else plurals[kind]}" for kind in names if kinds[kind]]
    return ", ".join(said)


def _stated(path: Path, scenario: Scenario) -> Iterator[str]:
    """What the file says: activities that are no clubs and one that is, policies, and rules with their meaning."""
    written: Any = read_yaml(path).data
    if isinstance(scenario, District):
        yield from ("", "```yaml", "schools:")
        yield from (f"  {flow(name)}: {flow(school)}" for name, school in written["schools"].items())
        yield from ("```", "")
        yield from _rules(scenario, written)
        return
    kinds = {name: activity["kind"] for name, activity in written["activities"].items()}
    others = [name for name in kinds if kinds[name] != "club"][:MOST_ACTIVITIES]
    clubs = [name for name in kinds if kinds[name] == "club"][:1]
    yield from ("", "```yaml", "activities:")
    for name in (*others, *clubs):
        said = {key: value for key, value in written["activities"][name].items() if key != "title"}
        yield f"  {flow(name)}: {flow(said)}"
    yield from (f"policies: {flow(written[key])}" for key in ("policies",) if key in written)
    yield from ("```", "")
    yield from _rules(scenario, written)


def _rules(scenario: Scenario, written: Any) -> Iterator[str]:
    for rule, said in list(zip(scenario.rules, written.get("rules", ()), strict=True))[:MOST_RULES]:
        why = f" ({rule.note})" if rule.note else ""
        yield f"- `{flow({key: value for key, value in said.items() if key != 'note'})}`: {rule.means()}{why}"
    more = len(scenario.rules) - MOST_RULES
    if more > 0:
        yield f"- … and {more} more"
