"""The files of the vault: who opens them, what is refused, what survives a cut rotation."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from praxis.core import clock
from praxis.vault import chest, openers, store
from praxis.vault.chest import Chest, State
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain, Kind
from praxis.vault.openers import Material
from seal.age.hybrid import HybridIdentity
from seal.keys import SecretKey
from wire import cbor

REAL_MEMORY = openers.ARGON2_MEMORY_KIB
DAY = date(2026, 11, 23)
PASSPHRASE = openers.passphrase("fünf Wörter für Ada")


@pytest.fixture(autouse=True)
def cheap_argon2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", 64)


def made(folder: Path, *materials: Material) -> Chest:
    ways = [openers.new_opener(material, added_on="2026-11-23") for material in materials]
    return Chest.create(folder / "vault", ways, on=DAY)


def same_keys(one: Chest, other: Chest) -> bool:
    return one.domains == other.domains and one.epochs == other.epochs


def test_every_kind_of_opener_opens_the_same_vault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    escrow = HybridIdentity.new()
    file = openers.new_key_file(tmp_path / "root.key")
    sheets = openers.recovery_key(SecretKey.new())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "praxistresor-root").write_bytes(bytes(range(32)))
    credential = openers.credential()
    vault = made(tmp_path, PASSPHRASE, file, sheets, credential)
    vault.add_opener(openers.new_escrow(str(escrow.recipient), added_on="2026-11-23"))
    ways = (PASSPHRASE, file, sheets, credential, openers.escrow_identity(escrow.reveal()))
    for material in ways:
        assert same_keys(Chest.open(vault.folder, material), vault)


@pytest.mark.parametrize(
    "material",
    [
        openers.passphrase("fünf Wörter für ada"),
        openers.passphrase(""),
        openers.recovery_key(SecretKey(bytes(32))),
        openers.escrow_identity("AGE-SECRET-KEY-PQ-1QQQ"),
        Material(openers.Kind.PASSPHRASE, b"\xff"),
    ],
)
def test_the_wrong_opener_is_refused_with_one_sentence(tmp_path: Path, material: Material) -> None:
    vault = made(tmp_path, PASSPHRASE, openers.recovery_key(SecretKey.new()))
    with pytest.raises(openers.WrongOpener):
        Chest.open(vault.folder, material)


def test_a_short_passphrase_is_not_taken() -> None:
    with pytest.raises(openers.TooShort):
        openers.new_opener(openers.passphrase("zu kurz"), added_on="2026-11-23")


def test_a_second_vault_never_replaces_the_first(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    with pytest.raises(chest.VaultExists):
        made(tmp_path, PASSPHRASE)
    assert same_keys(Chest.open(vault.folder, PASSPHRASE), vault)


def test_x13_lowered_argon2_parameters_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = made(tmp_path, PASSPHRASE)
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", 65)
    with pytest.raises(openers.WeakOpener):
        Chest.open(vault.folder, PASSPHRASE)


def test_x13_the_real_parameters_are_256_mib_three_rounds_two_lanes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (REAL_MEMORY, openers.ARGON2_TIME, openers.ARGON2_LANES) == (256 * 1024, 3, 2)
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", REAL_MEMORY)
    way = openers.new_opener(PASSPHRASE, added_on="2026-11-23").sealing({1: SecretKey.new()})
    assert list(way.open(PASSPHRASE)) == [1]


@pytest.mark.parametrize("name", ["openers", "domains", "keyring", ""])
def test_g04_a_file_or_folder_open_to_others_is_refused(tmp_path: Path, name: str) -> None:
    vault = made(tmp_path, PASSPHRASE)
    (vault.folder / name).chmod(0o755 if not name else 0o640)
    with pytest.raises(store.OpenToOthers):
        Chest.open(vault.folder, PASSPHRASE)


def test_g04_all_files_are_written_for_the_owner_only(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    modes = {path.name: path.stat().st_mode & 0o777 for path in vault.folder.iterdir()}
    assert set(modes.values()) == {0o600}
    assert vault.folder.stat().st_mode & 0o777 == 0o700


def test_g04_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    (vault.folder / "openers").rename(tmp_path / "elsewhere")
    (vault.folder / "openers").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(store.OpenToOthers):
        Chest.open(vault.folder, PASSPHRASE)


@pytest.mark.parametrize("name", ["openers", "domains", "keyring"])
def test_a_missing_damaged_or_newer_file_says_so(tmp_path: Path, name: str) -> None:
    vault = made(tmp_path, PASSPHRASE)
    path = vault.folder / name
    good = path.read_bytes()
    record: Any = cbor.decode(good)
    for content, expected in (
        (cbor.encode({**record, "version": 2}), store.NewerVault),
        (good[:-1], store.BrokenKeyFile),
        (b"", store.BrokenKeyFile),
        (cbor.encode({**record, "items": None}), store.BrokenKeyFile),
        (None, store.MissingKeyFile),
    ):
        path.unlink() if content is None else path.write_bytes(content)
        with pytest.raises(expected) as caught:
            Chest.open(vault.folder, PASSPHRASE)
        assert "Bitte" in caught.value.text


def test_the_files_of_two_vaults_cannot_be_mixed(tmp_path: Path) -> None:
    one, other = made(tmp_path / "a", PASSPHRASE), made(tmp_path / "b", PASSPHRASE)
    (one.folder / "keyring").write_bytes((other.folder / "keyring").read_bytes())
    with pytest.raises(store.BrokenKeyFile):
        Chest.open(one.folder, PASSPHRASE)


def test_the_last_way_in_stays(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    vault.add_opener(openers.new_escrow(str(HybridIdentity.new().recipient), added_on="2026-11-23"))
    with pytest.raises(chest.LastOpener):
        vault.remove_opener(vault.ways()[0].id)


def test_a_removed_opener_does_not_open_any_more(tmp_path: Path) -> None:
    sheets = openers.recovery_key(SecretKey.new())
    vault = made(tmp_path, PASSPHRASE, sheets)
    vault.remove_opener(vault.ways()[0].id)
    with pytest.raises(openers.WrongOpener):
        Chest.open(vault.folder, PASSPHRASE)
    assert same_keys(Chest.open(vault.folder, sheets), vault)


def test_a_root_rotation_needs_no_new_sheets(tmp_path: Path) -> None:
    sheets = openers.recovery_key(SecretKey.new())
    vault = made(tmp_path, PASSPHRASE, sheets)
    before = {name: (vault.folder / name).read_bytes() for name in ("domains", "keyring")}
    assert vault.rotate_root() == 2
    for material in (PASSPHRASE, sheets):
        assert same_keys(Chest.open(vault.folder, material), vault)
    for name, content in before.items():  # the new root does not open what the old one wrapped
        (vault.folder / name).write_bytes(content)
        with pytest.raises(store.BrokenKeyFile):
            Chest.open(vault.folder, PASSPHRASE)


@pytest.mark.parametrize("cut", range(4))
def test_k13_a_root_rotation_cut_anywhere_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cut: int
) -> None:
    vault = made(tmp_path, PASSPHRASE)
    writes = 0
    real = store.write_record

    def dies(*args: Any) -> None:
        nonlocal writes
        if writes == cut:
            raise KeyboardInterrupt
        writes += 1
        real(*args)

    monkeypatch.setattr(store, "write_record", dies)
    with pytest.raises(KeyboardInterrupt):
        vault.rotate_root()
    monkeypatch.setattr(store, "write_record", real)
    again = Chest.open(vault.folder, PASSPHRASE)
    assert same_keys(again, vault)
    again.rotate_root()
    assert same_keys(Chest.open(vault.folder, PASSPHRASE), vault)
    assert len(Chest.open(vault.folder, PASSPHRASE)._roots) == 1


def test_epochs_follow_the_months_and_never_go_back(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    assert vault.ensure_epoch(DAY) == 202611
    assert sorted(vault.epochs) == [202611, 202612]
    assert vault.ensure_epoch(date(2026, 12, 31)) == 202612
    vault.ensure_epoch(date(2026, 1, 31))
    assert sorted(vault.epochs) == [202611, 202612, 202701]


def test_new_data_keys_use_this_months_epoch_though_the_next_is_known(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    vault.ensure_epoch(DAY)
    found = vault.process_keys([], [Kind.PATIENT])
    for at, expected in ((30, 202611), (31, 202612), (90, 202612)):
        now = datetime(2026, 11, 1, 12, tzinfo=UTC) + timedelta(days=at - 1)
        with clock.clock_set_to(clock.FixedClock(now)):
            assert found.newest_epoch(Kind.PATIENT) == expected


def test_only_a_retired_epoch_is_destroyed_and_then_for_good(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    vault.ensure_epoch(date(2026, 12, 1))
    with pytest.raises(chest.EpochInUse):
        vault.destroy_epoch(202611)
    with pytest.raises(chest.EpochInUse):
        vault.retire_epoch(202701)
    vault.retire_epoch(202611)
    assert vault.epochs[202611].state is State.RETIRED
    with pytest.raises(UnknownKey):
        vault.process_keys([], [Kind.PATIENT]).epoch_key(Kind.PATIENT, 202611)
    vault.destroy_epoch(202611)
    assert 202611 not in Chest.open(vault.folder, PASSPHRASE).epochs


def test_a_domain_gets_a_new_version_beside_the_old_one(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    assert vault.new_domain_version(Domain.LOGIN) == 2
    assert sorted(Chest.open(vault.folder, PASSPHRASE).domains[Domain.LOGIN]) == [1, 2]
    vault.drop_domain_versions(Domain.LOGIN)
    assert sorted(Chest.open(vault.folder, PASSPHRASE).domains[Domain.LOGIN]) == [2]


def test_patients_and_intake_hang_on_different_keys_of_an_epoch(tmp_path: Path) -> None:
    found = made(tmp_path, PASSPHRASE).process_keys([], list(Kind))
    assert found.epoch_key(Kind.PATIENT, 202611) != found.epoch_key(Kind.INTAKE, 202611)


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = made(tmp_path, PASSPHRASE)
    before = (vault.folder / "keyring").read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(store.DiskFull) as caught:
        vault.ensure_epoch(date(2026, 12, 1))
    assert "Speicherplatz" in caught.value.text
    assert (vault.folder / "keyring").read_bytes() == before
    assert {path.name for path in vault.folder.iterdir()} == {
        "openers",
        "domains",
        "keyring",
        ".lock",
    }


def test_x14_nothing_of_the_vault_shows_a_key(tmp_path: Path) -> None:
    vault = made(tmp_path, PASSPHRASE)
    shown = repr(vault) + repr(PASSPHRASE) + repr(vault.ways()) + repr(vault.epochs)
    # Three letters alone stand in random bytes by chance.
    assert "Wörter" not in shown
    assert "für Ada" not in shown
    assert vault.epochs[202611].key.reveal().hex() not in shown
