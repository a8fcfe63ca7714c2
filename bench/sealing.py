"""How fast the seal is: fields, letters, attachments, files at rest. Run: ./run bench sealing"""

import io
import time
from collections.abc import Callable

from seal.age.file import open_age, seal_age
from seal.age.hybrid import HybridIdentity
from seal.age.x25519 import X25519Identity
from seal.envelope import open_letter
from seal.fields import Place, open_value, seal_value
from seal.keys import SecretKey, column_key
from seal.padding import Pad
from seal.stream import SealedReader, SealedWriter
from seal.tests.test_envelope import ADA, DORA, HONEST
from wire import cbor
from wire.signatures import Purpose, signing_base, verify

MIB = 1 << 20
DATA = bytes(10 * MIB)


def best(act: Callable[[], object], rounds: int, repeats: int = 3) -> float:
    """Seconds of one call, the best of a few runs."""
    runs = []
    for _ in range(repeats):
        start = time.perf_counter()
        for _ in range(rounds):
            act()
        runs.append((time.perf_counter() - start) / rounds)
    return min(runs)


def per_second(name: str, act: Callable[[], object], rounds: int = 2000) -> None:
    """Print a small operation."""
    seconds = best(act, rounds)
    print(f"{name:44s} {1 / seconds:12,.0f} /s {seconds * 1e6:10.1f} µs")


def throughput(name: str, act: Callable[[], object]) -> None:
    """Print a large operation over 10 MiB."""
    print(f"{name:44s} {10 / best(act, 1):12,.0f} MiB/s")


def at_rest() -> bytes:
    """10 MiB as a sealed file."""
    target = io.BytesIO()
    with SealedWriter(target, SecretKey(bytes(32)), 1, b"bench") as writer:
        for at in range(0, len(DATA), 65_536):
            writer.write(DATA[at : at + 65_536])
    return target.getvalue()


def main() -> None:
    """All figures."""
    root = SecretKey(b"r" * 32)
    key = column_key(root, "patient", "name")
    place = Place("patient", "name", b"r" * 16, b"o" * 16)
    value = seal_value(key, 1, place, b"Beispiel", Pad.IDENTITY)
    frame, body = HONEST.sealed(), cbor.encode({"a": [1, 2, 3], "text": "x" * 500})
    base = signing_base(Purpose.STATEMENT, body)
    signature = ADA.sign(base)
    per_second("column key (HKDF)", lambda: column_key(root, "patient", "name"))
    per_second("seal a field", lambda: seal_value(key, 1, place, b"Beispiel", Pad.IDENTITY))
    per_second("open a field", lambda: open_value({1: key}, place, value))
    per_second("CBOR encode, decode", lambda: cbor.decode(cbor.encode({"a": [1, 2, 3]})))
    per_second("Ed25519 sign", lambda: ADA.sign(base))
    per_second(
        "Ed25519 strict verify", lambda: verify(ADA.public, Purpose.STATEMENT, body, signature)
    )
    per_second("seal a letter (4 KiB bucket)", HONEST.sealed, 200)
    per_second("open a letter, all checks", lambda: open_letter(frame, DORA, ADA.public), 200)
    for identity in (X25519Identity.new(), HybridIdentity.new()):
        name = type(identity).__name__.removesuffix("Identity")
        sealed = b"".join(seal_age([DATA], [identity.recipient]))
        throughput(f"age {name} seal", lambda i=identity: list(seal_age([DATA], [i.recipient])))
        throughput(
            f"age {name} open", lambda s=sealed, i=identity: list(open_age(io.BytesIO(s), [i]))
        )
    file = at_rest()
    throughput("file at rest, seal", at_rest)
    throughput(
        "file at rest, open",
        lambda: list(SealedReader(io.BytesIO(file), SecretKey(bytes(32)), 1, b"bench").chunks()),
    )
    print(f"a short letter is {len(frame):,} bytes on the wire")


if __name__ == "__main__":
    main()
