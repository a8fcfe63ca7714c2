"""The German sentences of the KVDT structure, each with its fix and weight."""

from __future__ import annotations

from formats.xdt import Sayings, Severity

_ERROR, _WARNING = Severity.ERROR, Severity.WARNING

problem = Sayings(
    {
        "K01": (
            _ERROR,
            "Die Datei enthält keinen Satz des Abrechnungsformats KVDT.",
            "Bitte die richtige Datei wählen.",
        ),
        "K02": (
            _ERROR,
            "Die Zeile steht vor dem ersten Satz und wurde nur aufbewahrt.",
            "Bitte im Original prüfen.",
        ),
        "K03": (
            _ERROR,
            "Der Satz ist zu groß; was über die Grenze geht, wurde nur aufbewahrt.",
            "Bitte im Original prüfen.",
        ),
        "K04": (_ERROR, "Die Satzart ist unbekannt.", "Bitte die Satzart berichtigen."),
        "K05": (
            _ERROR,
            "Der Satz {kind} darf an dieser Stelle nicht stehen.",
            "Reihenfolge: con0, besa, rvsa, Pakete mit Anfang und Ende, con9.",
        ),
        "K06": (_ERROR, "Das Feld {field_id} ({label}) fehlt.", "Bitte ergänzen."),
        "K07": (
            _ERROR,
            "Das Feld {field_id} ({label}) darf hier nicht stehen (falsche Stelle oder zu oft).",
            "Bitte Reihenfolge und Anzahl berichtigen.",
        ),
        "K08": (_ERROR, "Die Feldkennung gibt es in KVDT nicht.", "Bitte das Feld entfernen."),
        "K09": (
            _ERROR,
            "Der Inhalt von {label} hat nicht die vorgeschriebene Form.",
            "Bitte berichtigen.",
        ),
        "K10": (_ERROR, "Das Feld ist leer.", "Leere Felder weglassen."),
        "K11": (
            _WARNING,
            "Der Inhalt beginnt oder endet mit einem Leerzeichen.",
            "Bitte das Leerzeichen entfernen.",
        ),
        "K12": (
            _ERROR,
            "Die Datei hört auf, ohne abgeschlossen zu sein (con9 fehlt).",
            "Bitte die Datei neu erzeugen.",
        ),
    }
)
