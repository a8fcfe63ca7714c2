"""Statements, their order, and the bodies of every kind."""

import hashlib
from typing import Any

from making.case import Case, Cases, case
from making.keys import ADA, DORA, DORA_AGE, MALLORY
from seal.signing import SigningKey
from wire import cbor, signed
from wire.bodies import pack_body
from wire.kinds import Kind
from wire.signatures import Purpose
from wire.statement import FIRST, statement_hash
from wire.tests import samples

TIME = samples.TIME
EPOCH = b"e" * 16


def fields(**change: Any) -> dict[str, Any]:
    """The fields of an honest statement from Ada to Dora, some of them replaced."""
    return {
        "version": 1,
        "sender": ADA.id,
        "recipients": [hashlib.sha256(DORA_AGE.recipient.raw).digest()],
        "mailbox": b"m" * 16,
        "direction": "to-patient",
        "conversation": b"c" * 16,
        "sequence": 2,
        "previous": b"p" * 32,
        "epoch": EPOCH,
        "seen": {"epoch": b"d" * 16, "sequence": 4, "hash": b"h" * 32},
        "time": TIME,
        "kind": "message",
        "body": hashlib.sha256(b"").digest(),
        "attachments": [{"hash": b"a" * 32, "length": 4711}],
        **change,
    }


def sign(
    content: dict[str, Any], purpose: Purpose = Purpose.STATEMENT, by: SigningKey = ADA
) -> bytes:
    """Signed by Ada without any check."""
    return signed.sign(purpose, cbor.encode(content), by.sign)


def build() -> Cases:
    """Statements and order."""

    def check(name: str, error: str | None = None, **change: Any) -> Case:
        data = sign(fields(**change))
        given = {"signed": data.hex(), "key": ADA.public.hex()}
        return case(name, "statement.open", given, error)

    def raw(name: str, data: bytes, error: str, key: bytes = ADA.public) -> Case:
        return case(name, "statement.open", {"signed": data.hex(), "key": key.hex()}, error)

    honest = sign(fields())
    extra = {**fields(), "note": ""}
    missing = {key: value for key, value in fields().items() if key != "seen"}
    first: dict[str, Any] = {"sequence": 1, "previous": FIRST}
    several = [b"1" * 32, b"2" * 32]
    cases = [
        check("honest"),
        check("honest, first letter, nothing seen", seen=None, **first),
        check("honest, to the practice", direction="to-practice"),
        raw("another pinned key", honest, "signature", DORA.public),
        raw("names another sender", sign(fields(sender=DORA.id)), "signature"),
        raw("signed as transmission", sign(fields(), Purpose.TRANSMISSION), "signature"),
        raw(
            "signed by a stranger who names Ada",
            signed.sign(Purpose.STATEMENT, cbor.encode(fields()), MALLORY.sign),
            "signature",
        ),
        raw("content changed", honest.replace(b"to-patient", b"to-patieNt"), "signature"),
        raw("only the content", cbor.encode(fields()), "shape"),
        raw("cut", honest[:-1], "encoding"),
        raw("a field too many", sign(extra), "shape"),
        raw("a field missing", sign(missing), "shape"),
        check("version 2", "version", version=2),
        check("unknown kind", "kind", kind="command"),
        check("kind as number", "shape", kind=7),
        check("document to the practice", "mismatch", kind="document", direction="to-practice"),
        check("pair to the patient", "mismatch", kind="pair", attachments=[]),
        check("receipt with a file", "mismatch", kind="receipt"),
        check("eleven attachments", "shape", attachments=fields()["attachments"] * 11),
        check("empty attachment", "shape", attachments=[{"hash": b"a" * 32, "length": 0}]),
        check(
            "attachment too large",
            "shape",
            attachments=[{"hash": b"a" * 32, "length": (25 << 20) + 1}],
        ),
        check("no recipient", "shape", recipients=[]),
        check("two recipients", "shape", recipients=several),
        check("sequence zero", "shape", sequence=0),
        check("sequence negative", "shape", sequence=-1),
        check("first without being first", "mismatch", sequence=1),
        check("second without a previous one", "mismatch", previous=FIRST),
        check("previous one byte short", "shape", previous=b"p" * 31),
        check("time negative", "shape", time=-1),
        check("true instead of a number", "shape", sequence=True),
    ]
    return "signed statements under a pinned key, and their order", cases + _order()


