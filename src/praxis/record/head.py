"""The head of a chart: who this is, what to beware of, what lasts; asked once per page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.ids import PatientId
from praxis.core.words import marked, spoken
from praxis.patients import queries as patients
from praxis.patients.models import Coverage, CoverageKind, Patient, Sex, State
from praxis.record import queries
from praxis.record.access import RecordAct
from praxis.record.models import Diagnosis, Entry

SEX_WORDS: Final = {
    Sex.FEMALE: marked("weiblich"),
    Sex.MALE: marked("männlich"),
    Sex.DIVERSE: marked("divers"),
}
_KIND_WORDS: Final = {
    CoverageKind.STATUTORY: marked("GKV"),
    CoverageKind.PRIVATE: marked("PKV"),
    CoverageKind.SELF: marked("Selbstzahler"),
    CoverageKind.ACCIDENT: marked("BG"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Head:
    """What `desk/parts/patient_header.html` shows; `ids` are all ids of the person."""

    patient: Patient
    ids: tuple[UUID, ...]
    name: str
    birth: date | None
    birth_words: str
    age: int | None
    sex: str
    insurance: str
    cautions: tuple[str, ...]
    allergies: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]
    clinical: bool
    markers: tuple[str, ...] = ()
    news: tuple[str, ...] = ()
    tasks: int = 0
    tasks_url: str = ""

    @property
    def id(self) -> PatientId:
        """The surviving record's id."""
        return PatientId(self.patient.pk)

    @property
    def restricted(self) -> bool:
        """Whether only named staff see the record."""
        return self.patient.restricted

    @property
    def permanent(self) -> tuple[str, ...]:
        """Permanent diagnoses in words."""
        return tuple(diagnosis_words(one) for one in self.diagnoses)


def diagnosis_words(one: Diagnosis) -> str:
    """`E11.90 G` with side and note where there are some."""
    return " ".join(part for part in (one.icd, one.certainty, one.side, one.note) if part)


def reads_record(actor: Actor) -> bool:
    """Whether this role reads entries at all; billing sees codes only."""
    return gate.may(actor, RecordAct.READ, on=Entry)


@dataclass(frozen=True, slots=True, repr=False)
class AskedHead:
    """What was found for a head, still sealed: pages ask for all they show before they open it,
    so that the decisions are committed to the log once."""

    patient: Patient
    ids: tuple[UUID, ...]
    clinical: bool
    beware: Sequence[Entry]
    lasting: Sequence[Diagnosis]
    covered: Sequence[Coverage]

    @property
    def id(self) -> PatientId:
        """The surviving record's id."""
        return PatientId(self.patient.pk)

    def opened(self) -> Head:
        """The head, opened."""
        found, shown = self.patient, patients.header(self.patient)
        return Head(
            patient=found,
            ids=self.ids,
            name=f"{shown.title} {shown.name}".strip(),
            birth=date.fromisoformat(shown.birth_date) if len(shown.birth_date) == 10 else None,
            birth_words=shown.birth_words,
            age=shown.age,
            sex=spoken(SEX_WORDS.get(shown.sex, "")),
            insurance=_insurance(found, self.covered),
            cautions=tuple(_beside("CAVE", one.text) for one in self.beware if one.code == "!"),
            allergies=tuple(
                _beside("Allergie", one.text) for one in self.beware if one.code == "!A"
            ),
            diagnoses=tuple(self.lasting),
            clinical=self.clinical,
            markers=(spoken("geschlossen"),) if found.state == State.CLOSED else (),
        )


def head_asked(actor: Actor, patient_id: PatientId) -> AskedHead:
    """Ask for the head of a patient's chart; NotThere if the patient is not visible."""
    found = patients.patient(actor, patient_id)
    own = PatientId(found.pk)
    ids, clinical = tuple(patients.ids_of(actor, own)), reads_record(actor)
    return AskedHead(
        patient=found,
        ids=ids,
        clinical=clinical,
        beware=queries.cautions(actor, ids) if clinical else (),
        lasting=queries.permanent_diagnoses(actor, ids),
        covered=patients.coverage_on(actor, own, clock.today()),
    )


def head_of(actor: Actor, patient_id: PatientId) -> Head:
    """The head of a patient's chart, opened; NotThere if the patient is not visible."""
    return head_asked(actor, patient_id).opened()


def _beside(badge: str, text: str) -> str:
    """A caution without the word its badge says already: many type `! CAVE Marcumar`."""
    word, rest = text[: len(badge)], text[len(badge) :]
    told = rest.lstrip(" :,!")
    return told if word.casefold() == badge.casefold() and told != rest and told else text


def _insurance(found: Patient, covered: Sequence[Coverage]) -> str:
    kinds = [f"{one.payer} ({spoken(_KIND_WORDS[CoverageKind(one.kind)])})" for one in covered]
    parts = (*kinds, found.insurance_number, spoken("Nr. {number}").format(number=found.number))
    return " · ".join(part for part in parts if part)
