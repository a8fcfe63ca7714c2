"""Deterministic CBOR (RFC 8949 §4.2.1), reduced to what the protocol needs, strict both ways.

The profile: integers within ±(2^53 - 1) (so JavaScript reads the same numbers), byte strings,
text strings, arrays, maps with text keys, true, false and null. No floats, tags, indefinite
lengths or other simple values. No library is used because none of the kept ones can be told to
*refuse* a longer-than-needed length, an unordered map or a duplicate key while decoding.
"""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias, Union

from wire.errors import NotCanonical

# A recursive alias cannot be spelled with `|` between strings at run time.
_Nested: TypeAlias = Union[Sequence["Value"], Mapping[str, "Value"]]  # noqa: UP007 - strings cannot be joined by |
Value: TypeAlias = bool | int | bytes | str | _Nested | None

MAX_INTEGER: Final = 2**53 - 1
MAX_DEPTH: Final = 12
MAX_BYTES: Final = 1 << 20

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP, _SIMPLE = 0, 1, 2, 3, 4, 5, 7
_FALSE, _TRUE, _NULL = 0xF4, 0xF5, 0xF6


def encode(value: Value) -> bytes:
    """Return the one encoding of `value`; NotCanonical if the profile has none."""
    out = bytearray()
    _write(value, out, MAX_DEPTH)
    return bytes(out)


def decode(data: bytes, *, limit: int = MAX_BYTES) -> Value:
    """Return the value whose only encoding is `data`.

    Guarantees `encode(decode(data)) == data`. Refuses (NotCanonical) everything else, more than
    `limit` bytes, nesting deeper than MAX_DEPTH, and bytes after the value.
    """
    if len(data) > limit:
        raise NotCanonical("too many bytes")
    value, end = _read(bytes(data), 0, MAX_DEPTH)
    if end != len(data):
        raise NotCanonical("bytes after the value")
    return value


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << 8 * width:
            return bytes([major << 5 | code]) + number.to_bytes(width, "big")
    raise NotCanonical("number too large")


def _write(value: Value, out: bytearray, depth: int) -> None:
    if depth < 0:
        raise NotCanonical("nested too deeply")
    match value:
        case None:
            out.append(_NULL)
        case bool():
            out.append(_TRUE if value else _FALSE)
        case int():
            if abs(value) > MAX_INTEGER:
                raise NotCanonical("integer beyond 2^53 - 1")
            out += _head(_UNSIGNED, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
        case bytes():
            out += _head(_BYTES, len(value)) + value
        case str():
            raw = _utf8(value)
            out += _head(_TEXT, len(raw)) + raw
        case Mapping():
            _write_map(value, out, depth)
        case list() | tuple():
            out += _head(_ARRAY, len(value))
            for item in value:
                _write(item, out, depth - 1)
        case _:
            raise NotCanonical("a type outside the profile")


def _write_map(value: Mapping[str, Value], out: bytearray, depth: int) -> None:
    keyed: list[tuple[bytes, Value]] = []
    for key, item in value.items():
        if not isinstance(key, str):
            raise NotCanonical("a map key that is not text")
        raw = _utf8(key)
        keyed.append((_head(_TEXT, len(raw)) + raw, item))
    out += _head(_MAP, len(keyed))
    for head, item in sorted(keyed, key=lambda pair: pair[0]):
        out += head
        _write(item, out, depth - 1)


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise NotCanonical("a lone surrogate") from None


def _read(data: bytes, at: int, depth: int) -> tuple[Value, int]:
    if depth < 0:
        raise NotCanonical("nested too deeply")
    if at >= len(data):
        raise NotCanonical("the bytes end early")
    first = data[at]
    major = first >> 5
    if major == _SIMPLE:
        if first == _NULL:
            return None, at + 1
        if first in (_FALSE, _TRUE):
            return first == _TRUE, at + 1
        raise NotCanonical("a float or simple value outside the profile")
    number, at = _read_number(data, at)
    if major in (_UNSIGNED, _NEGATIVE):
        value = number if major == _UNSIGNED else -1 - number
        if abs(value) > MAX_INTEGER:
            raise NotCanonical("integer beyond 2^53 - 1")
        return value, at
    if major in (_BYTES, _TEXT):
        raw = data[at : at + number]
        if len(raw) != number:
            raise NotCanonical("the bytes end early")
        return (raw if major == _BYTES else _text(raw)), at + number
    if number > len(data) - at:  # every item takes a byte: no length can make us allocate
        raise NotCanonical("the bytes end early")
    if major == _ARRAY:
        return _read_array(data, at, number, depth)
    if major == _MAP:
        return _read_map(data, at, number, depth)
    raise NotCanonical("a tag")


def _read_number(data: bytes, at: int) -> tuple[int, int]:
    code = data[at] & 0x1F
    at += 1
    if code < 24:
        return code, at
    if code > 27:
        raise NotCanonical("an indefinite or reserved length")
    width = 1 << (code - 24)
    raw = data[at : at + width]
    if len(raw) != width:
        raise NotCanonical("the bytes end early")
    number = int.from_bytes(raw, "big")
    # The shortest form is the only form: 24 needs one byte, and each wider form must be needed.
    if number < (24 if width == 1 else 1 << 4 * width):
        raise NotCanonical("a longer form than needed")
    return number, at + width


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise NotCanonical("text that is not UTF-8") from None


def _read_array(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    items: list[Value] = []
    for _ in range(count):
        item, at = _read(data, at, depth - 1)
        items.append(item)
    return items, at


def _read_map(data: bytes, at: int, count: int, depth: int) -> tuple[Value, int]:
    out: dict[str, Value] = {}
    before = b""
    for _ in range(count):
        start = at
        key, at = _read(data, at, depth - 1)
        if not isinstance(key, str):
            raise NotCanonical("a map key that is not text")
        if data[start:at] <= before:  # bytewise order; equal means a duplicate
            raise NotCanonical("map keys out of order or twice")
        before = data[start:at]
        out[key], at = _read(data, at, depth - 1)
    return out, at
