"""Documents filed by mistake: corrected or withdrawn, never changed and never deleted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from house.cast import Cast
from house.pages import Pages
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.gate.visit import visiting
from praxis.messages.actions import release
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record import queries as record
from praxis.record.documents import actions, mistakes, queries
from praxis.record.documents.errors import (
    DocumentReplaced,
    DocumentWithdrawn,
    NothingCorrected,
    TitleMissing,
    UnknownDocumentKind,
)
from praxis.record.tests.test_documents import NEW, File, image, pdf


def test_a_correction_keeps_the_bytes_and_the_old_words(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    wrong = actions.add_document(ada, dora, NEW, File(pdf()))
    right = mistakes.correct_document(ben, wrong, "Laborbogen", "report")
    listed = record.documents(ada, [dora])
    assert [(one.pk, one.title, one.kind) for one in listed] == [(right, "Laborbogen", "report")]
    found = queries.document(ada, right)
    assert (found.author, found.address) == (ben.id, queries.document(ada, wrong).address)
    assert [one.title for one in queries.versions(ada, found)] == ["Brief der Klinik"]
    assert b"".join(queries.content(ada, right).body).startswith(b"%PDF")
    assert AuditEvent.objects.filter(act="document:correct", actor=ben.id).exists()


def test_a_correction_needs_something_to_correct_and_happens_once(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    wrong = actions.add_document(ada, dora, NEW, File(pdf()))
    with pytest.raises(NothingCorrected):
        mistakes.correct_document(ada, wrong, NEW.title, NEW.kind)
    with pytest.raises(TitleMissing):
        mistakes.correct_document(ada, wrong, "", "report")
    with pytest.raises(UnknownDocumentKind):
        mistakes.correct_document(ada, wrong, "Brief", "secret")
    with pytest.raises(NotThere):
        mistakes.correct_document(cem, wrong, "Brief", "report")
    mistakes.correct_document(ada, wrong, "Brief", "report")
    with pytest.raises(DocumentReplaced):
        mistakes.correct_document(ada, wrong, "Brief", "other")


def test_a_corrected_document_that_was_moved_here_stays_open(dora: PatientId, ada: Actor) -> None:
    erna = _patient(ada, "Erna")
    moved = actions.move_document(ada, actions.add_document(ada, erna, NEW, File(pdf())), dora)
    right = mistakes.correct_document(ada, moved, "Brief", "letter")
    found = queries.document(ada, right)
    assert [one.pk for one in queries.versions(ada, found)] == [moved]
    back = actions.move_document(ada, right, erna)
    assert b"".join(queries.content(ada, back).body).startswith(b"%PDF")
    with pytest.raises(NotThere):
        queries.document(ada, moved)


def test_a_withdrawn_document_stays_but_leaves_the_list(
    dora: PatientId, ada: Actor, ben: Actor, cem: Actor
) -> None:
    first = actions.add_document(ada, dora, NEW, File(pdf()))
    second = actions.add_version(ada, first, File(image("PNG")))
    with pytest.raises(DocumentReplaced):
        mistakes.withdraw_document(ben, first)
    with pytest.raises(NotThere):
        mistakes.withdraw_document(cem, second)
    mistakes.withdraw_document(ben, second)
    assert record.documents(ada, [dora]) == []
    assert [one.pk for one in record.documents(ada, [dora], withdrawn=True)] == [second]
    assert queries.document(ada, first).withdrawn_by == ben.id
    assert b"".join(queries.content(ada, second).body).startswith(b"\x89PNG")
    assert AuditEvent.objects.filter(act="document:withdraw", actor=ben.id).exists()


def test_nothing_is_built_on_a_withdrawn_document_until_it_is_restored(
    dora: PatientId, ada: Actor
) -> None:
    first = actions.add_document(ada, dora, NEW, File(pdf()))
    second = actions.add_version(ada, first, File(pdf()))
    mistakes.withdraw_document(ada, second)
    erna = _patient(ada, "Erna")
    with pytest.raises(DocumentWithdrawn):
        actions.add_version(ada, second, File(pdf()))
    with pytest.raises(DocumentWithdrawn):
        actions.move_document(ada, second, erna)
    with pytest.raises(DocumentWithdrawn):
        mistakes.correct_document(ada, second, "Brief", "report")
    with pytest.raises(DocumentWithdrawn):
        mistakes.withdraw_document(ada, second)
    for one in (first, second):
        with pytest.raises(DocumentWithdrawn):
            release.attached(ada, dora, [one])
    mistakes.restore_document(ada, second)
    assert [one.pk for one in record.documents(ada, [dora])] == [second]
    assert len(release.attached(ada, dora, [second])[0]) == 1
    assert AuditEvent.objects.filter(act="document:withdraw", reason="back").exists()


def test_the_pages_correct_withdraw_show_and_restore(cast: Cast, page: Pages) -> None:
    with visiting():
        dora = _patient(cast.ada.actor, "Dora")
    browser = page.as_(cast.ben)
    sent = {
        "datei": SimpleUploadedFile("a.png", image("PNG")),
        "titel": "Foto Erna",
        "art": "image",
    }
    place = browser.post("documents:upload", dora, data=sent).has_status(302).location
    browser.post(place + "angaben/", data={"titel": "", "art": "image"}).has_status(422)
    place = (
        browser.post(place + "angaben/", data={"titel": "Foto Dora", "art": "image"})
        .has_status(302)
        .location
    )
    browser.get(place).is_ok().shows("Foto Dora", "Foto Erna", "nur Angaben geändert")
    browser.post(place + "zurueckziehen/").has_status(302)
    browser.get(place).is_ok().shows("Zurückgezogen am", "Wiederherstellen")
    browser.get("documents:list", dora).shows(
        "Noch keine Dokumente", "Zurückgezogene Dokumente (1)"
    )
    browser.post(place + "wiederherstellen/").has_status(302)
    browser.get("documents:list", dora).shows("Foto Dora").hides("Zurückgezogene Dokumente")
    page.as_(cast.cem).post(place + "zurueckziehen/").is_not_found()
    page.as_(cast.otto).post(place + "wiederherstellen/").is_not_found()


def _patient(actor: Actor, name: str) -> PatientId:
    form = {"family_name": "Demo", "given_name": name, "birth_date": "01.02.1960", "sex": "W"}
    return create_patient(actor, read_identity(form), site=next(iter(actor.sites)))
