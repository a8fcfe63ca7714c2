"""What the strict side of the formats raises; reading never raises, it reports problems."""

from __future__ import annotations

from typing import ClassVar


class FormatError(Exception):
    """Root of every error of `formats`; it never holds content of a file."""

    message: ClassVar[str] = "Die Datei konnte nicht verarbeitet werden."

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(self.message)
        self.detail = detail


class UnwritableError(FormatError):
    """A value may not stand in a strict file: it would split a line, be lost or be misread."""

    message = (
        "Ein Wert passt nicht in das Austauschformat (leer, zu lang, Zeilenumbruch, Steuerzeichen "
        "oder ein Zeichen außerhalb des Zeichensatzes). Bitte den Wert berichtigen."
    )
