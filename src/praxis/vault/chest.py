"""The vault's folder, opened: root, domain keys and monthly epochs, and every change to them.

Three files hang together: `openers` (the root, sealed to each opener), `domains` and `keyring`
(everything else, wrapped by the root). Each is replaced in one step, and each names the root
version it hangs on, so that a root rotation that was cut anywhere is finished by the next one. That
is why their reading and writing stand in one file.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

import seal.keys
from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked
from praxis.vault import openers, store
from praxis.vault.errors import UnknownKey, opening
from praxis.vault.keys import Domain, Kind, ProcessKeys
from praxis.vault.openers import Material, Opener
from seal.keys import SecretKey, derive

VERSION: Final = 1
OPENERS, DOMAINS, KEYRING = "openers", "domains", "keyring"
FILES: Final = (OPENERS, DOMAINS, KEYRING)


class VaultExists(Conflict):
    """There is a vault in this folder already; it is never overwritten."""

    message = marked("Hier gibt es schon einen Tresor. Er wird nicht überschrieben.")


class LastOpener(PraxisError):
    """The only way in is not removed."""

    message = marked("Das ist der letzte Weg in den Tresor. Fügen Sie erst einen anderen hinzu.")


class EpochInUse(PraxisError):
    """An epoch is destroyed only after every data key was wrapped again under a newer one."""

    message = marked(
        "Mit diesem Monatsschlüssel sind noch Daten verschlossen; er wird nicht vernichtet."
    )


class State(StrEnum):
    """Whether an epoch still wraps data keys, or only waits for the backups to run out."""

    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Epoch:
    """One month's random key and what it is still for."""

    key: SecretKey
    state: State


def epoch_of(day: date) -> int:
    """The number of a day's epoch: year and month, as in 202611."""
    return day.year * 100 + day.month


