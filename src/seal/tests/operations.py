"""What the shared vectors ask for: one function per operation, JSON in, JSON out, bytes as hex."""

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from seal.age.hybrid import HybridIdentity
from seal.device import paper_key, passkey_key, unwrap_seed
from seal.envelope import Letter, open_attachment, open_letter, open_pair
from seal.errors import SealError
from seal.keys import SecretKey
from wire import anchors, bundle, cbor, invite, order, pairing, paper, practice, release, requests
from wire.bodies import pack_body, parse_body
from wire.buckets import bucket_for, plaintext_of
from wire.errors import WireError
from wire.header import parse_header
from wire.ids import Epoch
from wire.kinds import Kind
from wire.notices import KeyChange, Pair
from wire.signatures import Purpose, verify
from wire.statement import attachment_envelope, open_statement, statement_hash

Json = dict[str, Any]


def shown(value: Any) -> Any:
    """A parsed value as JSON: bytes as hex, dataclasses as objects."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: shown(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, Mapping):
        return {key: shown(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [shown(item) for item in value]
    return value


def run(operation: str, given: Json) -> Json:
    """Return {"result": …} or {"error": category}; any other exception is a bug and comes out."""
    try:
        return {"result": shown(OPERATIONS[operation](given))}
    except (WireError, SealError) as error:
        return {"error": error.category}


def _hex(given: Json, name: str) -> bytes:
    return bytes.fromhex(given[name])


def _cbor(given: Json) -> Any:
    value = cbor.decode(_hex(given, "data"))
    assert cbor.encode(value) == _hex(given, "data")
    return value


def _signature(given: Json) -> Any:
    purpose = Purpose(given["purpose"])
    verify(_hex(given, "key"), purpose, _hex(given, "message"), _hex(given, "signature"))
    return True


def _request(given: Json) -> Any:
    target = requests.Target(given["method"], given["authority"], given["target"])
    signed = requests.parse(given["header"])
    requests.check_signature(signed, target, _hex(given, "key"))
    requests.check_fresh(signed, datetime.fromtimestamp(given["now"], UTC))
    requests.check_body(signed, requests.body_digest(_hex(given, "body")))
    return signed


def _statement(given: Json) -> Any:
    signed = _hex(given, "signed")
    found = open_statement(signed, _hex(given, "key"))
    return {"statement": found, "hash": statement_hash(signed)}


def _order(given: Json) -> Any:
    statement = open_statement(_hex(given, "signed"), _hex(given, "key"))
    at = order.Position(
        Epoch(bytes.fromhex(given["at"]["epoch"])),
        given["at"]["sequence"],
        bytes.fromhex(given["at"]["hash"]),
    )
    known = given["known"]
    return order.judge(
        statement,
        statement_hash(_hex(given, "signed")),
        at,
        known=None if known is None else bytes.fromhex(known),
        ended=frozenset(bytes.fromhex(epoch) for epoch in given["ended"]),
    )


def _body(given: Json) -> Any:
    body = parse_body(Kind(given["kind"]), _hex(given, "data"))
    assert pack_body(body) == _hex(given, "data")
    return body


def _identity(given: Json) -> HybridIdentity:
    return HybridIdentity(SecretKey(_hex(given, "identity")))


def _open(given: Json) -> Letter:
    frame = base64.b64decode(given["frame"])
    later = [bytes.fromhex(key) for key in given.get("later", ())]
    return open_letter(frame, _identity(given), _hex(given, "pinned"), later=later)


def _letter(given: Json) -> Any:
    letter = _open(given)
    return {"hash": letter.hash, "header": letter.header, "body": letter.read()}


def _pair_letter(given: Json) -> Any:
    letter, pair = open_pair(base64.b64decode(given["frame"]), _identity(given))
    return {"hash": letter.hash, "transcript": pair.transcript}


def _attachment(given: Json) -> Any:
    letter = _open({**given, "frame": given["letter"]})
    frame = base64.b64decode(given["frame"])
    content = b"".join(
        open_attachment(
            io.BytesIO(frame),
            len(frame),
            letter=letter,
            index=given["index"],
            identity=_identity(given),
            pinned=_hex(given, "pinned"),
        )
    )
    return {"sha256": hashlib.sha256(content).digest(), "length": len(content)}


def _attachment_envelope(given: Json) -> Any:
    return attachment_envelope(_hex(given, "envelope"), _hex(given, "hash"), given["index"])


def _change(given: Json) -> Any:
    change = parse_body(Kind.KEY_CHANGE, _hex(given, "body"))
    assert isinstance(change, KeyChange)
    return bundle.bundle_hash(bundle.pack_bundle(bundle.open_change(change, _hex(given, "old"))))


def _safety(given: Json) -> Any:
    parts = ("bundle", "recipient", "statement_key", "relay_key")
    return bundle.safety_number(*(_hex(given, part) for part in parts))


def _pairing_keys(given: Json) -> Any:
    secret, invite_id = _hex(given, "secret"), _hex(given, "invite")
    keys = pairing.pairing_keys(secret, invite_id, given["code"])
    return {
        "sheet": keys.sheet,
        "code": keys.code,
        "mailbox_seed": pairing.pairing_mailbox_seed(secret, invite_id),
    }


def _pairing(given: Json) -> Any:
    pair = parse_body(Kind.PAIR, _hex(given, "body"))
    assert isinstance(pair, Pair)
    invite_id = _hex(given, "invite")
    keys = pairing.pairing_keys(_hex(given, "secret"), invite_id, given["code"])
    pairing.check_pair(
        pair, keys, invite=invite_id, relay=given["relay"], bundle=_hex(given, "bundle")
    )
    return pairing.open_transcript(pair)


def _seed(given: Json) -> Any:
    mailbox = _hex(given, "mailbox")
    key = (
        paper_key(given["paper"], mailbox)
        if "paper" in given
        else passkey_key(SecretKey(_hex(given, "prf")), mailbox)
    )
    return unwrap_seed(key, _hex(given, "wrapped"), mailbox, given["purpose"]).reveal()


OPERATIONS: Final[dict[str, Callable[[Json], Any]]] = {
    "cbor.decode": _cbor,
    "signature.verify": _signature,
    "request.check": _request,
    "header.parse": lambda given: parse_header(_hex(given, "data")),
    "bucket.for": lambda given: bucket_for(given["used"]),
    "bucket.of": lambda given: plaintext_of(given["sealed"]),
    "statement.open": _statement,
    "order.judge": _order,
    "body.parse": _body,
    "letter.open": _letter,
    "letter.open_pair": _pair_letter,
    "attachment.open": _attachment,
    "attachment.envelope": _attachment_envelope,
    "bundle.open": lambda given: bundle.open_bundle(_hex(given, "data"), _hex(given, "pinned")),
    "bundle.change": _change,
    "safety.number": _safety,
    "pairing.keys": _pairing_keys,
    "pairing.check": _pairing,
    "invite.read": lambda given: invite.read_fragment(given["fragment"]),
    "paper.read": lambda given: paper.read_paper_secret(given["typed"]),
    "paper.key": lambda given: paper_key(given["typed"], _hex(given, "mailbox")).reveal(),
    "seed.unwrap": _seed,
    "practice.open": lambda given: practice.open_practice(_hex(given, "data"), _hex(given, "key")),
    "release.open": lambda given: release.open_release(_hex(given, "data"), _hex(given, "key")),
    "anchor.open": lambda given: anchors.open_anchor(_hex(given, "data"), _hex(given, "key")),
}
