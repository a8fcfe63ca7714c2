"""A practice comes back as it was, and nothing goes outside before the owner has looked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from embedded import EmbeddedServer
from house.renewing import TestKeeper
from praxis.audit.chainer import Chainer
from praxis.core.errors import PraxisError
from praxis.running.backup import opening, restoring
from praxis.running.backup.errors import BrokenBackup, ForeignBackup, NewerBackup, PlaceTaken
from praxis.running.backup.restoring import Place as NewPlace
from praxis.running.backup.tests.place import Place
from praxis.vault import openers
from praxis.vault.chest import Chest
from praxis.vault.openers import Material
from wire.signatures import Purpose

NAME = "praxis_restored"


@dataclass
class Elsewhere:
    """Another machine: an empty folder and an empty database."""

    place: NewPlace
    admin: str

    def ask(self, sql: str, *values: object) -> list[Any]:
        """Look into the new database."""
        with psycopg.connect(self.admin) as connection:
            return connection.execute(sql.encode(), values).fetchall()


@pytest.fixture
def elsewhere(postgres: EmbeddedServer, tmp_path: Path) -> Iterator[Elsewhere]:
    import os

    name = f"{NAME}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    postgres.drop_database(name)
    postgres.ensure_database(name)
    data = tmp_path / "neu"
    data.mkdir(mode=0o700)
    yield Elsewhere(NewPlace(data, postgres.dsn("owner", name)), postgres.dsn("admin", name))
    postgres.drop_database(name)


def _restore(place: Place, there: Elsewhere, material: Material | None = None) -> list[str]:
    said: list[str] = []
    restoring.restore(
        place.target, place.target.newest(), material or place.keeper.opener, there.place,
        said.append,
    )  # fmt: skip
    return said


def test_everything_comes_back(place: Place, elsewhere: Elsewhere) -> None:
    dora = place.add_patient()
    made = place.make()
    _restore(place, elsewhere)
    for table in made.tables:
        if table.name in {"vault_restoration", "audit_event"}:
            continue
        sql = f'SELECT count(*) FROM "{table.name}"'  # noqa: S608 - our own tables
        assert elsewhere.ask(sql) == [(table.rows,)], table.name
    assert elsewhere.ask("SELECT count(*) FROM patient WHERE id = %s", dora) == [(1,)]
    data = elsewhere.place.data
    Chest.open(data / "vault", place.keeper.opener)
    (kept,) = (data / "documents").glob("??/*")
    original = place.source.documents / kept.parent.name / kept.name
    assert kept.read_bytes() == original.read_bytes()
    assert not elsewhere.place.staging.exists()


def test_h18_nothing_goes_outside_and_every_session_ends(
    place: Place, elsewhere: Elsewhere
) -> None:
    place.make()
    _restore(place, elsewhere)
    counted = (
        "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NULL AND n_live_tup > 99"
    )
    assert elsewhere.ask(counted) == [(0,)]
    assert elsewhere.ask("SELECT off_since IS NOT NULL FROM post_state") == [(True,)]
    assert elsewhere.ask("SELECT count(*) FROM staff_session WHERE ended_at IS NULL") == [(0,)]
    assert elsewhere.ask(
        "SELECT count(*) FROM patient_invite WHERE state = 'open' AND expires_at > now()"
    ) == [(0,)]
    assert elsewhere.ask("SELECT count(*) FROM post_outbox WHERE state = 'waiting'") == [(0,)]
    assert elsewhere.ask(
        "SELECT found_by, confirmed_at FROM vault_restoration"
    ) == [("restore", None)]  # fmt: skip


def test_k03_the_return_stands_in_the_log_and_the_chain_goes_on(
    place: Place, elsewhere: Elsewhere
) -> None:
    place.make()
    _restore(place, elsewhere)
    assert elsewhere.ask(
        "SELECT act, actor_kind, job FROM audit_event ORDER BY n DESC LIMIT 1"
    ) == [("system:restore", "system", "restore")]  # fmt: skip
    before = elsewhere.ask("SELECT max(seq) FROM audit_chain")[0][0]
    chained = Chainer(elsewhere.place.owner, place.keeper.service.chain_mac).run_once()
    assert chained == 1
    assert elsewhere.ask("SELECT max(seq) FROM audit_chain") == [(before + 1,)]


def test_the_triggers_and_the_numbers_stand_as_before(place: Place, elsewhere: Elsewhere) -> None:
    place.make()
    _restore(place, elsewhere)
    with (
        psycopg.connect(elsewhere.place.owner) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("DELETE FROM audit_event")
    assert elsewhere.ask(
        "SELECT count(*) FROM pg_trigger WHERE tgenabled = 'D' AND NOT tgisinternal"
    ) == [(0,)]  # fmt: skip
    numbered = (
        "SELECT nextval(pg_get_serial_sequence('audit_event', 'n')) - max(n) FROM audit_event"
    )
    assert elsewhere.ask(numbered) == [(1,)]


def test_it_refuses_a_place_that_is_taken(place: Place, elsewhere: Elsewhere) -> None:
    place.make()
    _restore(place, elsewhere)
    before = elsewhere.ask("SELECT count(*) FROM audit_event")
    with pytest.raises(PlaceTaken):
        _restore(place, elsewhere)
    (elsewhere.place.data / "vault").rename(elsewhere.place.data / "elsewhere")
    with pytest.raises(PlaceTaken):
        _restore(place, elsewhere)
    assert elsewhere.ask("SELECT count(*) FROM audit_event") == before


@pytest.mark.parametrize("suffix", [".tables.age", ".documents.age", ".keys.age", ".manifest.age"])
def test_k10_an_altered_backup_puts_nothing_in_its_place(
    place: Place, elsewhere: Elsewhere, suffix: str
) -> None:
    place.add_patient()
    made = place.make()
    path = place.target.folder / f"{made.name}{suffix}"
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 + 700] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BrokenBackup):
        _restore(place, elsewhere)
    assert list(elsewhere.place.data.iterdir()) == []


def test_k11_keys_of_another_practice_open_nothing(
    place: Place, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    place.make()
    other = openers.new_key_file(tmp_path / "other.key")
    with pytest.raises(ForeignBackup):
        _restore(place, elsewhere, other)
    typed = openers.passphrase("vier graue Kraniche am Kanal")
    with pytest.raises(openers.WrongOpener):
        _restore(place, elsewhere, typed)
    assert list(elsewhere.place.data.iterdir()) == []


def test_k11_another_practice_cannot_forge_a_backup_for_these_sheets(
    place: Place, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    """It knows the recipient, seals its own practice's keys to it, but its vault does not open."""
    mine = place.make()
    (tmp_path / "stranger").mkdir(mode=0o700)
    stranger = TestKeeper(tmp_path / "stranger")
    forged = replace(mine, name="20990101T000000000000Z-00000000", vault=b"x" * 16)
    signed = forged.signed(lambda base: stranger.sign(Purpose.BACKUP, base))
    recipients = place.keeper.for_backup()[2]
    place.target.add(
        f"{forged.name}.manifest.age", opening.sealed([signed], recipients)
    )  # fmt: skip
    with pytest.raises(ForeignBackup):
        _restore(place, elsewhere)
    assert list(elsewhere.place.data.iterdir()) == []


