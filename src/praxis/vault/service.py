"""What the keeper answers: every operation, who may ask for it, and nothing that shows a key.

It is one file so that whoever asks what the keeper can be asked reads a single list.
"""
# ruff: noqa: ARG002 - every operation takes role and message, whether it needs them or not

import hmac
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

from praxis.core import clock
from praxis.core.errors import PraxisError, Refused
from praxis.core.words import marked
from praxis.vault import channel, openers
from praxis.vault.chest import Chest
from praxis.vault.errors import UnknownKey, VaultSealed
from praxis.vault.happened import Diary, VaultAct
from praxis.vault.keys import Domain, ProcessKeys
from praxis.vault.openers import Material, Opener
from praxis.vault.roles import BACKUP_FROM, RIGHTS, SIGNING_KEYS, Rights, Role
from praxis.vault.store import OpenToOthers
from seal.errors import SealError
from seal.keys import derive, mac
from seal.signing import STATEMENT_PURPOSES, SigningKey
from wire.signatures import Purpose

Answer = dict[str, Any]
MAX_SIGNED: Final = 64 * 1024


class NotThisRole(Refused):
    """The role may not ask the keeper for this."""

    message = marked("Dieser Programmteil darf das nicht.")


class KeeperService:
    """The keeper's state: sealed, or an opened chest. One lock around every change."""

    def __init__(self, open_chest: Callable[[Material], Chest], *, locked: bool = False) -> None:
        self._open_chest = open_chest
        self._lock = threading.RLock()
        self._chest: Chest | None = None
        self._sealed_on_purpose = False
        self._generation = 0
        self._way = ""
        self._memory_locked = locked
        self.diary = Diary(self._row_mac)
        self._operations: dict[str, Callable[[Role, Mapping[str, Any]], Answer]] = {
            "status": self._status,
            "unseal": self._unseal,
            "seal": self._seal,
            "keys": self._keys,
            "sign": self._sign,
            "public": self._public,
            "chain": self._chain,
            "backup": self._backup,
            "prove": self._prove,
            "add-opener": self._add_opener,
            "remove-opener": self._remove_opener,
            "rotate-root": self._rotate_root,
            "new-domain-version": self._new_domain_version,
            "drop-domain-versions": self._drop_domain_versions,
            "ensure-epoch": self._ensure_epoch,
            "retire-epoch": self._retire_epoch,
            "revive-epoch": self._revive_epoch,
            "destroy-epoch": self._destroy_epoch,
        }

    def __repr__(self) -> str:
        return "<KeeperService ‹sealed›>"

    def answer(self, role: Role, message: Mapping[str, Any]) -> Answer:
        """Carry out one request; a refusal becomes an answer, never a crash."""
        operation = self._operations.get(str(message.get("op")))
        if operation is None:
            return {"ok": False, "error": "unknown"}
        try:
            with self._lock:
                return {"ok": True, **operation(role, message)}
        except PraxisError as error:
            return {"ok": False, "error": type(error).__name__, "message": error.german}
        except (KeyError, ValueError, TypeError, AttributeError, SealError):
            return {"ok": False, "error": "BadRequest"}

    def chain_mac(self, found: bytes) -> tuple[int, bytes]:
        """(version, MAC) of a chain hash under the audit-chain key; VaultSealed."""
        with self._lock:
            versions = self._opened().domains[Domain.AUDIT_CHAIN]
            version = max(versions)
            return version, mac(versions[version], "audit-chain", found)

    def _row_mac(self, message: bytes) -> tuple[int, bytes]:
        """(version, MAC) of a row of the log, as every process makes it; VaultSealed."""
        with self._lock:
            versions = self._opened().domains[Domain.AUDIT_ROW]
            version = max(versions)
            return version, hmac.digest(versions[version].reveal(), message, "sha256")

    def process_keys(self, role: Role) -> ProcessKeys:
        """What this role is given; VaultSealed. For who holds the chest in its own process."""
        with self._lock:
            return self._opened().process_keys(RIGHTS[role].domains, RIGHTS[role].kinds)

    def keep_epochs(self, on: date | None = None) -> int:
        """Make this and next month's epoch if they are not there; a duty of the keeper."""
        with self._lock:
            chest = self._opened()
            before = len(chest.epochs)
            epoch = chest.ensure_epoch(on or clock.today())
            if len(chest.epochs) != before:
                self._changed()
            return epoch

    def is_open(self) -> bool:
        """Whether the vault is open."""
        return self._chest is not None

    def _opened(self) -> Chest:
        if self._chest is None:
            raise VaultSealed
        return self._chest

    def _status(self, role: Role, message: Mapping[str, Any]) -> Answer:
        chest = self._chest
        return {
            "open": chest is not None,
            "sealed_on_purpose": self._sealed_on_purpose,
            "generation": self._generation,
            "opened_by": self._way,
            "memory_locked": self._memory_locked,
            "epochs": [[n, e.state.value] for n, e in sorted(chest.epochs.items())]
            if chest
            else [],
            "sheets": [
                [w.added_on, w.parameters.get("set")]
                for w in openers.of_kind(chest.ways(), openers.Kind.SHEETS)
            ]
            if chest
            else [],
            "openers": [[w.id, w.kind.value, w.added_on] for w in chest.ways()] if chest else [],
        }

    def _unseal(self, role: Role, message: Mapping[str, Any]) -> Answer:
        if self._chest is None:
            material = _material(message)
            with self._trying(VaultAct.UNSEAL, material):
                chest = self._open_chest(material)
            chest.ensure_epoch(clock.today())
            self._chest, self._way = chest, material.kind.value
            self._sealed_on_purpose = False
            self._generation += 1
            self.diary.note(VaultAct.UNSEAL, material.kind)
        return {"generation": self._generation}

    def _seal(self, role: Role, message: Mapping[str, Any]) -> Answer:
        if self._chest is not None:
            # Before the key of the log goes: this event must not wait for the next opening.
            self.diary.note(VaultAct.SEAL, None)
        self._chest, self._way, self._sealed_on_purpose = None, "", True
        self._generation += 1
        return {}

    def _keys(self, role: Role, message: Mapping[str, Any]) -> Answer:
        rights = RIGHTS[role]
        chest = self._opened()
        keys = chest.process_keys(rights.domains, rights.kinds)
        return {"generation": self._generation, **channel.write_keys(keys)}

    def _sign(self, role: Role, message: Mapping[str, Any]) -> Answer:
        purpose, base = Purpose(message["purpose"]), bytes(message["base"])
        if purpose not in RIGHTS[role].signs or len(base) > MAX_SIGNED:
            raise NotThisRole(detail=f"{role} signs {purpose}")
        return {"signature": self._signing_key(purpose, message.get("version")).sign(base)}

    def _public(self, role: Role, message: Mapping[str, Any]) -> Answer:
        keys = {name: purpose for purpose, name in SIGNING_KEYS.items()}
        version = message.get("version") or max(self._opened().domains[Domain.SIGN])
        public = {name: self._signing_key(keys[name], version).public for name in sorted(keys)}
        return {"keys": public, "version": version}

    def _signing_key(self, purpose: Purpose, version: int | None) -> SigningKey:
        """The key of this version of *sign*; without one, of the newest. UnknownKey."""
        domain = BACKUP_FROM if purpose is Purpose.BACKUP else Domain.SIGN
        versions = self._opened().domains[domain]
        chosen = version if version and domain is Domain.SIGN else max(versions)
        if chosen not in versions:
            raise UnknownKey(detail=f"domain={domain} version={chosen}")
        name = SIGNING_KEYS[purpose]
        seed = derive(versions[chosen], "ed25519", name)
        purposes = STATEMENT_PURPOSES if name == "statement" else (purpose,)
        return SigningKey(seed, *purposes)

    def _chain(self, role: Role, message: Mapping[str, Any]) -> Answer:
        if not RIGHTS[role].chains:
            raise NotThisRole(detail=f"{role} chains")
        version, made = self.chain_mac(bytes(message["hash"]))
        return {"version": version, "mac": made}

    def _backup(self, role: Role, message: Mapping[str, Any]) -> Answer:
        """The vault's files as they lie (wrapped), and to whom a backup is sealed."""
        if not RIGHTS[role].backs_up:
            raise NotThisRole(detail=f"{role} backs up")
        chest = self._opened()
        return {"vault": chest.id, "files": chest.files(), "recipients": chest.recipients()}

    def _prove(self, role: Role, message: Mapping[str, Any]) -> Answer:
        self._proven(message, VaultAct.PROVE)
        return {}

    def _add_opener(self, role: Role, message: Mapping[str, Any]) -> Answer:
        way = Opener.from_record(message["opener"])
        self._proven(message, VaultAct.ADD_OPENER).add_opener(way)
        self.diary.note(VaultAct.ADD_OPENER, way.kind)
        return {"id": way.id}

    def _remove_opener(self, role: Role, message: Mapping[str, Any]) -> Answer:
        wanted = bytes(message["id"])
        chest = self._proven(message, VaultAct.REMOVE_OPENER)
        kinds = [way.kind for way in chest.ways() if way.id == wanted]
        chest.remove_opener(wanted)
        if kinds:
            self.diary.note(VaultAct.REMOVE_OPENER, kinds[0])
        return {}

    def _rotate_root(self, role: Role, message: Mapping[str, Any]) -> Answer:
        root = self._proven(message, VaultAct.ROTATE_ROOT).rotate_root()
        self.diary.note(VaultAct.ROTATE_ROOT, openers.Kind(message["kind"]))
        return {"root": root}

    def _new_domain_version(self, role: Role, message: Mapping[str, Any]) -> Answer:
        number = self._managed(role).new_domain_version(Domain(message["domain"]))
        return {"number": number, **self._changed()}

    def _drop_domain_versions(self, role: Role, message: Mapping[str, Any]) -> Answer:
        domain = Domain(message["domain"])
        if self._managed(role).drop_domain_versions(domain, below=message.get("below")):
            self.diary.note(VaultAct.DESTROY_KEYS, what=f"keys-{domain}")
        return self._changed()

    def _ensure_epoch(self, role: Role, message: Mapping[str, Any]) -> Answer:
        self._managed(role)
        on = date.fromisoformat(message["on"]) if message.get("on") else clock.today()
        return {"epoch": self.keep_epochs(on)}

    def _retire_epoch(self, role: Role, message: Mapping[str, Any]) -> Answer:
        self._managed(role).retire_epoch(int(message["epoch"]))
        return self._changed()

    def _revive_epoch(self, role: Role, message: Mapping[str, Any]) -> Answer:
        self._managed(role).revive_epoch(int(message["epoch"]))
        return self._changed()

    def _destroy_epoch(self, role: Role, message: Mapping[str, Any]) -> Answer:
        self._managed(role).destroy_epoch(int(message["epoch"]))
        return self._changed()

    def _changed(self) -> Answer:
        self._generation += 1
        return {"generation": self._generation}

    def _managed(self, role: Role) -> Chest:
        rights: Rights = RIGHTS[role]
        if not rights.manages:
            raise NotThisRole(detail=f"{role} manages")
        return self._opened()

    def _proven(self, message: Mapping[str, Any], act: VaultAct) -> Chest:
        """Changing who can open needs somebody who can: the process alone is not enough."""
        chest, material = self._opened(), _material(message)
        with self._trying(act, material):
            openers.open_with(chest.ways(), material)
        return chest

    @contextmanager
    def _trying(self, act: VaultAct, material: Material) -> Iterator[None]:
        """What does not open is noted, whoever asked."""
        try:
            yield
        except openers.WrongOpener:
            self.diary.note(act, material.kind, refused=True)
            raise


def _material(message: Mapping[str, Any]) -> Material:
    return Material(openers.Kind(message["kind"]), bytes(message["secret"]))


def refuse_readable(error: OpenToOthers) -> str:
    """The sentence with which a start is refused."""
    return f"{error.german} ({error.detail})"
