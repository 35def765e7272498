"""What is known about the timetable: what is proved, what had to give way, which rules hold and who is exempt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from ..checker import Verdict
from ..result import AimResult, Result, Scope
from ..rule import Rule, Violation
from ..rules.cost.spec import Cost
from ..timetable import Session
from . import texts
from .board import Book
from .sayings import Sayings
from .words import Words


@dataclass(frozen=True)
class AimRow:
    """One line of the table of aims, ready to be printed."""

    title: str
    value: str
    bound: str
    gap: str
    proven: str
    scope: str


@dataclass(frozen=True)
class Unmet:
    """All that one rule instance has to say: its sentence, and each case."""

    title: str
    sentence: str
    note: str
    summary: str
    cases: tuple[tuple[str, str, str, bool], ...]  # (who, amount, sentence, whether it is foreign to the report)


@dataclass(frozen=True)
class RuleRow:
    """A rule in force."""

    title: str
    sentence: str
    weight: str
    note: str


@dataclass(frozen=True)
class PolicyRow:
    """A policy the school follows: what it is, and what it asks of the service."""

    title: str
    date: str
    source: str
    asks: tuple[str, ...]


@dataclass(frozen=True)
class Exemption:
    """A class kept whole above the limit."""

    label: str
    when: str
    size: int
    limit: int
    room: str


def status(words: Words, verdict: Verdict, result: Result | None) -> list[str]:
    """What is known, in plain sentences; the first says whether the timetable may be put up."""
    if not verdict.ok:
        return [words("status.broken", n=len(verdict.violations))]
    said = [words("status.ok")]
    if result is None:
        return [*said, words("status.no_result")]
    if result.status == "optimal":
        everywhere = all(aim.scope in ("all timetables", "as good in the aims above") for aim in result.aims)
        return [*said, words("status.optimal" if everywhere else "status.optimal_scoped")]
    for scope, aims_proved in proved(result.aims):
        names = words.join([quoted_aim(words, aim.id) for aim in aims_proved])
        said.append(words(f"status.proved.{scope}", aims=names))
    others = [aim for aim in result.aims if not is_best(aim)]
    if others:
        said.append(words("status.gap", aims=words.join([quoted_aim(words, aim.id) for aim in others])))
    if result.utility_gap:
        said.append(words("status.utility_gap", gap=words.percent(result.utility_gap)))
    return said


def proved(found: Sequence[AimResult]) -> list[tuple[Scope, list[AimResult]]]:
    """The aims proved to be at their best, by what that holds for.

    Best among the timetables that are as good in the aims above is best of all as long as all those above are.
    """
    by_scope: dict[Scope, list[AimResult]] = {scope: [] for scope in get_args(Scope)}
    so_far = True
    for aim in found:
        if is_best(aim):
            whole = so_far and aim.scope == "as good in the aims above"
            by_scope["all timetables" if whole else aim.scope].append(aim)
        so_far = so_far and is_best(aim) and aim.scope in ("all timetables", "as good in the aims above")
    return [(scope, aims_proved) for scope, aims_proved in by_scope.items() if aims_proved]


def is_best(aim: AimResult) -> bool:
    """Whether the aim's value is proved to be the best possible."""
    return aim.proven and aim.bound is not None and aim.value <= aim.bound


def aim_title(words: Words, aim: str) -> str:
    """What an aim is called; its id where there is no word for it."""
    return words(f"aim.{aim}") if f"aim.{aim}" in texts.TEXTS else aim


def quoted_aim(words: Words, aim: str) -> str:
    """An aim's name inside a sentence."""
    return words("quote", text=aim_title(words, aim))


def aims(words: Words, verdict: Verdict, result: Result | None) -> tuple[AimRow, ...]:
    """The aims in their order. Without a result there are values only."""
    unknown = words("unknown")
    if result is None:
        return tuple(
            AimRow(aim_title(words, aim.id), words.number(aim.value), unknown, unknown, unknown, "")
            for aim in verdict.aims
        )
    return tuple(
        AimRow(
            title=aim_title(words, aim.id),
            value=words.number(aim.value),
            bound=unknown if aim.bound is None else words.number(aim.bound),
            gap=unknown if aim.gap is None else words.percent(aim.gap),
            proven=unknown if aim.bound is None else words("yes" if aim.proven else "no"),
            scope=unknown if aim.bound is None else words(f"scope.{aim.scope}"),
        )
        for aim in result.aims
    )


