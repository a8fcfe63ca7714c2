"""A backup opened: with the practice's own key while it runs, with recovery sheets after a loss."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from praxis.running.backup import frames
from praxis.running.backup.errors import BrokenBackup, ForeignBackup
from praxis.running.backup.manifest import Manifest, check_signature, open_manifest
from praxis.running.backup.target import MANIFEST, Target, Written
from praxis.vault import keys
from praxis.vault.chest import FILES
from praxis.vault.keys import Domain
from seal.age.file import Identity, open_age, seal_age
from seal.age.hybrid import HybridIdentity, HybridRecipient
from seal.errors import NoMatch, SealError
from seal.keys import derive

_LABEL: Final = "age-identity"
_LARGEST_KEYS: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """One backup whose manifest was opened; `body` and `signature` wait for the practice's key."""

    target: Target
    manifest: Manifest
    body: bytes
    signature: bytes
    identities: Sequence[Identity]

    def check_signature(self, public_key: bytes) -> None:
        """ForeignBackup unless this practice signed the manifest."""
        check_signature(self.body, self.signature, public_key)

    def files(self) -> list[Written]:
        """Every file this backup consists of, packs of earlier ones included."""
        manifest = self.manifest
        return [manifest.tables_file, manifest.keys_file, *(p.file for p in manifest.packs)]

    def contents(self, file: Written) -> Iterator[tuple[dict[str, Any], Iterator[bytes]]]:
        """Heads and pieces of one file; BrokenBackup, ForeignBackup."""
        return frames.read(opened(self.target, file.name, self.identities))

    def vault_files(self) -> dict[str, bytes]:
        """The wrapped files of the vault as they were; BrokenBackup."""
        found: dict[str, bytes] = {}
        for head, pieces in self.contents(self.manifest.keys_file):
            name, data = str(head.get("file")), bytearray()
            for piece in pieces:
                data += piece
                if len(data) > _LARGEST_KEYS:
                    raise BrokenBackup(detail="keys too long")
            found[name] = bytes(data)
        if set(found) != set(FILES):
            raise BrokenBackup(detail="not the files of a vault")
        return found


def own_identities() -> list[Identity]:
    """What opens this practice's backups while its vault is open; UnknownKey, VaultSealed."""
    versions = keys.held().domains.get(Domain.BACKUP, {})
    return [HybridIdentity(derive(key, _LABEL)) for key in versions.values()]


def own_recipient() -> str:
    """To which a backup is sealed beside the openers, so that it can be checked without sheets."""
    _, key = keys.held().newest(Domain.BACKUP)
    return str(HybridIdentity(derive(key, _LABEL)).recipient)


def sealed(pieces: Iterable[bytes], recipients: Sequence[str]) -> Iterator[bytes]:
    """The age file of these pieces for all of these recipients."""
    return seal_age(pieces, [HybridRecipient.parse(one) for one in recipients])


def open_backup(target: Target, name: str, identities: Sequence[Identity]) -> Opened:
    """Open the manifest of one backup; NoBackup, BrokenBackup, ForeignBackup, NewerBackup."""
    data = b"".join(opened(target, name + MANIFEST, identities))
    manifest, body, signature = open_manifest(data, name)
    return Opened(target, manifest, body, signature, identities)


def opened(target: Target, name: str, identities: Sequence[Identity]) -> Iterator[bytes]:
    """The plaintext of one file; ForeignBackup, BrokenBackup."""
    with target.open(name) as file:
        try:
            yield from open_age(file, identities)
        except NoMatch:
            raise ForeignBackup(detail=name) from None
        except SealError as error:
            raise BrokenBackup(detail=f"{name}: {type(error).__name__}") from None
