"""The fixed keys of the vectors. Everybody knows them: they are worth nothing elsewhere."""

import base64
import hashlib
import json
from pathlib import Path

from seal.age.file import write_age
from seal.age.header import Stanza, encode64
from seal.age.hybrid import TYPE, HybridIdentity
from seal.keys import SecretKey
from seal.signing import SigningKey
from wire.signatures import Purpose

FIXED = Path(__file__).with_name("stanzas.json")


def _seed(name: str) -> SecretKey:
    return SecretKey(hashlib.sha256(b"praxistresor test key " + name.encode()).digest())


def signing_key(name: str) -> SigningKey:
    """A key for every purpose, made from its name."""
    return SigningKey(_seed(name), *Purpose)


def identity(name: str) -> HybridIdentity:
    """A hybrid identity made from its name."""
    return HybridIdentity(_seed("age " + name))


ADA = signing_key("ada")
DORA = signing_key("dora")
MALLORY = signing_key("mallory")
RELAY = signing_key("device relay")
PRACTICE_AGE, DORA_AGE, EMIL_AGE = identity("practice"), identity("dora"), identity("emil")
NAMES = {"practice": PRACTICE_AGE, "dora": DORA_AGE, "emil": EMIL_AGE}


def stanza_for(name: str) -> tuple[Stanza, bytes]:
    """The stored stanza for one identity, and its file key.

    Encapsulation cannot be repeated with chosen randomness, so one per identity was made once
    and is kept in stanzas.json; everything behind it is computed again each time.
    """
    kept = json.loads(FIXED.read_text())[name]
    share = base64.b64decode(kept["share"])
    return Stanza((TYPE, encode64(share)), bytes.fromhex(kept["body"])), bytes.fromhex(
        kept["file_key"]
    )


def age_file(plain: bytes, to: str, nonce_of: str, *, extra: tuple[Stanza, ...] = ()) -> bytes:
    """An age file to a named identity with a nonce made from the vector's name."""
    stanza, file_key = stanza_for(to)
    nonce = hashlib.sha256(nonce_of.encode()).digest()[:16]
    return b"".join(write_age([plain], [stanza, *extra], file_key, nonce))


def make_stanzas() -> None:
    """Make stanzas.json anew (only ever needed if an identity is added)."""
    kept = {}
    for name, one in NAMES.items():
        file_key = hashlib.sha256(b"file key " + name.encode()).digest()[:16]
        stanza = one.recipient.wrap(file_key)
        share = base64.b64decode(stanza.arguments[1] + "=" * (-len(stanza.arguments[1]) % 4))
        kept[name] = {
            "share": base64.b64encode(share).decode(),
            "body": stanza.body.hex(),
            "file_key": file_key.hex(),
        }
    FIXED.write_text(json.dumps(kept, indent=1) + "\n")
