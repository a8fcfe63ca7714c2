"""Says where what was read back differs from what should have been written."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import fields, is_dataclass


def difference(
    meant: object,
    read: object,
    *,
    ignored: Collection[str] = (),
    derived: Collection[str] = (),
    path: str = "",
) -> str | None:
    """The dotted path of the first difference, None if both say the same; never content.

    Fields in `ignored` ("LabReport.line") are not looked at; those in `derived` only where `meant`
    states them, because a reader works them out by itself.
    """
    if is_dataclass(meant) and type(meant) is type(read):
        for one in fields(meant):
            inner, back = getattr(meant, one.name), getattr(read, one.name)
            name = f"{type(meant).__name__}.{one.name}"
            if name in ignored or (name in derived and inner in (None, "")):
                continue
            place = f"{path}.{one.name}".lstrip(".")
            found = difference(inner, back, ignored=ignored, derived=derived, path=place)
            if found:
                return found
        return None
    if isinstance(meant, tuple) and isinstance(read, tuple) and len(meant) == len(read):
        for number, (inner, back) in enumerate(zip(meant, read, strict=True)):
            place = f"{path}[{number}]"
            found = difference(inner, back, ignored=ignored, derived=derived, path=place)
            if found:
                return found
        return None
    return None if meant == read else path or "record"
