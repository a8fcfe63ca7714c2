"""What checking against profiles can find, in German; a named rule brings its own sentence."""

from __future__ import annotations

from typing import Final

from formats.xdt.problems import Sayings, Severity

_ERROR, _NOTE, _WARNING = Severity.ERROR, Severity.NOTE, Severity.WARNING
TABLE: Final[dict[str, tuple[Severity, str, str]]] = {
    "FHV01": (_NOTE, "Das Profil „{label}“ liegt nicht vor; geprüft wurde ohne es.",
              "Bitte das Paket des Herausgebers einspielen."),
    "FHV02": (_NOTE, "Die Version {version} des Profils „{label}“ liegt nicht vor; geprüft wurden "
              "nur die Regeln, die auch in der vorliegenden Version gelten.",
              "Bitte das passende Paket einspielen."),
    "FHV03": (_NOTE, "Die Regel „{label}“ konnte nicht ausgewertet werden.", ""),
    "FHV04": (_NOTE, "Die Codes von „{label}“ liegen nicht vor; nicht geprüft.", ""),
    "FHV05": (_ERROR, "Das Dokument ist zu groß, um es ganz zu prüfen.", ""),
    "FHV06": (_ERROR, "Das Profil „{label}“ gibt es in diesem Paket nicht.", ""),
    "FHV07": (_NOTE, "Wie „{label}“ aufgeteilt wird, steht in einem Profil, das nicht vorliegt; "
              "nicht geprüft.", "Bitte das Paket des Herausgebers einspielen."),
    "FHV10": (_ERROR, "Eine Ressource „{label}“ ist in FHIR R4 nicht bekannt.", ""),
    "FHV11": (_ERROR, "„{label}“ ist hier nicht vorgesehen.", ""),
    "FHV12": (_ERROR, "„{label}“ steht an der falschen Stelle.", "Die Reihenfolge ist fest."),
    "FHV13": (_ERROR, "Das Element ist leer.", "Leere Elemente bitte weglassen."),
    "FHV20": (_ERROR, "„{label}“ fehlt (mindestens {least}, gefunden {count}).", ""),
    "FHV21": (_ERROR, "„{label}“ kommt zu oft vor (höchstens {most}, gefunden {count}).", ""),
    "FHV22": (_ERROR, "Der Typ {label} ist hier nicht erlaubt.", ""),
    "FHV23": (_ERROR, "Der Wert hat nicht die Form des Typs {label}.", ""),
    "FHV24": (_ERROR, "Der Wert ist zu lang (höchstens {most} Zeichen).", ""),
    "FHV25": (_ERROR, "Der Wert weicht vom vorgeschriebenen ab.", ""),
    "FHV26": (_ERROR, "Der Code gehört nicht zur vorgeschriebenen Liste „{label}“.", ""),
    "FHV27": (_ERROR, "Das Element passt zu keiner der erlaubten Ausprägungen.", ""),
    "FHV28": (_WARNING, "Der Verweis führt zu keinem Eintrag des Dokuments.", ""),
    "FHV29": (_ERROR, "Der Verweis führt zu einer Ressource, die hier nicht erlaubt ist: {label}.",
              ""),
    "FHV30": (_ERROR, "Die Erweiterung ist unbekannt und hier nicht erlaubt.", ""),
    "FHV31": (_ERROR, "Genau ein bekanntes Profil ist anzugeben.", ""),
    "FHV32": (_ERROR, "Die Version {version} des Profils galt am Tag der Ausstellung nicht; sie "
              "gilt {span}.", "Bitte mit der gültigen Version neu ausstellen."),
    "FHV33": (_ERROR, "Die Adresse des Codesystems ist bis auf Groß- und Kleinschreibung bekannt; "
              "sie muss genau stimmen.", ""),
    "FHV34": (_ERROR, "Die Erweiterung „{label}“ ist an dieser Stelle nicht vorgesehen.", ""),
    "FHV35": (_ERROR, "Der Wert liegt außerhalb der erlaubten Grenzen.", ""),
    "FHV36": (_WARNING, "Eine solche Version dieses Profils ist nicht bekannt.", ""),
    "txt-1": (_ERROR, "Der lesbare Text enthält mehr als einfache Auszeichnung.", ""),
    "txt-2": (_ERROR, "Der lesbare Text ist leer.", ""),
}  # fmt: skip
problem: Final = Sayings(TABLE)
