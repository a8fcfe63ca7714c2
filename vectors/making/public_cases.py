"""Signed public things: practice document, release manifest, anchor."""

from typing import Any

from making.case import Case, Cases, case
from making.keys import ADA, MALLORY
from wire import cbor, signed
from wire.signatures import Purpose
from wire.tests import samples

PRACTICE: dict[str, Any] = {
    "version": 1,
    "number": 3,
    "issued": samples.TIME,
    "expires": samples.TIME + 86_400,
    "name": "Praxis Dr. Ada Beispiel",
    "address": "Musterweg 1\n12345 Musterstadt",
    "phone": "",
    "hours": [{"weekday": 1, "opens": "08:00", "closes": "12:30"}],
    "types": [{"id": b"t" * 16, "title": "Sprechstunde", "minutes": 15}],
    "slots": [{"type": b"t" * 16, "start": samples.TIME + 3600}],
}
RELEASE: dict[str, Any] = {
    "version": 1,
    "number": 4,
    "release": "0.1.0",
    "issued": samples.TIME,
    "files": [
        {"path": "/", "sha256": b"h" * 32, "length": 900, "type": "text/html; charset=utf-8"},
        {"path": "/app.js", "sha256": b"j" * 32, "length": 40_000, "type": "text/javascript"},
    ],
    "headers": [{"name": "content-security-policy", "value": "default-src 'none'"}],
}
ANCHOR: dict[str, Any] = {
    "version": 1,
    "practice": b"k" * 32,
    "counter": 7,
    "epoch": b"e" * 16,
    "time": samples.TIME,
    "audit_sequence": 12,
    "audit_head": b"h" * 32,
    "tombstones": 0,
    "tombstones_hash": bytes(32),
}
THINGS = [
    ("practice", Purpose.PRACTICE, PRACTICE, {"name": "a\u202eb"}),
    ("release", Purpose.RELEASE, RELEASE, {"files": RELEASE["files"][::-1]}),
    ("anchor", Purpose.ANCHOR, ANCHOR, {"counter": 0}),
]


def build() -> Cases:
    """All signed public things."""
    cases: list[Case] = []
    for name, purpose, content, spoilt in THINGS:

        def check(
            what: str,
            value: dict[str, Any],
            error: str | None = None,
            *,
            by: Any = ADA,
            as_: Purpose = purpose,
            operation: str = f"{name}.open",
        ) -> Case:
            data = signed.sign(as_, cbor.encode(value), by.sign)
            return case(what, operation, {"data": data.hex(), "key": ADA.public.hex()}, error)

        cases += [
            check(f"honest {name}", content),
            check(f"{name} by a stranger", content, "signature", by=MALLORY),
            check(f"{name} signed as a statement", content, "signature", as_=Purpose.STATEMENT),
            check(f"{name} of version 2", {**content, "version": 2}, "version"),
            check(f"{name} with a field too many", {**content, "x": 0}, "shape"),
            check(f"{name} with a bad value", {**content, **spoilt}, "shape"),
        ]
    return "signed public documents, verified before they are parsed", cases
