"""Writes KVDT strictly: a record that breaks the grammar is not written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from formats.kvdt.fields import FIELDS, kind_at
from formats.kvdt.grammar import TREES, accepts
from formats.kvdt.model import Record
from formats.xdt import Charset, Line, LineWriter, UnwritableError
from formats.xdt.charsets import is_mistaken_for_utf_8


def record(kind: str, *pairs: tuple[str, str]) -> Record:
    """A record from field ids and contents; pairs with empty content are left out."""
    lines = [Line(fk, text, 0, 0) for fk, text in pairs if text]
    return Record(kind, Line("8000", kind, 0, 0), lines)


def write(records: Iterable[Record]) -> bytes:
    """A whole file in ISO 8859-15.

    Raises `UnwritableError` for unknown records and fields, wrong order or number of fields,
    content of the wrong kind, blanks at either end of a content, and for texts an earlier program
    has decoded wrongly ("Ã¼").
    """
    writer = LineWriter(Charset.ISO_8859_15)
    out: list[bytes] = []
    created = ""
    for made in records:
        _structure(made.kind, made.lines)
        created = made.one("9103") if made.kind == "con0" else created
        out.append(writer.line("8000", made.kind))
        for line in made.lines:
            fk, text = line.field, line.text
            known = FIELDS.get(fk)
            if known is None or not (
                known.kind.accepts(text) or kind_at(fk, created).accepts(text)
            ):
                raise UnwritableError(detail=f"record {made.kind} field {fk}: content")
            if text != text.strip():
                raise UnwritableError(detail=f"record {made.kind} field {fk}: blanks")
            out.append(writer.line(fk, text))
    data = b"".join(out)
    if is_mistaken_for_utf_8(data):
        raise UnwritableError(detail="all umlauts read as UTF-8: the text was decoded wrongly")
    return data


def _structure(kind: str, lines: Sequence[Line]) -> None:
    if kind not in TREES or not accepts(kind, lines):
        raise UnwritableError(detail=f"record {kind}: order or number of fields")
