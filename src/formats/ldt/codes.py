"""What the codes of LDT 3 mean, by field (3.2.17); one file, because it is one list."""

from __future__ import annotations

# code=meaning, one field a row.
_ROWS = {
    "0308": (
        "2=IK des Arztes; 3=Telematik-ID; 4=GEVK-Vertrag; 5=HÄVG-Vertrag; 6=MEDI-Vertrag; "
        "7=Selektivvertrag; 9=sonstige"
    ),
    "1202": "1=Ort; 2=Postanschrift",
    "3116": (
        "00=ohne Angabe; 01=Schleswig-Holstein; 02=Hamburg; 03=Bremen; 17=Niedersachsen; "
        "20=Westfalen-Lippe; 38=Nordrhein; 46=Hessen; 47=Koblenz; 48=Rheinhessen; 49=Pfalz; "
        "50=Trier; 51=Rheinland-Pfalz; 52=Baden-Württemberg; 55=Nordbaden; 60=Südbaden; "
        "61=Nordwürttemberg; 62=Südwürttemberg; 71=Bayern; 72=Berlin; 73=Saarland; 74=KBV; "
        "78=Mecklenburg-Vorpommern; 83=Brandenburg; 88=Sachsen-Anhalt; 93=Thüringen; 98=Sachsen"
    ),
    "4106": (
        "00=Primärabrechnung; 01=Sozialversicherungsabkommen; 02=Versorgungsrecht; "
        "03=Entschädigungsrecht; 04=Grenzgänger; 05=Rheinschiffer; 06=Sozialhilfe ohne Asyl; "
        "07=Vertriebenenrecht; 08=Asylstellen; 09=Schwangerschaftsabbrüche"
    ),
    "4131": (
        "00=keine Angabe; 04=Sozialhilfe (§ 264 SGB V); 06=Soziales Entschädigungsrecht; "
        "07=Abkommen, nach Aufwand; 08=Abkommen, pauschal; 09=Asylbewerberleistungen"
    ),
    "4132": (
        "00=keine Angabe; 01=Diabetes Typ 2; 02=Brustkrebs; 03=KHK; 04=Diabetes Typ 1; 05=Asthma; "
        "06=COPD; 07=Herzinsuffizienz; 08=Depression; 09=Rückenschmerz; 10=Rheuma; "
        "11=Osteoporose; 12=Adipositas"
    ),
    "4239": (
        "21=Auftragsleistung; 23=Konsiliaruntersuchung; 24=Mit- oder Weiterbehandlung; "
        "27=Laborüberweisung (Muster 10); 28=Laborgemeinschaft (Muster 10A)"
    ),
    "8624": "2=diagnostische Abklärung",
    "8631": "1=Bestätigung nach positivem Antigentest",
    "8632": "1=Suche nach Varianten nach positiver PCR",
    "0204": (
        "1=Arztpraxis; 2=Laborarztpraxis; 3=Laborgemeinschaft; 4=sonstige medizinische "
        "Einrichtung; 5=Hauptbetriebsstätte; 6=Nebenbetriebsstätte"
    ),
    "3108": "1=Mitglied; 3=Familienversicherter; 5=Rentner",
    "3110": "M=männlich; W=weiblich; D=divers; X=unbestimmt; U=unbekannt",
    "3130": "0=Nicht eingeschrieben; 1=Eingeschrieben; 2=Einschreibung beantragt",
    "3313": "1=vollständig; 2=unvollständig; 3=keine; 4=unklar",
    "3316": "1=positiv; 2=negativ; 3=nicht verwertbar",
    "3317": "0=nein; 1=ja; 9=nicht differenzierbar",
    "3322": "1=20-29 Jahre; 2=30-34 Jahre; 3=ab 35 Jahre",
    "3413": "1=positiv; 2=negativ; 3=unspezifisch; 4=in Abklärung; 5=Abklärung empfohlen",
    "3418": "0=negativ; 1=1-fach positiv; 2=2-fach positiv; 3=3-fach positiv; 4=4-fach positiv",
    "3420": "0=nur bei Nachweis von Antikörpern; 1=Nothilfepass ausstellen",
    "3689": "1=Akutmedikation; 2=Bedarfsmedikation; 3=Dauermedikation; 4=Selbstmedikation",
    "4121": "0=EBM; 1=BMÄ; 2=EGO; 3=GOÄ; 4=BG Tarif",
    "4221": (
        "1=kurativ; 2=präventiv; 3=Empfängnisregelung, Sterilisation, Abbruch; "
        "4=belegärztliche Behandlung"
    ),
    "6003": "G=gesicherte Diagnose; A=Ausschluss; V=Verdacht auf; Z=Zustand nach",
    "6004": "R=rechts; L=links; B=beiderseits",
    "7260": "1=LOINC; 2=LDT ELV; 3=LVZ sonstige; 4=sonstige mit URL",
    "7265": "1=Primärsystem; 2=Order Entry; 3=Scansystem",
    "7266": "1=Laborgemeinschaft; 2=Facharztlabor; 3=Leistungserbringergemeinschaft; 4=Eigenlabor",
    "7280": (
        "1=Pathologisch auffälliger Befund; 2=Lebensbedrohlicher Zustand; 3=Wiedervorstellung "
        "empfohlen; 4=Probenmaterial nicht verwendbar; 5=Probenmaterial unvollständig; "
        "6=Meldung nach KFRG erfolgt; 7=Meldung nach IfSG erfolgt"
    ),
    "7281": (
        "0=sonstige; 1=Antigen-Nachweis; 2=PCR; 3=Mikroskopie; 4=Agglutination; 5=Kultur; "
        "6=biochemische Identifikation; 7=Maldi-Tof"
    ),
    "7286": (
        "0=kein Antibiogramm erstellt; 1=Agardiffusion; 2=Agardilution; 3=PCR + "
        "Hybridisierung; 4=sonstige; 5=Breakpoint-Methode"
    ),
    "7290": (
        "0=nicht getestet; 1=sensibel/wirksam; 2=mäßig sensibel/schwach wirksam; "
        "3=resistent/unwirksam; 4=wirksam in hohen Konzentrationen; 5=natürliche Resistenz"
    ),
    "7301": "0=nicht nachweisbar; 1=zweifelhaft/unspezifisch; 2=nachweisbar",
    "7303": (
        "1=GKV Laborfacharzt; 2=GKV LG; 3=PKV Laborfacharzt; 4=PKV LG; 5=Selektivvertrag; "
        "6=IGeL; 7=Sonstige Kostenübernahme; 8=ASV; 9=GKV Laborfacharzt präventiv; 10=GKV LG "
        "präventiv; 11=keine Zuordnung; 12=PräOP (Präoperative Laborleistungen); 13=GKV "
        "Krankenhaus; 14=PKV Krankenhaus; 15=GKV Muster 6 / 39; 16=GKV Muster 10C; 17=ÖGD; "
        "99=storniert"
    ),
    "7306": (
        "01=numerisch (exponentielle Darstellung möglich); 02=numerisch mit "
        "Messwertuntergrenze; 03=numerisch mit Messwertobergrenze; 04=alpha-numerisch; "
        "05=Titer; 06=Titer mit Untergrenze; 07=Titer mit Obergrenze; 08=trinär; 99=Sonstige"
    ),
    "7310": "1=organisch; 2=anorganisch",
    "7311": "1=tierisch; 2=pflanzlich; 3=nicht bestimmbar",
    "7312": "1=Wasser; 2=Luft; 3=nicht bestimmbar; 4=sonstiges",
    "7321": (
        "01=Erstveranlasser; 02=Einsender Arzt; 03=Einsender sonstige; 04=Versicherter; "
        "05=Rechnungsempfänger; 06=Bevollmächtigter; 07=Laborarzt/Befundersteller; "
        "08=Leistungserbringer; 11=Halter (eines Tieres); 12=Patient; 14=Überweiser; "
        "15=staatliche Einrichtung; 16=sonstige juristische Person; 17=sonstige medizinische "
        "Einrichtung"
    ),
    "7326": "1=Sekunden; 2=Minuten; 3=Tage; 4=Jahre",
    "7329": "M=männlich; W=weiblich; D=divers; X=unbestimmt",
    "7357": (
        "0=nicht nachweisbar / kein Wachstum; 1=spärlich; 2=mäßig/vereinzelt; 3=reichlich; "
        "4=massenhaft"
    ),
    "7362": "1=Abrechnung Laborfacharzt; 2=Abrechnung Privat-LG",
    "7367": (
        "S=sensibel bei Standardexposition; I=sensibel bei erhöhter Exposition; R=resistent; "
        "N=keine Interpretation"
    ),
    "7384": "0=unauffällig; 1=auffällig",
    "7401": "1=positiv; 2=negativ; 3=nicht verwertbar",
    "7403": "1=positiv; 2=negativ; 3=nicht verwertbar",
    "7405": "1=vorhanden; 2=nicht vorhanden",
    "7416": "1=nach Entzündungsbehandlung; 2=nach Östrogenbehandlung",
    "7418": "1=positiv; 2=negativ; 3=invalid",
    "7419": "1=positiv; 2=negativ; 3=invalid",
    "7420": (
        "01=Erstveranlasser; 02=Einsender Arzt; 03=Einsender sonstige; 04=Versicherter; "
        "05=Rechnungsempfänger; 06=Bevollmächtigter; 07=Laborarzt/Befundersteller; "
        "08=Leistungserbringer; 09=Softwareverantwortlicher; 10=Zusätzlicher Befundempfänger; "
        "11=Halter (eines Tieres); 12=Patient; 14=Überweiser; 16=sonstige juristische Person; "
        "17=Medizinisch-technische/r Assistent/in (MTA); 18=Medizinische/r Fachangestellte/r "
        "(MFA)"
    ),
    "7421": (
        "02=Einsender Arzt; 03=Einsender sonstige; 04=Versicherter; 05=Rechnungsempfänger; "
        "06=Bevollmächtigter; 11=Halter (eines Tieres); 12=Patient; 15=staatliche "
        "Einrichtung; 16=sonstige juristische Person; 90=sonstige medizinische Einrichtung"
    ),
    "7422": "1=positiv; 2=negativ; 3=invalid",
    "7424": "1=CLSI; 2=EUCAST; 3=CA-FMS",
    "7425": "1=positiv; 2=negativ; 3=nicht auswertbar; 4=suspekt",
    "7426": "1=positiv; 2=negativ; 3=invalid",
    "7427": "1=Keim; 2=Pilz",
    "7428": "0=unbekannt; 1=weiblich; 2=männlich; 3=unbestimmt",
    "7431": "0=Sonstige; 1=Pathologie; 2=Humangenetik; 3=Molekulargenetik",
    "7432": "1=kastriert; 2=sterilisiert",
    "8401": "1=Auftrag nicht abgeschlossen; 2=Auftrag abgeschlossen",
    "8417": (
        "01=Vorsorge; 02=Verlaufskontrolle; 03=Zustand vor; 04=Zustand nach; 05=Ausschluss; "
        "06=Bestätigung; 07=gezielte Suche; 08=ungezielte Suche; 09=Erfolgskontrolle; "
        "10=Abschlusskontrolle; 11=Immunität/Impferfolg"
    ),
    "8418": (
        "01=keine gesicherte Information; 02=Ergebnis folgt; 03=Ergebnis; 04=Ergebnis "
        "korrigiert; 05=Ergebnis ermittelt; 06=Befundergebnis; 07=Befundergebnis bereits "
        "berichtet; 08=Befundergebnis korrigiert; 09=Ergebnis fehlt; 10=Erweiterte Analytik "
        "erforderlich; 11=Material fehlt; 12=storniert"
    ),
    "8419": "1=SI-Einheit; 2=abweichende Einheit; 9=dimensionslose Größe",
    "8424": (
        "10=WHO-Standard; 11=IFCC-Standard; 12=DGKL-Standard; 13=sonstiger Standard; 20=nach "
        "Alter; 21=nach Geschlecht; 22=nach Alter und Geschlecht; 23=nach "
        "Schwangerschaftswoche; 24=nach Alter und Schwangerschaftswoche; 25=nach weiteren "
        "Einflussgrößen; 26=Alter fehlte; 27=Geschlecht fehlte; 28=Alter und Geschlecht "
        "fehlten; 30=Funktionsprofil"
    ),
    "8427": (
        "01=Eingriff; 02=Medikamentengabe; 03=unklares Fieber; 04=Infektion; 05=Rheuma; "
        "06=Allergie; 07=Herz/Kreislauf; 08=Tumor; 09=Impfungen; 10=Reisen; 11=Immunität nach "
        "Infektion; 12=Sonstiges"
    ),
    "8501": "1=Notfall/intraoperativ; 2=Eilig",
    "8610": "1=Privat; 2=Post B; 3=KVB",
    "8611": "0=Papier; 1=Telefon; 2=Fax; 3=E-Mail; 4=DFÜ; 5=Tourpost; 6=KV-Connect",
    "8616": "1=Ersttestung; 2=weitere Testung",
    "8617": (
        "1=Kontaktperson oder nachweislich infiziert; 3=Ausbruchsgeschehen; 4=Verhütung der "
        "Verbreitung"
    ),
    "8620": (
        "1=Medizinischen Einrichtungen; 2=Pflege- und anderen Wohneinrichtungen; "
        "3=Gemeinschaftseinrichtungen; 4=Sonstigen Einrichtungen"
    ),
    "8626": "1=TestV; 2=Regionale Sondervereinbarung; 3=Selbstzahler",
    "8629": "Zyto=Zytologie; HPV=HPV-Test; KoTest=Ko-Testung (Zyt.+HPV)",
    "8630": "P=Primärscreening; A=Abklärungsdiagnostik",
    "9970": (
        "006=Muster 6; 010=Muster 10; 10A=Muster 10A; 039=Muster 39; 090=Auftragsdokument "
        "PKV-FA; 091=Auftragsdokument PKV-LG; 092=Auftragsdokument IGeL; 093=Auftragsdokument "
        "Sonstige Kostenübernahme; 094=Auftragsdokument Selektivvertrag; 100=Laborbefund; "
        "101=Mutterpass; 102=Impfpass; 103=Notfallausweis; 110=Patientenbefund; "
        "120=Medikationsplan; 150=Verlaufsbericht; 160=Behandlungsbericht; "
        "200=Einverständniserklärung; 250=weitere laborspezifische Dokumente; "
        "251=Allergie/RAST; 252=Molekulardiagnostik; 253=Endokrinologie; 254=Virologie; "
        "255=Mikrobiologie; 256=Funktionsdiagnostik; 257=Infektionsserologie; "
        "258=Kinderwunsch; 300=Meldung gemäß IfSG (Infektionsschutz-Gesetz); 301=Meldung "
        "Krebsregister; 400=Normbereichsgrafik; 500=Rechnung; 900=LDT-Datensatz; 999=sonstige"
    ),
    "9981": "1=eigen; 2=fremd",
}


def _codes(row: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in row.split("; "))
    return {code: meaning for code, _, meaning in pairs}


CODES: dict[str, dict[str, str]] = {fk: _codes(row) for fk, row in _ROWS.items()}

# What every version may add to: an unknown code there is no problem.
OPEN = frozenset({"9970", "7266", "8424", "4132", "4239"})


def in_words(fk: str, text: str) -> str:
    """A code with its meaning in German, any other content as it is."""
    meaning = CODES.get(fk, {}).get(text)
    return f"{meaning} ({text})" if meaning else text
