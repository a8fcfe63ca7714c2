"""Looks at every frozen row of the practice: is it still there, and as it was written?

Each row by itself by its MAC, and all of them against the log: two halves of one question
about the same rows and MACs, hence one file.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import QuerySet

from praxis.audit.events import digest_of_rows
from praxis.audit.models import AuditEvent
from praxis.core.errors import PraxisError
from praxis.core.ids import made_at
from praxis.vault import lending, row_mac
from praxis.vault.checks import sealed_models
from praxis.vault.errors import BrokenSeal, VaultSealed
from praxis.vault.models import DataKey
from praxis.vault.resealing import Passage
from praxis.vault.rotation import SETTLED
from praxis.vault.rows import BoundRow, FrozenRow

Progress = Callable[[int], None]
# Whose data a row is; None for a thing that is nobody's yet.
PatientOf = Callable[[Any], UUID | None]
# Called between two steps: a check has time, the practice has not.
Rest = Callable[[], None]
_AT_ONCE: Final = 500
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Proof:
    """How many rows were looked at, and the first that is not as it was: `table id`, or empty."""

    rows: int
    changed: str = ""
    missing: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.changed or self.missing)


def _on_and_on() -> None:
    return None


def _of_the_row(row: Any) -> UUID | None:
    found: UUID | None = row.patient_of_row()
    return found


def prove_rows(
    *,
    passage: Passage = nullcontext,
    progress: Progress | None = None,
    rest: Rest = _on_and_on,
    patient_of: PatientOf = _of_the_row,
) -> Proof:
    """Check the MAC of every frozen row, and that no row an event wrote is gone.

    Opens no value. Bounded memory: a few hundred rows and their owners' keys at a time. A row of
    an erased patient cannot be checked and is not missed; one without a key of a patient who has
    one was changed.
    """
    rows, changed = 0, ""
    for model in frozen_models():
        for some in _in_steps(model, passage):
            changed = changed or _first_changed(some, passage, patient_of)
            rows += len(some)
            if progress:
                progress(rows)
            rest()
    set_back, missing = _against_the_log(passage, rest)
    return Proof(rows, changed or set_back, missing)


@dataclass(frozen=True, slots=True)
class _Written:
    """What one event says about the frozen rows it wrote."""

    subjects: list[UUID]
    patients: list[UUID]
    digest: bytes
    at: datetime

    def fits(self, macs: dict[UUID, bytes], but: Container[UUID] = ()) -> bool:
        """Whether these MACs (but those of some rows) are the ones the event wrote."""
        wrote = [(pk, macs[pk]) for pk in self.subjects if pk in macs and pk not in but]
        return digest_of_rows(wrote) == bytes(self.digest)


_SAID: Final = ("subjects", "patients", "row_mac", "at")


def bound_models() -> list[type[FrozenRow]]:
    """Those of them whose rows go on: each change stamps the row anew and is an event."""
    return [model for model in frozen_models() if issubclass(model, BoundRow)]


def frozen_models() -> list[type[FrozenRow]]:
    """Every model whose rows carry a MAC."""
    return [model for model in sealed_models() if issubclass(model, FrozenRow)]


def _in_steps(model: type[FrozenRow], passage: Passage) -> Iterator[list[FrozenRow]]:
    """Every row by id, some at a time, without holding a transaction open meanwhile."""
    last = UUID(int=0)
    while True:
        with passage():
            found: QuerySet[Any] = QuerySet(model)
            some = list(found.filter(pk__gt=last).order_by("pk")[:_AT_ONCE])
        if not some:
            return
        yield some
        last = some[-1].pk


def _first_changed(rows: list[FrozenRow], passage: Passage, patient_of: PatientOf) -> str:
    try:
        with lending.opened() as lent:
            lent.lend({row.key_owner for row in rows})
            odd = [row for row in rows if not (lent.lends(row.key_owner) and _fits(row))]
    except BrokenSeal:
        odd = rows  # the key of one of their owners was changed: which one comes out one by one
    wrong = (row for row in odd if not _fits_now(row, passage, patient_of))
    return next((_named(type(row), row.pk) for row in wrong), "")


def _fits(row: FrozenRow) -> bool:
    try:
        row_mac.verify(row)
    except VaultSealed:
        raise
    except (PraxisError, TypeError, ValueError, ArithmeticError):
        # A MAC that does not fit, one that names a key this owner never had, or a value that the
        # program never writes.
        return False
    return True


def _fits_now(row: FrozenRow, passage: Passage, patient_of: PatientOf) -> bool:
    """A second look: its owner's keys may have been renewed since it was read. Gone is not odd."""
    with passage():
        found: QuerySet[Any] = QuerySet(type(row))
        again = found.filter(pk=row.pk).first()
    if again is None:
        return True
    owner, patient = again.key_owner, patient_of(again)
    with lending.opened() as lent:
        try:
            lent.lend({owner, patient} - {None})
        except BrokenSeal:
            return False
        if not lent.lends(owner):
            return patient is None or not lent.lends(patient)
        return _fits(again)


