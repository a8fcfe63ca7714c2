"""What opens the vault: each opener is a key pair made from a secret; the root is sealed to it.

Because the root is sealed to a public key, it can be replaced without anybody typing a passphrase
or fetching recovery sheets from the safe, and a stolen old root says nothing about the new one.
Making, keeping and opening agree on one layout: hence one file.
"""

import io
import os
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from argon2.low_level import Type, hash_secret_raw

from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.vault.store import BrokenKeyFile, check_private, write_private
from seal.age.file import open_age, seal_age
from seal.age.hybrid import HybridIdentity, HybridRecipient
from seal.errors import SealError
from seal.keys import SecretKey
from wire import cbor
from wire.errors import NotCanonical

# Client minimums: a file that asks for less was tampered with and is refused.
ARGON2_MEMORY_KIB: Final = 256 * 1024
ARGON2_TIME: Final = 3
ARGON2_LANES: Final = 2
_MEMORY_CEILING: Final = 4 * 1024 * 1024
_SALT_BYTES: Final = 16
MIN_PASSPHRASE: Final = 12


class WrongOpener(PraxisError):
    """The passphrase, key file, sheets or escrow identity does not open this vault."""

    message = marked("Damit lässt sich der Tresor nicht öffnen. Bitte prüfen Sie die Eingabe.")
    status = 403


class WeakOpener(PraxisError):
    """The stored parameters are weaker than this program allows (X-13)."""

    message = marked(
        "Die Öffnungsdatei verlangt eine schwächere Prüfung als erlaubt. Sie wurde vermutlich "
        "verändert; bitte spielen Sie den Ordner „vault“ aus der Sicherung ein."
    )


class TooShort(PraxisError):
    """A passphrase below twelve characters."""

    message = marked("Die Passphrase braucht mindestens zwölf Zeichen, besser fünf Wörter.")


class Kind(StrEnum):
    """How an opener is kept."""

    PASSPHRASE = "passphrase"  # noqa: S105 - a kind, not a secret
    KEY_FILE = "key-file"
    CREDENTIAL = "credential"
    SHEETS = "sheets"
    ESCROW = "escrow"


@dataclass(frozen=True, slots=True)
class Material:
    """What somebody brings to open the vault: of one kind, and never shown."""

    kind: Kind
    secret: bytes = field(repr=False)


def passphrase(text: str) -> Material:
    """A typed passphrase, exactly as typed."""
    return Material(Kind.PASSPHRASE, text.encode())


def key_file(path: Path) -> Material:
    """The content of a key file (0600, 32 bytes)."""
    try:
        check_private(path)
        return Material(Kind.KEY_FILE, path.read_bytes())
    except FileNotFoundError:
        raise WrongOpener(message=marked("Die Schlüsseldatei fehlt."), detail=path.name) from None


def new_key_file(path: Path) -> Material:
    """Write a fresh key file (0600)."""
    write_private(path, secrets.token_bytes(32))
    return key_file(path)


def credential(name: str = "praxistresor-root") -> Material:
    """The systemd credential `name` of this unit (LoadCredentialEncrypted=)."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY", "")
    try:
        return Material(Kind.CREDENTIAL, (Path(folder) / name).read_bytes())
    except OSError:
        raise WrongOpener(message=marked("systemd hat keinen Schlüssel übergeben.")) from None


def recovery_key(key: SecretKey) -> Material:
    """The key that two of three recovery sheets give together (`vault.sheets`)."""
    return Material(Kind.SHEETS, key.reveal())


def escrow_identity(text: str) -> Material:
    """The age identity whose recipient was given as escrow."""
    return Material(Kind.ESCROW, text.strip().encode())


@dataclass(frozen=True, slots=True)
class Opener:
    """One way in: its public recipient, how its secret becomes a key, the root sealed to it."""

    id: bytes
    kind: Kind
    recipient: str
    added_on: str
    parameters: Mapping[str, Any]
    sealed: bytes = b""

    def to_record(self) -> dict[str, Any]:
        """The opener as it is stored."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "recipient": self.recipient,
            "added_on": self.added_on,
            "parameters": dict(self.parameters),
            "sealed": self.sealed,
        }

    @classmethod
    def from_record(cls, found: Mapping[str, Any]) -> Self:
        """Read it back; BrokenKeyFile if it is not one."""
        try:
            return cls(
                id=bytes(found["id"]),
                kind=Kind(found["kind"]),
                recipient=str(found["recipient"]),
                added_on=str(found["added_on"]),
                parameters=dict(found["parameters"]),
                sealed=bytes(found["sealed"]),
            )
        except (KeyError, ValueError, TypeError) as error:
            raise BrokenKeyFile(detail="opener") from error

    def sealing(self, roots: Mapping[int, SecretKey]) -> Self:
        """The same opener with these root keys sealed to it."""
        plain = cbor.encode(
            {"opener": self.id, "roots": [[n, roots[n].reveal()] for n in sorted(roots)]}
        )
        recipient = HybridRecipient.parse(self.recipient)
        sealed = b"".join(seal_age([plain], [recipient]))
        return type(self)(
            self.id, self.kind, self.recipient, self.added_on, self.parameters, sealed
        )

    def open(self, material: Material) -> dict[int, SecretKey]:
        """The root keys by version; WrongOpener, WeakOpener."""
        identity = _identity(material, self.parameters)
        try:
            plain = b"".join(open_age(io.BytesIO(self.sealed), [identity]))
            found: Any = cbor.decode(plain)
            if found["opener"] != self.id:
                raise WrongOpener(detail="another opener's seal")
            return {int(n): SecretKey(key) for n, key in found["roots"]}
        except (SealError, NotCanonical, KeyError, TypeError, ValueError):
            raise WrongOpener(detail=self.kind.value) from None


