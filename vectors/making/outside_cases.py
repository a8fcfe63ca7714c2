"""What stands outside of a letter: request signatures, headers and lengths."""

import hashlib
from datetime import UTC, datetime

from making.case import Cases, case
from making.keys import MALLORY, RELAY
from wire import cbor, requests
from wire.buckets import ATTACHMENT_MAX, PLAINTEXT_LENGTHS, SEALED_LENGTHS

NOW = 1_795_449_600
BODY = b"sealed"
TARGET = {
    "method": "PUT",
    "authority": "relay.example:8443",
    "target": "/v1/mailboxes/" + "6d" * 16 + "/envelopes/" + "65" * 16 + "?after=0",
}
HEADER: dict[str, cbor.Value] = {
    "version": 1,
    "mailbox": b"m" * 16,
    "direction": "to-patient",
    "envelope": b"e" * 16,
    "created": NOW,
}


def build_requests() -> Cases:
    """Relay requests."""
    header = requests.build(
        requests.Target(**TARGET),
        digest=requests.body_digest(BODY),
        public_key=RELAY.public,
        sign=RELAY.sign,
        now=datetime.fromtimestamp(NOW, UTC),
        nonce=hashlib.sha256(b"nonce").digest()[:16],
    )
    given = {**TARGET, "header": header, "key": RELAY.public.hex(), "now": NOW, "body": BODY.hex()}

    def check(name: str, error: str | None = None, **change: object) -> dict[str, object]:
        return case(name, "request.check", {**given, **change}, error)

    parts = header.split(".")

    def with_part(index: int, text: str) -> str:
        return ".".join([*parts[:index], text, *parts[index + 1 :]])

    cases = [
        check("honest"),
        check("honest, 120 s late", now=NOW + 120),
        check("honest, 120 s early", now=NOW - 120),
        check("121 s late", "stale", now=NOW + 121),
        check("121 s early", "stale", now=NOW - 121),
        check("another method", "signature", method="DELETE"),
        check("another authority", "signature", authority="relay.example:8444"),
        check("another query", "signature", target=TARGET["target"][:-1] + "1"),
        check("another key", "signature", key=MALLORY.public.hex()),
        check("another body", "digest", body="00"),
        check("key id replaced", "signature", header=with_part(1, "00" * 32)),
        check("time replaced", "signature", header=with_part(2, str(NOW + 1))),
        check("nonce replaced", "signature", header=with_part(3, "00" * 16)),
        check("digest replaced", "signature", header=with_part(4, "00" * 32)),
        check("signature replaced", "signature", header=with_part(5, "00" * 64)),
        check("version 2", "version", header=with_part(0, "2")),
        check("time with a zero in front", "shape", header=with_part(2, "0" + parts[2])),
        check("upper case", "shape", header=with_part(4, parts[4].upper())),
        check("a part missing", "shape", header=".".join(parts[:-1])),
        check("a part too many", "shape", header=header + "."),
        check("space in front", "shape", header=" " + header),
        check("empty", "shape", header=""),
        check("lower-case method", "shape", method="put"),
        check("upper-case authority", "shape", authority="Relay.example:8443"),
        check("target without slash", "shape", target="v1"),
        check("target with fragment", "shape", target="/v1#x"),
    ]
    return "relay requests: header, signature, freshness, body, in this order", cases


def build() -> Cases:
    """Outer headers and buckets."""

    def header(name: str, error: str | None = None, **change: cbor.Value) -> dict[str, object]:
        data = cbor.encode({**HEADER, **change})
        return case(name, "header.parse", {"data": data.hex()}, error)

    raw = cbor.encode(HEADER)
    missing = {key: value for key, value in HEADER.items() if key != "created"}
    cases = [
        header("header to the patient"),
        header("header to the practice", direction="to-practice"),
        header("version 2", "version", version=2),
        header("version as text", "version", version="1"),
        header("mailbox one byte short", "shape", mailbox=b"m" * 15),
        header("envelope one byte long", "shape", envelope=b"e" * 17),
        header("mailbox as text", "shape", mailbox="m" * 16),
        header("unknown direction", "shape", direction="to-relay"),
        header("created not a whole minute", "shape", created=NOW + 1),
        header("created before 1970", "shape", created=-60),
        header("a length field", "shape", length=4711),
        case("a field missing", "header.parse", {"data": cbor.encode(missing).hex()}, "shape"),
        case("a list", "header.parse", {"data": "80"}, "shape"),
        case("bytes after it", "header.parse", {"data": raw.hex() + "00"}, "encoding"),
        case("cut", "header.parse", {"data": raw[:-1].hex()}, "encoding"),
    ]
    cases += [
        case(f"bucket of {length}", "bucket.for", {"used": length}) for length in PLAINTEXT_LENGTHS
    ]
    cases += [
        case(f"sealed length {length}", "bucket.of", {"sealed": length})
        for length in SEALED_LENGTHS
    ]
    cases += [
        case("nothing", "bucket.for", {"used": 0}),
        case("one more than a bucket", "bucket.for", {"used": 4097}),
        case("largest attachment", "bucket.for", {"used": ATTACHMENT_MAX + 12}),
        case("above all", "bucket.for", {"used": PLAINTEXT_LENGTHS[-1] + 1}, "length"),
        case("one byte short", "bucket.of", {"sealed": SEALED_LENGTHS[0] - 1}, "length"),
        case("one byte long", "bucket.of", {"sealed": SEALED_LENGTHS[0] + 1}, "length"),
        case("no bytes", "bucket.of", {"sealed": 0}, "length"),
    ]
    return "outer headers and the closed list of lengths", cases
