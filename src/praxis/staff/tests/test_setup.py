"""The first owner: once, with the code from the server's disk, and only one of two at once."""

import stat
import threading
from collections.abc import Iterator

import pytest

from house.cast import CHEAP, Cast
from praxis.core.errors import NotThere
from praxis.staff import setup
from praxis.staff.accounts import NewAccount
from praxis.staff.errors import LoginRefused, WeakPassword
from praxis.staff.models import Account, Practice
from praxis.staff.setup import SetUp
from praxis.vault import lending

GOOD = "sieben stille Seen leuchten"


def wanted(name: str, password: str = GOOD) -> SetUp:
    """A set-up by somebody."""
    return SetUp("Praxis Neu", "Haus", "", NewAccount(name, name.title()), password)


@pytest.fixture
def empty_practice(own_database: str) -> Iterator[None]:
    """A migrated database in which nobody works yet; keys are open."""
    from django.db import connections

    from house.practice_keys import practice_open
    from praxis.staff.passwords import hashing_with

    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE staff_practice, staff_site, staff_account CASCADE")
    with practice_open(), hashing_with(CHEAP):
        yield


def test_a06_nobody_is_there_before_the_set_up(empty_practice: None) -> None:
    assert not Account.objects.exists()
    assert not setup.is_done()


def test_a06_no_account_has_a_password_everybody_knows(cast: Cast) -> None:
    assert set(Account.objects.values_list("login_name", flat=True)) == set(cast.everyone)


def test_a07_of_two_at_once_one_wins(empty_practice: None) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(4)

    def run(name: str) -> None:
        from django.db import connections

        try:
            with lending.opened():
                ready.wait()
                setup.set_up(wanted(name))
            outcomes.append("won")
        except NotThere:
            outcomes.append("lost")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(f"owner{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["lost", "lost", "lost", "won"]
    assert (Practice.objects.count(), Account.objects.count()) == (1, 1)


def test_a07_a_second_set_up_does_not_exist(cast: Cast) -> None:
    with lending.opened(), pytest.raises(NotThere):
        setup.set_up(wanted("mallory"))


def test_the_code_lies_on_the_server_for_its_owner_only(practice: None) -> None:
    code = setup.code()
    assert stat.S_IMODE(setup.code_file().stat().st_mode) == 0o600
    assert setup.code() == code
    setup.check_code(f" {code[:4]}-{code[4:].lower()}")
    for wrong in ("", code[:-1], "0" * 16, "ä" * 16):
        with pytest.raises(LoginRefused):
            setup.check_code(wrong)


def test_the_first_owner_needs_a_good_password_too(empty_practice: None) -> None:
    with pytest.raises(WeakPassword):
        setup.set_up(wanted("petra", "Praxis-Petra-2026"))
    assert not setup.is_done()
