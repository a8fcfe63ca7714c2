"""What one backup consists of, as the practice signed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from praxis.running.backup.errors import BrokenBackup, ForeignBackup, NewerBackup
from praxis.running.backup.target import Written
from wire import cbor
from wire.errors import BadKey, BadSignature, NotCanonical
from wire.requests import Sign
from wire.signatures import Purpose, signing_base, verify

KIND: Final = "praxistresor/backup"
VERSION: Final = 1
LIMIT: Final = 1 << 30
ADDRESS: Final = 32


@dataclass(frozen=True, slots=True)
class Table:
    """One table as it was copied: its columns in order, rows, and the hash of its copied text."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Pack:
    """One file of sealed documents, of this backup or an earlier one, and the addresses in it."""

    file: Written
    addresses: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Manifest:
    """The whole backup: `vault` says whose, `migrations` which tables, `audit` how far the log."""

    name: str
    made_at: int
    vault: bytes
    migrations: tuple[tuple[str, str], ...]
    tables_file: Written
    keys_file: Written
    tables: tuple[Table, ...]
    packs: tuple[Pack, ...]
    documents: int
    missing: int
    audit: tuple[int, bytes]
    epoch: bytes

    def signed(self, sign: Sign) -> bytes:
        """The manifest with the practice's signature under it."""
        body = cbor.encode(self._record())
        return cbor.encode([body, sign(signing_base(Purpose.BACKUP, body))])

    def _record(self) -> dict[str, Any]:
        return {
            "kind": KIND, "version": VERSION, "name": self.name, "made_at": self.made_at,
            "vault": self.vault, "migrations": [list(one) for one in self.migrations],
            "tables_file": _file(self.tables_file), "keys_file": _file(self.keys_file),
            "tables": [[t.name, list(t.columns), t.rows, t.sha256] for t in self.tables],
            "packs": [[_file(p.file), b"".join(sorted(p.addresses))] for p in self.packs],
            "documents": self.documents, "missing": self.missing, "audit": list(self.audit),
            "epoch": self.epoch,
        }  # fmt: skip

    @classmethod
    def read(cls, found: Mapping[str, Any]) -> Self:
        """Read the signed body; NewerBackup, BrokenBackup."""
        try:
            if found["kind"] != KIND:
                raise BrokenBackup(detail="kind")
            if int(found["version"]) > VERSION:
                raise NewerBackup(detail=f"manifest version {found['version']}")
            return cls(
                name=str(found["name"]), made_at=int(found["made_at"]), vault=found["vault"],
                migrations=tuple((str(app), str(name)) for app, name in found["migrations"]),
                tables_file=_written(found["tables_file"]),
                keys_file=_written(found["keys_file"]),
                tables=tuple(
                    Table(str(name), tuple(str(c) for c in columns), int(rows), bytes(digest))
                    for name, columns, rows, digest in found["tables"]
                ),
                packs=tuple(Pack(_written(f), _split(a)) for f, a in found["packs"]),
                documents=int(found["documents"]), missing=int(found["missing"]),
                audit=(int(found["audit"][0]), bytes(found["audit"][1])), epoch=found["epoch"],
            )  # fmt: skip
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise BrokenBackup(detail=f"manifest: {type(error).__name__}") from None


def open_manifest(data: bytes, name: str) -> tuple[Manifest, bytes, bytes]:
    """Manifest, signed body, signature. Nothing is trusted before `check_signature`."""
    try:
        found: Any = cbor.decode(data, limit=LIMIT)
        body, signature = bytes(found[0]), bytes(found[1])
        manifest = Manifest.read(_map(cbor.decode(body, limit=LIMIT)))
    except (NotCanonical, TypeError, IndexError, KeyError) as error:
        raise BrokenBackup(detail=f"manifest: {error}") from None
    if manifest.name != name:
        raise BrokenBackup(detail="a manifest under another's name")
    return manifest, body, signature


def check_signature(body: bytes, signature: bytes, public_key: bytes) -> None:
    """ForeignBackup unless this practice signed it."""
    try:
        verify(public_key, Purpose.BACKUP, body, signature)
    except (BadSignature, BadKey):
        raise ForeignBackup(detail="signature") from None


def _file(file: Written) -> list[Any]:
    return [file.name, file.sha256, file.length]


def _written(found: Any) -> Written:
    return Written(str(found[0]), bytes(found[1]), int(found[2]))


def _split(joined: Any) -> frozenset[bytes]:
    raw = bytes(joined)
    if len(raw) % ADDRESS:
        raise BrokenBackup(detail="addresses")
    return frozenset(raw[at : at + ADDRESS] for at in range(0, len(raw), ADDRESS))


def _map(found: Any) -> dict[str, Any]:
    if not isinstance(found, dict):
        raise BrokenBackup(detail="not a map")
    return found
