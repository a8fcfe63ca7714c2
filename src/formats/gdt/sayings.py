"""The German sentences of the device format, each with its fix and weight."""

from __future__ import annotations

from formats.xdt import Sayings, Severity

problem = Sayings(
    {
        "G01": (
            Severity.ERROR,
            "Die Datei enthält keinen Satz des Geräteformats GDT.",
            "Bitte die Einstellungen des Geräts prüfen.",
        ),
        "G02": (
            Severity.WARNING,
            "Die angegebene Satzlänge stimmt nicht mit der wirklichen überein.",
            "Ist die Datei vollständig, kann der Hersteller des Geräts das berichtigen.",
        ),
        "G03": (
            Severity.WARNING,
            "Die Satzart ist unbekannt.",
            "Der Inhalt wurde gelesen; bitte im Original prüfen.",
        ),
        "G04": (
            Severity.ERROR,
            "Der Satz nennt weder Patientennummer noch Namen.",
            "Bitte von Hand zuordnen.",
        ),
        "G05": (
            Severity.WARNING,
            "Der Verweis auf eine Datei zeigt nicht in den Austauschordner.",
            "Die Datei wird nicht geöffnet; bitte das Gerät richtig einstellen.",
        ),
        "G06": (
            Severity.WARNING,
            "Ein Datum oder eine Uhrzeit ist ungültig.",
            "Bitte im Original prüfen.",
        ),
        "G07": (
            Severity.NOTE,
            "Das Feld ist unbekannt. Es wird angezeigt und aufbewahrt.",
            "Bitte beim Hersteller nach der Bedeutung fragen.",
        ),
        "G08": (
            Severity.WARNING,
            "Die Zeile steht außerhalb eines Satzes und wurde nur aufbewahrt.",
            "Bitte im Original prüfen.",
        ),
        "G10": (
            Severity.WARNING,
            "Die Zeilenzahl eines Objekts oder des Satzes stimmt nicht: Es fehlen Zeilen.",
            "Bitte im Original prüfen und das Gerät die Datei noch einmal schreiben lassen.",
        ),
        "G09": (
            Severity.ERROR,
            "Der Satz ist zu groß; was über die Grenze geht, wurde nur aufbewahrt.",
            "Bitte die Datei im Original ansehen.",
        ),
    }
)
