"""Where the search process learns about people: PostgreSQL, opened through the gate as a job."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.db import connection

from praxis import gate
from praxis.core.actors import SystemActor
from praxis.patients.access import PatientAct
from praxis.patients.changes import current_search_n
from praxis.patients.models import NamedStaff, Patient, PatientSite, State
from praxis.patients.search.process import Doors
from praxis.patients.search.records import Birth, Changes, IdentityRecord
from praxis.patients.search.records import State as IndexState
from praxis.patients.search.snapshot import IndexKey
from praxis.vault import keys
from praxis.vault.keys import Domain

JOB: Final = "search-index"
_BATCH: Final = 1000
_GONE: Final = {State.MERGED, State.ERASED}


class PracticeSource:
    """The identities of this practice; reading them is a decision in the log, by ids."""

    def epoch(self) -> bytes:
        """16 bytes that name this database: its cluster and name, new after every restore."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT system_identifier::text || current_database() FROM pg_control_system()"
            )
            row = cursor.fetchone()
        return sha256(str(row[0]).encode()).digest()[:16]

    def everyone(self) -> Changes:
        """All people, in the order of their ids, a batch at a time."""
        return Changes(_records(None), current_search_n())

    def changes_since(self, counter: int) -> Changes:
        """Everybody changed after `counter`."""
        reached = current_search_n()
        return Changes(list(_records(counter)), reached)


def _records(since: int | None) -> Iterator[IdentityRecord]:
    """Batch by batch, each in its own visit: keys and rows of a batch go before the next."""
    last: UUID | None = None
    while True:
        with gate.as_system(JOB) as actor:
            batch = _batch(actor, since, last)
            records = [_record(one) for one in _with_belongings(actor, batch)]
        yield from records
        if len(batch) < _BATCH:
            return
        last = batch[-1].pk


def _batch(actor: SystemActor, since: int | None, last: UUID | None) -> list[Patient]:
    filters: dict[str, Any] = {} if since is None else {"search_n__gt": since}
    if last is not None:
        filters["id__gt"] = last
    return gate.many(actor, PatientAct.INDEX, Patient, order_by=("id",), limit=_BATCH, **filters)


_Whole = tuple[Patient, tuple[UUID, ...], tuple[UUID, ...]]


def _with_belongings(actor: SystemActor, batch: list[Patient]) -> Iterator[_Whole]:
    ids = [one.pk for one in batch]
    sites = _grouped(actor, PatientSite, "site", ids)
    named = _grouped(actor, NamedStaff, "account", ids)
    for one in batch:
        yield one, sites.get(one.pk, ()), named.get(one.pk, ())


def _grouped(
    actor: SystemActor, model: type[PatientSite] | type[NamedStaff], what: str, ids: list[UUID]
) -> dict[UUID, tuple[UUID, ...]]:
    found: dict[UUID, tuple[UUID, ...]] = {}
    if not ids:
        return found
    for patient, value in gate.columns(
        actor,
        PatientAct.INDEX,
        model,
        "patient_id",
        what,
        patient_id__in=ids,
        until__isnull=True,
        limit=_BATCH * 20,
    ):
        found[patient] = (*found.get(patient, ()), value)
    return found


def _record(whole: _Whole) -> IdentityRecord:
    one, sites, named = whole
    if one.state in _GONE:
        return IdentityRecord(
            patient_id=one.pk, family_name="", given_name="", state=IndexState.GONE
        )
    return IdentityRecord(
        patient_id=one.pk,
        family_name=one.family_name,
        given_name=one.given_name,
        former_name=one.former_name,
        birth=birth_of(one.birth_date),
        insurance_number=one.insurance_number,
        phones=tuple(number for number in (one.phone, one.mobile) if number),
        patient_number=one.number,
        place=one.city,
        sites=sites,
        restricted=one.restricted,
        named_staff=named,
        state=IndexState.CLOSED if one.state == State.CLOSED else IndexState.OPEN,
    )


def birth_of(iso: str) -> Birth | None:
    """The index's form of `1958-03-12`, `1958-03` or `1958`."""
    if not iso:
        return None
    year, month, day = (*map(int, iso.split("-")), 0, 0)[:3]
    return Birth(year, month, day)


def doors() -> Doors:
    """The key and the source for the search process; the process must hold its keys."""
    return Doors(lambda: IndexKey(*keys.held().newest(Domain.INDEX)), PracticeSource())
