"""The keeper as a real process: sealed at start, careful with clients, quiet about keys."""

import os
import pwd
import secrets
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from house.patience import until
from praxis.audit import macs
from praxis.config import BadConfig
from praxis.core.errors import Refused
from praxis.vault import ceremony, channel, keys, openers, sheets, store
from praxis.vault import keeper as keeper_module
from praxis.vault.chest import Chest
from praxis.vault.client import Client, KeeperAway, KeeperRefused
from praxis.vault.errors import VaultSealed
from praxis.vault.keeper import Keeper
from praxis.vault.keys import Domain, Kind
from praxis.vault.openers import Material
from praxis.vault.roles import RIGHTS, Role
from praxis.vault.service import KeeperService
from seal.age.hybrid import HybridIdentity
from wire.signatures import Purpose, signing_base, verify


@dataclass
class Running:
    """A keeper process and the way to open its vault."""

    data: Path
    way: Material
    process: subprocess.Popen[bytes]

    def client(self, role: str = "web") -> Client:
        return Client(self.data / "run", role)

    def restart(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.process = started(self.data)


def started(data: Path) -> subprocess.Popen[bytes]:
    env = {"PATH": os.environ["PATH"], "PRAXISTRESOR_DATA": str(data)}
    env["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    log = (data / "keeper.log").open("ab")
    command = [sys.executable, "-m", "praxis.vault.keeper"]
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    log.close()
    until(lambda: process.poll() is not None or _answers(data), "the keeper")
    return process


def _answers(data: Path) -> bool:
    try:
        Client(data / "run", "web").status()
    except KeeperAway:
        return False
    return True


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("k")
    way = openers.new_key_file(data / "root.key")
    Chest.create(
        data / "vault", [openers.new_opener(way, added_on="2026-11-23")], on=date(2026, 1, 1)
    )
    found = Running(data, way, started(data))
    yield found
    found.process.kill()
    found.process.wait(10)


@pytest.fixture
def opened(running: Running) -> Iterator[Running]:
    running.client().unseal(running.way)
    yield running
    keys.forget()
    macs.forget()


def test_a_restarted_keeper_is_sealed(opened: Running) -> None:
    opened.client().attach()
    opened.restart()
    assert opened.client().status()["open"] is False
    with pytest.raises(VaultSealed):
        opened.client().fetch()
    assert opened.client().follow() is True  # who has keys works on until it is told otherwise


def test_each_role_gets_its_own_keys_and_no_others(opened: Running) -> None:
    for role in Role:
        found = opened.client(role.value).fetch()
        assert set(found.domains) == set(RIGHTS[role].domains)
        assert {kind for kind, _ in found.epochs} == set(RIGHTS[role].kinds)


def test_j13_no_process_but_the_keeper_holds_sign_or_chain_and_only_mail_holds_mail() -> None:
    given = {role: set(rights.domains) for role, rights in RIGHTS.items()}
    assert not any({Domain.SIGN, Domain.AUDIT_CHAIN} & domains for domains in given.values())
    assert [role for role, domains in given.items() if Domain.MAIL in domains] == [Role.MAIL]
    # The worker opens letters; the carrier, which talks to the relay, holds no key but its log's.
    assert [role for role, domains in given.items() if Domain.POST in domains] == [Role.WORKER]
    assert given[Role.POST] == {Domain.AUDIT_ROW}
    assert Kind.PATIENT not in RIGHTS[Role.POST].kinds + RIGHTS[Role.MAIL].kinds


def test_it_signs_statements_without_giving_the_key(opened: Running) -> None:
    line = opened.client()
    base = signing_base(Purpose.STATEMENT, b"\xa0")
    signature = line.sign_statement(base)
    verify(line.public_keys()["statement"], Purpose.STATEMENT, b"\xa0", signature)
    with pytest.raises(Refused):
        opened.client("mail").sign_statement(base)
    with pytest.raises(Refused):
        line.sign(Purpose.ANCHOR, signing_base(Purpose.ANCHOR, b"\xa0"))


def test_x04_a_statement_key_signs_nothing_else(opened: Running) -> None:
    with pytest.raises(KeeperRefused):
        opened.client().sign(Purpose.STATEMENT, signing_base(Purpose.ANCHOR, b"\xa0"))
    assert opened.client().status()["open"]


def test_it_chains_for_nobody_but_the_worker(opened: Running) -> None:
    version, mac = opened.client("worker").chain(bytes(32))
    assert (version, len(mac)) == (1, 32)
    with pytest.raises(Refused):
        opened.client("web").chain(bytes(32))


def test_attaching_lets_the_process_write_its_log(opened: Running) -> None:
    opened.client().attach()
    version, mac = macs.row_macs().make(b"event")
    assert macs.row_macs().fits(version, b"event", mac)


def test_sealing_makes_every_process_forget(opened: Running) -> None:
    line = opened.client()
    line.attach()
    line.seal()
    assert line.follow() is False
    with pytest.raises(VaultSealed):
        keys.held()
    opened.client().unseal(opened.way)
    assert line.follow() is True


def test_a_change_of_epochs_reaches_the_processes(opened: Running) -> None:
    line = opened.client()
    line.attach()
    line.ask("ensure-epoch", on="2031-01-01")
    line.follow()
    assert (Kind.PATIENT, 203101) in keys.held().epochs
    with pytest.raises(Refused):
        opened.client("mail").ask("retire-epoch", epoch=202601)


def test_the_wrong_key_is_refused_and_the_vault_stays_sealed(running: Running) -> None:
    running.restart()
    with pytest.raises(openers.WrongOpener):
        running.client().unseal(Material(openers.Kind.KEY_FILE, bytes(32)))
    assert running.client().status()["open"] is False


def test_changing_who_can_open_needs_somebody_who_can(opened: Running) -> None:
    mallory = openers.new_escrow(str(HybridIdentity.new().recipient), added_on="2026-11-23")
    wrong = Material(openers.Kind.KEY_FILE, bytes(32))
    with pytest.raises(openers.WrongOpener):
        opened.client().add_opener(mallory, wrong)
    with pytest.raises(openers.WrongOpener):
        opened.client().rotate_root(wrong)
    added = opened.client().add_opener(mallory, opened.way)
    assert opened.client().rotate_root(opened.way) >= 2
    opened.client().remove_opener(added, opened.way)
    opened.restart()
    opened.client().unseal(opened.way)


def test_it_survives_bad_clients(opened: Running) -> None:
    path = str(channel.socket_path(opened.data / "run"))
    for rubbish in (b"", b"\xff", b"\xff" * 4, b"\0\0\0\x05abc", secrets.token_bytes(4096)):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(path)
            line.sendall(rubbish)
    token = channel.token_path(opened.data / "run", "web").read_bytes()
    for message in ({}, {"op": "keys"}, {"op": "keys", "role": "web", "token": b"no"}):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(path)
            channel.send(line, message)
            assert channel.receive(line) is None
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(path)
        for op in ("unknown", "sign", "unseal", "retire-epoch", "chain", "add-opener"):
            channel.send(line, {"op": op, "role": "web", "token": token})
            answer = channel.receive(line)
            assert answer is not None
            assert answer["ok"] is (op == "unseal")  # open already: nothing to do
    assert opened.client().status()["open"]


def test_many_clients_at_once_are_all_answered(opened: Running) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(opened.client().fetch().domains)))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert found == [len(RIGHTS[Role.WEB].domains)] * 20


