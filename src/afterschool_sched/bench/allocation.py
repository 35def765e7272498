"""One allocation (`place`) in an interpreter of its own: what `child` does with a file that is no scenario."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any, cast

from ..errors import AfterschoolError
from ..places import Applicant, Fairness, OfferedGroup, SharedLimit
from ..places_check import check_placement
from ..placing import place
from .job import OUTCOMES, Job
from .peers import placing_with


def measure_allocation(job: Job) -> dict[str, Any]:
    """Load, place, and check once more. The solver is loaded before the clock starts: that takes half a second."""
    began = time.monotonic()
    text = Path(job["scenario"]).read_text(encoding="utf-8")
    data = json.loads(text)
    applicants = [Applicant(**one) for one in data["applicants"]]
    groups = [OfferedGroup(**one) for one in data["groups"]]
    limits = [SharedLimit(**one) for one in data["limits"]]
    fairness = cast(Fairness, job["fairness"] or "balanced")
    line: dict[str, Any] = {"inputs": hashlib.sha256(text.encode()).hexdigest()[:12], "students": len(applicants)}
    try:
        with placing_with(job["solver"]):
            line["seconds"] = {"load": round(time.monotonic() - began, 3)}
            began = time.monotonic()
            found = place(
                applicants, groups, limits, fairness=fairness, seconds=job["time_limit"], lottery_seed=job["seed"]
            )
    except AfterschoolError as error:
        said = {"outcome": OUTCOMES[type(error).__name__], "notes": str(error).splitlines()[:1]}
        return {**line, **said, "total_s": round(time.monotonic() - began, 3)}
    again = check_placement(applicants, groups, found.assignments, limits, fairness=fairness, lottery_seed=job["seed"])
    opened = (aim for aim in found.aims if not (aim.proven and aim.gap == 0))
    aim = next(opened, found.aims[-1])
    return {
        **line,
        "outcome": found.status,
        "stage": found.engine,
        "first_checked_s": found.seconds,
        "total_s": found.seconds,
        "aim": aim.id,
        "value": aim.value,
        "bound": aim.bound,
        "gap": aim.gap,
        "aims": {
            each.id: {**each.model_dump(exclude={"id"}), "scope": "as good in the aims above"} for each in found.aims
        },
        "checked": again.ok and dict(again.aims) == {each.id: each.value for each in found.aims},
    }
