"""Evaluates FHIRPath over a document: bounded in steps, never in touch with anything outside.

Own code because no library served: `fhirpathpy` knows no `resolve()` and loses primitives with
extensions, so that it flagged every official document (decision 0402).
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from formats.fhir.check.instance import Thing
from formats.fhir.check.path_parse import NotFhirPath, Step, parsed
from formats.fhir.check.path_values import Amount, Items, Moment, Value, before, key_of, plain, same
from formats.xdt import FormatError

if TYPE_CHECKING:
    from formats.fhir.definitions.known import Library

STEPS: Final = 200_000  # for one expression on one element
_SYSTEM: Final = {"String": "string", "Boolean": "boolean", "Integer": "integer",
                  "Decimal": "decimal", "Date": "date", "DateTime": "dateTime"}  # fmt: skip


class TooFar(FormatError):
    """The expression needed more steps than it may."""

    message: str = "Die Auswertung einer Regel wurde abgebrochen."


class Evaluation:
    """Expressions over one document. `resolve` finds what a reference names."""

    def __init__(self, library: Library, resolve: Callable[[Value, Thing], Thing | None]) -> None:
        self.known = library
        self.resolve = resolve
        self.focus: Thing | None = None
        self.steps = 0

    def holds(self, expression: str, focus: Thing) -> bool:
        """Whether an invariant is true; raises `NotFhirPath` or `TooFar`."""
        return self.verdict(expression, focus) is True

    def verdict(self, expression: str, focus: Thing) -> bool | None:
        """True, false, or None where the expression leads to nothing."""
        return self.truth(self.found(expression, focus))

    def found(self, expression: str, focus: Thing) -> Items:
        """What an expression leads to; raises `NotFhirPath` or `TooFar`."""
        self.focus, self.steps = focus, STEPS
        try:
            return self.run(parsed(expression), [focus], focus)
        except (ArithmeticError, ValueError, RecursionError):
            raise NotFhirPath(detail="value") from None

    def run(self, step: Step, items: Items, this: Value) -> Items:
        """The result of one node applied to items."""
        self.steps -= 1 + len(items) // 8
        if self.steps < 0:
            raise TooFar
        match step.kind:
            case "name" | "call" | "index" | "minus" | "typed":
                on = items if step.on is None else self.run(step.on, items, this)
                return self._applied(step, on, items, this)
            case "binary":
                return self._binary(step, items, this)
            case "text":
                return [step.word]
            case "number":
                return [Decimal(step.word) if "." in step.word else int(step.word)]
            case "truth":
                return [step.word == "true"]
            case "this":
                return [this] if step.word == "this" else []
            case "time":
                return [Moment(step.word.lstrip("T"))]
            case "quantity":
                return [Amount(Decimal(step.word), step.parts[0].word)]
            case "constant":
                return self._constant(step.word)
        return []

    def _constant(self, word: str) -> Items:
        assert self.focus is not None
        if word == "context":
            return [self.focus]
        if word in ("resource", "rootResource"):
            return [self.focus.resource] if self.focus.resource else []
        if word in ("ucum", "sct", "loinc"):
            return ["http://unitsofmeasure.org"] if word == "ucum" else [word]
        raise NotFhirPath(detail=f"%{word}")

    def _applied(self, step: Step, on: Items, items: Items, this: Value) -> Items:
        match step.kind:
            case "name":
                return self._member(step, on)
            case "index":
                at = self.run(step.parts[0], items, this)
                number = plain(at[0]) if at else None
                return [on[number]] if isinstance(number, int) and 0 <= number < len(on) else []
            case "minus":
                bare = plain(on[0]) if on else None
                return [-bare] if isinstance(bare, int | Decimal) else []
            case "typed":
                kind = step.parts[0].word
                if step.word == "is":
                    return [self.fits(on[0], kind)] if on else []
                return [v for v in on if self.fits(v, kind)]
        from formats.fhir.check.path_functions import call

        return call(self, step, on, this)

    def _member(self, step: Step, on: Items) -> Items:
        found: Items = []
        for value in on:
            if not isinstance(value, Thing):
                continue
            self.steps -= len(value.children)
            if step.on is None and value.is_resource and value.type == step.word:
                found.append(value)
            else:
                found.extend(c for c in value.children if c.name == step.word)
        return found

    def fits(self, value: Value, kind: str) -> bool:
        """FHIRPath's `is`: the type itself or one made from it."""
        if isinstance(value, Thing):
            wanted = _SYSTEM.get(kind, kind)
            return value.type == wanted or self.known.is_a(value.type, wanted)
        kinds: dict[str, type | tuple[type, ...]] = {
            "string": str, "boolean": bool, "integer": int, "decimal": Decimal,
            "date": Moment, "dateTime": Moment, "time": Moment, "Quantity": Amount,
        }  # fmt: skip
        return isinstance(value, kinds.get(_SYSTEM.get(kind, kind), ()))

    def truth(self, items: Items) -> bool | None:
        """A collection as truth: None where empty, a single value that is no boolean is true."""
        if not items:
            return None
        if len(items) > 1:
            raise NotFhirPath(detail="many")
        bare = plain(items[0])
        return bare if isinstance(bare, bool) else True

    def _binary(self, step: Step, items: Items, this: Value) -> Items:
        word = step.word
        left = self.run(step.parts[0], items, this)
        if word in ("and", "or", "xor", "implies"):
            return self._logic(word, self.truth(left), step.parts[1], items, this)
        right = self.run(step.parts[1], items, this)
        match word:
            case "=" | "~" | "!=" | "!~":
                found = same(left, right)
                if found is None:
                    return [] if word in "=!=" else [(not left and not right) == (word == "~")]
                return [found == (word in "=~")]
            case "<" | ">" | "<=" | ">=":
                return self._order(word, left, right)
            case "|":
                return list({repr(key_of(v)): v for v in [*left, *right]}.values())
            case "in" | "contains":
                one, many = (left, right) if word == "in" else (right, left)
                return [key_of(one[0]) in [key_of(v) for v in many]] if one else []
            case "&":
                return [self._joined(left) + self._joined(right)]
        return self._arithmetic(word, left, right)

    def _logic(self, word: str, one: bool | None, part: Step, items: Items, this: Value) -> Items:
        if (word, one) in (("and", False), ("or", True)):
            return [word == "or"]
        if word == "implies" and one is False:
            return [True]
        other = self.truth(self.run(part, items, this))
        if word == "and":
            return [False] if other is False else [] if None in (one, other) else [True]
        if word == "or":
            return [True] if other is True else [] if None in (one, other) else [False]
        if word == "xor":
            return [] if one is None or other is None else [one != other]
        if one is None:
            return [True] if other else []
        return [] if other is None else [other]

    def _order(self, word: str, left: Items, right: Items) -> Items:
        if not left or not right:
            return []
        found = before(left[0], right[0])
        if found is None:
            return []
        wanted = {"<": found < 0, ">": found > 0, "<=": found <= 0, ">=": found >= 0}
        return [wanted[word]]

    def _joined(self, items: Items) -> str:
        return "".join(str(plain(v) if not isinstance(plain(v), Moment) else "") for v in items)

    def _arithmetic(self, word: str, left: Items, right: Items) -> Items:
        if not left or not right:
            return []
        a, b = plain(left[0]), plain(right[0])
        if word == "+" and isinstance(a, str) and isinstance(b, str):
            return [a + b]
        if not (isinstance(a, int | Decimal) and isinstance(b, int | Decimal)):
            return []
        x, y = Decimal(a), Decimal(b)
        if word in ("/", "div", "mod") and y == 0:
            return []
        sums: dict[str, Callable[[], Decimal]] = {
            "+": lambda: x + y, "-": lambda: x - y, "*": lambda: x * y, "/": lambda: x / y,
            "div": lambda: x // y, "mod": lambda: x % y,
        }  # fmt: skip
        return [sums[word]()]
