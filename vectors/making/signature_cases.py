"""Signatures: purposes, malleability, weak keys."""

from making.case import Cases, case
from making.keys import ADA, MALLORY
from wire.signatures import Purpose, signing_base

L = 2**252 + 27742317777372353535851937790883648493
P = 2**255 - 19
MESSAGE = bytes.fromhex("a1616101")
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]


def build() -> Cases:
    """All signature vectors."""

    def given(
        key: bytes = ADA.public,
        purpose: Purpose = Purpose.STATEMENT,
        message: bytes = MESSAGE,
        signature: bytes | None = None,
    ) -> dict[str, str]:
        made = ADA.sign(signing_base(Purpose.STATEMENT, MESSAGE))
        return {
            "key": key.hex(),
            "purpose": purpose.value,
            "message": message.hex(),
            "signature": (made if signature is None else signature).hex(),
        }

    def check(name: str, error: str, **change: object) -> dict[str, object]:
        return case(name, "signature.verify", given(**change), error)  # type: ignore[arg-type] # wrong on purpose

    honest = bytes.fromhex(given()["signature"])
    r, s = honest[:32], int.from_bytes(honest[32:], "little")
    bad = "signature"
    cases = [
        case(
            f"honest, purpose {purpose}",
            "signature.verify",
            given(purpose=purpose, signature=ADA.sign(signing_base(purpose, MESSAGE))),
        )
        for purpose in Purpose
    ]
    cases += [
        check(f"signed as statement, read as {purpose}", bad, purpose=purpose)
        for purpose in Purpose
        if purpose is not Purpose.STATEMENT
    ]
    cases += [
        check("another key", bad, key=MALLORY.public),
        check("another message", bad, message=MESSAGE + b"\x00"),
        check("empty signature", bad, signature=b""),
        check("signature one byte short", bad, signature=honest[:-1]),
        check("signature one byte long", bad, signature=honest + b"\x00"),
        check("S + L", bad, signature=r + (s + L).to_bytes(32, "little")),
        check("S = L", bad, signature=r + L.to_bytes(32, "little")),
        check("S = 0", bad, signature=r + bytes(32)),
        check("R flipped", bad, signature=bytes([r[0] ^ 1]) + honest[1:]),
        check("key and signature zero", "key", key=bytes(32), signature=bytes(64)),
        check("key one byte short", "key", key=ADA.public[:-1]),
        check("key one byte long", "key", key=ADA.public + b"\x00"),
        check("key in a second encoding", "key", key=(P + 3).to_bytes(32, "little")),
    ]
    forged = bytes([1]) + bytes(63)
    cases += [
        check(f"small-order key {i}", "key", key=bytes.fromhex(key), signature=forged)
        for i, key in enumerate(SMALL_ORDER)
    ]
    return "Ed25519 over the purpose label, a zero byte and the message, verified strictly", cases
