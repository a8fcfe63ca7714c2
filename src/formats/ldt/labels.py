"""The German name of a field for the screen."""

from __future__ import annotations

from formats.ldt.fields import FIELDS


def label_of(fk: str) -> str:
    """The German name of a field, or a plain word for an unknown one."""
    known = FIELDS.get(fk)
    return known.label if known else f"Unbekanntes Feld {fk}"
