"""The shipped GOÄ: rounded as the law says, factors by section, exclusions that exist."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from formats.catalogues import GoaeFacts, Item, open_catalogue
from praxis.catalogues import shipping

_POINT = Decimal("5.82873")  # cents, § 5 (1) GOÄ
_FACTORS = {("2.3", "3.5"), ("1.8", "2.5"), ("1.15", "1.3"), ("1.0", "1.0")}


@pytest.fixture(scope="module")
def numbers() -> dict[str, tuple[Item, GoaeFacts]]:
    """Every number with its facts."""
    with (shipping.HERE / "goae_1996_verzeichnis.csv").open("rb") as stream:
        (part,) = open_catalogue(stream, "goae_1996_verzeichnis.csv")
        items = list(part.items)
    return {one.code: (one, one.facts) for one in items if isinstance(one.facts, GoaeFacts)}


def test_every_single_rate_is_its_points_rounded_half_up(
    numbers: dict[str, tuple[Item, GoaeFacts]],
) -> None:
    rated = [facts for _, facts in numbers.values() if facts.points is not None]
    assert len(rated) > 2_300
    for facts in rated:
        exact = Decimal(facts.points or 0) * _POINT
        assert facts.cents == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def test_factors_are_those_of_the_section(numbers: dict[str, tuple[Item, GoaeFacts]]) -> None:
    for code, (_, facts) in numbers.items():
        assert (facts.threshold, facts.maximum) in _FACTORS, code
        if facts.section in ("A", "E", "O"):
            assert facts.threshold == "1.8", code
        if facts.section == "M" or code == "437":
            assert (facts.threshold, facts.maximum) == ("1.15", "1.3"), code
        assert facts.only_single is (facts.maximum == "1.0"), code


def test_exclusions_hold_both_ways_and_between_numbers_that_exist(
    numbers: dict[str, tuple[Item, GoaeFacts]],
) -> None:
    pairs = shipping.exclusions()
    assert pairs.keys() <= numbers.keys()
    assert sum(map(len, pairs.values())) == 2 * 592  # 615 lines; some are named from both sides
    for code, others in pairs.items():
        for other in others:
            assert code in pairs[other], (code, other)
    assert {"600", "1414"} <= set(pairs["5"])
    assert "5376" in pairs["5378"]
