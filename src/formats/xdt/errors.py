"""What the strict side of the formats raises; reading never raises, it reports problems."""

from __future__ import annotations


class FormatError(Exception):
    """Root of every error of `formats`; it never holds content of a file."""

    message: str = "Die Datei konnte nicht verarbeitet werden."

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(self.message)
        self.detail = detail


class UnwritableError(FormatError):
    """A value may not stand in a strict file: it would split a line, be lost or be misread.

    With a `reason` the message is that German sentence, behind the field it is about ("Feld 3101
    (Name): …"); `label` is the German name of the field.
    """

    message = (
        "Ein Wert passt nicht in das Austauschformat (leer, zu lang, Zeilenumbruch, Steuerzeichen "
        "oder ein Zeichen außerhalb des Zeichensatzes). Bitte den Wert berichtigen."
    )

    def __init__(
        self, *, detail: str = "", field: str = "", label: str = "", reason: str = ""
    ) -> None:
        self.field = field
        self.reason = reason
        if reason:
            named = f"{field} ({label})" if label else field
            self.message = f"Feld {named}: {reason}" if field else reason
        super().__init__(detail=detail)
