"""What can be wrong with a FHIR document, in German, and the two errors that say it."""

from __future__ import annotations

from typing import Final

from formats.xdt import FormatError
from formats.xdt.problems import Problem, Sayings, Severity

_ERROR: Final = Severity.ERROR
_AGAIN = "Bitte die Datei neu anfordern."

TABLE: Final[dict[str, tuple[Severity, str, str]]] = {
    "FHR01": (_ERROR, "Die Datei ist leer.", _AGAIN),
    "FHR02": (_ERROR, "Die Datei ist zu groß.", "Sie wurde nicht gelesen."),
    "FHR03": (_ERROR, "Das ist kein wohlgeformtes XML.", _AGAIN),
    "FHR04": (_ERROR, "Der angegebene Zeichensatz wird nicht verstanden.", "Üblich ist UTF-8."),
    "FHR05": (_ERROR, "Die Datei hat zu viele Elemente.", "Sie wurde nicht gelesen."),
    "FHR06": (_ERROR, "Die Elemente sind zu tief verschachtelt.", "Die Datei wurde nicht gelesen."),
    "FHR07": (_ERROR, "Zwischen den Elementen steht loser Text.", _AGAIN),
    "FHR08": (
        _ERROR,
        "Die Datei enthält eine Dokumenttyp-Angabe; in FHIR ist sie verboten.",
        "Sie wurde nicht gelesen.",
    ),
    "FHR09": (
        _ERROR,
        "Ein Wert enthält ein Zeichen, das in XML nicht stehen darf.",
        "Bitte den Wert berichtigen.",
    ),
    "FHR10": (
        _ERROR,
        "Ein Wert ist leer oder hat nicht die vorgeschriebene Form.",
        "Bitte ergänzen.",
    ),
    "FHR11": (_ERROR, "Ein Wert hat die falsche Art.", "Das ist ein Programmfehler."),
    "FHR12": (_ERROR, "Das ist kein Dokument dieser Art.", "Bitte das richtige Dokument wählen."),
    "FHR13": (_ERROR, "Ein Teil des Dokuments kommt mehrfach vor.", _AGAIN),
    "FHR14": (_ERROR, "Ein Pflichtteil des Dokuments fehlt.", "Bitte ergänzen."),
    "FHR15": (_ERROR, "Ein Verweis führt ins Leere.", "Bitte den Verweis berichtigen."),
    "FHR16": (_ERROR, "Das ist kein wohlgeformtes JSON.", _AGAIN),
    "FHR17": (_ERROR, "JSON muss in UTF-8 geschrieben sein; das ist es hier nicht.", _AGAIN),
    "FHR18": (_ERROR, "Ein Name kommt in einem JSON-Objekt doppelt vor.", _AGAIN),
    "FHR19": (_ERROR, "Ein Wert hat in JSON nicht die Form, die FHIR vorschreibt.", _AGAIN),
    "FHR20": (_ERROR, "Der lesbare Text (div) ist kein wohlgeformtes XHTML.", _AGAIN),
    "FHR21": (
        _ERROR,
        "Ein Element ist in FHIR R4 nicht vorgesehen; als JSON lässt es sich nicht schreiben.",
        "Bitte als XML schreiben oder das Element entfernen.",
    ),
}
problem: Final = Sayings(TABLE)


class FhirError(FormatError):
    """Root of the errors of `formats.fhir`: one problem with German reason and place."""

    message: str = "Das FHIR-Dokument konnte nicht verarbeitet werden."

    def __init__(self, problem: Problem) -> None:
        place = f" line={problem.line}" if problem.line is not None else ""
        super().__init__(detail=f"{problem.code}{place}")
        self.problem = problem

    def __str__(self) -> str:
        return str(self.problem)


class NotFhir(FhirError):
    """The bytes are not a FHIR document that could be read."""

    message: str = "Die Datei ist kein lesbares FHIR-Dokument."


class Unwritable(FhirError):
    """The object cannot stand in a valid document."""

    message: str = "Das Dokument lässt sich so nicht schreiben."
