"""Documents inside a laboratory file: base64 streamed, hashed, limited, checked for their type."""

from __future__ import annotations

import binascii
import hashlib
from collections.abc import Callable
from typing import Protocol

from formats.ldt.model import Attachment

# Without a store, all documents of one report together may take this much memory.
MEMORY_LIMIT = 24 << 20


class Sink(Protocol):
    """Where the bytes of one document go, for example a sealed file; closing it is the caller's."""

    def write(self, data: bytes, /) -> object: ...


Store = Callable[[], Sink]

_MAGIC = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"PK\x03\x04", "application/zip"),
    (b"<?xml", "application/xml"),
    (b"MZ", "application/x-msdownload"),
)


class Budget:
    """How much memory documents may still take in the report at hand."""

    def __init__(self, limit: int = MEMORY_LIMIT) -> None:
        self.left = limit


class Incoming:
    """One document while its base64 lines come in; memory stays within the budget."""

    def __init__(self, line: int, store: Store | None, budget: Budget) -> None:
        self.line = line
        self.is_intact = True
        self._rest = ""
        self._size = 0
        self._hash = hashlib.sha256()
        self._head = b""
        self._ended = False
        self._budget = budget
        self._content: bytearray | None = None if store else bytearray()
        self._sink = store() if store else None

    def feed(self, text: str) -> None:
        """Take one line of base64; broken input marks the document, it never raises."""
        if self._ended:
            self.is_intact = False
            return
        group = self._rest + text.strip()
        whole = len(group) - len(group) % 4
        self._rest = group[whole:]
        self._ended = group[:whole].endswith("=")
        self._decode(group[:whole])

    def _decode(self, group: str) -> None:
        try:
            data = binascii.a2b_base64(group.encode("ascii"), strict_mode=True)
        except ValueError:
            self.is_intact = False
            return
        self._head = self._head or data[:16]
        self._size += len(data)
        self._hash.update(data)
        if self._sink is not None:
            self._sink.write(data)
        elif self._content is not None:
            self._budget.left -= len(data)
            self._content = None if self._budget.left < 0 else _grown(self._content, data)

    @property
    def is_too_large(self) -> bool:
        """Whether the bytes were only counted because the budget is spent."""
        return self._sink is None and self._content is None

    def close(self) -> Attachment:
        """The document without the names the surrounding object will add."""
        intact = self.is_intact and not self._rest and self._size > 0
        media_type = next((kind for magic, kind in _MAGIC if self._head.startswith(magic)), "")
        return Attachment(
            media_type=media_type,
            size=self._size,
            sha256=self._hash.hexdigest(),
            intact=intact,
            content=bytes(self._content) if self._content is not None else None,
            stored=self._sink,
            line=self.line,
        )


def _grown(content: bytearray, data: bytes) -> bytearray:
    content += data
    return content
