"""Invented prescriptions: each kind of medicine, in parts, after an accident, for the practice."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from formats.fhir.erezept import Dosage, Ingredient, Medication, MedicationOrder, Prescription
from formats.fhir.erezept.order import Narcotic, Payer, Series, Supply, Teratogenic
from formats.fhir.parts import SYSTEMS, Accident, Coding, Identifier, Period, Quantity
from formats.fhir.samples import invented as i

V: Final = "1.4"
_SNOMED: Final = "http://snomed.info/sct"


def _product(code: str, display: str) -> Coding:
    version = f"{_SNOMED}/11000274103/version/20240515"
    return Coding(system=_SNOMED, version=version, code=code, display=display)


def _medication(kind: str, category: str = "00") -> Medication:
    return Medication(
        **i.place("Medication", 6, f"KBV_PR_ERP_Medication_{kind}", V),
        category=Coding(system=f"{i.CS}KBV_CS_ERP_Medication_Category", code=category),
        is_vaccine=False,
    )


def _type(code: str) -> Coding:
    return Coding(system=f"{i.CS}KBV_CS_ERP_Medication_Type", code=code)


_PER_PIECE: Final = Quantity(value=Decimal(1), unit="Stück")
BY_PZN: Final = replace(
    _medication("PZN"),
    product_type=_product("763158003", "Medicinal product (product)"),
    norm_size="N1",
    code=Coding(system="http://fhir.de/CodeSystem/ifa/pzn", code="12345678"),
    text="Erfundol 400 mg 20 Filmtabletten N1",
    form=Coding(system=f"{i.CS}KBV_CS_SFHIR_KBV_DARREICHUNGSFORM", code="FTA"),
    package=Quantity(size="20", unit="Stück"),
    package_per=Quantity(value=Decimal(1)),
    ingredients=(
        Ingredient(
            name="Erfundolum", strength=Quantity(value=Decimal(400), unit="mg"), per=_PER_PIECE
        ),
    ),
)
BY_INGREDIENT: Final = replace(
    _medication("Ingredient"),
    norm_size="N2",
    code=_type("wirkstoff"),
    form_text="Tabletten",
    ingredients=(
        Ingredient(
            code=Coding(system="http://fhir.de/CodeSystem/ask", code="99999"),
            name="Erfundolum",
            strength=Quantity(value=Decimal("0.50"), unit="mg"),
            per=_PER_PIECE,
        ),
    ),
)
COMPOUND: Final = replace(
    _medication("Compounding"),
    product_type=_product("1208954007", "Extemporaneous preparation (product)"),
    instruction="Kühl und dunkel lagern",
    packaging="Spenderdose",
    code=_type("rezeptur"),
    form_text="Salbe",
    package=Quantity(size="100", unit="g"),
    package_per=Quantity(value=Decimal(1)),
    ingredients=(
        Ingredient(
            name="Erfundolum", strength=Quantity(value=Decimal("0.1"), unit="g"),
            per=Quantity(value=Decimal(1)),
        ),
        Ingredient(name="Basissalbe <weiß> & weich", amount_text="Ad 100 g"),
    ),
)  # fmt: skip
FREE: Final = replace(
    _medication("FreeText"), code=_type("freitext"), text="Erfundol-Tee, 1 Schachtel"
)

ORDER: Final = MedicationOrder(
    **i.place("MedicationRequest", 7, "KBV_PR_ERP_Prescription", V),
    co_payment=Coding(system=f"{i.CS}KBV_CS_FOR_StatusCoPayment", code="0"),
    series=Series(),
    has_dosage=False,
    medication=i.link("Medication", 6),
    subject=i.link("Patient", 1),
    authored_on=i.DAY,
    requester=i.link("Practitioner", 2),
    insurance=i.link("Coverage", 4),
    packages=i.packs(1),
    may_substitute=True,
)
BY_SCHEME: Final = replace(
    ORDER,
    has_dosage=True,
    dosage_text="täglich: morgens je 1 Stück",
    algorithm="1.0.0",
    language="de-DE",
    dosages=(
        Dosage(
            frequency=1, period=Decimal(1), period_unit="d", when=("MORN",),
            dose=Quantity(
                value=Decimal(1), unit="Stück", system=f"{i.CS}KBV_CS_SFHIR_BMP_DOSIEREINHEIT",
                code="1",
            ),
        ),
    ),
    note="Bitte die Anwendung erklären",
)  # fmt: skip
IN_PARTS: Final = replace(
    ORDER,
    series=Series(
        is_one=True, number=Decimal(2), count=Decimal(4), period=Period(start=i.TODAY),
        id=Identifier(system="urn:ietf:rfc:3986", value=f"urn:uuid:{i.uid(8)}"),
    ),
)  # fmt: skip
AT_WORK: Final = replace(
    ORDER,
    co_payment=Coding(system=f"{i.CS}KBV_CS_FOR_StatusCoPayment", code="1"),
    accident=Accident(
        cause=Coding(system=f"{i.CS}KBV_CS_FOR_Ursache_Type", code="2"),
        company="Musterfabrik", day=i.TODAY,
    ),
)  # fmt: skip


def _whole(
    order: MedicationOrder, medication: Medication, kind: str = "GKV", flow: str = "160"
) -> Prescription:
    sections = {"Prescription": i.link("MedicationRequest", 7), "Coverage": i.link("Coverage", 4)}
    number = Identifier(
        system="https://gematik.de/fhir/erp/NamingSystem/GEM_ERP_NS_PrescriptionId",
        value=f"{flow}.000.000.000.000.00",
    )
    return Prescription(
        frame=i.frame("KBV_PR_ERP_Bundle", V, number),
        composition=i.composition(
            "KBV_PR_ERP_Composition", V, "elektronische Arzneimittelverordnung",
            (i.form("e16A"),), sections, "KBV_CS_ERP_Section_Type",
        ),
        order=order,
        medication=medication,
        patient=i.patient("1.3"),
        practitioners=(i.doctor("1.3"),),
        organization=i.practice("1.3"),
        coverage=i.coverage("1.3", kind),
    )  # fmt: skip


def _supply() -> Prescription:
    whole = _whole(ORDER, BY_PZN)
    head = replace(
        i.composition(
            "KBV_PR_ERP_Composition", V, "elektronische Arzneimittelverordnung",
            (i.form("e16A"),), {"PracticeSupply": i.link("SupplyRequest", 7)},
            "KBV_CS_ERP_Section_Type",
        ),
        subject=None,
    )  # fmt: skip
    supply = Supply(
        **i.place("SupplyRequest", 7, "KBV_PR_ERP_PracticeSupply", V),
        payer=Payer(
            ik=Identifier(system=SYSTEMS["ik"], value="999999998"),
            name="Beispielkasse",
            kind=i.payer_kind("GKV"),
        ),
        medication=i.link("Medication", 6),
        packages=i.packs(10),
        authored_on=i.DAY,
        requester=i.link("Practitioner", 2),
    )
    return replace(whole, composition=head, order=None, supply=supply, patient=None, coverage=None)


_NARCOTIC: Final = replace(
    ORDER,
    narcotic=Narcotic(
        mark=Coding(system=f"{i.CS}KBV_CS_SFHIR_KBV_NARCOTIC_LABEL", code="S"),
        addition="Einnahme unter Sicht",
    ),
)
_TERATOGENIC: Final = replace(
    ORDER,
    reach=Quantity(value=Decimal(3), unit="Woche(n)"),
    teratogenic=Teratogenic(
        off_label=False, may_conceive=False, is_safe=True, was_informed=True, is_expert=True
    ),
)


def all_of_them() -> dict[str, Prescription]:
    """Every invented prescription by file name."""
    return {
        "erezept_pzn.xml": _whole(BY_SCHEME, BY_PZN),
        "erezept_ingredient.xml": _whole(
            replace(ORDER, may_substitute=None), BY_INGREDIENT, "PKV", "200"
        ),
        "erezept_compound.xml": _whole(BY_SCHEME, COMPOUND, "SEL", "200"),
        "erezept_free_text.xml": _whole(ORDER, FREE, "SKT"),
        "erezept_in_parts.xml": _whole(IN_PARTS, BY_PZN),
        "erezept_accident_at_work.xml": _whole(AT_WORK, BY_PZN, "BG"),
        "erezept_accident_fund.xml": _whole(AT_WORK, BY_PZN, "UK"),
        "erezept_narcotic.xml": _whole(_NARCOTIC, replace(BY_PZN, category=_category("01"))),
        "erezept_teratogenic.xml": _whole(
            _TERATOGENIC, replace(BY_PZN, category=_category("02")), flow="166"
        ),
        "erezept_practice_supply.xml": _supply(),
    }


def _category(code: str) -> Coding:
    return Coding(system=f"{i.CS}KBV_CS_ERP_Medication_Category", code=code)
