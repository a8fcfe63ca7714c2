"""Guessing gets slow, spraying stops, and whoever works here is never locked out."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections

from house.cast import CHEAP, Cast, read_cast
from house.practice_keys import practice_open
from house.template import cast_file
from praxis.audit.models import AuditEvent
from praxis.core.clock import FixedClock, clock_set_to, now
from praxis.staff import login, throttle
from praxis.staff.errors import LoginRefused, TooManyTries
from praxis.staff.models import Alarm, Attempt
from praxis.staff.passwords import hashing_with
from praxis.staff.throttle import Source

EVE = Source("198.51.100.7")


@pytest.fixture
def committing(own_database: str) -> Iterator[Cast]:
    """A practice whose tries are seen by other threads."""
    with practice_open(), hashing_with(CHEAP):
        yield read_cast(cast_file())


def guess(name: str, source: Source) -> bool:
    """Whether a guess was checked at all."""
    try:
        login.with_password(name, "geraten und falsch", source)
    except LoginRefused:
        return True
    except TooManyTries:
        return False
    raise AssertionError("guessed right")


def test_a01_an_hour_of_guesses_checks_a_handful_and_locks_nobody_out(cast: Cast) -> None:
    clock = FixedClock(now())
    with clock_set_to(clock):
        checked = 0
        for _ in range(2_000):
            checked += guess("ben", EVE)
            clock.move(timedelta(milliseconds=1800))
        # An hour of guessing: five at once, then 2, 4, 8 … seconds apart, then 15 minutes.
        assert checked <= 20
        desk = Source("", cast.ben.workstation)
        login.with_password("ben", cast.ben.password, desk)
    assert Alarm.objects.filter(kind="many-failures", account=cast.ben.id).exists()
    assert AuditEvent.objects.filter(act="login:alarm", subjects=[cast.ben.id]).exists()


def test_a01_a_success_starts_afresh_and_waiting_ends_by_itself(cast: Cast) -> None:
    clock = FixedClock(now())
    with clock_set_to(clock):
        assert [guess("ben", EVE) for _ in range(6)] == [True] * 5 + [False]
        clock.move(timedelta(seconds=3))
        login.with_password("ben", cast.ben.password, EVE)
        assert [guess("ben", EVE) for _ in range(6)] == [True] * 5 + [False]


def test_a01_waiting_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [throttle.waiting_time(n).total_seconds() for n in (0, 4, 5, 6, 7, 8, 30)]
    assert waits == [0, 0, 2, 4, 8, 16, 900]


def test_whoever_must_wait_is_told_how_long(cast: Cast) -> None:
    clock = FixedClock(now())
    with clock_set_to(clock):
        assert all(guess("ben", EVE) for _ in range(5))
        assert _told() == "Zu viele Versuche. Bitte warten Sie noch 2 Sekunden."
        clock.move(timedelta(milliseconds=1200))
        assert _told() == "Zu viele Versuche. Bitte warten Sie noch 1 Sekunde."
        for failures in range(5, 12):
            clock.move(throttle.waiting_time(failures))
            assert guess("ben", EVE)
        assert _told() == "Zu viele Versuche. Bitte warten Sie noch 5 Minuten."


def _told() -> str:
    with pytest.raises(TooManyTries) as refused:
        login.with_password("ben", "geraten und falsch", EVE)
    return refused.value.text


def test_a01_many_sources_for_one_name_meet_a_limit(cast: Cast) -> None:
    checked = sum(guess("ben", Source(f"203.0.113.{n}")) for n in range(100))
    assert checked == throttle.STRANGERS_PER_NAME
    login.with_password("ben", cast.ben.password, Source("", cast.ben.workstation))
    assert Alarm.objects.filter(kind="many-sources").count() == 1


def test_a02_spraying_over_all_names_stops_and_raises_an_alarm(cast: Cast) -> None:
    checked = 0
    for number in range(300):
        checked += guess(f"name-{number}", Source(f"203.0.113.{number % 250}"))
    assert checked == throttle.SPRAYING
    assert Alarm.objects.filter(kind="spraying").count() == 1
    with pytest.raises(TooManyTries):
        login.with_password("ben", cast.ben.password, EVE)
    login.with_password("ben", cast.ben.password, Source("", cast.ben.workstation))


@pytest.mark.parametrize("trusted", [True, False])
def test_a01_guesses_at_the_same_moment_are_counted_one_by_one(
    committing: Cast, trusted: bool
) -> None:
    here = Source("", committing.ben.workstation) if trusted else EVE
    found, ready = list[bool](), threading.Barrier(12)

    def run() -> None:
        try:
            ready.wait(20)
            found.append(guess("ben", here))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(found), sum(found)) == (12, throttle.FREE_TRIES)


def test_unknown_names_are_throttled_like_known_ones(cast: Cast) -> None:
    known = [guess("ben", EVE) for _ in range(7)]
    unknown = [guess("niemand", Source("198.51.100.8")) for _ in range(7)]
    assert known == unknown


def test_attempts_hold_neither_names_nor_addresses(cast: Cast) -> None:
    guess("ben", EVE)
    attempt = Attempt.objects.get()
    assert len(bytes(attempt.subject)) == len(bytes(attempt.source)) == 32
    with clock_set_to(FixedClock(now() + timedelta(days=2))):
        assert throttle.forget_old_attempts() == 1
