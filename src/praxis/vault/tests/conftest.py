"""Tables for the little models, keys for this process, one lent person."""

from collections.abc import Iterator
from typing import Any

import pytest

from house.held_keys import fresh_keys
from praxis.core.ids import uuid7
from praxis.vault import keys, lending
from praxis.vault.data_keys import create_data_key
from praxis.vault.keys import ProcessKeys


@pytest.fixture(scope="session")
def sealed_tables(django_db_setup: None, django_db_blocker: Any) -> None:
    """Make the tables of `things` once, as the owner of the database."""
    from django.db import connections

    from praxis.vault.tests.things import Note, Person

    with django_db_blocker.unblock(), connections["owner"].schema_editor() as editor:
        editor.create_model(Person)
        editor.create_model(Note)


@pytest.fixture(autouse=True)
def nobody_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the rooms above have told the lending does not reach these tests."""
    monkeypatch.setattr(lending, "_merged", [lambda _: ()])


@pytest.fixture
def vault_open() -> Iterator[ProcessKeys]:
    """This process holds keys of every domain and two epochs."""
    with keys.installed(fresh_keys()) as held:
        yield held


@pytest.fixture
def person(sealed_tables: None, db: None, vault_open: ProcessKeys) -> Any:
    """A saved person; nothing is lent when the test starts."""
    from praxis.vault.tests.things import Person

    with lending.opened():
        owner = uuid7()
        create_data_key(owner)
        saved = Person(key_owner=owner, name="Dora Muster", phone="030 1234")
        saved.save(force_insert=True)
    return Person.objects.get(id=saved.id)
