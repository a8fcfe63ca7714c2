"""The content of the specimen pages: invented people, realistic in length, tone and number."""

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace as Thing
from typing import Any, Final
from zoneinfo import ZoneInfo

from praxis.core.curves import curve_of
from praxis.desk.frame import Frame, Light, Place

BERLIN: Final = ZoneInfo("Europe/Berlin")
TODAY: Final = date(2026, 3, 14)

PLACES: Final = (
    Place("Start", "/start", "home", here=True),
    Place("Wartezimmer", "#", "waiting", count=5),
    Place("Kalender", "#", "calendar"),
    Place("Karteikarte", "/chart", "chart"),
    Place("Labor", "/lab_inbox", "lab", count=7),
    Place("Post", "#", "document", count=3),
    Place("Nachrichten", "/thread", "message", count=4),
    Place("Aufgaben", "#", "task", count=12),
    Place("Signieren", "#", "sign", count=0),
    Place("Abrechnung", "#", "billing"),
    Place("Praxis", "/parts", "staff"),
    Place("Protokoll", "#", "log"),
)
FRAME: Final[dict[str, Any]] = {
    "frame": Frame(
        practice="Praxis Dr. Ada Beispiel",
        person="Dr. Beispiel",
        workstation="Sprechzimmer 1",
        places=PLACES,
        light=Light("warn", "Sicherung 26 Std. alt", "#"),
    ),
    "today": TODAY,
    "csrf_token": "specimen",
}


def at(day: int, hour: int, minute: int, month: int = 3) -> datetime:
    """A moment of March 2026 in Berlin."""
    return datetime(2026, month, day, hour, minute, tzinfo=BERLIN)


PATIENT: Final = Thing(
    name="Mustermann-Ölçer, Gertrud",
    birth=date(1958, 9, 3),
    sex="weiblich",
    insurance="AOK Nordost · M · X110411675",
    cautions=["Marcumar"],
    allergies=["Penicillin (Exanthem)"],
    markers=["DMP Diabetes"],
    permanent=["E11.90 Diabetes mellitus Typ 2", "I10.00 Hypertonie", "I48.1 Vorhofflimmern"],
    tasks=2,
    tasks_url="#",
    news=["Labor neu"],
)


def entry(when: datetime, code: str, text: str, by: str = "Bei", **more: Any) -> Thing:
    """One line of the stream."""
    return Thing(id=f"{when:%d%H%M}{len(text)}", at=when, code=code, text=text, by=by, **more)


