"""The German sentences of the old treatment data format, each with its fix and weight."""

from __future__ import annotations

from formats.xdt import Sayings, Severity

problem = Sayings(
    {
        "B01": (
            Severity.ERROR,
            "Die Datei enthält keinen Satz des Formats BDT.",
            "Bitte den Export im alten System noch einmal auslösen.",
        ),
        "B02": (
            Severity.WARNING,
            "Die Satzart ist unbekannt; der Satz wurde nur aufbewahrt.",
            "Bitte im Original prüfen.",
        ),
        "B03": (
            Severity.ERROR,
            "Der Satz nennt keinen Patienten; er kann nicht zugeordnet werden.",
            "Bitte von Hand zuordnen.",
        ),
        "B04": (
            Severity.WARNING,
            "Ein Datum ist ungültig oder fehlt.",
            "Der Eintrag bleibt ohne Datum; bitte im Original prüfen.",
        ),
        "B05": (
            Severity.NOTE,
            "Das Feld hat keinen festen Platz. Es wird angezeigt und aufbewahrt.",
            "Bitte nach der Übernahme prüfen, ob es gebraucht wird.",
        ),
        "B06": (
            Severity.WARNING,
            "Die Zeile steht außerhalb eines Satzes und wurde nur aufbewahrt.",
            "Bitte im Original prüfen.",
        ),
        "B07": (
            Severity.ERROR,
            "Der Satz ist zu groß; er wird in Teilen übernommen.",
            "Bitte die Kartei dieses Patienten nach der Übernahme prüfen.",
        ),
        "B08": (
            Severity.ERROR,
            "Die Datei hört auf, ohne abgeschlossen zu sein.",
            "Bitte den Export im alten System noch einmal auslösen.",
        ),
    }
)
