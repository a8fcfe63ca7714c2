"""Who asks is found with one query, and is who they are now, not who they were."""

from typing import Any

import pytest

from house.cast import Cast, Person
from praxis.core.actors import Role
from praxis.core.clock import now
from praxis.staff import sessions
from praxis.staff.models import Account, AccountRole, AccountSite, Session, Workstation


def _key(who: Person) -> tuple[str, Session]:
    account = Account.objects.get(id=who.id)
    place, _ = Workstation.objects.get_or_create(
        device_hash=b"here", defaults={"name": "Anmeldung", "approved_at": now()}
    )
    return sessions.open_session(account, place, "totp")


def test_everybody_is_found_as_who_they_are(cast: Cast, django_assert_num_queries: Any) -> None:
    sessions.find("warm")
    for who in (cast.ada, cast.ben, cast.cem, cast.ria, cast.otto, cast.lea):
        key, session = _key(who)
        with django_assert_num_queries(1):
            found = sessions.find(key)
        assert found is not None
        assert found.actor == sessions.actor_in(session)
        assert found.actor.roles
        with django_assert_num_queries(0):
            assert found.session == session
            assert found.session.account.login_name == who.login_name
            assert found.session.workstation.name == "Anmeldung"


@pytest.mark.parametrize("what", ["role", "site"])
def test_what_ended_is_gone_with_the_next_request(cast: Cast, what: str) -> None:
    key, _ = _key(cast.ada)
    before = sessions.find(key)
    if what == "role":
        AccountRole.objects.filter(account=cast.ada.id, role=Role.DOCTOR).update(until=now())
    else:
        AccountSite.objects.filter(account=cast.ada.id).update(until=now())
    after = sessions.find(key)
    assert before is not None
    assert before.actor is not None
    assert after is not None
    assert after.actor is not None
    assert Role.DOCTOR in before.actor.roles
    assert before.actor.sites
    assert (Role.DOCTOR in after.actor.roles) == (what != "role")
    assert bool(after.actor.sites) == (what != "site")


def test_another_key_and_an_ended_session_find_nobody(cast: Cast) -> None:
    key, session = _key(cast.ada)
    assert sessions.find(key) is not None
    assert sessions.find(key + "x") is None
    sessions.end(session.id, "logout")
    assert sessions.find(key) is None