def test_k11_a_newer_schema_and_a_path_are_refused(place: Place, elsewhere: Elsewhere) -> None:
    made = place.make()
    for number, bad in enumerate(
        (
            replace(made, migrations=(*made.migrations, ("record", "9999_from_the_future"))),
            replace(made, tables_file=replace(made.tables_file, name="../../etc/passwd")),
            replace(made, tables_file=replace(made.tables_file, name=f"{made.name}./../x")),
        )
    ):
        name = f"20990101T00000000000{number}Z-00000000"
        signed = replace(bad, name=name).signed(lambda b: place.keeper.sign(Purpose.BACKUP, b))
        recipients = place.keeper.for_backup()[2]
        place.target.add(f"{name}.manifest.age", opening.sealed([signed], recipients))
        with pytest.raises((NewerBackup, BrokenBackup)) as refused:
            _restore(place, elsewhere)
        assert isinstance(refused.value, PraxisError)
        assert "nichts eingespielt" in refused.value.text


def test_k11_a_table_that_is_not_ours_is_refused_and_nothing_stays(
    place: Place, elsewhere: Elsewhere
) -> None:
    made = place.make()
    tables = (*made.tables[:-1], replace(made.tables[-1], name="pg_authid"))
    name = "20990101T000000000000Z-00000000"
    bad = replace(made, name=name, tables=tables)
    signed = bad.signed(lambda base: place.keeper.sign(Purpose.BACKUP, base))
    recipients = place.keeper.for_backup()[2]
    place.target.add(f"{name}.manifest.age", opening.sealed([signed], recipients))
    with pytest.raises(BrokenBackup):
        _restore(place, elsewhere)
    assert elsewhere.ask("SELECT count(*) FROM staff_practice") == [(0,)]
    assert list(elsewhere.place.data.iterdir()) == []
