"""The finder finds a planted needle in every writing and packing; else the sweep proves nothing."""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import os
import quopri
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest

from attacks.addresses import all_addresses
from canary.crawl import IDS
from canary.finder import Finder
from canary.needles import Needle

WORDS = "Zschöckerlößnitz-Kanarienvogel"
NEEDLE = Needle.text("name", WORDS)
KEY = Needle("key", bytes(range(200, 232)), secret=True)
FINDER = Finder([NEEDLE, KEY])
RAW = WORDS.encode()
AROUND = (b"davor 12", b"danach 34")


def found(data: bytes) -> set[str]:
    """The names of what was found."""
    return {hit.needle.name for hit in FINDER.search(data, "here")}


def _zip(raw: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("innen.txt", b"x" * 300 + raw)
    return out.getvalue()


def _tar(raw: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        member = tarfile.TarInfo("innen.txt")
        member.size = len(raw)
        packed.addfile(member, io.BytesIO(raw))
    return out.getvalue()


def _pdf(raw: bytes) -> bytes:
    from weasyprint import HTML

    made: bytes = HTML(string=f"<p>{raw.decode()}</p>").write_pdf()
    return made


WRITINGS: dict[str, Callable[[bytes], bytes]] = {
    "utf-8": lambda raw: raw,
    "latin-1": lambda raw: raw.decode().encode("latin-1"),
    "cp437 (old laboratory files)": lambda raw: raw.decode().encode("cp437"),
    "utf-16 little": lambda raw: raw.decode().encode("utf-16-le"),
    "utf-16 big": lambda raw: raw.decode().encode("utf-16-be"),
    "lower case": lambda raw: raw.decode().lower().encode(),
    "upper case": lambda raw: raw.decode().upper().encode(),
    "umlauts folded": lambda raw: raw.decode().replace("ö", "oe").replace("ß", "ss").encode(),
    "marks stripped": lambda raw: raw.decode().replace("ö", "o").encode(),
    "hex": lambda raw: raw.hex().encode(),
    "hex upper": lambda raw: raw.hex().upper().encode(),
    "percent": lambda raw: quote(raw).encode(),
    "percent lower": lambda raw: quote(raw).lower().encode(),
    "every byte percent": lambda raw: "".join(f"%{b:02x}" for b in raw).encode(),
    "json": lambda raw: json.dumps(raw.decode()).encode(),
    "html numbers": lambda raw: raw.decode().encode("ascii", "xmlcharrefreplace"),
    "html names": lambda raw: (
        raw.decode().replace("ö", "&ouml;").replace("ß", "&szlig;").encode()
    ),
    "html": lambda raw: html.escape(raw.decode()).encode(),
    "quoted-printable": quopri.encodestring,
    "python repr": lambda raw: repr(raw).encode(),
    "base64": base64.b64encode,
    "base64 shifted by one": lambda raw: base64.b64encode(b"a" + raw + b"zz"),
    "base64 shifted by two": lambda raw: base64.b64encode(b"ab" + raw + b"z"),
    "base64 in lines": lambda raw: base64.encodebytes(b"x" * 40 + raw + b"y" * 40),
    "base64url": lambda raw: base64.urlsafe_b64encode(b"?>" + raw),
    "base32": base64.b32encode,
    "reversed": lambda raw: raw.decode()[::-1].encode(),
    "gzip": gzip.compress,
    "gzip of utf-16": lambda raw: gzip.compress(raw.decode().encode("utf-16-le")),
    "zlib": lambda raw: zlib.compress(b"-" * 99 + raw),
    "zlib at its fastest": lambda raw: zlib.compress(b"-" * 99 + raw, 1),
    "zlib cut off": lambda raw: zlib.compress(raw + os.urandom(9000))[:5000],
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": _zip,
    "tar.gz": _tar,
    "base64 of gzip": lambda raw: base64.b64encode(gzip.compress(b"-" * 60 + raw)),
    "hex of zlib of json": lambda raw: (
        zlib.compress(json.dumps(raw.decode()).encode()).hex().encode()
    ),
    "gzip in zip": lambda raw: _zip(gzip.compress(raw)),
    "pdf with fonts of its own": _pdf,
}  # fmt: skip


@pytest.mark.parametrize("writing", WRITINGS, ids=str)
def test_l01_the_finder_finds_every_writing(writing: str) -> None:
    written = WRITINGS[writing](RAW)
    assert found(written) == {"name"}
    assert found(AROUND[0] + b"\n" + written + b"\n" + AROUND[1]) == {"name"}


@pytest.mark.parametrize("shift", range(4))
def test_l01_the_finder_finds_a_key_in_bytes_hex_and_base64(shift: int) -> None:
    raw = b"#" * shift + KEY.value + b"#"
    for written in (raw, raw.hex().encode(), base64.b64encode(raw), base64.b32encode(raw)):
        assert found(written) == {"key"}


def test_the_finder_finds_nothing_where_nothing_is() -> None:
    assert found(os.urandom(1 << 20) + WORDS[:-1].encode() + KEY.value[:-1]) == set()


def test_a_short_number_counts_only_alone() -> None:
    finder = Finder([Needle.text("code", "83619402")])
    assert list(finder.search(b"1783619402 836194021 x83619402", "here")) == []
    assert [hit.offset for hit in finder.search(b"Code: 83619402.", "here")] == [6]
    assert list(finder.search("83619402".encode("utf-16-le"), "here"))


def test_a_hit_says_what_was_found_where_and_how() -> None:
    (hit, *_) = FINDER.search(b"..." + gzip.compress(RAW), "backup.bin")
    assert str(hit) == "name (utf-8) in backup.bin > gzip@3 at 0"


def test_the_crawl_has_something_real_for_every_part_of_an_address() -> None:
    assert {part for one in all_addresses() for part in one.parts} <= IDS.keys()
