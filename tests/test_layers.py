"""Scenarios in layers: who inherits what, who wins, and where each value was written."""

from __future__ import annotations

from typing import Any

import pytest

from afterschool_sched.layers import Composed, Layer
from afterschool_sched.source import parse_yaml

CITY = """\
term: {latest_end: "18:00", holidays: [2022-10-01]}
periods:
  first: {start: "16:00", end: "16:45"}
days: [mon, tue]
rules:
  - {rule: group_size, cap: 40}
  - {rule: workload, who: {roles: [coach]}, days_per_week: 2}
"""
TOWN = """\
term: {latest_end: "17:30"}
periods:
  second: {start: "17:00", end: "17:30"}
rules:
  - {rule: even, among: teachers}
"""
SCHOOL = """\
id: school
days: [wed]
periods:
  first: {end: "16:50"}
rules:
  - {rule: workload, who: {roles: [coach]}, days_per_week: 3}
  - {rule: workload, who: {roles: [teacher]}, days_per_week: 4}
"""


def composed(*texts: str, shared: str = "") -> Composed:
    layers = [Layer.whole(parse_yaml(text.encode(), f"{at}.yaml")) for at, text in enumerate(texts)]
    people = Layer.whole(parse_yaml(shared.encode(), "shared.yaml")) if shared else None
    return Composed(layers, [people.below(at) for at in range(len(people.data))] if people else [])


def test_mappings_are_merged_and_the_nearer_wins() -> None:
    data = composed(CITY, TOWN, SCHOOL).data
    assert data["term"] == {"latest_end": "17:30", "holidays": ["2022-10-01"]}
    assert data["periods"] == {
        "first": {"start": "16:00", "end": "16:50"},
        "second": {"start": "17:00", "end": "17:30"},
    }
    assert data["id"] == "school"


def test_nothing_takes_away_what_is_inherited() -> None:
    assert composed(CITY, "periods: {first: null, noon: {start: 1}}").data["periods"] == {"noon": {"start": 1}}
    assert composed(CITY, TOWN, "term:\n  holidays: null").data["term"] == {"latest_end": "17:30"}
    assert composed("a: 1", "b: null").data == {"a": 1, "b": None}, "which takes nothing away is a mistake to be told"


@pytest.mark.parametrize(
    ("near", "keys"),
    [
        ("{c: 1}", ["a", "b", "c"]),
        ("{c: 1, a: 2}", ["c", "a", "b"]),
        ("{a: 2, c: 1, d: 1, b: 2, e: 1}", ["a", "c", "d", "b", "e"]),
        ("{b: 1, a: 2}", ["a", "b"]),
    ],
)
def test_new_keys_stand_where_they_are_written(near: str, keys: list[str]) -> None:
    assert list(composed("p: {a: 1, b: 1}", f"p: {near}").data["p"]) == keys


def test_lists_are_replaced() -> None:
    assert composed(CITY, TOWN, SCHOOL).data["days"] == ["wed"]
    assert composed(CITY, TOWN).data["days"] == ["mon", "tue"]


def test_a_rule_stands_in_for_a_farther_one_about_the_same_people_and_others_add_up() -> None:
    rules = composed(CITY, TOWN, SCHOOL).data["rules"]
    assert [(rule["rule"], rule.get("days_per_week")) for rule in rules] == [
        ("group_size", None),
        ("even", None),
        ("workload", 3),
        ("workload", 4),
    ]


def test_a_plain_value_takes_the_place_of_a_mapping_and_the_other_way_round() -> None:
    assert composed("stay: {mon: 3}", "stay: 5").data == {"stay": 5}
    assert composed("stay: 5", "stay: {mon: 3}").data == {"stay": {"mon": 3}}


@pytest.mark.parametrize(
    ("loc", "of_key", "place"),
    [
        (("term", "latest_end"), False, "1.yaml:1:20"),
        (("term", "holidays", 0), False, "0.yaml:1:40"),
        (("periods", "first"), True, "2.yaml:4:3"),
        (("periods", "first", "start"), False, "0.yaml:3:18"),
        (("periods", "first", "end"), False, "2.yaml:4:16"),
        (("periods", "second"), True, "1.yaml:3:3"),
        (("rules", 0, "cap"), False, "0.yaml:6:29"),
        (("rules", 1), False, "1.yaml:5:5"),
        (("rules", 3, "days_per_week"), False, "2.yaml:7:62"),
        (("days", 0), False, "2.yaml:2:8"),
        (("activities",), False, "2.yaml:1:1"),
    ],
)
def test_every_value_knows_where_it_was_written(loc: tuple[Any, ...], of_key: bool, place: str) -> None:
    assert str(composed(CITY, TOWN, SCHOOL).place_of(loc, of_key=of_key)) == place


@pytest.mark.parametrize("own", ["teachers: [{id: t1}]", "id: school"])
def test_shared_people_come_after_the_own(own: str) -> None:
    found = composed(CITY, own, shared="- {id: coach}")
    count = own.count("t1")
    assert [teacher["id"] for teacher in found.data["teachers"]] == ["t1"] * count + ["coach"]
    assert str(found.place_of(("teachers", count, "id"))) == "shared.yaml:1:8"
    assert not count or str(found.place_of(("teachers", 0, "id"))) == "1.yaml:1:17"


def test_what_is_no_list_of_teachers_is_left_for_others_to_tell() -> None:
    assert composed("teachers: many", shared="- {id: coach}").data == {"teachers": "many"}


def test_the_files_are_known_by_their_content() -> None:
    assert sorted(composed(CITY, TOWN).digests) == ["0.yaml", "1.yaml"]
