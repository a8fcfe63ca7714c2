"""CBOR: the one encoding, and every other one."""

from making.case import Case, Cases, case
from wire import cbor

HONEST: list[tuple[str, cbor.Value]] = [
    ("zero", 0),
    ("largest number in one byte", 23),
    ("smallest number in two bytes", 24),
    ("number in three bytes", 256),
    ("number in five bytes", 65_536),
    ("number in nine bytes", 2**32),
    ("largest integer", 2**53 - 1),
    ("smallest integer", -(2**53 - 1)),
    ("minus one", -1),
    ("null", None),
    ("true", True),
    ("false", False),
    ("empty bytes", b""),
    ("bytes", b"\x00\xff"),
    ("empty text", ""),
    ("umlauts and a character beyond 16 bits", "Ärztin 🩺"),
    ("list in list", [1, [2, "x"], []]),
    ("keys in bytewise order: shorter first", {"b": 1, "aa": 2, "a": 3, "": 4}),
    ("keys with umlauts", {"ä": 1, "z": 2, "zz": 3}),
    ("nested as deep as allowed", [[[[[[[[[[[[0]]]]]]]]]]]]),
]
HOSTILE = [
    ("nothing", ""),
    ("23 in two bytes", "1817"),
    ("23 in three bytes", "190017"),
    ("255 in three bytes", "1900ff"),
    ("65535 in five bytes", "1a0000ffff"),
    ("2^32 - 1 in nine bytes", "1b00000000ffffffff"),
    ("2^53", "1b0020000000000000"),
    ("2^64 - 1", "1bffffffffffffffff"),
    ("-2^53", "3b001fffffffffffff"),
    ("indefinite bytes", "5f4101ff"),
    ("indefinite text", "7f6161ff"),
    ("indefinite list", "9f01ff"),
    ("indefinite map", "bf616101ff"),
    ("a tag", "c000"),
    ("a big number", "c249010000000000000000"),
    ("undefined", "f7"),
    ("an unassigned simple value", "f0"),
    ("a simple value in two bytes", "f820"),
    ("a half float", "f93c00"),
    ("a float", "fa3f800000"),
    ("a double", "fb3ff0000000000000"),
    ("not a number", "f97e00"),
    ("integer keys", "a201010202"),
    ("bytes as key", "a1416101"),
    ("keys out of order", "a2616201616102"),
    ("longer key before shorter", "a262616101616202"),
    ("a key twice", "a2616101616102"),
    ("broken UTF-8", "61ff"),
    ("a surrogate in UTF-8", "63eda080"),
    ("overlong UTF-8", "62c080"),
    ("UTF-8 beyond U+10FFFF", "64f4908080"),
    ("text that ends inside a character", "61c3"),
    ("bytes that end early", "4201"),
    ("a length that ends early", "19"),
    ("a list that ends early", "8201"),
    ("a huge list", "9b001fffffffffffff"),
    ("a huge text", "7b001fffffffffffff"),
    ("bytes after the value", "0000"),
    ("a reserved length", "1c"),
    ("the break alone", "ff"),
    ("nested too deeply", "81" * 13 + "00"),
]


def build() -> Cases:
    """All CBOR vectors."""
    cases: list[Case] = [
        case(name, "cbor.decode", {"data": cbor.encode(value).hex()}) for name, value in HONEST
    ]
    cases += [case(name, "cbor.decode", {"data": data}, "encoding") for name, data in HOSTILE]
    return "deterministic CBOR in the profile of the protocol (result: bytes as hex)", cases
