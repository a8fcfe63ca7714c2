"""Numbers, ranges and dates are taken only where they are certain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from formats.ldt.model import Mark
from formats.ldt.values import mark_of, range_of, value_of, worst
from formats.xdt.dates import PartialDate, clock_of, date_of


@pytest.mark.parametrize(
    ("text", "number", "operator"),
    [
        ("142", Decimal(142), ""),
        ("0,35", Decimal("0.35"), ""),
        ("<0.5", Decimal("0.5"), "<"),
        ("≥ 3", Decimal(3), ">="),
        ("1:80", None, ""),
        ("negativ", None, ""),
        ("NaN", None, ""),
        ("1e9", None, ""),
        ("9" * 900, None, ""),
    ],
)
def test_a_value_is_a_number_only_if_all_of_it_is(
    text: str, number: Decimal | None, operator: str
) -> None:
    value = value_of(text)
    assert (value.text, value.number, value.operator) == (text, number, operator)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1.7-2.00", "1.7", "2.00"),
        ("70 - 130", "70", "130"),
        ("3,5 – 5,1 mmol/l", "3.5", "5.1"),
        ("<40", None, "40"),
        ("bis 5,0 mg/dl", None, "5.0"),
        (">60", "60", None),
        ("m: 3-5 w: 2-4", None, None),
        ("siehe Text", None, None),
        ("130-70", None, None),
    ],
)
def test_bounds_are_read_only_from_a_plain_range(
    text: str, low: str | None, high: str | None
) -> None:
    made = range_of(text)
    assert made.text == text
    assert made.low == (Decimal(low) if low else None)
    assert made.high == (Decimal(high) if high else None)


def test_dates_keep_what_is_unknown_and_refuse_nonsense() -> None:
    assert date_of("19900200") == PartialDate(1990, 2, 0)
    assert date_of("19900000") == PartialDate(1990)
    assert date_of("11071944", day_first=True) == PartialDate(1944, 7, 11)
    day = date_of("20240229")
    assert day is not None
    assert day.exact == date(2024, 2, 29)
    assert date_of("20230229") is None
    assert date_of("٢٠٢٣٠٢٠١") is None
    assert date_of("00000000") is None
    assert clock_of("2460") is None


def test_the_worst_mark_wins() -> None:
    assert mark_of("!h") is Mark.CRITICALLY_HIGH
    assert mark_of("?") is Mark.UNKNOWN
    assert mark_of(" ") is None
    assert worst([Mark.HIGH, Mark.CRITICALLY_LOW, Mark.NORMAL]) is Mark.CRITICALLY_LOW
    assert worst([Mark.NORMAL, Mark.VERY_LOW, Mark.LOW]) is Mark.VERY_LOW
