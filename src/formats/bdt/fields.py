"""The fields of the old treatment data format (BDT 02/94, xBDT), in our words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """One field id: our name and the German label; dates are TTMMJJJJ (xBDT also JJJJMMTT)."""

    id: str
    name: str
    label: str
    since: str = "02/94"


def _rows(text: str) -> dict[str, Field]:
    found = (line.strip().split("|") for line in text.strip().splitlines())
    return {fk: Field(fk, name, label) for fk, name, label in found}


PRACTICE = _rows("""
    0101|test_number|KBV-Prüfnummer
    0102|vendor|Softwareverantwortlicher
    0103|software|Software
    0104|hardware|Hardware
    0201|site_number|Arzt- oder Betriebsstättennummer
    0202|practice_kind|Praxistyp
    0203|doctor_name|Arztname
    0204|doctor_group|Arztgruppe
    0205|street|Straße
    0206|postcode_and_town|PLZ und Ort
    0207|doctor_services|Arzt mit Leistungskennzeichen
    0208|phone|Telefon
    0209|fax|Telefax
    0212|lanr|Lebenslange Arztnummer
    0215|postcode|PLZ
    0216|town|Ort
    0225|free_practice_field|Freies Praxisfeld
""")
PATIENT = _rows("""
    3000|number|Patientennummer
    3100|name_affix|Namenszusatz
    3101|family_name|Name
    3102|given_name|Vorname
    3103|birth_date|Geburtsdatum
    3104|title|Titel
    3105|insurance_number|Versichertennummer
    3106|town_old|Wohnort mit PLZ
    3107|street|Straße
    3108|insured_kind|Versichertenart
    3110|sex|Geschlecht
    3112|postcode|PLZ
    3113|town|Wohnort
    3119|insurance_id|Versicherten-ID
    3150|employer_of_case|Arbeitgeber (BG)
    3152|accident_insurer|Unfallversicherungsträger
    3201|holder_name|Name des Hauptversicherten
    3202|holder_given_name|Vorname des Hauptversicherten
    3203|holder_birth_date|Geburtsdatum des Hauptversicherten
    3600|doctor_of_patient|Arztnummer
    3601|x_ray_number|Röntgennummer
    3602|archive_number|Archivnummer
    3603|bg_number|BG-Nummer
    3610|patient_since|Patient seit
    3612|insured_since|Versicherungsbeginn
    3615|insurance_changed|Datum der letzten Versicherungsänderung
    3618|mobile|Mobiltelefon
    3619|email|E-Mail
    3620|profession|Beruf
    3622|height|Größe
    3623|weight|Gewicht
    3625|employer|Arbeitgeber
    3626|phone|Telefon
    3627|nationality|Nationalität
    3628|language|Muttersprache
    3630|family_doctor|Hausarzt
    3631|distance|Entfernung zur Praxis
    3635|internal_doctor|Interne Zuordnung (Arzt)
    3637|prescription_mark|Rezeptkennung
    3649|permanent_since|Dauerdiagnose ab
    3650|permanent_diagnosis|Dauerdiagnose
    3651|permanent_medication_since|Dauermedikament ab
    3652|permanent_medication|Dauermedikament
    3654|risk|Risikofaktor
    3656|allergy|Allergie
    3658|accident|Unfall
    3660|operation|Operation
    3662|history|Anamnese
    3664|births|Anzahl Geburten
    3666|children|Anzahl Kinder
    3668|pregnancies|Anzahl Schwangerschaften
    3670|permanent_therapy|Dauertherapie
    3672|recall|Kontrolltermin
    3673|permanent_code|Dauerdiagnose (Code)
    3674|permanent_certainty|Diagnosesicherheit Dauerdiagnose
""")
CASE = _rows("""
    4101|quarter|Quartal
    4102|issued_on|Ausstellungsdatum
    4103|valid_until|Gültig bis
    4104|payer_number|Kassennummer (VKNR)
    4106|payer_area|Kostenträger-Abrechnungsbereich
    4107|billing_kind|Abrechnungsart
    4109|card_read_on|Letzter Einlesetag
    4110|insured_until|Versicherungsschutz bis
    4111|payer_ik|Krankenkassennummer (IK)
    4112|insured_status|Versichertenstatus
    4113|insured_supplement|Statusergänzung
    4121|fee_schedule|Gebührenordnung
    4122|billing_area|Abrechnungsgebiet
    4201|accident_cause|Ursache des Leidens
    4205|order_text|Auftrag
    4206|expected_delivery|Mutmaßlicher Entbindungstag
    4207|suspected|Diagnose, Verdacht
    4208|findings|Befund, Medikation
    4209|order_details|Weitere Angaben
    4218|referring_doctor|Überweisung von
    4219|referred_by_other|Überweisung von anderen Ärzten
    4220|referred_to|Überweisung an
    4239|case_kind|Scheinuntergruppe
    4243|continuing_doctor|Weiterbehandelnder Arzt
    4500|accident_day|Unfalltag und Uhrzeit
    4501|accident_hour|Unfallzeit
    4505|accident_place|Unfallort
    4507|work_begin|Arbeitsbeginn
    4509|accident_company|Unfallbetrieb
    4510|accident_event|Unfallhergang
    4580|accident_treatment|Heilbehandlung
    5000|service_day|Leistungstag
    5001|service|Gebührennummer
    5002|service_kind|Art der Untersuchung
    5005|multiplier|Multiplikator
    5006|service_time|Uhrzeit
    5009|reason|Freier Begründungstext
    5012|material_cost|Sachkosten
    5098|service_site|Betriebsstätte
    5099|service_doctor|Arzt
    6000|diagnosis_text|Abrechnungsdiagnose
    6001|icd|ICD-Code
    6003|certainty|Diagnosesicherheit
    6004|side|Seitenlokalisation
