"""A needle and every way it could lie in a heap of bytes."""

import base64
import html
import json
import quopri
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import codepoint2name
from typing import Final
from urllib.parse import quote

_FOLDED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}
)
# Shorter patterns would be found by chance in megabytes of sealed bytes.
_SHORTEST: Final = 7


@dataclass(frozen=True, slots=True)
class Needle:
    """What must not be found. `secret` values must not even stand in an answer to their owner.

    `bounded` is for short numbers: in plain text they count only with no letter or digit beside
    them, because a dump holds millions of digits.
    """

    name: str
    value: bytes
    secret: bool = False
    bounded: bool = False

    @classmethod
    def text(cls, name: str, text: str, *, secret: bool = False) -> "Needle":
        """A needle of words; short numbers are bounded by themselves."""
        return cls(name, text.encode(), secret, bounded=len(text) < 12 and text.isdigit())

    def forms(self) -> dict[bytes, str]:
        """Every pattern to look for, with the name of its encoding."""
        found: dict[bytes, str] = {}
        for label, plain in self._plain():
            for how, pattern in _written(plain):
                if len(pattern) >= _SHORTEST or (self.bounded and how == ""):
                    found.setdefault(pattern, f"{label}{how}")
        return found

    def _plain(self) -> Iterator[tuple[str, bytes]]:
        try:
            text = self.value.decode()
        except UnicodeDecodeError:
            yield "bytes", self.value
            return
        for label, spelling in _spellings(text):
            yield from _encoded(label, spelling)
        for label, pattern in _escaped(text):
            yield label, pattern


def _spellings(text: str) -> Iterator[tuple[str, str]]:
    """The text as typed, and as a search, a sort key or a file name would fold it."""
    folded = text.translate(_FOLDED)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    seen = set()
    for label, one in (
        ("", text), ("lower ", text.lower()), ("upper ", text.upper()),
        ("casefold ", text.casefold()), ("folded ", folded), ("folded lower ", folded.lower()),
        ("bare ", bare), ("bare lower ", bare.lower()),
        ("nfd ", unicodedata.normalize("NFD", text)),
    ):  # fmt: skip
        if one not in seen:
            seen.add(one)
            yield label, one


def _encoded(label: str, text: str) -> Iterator[tuple[str, bytes]]:
    for name in ("utf-8", "latin-1", "cp437", "cp850", "utf-16-le", "utf-16-be", "utf-32-le"):
        try:
            yield f"{label}{name}", text.encode(name)
        except UnicodeEncodeError:
            continue
    yield f"{label}reversed", text[::-1].encode()


def _escaped(text: str) -> Iterator[tuple[str, bytes]]:
    """As JSON, HTML, XML, a url, a mail or a Python or SQL literal would write it."""
    raw = text.encode()
    yield "json", json.dumps(text)[1:-1].encode()
    yield "json \\u", "".join(f"\\u{ord(c):04x}" for c in text).encode()
    yield "html", html.escape(text).encode()
    yield "html names", "".join(_named(c) for c in text).encode()
    yield "html numbers", text.encode("ascii", "xmlcharrefreplace")
    yield "html hex", "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in text).encode()
    yield "url", quote(text, safe="").encode()
    yield "url lower", quote(text, safe="").lower().encode()
    yield "url form", quote(text, safe=" ").replace(" ", "+").encode()
    yield "url every byte", "".join(f"%{b:02X}" for b in raw).encode()
    yield "url every byte lower", "".join(f"%{b:02x}" for b in raw).encode()
    yield "quoted-printable", quopri.encodestring(raw, quotetabs=False).rstrip(b"=\n")
    latin = text.encode("latin-1", "replace")
    yield "quoted-printable latin-1", quopri.encodestring(latin).rstrip(b"=\n")
    yield "python bytes", repr(raw)[2:-1].encode()
    yield "sql octal", "".join(chr(b) if b < 128 else f"\\{b:03o}" for b in raw).encode()
    yield "punycode", text.encode("punycode").rstrip(b"-")


def _named(char: str) -> str:
    name = codepoint2name.get(ord(char), "")
    return f"&{name};" if name and not char.isascii() else char


def _written(plain: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes themselves, and in base64 (wherever they begin), hex and base32."""
    yield "", plain
    yield " hex", plain.hex().encode()
    yield " HEX", plain.hex().upper().encode()
    for shift in range(3):
        whole = base64.b64encode(b"\0" * shift + plain)
        # The first and last characters also hold bits of the neighbours.
        inner = whole[(shift * 8 + 5) // 6 : (shift + len(plain)) * 8 // 6]
        yield f" base64+{shift}", inner
        yield f" base64url+{shift}", inner.replace(b"+", b"-").replace(b"/", b"_")
    for shift in range(5):
        whole = base64.b32encode(b"\0" * shift + plain)
        yield f" base32+{shift}", whole[(shift * 8 + 4) // 5 : (shift + len(plain)) * 8 // 5]