def test_g04_socket_tokens_and_folder_are_for_the_owner_only(running: Running) -> None:
    folder = running.data / "run"
    assert folder.stat().st_mode & 0o777 == 0o700
    for path in (channel.socket_path(folder), channel.token_path(folder, "web")):
        assert path.stat().st_mode & 0o777 == 0o600


def test_g04_a_readable_vault_stops_the_start(tmp_path: Path) -> None:
    Chest.create(tmp_path / "vault", [], on=date(2026, 1, 1))
    (tmp_path / "vault" / "keyring").chmod(0o644)
    process = started(tmp_path)
    assert process.wait(10) == 1
    assert "0600" in (tmp_path / "keeper.log").read_text("utf-8")


def test_g05_no_core_dumps_and_no_secret_in_arguments_environment_or_log(opened: Running) -> None:
    opened.client().attach()
    proc = Path(f"/proc/{opened.process.pid}")
    limits = (proc / "limits").read_text().splitlines()
    core = next(line.split() for line in limits if line.startswith("Max core file size"))
    assert core[4:6] == ["0", "0"]
    seen = (opened.data / "keeper.log").read_bytes()
    for name in ("cmdline", "environ"):
        try:
            seen += (proc / name).read_bytes()
        except PermissionError:
            continue  # not dumpable: the kernel shows it to root only
    secret = [opened.way.secret, keys.held().newest(Domain.LOGIN)[1].reveal()]
    for value in secret:
        assert value not in seen
        assert value.hex().encode() not in seen


