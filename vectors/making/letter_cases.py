"""Whole letters: honest ones, and every way to spoil one.

It is one file because every spoilt letter begins as one of the honest ones.
"""

import base64
import hashlib
from typing import Any

from making import keys
from making.case import Case, Cases, case
from making.keys import ADA, DORA_AGE, MALLORY, age_file, signing_key
from making.statement_cases import fields, sign
from seal.age.header import Stanza, encode64
from wire import cbor
from wire.bodies import pack_body
from wire.buckets import SEALED_LENGTHS, bucket_for
from wire.header import transmission_base
from wire.letters import FileLabel, FileType, Message
from wire.signatures import Purpose
from wire.statement import FIRST, statement_hash
from wire.tests import samples

NEW = signing_key("ada new")
CREATED = samples.TIME
PHOTO = b"\x89PNG\r\n" + bytes(range(256)) * 4
PHOTO_HASH = hashlib.sha256(PHOTO).digest()
BODY = pack_body(
    Message(
        "Ihre Werte", "Alles in Ordnung.", None, (FileLabel(PHOTO_HASH, "a.png", FileType.PNG),)
    )
)
ENVELOPE = b"n" * 16


def outer(**change: Any) -> bytes:
    """The outer header as bytes, some fields replaced."""
    return cbor.encode(
        {
            "version": 1,
            "mailbox": b"m" * 16,
            "direction": "to-patient",
            "envelope": ENVELOPE,
            "created": CREATED,
            **change,
        }
    )


def statement(**change: Any) -> dict[str, Any]:
    """The statement of the honest letter."""
    refs = [{"hash": PHOTO_HASH, "length": len(PHOTO)}]
    return fields(
        sequence=1,
        previous=FIRST,
        body=hashlib.sha256(BODY).digest(),
        attachments=refs,
        **change,
    )


def plaintext(signed: bytes, body: bytes, pad: bytes | None = None) -> bytes:
    """The inside of a letter."""
    used = len(signed).to_bytes(4, "big") + signed + len(body).to_bytes(8, "big") + body
    return used + (bytes(bucket_for(len(used)) - len(used)) if pad is None else pad)


def frame(header: bytes, content: bytes, age: bytes, by: Any = ADA) -> bytes:
    """Header, transmission signature and age file."""
    signature: bytes = by.sign(transmission_base(header, content))
    return b"\x01" + len(header).to_bytes(2, "big") + header + signature + age


SIGNED = sign(statement())
PLAIN = plaintext(SIGNED, BODY)
HONEST = frame(outer(), statement_hash(SIGNED), age_file(PLAIN, "dora", "honest"))
FRONT = 3 + len(outer()) + 64


def opened(name: str, data: bytes, error: str | None = None, **change: Any) -> Case:
    """A vector that opens a frame as Dora, who pinned Ada."""
    given = {
        "frame": base64.b64encode(data).decode(),
        "identity": DORA_AGE.seed.reveal().hex(),
        "pinned": ADA.public.hex(),
        **change,
    }
    return case(name, "letter.open", given, error)


def sealed(name: str, plain: bytes, signed: bytes = SIGNED, to: str = "dora") -> bytes:
    """A frame with an honest header around any plaintext."""
    return frame(outer(), statement_hash(signed), age_file(plain, to, name))


def flip(data: bytes, at: int) -> bytes:
    """One bit changed."""
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def build() -> Cases:
    """All letters of a known sender."""
    cases = [opened("honest", HONEST), *_damaged(), *_foreign(), *_changed(), *_inside(), *_age()]
    about = "letters as PUT to the relay (frames in base64)"
    return about, cases


