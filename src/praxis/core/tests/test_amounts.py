"""How a laboratory's numbers come back from a column of six decimals."""

from decimal import Decimal

import pytest

from praxis.core.amounts import places_of, with_commas, written


@pytest.mark.parametrize(
    ("value", "others", "reference", "shown"),
    [
        ("7.000000", ("7.600000",), "", "7.0"),
        ("7.000000", (), "4.0 - 6.5", "7.0"),
        ("142.000000", (), "70-99", "142"),
        ("0.010000", (), "0,4-4,0", "0.01"),
        ("7.000000", (), "gültig ab 01.07.2025", "7"),
        ("100.000000", (), "", "100"),
        ("0.000000", (), "", "0"),
    ],
)
def test_a_number_has_the_decimals_it_was_reported_with(
    value: str, others: tuple[str, ...], reference: str, shown: str
) -> None:
    every = [Decimal(value), *map(Decimal, others), None]
    assert written(Decimal(value), places_of(every, reference)) == shown


def test_no_decimal_a_value_has_is_left_out() -> None:
    assert written(Decimal("0.125"), 1) == "0.125"


def test_ranges_get_commas_and_dates_stay_dates() -> None:
    assert with_commas("4.0 - 6.5") == "4,0 - 6,5"
    assert with_commas("< 0.5 (seit 01.07.2025)") == "< 0,5 (seit 01.07.2025)"
