"""All commands but `solve`. Each takes the parsed options and gives an exit code; none of them needs the solver."""

from __future__ import annotations

import argparse
import inspect
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import Finding, InputError, finding_data
from . import streams
from .streams import Exit, UsageError, counted, out, out_json, say, writing

if TYPE_CHECKING:
    from ..checker import Verdict
    from ..rule import Rule, Violation
    from ..scenario import Scenario


# ---- scenarios ------------------------------------------------------------------------------------------------------


def validate(options: argparse.Namespace) -> int:
    """Everything wrong with each scenario; the worst of the exit codes."""
    from ..validate import refusal

    results = []
    worst = Exit.OK
    for name in options.scenarios:
        findings = _findings_of(name)
        refused = refusal(findings)
        code = Exit.OK if refused is None else Exit.INVALID if refused is InputError else Exit.IMPOSSIBLE
        # An input that cannot be meant is worse than one that cannot be met.
        worst = code if worst is Exit.OK or code is Exit.INVALID else worst
        results.append({"file": name, "exit_code": int(code), "findings": [*map(finding_data, findings)]})
        if options.json:
            continue
        for line in streams.lines_of(findings):
            out(line)
        out(f"{name}: {streams.count_of(findings) if findings else 'nothing is wrong'}.")
    if options.json:
        out_json({"exit_code": int(worst), "scenarios": results})
    return worst


def _findings_of(name: str) -> list[Finding]:
    from ..load import load
    from ..validate import validate

    try:
        found = validate(load(name))
    except InputError as error:
        found = error.findings
    return streams.located(found, name)


# ---- timetables -----------------------------------------------------------------------------------------------------


def check(options: argparse.Namespace) -> int:
    """Judge a timetable."""
    from ..checker import check
    from ..reading import read_timetable

    scenario = sound(options.scenario)
    with streams.of_file(options.timetable):
        timetable = read_timetable(options.timetable)
    verdict = check(scenario, timetable)
    if options.json:
        out_json({"exit_code": int(_code_of(verdict)), **_verdict_data(verdict)})
        return _code_of(verdict)
    for violation in verdict.violations:
        out(f"violation [{violation.rule}] {violation.text}")
    for penalty in verdict.penalties:
        out(f"penalty {penalty.cost} [{penalty.rule}] {penalty.text}")
    for aim in verdict.aims:
        out(f"aim {aim.id}: {aim.value}")
    if verdict.unserved:
        out(f"No timetable can give a club to {counted(len(verdict.unserved), 'student')} who want one.")
    out(_judgement(verdict))
    return _code_of(verdict)


def report(options: argparse.Namespace) -> int:
    """Write the report of a timetable, also of one that breaks rules: the report says so."""
    from ..checker import check
    from ..reading import read_result, read_timetable
    from ..report import write_report

    scenario = sound(options.scenario)
    with streams.of_file(options.timetable):
        timetable = read_timetable(options.timetable)
    with streams.of_file(options.result or ""):
        result = read_result(options.result) if options.result else None
    if result is not None and result.scenario != timetable.scenario:
        raise UsageError(f"'{options.result}' is the result of scenario {result.scenario}, not {timetable.scenario}.")
    verdict = check(scenario, timetable)
    path = Path(options.output)
    with writing(path):
        write_report(scenario, timetable, verdict, result, path, options.language)
    say(f"Written: {path}")
    say(_judgement(verdict))
    return _code_of(verdict)


def sound(name: str) -> Scenario:
    """A scenario without errors of meaning; whether it could be met does not matter for judging. Raises InputError."""
    from ..load import load
    from ..validate import refusal, validate

    with streams.of_file(name):
        scenario = load(name)
        findings = validate(scenario)
        if refusal(findings) is InputError:
            raise InputError(findings)
    return scenario


def _code_of(verdict: Verdict) -> Exit:
    return Exit.OK if verdict.ok else Exit.REFUSED


def _judgement(verdict: Verdict) -> str:
    if verdict.ok:
        return "The timetable keeps every required rule."
    return f"The timetable breaks required rules: {counted(len(verdict.violations), 'violation')}."


def _verdict_data(verdict: Verdict) -> dict[str, Any]:
    return {
        "ok": verdict.ok,
        "violations": [*map(_violation_data, verdict.violations)],
        "penalties": [*map(_violation_data, verdict.penalties)],
        "aims": {aim.id: aim.value for aim in verdict.aims},
        "utility": verdict.utility,
        "unserved": [*verdict.unserved],
    }


def _violation_data(violation: Violation) -> dict[str, Any]:
    return {
        "rule": violation.rule,
        "instance": violation.instance,
        "amount": violation.amount,
        "cost": violation.cost,
        "aim": violation.aim,
        "subject": violation.subject,
        "text": violation.text,
    }


# ---- tables ---------------------------------------------------------------------------------------------------------


