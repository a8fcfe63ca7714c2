"""Whose report is this? Never by name alone; in doubt it stays red, with suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
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
_MOST_EACH: Final = 20
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

    patient: Patient | None = None
    why: Why = Why.NOT_RED
    suggestions: tuple[PatientId, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report says about whose it is."""

    told: dict[str, str]
    order: bytes | None
    insurance: bytes | None
    number: bytes | None


def asked(told: dict[str, str], order: bytes | None, version: int) -> Asked:
    """The patient as the laboratory names them, with the keyed hashes to look them up by
    (`version`: `changes.hash_version`)."""
    insurance, number = told["insurance_number"], told["number"]
    return Asked(
        told,
        order,
        exact_hash("insurance", insurance, version) if insurance else None,
        exact_hash("number", number, version) if number else None,
    )


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
    """Matches the reports of one pass. Who a batch's numbers point to is read at once, who was born
    in a year once for the pass."""

    actor: SystemActor
    years: dict[int, list[Known]] = field(default_factory=dict)
    _rows: dict[PatientId, Patient] = field(default_factory=dict)
    _people: list[tuple[Known, bytes, bytes]] = field(default_factory=list)
    _ordered: dict[bytes, set[PatientId]] = field(default_factory=dict)

    def look_up(self, batch: Sequence[Asked]) -> None:
        """Read whom the numbers and orders of these reports point to; forgets the batch before."""
        self._ordered = self._of_orders([one.order for one in batch if one.order])
        wanted = {
            "pk__in": list(set().union(*self._ordered.values())),
            "insurance_hash__in": list({one.insurance for one in batch if one.insurance}),
            "number_hash__in": list({one.number for one in batch if one.number}),
        }
        several = reduce(or_, (Q(**{name: some}) for name, some in wanted.items() if some), Q())
        rows = self._rows_of(several, _MOST_EACH * len(batch)) if several else []
        self._rows = {PatientId(row.pk): row for row in rows}
        self._people = [
            (known(row), bytes(row.insurance_hash or b""), bytes(row.number_hash or b""))
            for row in rows
        ]

    def match(self, asked: Asked) -> Match:
        """The one patient everything speaks for, otherwise red; the batch is looked up already."""
        told, exact = asked.told, self._pointed_at(asked)
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
            row = self._rows.get(found) or gate.one(self.actor, PatientAct.READ, Patient, found)
            if row.state != State.MERGED or row.merged_into_id is None:
                break
            found = PatientId(row.merged_into_id)
        if row.state == State.ACTIVE:
            return Match(row)
        if row.state == State.CLOSED:
            return Match(why=Why.CLOSED, suggestions=(found,))
        return Match(why=Why.NOBODY)

    def _of_orders(self, orders: list[bytes]) -> dict[bytes, set[PatientId]]:
        """Whose the earlier reports of these orders are."""
        found: dict[bytes, set[PatientId]] = {}
        if orders:
            earlier = gate.columns(
                self.actor, LabAct.READ, LabReport, "order_hash", "patient_id",
                order_hash__in=orders, patient__isnull=False, state__in=("filed", "replaced"),
                distinct=True, limit=_MOST_EACH * len(orders),
            )  # fmt: skip
            for order, patient in earlier:
                found.setdefault(bytes(order), set()).add(PatientId(patient))
        return found

    def _pointed_at(self, asked: Asked) -> list[Known]:
        of_order = self._ordered.get(asked.order, set()) if asked.order else set()
        return [
            one
            for one, insurance, number in self._people
            if one.id in of_order
            or (asked.insurance is not None and insurance == asked.insurance)
            or (asked.number is not None and number == asked.number)
        ]

    def _born(self, birth_date: str) -> Sequence[Known]:
        if len(birth_date) != 10:
            return []
        year = int(birth_date[:4])
        if year not in self.years:
            born = self._rows_of(Q(birth_year=year), _MOST_OF_A_YEAR)
            self.years[year] = [known(row) for row in born]
        return self.years[year]

    def _rows_of(self, wanted: Q, limit: int) -> list[Patient]:
        rows = gate.many(
            self.actor, PatientAct.READ, Patient, wanted & ~Q(state=State.ERASED), limit=limit
        )
        return [row for row in rows if row.opens()]


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