""")
# What stands in the chart (record 6200) after the day; the label is the kind of the entry.
CHART = _rows("""
    6200|day|Tag der Behandlung
    6201|clock|Uhrzeit der Behandlung
    6205|diagnosis|Diagnose
    6210|prescription|Medikament verordnet
    6211|medication_without|Medikament ohne Rezept
    6215|sample|Ärztemuster
    6220|finding|Befund
    6221|foreign_finding|Fremdbefund
    6222|lab_finding|Laborbefund
    6225|x_ray_finding|Röntgenbefund
    6226|following_lines|Anzahl folgender Zeilen
    6227|comment|Kommentar
    6228|table|Ergebnistabelle
    6230|blood_pressure|Blutdruck
    6240|symptoms|Symptome
    6260|therapy|Therapie
    6265|physical_therapy|Physikalische Therapie
    6280|referral|Überweisung
    6285|sick_note_period|Arbeitsunfähig von bis
    6286|sick_note_reason|Arbeitsunfähig wegen
    6290|hospital|Krankenhauseinweisung
    6291|hospital_reason|Krankenhauseinweisung wegen
    6295|form_kind|Art des Formulars
    6296|form_title|Inhalt des Formulars
    6297|form_template|Vorlage des Formulars
    6298|form_field|Formularfeld
    6299|form_content|Formularinhalt
    6300|free_text|Freier Text
    6302|document_number|Archivierungskennzeichen
    6303|document_format|Dateiformat
    6304|document_content|Dateiinhalt
    6305|document_reference|Verweis auf Datei
    6306|chart_text|Krankenblatt
    6325|document_path|Verweis auf Dokument
    6326|document_type|Dokumenttyp
    6327|document_title|Beschreibung des Dokuments
    8401|lab_state|Befundart
    8410|test_code|Test-Ident
    8411|test_name|Testbezeichnung
    8418|test_state|Teststatus
    8420|value|Ergebniswert
    8421|unit|Einheit
    8422|mark|Grenzwert-Indikator
    8428|specimen_code|Probenmaterial
    8430|specimen_name|Probenmaterial-Bezeichnung
    8432|taken_on|Abnahmedatum
    8460|range_text|Normalwert-Text
    8461|range_low|Normalwert untere Grenze
    8462|range_high|Normalwert obere Grenze
    8470|test_remark|Testbezogener Hinweis
    8480|result_text|Ergebnistext
""")
FRAME = _rows("""
    8000|record_kind|Satzart
    8100|record_length|Satzlänge
    9100|sender|Absender des Datenträgers
    9102|receiver|Empfänger des Datenträgers
    9103|created_on|Erstellungsdatum
    9105|medium_number|Nummer des Datenträgers
    9106|charset|Zeichensatz
    9202|total_length|Gesamtlänge
    9203|media|Anzahl der Datenträger
    9210|adt_version|Version ADT
    9213|bdt_version|Version BDT
    9600|archive_kind|Archivierungsart
    9601|archive_period|Zeitraum der Speicherung
    9602|transfer_begin|Beginn der Übertragung
""")
_FREE = {
    f"{n}": Field(f"{n}", f"free_{n}", "Freie Kategorie: " + ("Inhalt" if n % 2 else "Name"))
    for n in (*range(3700, 3720), *range(6330, 6400))
}
FIELDS: dict[str, Field] = PRACTICE | PATIENT | CASE | CHART | FRAME | _FREE

KINDS = {
    "0020": "Datenträger-Anfang",
    "0021": "Datenträger-Ende",
    "0022": "Datenpaket-Anfang",
    "0023": "Datenpaket-Ende",
    "0010": "Praxisdaten",
    "0101": "Ambulante Behandlung",
    "0102": "Überweisung",
    "0103": "Belegärztliche Behandlung",
    "0104": "Notfall, Vertretung",
    "0109": "Kurärztliche Behandlung",
    "0190": "Privatabrechnung",
    "0191": "BG-Abrechnung",
    "6100": "Patientenstamm",
    "6200": "Behandlungsdaten",
}
CASES = frozenset({"0101", "0102", "0103", "0104", "0109", "0190", "0191"})
TEST_FIELDS = frozenset({"8411", "8418", "8420", "8421", "8422", "8428", "8430", "8432"})
TEST_FIELDS |= {"8460", "8461", "8462", "8470", "8480"}


def label_of(fk: str) -> str:
    """The German name of a field, or a plain word for an unknown one."""
    known = FIELDS.get(fk)
    return known.label if known else f"Unbekanntes Feld {fk}"
