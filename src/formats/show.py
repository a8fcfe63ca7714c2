"""Shows a file line by line with German field names, without content unless asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from formats.bdt import fields as bdt_fields
from formats.detect import Format
from formats.gdt import fields as gdt_fields
from formats.kvdt import fields as kvdt_fields
from formats.kvdt.records import LABELS as KVDT_KINDS
from formats.ldt.fields2 import FIELDS_2
from formats.ldt.labels import label_of as ldt_label
from formats.others import show_catalogue, show_document, show_plan
from formats.xdt import Charset, Kept, Line, Reader

_FRAME = {
    "8000": "Satzart",
    "8001": "Satzende",
    "8002": "Objekt",
    "8003": "Objektende",
    "8100": "Satzlänge",
}
# Fields that never hold anything of a person: shown even without --show-content.
_HARMLESS = frozenset({"8000", "8001", "8002", "8003", "8100", "9106", "9206", "9212", "9218"})
_HARMLESS |= {"0001", "9132", "9204", "9211", "9213", "9300"}
_ASSUMED = {Format.GDT: Charset.CP437, Format.BDT: Charset.CP437}


def _gdt_label(fk: str) -> str:
    known = gdt_fields.FIELDS.get(fk)
    return known.label if known else f"Unbekanntes Feld {fk}"


def _ldt_label(fk: str) -> str:
    known = FIELDS_2.get(fk)
    label = ldt_label(fk)
    return known.label if known and label.startswith("Unbekannt") else label


_LABEL_OF: dict[Format, Callable[[str], str]] = {
    Format.LDT: _ldt_label,
    Format.GDT: _gdt_label,
    Format.KVDT: kvdt_fields.label_of,
    Format.BDT: bdt_fields.label_of,
}
_KINDS: dict[Format, dict[str, str]] = {
    Format.GDT: gdt_fields.KINDS,
    Format.KVDT: KVDT_KINDS,
    Format.BDT: bdt_fields.KINDS,
}


def show(stream: BinaryIO, kind: Format, *, with_content: bool, name: str = "") -> Iterator[str]:
    """One text per line of the file; content is replaced by its length unless asked for.

    What a terminal could obey is shown as an escape, never sent. `name` is the file's name: some
    catalogues say their year nowhere else.
    """
    match kind:
        case Format.BMP:
            yield from map(printable, show_plan(stream, with_content=with_content))
        case Format.FHIR:
            yield from map(printable, show_document(stream, with_content=with_content))
        case Format.CATALOGUE:
            yield from map(printable, show_catalogue(stream, name))
        case _:
            yield from _show_xdt(stream, kind, with_content=with_content)


def _show_xdt(stream: BinaryIO, kind: Format, *, with_content: bool) -> Iterator[str]:
    label_of, depth = _LABEL_OF[kind], 0
    for entry in Reader(stream, assumed=_ASSUMED.get(kind, Charset.ISO_8859_15)):
        if isinstance(entry, Kept):
            yield f"{entry.number:>6}  ????  nicht lesbar ({entry.length} Bytes)"
            continue
        if entry.field in ("8001", "8003"):
            depth = max(0, depth - 1)
        label = _FRAME.get(entry.field) or label_of(entry.field)
        text = _content(entry, kind, with_content=with_content)
        yield f"{entry.number:>6}  {'  ' * min(depth, 12)}{entry.field}  {label}: {text}"
        if entry.field == "8002" or (entry.field == "8000" and kind is Format.LDT):
            depth = 0 if entry.field == "8000" else depth
            depth += 1


def _content(line: Line, kind: Format, *, with_content: bool) -> str:
    text = printable(line.text)
    if line.field == "8000" and (known := _KINDS.get(kind, {}).get(line.text.strip())):
        return f"{text} ({known})"
    if with_content or line.field in _HARMLESS:
        return text
    return f"({len(line.text)} Zeichen)"


def printable(text: str) -> str:
    """Text a terminal only shows: what is not printable becomes an escape."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
