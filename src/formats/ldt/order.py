"""The order of fields inside an object of LDT 3, as its table gives it."""

from __future__ import annotations

from functools import cache

from formats.ldt.objects import OBJECTS


@cache
def below(number: str) -> dict[str, tuple[str, ...]]:
    """The fields that stand directly in an object, in order, each with those below it."""
    found: dict[str, tuple[str, ...]] = {}
    top = ""
    for use in OBJECTS[number].uses:
        if use.depth == 0:
            top = use.field
            found.setdefault(top, ())
        else:
            found[top] += (use.field,)
    return found


def above(number: str, fk: str) -> frozenset[str]:
    """The fields of an object below which this one may stand."""
    return frozenset(top for top, inner in below(number).items() if fk in inner)
