"""Lists and numbers in sentences."""

from __future__ import annotations

from afterschool_sched.wording import counted, listed, some


def test_lists_are_as_people_say_them() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_long_lists_of_ids_are_cut_short() -> None:
    assert some(["a", "b", "c"]) == "a, b, c"
    assert some(["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"


def test_one_is_one() -> None:
    assert [counted(0, "day"), counted(1, "day"), counted(2, "day")] == ["0 days", "1 day", "2 days"]
