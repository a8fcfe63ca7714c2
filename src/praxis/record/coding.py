"""What the ICD-10-GM of a day says about a diagnosis: its text, its year, whether it may stand."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from praxis.catalogues import queries as catalogues
from praxis.catalogues.queries import Counting, Found
from praxis.core import clock
from praxis.record.errors import NoSuchDiagnosis, NotFineEnough
from praxis.record.typed import TypedDiagnosis

ICD: Final = "icd10gm"
_LONGEST: Final = 400


@dataclass(frozen=True, slots=True)
class Coded:
    """A diagnosis with the official text (unless words of one's own stand there) and its year."""

    typed: TypedDiagnosis
    year: int


def coded(typed: TypedDiagnosis, day: date) -> Coded:
    """The diagnosis as the ICD-10-GM of that day knows it.

    NoSuchDiagnosis and NotFineEnough only where the edition of that day is here: an expired one
    gives its text, but refuses nothing; without any catalogue the code is taken as typed.
    """
    now = catalogues.counting(ICD, day)
    if now is None:
        return Coded(typed, clock.today().year)
    found = catalogues.look_up(now.edition, typed.icd)
    if not now.stale:
        _insist(found)
    if found is None:
        return Coded(typed, day.year)
    own = typed if typed.note else replace(typed, note=found.title[:_LONGEST])
    return Coded(own, _year(now, day))


def corrected(new: TypedDiagnosis, old: TypedDiagnosis, day: date) -> Coded:
    """A correction; the text of the former code does not stay beside another code."""
    if new.icd != old.icd and new.note == old.note:
        new = replace(new, note="")
    return coded(new, day)


def _insist(found: Found | None) -> None:
    if found is None or found.facts.get("filled") is False:
        raise NoSuchDiagnosis
    if found.usable is False:
        raise NotFineEnough


def _year(now: Counting, day: date) -> int:
    head = now.edition.version[:4]
    return int(head) if head.isdecimal() else day.year
