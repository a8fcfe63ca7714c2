"""How the keeper and its clients talk: u32 length ‖ deterministic CBOR map, both ways."""

import socket
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from praxis.vault.keys import Domain, Kind, ProcessKeys
from seal.keys import SecretKey
from wire import cbor
from wire.errors import NotCanonical

MAX_MESSAGE: Final = 1 << 20
SOCKET: Final = "keeper.sock"
TOKENS: Final = "keeper-tokens"


class BadMessage(Exception):
    """The other side does not speak our language, or broke off."""


def socket_path(folder: Path) -> Path:
    """Where the keeper listens."""
    return folder / SOCKET


def token_path(folder: Path, role: str) -> Path:
    """Where the token of a role lies (0600)."""
    return folder / TOKENS / role


def send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Send one message."""
    data = cbor.encode(message)
    if len(data) > MAX_MESSAGE:
        raise BadMessage("too long")
    connection.sendall(len(data).to_bytes(4, "big") + data)


def receive(connection: socket.socket) -> dict[str, Any] | None:
    """The next message, None at the end; BadMessage."""
    head = _exactly(connection, 4)
    if head is None:
        return None
    length = int.from_bytes(head, "big")
    if length > MAX_MESSAGE:
        raise BadMessage("too long")
    data = _exactly(connection, length)
    if data is None:
        raise BadMessage("broken off")
    try:
        found = cbor.decode(data)
    except NotCanonical as error:
        raise BadMessage(str(error)) from None
    if not isinstance(found, dict):
        raise BadMessage("not a map")
    return found


def peer_uid(connection: socket.socket) -> int:
    """The user id of the process at the other end, as the kernel knows it."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _pid, uid, _gid = struct.unpack("3i", raw)
    return int(uid)


def write_keys(keys: ProcessKeys) -> dict[str, Any]:
    """Process keys as a message."""
    return {
        "domains": [
            [domain.value, version, key.reveal()]
            for domain, versions in keys.domains.items()
            for version, key in versions.items()
        ],
        "epochs": [[kind.value, n, key.reveal()] for (kind, n), key in keys.epochs.items()],
    }


def read_keys(message: Mapping[str, Any]) -> ProcessKeys:
    """Process keys out of a message."""
    domains: dict[Domain, dict[int, SecretKey]] = {}
    for name, version, key in message["domains"]:
        domains.setdefault(Domain(name), {})[version] = SecretKey(key)
    epochs = {(Kind(kind), number): SecretKey(key) for kind, number, key in message["epochs"]}
    return ProcessKeys(domains=domains, epochs=epochs)


def _exactly(connection: socket.socket, count: int) -> bytes | None:
    data = bytearray()
    while len(data) < count:
        piece = connection.recv(min(count - len(data), 65536))
        if not piece:
            if data:
                raise BadMessage("broken off")
            return None
        data += piece
    return bytes(data)
