"""Reads JSON text into plain values with their lines, within the bounds of the XML reader.

The parser of the standard library knows no lines, keeps the last of two equal names, turns 5.0 into
a float, and builds everything before it can be counted; here the first thing too much ends it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from formats.fhir.sayings import NotFhir, problem
from formats.fhir.tree import Limits

_TOKEN: Final = re.compile(
    r"""[ \t\r\n]*(?:
    (?P<sign>[{}\[\],:])
    |(?P<text>"[^"\\\x00-\x1f]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*+)*+")
    |(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)(?![0-9.A-Za-z+-])
    |(?P<word>true|false|null)(?![A-Za-z0-9])
    |(?P<end>\Z))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value without parts: `kind` is text, number, truth or null; numbers stay as written."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Array:
    """Values in their order."""

    items: list[Value]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Values by name; every name once."""

    members: dict[str, Value]
    line: int
    lines: dict[str, int] = field(default_factory=dict)


Value = Scalar | Array | Table


def parse_json(data: bytes, limits: Limits | None = None) -> Value:
    """The value of a JSON document.

    Guarantees: within the limits (every value and every name counts), else refused; UTF-8 with or
    without mark; no name twice in one object; numbers keep their digits. Raises `NotFhir` alone.
    """
    bounds = limits or Limits()
    if len(data) > bounds.most_bytes:
        raise NotFhir(problem("FHR02"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotFhir(problem("FHR17", line=1 + data.count(b"\n", 0, error.start))) from None
    if not text.strip(" \t\r\n\x00"):
        raise NotFhir(problem("FHR01"))
    parser = _Parser(text, bounds)
    value = parser.value(0)
    line = parser.line
    if parser.take()[0] != "end":
        raise NotFhir(problem("FHR16", line=line))
    return value


class _Parser:
    """Recursive as deep as the limits allow, which is less than Python does."""

    def __init__(self, text: str, limits: Limits) -> None:
        self._limits = limits
        self._count = 0
        self.line = 1
        self._tokens = self._scanned(text)
        self._ahead = next(self._tokens)

    def _scanned(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        while True:
            match = _TOKEN.match(text, at)
            if match is None or match.lastgroup is None:
                self.line += text.count("\n", at, at + _blanks(text, at))
                raise NotFhir(problem("FHR16", line=self.line))
            self.line += text.count("\n", at, match.start(match.lastgroup))
            at = match.end()
            yield match.lastgroup, match.group(match.lastgroup)
            if match.lastgroup == "end":
                return

    def take(self) -> tuple[str, str]:
        """The next token; behind the end there is the end again."""
        token = self._ahead
        if token[0] != "end":
            self._ahead = next(self._tokens)
        return token

    def _sign(self, *wanted: str) -> str:
        line = self.line
        kind, sign = self.take()
        if kind != "sign" or sign not in wanted:
            raise NotFhir(problem("FHR16", line=line))
        return sign

    def value(self, depth: int) -> Value:
        """The value that begins here."""
        self._count += 1
        if self._count > self._limits.most_elements:
            raise NotFhir(problem("FHR05", line=self.line))
        if depth >= 2 * self._limits.most_levels:  # an array and its object are one level of XML
            raise NotFhir(problem("FHR06", line=self.line))
        line = self.line
        kind, text = self.take()
        match kind, text:
            case "sign", "{":
                return self._table(depth, line)
            case "sign", "[":
                return Array(list(self._items(depth)), line)
            case "text", _:
                return Scalar("text", _unescaped(text), line)
            case "number", _:
                return Scalar("number", text, line)
            case "word", _:
                return Scalar("null" if text == "null" else "truth", text, line)
        raise NotFhir(problem("FHR16", line=line))

    def _items(self, depth: int) -> Iterator[Value]:
        if self._ahead == ("sign", "]"):
            self.take()
            return
        yield self.value(depth + 1)
        while self._sign(",", "]") == ",":
            yield self.value(depth + 1)

    def _table(self, depth: int, line: int) -> Table:
        members: dict[str, Value] = {}
        lines: dict[str, int] = {}
        if self._ahead == ("sign", "}"):
            self.take()
            return Table(members, line, lines)
        while True:
            here = self.line
            kind, text = self.take()
            if kind != "text":
                raise NotFhir(problem("FHR16", line=here))
            name = _unescaped(text)
            if name in members:
                raise NotFhir(problem("FHR18", line=here))
            self._sign(":")
            lines[name] = here
            members[name] = self.value(depth + 1)
            if self._sign(",", "}") == "}":
                return Table(members, line, lines)


def _blanks(text: str, at: int) -> int:
    return len(text[at:]) - len(text[at:].lstrip(" \t\r\n"))


def _unescaped(token: str) -> str:
    return token[1:-1] if "\\" not in token else str(json.loads(token))
