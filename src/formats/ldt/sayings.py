"""The German sentences of the laboratory formats, each with its fix and weight."""

from __future__ import annotations

from formats.xdt import Sayings, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

SAYINGS: dict[str, tuple[Severity, str, str]] = {
    "L01": (
        _ERROR,
        "Die Datei enthält keinen Satz des Laborformats LDT.",
        "Bitte die richtige Datei wählen oder neu beim Labor anfordern.",
    ),
    "L02": (
        _ERROR,
        "Die Datei hört mitten in der Übertragung auf: Der Abschluss-Satz fehlt.",
        "Bitte die Datei beim Labor neu anfordern.",
    ),
    "L03": (
        _ERROR,
        "Die Prüfsumme der Datei stimmt nicht: Sie wurde nach dem Schreiben verändert.",
        "Die Werte nicht übernehmen, sondern beim Labor neu anfordern.",
    ),
    "L04": (_WARNING, "Die Prüfsumme der Datei fehlt.", "Unversehrtheit nicht nachweisbar."),
    "L05": (
        _WARNING,
        "Ein Satz beginnt, bevor der vorige abgeschlossen ist.",
        "Der vorige Satz wurde so gelesen, wie er war; bitte im Original prüfen.",
    ),
    "L06": (
        _WARNING,
        "Das Ende eines Objekts passt zu keinem offenen Objekt.",
        "Die Zeile wurde aufbewahrt; bitte im Original prüfen.",
    ),
    "L07": (
        _WARNING,
        "Ein Objekt ist nicht abgeschlossen.",
        "Der Inhalt wurde gelesen; bitte im Original prüfen.",
    ),
    "L08": (
        _ERROR,
        "Objekte sind zu tief verschachtelt; der Rest wurde nur aufbewahrt.",
        "Bitte die Datei neu anfordern; sie ist vermutlich beschädigt.",
    ),
    "L09": (
        _ERROR,
        "Der Satz ist zu groß; was über die Grenze geht, wurde nur aufbewahrt.",
        "Bitte den Befund im Original ansehen.",
    ),
    "L10": (
        _WARNING,
        "Die Zeile steht außerhalb eines Satzes und wurde nur aufbewahrt.",
        "Bitte im Original prüfen.",
    ),
    "L11": (
        _WARNING,
        "Die Satzart ist unbekannt; der Satz wurde nur aufbewahrt.",
        "Bitte im Original prüfen.",
    ),
    "L12": (
        _NOTE,
        "Das Feld ist an dieser Stelle nicht vorgesehen. Es wird angezeigt und aufbewahrt.",
        "Bitte beim Labor nach der Bedeutung fragen.",
    ),
    "L13": (
        _ERROR,
        "Ein Dokument in der Datei ist beschädigt.",
        "Bitte das Dokument beim Labor neu anfordern.",
    ),
    "L14": (
        _ERROR,
        "Ein Dokument in der Datei ist zu groß für den Arbeitsspeicher.",
        "Es muss aus dem Original entnommen werden.",
    ),
    "L15": (
        _ERROR,
        "Der Inhalt eines Dokuments entspricht nicht dem angegebenen Dateityp.",
        "Nicht öffnen; bitte beim Labor nachfragen.",
    ),
    "L16": (_WARNING, "Ein Datum oder eine Uhrzeit ist ungültig.", "Bitte im Original prüfen."),
    "L17": (
        _WARNING,
        "Die angegebene Satzlänge stimmt nicht mit der wirklichen überein.",
        "Bitte den Satz im Original prüfen.",
    ),
    "L18": (
        _WARNING,
        "Der Befund nennt keinen Patienten.",
        "Bitte von Hand zuordnen.",
    ),
    "L19": (
        _NOTE,
        "Das Kennzeichen am Wert ist unbekannt.",
        "Bitte den Wert selbst beurteilen.",
    ),
    "L20": (_ERROR, "Ein vorgeschriebenes Feld fehlt.", "Der Absender muss es ergänzen."),
    "L21": (_ERROR, "Das Feld kommt zu oft vor.", "Der Absender muss es berichtigen."),
    "L22": (
        _ERROR,
        "Der Feldinhalt hat nicht die vorgeschriebene Länge.",
        "Der Absender muss ihn berichtigen.",
    ),
    "L23": (
        _WARNING,
        "Der Feldinhalt ist kein bekannter Wert der Schlüsselliste.",
        "Bitte beim Absender nachfragen; die Liste kann auch jünger sein als unsere.",
    ),
    "L24": (
        _WARNING,
        "Der Feldinhalt hat nicht die vorgeschriebene Form.",
        "Bitte beim Absender nachfragen.",
    ),
}


problem = Sayings(SAYINGS)
