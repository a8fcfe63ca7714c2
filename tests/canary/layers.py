"""What may lie inside of bytes: packed, zipped, written as base64 or hex, or a PDF."""

import base64
import bz2
import io
import logging
import lzma
import re
import zlib
from collections.abc import Iterator
from typing import Final

from pypdf import PdfReader

DEEPEST: Final = 4
_MOST: Final = 64 << 20
_FEWEST: Final = 16
_PACKED: Final = re.compile(
    rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]|PK\x03\x04|BZh[1-9]1AY|\xfd7zXZ\x00|%PDF-1"
)
_BASE64: Final = re.compile(
    rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/_-]|\r?\n[ \t]*|%0A|\\n|&#10;){40,}={0,2}"
)
_HEX: Final = re.compile(rb"(?:[0-9a-fA-F]{2}){20,}")
_ONLY_HEX: Final = re.compile(rb"[0-9a-f]+|[0-9A-F]+")
_BREAKS: Final = re.compile(rb"\r?\n[ \t]*|%0A|\\n|&#10;")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Every inner content with its kind and place; what cannot be opened is not yielded."""
    for found in _PACKED.finditer(data):
        at = found.start()
        for kind, inner in _opened(found[0], data, at):
            if len(inner) >= _FEWEST:
                yield f"{kind}@{at}", inner
    for run in _HEX.finditer(data):
        yield f"hex@{run.start()}", bytes.fromhex(run[0].decode("ascii"))
    for run in _BASE64.finditer(data):
        plain = _BREAKS.sub(b"", run[0]).rstrip(b"=").replace(b"-", b"+").replace(b"_", b"/")
        if _ONLY_HEX.fullmatch(plain):
            continue
        # A word right before the run looks like a part of it: each way of cutting fours.
        for shift in range(4):
            yield f"base64@{run.start()}+{shift}", _from_base64(plain[shift:])


def _opened(magic: bytes, data: bytes, at: int) -> Iterator[tuple[str, bytes]]:
    if magic == b"PK\x03\x04":
        name, extra = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (26, 28))
        if int.from_bytes(data[at + 8 : at + 10], "little") == 8:
            yield "zip", _inflated(data[at + 30 + name + extra :], -15)
    elif magic.startswith(b"\x1f\x8b"):
        yield "gzip", _inflated(data[at:], 31)
    elif magic.startswith(b"\x78"):
        yield "zlib", _inflated(data[at:], 15)
    elif magic.startswith(b"BZh"):
        yield "bzip2", _decoded(bz2.BZ2Decompressor(), data[at:])
    elif magic.startswith(b"\xfd7zXZ"):
        yield "xz", _decoded(lzma.LZMADecompressor(), data[at:])
    else:
        yield "pdf", _pdf_words(data[at:])


def _inflated(data: bytes, window: int) -> bytes:
    """As much as opens; a broken end does not hide what came before."""
    machine, out = zlib.decompressobj(window), bytearray()
    view = memoryview(data)
    for begin in range(0, len(view), 1 << 14):
        try:
            out += machine.decompress(view[begin : begin + (1 << 14)])
        except zlib.error:
            break
        if machine.eof or len(out) > _MOST:
            break
    return bytes(out)


def _decoded(machine: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes) -> bytes:
    try:
        return machine.decompress(data, _MOST)
    except (OSError, lzma.LZMAError, EOFError):
        return b""


def _pdf_words(data: bytes) -> bytes:
    """The words as a reader sees them: fonts of a PDF number their letters as they like."""
    try:
        reader = PdfReader(io.BytesIO(data))
        pages = [page.extract_text() for page in reader.pages[:50]]
        told = [str(value) for value in (reader.metadata or {}).values()]
    except Exception:  # noqa: BLE001 - bytes that only begin like a PDF fail in any way
        return b""
    return "\n".join([*pages, *told]).encode("utf-8", "replace")


def _from_base64(plain: bytes) -> bytes:
    whole = plain[: len(plain) - 1] if len(plain) % 4 == 1 else plain
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))
