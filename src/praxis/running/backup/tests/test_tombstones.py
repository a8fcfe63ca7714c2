"""What ended after a backup stays ended when the backup comes back."""

import psycopg
import pytest

from embedded import EmbeddedServer
from praxis.core.ids import PatientId
from praxis.running.backup import opening, tables, tombstones
from praxis.running.backup.tests.place import Place
from praxis.running.backup.tests.test_restoring import Elsewhere, _restore, elsewhere
from seal.signing import SigningKey
from wire import cbor
from wire.signatures import Purpose, signing_base

__all__ = ["elsewhere"]


def _keep(place: Place) -> bool:
    with tables.at_one_moment(place.source.database) as connection:
        return tombstones.keep(place.keeper, place.target, tombstones.ended(connection))


def _end(postgres: EmbeddedServer, database: str, sql: str, *values: object) -> None:
    with psycopg.connect(postgres.dsn("owner", database), autocommit=True) as connection:
        connection.execute(sql.encode(), values)


@pytest.fixture
def gone(place: Place, postgres: EmbeddedServer, own_database: str) -> PatientId:
    """After the backup Ben leaves and Dora is erased."""
    dora = place.add_patient()
    place.make()
    ben = place.cast.ben.id
    _end(postgres, own_database, "UPDATE staff_account SET left_at = now() WHERE id = %s", ben)
    _end(postgres, own_database, "UPDATE patient SET state = 'erased' WHERE id = %s", dora)
    return dora


def test_k14_who_left_and_who_was_erased_stay_so_after_a_restore(
    place: Place, elsewhere: Elsewhere, gone: PatientId
) -> None:
    assert _keep(place)
    _restore(place, elsewhere)
    ben = place.cast.ben.id
    assert elsewhere.ask("SELECT left_at IS NULL FROM staff_account WHERE id = %s", ben) == [
        (False,)
    ]
    assert elsewhere.ask("SELECT state FROM patient WHERE id = %s", gone) == [("erased",)]
    keys = "SELECT count(*) FROM vault_datakey WHERE owner = (SELECT key_owner FROM patient"
    assert elsewhere.ask(f"{keys} WHERE id = %s)", gone) == [(0,)]
    assert elsewhere.ask("SELECT tombstones FROM vault_restoration") == [(3,)]


def test_without_the_list_they_would_be_back(
    place: Place, elsewhere: Elsewhere, gone: PatientId
) -> None:
    _restore(place, elsewhere)
    assert elsewhere.ask("SELECT state FROM patient WHERE id = %s", gone) != [("erased",)]


def test_a_list_is_written_only_when_something_ended_and_is_never_shortened(
    place: Place, gone: PatientId
) -> None:
    assert _keep(place)
    assert not _keep(place)
    before = len(place.target.names(tombstones.SUFFIX))
    assert not tombstones.keep(place.keeper, place.target, frozenset())
    more = frozenset({("device", b"d" * 16)})
    assert tombstones.keep(place.keeper, place.target, more)
    assert len(place.target.names(tombstones.SUFFIX)) == before + 1
    key = place.keeper.public_keys()["backup"]
    found = tombstones.newest(place.target, opening.own_identities(), key)
    assert ("patient", gone.bytes) in found
    assert more <= found


def test_k11_a_list_somebody_else_signed_ends_nothing(place: Place, gone: PatientId) -> None:
    _keep(place)
    key = place.keeper.public_keys()["backup"]
    honest = tombstones.newest(place.target, opening.own_identities(), key)
    body = cbor.encode({"kind": tombstones.KIND, "stones": [["account", b"a" * 16]]})
    stranger = SigningKey.new(Purpose.BACKUP)
    signed = cbor.encode([body, stranger.sign(signing_base(Purpose.BACKUP, body))])
    name = f"20990101T000000000000Z-00000000{tombstones.SUFFIX}"
    place.target.add(name, opening.sealed([signed], [opening.own_recipient()]))
    assert tombstones.newest(place.target, opening.own_identities(), key) == honest
