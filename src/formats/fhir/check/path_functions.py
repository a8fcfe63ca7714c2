"""The functions of FHIRPath that constraints call, by name."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from formats.fhir.check.instance import Thing
from formats.fhir.check.path_parse import NotFhirPath, Step
from formats.fhir.check.path_values import Items, Value, key_of, plain, text_of

if TYPE_CHECKING:
    from formats.fhir.check.path import Evaluation

LONGEST: Final = 20_000  # characters a pattern is tried on


def call(run: Evaluation, step: Step, on: Items, this: Value) -> Items:
    """The result of a function call; raises `NotFhirPath` for one not known."""
    word, parts = step.word, step.parts
    if word in _EACH:
        return _EACH[word](run, on, parts)
    if word in _PLAIN:
        return _PLAIN[word](on)
    given = [run.run(part, [this], this) for part in parts] if word not in _TYPED else []
    if word in _WITH:
        return _WITH[word](on, given)
    if word in _TEXT:
        text = text_of(on[0]) if on else None
        if text is None and word == "startsWith":
            return [False]  # as HL7's validator has it; ref-1 relies on it
        return [] if text is None else _TEXT[word](text, [_words(g) for g in given])
    if word in _TYPED:
        kind = parts[0].word
        if word == "is":
            return [run.fits(on[0], kind)] if on else []
        return [v for v in on if run.fits(v, kind)]
    if word == "extension":
        url = _words(given[0])
        things = [c for v in on if isinstance(v, Thing) for c in v.all("extension")]
        return [c for c in things if c.text("url") == url]
    if word == "resolve":
        assert run.focus is not None
        found = (run.resolve(v, run.focus) for v in on)
        return [thing for thing in found if thing is not None]
    if word in ("children", "descendants"):
        below = [c for v in on if isinstance(v, Thing) for c in v.children]
        if word == "descendants":
            below = [d for c in below for d in c.walk()]
        run.steps -= len(below)
        return list(below)
    if word == "memberOf":
        return _member(run, on, _words(given[0]))
    if word == "htmlChecks":
        return [True]
    raise NotFhirPath(detail=word)


def _words(items: Items) -> str:
    return (text_of(items[0]) or "") if items else ""


def _member(run: Evaluation, on: Items, url: str) -> Items:
    codes = run.known.terms.codes(url)
    if codes is None or not on:
        raise NotFhirPath(detail="memberOf")
    thing = on[0]
    if isinstance(thing, Thing) and thing.value is None:
        codings = thing.all("coding") or [thing]
        return [any((c.text("system"), c.text("code")) in codes for c in codings)]
    return [any(code == text_of(thing) for _, code in codes)]


def _where(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    return [v for v in on if run.truth(run.run(parts[0], [v], v)) is True]


def _exists(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    return [bool(_where(run, on, parts) if parts else on)]


def _all(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    return [all(run.truth(run.run(parts[0], [v], v)) is True for v in on)]


def _select(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    return [found for v in on for found in run.run(parts[0], [v], v)]


def _repeat(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    found: Items = []
    waiting = list(on)
    while waiting:
        more = _select(run, waiting, parts)
        known = {id(v) for v in found}
        waiting = [v for v in more if id(v) not in known]
        found += waiting
    return found


def _iif(run: Evaluation, on: Items, parts: tuple[Step, ...]) -> Items:
    this: Value = on[0] if on else ""
    if run.truth(run.run(parts[0], on, this)) is True:
        return run.run(parts[1], on, this)
    return run.run(parts[2], on, this) if len(parts) > 2 else []


def _trace(_run: Evaluation, on: Items, _parts: tuple[Step, ...]) -> Items:
    return on


def _distinct(on: Items) -> Items:
    return list({repr(key_of(v)): v for v in on}.values())


def _truths(on: Items) -> list[bool]:
    return [plain(v) is True for v in on]


def _not(on: Items) -> Items:
    if not on:
        return []
    bare = plain(on[0])
    return [not bare if isinstance(bare, bool) else False]


def _number(on: Items) -> Items:
    try:
        return [Decimal(text_of(on[0]) or "")] if on else []
    except InvalidOperation:
        return []


def _whole(on: Items) -> Items:
    text = (text_of(on[0]) or "") if on else ""
    return [int(text)] if re.fullmatch(r"[+-]?\d{1,18}", text) else []


def _string(on: Items) -> Items:
    text = text_of(on[0]) if on else None
    return [] if text is None else [text]


def _number_of(items: Items) -> int:
    bare = plain(items[0]) if items else 0
    return int(bare) if isinstance(bare, int | Decimal) else 0


def _substring(text: str, given: list[str]) -> Items:
    start = int(given[0])
    if not 0 <= start < len(text):
        return []
    return [text[start : start + int(given[1])] if len(given) > 1 else text[start:]]


def _matches(text: str, given: list[str]) -> Items:
    if len(text) > LONGEST:
        raise NotFhirPath(detail="long")
    try:
        return [re.search(given[0], text) is not None]
    except re.error:
        raise NotFhirPath(detail="pattern") from None


def _kept(on: Items, given: list[Items], wanted: bool) -> Items:
    others = {repr(key_of(v)) for v in given[0]}
    return [v for v in on if (repr(key_of(v)) in others) == wanted]


_EACH: Final[dict[str, Callable[[Evaluation, Items, tuple[Step, ...]], Items]]] = {
    "where": _where, "exists": _exists, "all": _all, "select": _select, "repeat": _repeat,
    "iif": _iif, "trace": _trace,
}  # fmt: skip
_PLAIN: Final[dict[str, Callable[[Items], Items]]] = {
    "empty": lambda on: [not on],
    "not": _not,
    "count": lambda on: [len(on)],
    "first": lambda on: on[:1],
    "last": lambda on: on[-1:],
    "tail": lambda on: on[1:],
    "single": lambda on: on[:1],
    "distinct": _distinct,
    "isDistinct": lambda on: [len(_distinct(on)) == len(on)],
    "hasValue": lambda on: [len(on) == 1 and plain(on[0]) is not None],
    "getValue": lambda on: [v for v in [plain(on[0]) if on else None] if v is not None],
    "toString": _string,
    "toInteger": _whole,
    "toDecimal": _number,
    "allTrue": lambda on: [all(_truths(on))],
    "anyTrue": lambda on: [any(_truths(on))],
    "allFalse": lambda on: [not any(_truths(on))],
    "anyFalse": lambda on: [not all(_truths(on))],
}
_WITH: Final[dict[str, Callable[[Items, list[Items]], Items]]] = {
    "take": lambda on, given: on[: max(0, _number_of(given[0]))],
    "skip": lambda on, given: on[max(0, _number_of(given[0])) :],
    "union": lambda on, given: _distinct([*on, *given[0]]),
    "combine": lambda on, given: [*on, *given[0]],
    "intersect": lambda on, given: _kept(on, given, True),
    "exclude": lambda on, given: _kept(on, given, False),
    "subsetOf": lambda on, given: [len(_kept(on, given, True)) == len(on)],
    "supersetOf": lambda on, given: [len(_kept(given[0], [on], True)) == len(given[0])],
}
_TEXT: Final[dict[str, Callable[[str, list[str]], Items]]] = {
    "length": lambda text, _: [len(text)],
    "upper": lambda text, _: [text.upper()],
    "lower": lambda text, _: [text.lower()],
    "trim": lambda text, _: [text.strip()],
    "substring": _substring,
    "indexOf": lambda text, given: [text.find(given[0])],
    "split": lambda text, given: list(text.split(given[0])) if given[0] else [text],
    "startsWith": lambda text, given: [text.startswith(given[0])],
    "endsWith": lambda text, given: [text.endswith(given[0])],
    "contains": lambda text, given: [given[0] in text],
    "matches": _matches,
    "replace": lambda text, given: [text.replace(given[0], given[1])],
}
_TYPED: Final = frozenset({"is", "as", "ofType"})
