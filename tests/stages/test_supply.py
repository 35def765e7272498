"""Limits of teachers and rooms at their edges: one class with homework on three days, in two periods."""

import pytest

from afterschool_sched.catalogue import AnyRule
from afterschool_sched.compile import build_instance
from afterschool_sched.entities import Activity, HomeClass, Pay, Period, Room, Student, Teacher
from afterschool_sched.rule import Who
from afterschool_sched.rules.cost.spec import Cost
from afterschool_sched.rules.group_size.spec import GroupSize
from afterschool_sched.rules.limit.spec import Limit
from afterschool_sched.rules.staffing.spec import Staffing
from afterschool_sched.rules.workload.spec import Workload
from afterschool_sched.scenario import Scenario
from afterschool_sched.stages.lp import solve_lp
from afterschool_sched.stages.offer import build_offer


def possible(
    *rules: AnyRule,
    teachers: tuple[Teacher, ...] = (Teacher(id="t"),),
    rooms: tuple[Room, ...] = (Room(id="r", seats=30),),
    classes: int = 1,
    students: int = 2,
    duties: int = 0,
    **homework: object,
) -> bool:
    """Whether the master allows homework for every class in six slots: 50 minutes each, the second in the evening."""
    homes = tuple(HomeClass(id=f"c{at}", grade=1, room="r") for at in range(classes))
    scenario = Scenario.model_validate(
        {
            "format": 1,
            "id": "edge",
            "days": ["mon", "tue", "wed"],
            "evening_from": "17:00",
            "periods": {
                "first": Period.model_validate({"start": "16:00", "end": "16:50"}),
                "second": Period.model_validate({"start": "17:00", "end": "17:50"}),
            },
            "rooms": rooms,
            "teachers": teachers,
            "classes": homes,
            "students": [
                Student.model_validate({"id": f"{home.id}s{at}", "class": home.id})
                for home in homes
                for at in range(students)
            ],
            "activities": {
                "homework": Activity.model_validate({"kind": "class", **homework}),
                **{f"gate{at}": Activity(kind="duty", periods=("first",)) for at in range(duties)},
            },
            "rules": rules,
        }
    )
    offer = build_offer(build_instance(scenario))
    return solve_lp(offer.model, offer.aims["unplaced"].coefs).status == "optimal"


@pytest.mark.parametrize(
    ("measure", "needed"),
    [
        ("sessions_per_week", 6),
        ("sessions_per_day", 2),
        ("minutes_per_week", 300),
        ("minutes_per_day", 100),
        ("days_per_week", 3),
        ("evenings_per_week", 3),
        ("consecutive_days", 3),
    ],
)
def test_one_teacher_can_do_all_when_the_limit_is_exactly_that(measure: str, needed: int) -> None:
    assert possible(Workload.model_validate({measure: needed}))
    assert not possible(Workload.model_validate({measure: needed - 1}))
    assert possible(Workload.model_validate({measure: needed - 1, "weight": 5}))
    elsewhere = {"who": {"teachers": ["nobody"]}}
    assert possible(Workload.model_validate({measure: needed - 1, **elsewhere}))


@pytest.mark.parametrize(
    ("said", "needed"),
    [
        ({"count": "sessions"}, 6),
        ({"count": "sessions", "per": "day"}, 2),
        ({"count": "minutes"}, 300),
        ({"count": "days"}, 3),
        ({"count": "evenings"}, 3),
    ],
)
def test_a_limit_of_all_that_a_teacher_does_is_kept_as_workload_is(said: dict[str, object], needed: int) -> None:
    def limit(most: int, **more: object) -> Limit:
        return Limit.model_validate({"rule": "limit", "each": "teacher", "max": most, **said, **more})

    assert possible(limit(needed))
    assert not possible(limit(needed - 1))
    assert possible(limit(needed - 1, weight=5))
    assert possible(limit(needed - 1, who={"roles": ["coach"]}))
    assert possible(limit(0, of={"kinds": ["club"]}))
    assert possible(limit(0, when={"days": ["thu"]}))
    assert possible(limit(0, each="school", per="cycle", who={"teachers": ["t"]}))


@pytest.mark.parametrize(("measure", "most"), [("sessions_per_week", 6), ("minutes_per_week", 300)])
def test_a_minimum_asks_for_work_that_is_there(measure: str, most: int) -> None:
    assert possible(Workload.model_validate({measure: {"min": most}}))
    assert not possible(Workload.model_validate({measure: {"min": most + 1}}))


