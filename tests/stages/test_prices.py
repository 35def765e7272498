"""The market of days: who gets what nobody can have twice, at which prices, and what is no longer for sale."""

from __future__ import annotations

import pytest

from afterschool_sched.asked import Visit, Wish
from afterschool_sched.clock import Day
from afterschool_sched.stages.prices import STEP, Market

MON: Visit = ("coach", 1, "mon")
TUE: Visit = ("coach", 1, "tue")
BOTH = ["north", "south"]
NOTHING = Wish(0.0, 0.0, {})


def _has(utility: float, *visits: Visit, at: float = 0.0) -> Wish:
    """A wish that takes these visits whole, at this price each."""
    return Wish(utility, utility - at * len(visits), dict.fromkeys(visits, 1.0))


def _market(**wishes: Wish) -> Market:
    market = Market([["north", "south"]], price=10.0)
    market.add({"north": NOTHING, "south": NOTHING})
    market.told(wishes)
    return market


def test_whoever_has_more_of_a_day_gets_it() -> None:
    market = _market(north=_has(100, MON, at=10), south=_has(40, MON, at=10))
    assert market.shares(BOTH, {}) == {("north", "coach", "mon"): pytest.approx(1.0)}


def test_the_price_lies_between_what_the_two_would_pay() -> None:
    market = _market(north=_has(100, MON, at=10), south=_has(40, MON, at=10))
    terms = market.terms(BOTH, {})
    asked = terms["north"].prices[MON]
    dual = (asked - (1 - STEP) * 10.0) / STEP
    assert 40 <= dual <= 100
    assert terms["south"].prices == terms["north"].prices
    assert not terms["north"].closed


def test_what_two_need_together_is_shared_where_that_is_best() -> None:
    both = _has(100, MON, TUE, at=10)
    market = _market(north=both, south=_has(80, MON, at=10))
    market.told({"north": _has(70, TUE), "south": NOTHING})
    assert market.shares(BOTH, {}) == {
        ("north", "coach", "tue"): pytest.approx(1.0),
        ("south", "coach", "mon"): pytest.approx(1.0),
    }


def test_schools_that_are_not_open_at_the_same_time_do_not_compete() -> None:
    market = Market([["north"], ["south"]], price=10.0)
    market.told({"north": _has(100, MON), "south": _has(40, MON)})
    assert sorted(market.shares(BOTH, {})) == [("north", "coach", "mon"), ("south", "coach", "mon")]


def test_what_is_decided_is_not_for_sale() -> None:
    market = _market(north=_has(100, MON, at=10), south=_has(40, MON, at=10))
    decided: dict[tuple[str, Day], frozenset[str]] = {("coach", "mon"): frozenset({"south"})}
    assert market.shares(BOTH, decided) == {("south", "coach", "mon"): pytest.approx(1.0)}
    terms = market.terms(BOTH, decided)
    assert terms["north"].closed == {("coach", "mon")}
    assert not terms["south"].closed
    assert MON not in terms["south"].prices, "what is one's own costs nothing"


def test_prices_keep_to_those_with_the_best_bound() -> None:
    market = _market(north=_has(100, MON, at=10), south=_has(40, MON, at=10))
    first = market.terms(["north"], {})["north"].prices[MON]
    # At these prices all is worth more than before: the next ones are no nearer to them.
    market.told({"north": Wish(100, 1_000, {MON: 1.0}), "south": Wish(40, 1_000, {MON: 1.0})})
    assert market.terms(["north"], {})["north"].prices[MON] == pytest.approx(first)


def test_without_a_way_to_mix_there_are_no_terms() -> None:
    market = Market([["north", "south"]], price=10.0)
    market.told({"north": _has(100, MON), "south": _has(40, MON)})
    assert market.terms(BOTH, {}) == {}
    assert market.shares(BOTH, {}) == {}


def test_schools_that_are_no_longer_asked_have_no_part() -> None:
    market = _market(north=_has(100, MON, at=10), south=_has(40, MON, at=10))
    assert market.shares(["south"], {}) == {("south", "coach", "mon"): pytest.approx(1.0)}
    assert list(market.terms(["south"], {})) == ["south"]