def new_opener(material: Material, *, added_on: str, sheet_set: int | None = None) -> Opener:
    """An opener for this material, still without the root; TooShort for a weak passphrase.

    `sheet_set` is the number every recovery sheet of a set carries, so that one can be checked.
    """
    parameters: dict[str, Any] = {} if sheet_set is None else {"set": sheet_set}
    if material.kind is Kind.PASSPHRASE:
        if len(material.secret.decode()) < MIN_PASSPHRASE:
            raise TooShort
        parameters = {
            "salt": secrets.token_bytes(_SALT_BYTES),
            "memory_kib": ARGON2_MEMORY_KIB,
            "time": ARGON2_TIME,
            "lanes": ARGON2_LANES,
        }
    recipient = str(_identity(material, parameters).recipient)
    return Opener(secrets.token_bytes(16), material.kind, recipient, added_on, parameters)


def new_escrow(recipient: str, *, added_on: str) -> Opener:
    """An escrow opener: only the public age recipient (hybrid) is needed to add it."""
    try:
        parsed = HybridRecipient.parse(recipient.strip())
    except (SealError, ValueError):
        raise WrongOpener(message=marked("Das ist kein gültiger age-Empfänger.")) from None
    return Opener(secrets.token_bytes(16), Kind.ESCROW, str(parsed), added_on, {})


def open_with(openers: Sequence[Opener], material: Material) -> dict[int, SecretKey]:
    """The root keys, through any opener of this kind that fits; WrongOpener if none does."""
    refused: WrongOpener | None = None
    for opener in of_kind(openers, material.kind):
        try:
            return opener.open(material)
        except WrongOpener as error:
            refused = error
    raise refused or WrongOpener(detail=f"no opener of kind {material.kind}")


def of_kind(openers: Iterable[Opener], kind: Kind) -> list[Opener]:
    """The openers of one kind."""
    return [opener for opener in openers if opener.kind is kind]


def identity(material: Material) -> HybridIdentity:
    """What opens a backup; WrongOpener for a passphrase, to which none is sealed."""
    if material.kind is Kind.PASSPHRASE:
        raise WrongOpener(detail="a passphrase opens no backup")
    return _identity(material, {})


def _identity(material: Material, parameters: Mapping[str, Any]) -> HybridIdentity:
    if material.kind is Kind.ESCROW:
        try:
            return HybridIdentity.parse(material.secret.decode())
        except (SealError, ValueError):
            raise WrongOpener(detail="escrow identity") from None
    if material.kind is Kind.PASSPHRASE:
        return HybridIdentity(_stretched(material.secret, parameters))
    if len(material.secret) != 32:
        raise WrongOpener(detail=f"{material.kind} is not 32 bytes")
    return HybridIdentity(SecretKey(material.secret))


def _stretched(text: bytes, parameters: Mapping[str, Any]) -> SecretKey:
    try:
        memory, rounds = int(parameters["memory_kib"]), int(parameters["time"])
        lanes, salt = int(parameters["lanes"]), bytes(parameters["salt"])
    except (KeyError, TypeError, ValueError) as error:
        raise BrokenKeyFile(detail="passphrase parameters") from error
    if (
        not ARGON2_MEMORY_KIB <= memory <= _MEMORY_CEILING
        or not ARGON2_TIME <= rounds <= 64
        or not ARGON2_LANES <= lanes <= 16
        or len(salt) < _SALT_BYTES
    ):
        raise WeakOpener(detail=f"m={memory} t={rounds} p={lanes}")
    return SecretKey(hash_secret_raw(text, salt, rounds, memory, lanes, 32, Type.ID))