def test_two_alike_teachers_share_what_one_cannot_do() -> None:
    two = (Teacher(id="t"), Teacher(id="u"))
    assert possible(Workload.model_validate({"sessions_per_week": 3}), teachers=two)
    assert not possible(Workload.model_validate({"sessions_per_week": 2}), teachers=two)


def test_the_share_of_externals_is_of_all_periods() -> None:
    both = (Teacher(id="t", available=("mon", "tue")), Teacher(id="x", external=True))
    assert possible(Staffing(external_share=34), teachers=both)
    assert not possible(Staffing(external_share=33), teachers=both)


def test_a_duty_takes_a_teacher_away() -> None:
    two = (Teacher(id="t"), Teacher(id="u"))
    assert possible(teachers=two, duties=1)
    assert not possible(teachers=two, duties=2)


def test_a_group_has_all_its_teachers() -> None:
    two = (Teacher(id="t"), Teacher(id="u"))
    assert possible(teachers=two, staff={"teachers": 2})
    assert not possible(teachers=two[:1], staff={"teachers": 2})


@pytest.mark.parametrize(("students", "teachers"), [(4, 1), (5, 2), (8, 2), (9, 3)])
def test_assistants_come_with_the_number_of_students(students: int, teachers: int) -> None:
    people = tuple(Teacher(id=f"t{at}") for at in range(teachers))
    assert possible(teachers=people, students=students, staff={"per_students": 4})
    # The relaxation may count part of a teacher; a whole one fewer is too few.
    if students % 4 == 0:
        assert not possible(teachers=people[1:], students=students, staff={"per_students": 4})


def test_classes_share_a_room_as_far_as_it_goes() -> None:
    two = (Teacher(id="t"), Teacher(id="u"))
    hall = Room(id="r", seats=4, groups_at_once=2)
    assert possible(teachers=two, rooms=(hall,), classes=2, merge="never")
    assert not possible(teachers=two, rooms=(Room(id="r", seats=4),), classes=2, merge="never")
    assert not possible(teachers=two, rooms=(Room(id="r", seats=3, groups_at_once=2),), classes=2, merge="never")


def test_merged_classes_need_one_teacher_up_to_the_cap() -> None:
    assert possible(GroupSize(cap=4), classes=2)
    assert not possible(GroupSize(cap=3), classes=2)
    assert not possible(GroupSize(cap=4), classes=2, merge="never")


def test_a_large_class_is_divided_or_kept() -> None:
    two = (Teacher(id="t"), Teacher(id="u"))
    rooms = (Room(id="r", seats=30), Room(id="q", seats=30))
    assert not possible(GroupSize(cap=2), students=3)
    assert possible(GroupSize(cap=2), students=3, over_cap="keep")
    assert possible(GroupSize(cap=2), students=3, teachers=two, rooms=rooms)


def test_a_class_has_its_number_of_sessions() -> None:
    every = {"meets": {"sessions_per_week": 6}}
    assert possible(**every)  # type: ignore[arg-type]
    assert not possible(meets={"sessions_per_week": 5})


def test_classes_are_packed_whole_by_the_seats_of_their_rooms() -> None:
    """Two classes of two do not fit into a room of three: three sessions, although two would have seats for all six."""
    three = tuple(Teacher(id=name) for name in ("t", "u", "v"))
    rooms = tuple(Room(id=name, seats=3) for name in ("r", "q", "p"))
    assert possible(teachers=three, rooms=rooms, classes=3)
    assert not possible(teachers=three[1:], rooms=rooms, classes=3)
    assert possible(teachers=three[1:], rooms=(*rooms, Room(id="large", seats=4)), classes=3)


@pytest.mark.parametrize(
    ("pay", "needed"),
    [(Pay(per_session=10), 60), (Pay(per_hour=12), 60), (Pay(per_session=10, per_term=7), 67), (Pay(per_term=7), 7)],
)
def test_pay_may_be_what_it_is_and_no_less(pay: Pay, needed: int) -> None:
    paid = (Teacher(id="t", pay=pay),)
    assert possible(Cost(pay_at_most=needed), teachers=paid)
    assert not possible(Cost(pay_at_most=needed - 1), teachers=paid)
    assert possible(Cost(pay_at_most=0, who=Who(external=True)), teachers=paid)


def test_the_cheaper_of_two_teachers_comes_when_there() -> None:
    two = (Teacher(id="t", pay=Pay(per_session=10)), Teacher(id="u", pay=Pay(per_session=3), available=("mon", "tue")))
    assert possible(Cost(pay_at_most=32), teachers=two)
    assert not possible(Cost(pay_at_most=31), teachers=two)