def gave_way(book: Book, verdict: Verdict) -> list[Violation]:
    """What weighted rules charge. All pay is charged, too, but that is no shortcoming and has a view of its own."""
    rules = book.facts.rules
    pay = {at for at, rule in enumerate(rules) if isinstance(rule, Cost) and rule.counts_all}
    return [penalty for penalty in verdict.penalties if penalty.instance not in pay]


def unmet(book: Book, found: Sequence[Violation]) -> tuple[Unmet, ...]:
    """What was found, rule by rule in the order of the rules in force."""
    words = book.words
    of_rule: dict[int, list[Violation]] = defaultdict(list)
    for violation in found:
        of_rule[violation.instance].append(violation)
    sayings = Sayings(book)
    groups = []
    for instance, cases in sorted(of_rule.items()):
        rule = book.facts.rules[instance]
        if cases[0].aim is None:
            summary = words("unmet.group_required", n=len(cases))
        else:
            cost = sum(case.cost for case in cases)
            summary = words("unmet.group", n=len(cases), cost=cost, aim=aim_title(words, cases[0].aim))
        groups.append(
            Unmet(
                title=words.rule_title(rule),
                sentence=words.rule_sentence(rule),
                note=rule.note or "",
                summary=summary,
                cases=tuple(
                    (_subject(book, v.subject), _amount(words, v), *_sentence(words, sayings, v)) for v in cases
                ),
            )
        )
    return tuple(groups)


def _subject(book: Book, subject: str) -> str:
    """Whom it is about, by name: a group, or a teacher, room, class or activity."""
    if subject == "teachers":
        return book.words("tab.teachers")
    for board in book.boards:
        for group, label in zip(board.plan.groups, board.labels, strict=True):
            if group.id == subject:
                return label
    return book.names.any(subject)


def _sentence(words: Words, sayings: Sayings, violation: Violation) -> tuple[str, bool]:
    if words.language == "en":
        return violation.text, False
    said = sayings.chinese(violation.text)
    return (said, False) if said else (violation.text, True)


def _amount(words: Words, violation: Violation) -> str:
    if words.language == "zh":
        return f"{violation.amount}{texts.UNITS_ZH.get(violation.rule, '')}"
    return str(violation.amount)


def rules(book: Book) -> tuple[RuleRow, ...]:
    """The rules in force, in their order."""
    return tuple(_rule_row(book.words, rule) for rule in book.facts.rules)


def _rule_row(words: Words, rule: Rule) -> RuleRow:
    return RuleRow(
        title=words.rule_title(rule),
        sentence=words.rule_sentence(rule),
        weight=words("rule.required") if rule.required else str(rule.price),
        note=rule.note or "",
    )


def policies(book: Book) -> tuple[PolicyRow, ...]:
    """The policies the school follows, in the scenario's order."""
    words = book.words
    return tuple(
        PolicyRow(
            title=words.of(use.policy.title, use.policy.id),
            date=words.date(use.policy.date) if use.policy.date else "",
            source=use.policy.source or "",
            asks=tuple(words.service(use.service)),
        )
        for use in book.scenario.policies
    )


def exemptions(book: Book) -> tuple[Exemption, ...]:
    """Classes that are kept whole above the limit (``over_cap: keep``), each with the times at which they are."""
    found: dict[tuple[str, int, int, str], list[Session]] = defaultdict(list)
    for board in book.boards:
        for entry in board.entries:
            activity = book.scenario.activities[entry.group.activity]
            limit = book.facts.limit(activity)
            if activity.takes_classes and activity.over_cap == "keep" and entry.size > limit:
                found[entry.label, entry.size, limit, entry.room].append(entry.session)
    return tuple(
        Exemption(label, book.when(when), size, limit, room) for (label, size, limit, room), when in found.items()
    )
