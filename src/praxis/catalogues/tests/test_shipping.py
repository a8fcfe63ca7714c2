"""Shipped catalogues follow the program; what a practice imported itself stays as it is."""

import hashlib
import importlib
import io
from dataclasses import replace
from datetime import date

import pytest
from django.apps import apps
from django.db import connection

from praxis import gate
from praxis.catalogues import importing, queries, shipping
from praxis.catalogues.models import Edition, Item
from praxis.core.duties import duties

pytestmark = pytest.mark.django_db
_GOAE = "goae_1996_verzeichnis.csv"


@pytest.fixture
def vault(open_vault: object) -> None:
    """The log can be written."""


@pytest.fixture
def before(vault: None) -> Edition:
    """The GOÄ as a version without the lists read by hand imported it."""
    first = shipping.exclusions(("goae_ausschluesse_aus_anmerkungen.csv",))
    file = shipping._File(_GOAE)
    with gate.as_system("catalogue-import") as job, shipping._opened(file) as stream:
        (made,) = importing.import_catalogue(job, stream, _GOAE).editions
    _without(made, first)
    _migrated()
    made.refresh_from_db()
    return made


def _without(edition: Edition, pairs: dict[str, tuple[str, ...]]) -> None:
    for code in ("5", "600", "1414"):
        item = Item.objects.get(edition=edition, code=code)
        item.facts = item.facts | {"exclusions": list(pairs.get(code, ()))}
        item.digest = hashlib.blake2b(repr(item.facts).encode(), digest_size=16).digest()
        item.save(update_fields=["facts", "digest"])


def _migrated() -> None:
    marking = importlib.import_module("praxis.catalogues.migrations.0004_mark_what_was_shipped")
    with connection.schema_editor() as editor:
        marking.mark(apps, editor)


def _renew() -> list[Edition]:
    with gate.as_system("catalogue-import") as job:
        return shipping.renew_shipped(job)


def _excluded(edition: Edition, code: str) -> list[str]:
    found = queries.look_up(edition, code)
    assert found is not None
    return list(found.facts.get("exclusions", []))


def _counts() -> Edition:
    now = queries.counting("goae")
    assert now is not None
    return now.edition


def test_an_older_database_gets_the_corrected_exclusions_by_itself(before: Edition) -> None:
    assert before.shipped
    assert "1414" not in _excluded(_counts(), "5")
    (made,) = _renew()
    assert (made.title, made.shipped, made.compared_with) == ("GOÄ 1996", True, before)
    assert {"600", "1414"} <= set(_excluded(_counts(), "5"))
    assert made.changed >= 3
    assert (made.added, made.removed) == (0, 0)
    assert "1414" not in _excluded(before, "5")
    assert _renew() == []


def test_the_worker_does_it_when_it_starts_and_only_once(before: Edition) -> None:
    (duty,) = [one for one in duties.of("worker") if one.name == "catalogue-renewal"]
    assert duty.run() == 1
    assert duty.run() == 0
    assert _counts() != before


def test_a_practice_without_shipped_catalogues_is_not_given_any(vault: None) -> None:
    assert _renew() == []
    assert not Edition.objects.exists()


def test_an_edition_of_its_own_stays_the_one_that_counts(before: Edition) -> None:
    own = (shipping.HERE / _GOAE).read_bytes() + b"\n"
    with gate.as_system("catalogue-import") as job:
        (mine,) = importing.import_catalogue(job, io.BytesIO(own), _GOAE).editions
    assert not mine.shipped
    assert _renew() == []
    assert _counts() == mine


def test_what_is_up_to_date_is_left_alone(vault: None) -> None:
    with gate.as_system("catalogue-import") as job:
        made = shipping.import_shipped(job)
    assert [one.shipped for one in made] == [True, True]
    assert _renew() == []


def test_a_better_reading_of_the_same_file_makes_an_edition(
    vault: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with gate.as_system("catalogue-import") as job:
        shipping.import_shipped(job)
    icd, goae = shipping._FILES
    monkeypatch.setattr(shipping, "_FILES", (replace(icd, reading=2), goae))
    (made,) = _renew()
    assert (made.title, made.valid_from) == ("ICD-10-GM 2025", date(2025, 1, 1))
    assert (made.added, made.changed, made.removed) == (0, 0, 0)


def test_the_migration_knows_the_bytes_that_were_shipped() -> None:
    marking = importlib.import_module("praxis.catalogues.migrations.0004_mark_what_was_shipped")
    icd, goae = shipping._FILES
    with shipping._opened(icd) as one, shipping._opened(goae) as other:
        plain = (importing.digest_of(one), importing.digest_of(other))
    assert plain == (marking._ICD_2025, marking._GOAE_1996)