class Chest:
    """The opened vault. Lives in the keeper, and in a command while it changes the vault."""

    def __init__(self, folder: Path, vault_id: bytes, roots: Mapping[int, SecretKey]) -> None:
        self.folder = folder
        self.id = vault_id
        self._roots = dict(roots)
        self.domains: dict[Domain, dict[int, SecretKey]] = {}
        self.epochs: dict[int, Epoch] = {}

    def __repr__(self) -> str:
        return "<Chest ‹sealed›>"

    @classmethod
    def create(cls, folder: Path, ways: Iterable[Opener], *, on: date) -> Self:
        """Make a new vault that these openers open; VaultExists if one is there."""
        store.private_folder(folder)
        with store.only_writer(folder):
            if (folder / OPENERS).exists():
                raise VaultExists
            chest = cls(folder, secrets.token_bytes(16), {1: SecretKey.new()})
            chest.domains = {domain: {1: SecretKey.new()} for domain in Domain}
            chest.epochs = {epoch_of(on): Epoch(SecretKey.new(), State.ACTIVE)}
            chest._write_domains()
            chest._write_keyring()
            # Last: a vault exists once it can be opened.
            chest._write_openers([way.sealing(chest._roots) for way in ways])
        return chest

    @classmethod
    def open(cls, folder: Path, material: Material) -> Self:
        """Open the vault in `folder`; WrongOpener, or what `store.read_record` raises."""
        if folder.exists():
            store.check_private(folder)
        found = store.read_record(folder / OPENERS, OPENERS, VERSION)
        ways = [Opener.from_record(record) for record in _list(found)]
        chest = cls(folder, bytes(found["vault"]), openers.open_with(ways, material))
        chest.reload()
        chest.complete()
        return chest

    def reload(self) -> None:
        """Read domain keys and keyring again, as another command may have left them."""
        found = store.read_record(self.folder / DOMAINS, DOMAINS, VERSION)
        domains: dict[Domain, dict[int, SecretKey]] = {}
        for item in _list(found):
            domain, number = Domain(item["domain"]), int(item["number"])
            key = self._unwrap(found, item["wrapped"], f"domain/{domain}", number)
            domains.setdefault(domain, {})[number] = key
        ring = store.read_record(self.folder / KEYRING, KEYRING, VERSION)
        epochs = {}
        for item in _list(ring):
            number = int(item["epoch"])
            key = self._unwrap(ring, item["wrapped"], "epoch", number)
            epochs[number] = Epoch(key, State(item["state"]))
        self.domains, self.epochs = domains, epochs

    def complete(self) -> None:
        """Make the keys of domains this vault was made without, by an older program."""
        if missing := [domain for domain in Domain if domain not in self.domains]:
            with store.only_writer(self.folder):
                self.reload()
                for domain in missing:
                    self.domains.setdefault(domain, {1: SecretKey.new()})
                self._write_domains()

    def files(self) -> dict[str, bytes]:
        """The vault's files as they lie, of one moment; everything in them is wrapped."""
        with store.only_writer(self.folder):
            return {name: (self.folder / name).read_bytes() for name in FILES}

    def recipients(self) -> list[str]:
        """Whom a backup is sealed to: every opener whose secret is a whole key by itself."""
        return [way.recipient for way in self.ways() if way.kind is not openers.Kind.PASSPHRASE]

    def ways(self) -> list[Opener]:
        """The openers of this vault."""
        found = store.read_record(self.folder / OPENERS, OPENERS, VERSION)
        return [Opener.from_record(record) for record in _list(found)]

    def add_opener(self, way: Opener) -> None:
        """Let one more opener in."""
        with store.only_writer(self.folder):
            self._write_openers([*self.ways(), way.sealing(self._roots)])

    def remove_opener(self, opener_id: bytes) -> None:
        """Close one way in; LastOpener if it is the only one. Rotate the root afterwards."""
        with store.only_writer(self.folder):
            kept = [way for way in self.ways() if way.id != opener_id]
            if not any(way.kind is not openers.Kind.ESCROW for way in kept):
                raise LastOpener
            self._write_openers(kept)

    def rotate_root(self) -> int:
        """Replace the root; returns its version. Cut anywhere, the next call finishes it."""
        with store.only_writer(self.folder):
            ways = self.ways()
            if len(self._roots) == 1:
                self._roots[max(self._roots) + 1] = SecretKey.new()
                self._write_openers([way.sealing(self._roots) for way in ways])
            self.reload()
            self._write_domains()
            self._write_keyring()
            newest = max(self._roots)
            self._roots = {newest: self._roots[newest]}
            self._write_openers([way.sealing(self._roots) for way in ways])
        return newest

    def new_domain_version(self, domain: Domain) -> int:
        """Give a domain a new random key beside the old ones; what is sealed follows later."""
        with store.only_writer(self.folder):
            self.reload()
            number = max(self.domains[domain]) + 1
            self.domains[domain][number] = SecretKey.new()
            self._write_domains()
        return number

    def drop_domain_versions(self, domain: Domain, *, below: int | None = None) -> int:
        """Destroy every version below this one (the newest), once nothing needs them any more.

        How many were destroyed.
        """
        with store.only_writer(self.folder):
            self.reload()
            newest = max(self.domains[domain])
            kept = min(below or newest, newest)
            left = {n: key for n, key in self.domains[domain].items() if n >= kept}
            gone = len(self.domains[domain]) - len(left)
            if gone:
                self.domains[domain] = left
                self._write_domains()
        return gone

    def ensure_epoch(self, on: date) -> int:
        """The epoch of this month; made if needed, and the next month's with it."""
        number = epoch_of(on)
        due = [number, epoch_of(on.replace(day=1) + timedelta(days=32))]
        # A clock set back makes no older epoch.
        missing = [n for n in due if n not in self.epochs and n > min(self.epochs)]
        if missing:
            with store.only_writer(self.folder):
                self.reload()
                for n in missing:
                    self.epochs.setdefault(n, Epoch(SecretKey.new(), State.ACTIVE))
                self._write_keyring()
        return number

    def retire_epoch(self, epoch: int) -> None:
        """Every data key left this epoch: from now on it is kept for the backups only."""
        self._set_epoch(epoch, State.RETIRED)

    def revive_epoch(self, epoch: int) -> None:
        """A restored backup needs a retired epoch again."""
        self._set_epoch(epoch, State.ACTIVE)

    def destroy_epoch(self, epoch: int) -> None:
        """Forget a retired epoch for good: backups older than it hold nothing that opens."""
        with store.only_writer(self.folder):
            self.reload()
            if self._epoch(epoch).state is not State.RETIRED:
                raise EpochInUse(detail=f"epoch={epoch}")
            del self.epochs[epoch]
            self._write_keyring()

    def process_keys(self, domains: Iterable[Domain], kinds: Iterable[Kind]) -> ProcessKeys:
        """The keys of these domains and the keys that wrap these kinds of data keys."""
        chosen = list(kinds)
        return ProcessKeys(
            domains={domain: dict(self.domains[domain]) for domain in domains},
            epochs={
                (kind, number): derive(epoch.key, "kek", kind.value)
                for number, epoch in self.epochs.items()
                if epoch.state is State.ACTIVE
                for kind in chosen
            },
        )

    def _set_epoch(self, epoch: int, state: State) -> None:
        with store.only_writer(self.folder):
            self.reload()
            if state is State.RETIRED and epoch == max(self.epochs):
                raise EpochInUse(detail=f"epoch={epoch} is the newest")
            self.epochs[epoch] = Epoch(self._epoch(epoch).key, state)
            self._write_keyring()

    def _epoch(self, epoch: int) -> Epoch:
        if epoch not in self.epochs:
            raise UnknownKey(detail=f"epoch={epoch}")
        return self.epochs[epoch]

    def _unwrap(self, found: Mapping[str, Any], wrapped: bytes, purpose: str, n: int) -> SecretKey:
        root = self._roots.get(int(found["root"]))
        if root is None or bytes(found["vault"]) != self.id:
            raise store.BrokenKeyFile(detail="the files of two vaults or two backups were mixed")
        with opening(f"{purpose} {n}"):
            return seal.keys.unwrap(root, wrapped, purpose=purpose, owner=self.id, key_id=n)

    def _wrap(self, key: SecretKey, purpose: str, n: int) -> bytes:
        root = self._roots[max(self._roots)]
        return seal.keys.wrap(root, key, purpose=purpose, owner=self.id, key_id=n)

    def _write_openers(self, ways: list[Opener]) -> None:
        self._write(OPENERS, [way.to_record() for way in ways])

    def _write_domains(self) -> None:
        items = [
            {"domain": domain.value, "number": n, "wrapped": self._wrap(key, f"domain/{domain}", n)}
            for domain in Domain
            for n, key in sorted(self.domains[domain].items())
        ]
        self._write(DOMAINS, items)

    def _write_keyring(self) -> None:
        items = [
            {"epoch": n, "state": epoch.state.value, "wrapped": self._wrap(epoch.key, "epoch", n)}
            for n, epoch in sorted(self.epochs.items())
        ]
        self._write(KEYRING, items)

    def _write(self, name: str, items: list[dict[str, Any]]) -> None:
        body = {"vault": self.id, "root": max(self._roots), "items": items}
        store.write_record(self.folder / name, name, VERSION, body)


def vault_exists(folder: Path) -> bool:
    """Whether a vault was made in this folder."""
    return (folder / OPENERS).exists()


def _list(found: Mapping[str, Any]) -> list[Any]:
    items = found.get("items")
    if not isinstance(items, list) or not isinstance(found.get("vault"), bytes):
        raise store.BrokenKeyFile(detail="items")
    return items
