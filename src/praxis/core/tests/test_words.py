"""The words everyone uses mean the same everywhere."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from praxis.core.clock import FixedClock, berlin_day, clock_set_to, now, today
from praxis.core.ids import canonical_uuid, uuid7
from praxis.core.money import Money
from praxis.core.quarter import Quarter


def test_ids_rise_within_a_process() -> None:
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert {one.version for one in made} == {7}


@pytest.mark.parametrize("text", ["1", "", "{0}", " 1", "%31", "-1", "9" * 40])
def test_c05_only_the_canonical_spelling_of_an_id_counts(text: str) -> None:
    assert canonical_uuid(text) is None


def test_c05_an_upper_case_id_is_not_the_same_id() -> None:
    made = uuid7()
    assert canonical_uuid(str(made)) == made
    assert canonical_uuid(str(made).upper()) is None
    assert canonical_uuid(made.hex) is None


def test_a_quarter_ends_the_day_before_the_next_begins() -> None:
    quarter = Quarter.of(date(2026, 12, 31))
    assert str(quarter) == "2026Q4"
    assert quarter.last_day == date(2026, 12, 31)
    assert quarter.next() == Quarter(2027, 1)
    assert date(2027, 1, 1) not in quarter
    assert Quarter.parse("2026Q4") == quarter


def test_money_rounds_half_up_as_the_fee_schedule_asks() -> None:
    assert Money(1749).times(Decimal("2.3")) == Money(4023)  # 40.227
    assert Money(15).times(Decimal("0.5")) == Money(8)
    assert str(Money(123456)) == "1.234,56 €"
    assert str(-Money(5)) == "-0,05 €"


def test_a_day_is_a_day_in_berlin() -> None:
    late = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert berlin_day(late) == date(2026, 7, 1)


def test_the_clock_is_whoever_was_set_last() -> None:
    clock = FixedClock(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    with clock_set_to(clock):
        assert today() == date(2026, 3, 29)
        clock.move(timedelta(days=1))
        assert now() == datetime(2026, 3, 30, 1, 30, tzinfo=UTC)
