"""Pairing: link, transcript, bundle, safety number, paper secret, wrapped seed.

It is one file because each step is made from the values of the one before.
"""

import hashlib
from dataclasses import replace
from typing import Any

from making.case import Case, Cases, case
from making.keys import ADA, DORA, DORA_AGE, MALLORY, PRACTICE_AGE, RELAY, identity, signing_key
from seal.device import paper_key, passkey_key, seed_wrapped_with
from seal.keys import SecretKey
from wire import bundle, cbor
from wire.bodies import pack_body
from wire.ids import InviteId
from wire.invite import Invite, write_fragment
from wire.pairing import Transcript, make_pair, pairing_keys
from wire.paper import ALPHABET, write_paper_secret
from wire.signatures import Purpose, signing_base
from wire.tests import samples

INVITE, SECRET, CODE = InviteId(b"i" * 16), b"s" * 16, "01234567"
ORIGIN = "https://relay.example"
NEW = signing_key("ada new")
BUNDLE = bundle.KeyBundle(
    1,
    PRACTICE_AGE.recipient.raw,
    ADA.public,
    signing_key("practice relay").public,
    signing_key("anchor").public,
    signing_key("document").public,
    samples.TIME,
    None,
)
PACKED = bundle.pack_bundle(BUNDLE)
PINNED = bundle.bundle_hash(PACKED)
TRANSCRIPT = Transcript(
    1,
    INVITE,
    ORIGIN,
    PINNED,
    DORA_AGE.recipient.raw,
    DORA.public,
    RELAY.public,
    samples.TIME,
)
MAILBOX = b"m" * 16
PRINTED = write_paper_secret(int.from_bytes(hashlib.sha256(b"paper").digest()[:12], "big"))


def build() -> Cases:
    """All pairing vectors."""
    cases = _pairing() + _bundle() + _changes() + _links() + _paper() + _seeds()
    return "pairing: everything between the sheet of paper and the paired device", cases


def _pairing() -> list[Case]:
    keys = pairing_keys(SECRET, INVITE, CODE)
    honest = make_pair(TRANSCRIPT, keys, DORA.sign)
    given = {
        "body": pack_body(honest).hex(),
        "secret": SECRET.hex(),
        "invite": INVITE.hex(),
        "code": CODE,
        "relay": ORIGIN,
        "bundle": PINNED.hex(),
    }

    def check(name: str, error: str | None = None, **change: str) -> Case:
        return case(name, "pairing.check", {**given, **change}, error)

    def made(key: Any = DORA, **change: Any) -> str:
        return pack_body(make_pair(replace(TRANSCRIPT, **change), keys, key.sign)).hex()

    swapped = replace(honest, transcript=honest.transcript.replace(DORA.public, MALLORY.public))
    weak = replace(honest, transcript=honest.transcript.replace(DORA.public, bytes(32)))
    derive = {"secret": SECRET.hex(), "invite": INVITE.hex(), "code": CODE}
    return [
        case("both MAC keys and the mailbox key", "pairing.keys", derive),
        case("a code of seven digits", "pairing.keys", {**derive, "code": "1234567"}, "shape"),
        case("a code of other digits", "pairing.keys", {**derive, "code": "١٢٣٤٥٦٧٨"}, "shape"),
        check("honest pairing"),
        check("wrong code", "code", code="01234568"),
        check("wrong secret", "invite", secret=(b"x" * 16).hex()),
        check("device key swapped", "invite", body=pack_body(swapped).hex()),
        check("device key weak", "invite", body=pack_body(weak).hex()),
        check("signed by another key", "signature", body=made(MALLORY)),
        check("for another invite", "mismatch", body=made(invite=InviteId(b"x" * 16))),
        check("for another relay", "mismatch", relay="https://other.example"),
        check("for another practice", "mismatch", bundle=(b"x" * 32).hex()),
    ]


