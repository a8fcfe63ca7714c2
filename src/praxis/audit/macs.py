"""The MAC of a row of the log: the key comes from the vault above, injected at unseal."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from praxis.core.errors import Unavailable
from praxis.core.words import marked

Lookup = Callable[[int], bytes]


class LogCannotBeWritten(Unavailable):
    """Without a log nothing happens."""

    message = marked(
        "Das Protokoll kann gerade nicht geschrieben werden, deshalb wird nichts ausgeführt. "
        "Bitte prüfen Sie die Seite Praxisgesundheit."
    )


@dataclass(frozen=True, slots=True)
class RowMac:
    """Makes and checks row MACs: `newest` gives (version, key), `key` the key of a version."""

    newest: Callable[[], tuple[int, bytes]]
    key: Lookup

    def make(self, message: bytes) -> tuple[int, bytes]:
        """The version of the key used, and the MAC (32 bytes)."""
        version, key = self.newest()
        return version, hmac.digest(key, message, "sha256")

    def fits(self, version: int, message: bytes, mac: bytes) -> bool:
        """Whether `mac` was made over `message` with the key of that version."""
        return hmac.compare_digest(hmac.digest(self.key(version), message, "sha256"), mac)


_installed: Final[list[RowMac]] = []


def install(row_mac: RowMac) -> None:
    """Use these keys for the rows of this process from now on."""
    _installed[:] = [row_mac]


def forget() -> None:
    """Drop them: the process is sealed and can write no row."""
    _installed.clear()


def row_macs() -> RowMac:
    """The MAC of this process; LogCannotBeWritten while it is sealed."""
    if not _installed:
        raise LogCannotBeWritten(detail="no audit-row key in this process")
    return _installed[-1]
