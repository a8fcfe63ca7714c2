"""The German words for a field and its content."""

from __future__ import annotations

from formats.ldt.codes import in_words
from formats.ldt.fact import Kind
from formats.ldt.fields import FIELDS


def label_of(fk: str) -> str:
    """The German name of a field, or a plain word for an unknown one."""
    known = FIELDS.get(fk)
    return known.label if known else f"Unbekanntes Feld {fk}"


def told(fk: str, text: str) -> str:
    """A content in German words where its field has a list of them, else as it is."""
    known = FIELDS.get(fk)
    if known is not None and known.kind is Kind.YES_NO and text in ("0", "1"):
        return "ja" if text == "1" else "nein"
    return in_words(fk, text)
