"""Filling in, preparing, signing, withdrawing and discarding forms."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import override

from praxis import gate
from praxis.core import clock
from praxis.core.actors import Actor
from praxis.core.errors import Conflict, NotThere, PraxisError, Refused
from praxis.core.ids import PatientId
from praxis.core.words import marked
from praxis.forms.access import FormAct
from praxis.forms.known import known_about
from praxis.forms.manifest import Form, all_forms
from praxis.forms.models import MOVES, FilledForm, Move, State
from praxis.gate.work import Work
from praxis.patients.access import PatientAct
from praxis.patients.models import Patient
from praxis.record.access import RecordAct
from praxis.record.documents.actions import NewDocument, document_row
from praxis.record.documents.intake import Clean
from praxis.record.documents.kinds import Media
from praxis.record.models import Document, Entry


class WrongState(Conflict):
    """The form is signed, withdrawn or discarded already."""

    message = marked("Dieses Formular ist schon unterschrieben, widerrufen oder verworfen.")


class ChangedMeanwhile(Conflict):
    """Somebody changed the form after this person opened it."""

    message = marked("Das Formular wurde inzwischen geändert. Bitte lesen Sie die neue Fassung.")


class ReasonMissing(PraxisError):
    """A withdrawal without a reason."""

    message = marked("Bitte geben Sie an, warum widerrufen wird (höchstens 300 Zeichen).")


def form_named(form_id: str) -> Form:
    """The manifest; NotThere."""
    try:
        return all_forms()[form_id]
    except KeyError:
        raise NotThere(detail="form") from None


def begin_form(actor: Actor, patient_id: PatientId, form_id: str, template: str) -> UUID:
    """A new draft for this patient, filled in as far as the template goes."""
    form = form_named(form_id)
    patient = gate.one(actor, PatientAct.READ, Patient, patient_id)
    with gate.creating(actor, FormAct.FILL) as work:
        row = FilledForm(
            patient_id=patient.pk,
            key_owner=patient.key_owner,
            form_id=form.id,
            form_version=form.version,
            content=form.prefill(template).fields(),
            author=actor.id,
            recorded_at=clock.now(),
        )
        work.add(row)
    return row.pk


def edit_form(actor: Actor, filled_id: UUID, version: int, fields: Mapping[str, str]) -> None:
    """Keep what was typed; WrongState after the signature, ChangedMeanwhile if stale."""
    with gate.doing(actor, FormAct.READ, FilledForm, filled_id) as work:
        _move(work.subject, Move.EDIT, version)
        content = form_named(work.subject.form_id).content.read(fields)
        work.subject.content = content.fields()
        work.save(work.subject, "content", "state", "version", act=FormAct.FILL)


def prepare_form(actor: Actor, filled_id: UUID, version: int) -> None:
    """Put the form into the signing folder."""
    with gate.doing(actor, FormAct.READ, FilledForm, filled_id) as work:
        _move(work.subject, Move.PREPARE, version)
        _content(work.subject).insist_on_finished()
        work.save(work.subject, "state", "version", act=FormAct.FILL)


def sign_form(actor: Actor, filled_id: UUID, version: int) -> UUID:
    """Freeze the form: its PDF becomes a document, and the chart says so, all or nothing."""
    with gate.doing(actor, FormAct.SIGN, FilledForm, filled_id) as work:
        filled = work.subject
        form = form_named(filled.form_id)
        if not actor.has(form.who_may_sign):
            raise Refused(detail=filled.form_id)
        content = _content(filled)
        content.insist_on_finished()
        _move(filled, Move.SIGN, version)
        with override("de"):
            pdf = form.print(content, known_about(actor, PatientId(filled.patient_id)))
        document = _filed(work, actor, content.title, pdf)
        filled.signed_by, filled.signed_at = actor.id, document.recorded_at
        filled.document = document
        work.save(filled, "state", "version", "signed_by", "signed_at", "document")
        _line(work, actor, f"{content.title} ausgestellt")
    return document.pk


def withdraw_form(actor: Actor, filled_id: UUID, reason: str) -> UUID:
    """A signed form is never changed: a counter-document says that it no longer holds."""
    why = reason.strip()
    if not why or len(why) > 300:
        raise ReasonMissing
    with gate.doing(actor, FormAct.WITHDRAW, FilledForm, filled_id) as work:
        filled = work.subject
        _move(filled, Move.WITHDRAW, filled.version)
        content, form = _content(filled), form_named(filled.form_id)
        known = known_about(actor, PatientId(filled.patient_id))
        title = f"Widerruf: {content.title}"
        with override("de"):
            pdf = form.withdrawal(content, known, why)
        document = _filed(work, actor, title[:100], pdf)
        filled.counter_document = document
        work.save(filled, "state", "version", "counter_document")
        _line(work, actor, f"{title} ({why})")
    return document.pk


def discard_form(actor: Actor, filled_id: UUID, version: int) -> PatientId:
    """Empty a draft that was never signed and show it no more; returns whose it was.

    WrongState after the signature, ChangedMeanwhile for a text this person did not see.
    """
    with gate.doing(actor, FormAct.DISCARD, FilledForm, filled_id) as work:
        filled = work.subject
        _move(filled, Move.DISCARD, version)
        filled.content = {}
        work.save(filled, "content", "state", "version")
    return PatientId(filled.patient_id)


def _content(filled: FilledForm) -> Any:
    return form_named(filled.form_id).content.read(filled.content)


def _move(filled: FilledForm, move: Move, version: int) -> None:
    to = MOVES.get((State(filled.state), move))
    if to is None:
        raise WrongState(detail=move)
    if filled.version != version:
        raise ChangedMeanwhile(detail=move)
    filled.state, filled.version = to, version + 1


def _filed(work: Work[FilledForm], actor: Actor, title: str, pdf: bytes) -> Document:
    patient = gate.one(actor, PatientAct.READ, Patient, work.subject.patient_id)
    new = NewDocument(title, "certificate")
    row = document_row(patient, actor.id, new, Clean([pdf], Media.PDF), source="form")
    return work.add(row, act=RecordAct.ADD_DOCUMENT)


def _line(work: Work[FilledForm], actor: Actor, text: str) -> None:
    now = clock.now()
    row = Entry(
        patient_id=work.subject.patient_id,
        key_owner=work.subject.key_owner,
        code="BR",
        text=text,
        author=actor.id,
        happened_at=now,
        recorded_at=now,
    )
    work.add(row, act=RecordAct.WRITE)
