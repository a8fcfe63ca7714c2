"""Which passwords are taken, and what a stolen table of them is worth."""

import statistics
import time
import unicodedata

import pytest
from argon2 import PasswordHasher
from argon2.low_level import Type

from house.cast import Cast
from praxis.staff import login, passwords, people
from praxis.staff.errors import BadInput, LoginRefused, WeakPassword, WeakPin
from praxis.staff.models import Account
from praxis.staff.password_rules import check_password, check_pin
from praxis.staff.throttle import Source
from praxis.staff.tokens import open_proof
from praxis.vault import keys, lending
from praxis.vault.keys import Domain, ProcessKeys


@pytest.mark.parametrize(
    "weak",
    [
        "praxis2024", "Praxis2024!!!", "Dr. Ada Beispiel", "ada-beispiel-2026", "passwort1234",
        "123456789012", "qwertzuiopasdf", "aaaaaaaaaaaaaa", "PraxisBeispiel2026", "Hauptpraxis-ada",
        "sonnenschein", "kurz", "password1password", "１２３４５６７８９０１２",
    ],
)  # fmt: skip
def test_a04_weak_passwords_are_refused_when_set(cast: Cast, weak: str) -> None:
    with lending.opened(), pytest.raises(WeakPassword):
        check_password(weak, known_here=people.known_words())


def test_a04_no_password_of_the_common_list_may_be_set(cast: Cast) -> None:
    from praxis.staff.password_rules import _common

    for common in sorted(_common()):
        with pytest.raises(WeakPassword):
            check_password(common)


@pytest.mark.parametrize(
    "good",
    [
        "x7" * 32, "richtig Pferd Batterie Heft " * 7 + "####", " führende Leerzeichen ",
        unicodedata.normalize("NFC", "Ärzte trinken Öl"),
        unicodedata.normalize("NFD", "Ärzte trinken Öl"), "猫が七匹屋根の上で寝ている夜",
    ],
)  # fmt: skip
def test_a05_long_and_unusual_passwords_count_exactly_as_typed(cast: Cast, good: str) -> None:
    if len(set(good)) > 4:
        check_password(good)
    stored = passwords.hashed(good)
    assert passwords.fits(stored, good)
    for other in (good.strip(), good[:-1], good + " ", unicodedata.normalize("NFKC", good)):
        assert passwords.fits(stored, other) is (other == good)


def test_a05_the_two_spellings_of_an_umlaut_are_two_passwords(cast: Cast) -> None:
    composed, taken_apart = (unicodedata.normalize(form, "ä" * 12) for form in ("NFC", "NFD"))
    assert not passwords.fits(passwords.hashed(composed), taken_apart)


@pytest.mark.parametrize("bad", ["x" * 1_000_001, "nul\x00byte", "lone\ud800surrogate"])
def test_a13_what_nobody_types_never_reaches_the_hash(cast: Cast, bad: str) -> None:
    with pytest.raises(BadInput):
        passwords.hashed(bad)
    with pytest.raises(BadInput):
        login.with_password("ben", bad, Source("192.0.2.1"))


def test_a14_production_hashes_with_current_argon2id_parameters() -> None:
    made = passwords.PRODUCTION
    assert made.type is Type.ID
    assert (made.time_cost, made.memory_cost, made.parallelism) == (3, 65536, 4)
    assert made.salt_len >= 16


def test_a14_a_full_cost_hash_is_made_and_opens(practice: None) -> None:
    with passwords.hashing_with(passwords.PRODUCTION):
        stored = passwords.hashed("vier volle Kraniche fliegen")
        made = open_proof("password", stored).decode()
        assert made.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
        assert "argon2" not in stored
        assert passwords.fits(stored, "vier volle Kraniche fliegen")


def test_a14_without_the_login_key_a_stolen_hash_fits_nothing(cast: Cast) -> None:
    stored = Account.objects.get(id=cast.ben.id).password
    held = keys.held()
    other = {**held.domains, Domain.LOGIN: {1: held.domains[Domain.MAIL][1]}}
    with keys.installed(ProcessKeys(domains=other, epochs=held.epochs)):
        assert not passwords.fits(stored, cast.ben.password)
    assert passwords.fits(stored, cast.ben.password)


def test_old_parameters_are_renewed_at_the_next_login(cast: Cast) -> None:
    before = Account.objects.get(id=cast.ben.id).password
    with passwords.hashing_with(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)):
        login.with_password("ben", cast.ben.password, Source("192.0.2.1"))
    after = Account.objects.get(id=cast.ben.id).password
    assert before != after
    assert passwords.fits(after, cast.ben.password)


def test_a03_an_unknown_name_takes_as_long_as_a_wrong_password(cast: Cast) -> None:
    with passwords.hashing_with(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1)):
        Account.objects.filter(id=cast.ben.id).update(password=passwords.hashed("etwas anderes"))
        passwords.fits("", "warm up")
        ratio = _median("niemand-hier") / _median("ben")
    assert 0.5 < ratio < 2


def _median(name: str) -> float:
    taken = []
    for number in range(15):
        began = time.perf_counter()
        with pytest.raises(LoginRefused):
            login.with_password(name, "falsch geraten", Source(f"192.0.2.{number}"))
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


@pytest.mark.parametrize("weak", ["12345", "123456", "654321", "111111", "112112", "12a456", ""])
def test_simple_pins_are_refused(weak: str) -> None:
    with pytest.raises(WeakPin):
        check_pin(weak)