def _damaged() -> list[Case]:
    again = frame(
        outer(envelope=b"o" * 16, created=CREATED + 600),
        statement_hash(SIGNED),
        age_file(PLAIN, "dora", "again"),
    )
    payload = FRONT + 1627
    longer = HONEST + bytes(SEALED_LENGTHS[1] - SEALED_LENGTHS[0])
    return [
        opened("the same letter sent again", again),
        opened("empty", b"", "length"),
        opened("plain text", b"Guten Tag", "version"),
        opened("frame version 2", b"\x02" + HONEST[1:], "version"),
        opened("cut by one byte", HONEST[:-1], "length"),
        opened("cut inside the header", HONEST[:40], "length"),
        opened("one byte more", HONEST + b"\x00", "length"),
        opened("filled up to the next bucket", longer, "sealed"),
        opened("header length zero", b"\x01\x00\x00" + HONEST[3:], "length"),
        opened("header length above the limit", b"\x01\x01\x01" + HONEST[3:], "length"),
        opened("flip in the version line", flip(HONEST, FRONT), "age"),
        opened("flip in the stanza's share", _letter_of_share(), "sealed"),
        opened("flip in the header MAC", _other_mac(), "sealed"),
        opened("flip in the payload nonce", flip(HONEST, payload), "sealed"),
        opened("flip in the payload", flip(HONEST, payload + 16), "sealed"),
        opened("flip in the last tag", flip(HONEST, len(HONEST) - 1), "sealed"),
        opened("flip in the transmission signature", flip(HONEST, FRONT - 64), "signature"),
    ]


def _letter_of_share() -> bytes:
    at = HONEST.index(b"-> mlkem768x25519 ") + 30
    other = b"A" if HONEST[at : at + 1] != b"A" else b"B"
    return HONEST[:at] + other + HONEST[at + 1 :]


def _other_mac() -> bytes:
    at = HONEST.index(b"\n--- ") + 10
    other = b"A" if HONEST[at : at + 1] != b"A" else b"B"
    return HONEST[:at] + other + HONEST[at + 1 :]


def _foreign() -> list[Case]:
    rest = HONEST[FRONT:]
    signature = HONEST[FRONT - 64 : FRONT]

    def relabelled(**change: Any) -> bytes:
        header = outer(**change)
        return b"\x01" + len(header).to_bytes(2, "big") + header + signature + rest

    def moved(**change: Any) -> bytes:
        return frame(outer(**change), statement_hash(SIGNED), rest)

    to_emil = frame(outer(), statement_hash(SIGNED), age_file(PLAIN, "emil", "to emil"))
    for_emil = sign(statement(recipients=[hashlib.sha256(keys.EMIL_AGE.recipient.raw).digest()]))
    by_other = frame(outer(), statement_hash(SIGNED), rest, MALLORY)
    return [
        opened("another sender is pinned", HONEST, "signature", pinned=MALLORY.public.hex()),
        opened("sealed to somebody else", to_emil, "sealed"),
        opened("sealed on to Dora, made for Emil", _whole("for emil", for_emil), "mismatch"),
        opened("transmitted by a stranger", by_other, "signature"),
        opened("relay changed the mailbox", relabelled(mailbox=b"x" * 16), "signature"),
        opened("relay changed the direction", relabelled(direction="to-practice"), "signature"),
        opened("relay changed the envelope id", relabelled(envelope=b"x" * 16), "signature"),
        opened("relay changed the time", relabelled(created=CREATED + 60), "signature"),
        opened("sender used another mailbox", moved(mailbox=b"x" * 16), "mismatch"),
        opened("sender turned it round", moved(direction="to-practice"), "mismatch"),
        opened("header version 2", relabelled(version=2), "version"),
        opened("header with a length", relabelled(length=1), "shape"),
    ]


