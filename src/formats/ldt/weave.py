"""Puts facts between the lines the writer made itself, where the table of the object has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from formats.ldt.model import Fact
from formats.ldt.objects import OBJECTS
from formats.ldt.order import above
from formats.ldt.tree import DEEPEST

Line = Callable[[str, str], bytes]
Refuse = Callable[[str, str], Exception]
_NO_PLACE = "An dieser Stelle ist für das Feld kein Platz vorgesehen."
_NO_OBJECT = "Das Objekt, in dem das Feld stehen müsste, wird nicht geschrieben."
_TOO_DEEP = "Die Objekte sind tiefer ineinander geschachtelt, als gelesen wird."


def find(facts: Iterable[Fact], *path: str) -> Fact | None:
    """The first fact reached by these fields, through objects."""
    here = tuple(facts)
    for place, fk in enumerate(path):
        found = next((fact for fact in here if fact.field == fk), None)
        if found is None or place == len(path) - 1:
            return found
        here = found.inner
    return None


@dataclass(slots=True)
class _Entry:
    """A line, or an object from the line of its role to its end."""

    field: str
    lines: list[bytes]

    def is_object(self, number: str) -> bool:
        """Whether this is an object of that number."""
        return len(self.lines) > 1 and self.lines[1][7:].rstrip() == f"Obj_{number}".encode()


@dataclass(frozen=True, slots=True)
class Weaver:
    """Writes facts with the lines of one file."""

    line: Line
    refuse: Refuse

    def lines_of(self, fact: Fact, depth: int = 0) -> list[bytes]:
        """A field, or a whole object."""
        if not fact.obj:
            return [self.line(fact.field, fact.text)]
        if depth > DEEPEST:
            raise self.refuse(fact.field, _TOO_DEEP)
        known = OBJECTS[fact.obj].fields if fact.obj in OBJECTS else frozenset()
        for one in fact.inner:
            if one.field not in known:
                raise self.refuse(one.field, _NO_PLACE)
        inner = [line for one in fact.inner for line in self.lines_of(one, depth + 1)]
        number = f"Obj_{fact.obj}"
        head = [self.line(fact.field, fact.text), self.line("8002", number)]
        return [*head, *inner, self.line("8003", number)]

    def woven(self, number: str, lines: Sequence[bytes], facts: Iterable[Fact]) -> list[bytes]:
        """The lines inside an object with its facts among them."""
        loom = _Loom(number, _entries(lines))
        for fact in facts:
            if fact.field not in OBJECTS[number].fields:
                raise self.refuse(fact.field, _NO_PLACE)
            if fact.obj and not fact.text:
                self._enter(loom, fact)
            else:
                loom.put(fact.field, self.lines_of(fact))
        return loom.lines()

    def _enter(self, loom: _Loom, fact: Fact) -> None:
        """What an object says beyond what the writer said in it."""
        entry = loom.entered(fact)
        if entry is None:
            raise self.refuse(fact.inner[0].field if fact.inner else fact.field, _NO_OBJECT)
        inside = self.woven(fact.obj, entry.lines[2:-1], fact.inner)
        entry.lines = [*entry.lines[:2], *inside, entry.lines[-1]]


class _Loom:
    """The entries of one object; facts stand behind the entry that is before them in the table."""

    def __init__(self, number: str, entries: list[_Entry]) -> None:
        self._number = number
        self._entries = entries
        self._many = {use.field for use in OBJECTS[number].uses if use.many}
        self._behind: dict[int, list[bytes]] = {}
        self._places: dict[str, int] = {}
        self._free: dict[object, list[int]] = {}
        for place, entry in enumerate(entries):
            self._free.setdefault(self._key(entry.field, entry.lines), []).append(place)
        self._head, self._at = "", -1

    def _key(self, fk: str, lines: list[bytes]) -> object:
        """What the writer said by itself gives way to a fact; what may repeat, only to the same."""
        return (fk, b"".join(lines)) if fk in self._many else fk

    def put(self, fk: str, lines: list[bytes]) -> None:
        """A fact in its place."""
        is_below = self._head in above(self._number, fk)
        free = self._free.get(self._key(fk, lines))
        if free:
            self._at = free.pop(0)
            self._entries[self._at].lines = lines
        else:
            self._at = self._at if is_below else self._place(fk)
            self._behind.setdefault(self._at, []).extend(lines)
        self._head = self._head if is_below else fk

    def entered(self, fact: Fact) -> _Entry | None:
        """The object of the writer that a fact says more of."""
        self._head = ""
        found = (one for one in self._entries if one.field == fact.field)
        return next((one for one in found if one.is_object(fact.obj)), None)

    def lines(self) -> list[bytes]:
        """Everything in order."""
        woven = list(self._behind.get(-1, ()))
        for place, entry in enumerate(self._entries):
            woven += [*entry.lines, *self._behind.get(place, ())]
        return woven

    def _place(self, fk: str) -> int:
        """The last entry that stands before the field in the table."""
        if fk not in self._places:
            ranks = _ranks(self._number)
            before = (
                place
                for place, one in enumerate(self._entries)
                if ranks.get(one.field, 0) <= ranks[fk]
            )
            self._places[fk] = max(before, default=-1)
        return self._places[fk]


@cache
def _ranks(number: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, use in enumerate(OBJECTS[number].uses):
        found.setdefault(use.field, place)
    return found


def _entries(lines: Sequence[bytes]) -> list[_Entry]:
    found: list[_Entry] = []
    depth = 0
    for place, line in enumerate(lines):
        fk = line[3:7]
        if fk == b"8002":
            depth += 1
        is_inside = depth > 0
        if fk == b"8003":
            depth -= 1
        if is_inside:
            found[-1].lines.append(line)
        else:
            found.append(_Entry(fk.decode(), [lines[place]]))
    return found
