"""The fields of GDT 2.0 to 3.x, in our words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    CODE = "code"
    DATE = "date TTMMJJJJ"
    CLOCK = "time of day"
    NUMBER = "number"


TEXT, CODE, DATE, CLOCK, NUMBER = Kind.TEXT, Kind.CODE, Kind.DATE, Kind.CLOCK, Kind.NUMBER


@dataclass(frozen=True, slots=True)
class Field:
    """One field id: our name, the German label, content, greatest length, may it repeat, since."""

    id: str
    name: str
    label: str
    kind: Kind = TEXT
    longest: int = 60
    many: bool = False
    since: str = "2.0"


ROWS = (
    Field("0102", "vendor", "Softwareverantwortlicher"),
    Field("0103", "software", "Software"),
    Field("0132", "release", "Release-Stand der Software"),
    Field("3000", "patient_number", "Patientennummer"),
    Field("3100", "name_affix", "Namenszusatz", longest=28),
    Field("3101", "family_name", "Name", longest=28),
    Field("3102", "given_name", "Vorname", longest=28),
    Field("3103", "birth_date", "Geburtsdatum", DATE, 8),
    Field("3104", "title", "Titel", longest=15),
    Field("3105", "insurance_number", "Versichertennummer", longest=12),
    Field("3106", "town", "Wohnort", longest=30),
    Field("3107", "street", "Straße", longest=28),
    Field("3108", "insured_kind", "Versichertenart", CODE, 1),
    Field("3110", "sex", "Geschlecht", CODE, 1),
    Field("3112", "postcode", "Postleitzahl", longest=7, since="3.0"),
    Field("3113", "town_name", "Ort", since="3.0"),
    Field("3119", "insurance_id", "Versicherten-ID", longest=12, since="3.0"),
    Field("3618", "mobile", "Mobiltelefonnummer", since="3.0"),
    Field("3619", "email", "E-Mail-Adresse", since="3.0"),
    Field("3622", "height", "Größe in cm", NUMBER, 10),
    Field("3623", "weight", "Gewicht in kg", NUMBER, 10),
    Field("3626", "phone", "Telefonnummer", since="3.0"),
    Field("3628", "language", "Muttersprache"),
    Field("6200", "examined_on", "Tag der Erhebung von Behandlungsdaten", DATE, 8),
    Field("6201", "examined_at", "Uhrzeit der Erhebung von Behandlungsdaten", CLOCK, 6),
    Field("6205", "diagnosis", "Aktuelle Diagnose", many=True),
    Field("6220", "finding", "Befund", many=True),
    Field("6221", "foreign_finding", "Fremdbefund", many=True),
    Field("6226", "following_lines", "Anzahl folgender Zeilen", NUMBER, 2),
    Field("6227", "comment", "Kommentar", many=True),
    Field("6228", "table_line", "Ergebnistabellentext, formatiert", longest=80, many=True),
    Field("6302", "document_number", "Datei-Archivierungskennzeichen", many=True),
    Field("6303", "document_format", "Dateiformat", many=True),
    Field("6304", "document_content", "Dateiinhalt", many=True),
    Field("6305", "document_reference", "Verweis auf Datei", longest=990, many=True),
    *(Field(f"{n}", f"free_name_{n}", "Name der freien Kategorie") for n in range(6330, 6400, 2)),
    *(
        Field(f"{n}", f"free_content_{n}", "Inhalt der freien Kategorie", many=True)
        for n in range(6331, 6400, 2)
    ),
    Field("8000", "record_kind", "Satzart", CODE, 4),
    Field("8100", "record_length", "Satzlänge", NUMBER, 8),
    Field("8200", "object_begin", "Objekt-Anfang", since="3.0", many=True),
    Field("8201", "object_lines", "Anzahl der Zeilen im Objekt", NUMBER, since="3.0", many=True),
    Field("8202", "object_total", "Gesamtzahl der Zeilen", NUMBER, since="3.0", many=True),
    Field("8310", "order_number", "Anforderungs-Ident", since="2.1"),
    Field("8314", "request_id", "Anforderungs-UID", since="3.0"),
    Field("8315", "receiver", "GDT-ID des Empfängers", longest=8),
    Field("8316", "sender", "GDT-ID des Senders", longest=8),
    Field("8402", "procedure", "Geräte- und verfahrensspezifisches Kennfeld", CODE, 6),
    Field("8410", "test_code", "Test-Ident", longest=20, many=True),
    Field("8411", "test_name", "Testbezeichnung", many=True),
    Field("8418", "test_state", "Teststatus", CODE, 1, many=True),
    Field("8420", "value", "Ergebniswert", many=True),
    Field("8421", "unit", "Einheit", longest=20, many=True),
    Field("8428", "specimen_code", "Probenmaterial-Ident", longest=8, many=True),
    Field("8429", "specimen_index", "Probenmaterial-Index", longest=2, many=True),
    Field("8430", "specimen_name", "Probenmaterial-Bezeichnung", many=True),
    Field("8431", "specimen_specification", "Probenmaterial-Spezifikation", many=True),
    Field("8432", "taken_on", "Abnahmedatum", DATE, 8, many=True),
    Field("8437", "stream_units", "Einheiten für den Datenstrom", many=True),
    Field("8438", "stream", "Datenstrom", longest=990, many=True),
    Field("8439", "taken_at", "Abnahmezeit", CLOCK, 6, many=True),
    Field("8460", "range_text", "Normalwert-Text", many=True),
    Field("8461", "range_low", "Untere Grenze des Normalbereichs", NUMBER, 20, many=True),
    Field("8462", "range_high", "Obere Grenze des Normalbereichs", NUMBER, 20, many=True),
    Field("8470", "test_remark", "Testbezogene Hinweise", many=True),
    Field("8480", "result_text", "Ergebnistext", many=True),
    Field("8990", "signature", "Signatur"),
    Field("9206", "charset", "Verwendeter Zeichensatz", CODE, 1),
    Field("9218", "version", "Version GDT", longest=5),
)
FIELDS: dict[str, Field] = {row.id: row for row in ROWS}

# What belongs to the test opened by 8410.
TEST_FIELDS = frozenset({"8411", "8418", "8420", "8421", "8428", "8429", "8430", "8431", "8432"})
TEST_FIELDS |= {"8437", "8438", "8439", "8460", "8461", "8462", "8470", "8480"}

KINDS = {
    "6300": "Stammdaten anfordern",
    "6301": "Stammdaten übermitteln",
    "6302": "Untersuchung anfordern",
    "6303": "Weitere Anforderung (nur GDT 3)",
    "6310": "Daten einer Untersuchung übermitteln",
    "6311": "Daten einer Untersuchung zeigen",
}
