"""Ending a record's daily life: closing, opening again, merging two of the same person."""

from collections.abc import Sequence

from django.db.models import Q

from praxis import gate
from praxis.core import clock
from praxis.core.actors import AnyActor
from praxis.core.ids import PatientId, SiteId
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.actions.seeing import bring_to_sites
from praxis.patients.changes import next_search_n
from praxis.patients.errors import NotMergeable
from praxis.patients.models import Patient, PatientSite, State
from praxis.patients.queries import forget_ids


def close_patient(actor: AnyActor, patient_id: PatientId) -> None:
    """Take a record out of daily use; nothing is lost and it can be opened again."""
    _set_state(actor, patient_id, State.ACTIVE, State.CLOSED)


def reopen_patient(actor: AnyActor, patient_id: PatientId) -> None:
    """Take a closed record back into use."""
    _set_state(actor, patient_id, State.CLOSED, State.ACTIVE)


def _set_state(actor: AnyActor, patient_id: PatientId, before: State, after: State) -> None:
    with gate.doing(actor, PatientAct.CLOSE, Patient, patient_id) as work:
        patient = work.subject
        if patient.state != before:
            return
        patient.state = after
        patient.closed_on = clock.today() if after is State.CLOSED else None
        patient.search_n = next_search_n()
        work.save(patient, "state", "closed_on", "search_n")


def merge_patients(actor: AnyActor, keep: PatientId, fold: PatientId) -> None:
    """Fold one record into another of the same person; both ids stay and lead to the survivor.

    The rows stay where and as they are: queries ask for all ids of a person (`queries.ids_of`),
    and the folded id's key is lent together with the survivor's. Both then belong to the sites of
    both: nobody who treated this person loses the record.
    """
    if keep == fold:
        raise NotMergeable(detail="the same record")
    first, second = sorted((keep, fold))
    with (
        gate.doing(actor, PatientAct.MERGE, Patient, first) as outer,
        gate.doing(actor, PatientAct.MERGE, Patient, second) as inner,
    ):
        kept, folded = (
            (outer.subject, inner.subject) if first == keep else (inner.subject, outer.subject)
        )
        if kept.state == State.MERGED or folded.state == State.MERGED:
            raise NotMergeable(detail="already merged")
        if kept.restricted or folded.restricted:
            # Who may see which is judged by each id: one would open or hide the other.
            raise NotMergeable(detail="restricted")
        work = inner if folded is inner.subject else outer
        folded.state, folded.merged_into_id = State.MERGED, kept.pk
        folded.insurance_hash = None
        folded.search_n = next_search_n()
        work.save(folded, "state", "merged_into", "insurance_hash", "search_n")
        before = gate.many(actor, PatientAct.MERGE, Patient, merged_into_id=folded.pk)
        for earlier in before:
            earlier.merged_into_id = kept.pk
            work.save(earlier, "merged_into")
        older = gate.many(
            actor, PatientAct.MERGE, Patient,
            ~Q(pk__in=[folded.pk, *(one.pk for one in before)]), merged_into_id=kept.pk,
        )  # fmt: skip
        _bring_together(actor, work, [kept, folded, *before, *older])
    forget_ids()


def _bring_together(actor: AnyActor, work: Work[Patient], records: Sequence[Patient]) -> None:
    """Let every record of a person belong to every site of that person: whoever sees one record
    sees all of them, as the merging person does."""
    rows = gate.columns(
        actor, PatientAct.READ, PatientSite, "patient_id", "site",
        patient_id__in=[one.pk for one in records], until__isnull=True,
    )  # fmt: skip
    sites = sorted({SiteId(site) for _patient, site in rows})
    bring_to_sites(work, records, sites, set(rows), "merge")