DAYS: Final = [
    Thing(
        day=date(2026, 1, 19),
        entries=[
            entry(at(19, 9, 12, 1), "A", "Kontrolle Diabetes, fühlt sich wohl, keine Hypos"),
            entry(at(19, 9, 14, 1), "B", "RR 148/86, Puls 76 arrhythmisch, Gewicht 84,2 kg"),
            entry(at(19, 9, 16, 1), "D", "E11.90 G Diabetes mellitus Typ 2 ohne Komplikationen"),
            entry(
                at(19, 9, 18, 1),
                "M",
                "Ramipril 5 mg 1–0–0 N3",
                former="Ramipril 2,5 mg 1–0–0 N3",
                corrected=True,
            ),
            entry(at(19, 9, 20, 1), "L", "03000 Versichertenpauschale · 03220 Chronikerpauschale"),
            entry(at(19, 9, 31, 1), "LA", "HbA1c, Kreatinin, Kalium, INR angefordert", by="Ben"),
        ],
    ),
    Thing(
        day=date(2026, 1, 21),
        entries=[
            entry(
                at(21, 7, 40, 1),
                "LA",
                "HbA1c 7,4 % ↑",
                by="Labor",
                spark=[6.9, 7.1, 7.0, 7.6, 7.4],
                spark_words="HbA1c der letzten fünf Werte, zuletzt 7,4 %",
                low=4.0,
                high=6.5,
            ),
            entry(at(21, 7, 40, 1), "LA", "Kreatinin 0,94 mg/dl · eGFR 66 ml/min", by="Labor"),
            entry(
                at(21, 13, 5, 1),
                "TX",
                "Tochter angerufen: Befund besprochen, Kontrolle in 8 Wochen",
            ),
            entry(at(21, 13, 6, 1), "AUF", "Termin DMP im März anbieten", by="Ben"),
        ],
    ),
    Thing(
        day=date(2026, 3, 2),
        entries=[
            entry(
                at(2, 11, 2), "A", "Sturz auf die rechte Hand vor zwei Tagen, Schmerz am Handgelenk"
            ),
            entry(at(2, 11, 4), "B", "Schwellung dorsal, kein Druckschmerz Tabatière, DMS o. B."),
            entry(at(2, 11, 6), "D", "S63.50 R G Verstauchung des Handgelenks rechts"),
            entry(at(2, 11, 7), "T", "Schiene, Kühlung, Paracetamol 500 mg bei Bedarf, kein NSAR"),
            entry(
                at(2, 11, 9), "UE", "Radiologie: Handgelenk rechts in zwei Ebenen, Frage Fraktur"
            ),
            entry(
                at(2, 11, 30),
                "N",
                "Röntgenbild mitgebracht, Befund folgt",
                by="Ben",
                late=True,
                recorded=at(3, 8, 2),
            ),
        ],
    ),
    Thing(
        day=date(2026, 3, 14),
        entries=[
            entry(at(14, 8, 2), "!", "Marcumar: INR-Ziel 2,0–3,0", by="Ben"),
            entry(at(14, 8, 15), "A", "Husten seit 3 Tagen, kein Fieber, keine Luftnot"),
            entry(at(14, 8, 17), "B", "Lunge frei, Rachen gerötet, RR 138/82, Puls 72"),
            entry(at(14, 8, 18), "D", "J06.9 G Akute Infektion der oberen Atemwege"),
            entry(at(14, 8, 19), "AU", "Erstbescheinigung 14.03.2026 bis 17.03.2026"),
            entry(
                at(14, 8, 21), "MSG", "Befund HbA1c freigegeben mit Kommentar", way="handed_over"
            ),
        ],
    ),
]

LAB_ROWS: Final = [
    Thing(
        name="Mustermann-Ölçer, Gertrud",
        birth=date(1958, 9, 3),
        lab="INR 4,6 ↑↑ · HbA1c 7,4 ↑",
        order="2603-114",
        at=at(14, 6, 12),
        state="bad",
        who="",
    ),
    Thing(
        name="Abendroth, Karl-Heinz",
        birth=date(1949, 1, 30),
        lab="Kalium 5,9 ↑ · Kreatinin 1,82 ↑",
        order="2603-120",
        at=at(14, 6, 12),
        state="bad",
        who="",
    ),
    Thing(
        name="Zielinska, Małgorzata",
        birth=date(1987, 6, 11),
        lab="Ferritin 8 ↓",
        order="2603-118",
        at=at(14, 6, 12),
        state="warn",
        who="",
    ),
    Thing(
        name="von der Heide, Friedrich",
        birth=date(1971, 12, 5),
        lab="TSH 1,42 · fT4 1,1",
        order="2603-121",
        at=at(14, 6, 12),
        state="good",
        who="",
    ),
    Thing(
        name="(nicht zugeordnet)",
        birth=None,
        lab="Leukozyten 11,2 ↑ · CRP 24 ↑",
        order="2603-119",
        at=at(14, 6, 12),
        state="open",
        who="",
    ),
    Thing(
        name="Nguyễn, Thị Mai",
        birth=date(1994, 2, 28),
        lab="Blutbild ohne Auffälligkeit",
        order="2602-987",
        at=at(13, 13, 40),
        state="good",
        who="Dr. Beispiel, 13.03.2026 14:02",
    ),
]


def value(number: str, mark: str = "", low: str = "", high: str = "") -> Thing:
    """One cell of the lab sheet."""
    return Thing(number=Decimal(number), mark=mark, range=f"{low} – {high}" if low else "")


