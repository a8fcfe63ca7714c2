"""What the context rules of LDT 3 are made of: conditions over object, record and header."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from formats.ldt.tree import Obj


class Scope:
    """What a rule may look at beyond its object: the record, and the opening record of the file.

    The record is walked once, however many objects ask: a file of a thousand addresses must not
    take a million steps.
    """

    def __init__(self, record: Obj, header: Obj | None = None) -> None:
        self.record = record
        self.header = header

    @cached_property
    def _inside(self) -> _Index:
        return _Index(self.record)

    @cached_property
    def _opening(self) -> _Index | None:
        return _Index(self.header) if self.header else None

    def all(self, number: str) -> list[Obj]:
        """The objects of a number anywhere in the record."""
        return self._inside.objects.get(number, [])

    def anywhere(self, fk: str) -> set[str]:
        """The contents of a field anywhere in the record."""
        return self._inside.texts.get(fk, set())

    def holds_any(self, *fks: str) -> bool:
        """Whether one of the fields stands anywhere in the record."""
        return not self._inside.fields.isdisjoint(fks)

    def said(self, fk: str) -> bool:
        """Whether a field stands in the record or in the header."""
        opening = self._opening.fields if self._opening else set()
        return fk in self._inside.fields or fk in opening

    def told(self, fk: str) -> set[str]:
        """The contents of a field anywhere in the record or in the header."""
        return self.anywhere(fk) | (self._opening.texts.get(fk, set()) if self._opening else set())

    def doctors(self) -> list[Obj]:
        """The doctors of the record and of the header."""
        return self.all("0014") + (self._opening.objects.get("0014", []) if self._opening else [])


class _Index:
    """What stands where in a record, found in one walk."""

    def __init__(self, record: Obj) -> None:
        self.objects: dict[str, list[Obj]] = {}
        self.texts: dict[str, set[str]] = {}
        self.fields: set[str] = set()
        for obj in record.everything():
            self.objects.setdefault(obj.id, []).append(obj)
            self.fields |= fields(obj)
            for line in obj.lines():
                self.texts.setdefault(line.field, set()).add(line.text)


Holds = Callable[[Obj, Scope], bool]
ADD = "Der Absender muss die Angabe ergänzen."
CHOOSE = "Der Absender darf nur eines davon angeben."
LEAVE = "Der Absender muss die Angabe weglassen."
FIX = "Der Absender muss die Angaben aufeinander abstimmen."


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule for one object (or record): `holds(obj, scope)` is True where it is kept."""

    code: str
    where: str
    message: str
    fix: str
    holds: Holds


def rules(code: str, where: str, message: str, fix: str, holds: Holds) -> tuple[Rule, ...]:
    """The same rule for several objects, named one after the other."""
    return tuple(Rule(code, number, message, fix, holds) for number in where.split())


def fields(obj: Obj) -> set[str]:
    """The field ids directly in an object, those of its inner objects included."""
    found = {line.field for line in obj.lines()} | {child.role for child in obj.objects()}
    return found | {"6329"} if obj.document is not None else found


def values(obj: Obj, fk: str) -> set[str]:
    """The contents of a field directly in an object."""
    return {line.text for line in obj.lines() if line.field == fk}


def any_of(*fks: str) -> Holds:
    """At least one of the fields."""
    return lambda obj, _: bool(fields(obj) & set(fks))


def all_of(*fks: str) -> Holds:
    """All of the fields."""
    return lambda obj, _: set(fks) <= fields(obj)


def none_of(*fks: str) -> Holds:
    """None of the fields."""
    return lambda obj, _: not fields(obj) & set(fks)


def one_of(*fks: str) -> Holds:
    """Exactly one of the fields."""
    return lambda obj, _: len(fields(obj) & set(fks)) == 1


def at_most_one(*fks: str) -> Holds:
    """One of the fields or none."""
    return lambda obj, _: len(fields(obj) & set(fks)) <= 1


def where(fk: str, among: str, then: Holds) -> Holds:
    """If the field holds one of these values, then."""
    wanted = set(among.split())
    return lambda obj, scope: not values(obj, fk) & wanted or then(obj, scope)


def given(fk: str, then: Holds) -> Holds:
    """If the field stands, then."""
    return lambda obj, scope: fk not in fields(obj) or then(obj, scope)


def is_one(fk: str, among: str) -> Holds:
    """All contents of the field are among these values; it has to stand."""
    wanted = set(among.split())
    return lambda obj, _: bool(found := values(obj, fk)) and found <= wanted


def both(*conditions: Holds) -> Holds:
    """All of the conditions."""
    return lambda obj, scope: all(one(obj, scope) for one in conditions)


def in_record(kind: str, then: Holds) -> Holds:
    """Only in records of this kind."""
    return lambda obj, scope: scope.record.id != kind or then(obj, scope)
