"""All known laboratory objects and records: which fields they hold, how often, how deep."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from formats.ldt import objects_a, objects_b


class Need(StrEnum):
    """Whether a field must stand."""

    MUST = "!"
    CONDITIONAL = "~"
    MAY = "?"


@dataclass(frozen=True, slots=True)
class Use:
    """One place of a field in an object; `depth` 0 stands directly in it, 1 below another field."""

    field: str
    depth: int
    need: Need
    many: bool


@dataclass(frozen=True, slots=True)
class ObjectType:
    """An object ("0045") or a record ("8205")."""

    id: str
    name: str
    label: str
    uses: tuple[Use, ...]
    fields: frozenset[str]


_USE = re.compile(r"(\.*)([0-9]{4})([!~?])(\+?)")


def _parse(row: tuple[str, str, str, str]) -> ObjectType:
    number, name, label, text = row
    uses = tuple(
        Use(fk, len(dots), Need(need), bool(many)) for dots, fk, need, many in _USE.findall(text)
    )
    return ObjectType(number, name, label, uses, frozenset(use.field for use in uses))


OBJECTS: dict[str, ObjectType] = {row[0]: _parse(row) for row in (*objects_a.ROWS, *objects_b.ROWS)}


def is_known(number: str, fk: str) -> bool:
    """Whether this field may stand in this object or record."""
    known = OBJECTS.get(number)
    return known is not None and fk in known.fields
