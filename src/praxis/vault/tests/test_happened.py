"""What is done to the vault stands in the log as soon as the log can be written (O-10)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from embedded import EmbeddedServer
from praxis.audit import macs
from praxis.audit.chainer import EVENT_COLUMNS, stored_event
from praxis.vault import ceremony, happened, openers
from praxis.vault.chest import Chest
from praxis.vault.errors import VaultSealed
from praxis.vault.happened import Diary, VaultAct
from praxis.vault.keys import Domain
from praxis.vault.openers import Kind, Material
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService
from seal.keys import SecretKey

PASSPHRASE = "erst gehen dann laufen dann fliegen"
RIGHT = openers.passphrase(PASSPHRASE)
WRONG = openers.passphrase("falsche Wörter am falschen Ort")
Told = tuple[str, str, str]
Ask = Callable[..., dict[str, object]]


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KeeperService:
    """A sealed keeper, without its socket, of a vault with a passphrase and sheets."""
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", 64)
    monkeypatch.setattr(openers, "ARGON2_TIME", 1)
    ceremony.create_vault(tmp_path / "v", [RIGHT])
    return KeeperService(lambda given: Chest.open(tmp_path / "v", given))


@pytest.fixture
def ask(service: KeeperService) -> Ask:
    """One operation, as a process of the practice asks for it."""

    def asked(op: str, way: Material | None = None, **said: object) -> dict[str, object]:
        brought = {"kind": way.kind.value, "secret": way.secret} if way else {}
        return service.answer(Role.WEB, {"op": op, **brought, **said})

    return asked


@pytest.fixture
def conninfo(postgres: EmbeddedServer, own_database: str) -> str:
    """The keeper's own way to the database."""
    return postgres.dsn("chainer", own_database)


@pytest.fixture
def told(postgres: EmbeddedServer, own_database: str) -> Iterator[Callable[[], list[Told]]]:
    """What the log says the keeper did, in order: act, outcome, by which opener."""
    asked = "SELECT act, outcome, reason FROM audit_event WHERE job = 'keeper' ORDER BY n"
    with psycopg.connect(postgres.dsn("app", own_database), autocommit=True) as app:
        yield lambda: app.execute(asked).fetchall()


def test_o10_wrong_tries_wait_until_the_log_can_be_written(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]]
) -> None:
    for _ in range(3):
        assert not ask("unseal", WRONG)["ok"]
    assert service.diary.write(conninfo) == 0
    assert told() == []
    assert ask("unseal", RIGHT)["ok"]
    assert service.diary.write(conninfo) == 4
    refused = ("vault:unseal", "refused", "opener-passphrase")
    assert told() == [refused] * 3 + [("vault:unseal", "allowed", "opener-passphrase")]
    assert service.diary.write(conninfo) == 0


def test_o10_closing_is_written_although_it_takes_the_key_away(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]]
) -> None:
    ask("unseal", RIGHT)
    ask("seal")
    ask("seal")
    assert not service.is_open()
    assert service.diary.write(conninfo) == 2
    assert told()[-1] == ("vault:seal", "allowed", "")


def test_o10_every_change_of_who_opens_is_written_and_every_wrong_try_at_it(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]], tmp_path: Path
) -> None:
    ask("unseal", RIGHT)
    file = openers.new_key_file(tmp_path / "root.key")
    way = openers.new_opener(file, added_on="2026-11-23")
    for op in ("prove", "rotate-root"):
        assert not ask(op, WRONG)["ok"]
    assert not ask("add-opener", WRONG, opener=way.to_record())["ok"]
    assert not ask("remove-opener", WRONG, id=way.id)["ok"]
    assert ask("add-opener", RIGHT, opener=way.to_record())["ok"]
    assert ask("remove-opener", RIGHT, id=way.id)["ok"]
    assert ask("rotate-root", RIGHT)["ok"]
    service.diary.write(conninfo)
    tried = ["vault:prove", "vault:rotate-root", "vault:add-opener", "vault:remove-opener"]
    assert told()[1:] == [
        *((act, "refused", "opener-passphrase") for act in tried),
        ("vault:add-opener", "allowed", "opener-key-file"),
        ("vault:remove-opener", "allowed", "opener-key-file"),
        ("vault:rotate-root", "allowed", "opener-passphrase"),
    ]


def test_o10_opening_with_the_recovery_sheets_says_so(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]]
) -> None:
    ask("unseal", RIGHT)
    recovery = openers.recovery_key(SecretKey.new())
    sheets = openers.new_opener(recovery, added_on="2026-11-23")
    ask("add-opener", RIGHT, opener=sheets.to_record())
    ask("seal")
    assert ask("unseal", recovery)["ok"]
    service.diary.write(conninfo)
    assert told()[-1] == ("vault:unseal", "allowed", "opener-sheets")


def test_o10_what_the_keeper_writes_is_a_row_like_every_other(
    service: KeeperService, ask: Ask, conninfo: str
) -> None:
    ask("unseal", WRONG)
    ask("unseal", RIGHT)
    service.diary.write(conninfo)
    held = service.process_keys(Role.WEB)
    version, key = held.newest(Domain.AUDIT_ROW)
    fits = macs.RowMac(lambda: (version, key.reveal()), lambda _: key.reveal()).fits
    with psycopg.connect(conninfo) as database:
        asked = f"SELECT {EVENT_COLUMNS} FROM audit_event e WHERE e.job = 'keeper'"  # noqa: S608 - own names
        rows = [stored_event(row) for row in database.execute(asked.encode())]
    assert len(rows) == 2
    assert all(fits(row.mac_key, row.event.canonical(), row.mac) for row in rows)


def test_o10_a_log_that_is_away_loses_nothing_and_doubles_nothing(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]]
) -> None:
    ask("unseal", RIGHT)
    with pytest.raises(psycopg.Error):
        service.diary.write("host=/nowhere dbname=none")
    again = list(service.diary._waiting)
    assert service.diary.write(conninfo) == 1
    # The answer to a write that succeeded was lost: the same events are written once more.
    service.diary._waiting[:] = again
    assert service.diary.write(conninfo) == 1
    assert len(told()) == 1


def test_o10_a_flood_of_wrong_tries_does_not_fill_the_keepers_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def sealed(_: bytes) -> tuple[int, bytes]:
        raise VaultSealed

    monkeypatch.setattr(happened, "MOST_WAITING", 10)
    diary = Diary(sealed)
    for _ in range(50):
        diary.note(VaultAct.UNSEAL, Kind.PASSPHRASE, refused=True)
    assert len(diary._waiting) == 10


def test_destroyed_keys_are_said_once_and_by_their_name(
    service: KeeperService, ask: Ask, conninfo: str, told: Callable[[], list[Told]]
) -> None:
    assert ask("unseal", RIGHT)["ok"]
    assert ask("new-domain-version", domain=Domain.SIGN.value)["ok"]
    for _ in range(2):
        assert ask("drop-domain-versions", domain=Domain.SIGN.value, below=2)["ok"]
    service.diary.write(conninfo)
    assert told()[1:] == [("vault:destroy-keys", "allowed", "keys-sign")]
