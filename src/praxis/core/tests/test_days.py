"""Days and times in every notation of a practice; what is none is refused."""

from datetime import date, time

import pytest

from praxis.core.days import day_written, moment_written

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    "text", ["12.3.", "12.3.26", "12. 3. 2026", "12.03.2026", "120326", "12032026", "2026-03-12"]
)
def test_a_day_is_read_in_every_notation(text: str) -> None:
    assert day_written(text, TODAY) == date(2026, 3, 12)
    assert moment_written(text, TODAY) == (date(2026, 3, 12), None)


def test_a_day_without_a_year_is_the_last_one_or_the_next() -> None:
    assert day_written("24.12.", TODAY) == date(2025, 12, 24)
    assert day_written("24.12.", TODAY, ahead=True) == date(2026, 12, 24)
    assert day_written("30.11.", TODAY) == day_written("30.11.", TODAY, ahead=True) == TODAY


@pytest.mark.parametrize(
    "text",
    ["12.3. 8:15", "12.03.2026, 08:15", "12.3.26 8.15 Uhr", "2026-03-12T08:15", "120326 8:15"],
)
def test_a_time_may_follow(text: str) -> None:
    assert moment_written(text, TODAY) == (date(2026, 3, 12), time(8, 15))


def test_a_time_alone_is_of_today() -> None:
    assert (
        moment_written("8:15", TODAY) == moment_written("8.15 Uhr", TODAY) == (TODAY, time(8, 15))
    )
    assert moment_written("14 Uhr", TODAY) == (TODAY, time(14))


@pytest.mark.parametrize(
    "text",
    ["", "gestern", "31.4.26", "12", "12.13.2026", "12.3. 25:00", "12.3. um acht", "1.1.1.1"],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment_written(text, TODAY)
