"""Whose report is this? Never by name alone; in doubt it stays red, with suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db.models import Q

from praxis import gate
from praxis.core.actors import SystemActor
from praxis.core.folding import words
from praxis.core.ids import PatientId
from praxis.exchange.lab.access import LabAct
from praxis.exchange.lab.models import LabReport, Why
from praxis.patients.access import PatientAct
from praxis.patients.changes import exact_hash
from praxis.patients.models import Patient, State

_MOST_OF_A_YEAR: Final = 20_000
_MOST_SUGGESTIONS: Final = 5


@dataclass(frozen=True, slots=True)
class Known:
    """What matching compares of a patient, folded; lives for one pass only."""

    id: PatientId
    family: frozenset[str]
    given: tuple[str, ...]
    birth_date: str
    sex: str
    insurance_number: str
    state: State
    heir: PatientId | None


@dataclass(frozen=True, slots=True)
class Match:
    """The patient, or why there is none and who it might be."""

    patient: PatientId | None = None
    why: Why = Why.NOT_RED
    suggestions: tuple[PatientId, ...] = ()


def _parts(text: str) -> list[str]:
    return [part for word in words(text) for part in word]


def known(row: Patient) -> Known:
    """Open what matching needs."""
    names = _parts(row.family_name) + _parts(row.former_name)
    return Known(
        id=PatientId(row.pk),
        family=frozenset(names),
        given=tuple(_parts(row.given_name)),
        birth_date=row.birth_date,
        sex=row.sex,
        insurance_number=row.insurance_number,
        state=State(row.state),
        heir=PatientId(row.merged_into_id) if row.merged_into_id else None,
    )


@dataclass(slots=True)
class Matcher:
    """Matches the reports of one pass; keeps who was born in a year, so each year is read once."""

    actor: SystemActor
    years: dict[int, list[Known]] = field(default_factory=dict)

    def match(self, told: dict[str, str], order_hash: bytes | None) -> Match:
        """The one patient everything speaks for, otherwise red."""
        exact = self._by_order(order_hash) + self._by_numbers(told)
        if not exact and (not told["birth_date"] or not told["family_name"]):
            return Match(why=Why.TOO_LITTLE)
        sure = {one.heir or one.id for one in exact if _agrees(one, told, pointed=True)}
        if len(sure) == 1:
            # A number of ours and name, birth date and sex: nobody else has to be looked at.
            return self._open(sure.pop())
        pool = {one.id: one for one in [*exact, *self._born(told["birth_date"])]}
        pointed = {one.id for one in exact}
        good = [one for one in pool.values() if _agrees(one, told, pointed=one.id in pointed)]
        heirs = {one.heir or one.id for one in good}
        if len(heirs) == 1:
            return self._open(heirs.pop())
        if heirs:
            return Match(why=Why.SEVERAL, suggestions=tuple(sorted(heirs))[:_MOST_SUGGESTIONS])
        near = [one.heir or one.id for one in pool.values() if one.id in pointed]
        near += [one.heir or one.id for one in pool.values() if _is_near(one, told)]
        suggestions = tuple(dict.fromkeys(near))[:_MOST_SUGGESTIONS]
        why = Why.CONTRADICTION if pointed else Why.NOBODY
        return Match(why=why, suggestions=suggestions)

    def _open(self, found: PatientId) -> Match:
        """Merged leads to the survivor, closed stays red, erased is nobody."""
        for _ in range(10):
            row = gate.one(self.actor, PatientAct.READ, Patient, found)
            if row.state != State.MERGED or row.merged_into_id is None:
                break
            found = PatientId(row.merged_into_id)
        if row.state == State.ACTIVE:
            return Match(found)
        if row.state == State.CLOSED:
            return Match(why=Why.CLOSED, suggestions=(found,))
        return Match(why=Why.NOBODY)

    def _by_order(self, order_hash: bytes | None) -> list[Known]:
        if order_hash is None:
            return []
        earlier = gate.columns(
            self.actor, LabAct.READ, LabReport, "patient_id", order_hash=order_hash,
            patient__isnull=False, state__in=("filed", "replaced"), distinct=True,
        )  # fmt: skip
        return self._read(Q(pk__in=[row[0] for row in earlier])) if earlier else []

    def _by_numbers(self, told: dict[str, str]) -> list[Known]:
        wanted = Q()
        if told["insurance_number"]:
            wanted |= Q(insurance_hash=exact_hash("insurance", told["insurance_number"]))
        if told["number"]:
            wanted |= Q(number_hash=exact_hash("number", told["number"]))
        return self._read(wanted) if wanted else []

    def _born(self, birth_date: str) -> Sequence[Known]:
        if len(birth_date) != 10:
            return []
        year = int(birth_date[:4])
        if year not in self.years:
            born = Q(birth_year=year) & ~Q(state=State.ERASED)
            self.years[year] = self._read(born, _MOST_OF_A_YEAR)
        return self.years[year]

    def _read(self, wanted: Q, limit: int = 20) -> list[Known]:
        rows = gate.many(self.actor, PatientAct.READ, Patient, wanted, limit=limit)
        return [known(row) for row in rows if row.state != State.ERASED and row.opens()]


def _agrees(one: Known, told: dict[str, str], *, pointed: bool) -> bool:
    """Name, birth date and sex agree and nothing contradicts; `pointed` by a number of ours."""
    if _contradicts(one, told) or not _family(one, told) or not _given(one, told):
        return False
    if one.birth_date and one.birth_date == told["birth_date"]:
        return len(one.birth_date) == 10 or pointed
    # A partial birth date (19900000 is legal) is enough only beside a number that is unique.
    partial = {len(one.birth_date), len(told["birth_date"])} - {10}
    together = one.birth_date.startswith(told["birth_date"]) or told["birth_date"].startswith(
        one.birth_date
    )
    return bool(pointed and partial and together)


def _contradicts(one: Known, told: dict[str, str]) -> bool:
    sexes = {one.sex, told["sex"]} - {"", "X"}
    numbers = {one.insurance_number, told["insurance_number"]} - {""}
    # Old cards carry another kind of number; only two health card numbers can contradict.
    cards = {number for number in numbers if number[:1].isalpha()}
    return len(sexes) > 1 or len(cards) > 1


def _family(one: Known, told: dict[str, str]) -> bool:
    """Double names: one of the two may be missing on either side."""
    names = frozenset(_parts(told["family_name"]))
    return bool(names) and bool(one.family) and (names <= one.family or one.family <= names)


def _given(one: Known, told: dict[str, str]) -> bool:
    names = _parts(told["given_name"])
    if not names or not one.given:
        return False
    return names[0] == one.given[0] or set(names) <= set(one.given) or set(one.given) <= set(names)


def _is_near(one: Known, told: dict[str, Any]) -> bool:
    return one.birth_date == told["birth_date"] and (_family(one, told) or _given(one, told))
