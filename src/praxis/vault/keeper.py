"""The keeper: one small process that holds the root key (`python -m praxis.vault.keeper`).

It imports no Django. Everything secret reaches it over its socket; nothing secret stands in its
arguments, its environment or its log. Started again, it is sealed.
"""

import contextlib
import logging
import os
import pwd
import secrets
import signal
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import psycopg

from praxis.audit.chainer import Chainer
from praxis.config import BadConfig, Config
from praxis.core import logs
from praxis.core.errors import PraxisError
from praxis.vault import channel, hardening, store
from praxis.vault.chest import Chest
from praxis.vault.roles import Role
from praxis.vault.service import KeeperService, refuse_readable
from seal.keys import same

log = logging.getLogger("praxis.keeper")

MAX_CLIENTS: Final = 64
PATIENCE: Final = 10.0


class Keeper:
    """Listens in `folder`, answers known roles of known users, runs its periodic duties."""

    def __init__(
        self,
        folder: Path,
        service: KeeperService,
        uids: frozenset[int],
        roles: Mapping[int, frozenset[Role]] | None = None,
    ) -> None:
        self._roles = roles
        self._folder = store.private_folder(folder) if roles is None else _shared(folder)
        self._service = service
        self._uids = uids
        self._tokens = {role: secrets.token_bytes(32) for role in Role}
        self._slots = threading.BoundedSemaphore(MAX_CLIENTS)
        self._ending = threading.Event()
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)

    def listen(self) -> None:
        """Take the socket (0600) and write a fresh token per role (0600).

        Where parts run as users of their own, the kernel says who asks: no tokens, and a socket
        for our group (0660).
        """
        if self._roles is None:
            store.private_folder(self._folder / channel.TOKENS)
            for role, token in self._tokens.items():
                store.write_private(channel.token_path(self._folder, role), token)
        path = channel.socket_path(self._folder)
        path.unlink(missing_ok=True)
        before = os.umask(0o177 if self._roles is None else 0o117)
        try:
            self._listener.bind(str(path))
        finally:
            os.umask(before)
        self._listener.listen(MAX_CLIENTS)
        self._listener.settimeout(0.5)

    def serve(self) -> None:
        """Answer until `stop`."""
        while not self._ending.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                break
            if not self._slots.acquire(blocking=False):
                connection.close()
                continue
            threading.Thread(target=self._client, args=[connection], daemon=True).start()
        self._listener.close()

    def stop(self) -> None:
        """End `serve` and the periodic duties."""
        self._ending.set()

    def run_periodic(
        self, duty: Callable[[], object], every: float = 1.0, *, also_sealed: bool = False
    ) -> threading.Thread:
        """Call `duty` every so often while the vault is open; its errors are logged by type."""

        def repeat() -> None:
            while not self._ending.wait(every):
                if not (also_sealed or self._service.is_open()):
                    continue
                try:
                    duty()
                except (psycopg.Error, OSError, PraxisError) as error:
                    log.warning("periodic duty failed: %s", type(error).__name__)

        thread = threading.Thread(target=repeat, daemon=True)
        thread.start()
        return thread

    def _client(self, connection: socket.socket) -> None:
        try:
            with connection:
                connection.settimeout(PATIENCE)
                self._talk(connection)
        except (OSError, channel.BadMessage) as error:
            # A bad client is its own problem: this thread ends, the keeper goes on.
            log.warning("client dropped: %s", type(error).__name__)
        finally:
            self._slots.release()

    def _talk(self, connection: socket.socket) -> None:
        uid = channel.peer_uid(connection)
        if uid not in (self._uids if self._roles is None else self._roles):
            log.warning("a foreign user was refused")
            return
        while (message := channel.receive(connection)) is not None:
            role = self._role(message, uid)
            if role is None:
                log.warning("a wrong token was refused")
                return
            channel.send(connection, self._service.answer(role, message))

    def _role(self, message: dict[str, object], uid: int) -> Role | None:
        token = message.get("token")
        with contextlib.suppress(ValueError):
            role = Role(str(message.get("role")))
            if self._roles is not None:
                return role if role in self._roles[uid] else None
            if isinstance(token, bytes) and same(token, self._tokens[role]):
                return role
        return None


def _shared(folder: Path) -> Path:
    """A folder our group may enter and nobody else; only we may write in it. OpenToOthers."""
    found = folder.stat()
    if found.st_uid != os.geteuid() or found.st_mode & 0o027:
        raise store.OpenToOthers(detail=f"{folder.name} mode={found.st_mode & 0o777:o}")
    return folder


def roles_of_users(told: str) -> dict[int, frozenset[Role]]:
    """Read `name:part+part name:part`; BadConfig for an unknown user or part."""
    try:
        pairs = [one.split(":") for one in told.split()]
        return {
            pwd.getpwnam(name).pw_uid: frozenset(Role(part) for part in parts.split("+"))
            for name, parts in pairs
        }
    except (KeyError, ValueError) as error:
        raise BadConfig(f"PRAXISTRESOR_USERS: {type(error).__name__}") from None


def build(config: Config) -> Keeper:
    """The keeper of this practice server, with the chainer as its duty."""
    locked = hardening.lock_memory() or not hardening.may_be_swapped()
    service = KeeperService(lambda material: Chest.open(config.vault, material), locked=locked)
    roles = roles_of_users(config.users) if config.users else None
    keeper = Keeper(config.keeper_folder, service, frozenset({os.geteuid()}), roles)
    keeper.run_periodic(service.keep_epochs, every=600.0)
    if config.chain_database:
        chainer = Chainer(config.chain_database, service.chain_mac)
        keeper.run_periodic(chainer.run_once)
        # Also when sealed: that it was closed is written at once.
        keeper.run_periodic(lambda: service.diary.write(config.chain_database), also_sealed=True)
    return keeper


def main() -> int:
    """Run until SIGTERM or SIGINT."""
    logs.say_only_what_is_safe()
    hardening.no_core_dumps()
    os.umask(0o077)
    config = Config.read(os.environ)
    try:
        if config.vault.exists():
            store.check_private(config.vault)
            for path in config.vault.iterdir():
                store.check_private(path)
        keeper = build(config)
        keeper.listen()
    except store.OpenToOthers as error:
        sys.stderr.write(refuse_readable(error) + "\n")
        return 1
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: keeper.stop())
    log.info("ready, sealed")
    keeper.serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