SHEET_DATES: Final = [date(2025, 9, 15), date(2025, 12, 8), date(2026, 1, 21), date(2026, 3, 14)]
SHEET: Final = [
    Thing(
        group="Gerinnung",
        rows=[
            Thing(
                name="INR",
                unit="",
                range="2,0 – 3,0",
                cells=[value("2.4"), value("2.9"), value("2.6"), value("4.6", "↑↑")],
            ),
            Thing(
                name="Quick",
                unit="%",
                range="70 – 130",
                cells=[value("34", "↓"), value("28", "↓"), value("31", "↓"), value("17", "↓↓")],
            ),
        ],
    ),
    Thing(
        group="Stoffwechsel",
        rows=[
            Thing(
                name="HbA1c",
                unit="%",
                range="4,0 – 6,5",
                cells=[value("7.0", "↑"), value("7.6", "↑"), value("7.4", "↑"), value("7.4", "↑")],
            ),
            Thing(
                name="Glucose nüchtern",
                unit="mg/dl",
                range="70 – 100",
                cells=[value("128", "↑"), None, value("141", "↑"), value("133", "↑")],
            ),
        ],
    ),
    Thing(
        group="Niere und Elektrolyte",
        rows=[
            Thing(
                name="Kreatinin",
                unit="mg/dl",
                range="0,51 – 0,95",
                cells=[value("0.88"), value("0.91"), value("0.94"), value("0.93")],
            ),
            Thing(
                name="eGFR (CKD-EPI)",
                unit="ml/min",
                range="> 60",
                cells=[value("71"), value("68"), value("66"), value("67")],
            ),
            Thing(
                name="Kalium",
                unit="mmol/l",
                range="3,5 – 5,1",
                cells=[value("4.3"), value("4.4"), None, value("4.6")],
            ),
        ],
    ),
]
CURVE: Final = curve_of(
    [(day, row) for day, row in zip(SHEET_DATES, (7.0, 7.6, 7.4, 7.4), strict=True)], 4.0, 6.5
)

VISITS: Final = [
    ("08:15", "Mustermann-Ölçer, Gertrud", "Akut", "Zimmer 1", "im Zimmer", 25, "open"),
    ("08:20", "Abendroth, Karl-Heinz", "Labor besprechen", "Wartezimmer", "wartet", 48, "bad"),
    ("08:30", "Nguyễn, Thị Mai", "Impfung", "Labor", "wartet", 22, "warn"),
    ("08:45", "von der Heide, Friedrich", "Vorsorge 35", "Wartezimmer", "wartet", 9, ""),
    ("09:00", "Zielinska, Małgorzata", "Befund", "", "", None, ""),
    ("09:10", "Ahrens, Tim (Kind)", "U8", "", "", None, ""),
    ("09:30", "Oyelaran, Folasade", "DMP Asthma", "", "", None, ""),
    ("09:45", "Brandt, Sabine", "Rezept", "", "", None, ""),
    ("10:00", "Kowalski, Jürgen", "Verbandwechsel", "", "", None, ""),
    ("10:15", "Freiherr von Tannenberg-Lindenau, Maximilian", "Neupatient", "", "", None, ""),
]
INBOXES: Final = [
    Thing(title="Labor", url="/lab_inbox", icon="lab", count=7, hint="2 auffällig"),
    Thing(title="Post", url="#", icon="document", count=3, hint=""),
    Thing(title="Nachrichten", url="/thread", icon="message", count=4, hint="älteste 2 Std."),
    Thing(title="Aufgaben", url="#", icon="task", count=12, hint="3 heute fällig"),
    Thing(title="Signieren", url="#", icon="sign", count=0, hint=""),
    Thing(title="Online-Termine", url="#", icon="calendar", count=1, hint=""),
]
LETTERS: Final = [
    Thing(
        ours=False,
        who="Gertrud Mustermann-Ölçer",
        at=at(13, 18, 42),
        text="Guten Abend, der Husten ist nachts stärker.\nSoll ich das Marcumar heute weglassen?",
        way="",
    ),
    Thing(
        ours=True,
        who="Ben Muster (MFA)",
        at=at(13, 18, 50),
        text="Bitte nichts eigenmächtig ändern. Frau Dr. Beispiel meldet sich morgen früh.",
        way="read",
    ),
    Thing(
        ours=True,
        who="Dr. Beispiel",
        at=at(14, 8, 21),
        text="Ihr INR ist zu hoch (4,6). Bitte nehmen Sie heute und morgen kein Marcumar "
        "und kommen Sie am Montag um 08:00 Uhr zur Kontrolle.",
        way="handed_over",
    ),
]
GROUPS: Final = [
    Thing(
        title="Patienten",
        choices=[
            Thing(url="/chart", title="Müller, Anna", hint="12.03.1958", icon="chart", fill=""),
            Thing(
                url="/chart",
                title="Müller-Lüdenscheidt, Arno",
                hint="01.11.1990",
                icon="chart",
                fill="",
            ),
        ],
    ),
    Thing(
        title="Funktionen",
        choices=[Thing(url="/lab_inbox", title="Labor", hint="Labor öffnen", icon="lab", fill="")],
    ),
]
BADGES: Final = [
    ("", "", "neutral"),
    ("bad", "stop", "auffällig"),
    ("warn", "warning", "wartet"),
    ("good", "check", "zugeordnet"),
    ("note", "lock", "geschützt"),
]

