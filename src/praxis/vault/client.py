"""A process asks the keeper: for its own keys, for a signature, for the state of the vault."""

import socket
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from praxis.audit import macs
from praxis.config import config
from praxis.core.errors import PraxisError, Refused, Unavailable
from praxis.core.words import marked
from praxis.vault import channel, hardening, keys, openers
from praxis.vault.errors import UnknownKey, VaultSealed
from praxis.vault.keys import Domain, ProcessKeys
from praxis.vault.openers import Material, Opener
from wire.signatures import Purpose

PATIENCE: Final = 15.0


class KeeperAway(Unavailable):
    """The keeper does not answer."""

    message = marked("Der Schlüsseldienst antwortet nicht. Bitte starten Sie den Praxisserver neu.")


class KeeperRefused(PraxisError):
    """The keeper answered with a refusal; its sentence is passed on."""


class Client:
    """One process's line to the keeper; opens a connection per question."""

    def __init__(self, folder: Path, role: str) -> None:
        self._folder = folder
        self._role = role
        self.generation = 0

    def ask(self, op: str, **said: Any) -> dict[str, Any]:
        """Ask once. KeeperAway, VaultSealed, WrongOpener, Refused or KeeperRefused."""
        try:
            token = self._token()
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
                line.settimeout(PATIENCE)
                line.connect(str(channel.socket_path(self._folder)))
                channel.send(line, {"op": op, "role": self._role, "token": token, **said})
                answer = channel.receive(line)
        except (OSError, channel.BadMessage) as error:
            raise KeeperAway(detail=type(error).__name__) from None
        if answer is None:
            raise KeeperAway(detail="refused the connection")
        if not answer["ok"]:
            raise _refusal(answer)
        return answer

    def _token(self) -> bytes:
        """Empty where the keeper tells parts apart by their user."""
        try:
            return channel.token_path(self._folder, self._role).read_bytes()
        except FileNotFoundError:
            return b""

    def status(self) -> dict[str, Any]:
        """Whether the vault is open, by what, which openers and epochs there are."""
        return self.ask("status")

    def fetch(self) -> ProcessKeys:
        """The keys of this role."""
        answer = self.ask("keys")
        self.generation = int(answer["generation"])
        return channel.read_keys(answer)

    def attach(self, *, wait: float = 0.0) -> ProcessKeys:
        """Fetch this process's keys and use them; waits up to `wait` seconds for the vault.

        Also hands the audit-row key to `praxis.audit`. VaultSealed or KeeperAway afterwards.
        """
        until = time.monotonic() + wait
        while True:
            try:
                held = _use(self.fetch())
                keys.fetch_again_with(self.follow)
                return held
            except (VaultSealed, KeeperAway):
                if time.monotonic() >= until:
                    raise
                time.sleep(min(0.5, max(0.0, until - time.monotonic())))

    def follow(self) -> bool:
        """Keep in step with the keeper: fetch again after a change, forget after a sealing.

        Call it every few seconds. A keeper that is away changes nothing: work goes on with the
        keys this process has. Returns whether this process holds keys now.
        """
        try:
            state = self.status()
        except KeeperAway:
            return keys.is_open()
        if state["open"]:
            if not keys.is_open() or state["generation"] != self.generation:
                _use(self.fetch())
                keys.fetch_again_with(self.follow)
        elif state["sealed_on_purpose"]:
            keys.forget()
            macs.forget()
        return keys.is_open()

    def unseal(self, material: Material) -> None:
        """Open the vault; WrongOpener."""
        self.ask("unseal", **_said(material))

    def seal(self) -> None:
        """Close the vault; every process forgets its keys within seconds (`follow`)."""
        self.ask("seal")

    def sign(self, purpose: Purpose, base: bytes, version: int = 0) -> bytes:
        """An Ed25519 signature over `wire.signatures.signing_base`, made inside the keeper.

        By the key of one version of *sign*; 0 is the newest. UnknownKey once it was destroyed.
        """
        asked = self.ask("sign", purpose=purpose.value, base=base, version=version)
        return bytes(asked["signature"])

    def sign_statement(self, base: bytes) -> bytes:
        """The practice's signature under a statement."""
        return self.sign(Purpose.STATEMENT, base)

    def public_keys(self, version: int = 0) -> Mapping[str, bytes]:
        """The practice's public signing keys: statement, request, anchor, practice, backup."""
        found = self.ask("public", version=version)["keys"]
        return {name: bytes(key) for name, key in found.items()}

    def sign_version(self) -> int:
        """The newest version of *sign*."""
        return int(self.ask("public")["version"])

    def chain(self, found: bytes) -> tuple[int, bytes]:
        """(key version, MAC) of a chain hash."""
        answer = self.ask("chain", hash=found)
        return int(answer["version"]), bytes(answer["mac"])

    def for_backup(self) -> tuple[bytes, Mapping[str, bytes], list[str]]:
        """The vault's id, its wrapped files, and the age recipients of a backup."""
        answer = self.ask("backup")
        files = {str(name): bytes(data) for name, data in answer["files"].items()}
        return bytes(answer["vault"]), files, [str(one) for one in answer["recipients"]]

    def prove(self, proof: Material) -> None:
        """Whether this opens the vault; changes nothing. WrongOpener."""
        self.ask("prove", **_said(proof))

    def add_opener(self, way: Opener, proof: Material) -> bytes:
        """Let one more way in, proven by one that opens already; returns its id."""
        return bytes(self.ask("add-opener", opener=way.to_record(), **_said(proof))["id"])

    def remove_opener(self, opener_id: bytes, proof: Material) -> None:
        """Close one way in."""
        self.ask("remove-opener", id=opener_id, **_said(proof))

    def rotate_root(self, proof: Material) -> int:
        """Replace the root key; every opener keeps working."""
        return int(self.ask("rotate-root", **_said(proof))["root"])


def client(role: str = "") -> Client:
    """The line of this process to the keeper of this practice server."""
    return Client(config().keeper_folder, role or config().process)


def _use(held: ProcessKeys) -> ProcessKeys:
    # Whoever holds keys leaves no copy of its memory behind (G-05), not only the keeper.
    hardening.no_core_dumps()
    keys.install(held)
    macs.install(
        macs.RowMac(
            newest=lambda: _revealed(held),
            key=lambda version: held.domain(Domain.AUDIT_ROW, version).reveal(),
        )
    )
    return held


def _revealed(held: ProcessKeys) -> tuple[int, bytes]:
    version, key = held.newest(Domain.AUDIT_ROW)
    return version, key.reveal()


def _said(material: Material) -> dict[str, Any]:
    return {"kind": material.kind.value, "secret": material.secret}


def _refusal(answer: Mapping[str, Any]) -> PraxisError:
    name, text = str(answer.get("error")), str(answer.get("message", ""))
    known: dict[str, type[PraxisError]] = {
        "VaultSealed": VaultSealed,
        "WrongOpener": openers.WrongOpener,
        "UnknownKey": UnknownKey,
        "NotThisRole": Refused,
    }
    return known.get(name, KeeperRefused)(message=text, detail=name)
