"""The checker's reading of `rota`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from afterschool_sched.dated import DatedSession
from afterschool_sched.facts import Facts
from afterschool_sched.rule import Violation
from afterschool_sched.rules.rota.spec import RotaRule
from afterschool_sched.turns import Turns, turns_of
from afterschool_sched.wording import counted, listed


def check(rule: RotaRule, instance: int, facts: Facts) -> Iterator[Violation]:
    """Turns that nobody could take, that nobody has, or somebody who cannot; and turns that are not equal."""
    every = turns_of(facts)
    found = [item for turns in every for item in (*_free(turns), *_taken(turns), *_able(turns), *_even(turns))]
    for amount, subject, text in (*found, *_idle(facts, every)):
        yield facts.broken(rule, instance, amount, subject, text, facts.base.number)


_Found = Iterator[tuple[int, str, str]]


def _free(turns: Turns) -> _Found:
    """The plan leaves too few people free; what is alike is told once, for its first date."""
    seen = set()
    for stretch in turns.stretches:
        free = turns.free(stretch)
        need = turns.activity.staff.teachers * turns.sessions_at_once(stretch)
        if len(free) < need and (stretch.season, stretch.slots, free) not in seen:
            seen.add((stretch.season, stretch.slots, free))
            when = listed([*map(str, stretch.slots)]) + (f", on {stretch.dates[0]}" if stretch.dates else "")
            who = f"only {listed(free)}" if free else "nobody"
            text = f"{turns.name} needs {need} for its turn on {when}, but {who} {'are' if free[1:] else 'is'} free."
            yield need - len(free), turns.name, text


def _taken(turns: Turns) -> _Found:
    """Every session has as many as it needs, and a turn is one person's from beginning to end."""
    need = turns.activity.staff.teachers
    for number in range(len(turns.stretches)):
        held = turns.held[number]
        for session in held:
            have = len(session.teachers)
            if have != need:
                text = f"The turn of {_of(session)} has {counted(have, 'teacher')}; it needs {need}."
                yield abs(have - need), session.group.id, text
        extra = len(turns.has(number)) - turns.needed(number)
        if extra > 0 and all(len(session.teachers) == need for session in held):
            text = f"{listed(turns.has(number))} share a turn of {turns.name} that begins on {held[0].date}"
            yield extra, turns.name, f"{text}; it is one for {turns.needed(number)}."


def _able(turns: Turns) -> _Found:
    """Whoever has a turn is fit, there, and free."""
    for number, stretch in enumerate(turns.stretches):
        moments = turns.moments(number)
        for teacher in turns.has(number):
            who = turns.facts.teachers[teacher]
            why = [*turns.unfit(who), *turns.hindered(who, stretch)]
            if turns.rivals.get(teacher, set()) & moments:
                why.append("has another turn then")
            if turns.twice(number, teacher):
                why.append("has two groups at once")
            if why:
                first = turns.held[number][0]
                yield 1, teacher, f"Teacher {teacher} has the turn of {_of(first)}, but {listed(why)}."


def _even(turns: Turns) -> _Found:
    apart = turns.passing()
    if apart is not None:
        have = f"{apart.more} has {counted(apart.most, 'turn')} of {turns.name} and {apart.less} {apart.least}"
        yield apart.most - apart.least - 1, turns.name, f"{have}, though turns could pass between them."


def _idle(facts: Facts, every: Iterable[Turns]) -> _Found:
    """Turns of nothing."""
    held = {
        (session.date, session.group.id, period)
        for turns in every
        for sessions in turns.held.values()
        for session in sessions
        for period in session.periods
    }
    for turn in facts.timetable.rota:
        idle = [period for period in turn.periods if (turn.date, turn.group, period) not in held]
        if idle:
            text = f"Teacher {turn.teacher} has a turn of {turn.group} on {turn.date} in {listed(idle)}, "
            yield 1, turn.teacher, f"{text}where it takes no turns."


def _of(session: DatedSession) -> str:
    return f"{session.group.activity} on {session.date} {listed(session.periods)} ({session.span})"
