"""Any bytes at all: only our own errors come out; and rules the source itself must keep."""

import ast
import contextlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives import hpke
from hypothesis import given
from hypothesis import strategies as st

from seal.age.file import open_age
from seal.age.header import read_header
from seal.age.hybrid import HybridIdentity
from seal.age.x25519 import X25519Identity
from seal.envelope import open_letter, open_pair
from seal.errors import SealError
from seal.fields import Place, open_value
from seal.keys import SecretKey
from seal.stream import SealedReader
from wire import frame, invite, requests
from wire.bodies import parse_body
from wire.errors import WireError
from wire.kinds import Kind
from wire.statement import open_statement

CLONE: Final = Path(__file__).parents[3]
SOURCES: Final = sorted(
    path
    for name in ("seal", "wire")
    for path in (CLONE / "src" / name).rglob("*.py")
    if "tests" not in path.parts
)
KEY: Final = SecretKey(b"k" * 32)
DORA: Final = HybridIdentity(KEY)
CLASSIC: Final = X25519Identity(KEY)
START = st.sampled_from(
    [
        b"",
        b"age-encryption.org/v1\n",
        b"age-encryption.org/v1\n-> X25519 ",
        b"age-encryption.org/v1\n-> mlkem768x25519 ",
        b"age-encryption.org/v1\n-> a\n\n--- ",
        b"\x01\x00\x10",
        b"PTSF\x01",
        b"\xa2gcontent",
    ]
)


@given(START, st.binary(max_size=300))
def test_f07_whatever_arrives_only_our_own_errors_come_out(start: bytes, rest: bytes) -> None:
    data = start + rest
    place = Place("t", "c", b"r" * 16, b"o" * 16)
    readers: list[Callable[[], object]] = [
        lambda: read_header(io.BytesIO(data)),
        lambda: list(open_age(io.BytesIO(data), [DORA, CLASSIC])),
        lambda: open_letter(data, DORA, bytes(32)),
        lambda: open_pair(data, DORA),
        lambda: open_value({0: KEY}, place, data),
        lambda: SealedReader(io.BytesIO(data), KEY, 0, b""),
        lambda: frame.split_frame(data),
        lambda: open_statement(data, bytes(32)),
    ]
    for read in readers:
        with contextlib.suppress(SealError, WireError):
            read()


@given(st.sampled_from(Kind), st.binary(max_size=200))
def test_h05_no_bytes_crash_the_parser_of_any_kind(kind: Kind, data: bytes) -> None:
    with contextlib.suppress(WireError):
        parse_body(kind, data)


@given(st.text(max_size=300))
def test_h13_no_text_crashes_the_readers_of_links_and_requests(text: str) -> None:
    for read in (invite.read_fragment, requests.parse):
        for candidate in (text, "1." + text):
            with contextlib.suppress(WireError):
                read(candidate)


def test_f03_a_header_without_end_is_not_read_for_ever() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert size >= 0
            line = (b"-> " + b"a" * 200 + b"\n")[:size]
            self.taken += len(line)
            return b"age-encryption.org/v1\n"[:size] if self.taken == len(line) else line

    source = Endless()
    with pytest.raises(SealError):
        read_header(source)  # type: ignore[arg-type] # wrong on purpose
    assert source.taken < 1 << 18


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_x10_no_mac_is_compared_with_an_operator(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq | ast.NotEq):
            names = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
            names |= {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
            # Length checks of a MAC are no comparison of a MAC.
            assert "len" in names or not any("mac" in name.lower() for name in names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_x12_nothing_is_compressed_and_x09_nothing_is_pseudo_random(path: Path) -> None:
    banned = {"zlib", "gzip", "bz2", "lzma", "zstd", "random", "pickle", "time", "socket", "django"}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            modules.append(node.module)
        assert not {module.split(".")[0] for module in modules} & banned


def test_wire_never_imports_seal() -> None:
    for path in SOURCES:
        if "wire" in path.parts[len(CLONE.parts) :]:
            assert "from seal" not in path.read_text(encoding="utf-8")


def test_x11_xwing_and_hpke_give_the_answers_of_the_standard() -> None:
    vectors = json.loads((CLONE / "vectors" / "hpke" / "xwing.json").read_text())
    assert len(vectors) == 2
    for vector in vectors:
        identity = HybridIdentity(SecretKey(bytes.fromhex(vector["seed"])))
        assert identity.recipient.raw.hex() == vector["recipient"]
    ours = vectors[0]
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    identity = HybridIdentity(SecretKey(bytes.fromhex(ours["seed"])))
    # The published vectors carry associated data, which only the library's own test door takes.
    opened = openssl.hpke._decrypt_with_aad(
        suite,
        bytes.fromhex(ours["share"] + ours["ciphertext"]),
        identity._key,
        bytes.fromhex(ours["info"]),
        bytes.fromhex(ours["aad"]),
    )
    assert opened.hex() == ours["plaintext"]
