"""Frozen dataclasses to CBOR maps and back: the one strict parser, driven by their annotations.

A map must have exactly the fields of its class, in the one encoding; `X | None` is always present
and null when not known. `pack` runs the same rules as `unpack`, so nothing leaves that the other
side would refuse.
"""

import dataclasses
import datetime
import enum
import functools
import re
import types
import typing
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar, cast

from wire import cbor
from wire.errors import Malformed, UnsupportedVersion

T = TypeVar("T")

# What turns the reading direction of the text around it: a name or a result could be made to
# look like another one.
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Rule(Protocol):
    """A limit on one value, checked when sending and when receiving."""

    def check(self, value: Any) -> bool:
        """True if `value` is within the limit."""


@dataclass(frozen=True, slots=True)
class Text:
    """NFC text of at most `most` UTF-8 bytes; control characters only as line feeds, if `lines`."""

    most: int
    least: int = 1
    lines: bool = False

    def check(self, value: Any) -> bool:
        if not self.least <= len(value.encode("utf-8", "surrogatepass")) <= self.most:
            return False
        plain = value.replace("\n", "") if self.lines else value
        if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in plain):
            return False
        return not _BIDI.search(value) and unicodedata.is_normalized("NFC", value)


@dataclass(frozen=True, slots=True)
class Like:
    """ASCII text that matches a pattern as a whole."""

    pattern: str

    def check(self, value: Any) -> bool:
        return re.fullmatch(self.pattern, value, re.ASCII) is not None


@dataclass(frozen=True, slots=True)
class RealDay:
    """A day of the calendar as YYYY-MM-DD, from year 1 on."""

    def check(self, value: Any) -> bool:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
            return False
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Size:
    """Bytes between `least` and `most`; `Size(n)` is exactly n."""

    most: int
    least: int = -1

    def check(self, value: Any) -> bool:
        return (self.most if self.least < 0 else self.least) <= len(value) <= self.most


@dataclass(frozen=True, slots=True)
class Range:
    """An integer between `low` and `high`, both included."""

    low: int
    high: int = cbor.MAX_INTEGER

    def check(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)


@dataclass(frozen=True, slots=True)
class Many:
    """A list of `least` to `most` items."""

    most: int
    least: int = 0

    def check(self, value: Any) -> bool:
        return self.least <= len(value) <= self.most


def pack(thing: object) -> bytes:
    """Return the CBOR of a dataclass instance; Malformed if a value breaks a rule of its field."""
    return cbor.encode(_pack(type(thing), thing, type(thing).__name__))


def unpack(cls: type[T], data: bytes, *, limit: int = cbor.MAX_BYTES) -> T:
    """Read one instance of `cls`; NotCanonical, UnsupportedVersion or Malformed, never less."""
    return cast(T, _unpack(cls, cbor.decode(data, limit=limit), cls.__name__))


@functools.cache
def _fields(cls: type) -> dict[str, Any]:
    hints = typing.get_type_hints(cls, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def _pack(hint: Any, value: Any, where: str) -> cbor.Value:
    hint, rules = _rules(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return None if value is None else _pack(_not_none(hint), value, where)
    packed: cbor.Value
    if dataclasses.is_dataclass(hint):
        if type(value) is not hint:
            raise Malformed(where)
        if getattr(value, "version", 1) != 1:
            raise UnsupportedVersion(where)
        packed = {
            name: _pack(inner, getattr(value, name), f"{where}.{name}")
            for name, inner in _fields(cast(type, hint)).items()
        }
    elif typing.get_origin(hint) is tuple:
        if not isinstance(value, tuple):
            raise Malformed(where)
        packed = [_pack(typing.get_args(hint)[0], item, where) for item in value]
    elif isinstance(value, enum.StrEnum) and type(value) is hint:
        packed = value.value
    else:
        packed = _plain(hint, value, where)
    _check(rules, packed, where)
    return packed


def _unpack(hint: Any, value: cbor.Value, where: str) -> Any:
    hint, rules = _rules(hint)
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return None if value is None else _unpack(_not_none(hint), value, where)
    if dataclasses.is_dataclass(hint):
        return _unpack_map(cast(type, hint), value, where)
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise Malformed(where)
        _check(rules, value, where)
        return tuple(_unpack(typing.get_args(hint)[0], item, where) for item in value)
    if isinstance(hint, type) and issubclass(hint, enum.StrEnum):
        if not isinstance(value, str) or value not in hint.__members__.values():
            raise Malformed(where)
        return hint(value)
    plain = _plain(hint, value, where)
    _check(rules, plain, where)
    return plain


def _unpack_map(cls: type, value: cbor.Value, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise Malformed(where)
    hints = _fields(cls)
    # The version is read before anything else is judged: a later version may have other fields.
    if "version" in hints and value.get("version") != 1:
        raise UnsupportedVersion(where)
    if value.keys() != hints.keys():
        raise Malformed(f"{where}: fields")
    return cls(**{n: _unpack(hint, value[n], f"{where}.{n}") for n, hint in hints.items()})


def _rules(hint: Any) -> tuple[Any, tuple[Rule, ...]]:
    rules: tuple[Rule, ...] = ()
    while True:
        if typing.get_origin(hint) is typing.Annotated:
            hint, *found = typing.get_args(hint)
            rules += tuple(found)
        elif isinstance(hint, typing.NewType):
            hint = hint.__supertype__
        else:
            return hint, rules


def _not_none(hint: Any) -> Any:
    (inner,) = (arg for arg in typing.get_args(hint) if arg is not type(None))
    return inner


def _plain(hint: Any, value: Any, where: str) -> Any:
    if type(value) is not hint:  # exactly: a bool is not an int here
        raise Malformed(where)
    return value


def _check(rules: tuple[Rule, ...], value: Any, where: str) -> None:
    if not all(rule.check(value) for rule in rules):
        raise Malformed(where)
