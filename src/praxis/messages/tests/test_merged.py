"""Two records of one person were merged: phones, letters and findings of both belong to one."""

from typing import Any

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId
from praxis.messages.actions.devices import active_devices
from praxis.messages.actions.release import Draft
from praxis.messages.actions.writing import answer, assign, finish
from praxis.messages.queries import conversation, count_waiting, messages_of
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import paired_phone, sent_to, writes
from praxis.messages.tests.test_letters import attest, filed, released
from praxis.patients.actions import merge_patients
from praxis.patients.queries import ids_of
from wire import letters as wire


def merged(cast: Cast, keep: PatientId, fold: PatientId) -> None:
    """Ada finds that two records are one person's."""
    with gate.visiting():
        merge_patients(cast.ada.actor, keep, fold)


def box(phone: Any) -> bytes:
    """The phone's mailbox."""
    return bytes(phone.grant.mailbox)


def test_findings_and_documents_of_the_folded_record_are_released(
    cast: Cast, dora: PatientId
) -> None:
    twin = patient(cast, "Demo", "Dora", "12.03.1958")
    found, paper = filed(cast, twin, "6.6", "7.4"), attest(cast, twin, b"%PDF-1.7 Attest")
    phone = paired_phone(cast, dora)
    merged(cast, dora, twin)
    newer = filed(cast, dora, "7.9")
    chosen = (found[0].pk, newer[0].pk)
    released(cast, Draft(dora, "", "Beides von Ihnen.", chosen, (paper.pk,)))
    body: Any = phone.opens(sent_to(box(phone))[0]).read()
    values = [one.number for finding in body.findings for one in finding.values]
    assert sorted(values) == ["7.4", "7.9"]
    points = [point.number for finding in body.findings for point in finding.values[0].history]
    assert "6.6" in points


def test_the_phone_of_the_folded_record_gets_the_letters_of_the_person(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    twin = patient(cast, "Demo", "Dora", "12.03.1958")
    phone = paired_phone(cast, twin)
    merged(cast, dora, twin)
    with gate.visiting():
        assert len(active_devices(cast.ada.actor, dora)) == 1
    page.as_(cast.ada).get("messages:devices", dora).is_ok().shows("Beenden")
    released(cast, Draft(dora, "", "Alles gut."))
    assert len(sent_to(box(phone))) == 1
    with gate.visiting():
        shown = messages_of(cast.ada.actor, ids_of(cast.ada.actor, dora))
        assert [one.message.text for one in shown] == ["Alles gut."]


def test_a_question_after_the_merge_is_answered_once_and_waits_no_more(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    paired_phone(cast, dora)
    twin = patient(cast, "Demo", "Dora", "12.03.1958")
    phone = paired_phone(cast, twin)
    writes(phone, wire.Message("Frage", "Vor der Zusammenführung?", None, ()))
    merged(cast, dora, twin)
    writes(phone, wire.Message("Frage", "Und danach?", None, ()))
    with gate.visiting():
        assert count_waiting(cast.ada.actor) == 1
    shown = page.as_(cast.ben).get("messages:conversation", dora).is_ok()
    shown.shows("Vor der Zusammenführung?", "Und danach?", "Ohne Antwort erledigt")
    with gate.visiting():
        ours = conversation(cast.ben.actor, dora)
        assert ours is not None
        assign(cast.ben.actor, ours.pk, Addressee(place="Labor"))
    page.as_(cast.ben).get("messages:inbox").shows("Labor")
    with gate.visiting():
        answer(cast.ben.actor, dora, "Ja.")
    assert len(sent_to(box(phone))) == 1
    with gate.visiting():
        assert count_waiting(cast.ada.actor) == 0


def test_a_waiting_conversation_of_the_folded_record_can_be_finished(
    cast: Cast, dora: PatientId
) -> None:
    paired_phone(cast, dora)
    twin = patient(cast, "Demo", "Dora", "12.03.1958")
    writes(paired_phone(cast, twin), wire.Message("Frage", "Wie lange?", None, ()))
    merged(cast, dora, twin)
    with gate.visiting():
        ours = conversation(cast.ben.actor, dora)
        assert ours is not None
        finish(cast.ben.actor, ours.pk)
    with gate.visiting():
        assert count_waiting(cast.ben.actor) == 0


def test_an_address_of_the_folded_record_leads_to_the_whole_conversation(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    twin = patient(cast, "Demo", "Dora", "12.03.1958")
    writes(paired_phone(cast, twin), wire.Message("Frage", "Wo bin ich?", None, ()))
    merged(cast, dora, twin)
    for name in ("messages:conversation", "messages:release", "messages:devices"):
        page.as_(cast.ben).get(name, twin).has_status(302)
    page.as_(cast.ben).get("messages:conversation", dora).is_ok().shows("Wo bin ich?")