def _bundle() -> list[Case]:
    def opened(name: str, data: bytes, error: str | None, pinned: bytes | None = None) -> Case:
        pin = bundle.bundle_hash(data) if pinned is None else pinned
        return case(name, "bundle.open", {"data": data.hex(), "pinned": pin.hex()}, error)

    def spoilt(**change: cbor.Value) -> bytes:
        value = cbor.decode(PACKED)
        if not isinstance(value, dict):
            raise AssertionError
        return cbor.encode({**value, **change})

    shown = {
        "bundle": PINNED.hex(),
        "recipient": DORA_AGE.recipient.raw.hex(),
        "statement_key": DORA.public.hex(),
        "relay_key": RELAY.public.hex(),
    }
    return [
        opened("honest bundle", PACKED, None),
        opened("not the pinned bundle", PACKED, "mismatch", b"x" * 32),
        opened("bundle of version 2", spoilt(version=2), "version"),
        opened("one key for two purposes", spoilt(anchor_key=BUNDLE.document_key), "key"),
        opened("a weak key in the bundle", spoilt(anchor_key=bytes(32)), "key"),
        opened("recipient one byte short", spoilt(recipient=bytes(1215)), "shape"),
        case("safety number", "safety.number", shown),
        case(
            "safety number of another device",
            "safety.number",
            {**shown, "statement_key": MALLORY.public.hex()},
        ),
    ]


def _next(previous: bytes | None, by: str = "new", **kept: Any) -> bytes:
    """A bundle of which every key is another one, but for those given."""
    names = ("statement_key", "relay_key", "anchor_key", "document_key")
    fresh = {name: signing_key(f"{by} {name}").public for name in names}
    fresh |= {"statement_key": NEW.public, "recipient": identity(f"practice {by}").recipient.raw}
    made = replace(BUNDLE, created=samples.TIME + 60, previous=previous, **{**fresh, **kept})
    return bundle.pack_bundle(made)


def _change(name: str, body: Any, error: str | None = None, old: bytes = PACKED) -> Case:
    raw = body if isinstance(body, bytes) else pack_body(body)
    return case(name, "bundle.change", {"body": raw.hex(), "old": old.hex()}, error)


def _signed(new: bytes, old_signer: Any = ADA, new_signer: Any = NEW) -> Any:
    return bundle.change_keys(PACKED, new, old_signer.sign, new_signer.sign)


def _kept_keys() -> list[Case]:
    """Bundles of a wrong predecessor, or in which one key stays what another was."""
    return [
        _change("bundle that names no predecessor", _signed(_next(None)), "mismatch"),
        _change("bundle that names another predecessor", _signed(_next(b"x" * 32)), "mismatch"),
        _change(
            "the statement key stays",
            _signed(_next(PINNED, statement_key=ADA.public), new_signer=ADA),
            "key",
        ),
        _change("the recipient stays", _signed(_next(PINNED, recipient=BUNDLE.recipient)), "key"),
        _change(
            "the relay key becomes the anchor key",
            _signed(_next(PINNED, anchor_key=BUNDLE.relay_key)),
            "key",
        ),
    ]


def _changes() -> list[Case]:
    after = _next(PINNED)
    change = bundle.change_keys(PACKED, after, ADA.sign, NEW.sign)
    third, once_more = signing_key("ada third"), bundle.bundle_hash(after)
    later = _next(once_more, "third", statement_key=third.public)

    changed, signed = _change, _signed

    def stripped(*names: str) -> bytes:
        value = cbor.decode(pack_body(change))
        if not isinstance(value, dict):
            raise AssertionError
        return cbor.encode({**value, **dict.fromkeys(names, b"")})

    foreign = _next(PINNED, "mallory", statement_key=MALLORY.public)
    elsewhere = bundle.change_keys(foreign, _next(bundle.bundle_hash(foreign)), ADA.sign, NEW.sign)
    statement = ADA.sign(
        signing_base(Purpose.STATEMENT, cbor.encode({"old": PINNED, "new": once_more}))
    )
    return [
        changed("honest key change", change),
        changed(
            "honest change after a change",
            bundle.change_keys(after, later, NEW.sign, third.sign),
            old=after,
        ),
        changed("signed by the old key only", signed(after, new_signer=MALLORY), "signature"),
        changed("signed by the new key only", signed(after, MALLORY), "signature"),
        changed(
            "signatures exchanged", replace(change, old_signature=change.new_signature), "signature"
        ),
        changed("one signature twice", signed(after, NEW, NEW), "signature"),
        changed("old signature empty", stripped("old_signature"), "shape"),
        changed("both signatures empty", stripped("old_signature", "new_signature"), "shape"),
        changed("old signature all zero", replace(change, old_signature=bytes(64)), "signature"),
        changed("signed as a statement", replace(change, old_signature=statement), "signature"),
        changed("the same change again, after it", change, "signature", old=after),
        changed("back to the bundle before", signed(PACKED, NEW, ADA), "signature", old=after),
        changed(
            "the first old key speaks again",
            bundle.change_keys(after, later, ADA.sign, third.sign),
            "signature",
            old=after,
        ),
        changed("a stranger's bundle", signed(foreign, MALLORY, MALLORY), "signature"),
        changed("a change of another practice", elsewhere, "signature"),
        changed("another bundle than was signed", replace(change, bundle=later), "signature"),
        *_kept_keys(),
        changed("a weak key in the new bundle", _weak(after, change), "key"),
        changed("no bundle at all", replace(change, bundle=b"\xa0"), "version"),
    ]