def test_a_foreign_user_is_refused_by_the_kernels_word(tmp_path: Path) -> None:
    def no_chest(material: Material) -> Chest:
        raise openers.WrongOpener

    keeper = Keeper(tmp_path / "run", KeeperService(no_chest), frozenset({os.geteuid() + 1}))
    keeper.listen()
    serving = threading.Thread(target=keeper.serve)
    serving.start()
    try:
        with pytest.raises(KeeperAway):
            Client(tmp_path / "run", "web").status()
    finally:
        keeper.stop()
        serving.join(10)


def test_where_parts_have_users_the_user_decides_what_is_given(tmp_path: Path) -> None:
    def no_chest(material: Material) -> Chest:
        raise openers.WrongOpener

    folder = tmp_path / "keeper"
    folder.mkdir(mode=0o710)
    me = os.geteuid()
    roles = keeper_module.roles_of_users(f"{pwd.getpwuid(me).pw_name}:web+search")
    assert roles == {me: frozenset({Role.WEB, Role.SEARCH})}
    keeper = Keeper(folder, KeeperService(no_chest), frozenset({me}), roles)
    keeper.listen()
    assert not (folder / channel.TOKENS).exists()
    assert channel.socket_path(folder).stat().st_mode & 0o777 == 0o660
    serving = threading.Thread(target=keeper.serve)
    serving.start()
    try:
        assert Client(folder, "web").status()["open"] is False
        with pytest.raises(KeeperAway):
            Client(folder, "worker").status()
    finally:
        keeper.stop()
        serving.join(10)


def test_a_shared_folder_that_others_can_write_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "keeper"
    folder.mkdir()
    folder.chmod(0o770)
    with pytest.raises(store.OpenToOthers):
        Keeper(folder, KeeperService(lambda _: None), frozenset(), {})  # type: ignore[arg-type,return-value] # wrong on purpose


@pytest.mark.parametrize("told", ["nobody-of-this-name:web", "root:everything", "root"])
def test_unknown_users_or_parts_stop_the_start(told: str) -> None:
    with pytest.raises(BadConfig):
        keeper_module.roles_of_users(told)


def test_it_ends_cleanly_when_asked_to(tmp_path: Path) -> None:
    process = started(tmp_path)
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0


def test_it_stays_small_and_imports_no_django() -> None:
    code = "import sys, praxis.vault.keeper; sys.exit('django' in sys.modules)"
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    assert subprocess.run([sys.executable, "-c", code], env=env, check=False).returncode == 0


def test_the_whole_ceremony_from_making_a_vault_to_new_sheets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openers, "ARGON2_MEMORY_KIB", 64)
    file = openers.new_key_file(tmp_path / "root.key")
    words = ceremony.create_vault(tmp_path / "vault", [file])
    process = started(tmp_path)
    try:
        line = Client(tmp_path / "run", "web")
        assert not ceremony.health(line).is_open
        line.unseal(sheets.combine(words[:2]))
        found = ceremony.health(line)
        assert (found.is_open, found.opened_by) == (True, "sheets")
        newer = ceremony.replace_sheets(line, file)
        key = next(way for way, kind, _ in ceremony.health(line).openers if kind == "key-file")
        assert ceremony.remove_opener(line, sheets.combine(newer[1:]), key) == 2
        line.seal()
        for refused in (file, sheets.combine(words[1:])):
            with pytest.raises(openers.WrongOpener):
                line.unseal(refused)
        line.unseal(sheets.combine(newer[:2]))
    finally:
        process.kill()
        process.wait(10)


def test_the_demo_vault_opens_itself_and_says_how_little_that_protects(tmp_path: Path) -> None:
    made = ceremony.create_demo_vault(tmp_path)
    assert ceremony.create_demo_vault(tmp_path) == made
    assert "daneben" in ceremony.PROTECTS[made.kind]
