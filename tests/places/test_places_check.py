"""The checker of placements: every way to break something, and what it says of it."""

from __future__ import annotations

import pytest

from afterschool_sched.errors import RefusedError
from afterschool_sched.places import Applicant, Assignment, OfferedGroup, SharedLimit
from afterschool_sched.places_check import check_placement
from afterschool_sched.placing import place
from afterschool_sched.stages.places import strategy

APPLICANTS = (
    Applicant("1", ["chess", "choir"], wants=2),
    Applicant("2", ["chess"], slots=["tue"]),
    Applicant("3", ["chess", "art"], tags=["big"]),
)
GROUPS = (
    OfferedGroup("chess", max=2, min=2, slots=["mon"], copies=2),
    OfferedGroup("choir", max=2, slots=["mon"]),
    OfferedGroup("art", max=2, open_to=["big"], must_open=True),
    OfferedGroup("art-2", max=2, offer="art", open_to=["old"]),
)
LIMITS = (SharedLimit("t1", ["chess", "choir"], students=1, open_groups=1, at_once=1),)
ART = Assignment(applicant="3", group="art", number=1, rank=2)


def one(applicant: str, group: str, rank: int, number: int = 1) -> Assignment:
    return Assignment(applicant=applicant, group=group, number=number, rank=rank)


@pytest.mark.parametrize(
    ("assignments", "said"),
    [
        ([ART], []),
        ([], ["must_open 1: art must open, and has no members."]),
        ([ART, one("9", "chess", 1)], ["known 1: 9 is in chess, or in a copy, not given."]),
        ([ART, one("1", "chess", 1, 3)], ["known 1: 1 is in chess, or in a copy, not given."]),
        ([ART, one("1", "choir", 1)], ["rank 1: 1 did not rank choir 1."]),
        ([ART, one("3", "art-2", 2)], None),
        ([ART, one("1", "chess", 1)], ["min 1: chess/1 has 1 members, below 2."]),
        (
            [ART, one("1", "chess", 1), one("2", "chess", 1)],
            ["eligible 1: 2 is in chess, which is not for 2.", "limit 1: t1 has 2 students, above 1."],
        ),
        (
            [one("3", "art", 2), one("3", "art", 2), one("3", "art", 2)],
            [
                "wants 2: 3 wants 1, and has 3.",
                "offer 2: 3 has 3 groups of the same offer, art.",
                "max 1: art/1 has 3 members, above 2.",
            ],
        ),
        (
            [ART, one("1", "chess", 1), one("3", "chess", 1), one("1", "choir", 2)],
            [
                "slot 1: 1 has 2 groups of the same slot, mon.",
                "wants 1: 3 wants 1, and has 2.",
                "limit 2: t1 has 3 students, above 1.",
                "limit 1: t1 has 2 open groups, above 1.",
                "limit 1: t1 has 2 groups at once, above 1.",
            ],
        ),
    ],
)
def test_what_is_broken(assignments: list[Assignment], said: list[str] | None) -> None:
    found = check_placement(APPLICANTS, GROUPS, assignments, LIMITS)
    told = [f"{one.rule} {one.amount}: {one.text}" for one in found.violations]
    assert found.ok == (not told)
    if said is None:
        assert "eligible 1: 3 is in art-2, which is not for 3." in told
    else:
        assert told == said


def test_what_the_checker_does_not_pass_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = strategy.Found((one("1", "choir", 2),), {}, {}, "flow")
    monkeypatch.setattr(strategy, "find", lambda *_: wrong)
    with pytest.raises(RefusedError, match="art must open"):
        place(APPLICANTS, GROUPS, LIMITS)


def test_a_bound_that_the_value_contradicts_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = strategy.Found((ART,), {"unplaced": 3.0}, {"unplaced": True}, "flow")
    monkeypatch.setattr(strategy, "find", lambda *_: wrong)
    found = place(APPLICANTS, GROUPS, LIMITS)
    assert (found.aims[0].value, found.aims[0].bound, found.aims[0].proven) == (1, None, False)
    assert found.status == "feasible"
