"""All rules, in the order in which they are explained. Specs only: each arm finds its own face by the rule's id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from .rule import Rule, Who
from .rules.apart.spec import Apart
from .rules.assigned.spec import Assigned
from .rules.changes.spec import Changes
from .rules.club_limit.spec import ClubLimit
from .rules.cost.spec import Cost
from .rules.eligible.spec import EligibleRule
from .rules.end_time.spec import EndTime
from .rules.even.spec import Even
from .rules.group_size.spec import GroupSize
from .rules.head_count.spec import HeadCount
from .rules.homework_time.spec import HomeworkTime
from .rules.limit.spec import Limit
from .rules.meets.spec import MeetsRule
from .rules.no_clash.spec import NoClash
from .rules.pinned.spec import Pinned
from .rules.reserve.spec import Reserve
from .rules.room_fit.spec import RoomFit
from .rules.rota.spec import RotaRule
from .rules.same_people.spec import SamePeople
from .rules.staff_mix.spec import StaffMix
from .rules.staffing.spec import Staffing
from .rules.supervised.spec import Supervised
from .rules.teacher_fit.spec import TeacherFit
from .rules.together.spec import Together
from .rules.variety.spec import Variety
from .rules.wet_days.spec import WetDays
from .rules.wishes.spec import WishesRule
from .rules.workload.spec import Workload

if TYPE_CHECKING:
    from .scenario import Scenario

CATALOGUE: tuple[type[Rule], ...] = (
    Supervised,
    NoClash,
    GroupSize,
    Reserve,
    RoomFit,
    WetDays,
    TeacherFit,
    Staffing,
    StaffMix,
    RotaRule,
    EndTime,
    MeetsRule,
    Workload,
    Limit,
    HeadCount,
    EligibleRule,
    Assigned,
    ClubLimit,
    Together,
    Apart,
    HomeworkTime,
    Variety,
    SamePeople,
    Even,
    WishesRule,
    Changes,
    Cost,
    Pinned,
)

AnyRule = Annotated[
    Supervised
    | NoClash
    | GroupSize
    | Reserve
    | RoomFit
    | WetDays
    | TeacherFit
    | Staffing
    | StaffMix
    | RotaRule
    | EndTime
    | MeetsRule
    | Workload
    | Limit
    | HeadCount
    | EligibleRule
    | Assigned
    | ClubLimit
    | Together
    | Apart
    | HomeworkTime
    | Variety
    | SamePeople
    | Even
    | WishesRule
    | Changes
    | Cost
    | Pinned,
    Field(discriminator="rule"),
]

# What holds (or is charged) unless the scenario says otherwise.
DEFAULTS: tuple[Rule, ...] = (
    Supervised(),
    NoClash(),
    GroupSize(),
    RoomFit(),
    TeacherFit(),
    Staffing(),
    RotaRule(),
    EndTime(),
    MeetsRule(),
    EligibleRule(),
    Assigned(),
    ClubLimit(),
    SamePeople(what="own_teacher", weight=4),
    SamePeople(what="own_room", weight=2),
    SamePeople(what="own_group", weight=6),
    SamePeople(what="club_room", weight=1),
    Even(among="teachers", who=Who(roles=("teacher",), external=False), weight=5),
    WishesRule(weight=3),
    Cost(pay_at_most=0, weight=1),
)


def by_id(rule_id: str) -> type[Rule] | None:
    """The rule class of an id, or None."""
    return next((rule for rule in CATALOGUE if rule.id == rule_id), None)


def effective_rules(scenario: Scenario) -> tuple[Rule, ...]:
    """The rules in force: the defaults, then those of the policies, then the scenario's own, in their order.

    Each gives way to a later one of the same slot. A single rule has one slot. A rule that may have several instances
    has one for each thing it speaks of (`Rule.about`): the `what` of `same_people`, the `among` of `even`, what a
    `limit` counts; of the others, any instance stands in for all earlier ones. A default with nothing to speak of is
    left out.
    """
    layers = [DEFAULTS, *(use.policy.rules for use in scenario.policies), scenario.rules]
    slots = [{_slot(rule) for rule in layer} for layer in layers]
    return tuple(
        rule
        for at, layer in enumerate(layers)
        for rule in layer
        if (at or rule.concerns(scenario)) and not any(_slot(rule) in later for later in slots[at + 1 :])
    )


def replaced(scenario: Scenario) -> Iterator[tuple[int, Rule, int, Rule]]:
    """Every rule of a policy that a rule of the scenario stands in for: the policy, its rule, the scenario's rule."""
    for number, use in enumerate(scenario.policies):
        for rule in use.policy.rules:
            for at, own in enumerate(scenario.rules):
                if _slot(own) == _slot(rule):
                    yield number, rule, at, own


def _slot(rule: Rule) -> tuple[str, str]:
    return rule.id, rule.about