def template(options: argparse.Namespace) -> int:
    """An empty table; a file that is there already may have been filled in, so it is kept unless told otherwise."""
    from ..tables import template

    words: dict[str, Any] = {"choices": options.choices}
    if options.scenario:
        from ..load import load

        with streams.of_file(options.scenario):
            scenario = load(options.scenario)
        clubs = [name for name, activity in scenario.activities.items() if activity.is_chosen]
        homes = [home.id for home in scenario.classes]
        words.update(seasons=[*scenario.seasons], activities=clubs, classes=homes)
    try:
        if options.output is None:
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "template.csv"
                template(options.kind, options.language, path, **words)
                streams.out_file(path.read_bytes().decode())
            return Exit.OK
        path = Path(options.output)
        if path.exists() and not options.force:
            text = f"'{path}' is there already, and may be filled in."
            raise UsageError(f"{text} Maybe name another file, or add --force.")
        with writing(path):
            template(options.kind, options.language, path, **words)
    except ValueError as error:
        raise UsageError(f"{str(error)[0].upper()}{str(error)[1:]}.") from None
    say(f"Written: {path}")
    return Exit.OK


# ---- rules ----------------------------------------------------------------------------------------------------------


def rules(options: argparse.Namespace) -> int:
    """The catalogue, or one rule."""
    from ..catalogue import CATALOGUE, by_id
    from ..files import nearest

    if options.name is None:
        if options.json:
            out_json([_rule_data(rule) for rule in CATALOGUE])
            return Exit.OK
        wide = max(len(rule.id) for rule in CATALOGUE)
        for rule in CATALOGUE:
            out(f"{rule.id:{wide}}  {_sentence(rule)}")
        return Exit.OK
    found = by_id(options.name)
    if found is None:
        close = nearest(options.name, [rule.id for rule in CATALOGUE])
        maybe = f"'{close}' is meant." if close else "'afterschool-sched rules' lists them all."
        raise UsageError(f"There is no rule '{options.name}'. Maybe {maybe}")
    if options.json:
        out_json(_rule_data(found))
    else:
        for line in _explained(found):
            out(line)
    return Exit.OK


def _sentence(rule: type[Rule]) -> str:
    """The rule in one sentence: the first paragraph of its docstring."""
    return " ".join((inspect.getdoc(rule) or "").partition("\n\n")[0].split())


def _explained(rule: type[Rule]) -> list[str]:
    data = _rule_data(rule)
    lines = [f"{rule.id}", "", data["about"], ""]
    if data["fields"]:
        lines.append("Fields:")
        for field in data["fields"]:
            default = "none" if field["default"] is None else field["default"]
            said = "must be given" if field["must_be_given"] else f"default: {default}"
            lines += [f"  {field['name']}: {field['type']} ({said})", f"      {field['description']}"]
        lines.append("")
    if data["by_default"]:
        lines.append("In force unless the scenario says otherwise:")
        lines.extend(f"  {sentence}" for sentence in data["by_default"])
    else:
        lines.append("In force only where the scenario states it.")
    return lines


def _rule_data(rule: type[Rule]) -> dict[str, Any]:
    from ..catalogue import DEFAULTS
    from ..schema import described, type_words

    made = described(rule, rule.__name__)
    return {
        "rule": rule.id,
        "sentence": _sentence(rule),
        "about": inspect.getdoc(rule) or "",
        "several": not rule.single,
        "fields": [
            {
                "name": info.alias or name,
                "type": type_words(made["properties"][info.alias or name], made.get("$defs", {})),
                "must_be_given": info.is_required(),
                "default": None if info.is_required() else _plain(info.get_default(call_default_factory=True)),
                "description": made["properties"][info.alias or name].get("description"),
            }
            for name, info in sorted(rule.model_fields.items(), key=lambda field: field[0] == "note")
            if name != "rule"
        ],
        "by_default": [
            f"{default.means()} ({'required' if default.required else f'weight {default.price}'})"
            for default in DEFAULTS
            if type(default) is rule
        ],
    }


def _plain(value: Any) -> Any:
    """A default as a scenario would write it."""
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json", by_alias=True, exclude_defaults=True) or None
    return list(value) or None if isinstance(value, tuple | list) else value or None


# ---- schemas --------------------------------------------------------------------------------------------------------


def schema(options: argparse.Namespace) -> int:
    """Print, write or compare the JSON schemas."""
    from ..schema import SCHEMAS, drift, text_of, write_schemas

    if options.name is not None:
        if options.name not in SCHEMAS:
            raise UsageError(f"There is no schema '{options.name}'; there are: {', '.join(SCHEMAS)}.")
        streams.out_file(text_of(options.name))
        return Exit.OK
    if options.write is not None:
        folder = Path(options.write)
        with writing(folder):
            written = write_schemas(folder)
        for path in written:
            say(f"Written: {path}")
        return Exit.OK
    different = drift(Path(options.check))
    for path in different:
        sys.stderr.write(f"{path} is not what would be written. Maybe run 'make schema', and commit it.\n")
    return Exit.INVALID if different else Exit.OK
