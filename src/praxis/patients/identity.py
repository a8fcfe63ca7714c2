"""A patient's master data as the desk types them: parsed and checked once, at the edge."""

import re
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from praxis.core import clock
from praxis.core.words import marked
from praxis.patients.errors import BadMasterData
from praxis.patients.models import Sex

_GERMAN: Final = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_PARTIAL: Final = re.compile(r"(\d{4})(?:-(\d{2}))?")
_INSURANCE: Final = re.compile(r"[A-Z]\d{9}")
LONGEST: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Identity:
    """Master data, trimmed and valid. `birth_date` is ISO, possibly partial (`1958`, `1958-03`)."""

    family_name: str
    given_name: str
    birth_date: str = ""
    sex: Sex = Sex.UNKNOWN
    title: str = ""
    former_name: str = ""
    insurance_number: str = ""
    street: str = ""
    postal_code: str = ""
    city: str = ""
    phone: str = ""
    mobile: str = ""
    mail: str = ""

    def __repr__(self) -> str:
        return "Identity(‹sealed›)"

    @property
    def birth_year(self) -> int | None:
        """The year of birth; None if not known."""
        return int(self.birth_date[:4]) if self.birth_date else None

    def age_on(self, day: date) -> int | None:
        """Full years on `day`; None unless the whole birth date is known."""
        if len(self.birth_date) != 10:
            return None
        born = date.fromisoformat(self.birth_date)
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def insurance_number_is_valid(number: str) -> bool:
    """The check digit of a German health insurance number (letter, eight digits, check digit)."""
    if not _INSURANCE.fullmatch(number):
        return False
    digits = f"{ord(number[0]) - 64:02}{number[1:9]}"
    weighed = (int(d) * (1 + at % 2) for at, d in enumerate(digits))
    return sum(w if w < 10 else w - 9 for w in weighed) % 10 == int(number[9])


def read_birth_date(text: str) -> str:
    """ISO form of `12.3.1958`, `1958-03-12`, `1958-03` or `1958`; BadMasterData otherwise."""
    if not text:
        return ""
    if found := _GERMAN.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        if _PARTIAL.fullmatch(text):
            known = date.fromisoformat(f"{text}-01" if len(text) == 7 else f"{text}-01-01")
        else:
            known = date.fromisoformat(text)
    except ValueError:
        raise BadMasterData(
            message=marked("Das Geburtsdatum ist kein Datum (z. B. 12.03.1958)."),
            detail="birth_date",
        ) from None
    if not date(1880, 1, 1) <= known <= clock.today():
        raise BadMasterData(
            message=marked("Das Geburtsdatum liegt nicht in einem möglichen Zeitraum."),
            detail="birth_date",
        )
    return text


def read_identity(form: dict[str, str]) -> Identity:
    """Parse what was typed; BadMasterData with a German sentence for the first wrong field."""
    given = {f.name: " ".join(form.get(f.name, "").split()) for f in fields(Identity)}
    for name, value in given.items():
        if len(value) > LONGEST or not value.isprintable():
            raise BadMasterData(
                message=marked("Ein Feld ist zu lang oder enthält Steuerzeichen."), detail=name
            )
    if not given["family_name"] or not given["given_name"]:
        raise BadMasterData(
            message=marked("Bitte geben Sie Nachname und Vorname an."),
            detail="given_name" if given["family_name"] else "family_name",
        )
    if given["sex"] not in {"", *Sex}:
        raise BadMasterData(message=marked("Das Geschlecht muss W, M, D oder X sein."))
    number = given["insurance_number"].replace(" ", "").upper()
    if number and not insurance_number_is_valid(number):
        raise BadMasterData(
            message=marked("Die Versichertennummer stimmt nicht (Buchstabe und neun Ziffern)."),
            detail="insurance_number",
        )
    return Identity(
        **{
            **given,
            "insurance_number": number,
            "birth_date": read_birth_date(given["birth_date"]),
            "sex": Sex(given["sex"] or Sex.UNKNOWN),
        }  # type: ignore[arg-type] # sex and birth date are parsed above
    )
