"""Two results files held against each other: ratios per instance, and regressions beyond the tolerance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .runner import Line, key
from .table import NOISY, answer

SAME = ("cores", "processor", "time_limit", "workers", "inputs")


@dataclass(frozen=True)
class Tolerance:
    """What is not yet a regression: noise of one run."""

    ratio: float = 1.25  # times and memory; B / A
    seconds: float = 1.0  # and times differ by more than this
    gap: float = 0.002  # utility gap, B - A
    aim: float = 0.01  # |B - A| / max(1, |A|) of the first aim that differs more


DEFAULT = Tolerance()


def compare(before: Sequence[Line], after: Sequence[Line], tolerance: Tolerance = DEFAULT) -> tuple[list[str], int]:
    """One line of text for every measurement that both have, with ratios B / A; and how many are regressions."""
    known = {key(line): line for line in before}
    pairs = [(known[key(line)], line) for line in after if key(line) in known]
    texts = [_ratios(a, b) + _flags(list(regressions(a, b, tolerance)), list(_doubts(a, b))) for a, b in pairs]
    alone = len(before) + len(after) - 2 * len(pairs)
    if alone:
        texts.append(f"{alone} measurements are in one of the files only.")
    return texts, sum(any(regressions(a, b, tolerance)) for a, b in pairs)


def regressions(a: Line, b: Line, tolerance: Tolerance = DEFAULT) -> Iterator[str]:
    """What has become worse from A to B by more than the tolerance."""
    had, has = answer(a), answer(b)
    if had != has and had != "unknown":
        yield f"outcome {a['outcome']} -> {b['outcome'] if b['checked'] or not b['aims'] else 'not checked'}"
    if had == has == "impossible":
        yield from _longer(a, b, "total_s", tolerance)
    if not had == has == "found":
        return
    for name in ("first_checked_s", "total_s"):
        yield from _longer(a, b, name, tolerance)
    for name in ("peak_mb", "worker_mb"):
        old, new = a.get(name), b.get(name)
        if old and new and new > old * tolerance.ratio:
            yield f"{name} {old:.0f} -> {new:.0f}"
    gaps = a["utility_gap"], b["utility_gap"]
    if None not in gaps and gaps[1] - gaps[0] > tolerance.gap:
        yield f"utility_gap {gaps[0]:.2%} -> {gaps[1]:.2%}"
    yield from _worse_aim(a, b, tolerance)
    yield from _worse_bounds(a, b, tolerance)


def _longer(a: Line, b: Line, name: str, tolerance: Tolerance) -> Iterator[str]:
    old, new = a[name], b[name]
    if old is not None and new > old * tolerance.ratio and new > old + tolerance.seconds:
        yield f"{name} {old:.1f} -> {new:.1f}"


def _worse_bounds(a: Line, b: Line, tolerance: Tolerance) -> Iterator[str]:
    """Proven bounds over all timetables hold for both runs, whatever was found: the greater says more."""
    for name, aim in a["aims"].items():
        other = b["aims"].get(name)
        old, new = (
            one["bound"] if one and one["proven"] and one["scope"] == "all timetables" else None for one in (aim, other)
        )
        if old is not None and other is not None and (new is None or old - new > tolerance.aim * max(1, abs(old))):
            yield f"bound of {name} {old} -> {'none' if new is None else new}"


def _worse_aim(a: Line, b: Line, tolerance: Tolerance) -> Iterator[str]:
    """Aims are lexicographic: the first one that differs noticeably decides."""
    for name, aim in a["aims"].items():
        if name in b["aims"]:
            old, new = aim["value"], b["aims"][name]["value"]
            if abs(new - old) > tolerance.aim * max(1, abs(old)):
                if new > old:
                    yield f"{name} {old} -> {new}"
                return


def _doubts(a: Line, b: Line) -> Iterator[str]:
    """Why the two may not be comparable."""
    for name in SAME:
        if a.get(name) != b.get(name):
            yield f"{name} differs"
    for label, line in (("A", a), ("B", b)):
        if (line["other_cores"] or 0) > NOISY:
            yield f"{label} was noisy ({line['other_cores']:g} cores used by others)"


def _ratios(a: Line, b: Line) -> str:
    names = {"first_checked_s": "first", "total_s": "total", "peak_mb": "memory", "utility": "U"}
    what = f"{b['instance']} seed {b['seed']} {b['fairness']} {b['solver']}:"
    return " ".join([what, *(f"{short} {_ratio(a[name], b[name])}" for name, short in names.items())])


def _ratio(old: float | None, new: float | None) -> str:
    return "–" if not old or new is None else f"{new / old:.3f}"


def _flags(worse: Sequence[str], doubts: Sequence[str]) -> str:
    said = [f"  REGRESSION: {'; '.join(worse)}"] if worse else []
    return "".join([*said, *([f"  [{'; '.join(doubts)}]"] if doubts else [])])