def _changed() -> list[Case]:
    """Ada changed her key after this letter was written, and sends it again with the new one."""
    again = frame(
        outer(envelope=b"o" * 16), statement_hash(SIGNED), age_file(PLAIN, "dora", "new"), NEW
    )
    newer = sign(statement(sender=hashlib.sha256(NEW.public).digest()), by=NEW)
    by_old = frame(outer(), statement_hash(newer), age_file(plaintext(newer, BODY), "dora", "old"))
    later = [NEW.public.hex()]
    return [
        opened("sent again under the next key", again, later=later),
        opened("as it was sent before the change", HONEST, later=later),
        opened("sent again under a key nobody announced", again, "signature"),
        opened("sent again by a stranger", again, "signature", later=[MALLORY.public.hex()]),
        opened(
            "written with the new key, sent with the old",
            by_old,
            "signature",
            pinned=NEW.public.hex(),
        ),
        opened(
            "written with the old key after the change",
            HONEST,
            "signature",
            pinned=NEW.public.hex(),
        ),
    ]


def _whole(name: str, signed: bytes, body: bytes = BODY) -> bytes:
    return sealed(name, plaintext(signed, body), signed)


def _inside() -> list[Case]:
    used = 12 + len(SIGNED) + len(BODY)
    odd_pad = bytes(4096 - used - 1) + b"\x01"
    early_pad = b"\x01" + bytes(4096 - used - 1)
    no_files = sign(statement() | {"attachments": []})
    command = sign(statement(kind="command"))
    two_bodies = pack_body(Message("", "Anderes", None, ()))
    return [
        opened("statement stripped", sealed("stripped", plaintext(b"", BODY)), "stripped"),
        opened("all zero", sealed("zero", bytes(4096)), "stripped"),
        opened("statement longer than allowed", sealed("ff", b"\xff" * 4096), "length"),
        opened(
            "statement runs out of the plaintext",
            sealed("runs", (4093).to_bytes(4, "big") + bytes(4092)),
            "length",
        ),
        opened(
            "last pad byte not zero", sealed("pad", plaintext(SIGNED, BODY, odd_pad)), "padding"
        ),
        opened("first pad byte", sealed("pad1", plaintext(SIGNED, BODY, early_pad)), "padding"),
        opened(
            "larger bucket than needed",
            sealed("large", plaintext(SIGNED, BODY, bytes(8192 - used))),
            "padding",
        ),
        opened("another body", _whole("body", SIGNED, two_bodies), "mismatch"),
        opened("unknown kind", _whole("kind", command), "kind"),
        opened("labels without attachments", _whole("labels", no_files), "mismatch"),
        opened("signed as another purpose", _whole("purpose", _other_purpose()), "signature"),
    ]


def _other_purpose() -> bytes:
    return sign(statement(), Purpose.TRANSMISSION)


def _age() -> list[Case]:
    stanza, _ = keys.stanza_for("dora")
    classic = Stanza(("X25519", encode64(b"\x09" * 32)), b"b" * 32)
    scrypt = Stanza(("scrypt", encode64(b"s" * 16), "18"), b"b" * 32)
    grease = Stanza(("joint-grease",), b"")

    def fitting(name: str, extra: Stanza) -> bytes:
        spare = len(age_file(b"", "dora", name, extra=(extra,))) - len(age_file(b"", "dora", name))
        return age_file(bytes(4096 - spare), "dora", name, extra=(extra,))

    cases = [
        opened(f"a second stanza: {name}", frame(outer(), bytes(32), fitting(name, extra)), "age")
        for name, extra in (
            ("the same again", stanza),
            ("X25519", classic),
            ("scrypt", scrypt),
            ("grease", grease),
        )
    ]
    too_long = frame(outer(), bytes(32), age_file(PLAIN, "dora", "long", extra=(classic,)))
    armored = b"-----BEGIN AGE ENCRYPTED FILE-----\n"
    filled = armored + b"A" * (SEALED_LENGTHS[0] - len(armored))
    return [
        *cases,
        opened("a second stanza that shows in the length", too_long, "length"),
        opened("armor", frame(outer(), bytes(32), filled), "age"),
        opened(
            "an empty line as header", frame(outer(), bytes(32), b"\n" * SEALED_LENGTHS[0]), "age"
        ),
    ]
