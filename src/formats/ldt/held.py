"""What an object of LDT 3 says beyond its typed places, as facts that can be written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import TYPE_CHECKING

from formats.ldt.model import Fact
from formats.ldt.objects import OBJECTS, is_known
from formats.ldt.tree import Obj
from formats.xdt import Line

if TYPE_CHECKING:
    from formats.ldt.leaf import Sight

# What the writer says there by itself: (object around, object, field) -> content.
_SAID_ANYHOW = {
    ("0045", "0047", "7420"): "12", ("0014", "0047", "7420"): "02",
    ("0043", "0047", "7420"): "07", ("0022", "0019", "0204"): "1", ("8220", "0019", "0204"): "2",
    ("8220", "0036", "7266"): "2", ("8205", "0022", "7321"): "01", ("8215", "0022", "7321"): "01",
    ("8230", "0022", "7321"): "01",
}  # fmt: skip


def held(
    obj: Obj | None, sight: Sight, *, within: str = "", without: Collection[str] = ()
) -> tuple[Fact, ...]:
    """The lines and objects of an object that found no place and that its table knows.

    An object which has a place is entered if it stands once there; of one that repeats only its
    own part may say to whom the rest belongs. Nothing is held twice.
    """
    if obj is None:
        return ()
    found: list[Fact] = []
    roles = Counter(inner.role for inner in obj.objects())
    for entry in obj.entries:
        if isinstance(entry, Line):
            if not _is_free(entry, sight) or not _may_stand(obj.id, entry):
                continue
            sight.held.add(entry.number)
            if not _is_said_anyhow(within, obj, entry):
                found.append(Fact(entry.field, entry.text))
        elif entry.role not in without and is_known(obj.id, entry.role):
            if whole := held_whole(entry, sight):
                found.append(whole)
            elif (roles[entry.role] == 1 and _has_one(obj.id, entry)) and (
                inner := held(entry, sight, within=obj.id)
            ):
                found.append(Fact(entry.role, "", inner, entry.id))
    return tuple(found)


def held_whole(obj: Obj, sight: Sight) -> Fact | None:
    """An object none of whose lines found a place, None if one did or if it cannot be written."""
    everything = list(obj.everything())
    lines = [line for one in everything for line in one.lines()]
    numbers = {line.number for line in lines}
    is_free = all(_is_free(line, sight) for line in lines) and lines
    is_known_all = all(_may_stand(one.id, line) for one in everything for line in one.lines())
    is_named = all(one.attribute is not None and one.attribute.text for one in everything)
    in_place = all(is_known(one.id, inner.role) for one in everything for inner in one.objects())
    if any(one.document for one in everything):
        return None
    if not (is_free and is_known_all and is_named and in_place):
        return None
    sight.held |= numbers
    return _whole(obj)


def _whole(obj: Obj) -> Fact:
    inner = (
        Fact(entry.field, entry.text) if isinstance(entry, Line) else _whole(entry)
        for entry in obj.entries
    )
    return Fact(obj.role, obj.attribute.text if obj.attribute else "", tuple(inner), obj.id)


def _is_free(line: Line, sight: Sight) -> bool:
    return line.number not in sight.used and line.number not in sight.held


def _may_stand(number: str, line: Line) -> bool:
    """Empty lines are content only in a text."""
    return is_known(number, line.field) and bool(line.text or number == "0068")


def _is_said_anyhow(within: str, obj: Obj, line: Line) -> bool:
    if (obj.id, line.field) == ("0007", "3114"):
        return (line.text == "D") == bool(obj.text("3112"))
    return _SAID_ANYHOW.get((within, obj.id, line.field)) == line.text


def _has_one(number: str, inner: Obj) -> bool:
    """Whether an object has a place for one such object only; of several addresses one has it."""
    repeats = any(use.many for use in OBJECTS[number].uses if use.field == inner.role)
    return not repeats or inner.id == "0007"


def same(one: Obj, other: Obj) -> bool:
    """Whether two objects say the same, line by line."""
    return _said(one) == _said(other)


def _said(obj: Obj) -> list[object]:
    return [
        (entry.field, entry.text) if isinstance(entry, Line) else (entry.role, _said(entry))
        for entry in obj.entries
    ]