def _order() -> list[Case]:
    own = statement_hash(sign(fields()))
    at = {"epoch": EPOCH.hex(), "sequence": 1, "hash": (b"p" * 32).hex()}
    first: dict[str, Any] = {"sequence": 1, "previous": FIRST}

    def check(name: str, known: bytes | None = None, **change: Any) -> Case:
        given = {
            "signed": sign(fields(**change)).hex(),
            "key": ADA.public.hex(),
            "at": at,
            "known": None if known is None else known.hex(),
            "ended": [(b"o" * 16).hex()],
        }
        return case(name, "order.judge", given)

    again = statement_hash(sign(fields(**first)))
    return [
        check("next in order"),
        check("the same again", own),
        check("another letter in a taken place", b"x" * 32),
        check("denies its predecessor", previous=b"q" * 32),
        check("one is missing", sequence=3),
        check("an old place, letter unknown", **first),
        check("an old letter again", again, **first),
        check("a new epoch", epoch=b"n" * 16),
        check("an epoch that ended", epoch=b"o" * 16),
    ]


def build_bodies() -> Cases:
    """One honest body per kind, and each misread as it must not be."""
    cases: list[Case] = []

    def add(name: str, kind: Kind, value: cbor.Value, error: str | None) -> None:
        data = cbor.encode(value)
        cases.append(case(name, "body.parse", {"kind": kind.value, "data": data.hex()}, error))

    for kind in Kind:
        honest = cbor.decode(pack_body(samples.BODIES[kind]))
        if not isinstance(honest, dict):
            raise AssertionError(kind)
        add(f"honest {kind}", kind, honest, None)
        add(f"{kind} with a field too many", kind, {**honest, "__proto__": None}, "shape")
        field = next(iter(honest))
        without = {key: value for key, value in honest.items() if key != field}
        add(f"{kind} without {field}", kind, without, "shape")
        add(f"{kind} with a wrong type in {field}", kind, {**honest, field: {}}, "shape")
    message: dict[str, cbor.Value] = {"title": "", "text": "", "answers": None, "files": []}
    for name, text in TEXTS:
        add(f"message text: {name}", Kind.MESSAGE, {**message, "text": text}, "shape")
    add("title with line feed", Kind.MESSAGE, {**message, "title": "a\nb"}, "shape")
    add("title too long in bytes", Kind.MESSAGE, {**message, "title": "ä" * 101}, "shape")
    add("longest title in bytes", Kind.MESSAGE, {**message, "title": "ä" * 100}, None)
    point = {"day": "2026-02-28", "sign": "=", "number": "1.5"}
    for name, change in POINTS:
        document = cbor.decode(pack_body(samples.BODIES[Kind.DOCUMENT]))
        document["findings"][0]["values"][0]["history"] = [{**point, **change}]  # type: ignore # wrong on purpose
        add(f"lab value: {name}", Kind.DOCUMENT, document, "shape")
    return "the body of every kind (result: the parsed fields)", cases


TEXTS = [
    ("zero byte", "a\x00b"),
    ("tabulator", "a\tb"),
    ("carriage return", "a\r\nb"),
    ("C1 control", "a\x85b"),
    ("line separator", "a\u2028b"),
    ("right-to-left override", "a\u202eb"),
    ("isolate", "a\u2066b"),
    ("not NFC", "u\u0308"),
]
POINTS: list[tuple[str, dict[str, Any]]] = [
    ("plus sign", {"number": "+1"}),
    ("leading zero", {"number": "01"}),
    ("comma", {"number": "1,5"}),
    ("exponent", {"number": "1e3"}),
    ("nothing", {"number": ""}),
    ("number instead of text", {"number": 1}),
    ("other digits", {"number": "١"}),
    ("day that does not exist", {"day": "2026-02-29"}),
    ("year zero", {"day": "0000-01-01"}),
    ("unknown sign", {"sign": "~"}),
]