def _weak(after: bytes, change: Any) -> Any:
    """The same change with a bundle whose anchor key fits every signature."""
    value = cbor.decode(after)
    if not isinstance(value, dict):
        raise AssertionError
    return replace(change, bundle=cbor.encode({**value, "anchor_key": bytes(32)}))


def _links() -> list[Case]:
    sheet = Invite(INVITE, PINNED, SECRET, samples.TIME + 14 * 86_400, ORIGIN)
    honest = write_fragment(sheet)
    demo = write_fragment(replace(sheet, relay="http://relay.localhost:8002"))

    def check(name: str, fragment: str, error: str | None = None) -> Case:
        return case(name, "invite.read", {"fragment": fragment}, error)

    middle = len(honest) // 2
    other = "A" if honest[middle] != "A" else "B"
    return [
        check("honest link", honest),
        check("honest link of a demo", demo),
        check("one character changed", honest[:middle] + other + honest[middle + 1 :], "shape"),
        check("cut by four characters", honest[:-4], "shape"),
        check("cut short", honest[:40], "length"),
        check("padded", honest + "=", "shape"),
        check("version 2", "2" + honest[1:], "version"),
        check("no version", honest[2:], "shape"),
        check("empty", "", "shape"),
        check("plus instead of minus", "1." + "+" * (len(honest) - 2), "shape"),
    ]


def _paper() -> list[Case]:
    plain = PRINTED.replace("-", "")

    def check(name: str, typed: str, error: str | None = None) -> Case:
        return case(name, "paper.read", {"typed": typed}, error)

    wrong = ALPHABET[(ALPHABET.index(plain[3]) + 1) % 32]
    at = next(i for i in range(20) if plain[i] != plain[i + 1])
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    sloppy = PRINTED.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    derive = {"typed": PRINTED, "mailbox": MAILBOX.hex()}
    return [
        check("paper secret as printed", PRINTED),
        check("paper secret typed sloppily", sloppy),
        check("one wrong character", plain[:3] + wrong + plain[4:], "paper"),
        check("two neighbours swapped", swapped, "paper"),
        check("check character missing", plain[:-1], "paper"),
        check("a character too many", plain + "0", "paper"),
        check("a character of no alphabet", "U" + plain[1:], "paper"),
        check("nothing", "", "paper"),
        case("key from the paper secret", "paper.key", derive),
        case("key from a mistyped secret", "paper.key", {**derive, "typed": swapped}, "paper"),
    ]


def _seeds() -> list[Case]:
    seed, prf = SecretKey(b"d" * 32), SecretKey(b"p" * 32)
    nonce = hashlib.sha256(b"seed nonce").digest()[:12]
    by_paper = seed_wrapped_with(nonce, paper_key(PRINTED, MAILBOX), seed, MAILBOX, "age")
    by_prf = seed_wrapped_with(nonce, passkey_key(prf, MAILBOX), seed, MAILBOX, "age")
    given = {"mailbox": MAILBOX.hex(), "purpose": "age"}
    paper = {**given, "paper": PRINTED, "wrapped": by_paper.hex()}
    passkey = {**given, "prf": prf.reveal().hex(), "wrapped": by_prf.hex()}
    other = (b"x" * 16).hex()
    return [
        case("seed under the paper secret", "seed.unwrap", paper),
        case("seed under a passkey", "seed.unwrap", passkey),
        case("seed of another mailbox", "seed.unwrap", {**passkey, "mailbox": other}, "sealed"),
        case("seed of another purpose", "seed.unwrap", {**passkey, "purpose": "x"}, "sealed"),
        case("seed under another key", "seed.unwrap", {**passkey, "prf": "00" * 32}, "sealed"),
        case(
            "seed of version 2",
            "seed.unwrap",
            {**passkey, "wrapped": "02" + by_prf.hex()[2:]},
            "format",
        ),
    ]
