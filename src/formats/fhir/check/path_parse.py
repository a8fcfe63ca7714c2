"""FHIRPath text to a small tree: the grammar of FHIRPath 2.0 that constraints use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from formats.xdt import FormatError

_TOKEN: Final = re.compile(
    r"""(?P<blank>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<time>@(?:T[0-9:.]+|[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?:T[0-9:.]*(?:Z|[+-][0-9:]+)?)?))
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<text>'(?:[^'\\]|\\.)*')
    |(?P<quoted>`[^`]*`)
    |(?P<constant>%(?:[A-Za-z_][\w-]*|`[^`]*`|'[^']*'))
    |(?P<name>\$?[A-Za-z_]\w*)
    |(?P<sign><=|>=|!=|!~|[-+*/&|<>=~.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
_LEVELS: Final = (
    ("implies",), ("or", "xor"), ("and",), ("in", "contains"), ("=", "!=", "~", "!~"),
    ("<", ">", "<=", ">="), ("|",), ("is", "as"), ("+", "-", "&"), ("*", "/", "div", "mod"),
)  # fmt: skip
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_DEEPEST: Final = 60


class NotFhirPath(FormatError):
    """The expression is not FHIRPath, or more than is understood here."""

    message: str = "Die Regel ist nicht in verständlichem FHIRPath geschrieben."


@dataclass(frozen=True, slots=True)
class Step:
    """One node: what kind, its word, its parts. `on` is what it is applied to."""

    kind: str  # literal name call binary typed index minus constant this empty
    word: str = ""
    on: Step | None = None
    parts: tuple[Step, ...] = ()


@lru_cache(maxsize=4096)
def parsed(text: str) -> Step:
    """The tree of an expression; raises `NotFhirPath`."""
    if len(text) > 20_000:
        raise NotFhirPath(detail="long")
    parser = _Parser(_tokens(text))
    step = parser.level(0)
    if parser.here[0] != "end":
        raise NotFhirPath(detail="rest")
    return step


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise NotFhirPath(detail=f"sign at {at}")
        if match.lastgroup != "blank":
            found.append((match.lastgroup, match.group()))
        at = match.end()
    return [*found, ("end", "")]


class _Parser:
    """Recursive descent; each level binds closer than the one before."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    @property
    def here(self) -> tuple[str, str]:
        return self._tokens[self._at]

    def _take(self, wanted: str = "") -> tuple[str, str]:
        token = self.here
        if wanted and token[1] != wanted:
            raise NotFhirPath(detail=f"{wanted} expected")
        self._at += 1
        return token

    def level(self, number: int) -> Step:
        if number == len(_LEVELS):
            return self._unary()
        self._depth += 1
        if self._depth > _DEEPEST * len(_LEVELS):
            raise NotFhirPath(detail="depth")
        left = self.level(number + 1)
        while self.here[1] in _LEVELS[number] and self.here[0] in ("name", "sign"):
            word = self._take()[1]
            if word in ("is", "as"):
                left = Step("typed", word, left, (Step("name", self._type()),))
            else:
                left = Step("binary", word, None, (left, self.level(number + 1)))
        self._depth -= 1
        return left

    def _type(self) -> str:
        word = self._take()[1].strip("`")
        while self.here[1] == ".":
            self._take()
            word = self._take()[1].strip("`")
        return word

    def _unary(self) -> Step:
        if self.here[1] in ("-", "+") and self.here[0] == "sign":
            sign = self._take()[1]
            inner = self._unary()
            return Step("minus", "", inner) if sign == "-" else inner
        return self._chain(self._term())

    def _chain(self, step: Step) -> Step:
        while self.here[1] in (".", "[") and self.here[0] == "sign":
            if self._take()[1] == "[":
                step = Step("index", "", step, (self.level(0),))
                self._take("]")
            else:
                step = self._named(step)
        return step

    def _named(self, on: Step | None) -> Step:
        kind, word = self._take()
        if kind not in ("name", "quoted"):
            raise NotFhirPath(detail="name expected")
        word = word.strip("`")
        if self.here[1] == "(" and kind == "name":
            self._take()
            parts = []
            while self.here[1] != ")":
                parts.append(self.level(0))
                if self.here[1] == ",":
                    self._take()
            self._take(")")
            return Step("call", word, on, tuple(parts))
        return Step("name", word, on)

    def _term(self) -> Step:
        kind, word = self.here
        if kind == "sign" and word == "(":
            self._take()
            inner = self.level(0)
            self._take(")")
            return inner
        if kind == "sign" and word == "{":
            self._take()
            self._take("}")
            return Step("empty")
        if kind == "number":
            self._take()
            if self.here[0] == "text":  # a quantity with its unit
                return Step("quantity", word, None, (Step("text", self._take()[1][1:-1]),))
            return Step("number", word)
        if kind in ("text", "time", "constant"):
            self._take()
            return Step(kind, _unescaped(word[1:-1]) if kind == "text" else word[1:].strip("`'"))
        if kind == "name" and word in ("true", "false"):
            self._take()
            return Step("truth", word)
        if kind == "name" and word.startswith("$"):
            self._take()
            return Step("this", word[1:])
        return self._named(None)


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        letter = match.group(1)
        if letter.startswith("u"):
            return chr(int(letter[1:], 16))
        return _ESCAPES.get(letter, letter)

    return re.sub(r"\\(u[0-9a-fA-F]{4}|.)", one, text, flags=re.DOTALL)
