"""Passkeys: the obedient one logs in, every hostile variant is refused (A-10)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from house.cast import Cast
from praxis.core.clock import FixedClock, clock_set_to, now
from praxis.core.ids import uuid7
from praxis.staff import accounts, login, passkeys
from praxis.staff.errors import LastFactor, LoginRefused
from praxis.staff.login import Next
from praxis.staff.models import Account, LoginStep, Passkey, Totp
from praxis.staff.tests.authenticator import PRESENT, Authenticator
from praxis.vault import lending


@pytest.fixture
def phone(cast: Cast) -> Iterator[Authenticator]:
    """Ben's phone with a passkey of this practice; a lending is open."""
    with lending.opened():
        made = Authenticator(cast.ben.id)
        register(cast, made)
        yield made


def register(cast: Cast, made: Authenticator) -> Passkey:
    """Let an authenticator make a passkey for Ben."""
    ben, session = Account.objects.get(id=cast.ben.id), uuid7()
    answer = made.make(passkeys.begin_adding(ben, session))
    return passkeys.add(cast.ben.actor, ben, session, answer, "Telefon")


def enter(phone: Authenticator, **bent: Any) -> LoginStep:
    """Log in with the passkey alone."""
    _key, step = login.start()
    login.with_passkey(step, phone.sign(login.begin_passkey(step), **bent))
    return step


def test_a_passkey_is_a_whole_login(cast: Cast, phone: Authenticator) -> None:
    phone.counter = 2
    step = enter(phone)
    assert step.account_id == cast.ben.id
    assert login.next_of(step) is Next.DONE


@pytest.mark.parametrize(
    "bent",
    [
        {"origin": "http://praxis.localhost:8001"},
        {"origin": "https://praxis.localhost:8000"},
        {"origin": "http://evil.praxis.localhost:8000"},
        {"rp_id": "localhost"},
        {"flags": PRESENT},
        {"flags": 0},
        {"cross_origin": True},
        {"counter": 1},
        {"counter": 0},
    ],
    ids=str,
)
def test_a10_a_bent_answer_is_refused(phone: Authenticator, bent: dict[str, Any]) -> None:
    phone.counter = 2
    for name, value in bent.items():
        setattr(phone, name, value)
    with pytest.raises(LoginRefused):
        enter(phone)


@pytest.mark.parametrize("bent", [{"type": "webauthn.create"}, {"signature": b"0" * 70}])
def test_a10_a_wrong_kind_or_signature_is_refused(
    phone: Authenticator, bent: dict[str, Any]
) -> None:
    phone.counter = 2
    with pytest.raises(LoginRefused):
        enter(phone, **bent)


@pytest.mark.parametrize("bent", [{"flags": PRESENT}, {"origin": "http://x"}, {"rp_id": "x"}])
def test_a10_making_a_passkey_is_checked_alike(cast: Cast, bent: dict[str, Any]) -> None:
    with lending.opened(), pytest.raises(LoginRefused):
        register(cast, Authenticator(cast.ben.id, **bent))


def test_a10_a_challenge_counts_once_and_only_where_it_was_given(phone: Authenticator) -> None:
    phone.counter = 2
    _key, step = login.start()
    options = login.begin_passkey(step)
    login.with_passkey(step, phone.sign(options))
    phone.counter = 3
    with pytest.raises(LoginRefused):
        login.with_passkey(step, phone.sign(options))
    _key, other = login.start()
    elsewhere = login.begin_passkey(other)
    with pytest.raises(LoginRefused):
        login.with_passkey(step, phone.sign(elsewhere))
    for_unlocking = passkeys.begin_proof("unlock", step.id)
    with pytest.raises(LoginRefused):
        login.with_passkey(step, phone.sign(for_unlocking))


def test_a10_an_old_challenge_is_refused(phone: Authenticator) -> None:
    clock = FixedClock(now())
    phone.counter = 2
    with clock_set_to(clock):
        _key, step = login.start()
        options = login.begin_passkey(step)
        clock.move(timedelta(minutes=6))
        with pytest.raises(LoginRefused):
            login.with_passkey(step, phone.sign(options))


def test_a10_somebody_elses_passkey_is_no_second_factor(cast: Cast, phone: Authenticator) -> None:
    phone.counter = 2
    lea = Account.objects.get(id=cast.lea.id)
    _key, step = login.start(lea, password_ok=True)
    with pytest.raises(LoginRefused):
        login.with_passkey(step, phone.sign(login.begin_passkey(step)))
    phone.user = cast.lea.id
    with pytest.raises(LoginRefused):
        enter(phone)


def test_a10_a_credential_id_is_registered_once(cast: Cast, phone: Authenticator) -> None:
    with pytest.raises(LoginRefused):
        register(cast, Authenticator(cast.ben.id, credential_id=phone.credential_id))


def test_a15_the_passkey_of_someone_who_left_is_dead(cast: Cast, phone: Authenticator) -> None:
    accounts.leave(cast.lea.actor, cast.ben.id)
    phone.counter = 2
    with pytest.raises(LoginRefused):
        enter(phone)


def test_the_last_second_factor_stays(cast: Cast, phone: Authenticator) -> None:
    ben = Account.objects.get(id=cast.ben.id)
    passkey = passkeys.in_use(ben.id)[0]
    Totp.objects.filter(account=ben).delete()
    with pytest.raises(LastFactor):
        passkeys.remove(cast.ben.actor, ben, passkey.id)


def test_a_passkeys_name_lies_sealed(phone: Authenticator) -> None:
    assert "Telefon" not in repr(Passkey.objects.get().__dict__)
