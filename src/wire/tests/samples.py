"""One honest example of every body, with invented people, for tests and vectors."""

from wire.bodies import Body
from wire.findings import Document, Finding, LabValue, Mark, Point, Sign
from wire.ids import ConversationId, Epoch, MailboxId
from wire.kinds import Kind
from wire.letters import (
    Answer,
    BookingAnswer,
    BookingOutcome,
    BookingRequest,
    Choice,
    FileLabel,
    FileType,
    Message,
    Question,
    QuestionKind,
    Questionnaire,
    Reply,
)
from wire.notices import (
    AccessLog,
    AccessRow,
    EpochChange,
    Grant,
    HolderRole,
    KeyChange,
    Pair,
    Paired,
    PairOutcome,
    Receipt,
    ReceiptState,
    ResendRequest,
    Revoke,
    RevokeReason,
)

TIME = 1_795_449_600
LETTER = bytes(range(32))

HBA1C = LabValue(
    analyte="HBA1C",
    name="HbA1c",
    sign=Sign.EXACT,
    number="7.1",
    text="",
    unit="%",
    low="4.0",
    high="6.0",
    range="4,0 bis 6,0",
    mark=Mark.HIGH,
    note="",
    history=(
        Point("2025-11-20", Sign.EXACT, "6.4"),
        Point("2026-05-18", Sign.EXACT, "6.8"),
    ),
)
CRP = LabValue(
    analyte="CRP",
    name="C-reaktives Protein",
    sign=Sign.LESS,
    number="0.6",
    text="",
    unit="mg/l",
    low=None,
    high="5.0",
    range="unter 5,0",
    mark=Mark.NONE,
    note="Serum leicht hämolytisch",
    history=(),
)

BODIES: dict[Kind, Body] = {
    Kind.PAIR: Pair(b"transcript", b"s" * 32, b"c" * 32, b"g" * 64),
    Kind.PAIRED: Paired(
        PairOutcome.OK,
        0,
        Grant(
            MailboxId(b"m" * 16),
            ConversationId(b"c" * 16),
            Epoch(b"e" * 16),
            "Praxis Dr. Ada Beispiel",
            "Dora Demo",
            HolderRole.SELF,
            None,
        ),
    ),
    Kind.MESSAGE: Message(
        "Frage zur Salbe",
        "Guten Tag,\nist die Rötung auf dem Bild so in Ordnung?",
        None,
        (FileLabel(LETTER, "Foto.jpg", FileType.JPEG),),
    ),
    Kind.DOCUMENT: Document(
        "Ihre Blutwerte",
        "Dr. Ada Beispiel",
        "2026-11-23",
        "Der Langzeitzucker ist gestiegen. Bitte vereinbaren Sie einen Termin.",
        (
            Finding(
                "Blutentnahme", "2026-11-22", "Labor Muster", "Nüchtern abgenommen", (HBA1C, CRP)
            ),
        ),
        (FileLabel(LETTER, "Attest.pdf", FileType.PDF),),
    ),
    Kind.QUESTIONNAIRE: Questionnaire(
        "Vor Ihrem Termin",
        "Bitte bis zum Vortag.",
        (
            Question("smoke", QuestionKind.YES_NO, "Rauchen Sie?", "", True, ()),
            Question(
                "sport",
                QuestionKind.CHOICE,
                "Wie oft treiben Sie Sport?",
                "",
                False,
                (Choice("never", "nie"), Choice("weekly", "jede Woche")),
            ),
        ),
        "2026-11-30",
    ),
    Kind.ANSWER: Answer(
        LETTER,
        (Reply("smoke", "nein", ()), Reply("sport", "", ("weekly",))),
        (),
    ),
    Kind.BOOKING_REQUEST: BookingRequest(b"t" * 16, (TIME, TIME + 900), "Am liebsten früh"),
    Kind.BOOKING_ANSWER: BookingAnswer(
        LETTER, BookingOutcome.CONFIRMED, TIME + 900, 15, "Hauptpraxis", ""
    ),
    Kind.ACCESS_LOG: AccessLog(
        "2026-11-01",
        "2026-11-23",
        (
            AccessRow(TIME - 900, "Dr. Ada Beispiel", "Ärztin", "Karteikarte gelesen", ""),
            AccessRow(TIME, "Ben Beispiel", "MFA", "Termin geändert", "Anruf"),
        ),
        True,
    ),
    Kind.REVOKE: Revoke(RevokeReason.LOST, ""),
    Kind.KEY_CHANGE: KeyChange(b"bundle", b"o" * 64, b"n" * 64),
    Kind.EPOCH_CHANGE: EpochChange(Epoch(b"f" * 16), TIME, 12, 9),
    Kind.RESEND_REQUEST: ResendRequest(Epoch(b"e" * 16), 3, 5),
    Kind.RECEIPT: Receipt(ReceiptState.READ, (LETTER,), TIME),
}
