"""Letters of the demo practice: a finding with values, a certificate, a message, questions."""

import hashlib
import io
from dataclasses import replace

from PIL import Image
from pypdf import PdfWriter

from wire.findings import Document, Finding, LabValue, Mark, Point, Sign
from wire.letters import (
    Choice,
    FileLabel,
    FileType,
    Message,
    Question,
    QuestionKind,
    Questionnaire,
)
from wire.notices import AccessLog, AccessRow


def pdf() -> bytes:
    """A small real PDF."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (320, 200), **extra: object) -> bytes:
    """A small real picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (120, 150, 190)).save(out, kind, **extra)
    return out.getvalue()


def value(
    name: str, number: str, unit: str, bounds: tuple[str | None, str | None], mark: Mark, *past: str
) -> LabValue:
    """One analyte with its earlier values, half a year apart."""
    days = ("2024-05-14", "2024-11-19", "2025-05-20", "2025-11-18", "2026-05-12")
    history = tuple(
        Point(day, Sign.EXACT, amount)
        for day, amount in zip(days[-len(past) :] if past else (), past, strict=True)
    )
    low, high = bounds
    return LabValue(
        name.upper()[:20], name, Sign.EXACT, number, "", unit, low, high, "", mark, "", history
    )


VALUES = (
    value("HbA1c", "7.4", "%", ("4.0", "6.0"), Mark.HIGH, "6.1", "6.4", "6.6", "7.1", "7.8"),
    value(
        "Glukose nüchtern", "138", "mg/dl", ("70", "99"), Mark.VERY_HIGH, "104", "112", "118", "141"
    ),
    value("LDL-Cholesterin", "96", "mg/dl", (None, "116"), Mark.NONE, "148", "131", "109"),
    value("Hämoglobin", "11.6", "g/dl", ("12.0", "15.6"), Mark.LOW, "12.4", "12.1", "11.9"),
    value("Kreatinin", "0.82", "mg/dl", ("0.50", "0.90"), Mark.NONE, "0.80", "0.79"),
    replace(
        value("Urinstatus", "0", "", (None, None), Mark.ABNORMAL), number=None, text="Leukozyten +"
    ),
)

FINDING = Document(
    title="Ihre Blutwerte vom 17. November",
    author="Dr. med. Ada Beispiel",
    day="2026-11-17",
    comment=(
        "Liebe Frau Demo,\n\nIhr Langzeitzucker ist etwas besser geworden, das freut mich. "
        "Ihr Blutfarbstoff ist leicht erniedrigt; das kontrollieren wir in vier Wochen.\n\n"
        "Bitte nehmen Sie Ihre Tabletten weiter wie bisher.\nIhre Ada Beispiel"
    ),
    findings=(Finding("Blutwerte", "2026-11-17", "Labor Musterstadt", "", VALUES),),
    files=(),
)


def with_files(*files: tuple[str, FileType, bytes]) -> tuple[FileLabel, ...]:
    """Labels for attachments."""
    return tuple(FileLabel(hashlib.sha256(body).digest(), name, kind) for name, kind, body in files)


def certificate(body: bytes) -> Document:
    """A certificate as a PDF."""
    return Document(
        title="Attest für den Sportverein",
        author="Dr. med. Ada Beispiel",
        day="2026-11-20",
        comment="Anbei das gewünschte Attest.",
        findings=(),
        files=with_files(("Attest", FileType.PDF, body)),
    )


MESSAGE = Message("Ihr Rezept liegt bereit", "Sie können es ab morgen abholen.", None, ())

QUESTIONNAIRE = Questionnaire(
    "Vor Ihrem Termin",
    "Bitte beantworten Sie uns kurz ein paar Fragen.",
    (
        Question("raucher", QuestionKind.YES_NO, "Rauchen Sie?", "", True, ()),
        Question(
            "beschwerden",
            QuestionKind.CHOICES,
            "Welche Beschwerden haben Sie?",
            "Mehreres ist möglich.",
            False,
            (Choice("husten", "Husten"), Choice("fieber", "Fieber"), Choice("muede", "Müdigkeit")),
        ),
        Question("seit", QuestionKind.TEXT, "Seit wann?", "", False, ()),
    ),
    None,
)

ACCESS = AccessLog(
    "2026-11-01",
    "2026-11-23",
    (
        AccessRow(1795420800, "Beispiel, Ada", "Ärztin", "Karteikarte geöffnet", "Behandlung"),
        AccessRow(1795424400, "Muster, Ben", "MFA", "Befund zugeordnet", ""),
        AccessRow(1795446000, "Beispiel, Ada", "Ärztin", "Befund freigegeben", ""),
    ),
    True,
)