def _against_the_log(passage: Passage, rest: Rest) -> tuple[str, str]:
    """The first row that was set back, and the first that an event wrote and that is gone.

    An event says how many frozen rows it wrote only by the digest of their MACs. While it fits the
    rows of today none is gone. Where it does not (their keys were renewed, a form went on), every
    row the event names must still be there, and a form that goes on must fit a later event. Rows
    of patients whose keys were all destroyed are left out.
    """
    last, odd = 0, set[UUID]()
    events = AuditEvent.objects.exclude(row_mac=b"").order_by("n")
    # Page by page: a cursor outside a transaction would copy the whole log to the server's disk.
    while some := list(events.filter(n__gt=last).values_list("n", *_SAID)[:_AT_ONCE]):
        last = some[-1][0]
        written = [_Written(*said) for _, *said in some]
        with passage():
            macs = _macs_of({pk for one in written for pk in one.subjects})
            doubted = [one for one in written if not one.fits(macs)]
            if doubted and (gone := _gone(doubted, macs)):
                return "", gone
            odd = _odd_after(written, macs, odd)
        rest()
    return _first_set_back(odd, passage), ""


def _odd_after(written: list[_Written], macs: dict[UUID, bytes], odd: set[UUID]) -> set[UUID]:
    """The rows that may go on and that are not as the newest event so far left them.

    An event that wrote several of them at once would say nothing of each: no act does that.
    """
    found, bound = set(odd), _bound_of(macs)
    renewed = _renewed({patient for one in written for patient in one.patients if bound})
    for one in written:
        named = bound.intersection(one.subjects)
        if one.fits(macs):
            found -= named
        elif len(named) == 1 and not one.fits(macs, but=named):
            # Sealed again since then, without an event: nothing follows from it.
            since = max((renewed.get(patient, _NEVER) for patient in one.patients), default=_NEVER)
            found = found - named if one.at < since else found | named
    return found


def _first_set_back(odd: set[UUID], passage: Passage) -> str:
    """A second look: an event with a lower number may have been committed after we passed it."""
    for pk in sorted(odd):
        with passage():
            macs = _macs_of([pk])
            events = AuditEvent.objects.filter(subjects__contains=[pk]).exclude(row_mac=b"")
            written = [_Written(*said) for said in events.order_by("n").values_list(*_SAID)]
            rows = {other for one in written for other in one.subjects}
            still = _odd_after(written, _macs_of(rows), set())
            if pk in still and macs and macs == _macs_of([pk]):
                (model,) = [one for one in bound_models() if QuerySet(one).filter(pk=pk).exists()]
                return _named(model, pk)
    return ""


def _renewed(patients: set[UUID]) -> dict[UUID, datetime]:
    """Until when events of these patients may not fit because their keys were replaced."""
    keys = DataKey.objects.filter(owner__in=patients, key_id__gt=1).values_list("owner", "id")
    found = dict[UUID, datetime]()
    for owner, key in keys:
        until = made_at(key) + SETTLED
        found[owner] = max(until, found.get(owner, until))
    return found


def _bound_of(ids: Iterable[UUID]) -> set[UUID]:
    wanted = list(ids)
    rows: Iterator[QuerySet[Any]] = (QuerySet(model) for model in bound_models())
    return {pk for of in rows for pk in of.filter(pk__in=wanted).values_list("pk", flat=True)}


def _macs_of(ids: Iterable[UUID]) -> dict[UUID, bytes]:
    wanted, found = list(ids), dict[UUID, bytes]()
    for model in frozen_models():
        rows: QuerySet[Any] = QuerySet(model)
        stored = rows.filter(pk__in=wanted).values_list("pk", "row_mac")
        found |= {pk: bytes(mac) for pk, mac in stored}
    return found


def _gone(doubted: list[_Written], macs: dict[UUID, bytes]) -> str:
    """Of several patients one that is still there is enough: whose row it was nobody can say."""
    patients = {patient for one in doubted for patient in one.patients}
    kept = set(DataKey.objects.filter(owner__in=patients).values_list("owner", flat=True))
    named = {
        pk
        for one in doubted
        if not one.patients or kept.intersection(one.patients)
        for pk in one.subjects
        if pk not in macs
    }
    for model in sealed_models():
        if not issubclass(model, FrozenRow):
            rows: QuerySet[Any] = QuerySet(model)
            named -= set(rows.filter(pk__in=list(named)).values_list("pk", flat=True))
    return str(min(named)) if named else ""


def _named(model: type[FrozenRow], pk: UUID) -> str:
    return f"{model._meta.db_table} {pk}"
