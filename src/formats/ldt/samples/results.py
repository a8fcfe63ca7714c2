"""Invented results beyond clinical chemistry: a culture, a screening, cytology, blood, a tumour."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from formats.ldt.model import (
    Analyte,
    Fact,
    Germ,
    Mark,
    Moment,
    State,
    Step,
    Susceptibility,
    Value,
)
from formats.ldt.samples import invented
from formats.ldt.write import write_reports
from formats.xdt.dates import PartialDate

AT = Moment(PartialDate(2026, 11, 20), time(17, 5), "UTC+1")
CULTURE = Analyte(
    code="URIK",
    name="Urinkultur",
    state=State.FINAL,
    specimen_ids=("P-1001",),
    measured_at=AT,
    kind="0061",
    result_id="E1",
    method="Agar",
    comment="Mischflora möglich.",
    facts=(Fact("7281", "5"), Fact("7302", "Agar"), Fact("7281", "7"), Fact("7286", "1")),
    steps=(Step("8220", AT), Step("8222", AT)),
)
COLI = Germ(
    "K1",
    "Escherichia coli",
    "nachweisbar",
    "reichlich",
    (
        Susceptibility(
            "Amoxicillin", "R", "32", "AMX", "mg/l", "1", (Fact("7288", "J01"), Fact("7290", "3"))
        ),
        Susceptibility("CIP", "sensibel/wirksam", method="1", facts=(Fact("7424", "2"),)),
    ),
    result_id="E1",
    text="Ab 10^5 behandeln.",
    comment="Zweimal angelegt.",
    measured_at=AT,
    facts=(Fact("7427", "1"), Fact("7293", "KBE/ml"), Fact("7356", "1.2.3")),
)
SCREENING = Analyte(
    code="KFE",
    state=State.FINAL,
    specimen_ids=("P-1001",),
    measured_at=AT,
    mark=Mark.NORMAL,
    mark_text="N",
    text="Unauffällig.",
    kind="0062",
    result_id="E2",
    facts=(
        *(Fact("7405", "1"), Fact("7406", "4"), Fact("7407", "1"), Fact("7408", "0")),
        *(Fact("7409", "0"), Fact("7410", "0"), Fact("7411", "0"), Fact("7412", "0")),
        *(Fact("7414", "I"), Fact("7413", "1")),
    ),
)
CYTOLOGY = Analyte(
    code="ZYT",
    name="Zytologie",
    state=State.FINAL,
    specimen_ids=("P-1001", "P-1002"),
    measured_at=AT,
    mark=Mark.CRITICALLY_HIGH,
    mark_text="!H",
    notices=(invented.CRITICAL,),
    text="Bitte einbestellen.",
    kind="0063",
    result_id="E3",
    facts=(
        *(Fact("7320", "1"), Fact("7400", "1"), Fact("7402", "16"), Fact("7401", "1")),
        *(Fact("7402", "18"), Fact("7401", "2"), Fact("7414", "IIID1"), Fact("7413", "5")),
        *(Fact("7422", "2"), Fact("7429", "DRG")),
    ),
)
OTHER = Analyte(
    code="BRCA",
    state=State.FINAL,
    specimen_ids=("P-1001",),
    measured_at=AT,
    text="Keine Mutation.",
    kind="0073",
    result_id="E4",
    facts=(Fact("7431", "2"),),
)
BLOOD = Analyte(
    name="Blutgruppenzugehörigkeit",
    state=State.FINAL,
    specimen_ids=("P-1002",),
    measured_at=AT,
    kind="0055",
    result_id="E5",
    facts=(Fact("3412", "515001"), Fact("3413", "1")),
)
TUMOUR = Analyte(
    name="Tumor",
    specimen_ids=("P-1001",),
    measured_at=AT,
    kind="0056",
    facts=(Fact("7376", "Mamma"), Fact("7377", "2 cm"), Fact("7377", "1 cm")),
)
REPORT = replace(
    invented.DORAS_REPORT,
    attachments=(),
    analytes=(CULTURE, *invented.DORAS_REPORT.analytes),
    germs=(COLI, Germ("K2", "Candida", "zweifelhaft/unspezifisch", result_id="E1")),
)


def _facts(text: str) -> tuple[Fact, ...]:
    """Facts from "field=content" words."""
    pairs = (one.partition("=") for one in text.split())
    return tuple(Fact(field, content) for field, _, content in pairs)


def _whole(fact: str, number: str, inner: str, *more: Fact) -> Fact:
    role, _, text = fact.partition("=")
    return Fact(role, text, (*_facts(inner), *more), number)


SIGNATURE = _whole("8141=Namenskennung", "0041", "7420=07 7358=Lena 8990=LL")
BILLING = _whole(
    "8158=Untersuchungsabrechnung",
    "0058",
    "7303=1 4121=0 5001=32025 8406=25 5005=002 5009=notwendig 8614=1 7259=1 7251=EBM",
)
ASKED = _whole(
    "8134=Krebsfrueherkennung_Zervix_Karzinom",
    "0034",
    "3322=2 8630=P 8629=KoTest 7296=0 7297=20240105 7414=I 7336=1 7337=Konisation 7338=20230301 "
    "8512=20261001 7339=0 7380=0 7382=0 7383=1 7384=1 7423=keine 3313=1 3314=1 3316=2",
    Fact("8167", "Zusaetzliche_Informationen", (Fact("3564", "Erst"), Fact("3564", "")), "0068"),
)
_SIZE = _whole("8169=Koerperkenngroessen", "0069", "3622=170 8421=cm 3623=70 8421=kg")
_DRUG = _whole("8170=Medikament", "0070", "6208=Jodid")

_COUNTED = replace(
    CULTURE,
    value=Value("25", unit="/µl"),
    ranges=invented.KALIUM.ranges,
    mark=Mark.HIGH,
    code="SED",
    name="Sediment",
    text="Viele Leukozyten.",
    comment="",
    result_id="E6",
    facts=(
        *(Fact("8434", "Sediment"), Fact("7281", "3"), Fact("8245", "Leukozyten")),
        *(Fact("8246", "gezählt"), Fact("7286", "0"), Fact("7429", "DRG"), Fact("3473", "1")),
    ),
    method="",
    steps=tuple(Step(fk, AT) for fk in ("8220", "8222", "8223", "8224")),
)
_LISTED = replace(
    CULTURE,
    result_id="E7",
    facts=(Fact("7260", "4"), Fact("7352", "https://example.org"), *CULTURE.facts),
)
_POSITIVE = replace(
    SCREENING,
    code="HPV",
    result_id="E8",
    facts=_facts("3316=1 3317=1 7415=1 7416=1 7417=1 3318=1 3319=1 3321=12"),
)
_SUDDEN = replace(_POSITIVE, result_id="E9", facts=(Fact("7417", "1"), Fact("3320", "1")))
_SMEAR = replace(
    CYTOLOGY,
    result_id="E10",
    facts=_facts("7400=1 7404=6 7403=1 7418=1 7419=1 7422=1 7425=2 7426=2 3473=1"),
)
_UNUSABLE = replace(CYTOLOGY, result_id="E11", facts=(Fact("7368", "1"),))
_BLOOD = replace(
    BLOOD,
    result_id="E12",
    facts=_facts(
        "3412=515001 3413=1 3414=K+ 3415=Anti-D 3416=A2 3417=B7 "
        "7263=883-9 3418=0 3419=negativ 7275=EK1 3420=1"
    ),
)
_TUMOUR = replace(
    TUMOUR,
    facts=_facts(
        "7372=pT1 7373=G2 7374=I 7375=2026 7376=Mamma 7377=2cm "
        "7378=grau 7379=5mm 3424=20261001 3425=20261031"
    ),
)
_GERM = replace(COLI, facts=(*COLI.facts, Fact("7285", "17"), Fact("7361", "K17")))
_KINDS = (
    _COUNTED,
    _LISTED,
    SCREENING,
    _POSITIVE,
    _SUDDEN,
    CYTOLOGY,
    _SMEAR,
    _UNUSABLE,
    OTHER,
    _BLOOD,
    _TUMOUR,
)


def all_kinds() -> bytes:
    """A report with a result of every kind, as full as our writer can make it."""
    screened = replace(SCREENING, result_id="E13", facts=(*SCREENING.facts, ASKED))
    signed = replace(OTHER, result_id="E14", facts=(*OTHER.facts, SIGNATURE, BILLING))
    first, *others = REPORT.specimens
    specimen = replace(first, facts=(*_facts("8429=02 8504=1"), _DRUG))
    report = replace(
        REPORT,
        specimens=(specimen, *others),
        analytes=(CULTURE, *_KINDS, screened, signed),
        germs=(_GERM,),
        facts=(_SIZE,),
    )
    return write_reports([report], invented.LABORATORY, ("Labor", "Lena"), invented.MADE)
