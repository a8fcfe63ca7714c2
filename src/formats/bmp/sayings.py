"""The German sentences of the medication plan, each with its fix and weight."""

from __future__ import annotations

from formats.xdt import Sayings, Severity

_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE
_SCAN = "Bitte den Plan noch einmal einscannen oder die Angaben vom Papier abschreiben."
_ORIGINAL = "Bitte mit dem Papier vergleichen."

TABLE: dict[str, tuple[Severity, str, str]] = {
    "BMP01": (_ERROR, "Der Inhalt ist leer.", _SCAN),
    "BMP02": (
        _ERROR,
        "Das ist kein bundeseinheitlicher Medikationsplan.",
        "Bitte den quadratischen Code oben rechts auf dem Plan scannen.",
    ),
    "BMP03": (_ERROR, "Der Inhalt ist viel zu groß für einen Medikationsplan.", _SCAN),
    "BMP04": (
        _ERROR,
        "Der Inhalt enthält Anweisungen, die in einem Medikationsplan nie vorkommen. "
        "Er wurde nicht gelesen.",
        "Bitte nicht verwenden und die Angaben vom Papier abschreiben.",
    ),
    "BMP05": (_ERROR, "Der Inhalt ist unvollständig oder beschädigt.", _SCAN),
    "BMP06": (
        _NOTE,
        "Die Zeichen sind in UTF-8 statt in ISO 8859-1 geschrieben; so wurde gelesen.",
        "Das Absendersystem sollte ISO 8859-1 schreiben.",
    ),
    "BMP07": (
        _WARNING,
        "Einige Zeichen gehören nicht zu ISO 8859-1; gelesen wurde als Windows-1252.",
        "Bitte Umlaute und Sonderzeichen mit dem Papier vergleichen.",
    ),
    "BMP08": (
        _WARNING,
        "Die Version des Plans ist unbekannt; gelesen wurde nach Version 2.8.",
        _ORIGINAL,
    ),
    "BMP09": (
        _WARNING,
        "Der Plan enthält einen unbekannten Teil; er wurde nur aufbewahrt.",
        _ORIGINAL,
    ),
    "BMP10": (
        _WARNING,
        "Diese Angabe ist unbekannt; sie wurde nur aufbewahrt.",
        _ORIGINAL,
    ),
    "BMP11": (_ERROR, "Der Teil „{part}“ fehlt.", "Bitte ergänzen."),
    "BMP12": (
        _ERROR,
        "Der Teil „{part}“ kommt mehrfach vor; der erste gilt.",
        _ORIGINAL,
    ),
    "BMP13": (_WARNING, "Zwischen den Angaben steht loser Text.", _ORIGINAL),
    "BMP20": (_ERROR, "„{label}“ fehlt.", "Bitte ergänzen."),
    "BMP21": (
        _ERROR,
        "„{label}“ ist zu kurz oder zu lang (erlaubt sind {shortest} bis {longest} Zeichen).",
        "Bitte anders fassen.",
    ),
    "BMP22": (_ERROR, "„{label}“ hat nicht die vorgeschriebene Form.", "Bitte berichtigen."),
    "BMP23": (
        _ERROR,
        "„{label}“ enthält zu viele Zeilenumbrüche (erlaubt: {breaks}).",
        "Bitte Umbrüche entfernen.",
    ),
    "BMP24": (
        _ERROR,
        "„{label}“ enthält Zeichen, die der Plan nicht darstellen kann.",
        "Bitte die Zeichen ersetzen (erlaubt ist ISO 8859-1 ohne Steuerzeichen).",
    ),
    "BMP30": (
        _ERROR,
        "Es darf nur eine von Arztnummer, Apotheken-IDF und Krankenhaus-IK angegeben sein.",
        "Bitte die übrigen entfernen.",
    ),
    "BMP31": (
        _ERROR,
        "Der Block hat eine freie und eine kodierte Zwischenüberschrift.",
        "Bitte eine davon entfernen.",
    ),
    "BMP32": (
        _ERROR,
        "Ab dem zweiten Block ist eine Zwischenüberschrift Pflicht.",
        "Bitte eine Zwischenüberschrift wählen.",
    ),
    "BMP33": (
        _ERROR,
        "Die Darreichungsform steht als Code und als Text.",
        "Bitte eine der beiden Angaben entfernen.",
    ),
    "BMP34": (
        _ERROR,
        "Die Dosierung steht als Schema und als Text.",
        "Bitte nur eine Form verwenden; am Papier prüfen, welche gilt.",
    ),
    "BMP35": (
        _ERROR,
        "Die Dosiereinheit steht als Code und als Text.",
        "Bitte eine der beiden Angaben entfernen.",
    ),
    "BMP36": (
        _ERROR,
        "Ein Wochentag ist angegeben, aber keine Dosis.",
        "Bitte morgens, mittags, abends oder zur Nacht angeben.",
    ),
    "BMP37": (
        _ERROR,
        "Wochentag und gebundene Zusatzzeile schließen sich aus.",
        "Bitte die Zusatzzeile in die Hinweise übernehmen.",
    ),
    "BMP38": (_ERROR, "Der Eintrag ist leer.", "Bitte ausfüllen oder entfernen."),
    "BMP39": (
        _ERROR,
        "Mehr als drei Wirkstoffe haben keinen Platz.",
        "Bitte nur den Handelsnamen angeben.",
    ),
    "BMP40": (_ERROR, "Der Plan hat mehr als 23 Blöcke.", "Bitte Blöcke zusammenfassen."),
    "BMP41": (_ERROR, "Der Block hat mehr als 45 Einträge.", "Bitte den Block teilen."),
    "BMP42": (
        _ERROR,
        "Seite und Seitenzahl passen nicht zusammen.",
        "Beide gehören auf jede Seite mehrseitiger Pläne und fehlen auf einseitigen.",
    ),
    "BMP43": (_ERROR, "Der Block ist leer.", "Bitte Einträge ergänzen oder ihn entfernen."),
    "BMP44": (
        _WARNING,
        "Die Prüfziffer der PZN stimmt nicht.",
        "Bitte die PZN auf der Packung nachsehen.",
    ),
    "BMP45": (
        _NOTE,
        "Der Eintrag nennt nur die PZN; ohne Arzneimitteldatenbank bleibt er namenlos.",
        "Bitte Namen und Wirkstoff vom Papier übernehmen.",
    ),
    "BMP46": (
        _ERROR,
        "Die Tabelle hat mehr als 15 Zeilen auf einer Seite.",
        "Bitte auf mehrere Seiten verteilen.",
    ),
    "BMP47": (
        _WARNING,
        "Tägliches Schema, aber ein Hinweis spricht von Wochentagen oder Abständen. "
        "Daraus wird leicht eine tägliche Einnahme.",
        "Bitte die Dosierung als Wochentag oder als Text angeben.",
    ),
    "BMP48": (
        _WARNING,
        "Eine wöchentliche Dosierung gibt es erst ab Version 2.8.",
        "Bitte die Dosierung mit dem Papier vergleichen.",
    ),
    "BMP60": (
        _ERROR,
        "Es fehlt mindestens eine Seite des Plans.",
        "Bitte alle Seiten einscannen; erst dann ist der Plan vollständig.",
    ),
    "BMP61": (
        _ERROR,
        "Die Seiten gehören nicht zum selben Ausdruck.",
        "Bitte nur Seiten eines Plans zusammen einlesen.",
    ),
    "BMP62": (
        _ERROR,
        "Zwei eingescannte Fassungen derselben Seite widersprechen sich.",
        _SCAN,
    ),
}
problem = Sayings(TABLE)