PAGES: Final[dict[str, dict[str, Any]]] = {
    "start": {"visits": VISITS, "inboxes": INBOXES},
    "chart": {
        "patient": PATIENT,
        "days": DAYS,
        "spark": [2.4, 2.9, 2.6, 4.6],
        "spark2": [6.9, 7.1, 7.0, 7.6, 7.4],
    },
    "lab_inbox": {"rows": LAB_ROWS},
    "lab_sheet": {"patient": PATIENT, "dates": SHEET_DATES, "groups": SHEET, "curve": CURVE},
    "thread": {"patient": PATIENT, "letters": LETTERS},
    "parts": {
        "badges": BADGES,
        "states": ["draft", "sealed", "handed_over", "fetched", "read", "expired"],
        "kinds": [
            ("note", "Die Sprechstunde endet heute um 12:00."),
            ("good", "Befund freigegeben."),
            ("warn", "Karte seit diesem Quartal nicht gelesen."),
            ("bad", "Der Anhang ist größer als 25 MB."),
        ],
    },
    "login": {},
    "sealed": {},
    "error": {"incident": "7F3K-92QD"},
}
NOTICE: Final = {
    "kind": "bad",
    "text": "PIN oder Passwort stimmt nicht.",
    "fix": "Noch 4 Versuche.",
}
ANSWERS: Final[dict[str, tuple[int, str, dict[str, Any], str]]] = {
    "/befehl/": (200, "desk/parts/choices.html", {"groups": GROUPS}, ""),
    "/entwurf/": (204, "", {}, ""),
    "/sperren/": (204, "", {}, ""),
    "/entsperren/": (204, "", {}, "desk:unlocked"),
    "/verschoben/": (200, "desk/parts/notice.html", {"kind": "good", "text": "Verschoben."}, ""),
    "/antwort/401": (401, "", {}, ""),
    "/antwort/403": (403, "", {}, ""),
    "/antwort/409": (
        409,
        "desk/parts/conflict.html",
        {"text": "Ben hat den Eintrag um 08:20 geändert.", "old": "RR 138/82", "new": "RR 140/80"},
        "",
    ),
    "/antwort/422": (
        422,
        "desk/parts/field.html",
        {
            "name": "tag",
            "label": "Tag",
            "value": "31.02.2026",
            "fault": "Den 31. Februar gibt es nicht. Bitte als TT.MM.JJJJ eingeben.",
        },
        "",
    ),
    "/antwort/500": (500, "", {}, ""),
}
