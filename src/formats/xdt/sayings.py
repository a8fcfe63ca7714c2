"""The German sentences of the line grammar, each with its fix and weight."""

from __future__ import annotations

from formats.xdt.problems import Sayings, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SAYINGS: dict[str, tuple[Severity, str, str]] = {
    "X01": (_ERROR, "Die Datei ist leer.", "Bitte die Datei neu anfordern."),
    "X02": (
        _ERROR,
        "Das ist keine xDT-Datei, sondern ein anderes Format (zum Beispiel ZIP, PDF oder XML).",
        "Archive bitte zuerst entpacken, sonst die richtige Datei wählen.",
    ),
    "X03": (
        _NOTE,
        "Die Zeilen enden nicht mit CR LF. Sie wurden trotzdem gelesen.",
        "Das Absendersystem sollte CR LF schreiben.",
    ),
    "X04": (
        _ERROR,
        "Die Zeile ist viel zu lang für dieses Format und wurde nur aufbewahrt.",
        "Bitte die Datei neu anfordern; sie ist vermutlich beschädigt.",
    ),
    "X05": (
        _WARNING,
        "Die Zeile enthält Steuerzeichen. Sie werden sichtbar dargestellt.",
        "Das Absendersystem darf keine Steuerzeichen schreiben.",
    ),
    "X06": (_NOTE, "Leere Zeile.", "Sie kann entfallen."),
    "X07": (
        _WARNING,
        "Die Längenangabe der Zeile stimmt nicht mit ihrem Inhalt überein.",
        "Der Inhalt wurde bis zum Zeilenende gelesen; bitte den Absender darauf hinweisen.",
    ),
    "X08": (
        _ERROR,
        "Die Zeile beginnt nicht mit Länge und Feldkennung und wurde nur aufbewahrt.",
        "Bitte die Zeile im Original ansehen; der Absender muss sie richtig schreiben.",
    ),
    "X09": (
        _WARNING,
        "Angegeben ist {expected}, die Zeichen sprechen aber für {real}; so wurde gelesen.",
        "Bitte Umlaute prüfen und den Absender darauf hinweisen.",
    ),
    "X10": (
        _WARNING,
        "Erwartet wurde {expected}, die Zeichen sprechen aber für {real}; so wurde gelesen.",
        "Bitte Umlaute prüfen und den Absender darauf hinweisen.",
    ),
    "X11": (
        _ERROR,
        "Zeichen gingen schon vor dem Empfang verloren (Ersatzzeichen in der Datei).",
        "Nur ein neuer Export beim Absender kann sie wiederherstellen.",
    ),
    "X12": (
        _WARNING,
        "Ab hier sprechen die Zeichen für einen anderen Zeichensatz als davor.",
        "Bitte Umlaute in der ganzen Datei prüfen.",
    ),
}


problem = Sayings(SAYINGS)
