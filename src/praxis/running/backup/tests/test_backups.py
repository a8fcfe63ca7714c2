"""A backup holds everything, is sealed to the practice, is only ever added to, and opens again."""

from dataclasses import replace

import psycopg
import pytest

from embedded import EmbeddedServer
from praxis.running.backup import documents, making, opening, tables
from praxis.running.backup.errors import (
    BrokenBackup,
    ChainBroken,
    ForeignBackup,
    NewerBackup,
    NoBackup,
    NobodyCouldOpen,
    TargetAway,
    TargetInside,
)
from praxis.running.backup.target import Target
from praxis.running.backup.tests.place import Place
from praxis.vault import openers
from seal.age.hybrid import HybridIdentity
from seal.signing import SigningKey
from wire.signatures import Purpose


def test_it_opens_fully_again(place: Place) -> None:
    place.add_patient()
    made = place.make()
    checked = place.check()
    assert checked.manifest == made
    assert checked.documents == 1
    assert made.missing == 0
    assert checked.rows > 100
    assert checked.links > 0


def test_k12_a_later_backup_adds_files_and_touches_none(place: Place) -> None:
    place.add_patient()
    first = place.make()
    before = place.files()
    place.add_patient()
    second = place.make()
    assert before.items() <= place.files().items()
    assert place.check(first.name).documents == 1
    assert place.check(second.name).documents == 2


def test_a_document_is_carried_once(place: Place) -> None:
    place.add_patient()
    first = place.make()
    second = place.make()
    assert second.packs == first.packs
    assert len(list(place.target.folder.glob("*.documents.age"))) == 1
    place.add_patient()
    third = place.make()
    assert [len(pack.addresses) for pack in third.packs] == [1, 1]


def test_a_pack_that_is_gone_is_carried_again(place: Place) -> None:
    place.add_patient()
    first = place.make()
    (place.target.folder / first.packs[0].file.name).unlink()
    with pytest.raises(BrokenBackup):
        place.check()
    place.make()
    assert place.check().documents == 1


def test_k12_a_name_that_is_taken_is_never_written_over(place: Place) -> None:
    made = place.make()
    before = place.files()
    with pytest.raises(TargetAway):
        place.target.add(made.tables_file.name, [b"encrypted by somebody else"])
    assert place.files() == before


def test_k10_without_a_key_nothing_opens_and_nothing_is_readable(place: Place) -> None:
    place.add_patient()
    made = place.make()
    with pytest.raises(ForeignBackup):
        opening.open_backup(place.target, made.name, [HybridIdentity.new()])
    for path in place.target.folder.iterdir():
        raw = path.read_bytes()
        assert raw.startswith(b"age-encryption.org/v1")
        assert b"patient_device" not in raw


@pytest.mark.parametrize("suffix", [".tables.age", ".documents.age", ".keys.age", ".manifest.age"])
def test_k10_one_altered_byte_anywhere_is_refused(place: Place, suffix: str) -> None:
    place.add_patient()
    made = place.make()
    path = place.target.folder / f"{made.name}{suffix}"
    raw = bytearray(path.read_bytes())
    raw[-40] ^= 1
    path.write_bytes(raw)
    with pytest.raises(BrokenBackup):
        place.check()


def test_k10_a_cut_file_is_refused(place: Place) -> None:
    made = place.make()
    path = place.target.folder / made.tables_file.name
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(BrokenBackup):
        place.check()


def test_k11_a_manifest_somebody_else_signed_is_refused(place: Place) -> None:
    """Its recipients are public: whoever reads them can seal, but not sign."""
    made = place.make()
    forged = replace(made, name="20990101T000000000000Z-00000000")
    stranger = SigningKey.new(Purpose.BACKUP)
    sealed = opening.sealed([forged.signed(stranger.sign)], [opening.own_recipient()])
    place.target.add(f"{forged.name}.manifest.age", sealed)
    with pytest.raises(ForeignBackup):
        place.check()
    # The next backup builds nothing on it either.
    assert place.make().packs == made.packs


def test_k11_a_manifest_under_another_name_is_refused(place: Place) -> None:
    made = place.make()
    old = place.target.folder / f"{made.name}.manifest.age"
    (place.target.folder / "20990101T000000000000Z-00000000.manifest.age").write_bytes(
        old.read_bytes()
    )
    with pytest.raises(BrokenBackup):
        place.check()


def test_k11_a_backup_of_a_newer_program_is_refused(place: Place) -> None:
    made = place.make()
    newer = replace(
        made, name="20990101T000000000000Z-00000000",
        migrations=(*made.migrations, ("record", "9999_from_the_future")),
    )  # fmt: skip
    signed = newer.signed(lambda base: place.keeper.sign(Purpose.BACKUP, base))
    sealed = opening.sealed([signed], [opening.own_recipient()])
    place.target.add(f"{newer.name}.manifest.age", sealed)
    with pytest.raises(NewerBackup):
        place.check()


def test_k11_a_signed_backup_with_a_row_changed_after_all_is_found_by_the_log(
    place: Place, postgres: EmbeddedServer, own_database: str
) -> None:
    """A database administrator changed the log before the backup was made."""
    with psycopg.connect(postgres.dsn("owner", own_database), autocommit=True) as connection:
        connection.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        connection.execute("UPDATE audit_event SET reason = 'x' WHERE n = 3")
    place.make()
    with pytest.raises(ChainBroken):
        place.check()


def test_a_document_that_is_not_on_the_disk_is_counted_and_does_not_stop_the_backup(
    place: Place,
) -> None:
    place.add_patient()
    with tables.at_one_moment(place.source.database) as connection:
        (address,) = documents.named_by_rows(connection)
    documents.path_of(place.source.documents, address).unlink()
    assert place.make().missing == 1
    assert place.check().documents == 0


def test_it_refuses_a_target_inside_the_data(place: Place) -> None:
    with pytest.raises(TargetInside):
        making.make(place.source, Target(place.source.documents.parent / "backup"))


def test_it_refuses_a_target_that_is_away(place: Place) -> None:
    with pytest.raises(TargetAway):
        making.make(place.source, Target(place.target.folder / "not mounted"))


def test_it_refuses_a_vault_that_only_a_passphrase_opens(place: Place) -> None:
    chest = place.keeper.service._opened()
    typed = openers.new_opener(openers.passphrase("vier Ziegel am Bach"), added_on="2026-11-01")
    chest.add_opener(typed)
    chest.remove_opener(chest.ways()[0].id)
    with pytest.raises(NobodyCouldOpen):
        place.make()


def test_an_empty_target_has_no_backup(place: Place) -> None:
    with pytest.raises(NoBackup):
        place.target.newest()


def test_a_backup_that_was_cut_off_is_none(place: Place) -> None:
    made = place.make()
    (place.target.folder / "20990101T000000000000Z-00000000.tables.age").write_bytes(b"half")
    assert place.target.newest() == made.name
