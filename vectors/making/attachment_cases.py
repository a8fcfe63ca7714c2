"""Attachments, and the letters of a device that is not known yet."""

import base64
import hashlib
from typing import Any

from making import keys
from making.case import Case, Cases, case
from making.keys import ADA, DORA_AGE, MALLORY, age_file
from making.letter_cases import (
    BODY,
    ENVELOPE,
    HONEST,
    PHOTO,
    PHOTO_HASH,
    PLAIN,
    SIGNED,
    flip,
    frame,
    opened,
    outer,
    plaintext,
)
from making.statement_cases import fields
from wire import cbor, signed
from wire.bodies import pack_body
from wire.buckets import bucket_for
from wire.ids import InviteId
from wire.pairing import Transcript, make_pair, pairing_keys
from wire.signatures import Purpose
from wire.statement import FIRST, attachment_envelope, statement_hash
from wire.tests import samples


def build() -> Cases:
    """All of both."""
    return "attachments and pairing letters as PUT to the relay (frames in base64)", [
        *_pairs(),
        *_attachments(),
    ]


def _pairs() -> list[Case]:
    """Letters of a device that is not known yet."""

    def letter(name: str, invite: bytes, key: Any = MALLORY, kind: str = "pair") -> bytes:
        made = Transcript(
            1,
            InviteId(invite),
            "https://relay.example",
            b"b" * 32,
            keys.EMIL_AGE.recipient.raw,
            key.public,
            keys.RELAY.public,
            samples.TIME,
        )
        pair = make_pair(made, pairing_keys(b"s" * 16, invite, "12345678"), key.sign)
        body = pack_body(pair) if kind == "pair" else BODY
        content = fields(
            sender=MALLORY.id,
            direction="to-practice",
            kind=kind,
            sequence=1,
            previous=FIRST,
            seen=None,
            body=hashlib.sha256(body).digest(),
            attachments=[],
        )
        raw = signed.sign(Purpose.STATEMENT, cbor.encode(content), MALLORY.sign)
        return frame(
            outer(direction="to-practice"),
            statement_hash(raw),
            age_file(plaintext(raw, body), "dora", name),
            MALLORY,
        )

    def check(name: str, data: bytes, error: str | None = None) -> Case:
        given = {
            "frame": base64.b64encode(data).decode(),
            "identity": DORA_AGE.seed.reveal().hex(),
        }
        return case(name, "letter.open_pair", given, error)

    return [
        check("honest pairing letter", letter("pair", b"m" * 16)),
        check("invite is not the mailbox", letter("invite", b"x" * 16), "context"),
        check("transcript of another key", letter("key", b"m" * 16, ADA), "signature"),
        check("another kind", letter("other", b"m" * 16, kind="message"), "context"),
    ]


def _attachments() -> list[Case]:
    expected = attachment_envelope(ENVELOPE, statement_hash(SIGNED), 0)

    def inside(content: bytes, length: int | None = None, pad: bytes | None = None) -> bytes:
        used = bytes(4) + (length or len(content)).to_bytes(8, "big") + content
        return used + (bytes(bucket_for(len(used)) - len(used)) if pad is None else pad)

    def made(name: str, plain: bytes, by: Any = ADA, to: str = "dora", **change: Any) -> bytes:
        header = outer(**{"envelope": expected, **change})
        return frame(header, PHOTO_HASH, age_file(plain, to, name), by)

    def check(name: str, data: bytes, error: str | None = None) -> Case:
        given = {
            "letter": base64.b64encode(HONEST).decode(),
            "frame": base64.b64encode(data).decode(),
            "index": 0,
            "identity": DORA_AGE.seed.reveal().hex(),
            "pinned": ADA.public.hex(),
        }
        return case(f"attachment: {name}", "attachment.open", given, error)

    plain = inside(PHOTO)
    odd = bytes(4096 - 12 - len(PHOTO) - 1) + b"\x01"
    large = bytes(8192 - 12 - len(PHOTO))
    as_letter = made("letter", PLAIN)
    given = {"envelope": ENVELOPE.hex(), "hash": statement_hash(SIGNED).hex()}
    whole = made("a", plain)
    return [
        check("honest", whole),
        check("one flipped bit", flip(whole, len(whole) - 500), "sealed"),
        check("other content", made("b", inside(flip(PHOTO, 9))), "mismatch"),
        check("another length", made("c", inside(PHOTO[:-1])), "mismatch"),
        check("pad not zero", made("d", inside(PHOTO, pad=odd)), "padding"),
        check("larger bucket than needed", made("e", inside(PHOTO, pad=large)), "padding"),
        check("another envelope id", made("f", plain, envelope=b"x" * 16), "mismatch"),
        check("another mailbox", made("g", plain, mailbox=b"x" * 16), "mismatch"),
        check("another direction", made("h", plain, direction="to-practice"), "mismatch"),
        check("transmitted by a stranger", made("i", plain, MALLORY), "signature"),
        check("sealed to somebody else", made("j", plain, to="emil"), "sealed"),
        check("a letter in its place", as_letter, "context"),
        opened("an attachment in a letter's place", made("k", plain), "stripped"),
        case("envelope id of attachment 0", "attachment.envelope", {**given, "index": 0}),
        case("envelope id of attachment 1", "attachment.envelope", {**given, "index": 1}),
    ]
