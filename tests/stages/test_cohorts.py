"""What one student can have at once: whole sets, and the rows that say the same of single clubs."""

import random
from itertools import product

import numpy as np
import pytest

from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Activity, HomeClass, Period, Room, Student, Teacher
from afterschool_sched.instance import Instance
from afterschool_sched.rules.club_limit.spec import ClubLimit
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages import cohorts
from afterschool_sched.stages.cohorts import Excluding, Limits, bundles
from afterschool_sched.stages.offer import build_offer


def one_student(seed: int) -> Instance:
    """A student with four or five clubs of one or two sessions on three days, and some limits."""
    rng = random.Random(seed)
    limit = ClubLimit.model_validate(
        {
            "sessions_per_week": rng.choice([None, 2, 3, 3, 5]),
            "sessions_per_day": rng.choice([None, 1, 2]),
            "clubs_per_week": rng.choice([None, 2]),
            "per_category": rng.choice([{}, {"a": 1}, {"a": 2}]),
        }
    )
    activities: dict[str, Activity] = {"homework": Activity(kind="class", periods=("first", "second"))}
    for at in range(rng.choice([4, 5])):
        sessions = rng.choice([1, 1, 1, 2, 3])
        activities[f"k{at}"] = Activity.model_validate(
            {
                "kind": "club",
                "category": rng.choice(["a", "b"]),
                "meets": {"sessions_per_week": sessions},
                "days": rng.choice([["mon", "tue"], ["tue", "wed"], ["mon", "wed"]]) if sessions < 3 else "mon-wed",
                "periods": [rng.choice(["first", "second"])],
            }
        )
    clubs = [name for name in activities if name != "homework"]
    return build_instance(
        Scenario(
            format=1,
            id="one",
            days=("mon", "tue", "wed"),
            periods={
                name: Period.model_validate({"start": start, "end": start.replace("00", "50")})
                for name, start in (("first", "16:00"), ("second", "17:00"))
            },
            rooms=(Room(id="r", seats=9, groups_at_once=9),),
            teachers=tuple(Teacher(id=f"t{at}") for at in range(9)),
            classes=(HomeClass(id="c", grade=1, room="r"),),
            students=(Student.model_validate({"id": "p", "class": "c", "choices": clubs}),),
            activities=activities,
            rules=(limit,),
        )
    )


@pytest.mark.parametrize("seed", range(60))
def test_rows_allow_exactly_the_sets_that_one_student_can_have(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cohorts, "FEW_BUNDLES", 0)
    n = one_student(seed)
    offer = build_offer(n)
    (cohort,) = offer.cohorts
    if cohort.form == "spread":
        assert n.pupils[0].wanted == 1
        return
    allowed = bundles(cohort.choices, cohort.pupil.wanted, Limits(n), 10_000)
    assert allowed is not None
    assert cohort.form == "apart"
    (start,), (has,) = offer.first, offer.has
    assert has is not None
    mine = {*range(start, start + len(cohort.columns)), has}
    model = offer.model
    strangers = ~np.isin(model.cols, sorted(mine))
    rows = np.setdiff1d(model.rows, model.rows[strangers])
    keep = np.zeros(len(model.lo), dtype=np.bool_)
    keep[rows] = True
    own = model.select_rows(keep)
    found = set()
    for bits in product((0, 1), repeat=len(cohort.columns)):
        x = np.zeros(model.size)
        x[start : start + len(bits)] = bits
        x[has] = max(bits)
        activity = own.activity(x)
        if np.all(activity <= own.hi + 1e-9) and np.all(activity >= own.lo - 1e-9):
            found.add(tuple(at for at, bit in enumerate(bits) if bit))
    assert found == {(), *allowed}


def test_a_long_club_beside_two_short_ones_is_covered() -> None:
    seen = 0
    for seed in range(60):
        n = one_student(seed)
        offer = build_offer(n)
        limits = Limits(n)
        excluding = Excluding(n, {pair: number for number, pair in enumerate(offer.pairs)}, limits)
        for cohort in offer.cohorts:
            allowed = bundles(cohort.choices, cohort.pupil.wanted, limits, 10_000)
            assert allowed is not None
            for cover in excluding.covers(cohort):
                seen += 1
                assert all(len(set(those) & set(cover)) <= 2 for those in allowed)
    assert seen > 0
