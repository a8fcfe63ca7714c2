"""What is prescribed: by PZN, by ingredient, as a compound or in free text.

Source: KBV_PR_ERP_Medication_PZN, _Ingredient, _Compounding, _FreeText 1.4 (package 1.4.3).
"""

from __future__ import annotations

from dataclasses import dataclass

from formats.fhir.bind import BOOLEAN, at, each, ext
from formats.fhir.parts import ABSENT, KBV, Coding, Quantity
from formats.fhir.people import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One ingredient with its strength; "unknown" reasons stand where nothing is known."""

    form: str | None = at(ext(f"{KBV}KBV_EX_ERP_Medication_Ingredient_Form"), "valueString")
    unknown: str | None = at("itemCodeableConcept", ABSENT, "valueCode")
    code: Coding | None = at("itemCodeableConcept", "coding", what=Coding)
    name: str | None = at("itemCodeableConcept", "text")
    amount_text: str | None = at(
        "strength", ext(f"{KBV}KBV_EX_ERP_Medication_Ingredient_Amount"), "valueString"
    )
    strength_unknown: str | None = at("strength", ABSENT, "valueCode")
    strength: Quantity | None = at("strength", "numerator", what=Quantity)
    per: Quantity | None = at("strength", "denominator", what=Quantity)


@dataclass(frozen=True, slots=True, kw_only=True)
class Medication(Resource):
    """The medicine; `profile` says which of the four kinds it is.

    `category`: 00 medicine or product of § 31, 01 narcotic, 02 thalidomide-like.
    `package.size` is the number of pieces or the whole amount, as text.
    """

    product_type: Coding | None = at(
        ext(f"{KBV}KBV_EX_Base_Medication_Type"), "valueCodeableConcept", "coding", what=Coding
    )
    category: Coding | None = at(
        ext(f"{KBV}KBV_EX_ERP_Medication_Category"), "valueCoding", what=Coding
    )
    is_vaccine: bool | None = at(
        ext(f"{KBV}KBV_EX_ERP_Medication_Vaccine"), "valueBoolean", what=BOOLEAN
    )
    norm_size: str | None = at(ext("http://fhir.de/StructureDefinition/normgroesse"), "valueCode")
    instruction: str | None = at(
        ext(f"{KBV}KBV_EX_ERP_Medication_CompoundingInstruction"), "valueString"
    )
    packaging: str | None = at(ext(f"{KBV}KBV_EX_ERP_Medication_Packaging"), "valueString")
    code: Coding | None = at("code", "coding", what=Coding)
    text: str | None = at("code", "text")
    form: Coding | None = at("form", "coding", what=Coding)
    form_text: str | None = at("form", "text")
    package: Quantity | None = at("amount", "numerator", what=Quantity)
    package_per: Quantity | None = at("amount", "denominator", what=Quantity)
    ingredients: tuple[Ingredient, ...] = each("ingredient", what=Ingredient)
