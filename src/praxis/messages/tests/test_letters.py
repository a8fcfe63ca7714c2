"""A released finding reaches the phone as previewed; what the phone writes reaches the chart."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core import clock
from praxis.core.actors import SystemActor
from praxis.core.assigning import Addressee, OneAddressee
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId
from praxis.gate.guard import passage
from praxis.messages import sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions import sorting
from praxis.messages.actions.release import Draft, prepare, release
from praxis.messages.actions.writing import answer, assign, finish
from praxis.messages.errors import AlreadyDone, NoDevice, NothingToSend, OtherThanSeen
from praxis.messages.models import (
    Delivery,
    Device,
    ExpiredNotice,
    Inbox,
    Message,
    MessageFile,
    Outbox,
    PostState,
)
from praxis.messages.queries import conversation, count_waiting, messages_of
from praxis.messages.states import InboxState, OutboxState, Way
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import arrives, paired_phone, sent_to, writes
from praxis.record.access import RecordAct
from praxis.record.actions import NewFinding, NewReport, file_report
from praxis.record.documents.actions import NewDocument, add_document
from praxis.record.models import Document, Entry, Finding, FindingState
from praxis.record.queries import entries, findings_of_report
from praxis.vault.documents import store
from wire import letters as wire
from wire.notices import Receipt, ReceiptState, ResendRequest, Revoke, RevokeReason


def filed(cast: Cast, who: PatientId, *amounts: str) -> list[Finding]:
    """HbA1c values, a month apart, the newest last; returns the findings of the newest report."""
    start = clock.now() - timedelta(days=31 * len(amounts))
    report = None
    for at, amount in enumerate(amounts):
        finding = NewFinding(
            analyte="HBA1C", name="HbA1c", measured_at=start + timedelta(days=31 * at),
            value=Decimal(amount), unit="%", low=Decimal(4), high=Decimal(6),
        )  # fmt: skip
        new = NewReport(
            laboratory="Labor Muster", order_number=str(at), state=FindingState.FINAL,
            source_hash=bytes([at]) * 32, findings=[finding],
        )  # fmt: skip
        with gate.visiting():
            report = file_report(cast.ada.actor, who, new)
    assert report is not None
    with gate.visiting():
        return findings_of_report(cast.ada.actor, report)


def attest(cast: Cast, who: PatientId, content: bytes) -> Document:
    """A PDF in the record."""
    with gate.visiting(), gate.creating(cast.ada.actor, RecordAct.ADD_DOCUMENT) as work:
        from praxis.patients.access import PatientAct
        from praxis.patients.models import Patient

        found = gate.one(cast.ada.actor, PatientAct.READ, Patient, who)
        stored = store().put(found.key_owner, [content])
        return work.add(
            Document(
                patient_id=who, key_owner=found.key_owner, kind="attest", title="Attest",
                file_name="attest.pdf", media_type="application/pdf", size=stored.length,
                address=stored.address.hex(), author=cast.ada.id, happened_at=clock.now(),
                recorded_at=clock.now(), source="own",
            )
        )  # fmt: skip


def released(cast: Cast, draft: Draft) -> Any:
    """Preview and release."""
    with gate.visiting():
        seen = prepare(cast.ada.actor, draft).digest
    with gate.visiting():
        return release(cast.ada.actor, draft, seen=seen)


def box(phone: Any) -> bytes:
    """The phone's mailbox."""
    return bytes(phone.grant.mailbox)


def states(cast: Cast) -> list[str]:
    """The states of all letters that belong to a message."""
    with gate.visiting():
        rows = gate.many(
            cast.ada.actor, MessageAct.READ, Delivery,
            message__isnull=False, order_by=("sealed_at",),
        )  # fmt: skip
        return [row.state for row in rows]


def test_the_patient_sees_what_the_preview_showed(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    found = filed(cast, dora, "6.1", "6.6", "7.4")
    paper = attest(cast, dora, b"%PDF-1.7 Attest")
    draft = Draft(dora, "", "Bitte rufen Sie an.", (found[0].pk,), (paper.pk,))
    with gate.visiting():
        shown = prepare(cast.ada.actor, draft)
    with gate.visiting():
        release(cast.ada.actor, draft, seen=shown.digest)
    letter_frame, file_frame = sent_to(box(phone))
    letter = phone.opens(letter_frame)
    body: Any = letter.read()
    assert body == shown.body
    value = body.findings[0].values[0]
    assert (value.number, value.unit) == ("7.4", "%")
    assert [point.number for point in value.history] == ["6.1", "6.6"]
    assert phone.opens_file(letter, 0, file_frame) == b"%PDF-1.7 Attest"
    assert body.author == "Dr. med. Ada Beispiel"


def test_only_a_doctor_releases(cast: Cast, dora: PatientId) -> None:
    paired_phone(cast, dora)
    draft = Draft(dora, "", "Alles gut.")
    with gate.visiting():
        seen = prepare(cast.ben.actor, draft).digest
    with gate.visiting(), pytest.raises(Refused):
        release(cast.ben.actor, draft, seen=seen)
    assert states(cast) == []
    with gate.visiting(), pytest.raises((NotThere, NoDevice)):
        release(cast.cem.actor, draft, seen=prepare(cast.cem.actor, draft).digest)


def test_another_text_than_previewed_is_not_sealed(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with gate.visiting():
        seen = prepare(cast.ada.actor, Draft(dora, "", "Alles gut.")).digest
    with gate.visiting(), pytest.raises(OtherThanSeen):
        release(cast.ada.actor, Draft(dora, "", "Alles schlecht."), seen=seen)
    assert sent_to(box(phone)) == []


def test_c04_a_finding_of_somebody_else_is_not_released(cast: Cast, dora: PatientId) -> None:
    paired_phone(cast, dora)
    emil = patient(cast, "Demo", "Emil", "01.01.1960")
    found = filed(cast, emil, "5.0")
    with gate.visiting(), pytest.raises(NotThere):
        prepare(cast.ada.actor, Draft(dora, "", "", (found[0].pk,)))
    paper = attest(cast, emil, b"%PDF-1.7 other")
    with gate.visiting(), pytest.raises(NotThere):
        prepare(cast.ada.actor, Draft(dora, "", "", (), (paper.pk,)))


def test_nothing_to_send_and_nobody_to_send_to(cast: Cast, dora: PatientId) -> None:
    with gate.visiting(), pytest.raises(NothingToSend):
        prepare(cast.ada.actor, Draft(dora))
    draft = Draft(dora, "", "Alles gut.")
    with gate.visiting():
        seen = prepare(cast.ada.actor, draft).digest
    with gate.visiting(), pytest.raises(NoDevice):
        release(cast.ada.actor, draft, seen=seen)


def test_a_crash_after_the_first_write_leaves_nothing(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = paired_phone(cast, dora)
    draft = Draft(dora, "", "Alles gut.")
    with gate.visiting():
        seen = prepare(cast.ada.actor, draft).digest
    monkeypatch.setattr("praxis.messages.sealing.put", _crash)
    with gate.visiting(), pytest.raises(RuntimeError):
        release(cast.ada.actor, draft, seen=seen)
    monkeypatch.undo()
    assert sent_to(box(phone)) == []
    assert states(cast) == []
    with gate.visiting():
        assert [one.code for one in entries(cast.ada.actor, [dora])] == []
    released(cast, draft)
    assert phone.opens(sent_to(box(phone))[0]).statement.sequence == 1


def _crash(*_: object, **__: object) -> None:
    raise RuntimeError("power cut")


def test_every_active_device_gets_its_own_letter(cast: Cast, dora: PatientId) -> None:
    one, other = paired_phone(cast, dora), paired_phone(cast, dora)
    released(cast, Draft(dora, "", "Alles gut."))
    for phone in (one, other):
        assert len(sent_to(box(phone))) == 1
        phone.opens(sent_to(box(phone))[0])


def test_the_state_follows_relay_and_receipts(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    released(cast, Draft(dora, "", "Alles gut."))
    assert states(cast) == [Way.SEALED]
    letter = phone.opens(sent_to(box(phone))[0])
    Outbox.objects.filter(mailbox=box(phone)).update(state=OutboxState.DELIVERED)
    sorting.note_deliveries()
    assert states(cast) == [Way.HANDED_OVER]
    writes(phone, Receipt(ReceiptState.FETCHED, (letter.hash,), 1))
    assert states(cast) == [Way.FETCHED]
    writes(phone, Receipt(ReceiptState.READ, (letter.hash,), 2))
    assert states(cast) == [Way.READ]
    sorting.note_deliveries()
    writes(phone, Receipt(ReceiptState.FETCHED, (letter.hash,), 3))
    assert states(cast) == [Way.READ]


def test_an_expired_letter_is_handed_to_the_practice_once(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    released(cast, Draft(dora, "", "Alles gut."))
    row = Outbox.objects.get(mailbox=box(phone), what="put")
    Outbox.objects.filter(n=row.n).update(state=OutboxState.DELIVERED)
    sorting.note_deliveries()
    ExpiredNotice.objects.create(number=1, mailbox=box(phone), envelope=bytes(row.envelope or b""))
    looked_after: list[UUID] = []

    def then(_actor: SystemActor, delivery: Delivery) -> None:
        looked_after.append(delivery.pk)

    assert (sorting.note_expired(then), sorting.note_expired(then)) == (1, 0)
    assert looked_after == [row.delivery]
    assert states(cast) == [Way.EXPIRED]


def test_a_question_lands_in_the_chart_and_in_the_inbox(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with gate.visiting():
        assert count_waiting(cast.ben.actor) == 0
    writes(phone, wire.Message("Frage", "Darf ich Sport treiben?", None, ()))
    with gate.visiting():
        line = entries(cast.ben.actor, [dora])[0]
        assert (line.code, line.text) == ("MSG", "Frage\nDarf ich Sport treiben?")
        assert count_waiting(cast.ben.actor) == 1
        assert count_waiting(cast.cem.actor) == 0
    with gate.visiting(), pytest.raises(Refused):
        count_waiting(cast.ria.actor)


def test_an_answer_names_the_letter_it_answers(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    writes(phone, wire.Message("Frage", "Darf ich Sport treiben?", None, ()))
    with gate.visiting():
        asked = messages_of(cast.ben.actor, [dora])[0].message
        answer(cast.ben.actor, dora, "Ja, gern.", to=asked.pk)
    body: Any = phone.opens(sent_to(box(phone))[-1]).read()
    assert (body.text, body.answers) == ("Ja, gern.", phone.previous)
    with gate.visiting():
        assert count_waiting(cast.ben.actor) == 0


def test_a_doctor_encloses_a_document_in_an_answer_and_others_may_not(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    other = patient(cast, "Demo", "Emil", "01.01.1960")
    with gate.visiting():
        ours, foreign = (_filed(cast, who, _photo()) for who in (dora, other))
    form = {"answer": "Anbei das Bild.", f"document-{ours}": "on"}
    ada, ben = page.as_(cast.ada), page.as_(cast.ben)
    ada.get("messages:conversation", dora).is_ok().shows("Dokumente anhängen")
    ben.get("messages:conversation", dora).is_ok().hides("Dokumente anhängen")
    ben.post("messages:conversation", dora, data=form).is_refused()
    page.as_(cast.cem).post("messages:conversation", dora, data=form).is_not_found()
    wrong = {"answer": "Anbei.", f"document-{foreign}": "on"}
    ada.post("messages:conversation", dora, data=wrong).is_not_found()
    assert len(sent_to(box(phone))) == 0
    ada.post("messages:conversation", dora, data=form).has_status(302)
    letter, enclosed = sent_to(box(phone))
    body: Any = phone.opens(letter).read()
    assert [file.name for file in body.files] == ["Bild der Haut"]
    assert enclosed != letter
    ada.get("messages:conversation", dora).is_ok().shows("Anbei das Bild.", "Bild der Haut")


def test_a_conversation_is_given_to_exactly_one(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    writes(phone, wire.Message("", "Hallo", None, ()))
    with gate.visiting():
        ours = conversation(cast.ben.actor, dora)
        assert ours is not None
        assign(cast.ben.actor, ours.pk, Addressee.read("place:Anmeldung"))
        finish(cast.ben.actor, ours.pk)
    with gate.visiting(), pytest.raises(AlreadyDone):
        finish(cast.ben.actor, ours.pk)
    with gate.visiting(), pytest.raises(NotThere):
        assign(cast.cem.actor, ours.pk, Addressee.read("role:doctor"))
    with pytest.raises(OneAddressee):
        Addressee(role="doctor", place="Labor")


def _photo() -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "Kanarienvogel"
    Image.new("RGB", (64, 48), (200, 20, 20)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def _filed(cast: Cast, who: PatientId, content: bytes) -> UUID:
    file = SimpleUploadedFile("x.jpg", content)
    return add_document(cast.ada.actor, who, NewDocument("Bild der Haut", "image"), file)


def test_a_photo_is_drawn_anew_and_kept_as_a_document(cast: Cast, dora: PatientId) -> None:
    import hashlib

    phone, photo = paired_phone(cast, dora), _photo()
    label = wire.FileLabel(hashlib.sha256(photo).digest(), "haut.jpg", wire.FileType.JPEG)
    writes(phone, wire.Message("Haut", "Sehen Sie selbst", None, (label,)), (photo,))
    with gate.visiting():
        file = gate.many(
            cast.ada.actor, MessageAct.READ, MessageFile, related=("document",), limit=1
        )[0]
        assert file.document is not None
        address = bytes.fromhex(file.document.address)
        with store().open(file.document.key_owner, address) as reader:
            kept = b"".join(reader.chunks())
    assert b"Kanarienvogel" in photo
    assert b"Kanarienvogel" not in kept
    assert Image.open(io.BytesIO(kept)).size == (64, 48)
    assert Inbox.objects.exclude(frame=b"").count() == 0


def test_h19_what_is_not_a_picture_is_refused_visibly(cast: Cast, dora: PatientId) -> None:
    import hashlib

    phone, bad = paired_phone(cast, dora), b"<svg onload=alert(1)>"
    label = wire.FileLabel(hashlib.sha256(bad).digest(), "x.png", wire.FileType.PNG)
    writes(phone, wire.Message("", "Hier", None, (label,)), (bad,))
    with gate.visiting():
        file = gate.many(cast.ada.actor, MessageAct.READ, MessageFile, limit=1)[0]
        assert (file.document_id, file.refused) == (None, "not-a-picture")


def test_h02_the_same_letter_twice_is_one_message(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    frames = phone.writes(wire.Message("", "Hallo", None, ()))
    arrives(box(phone), *frames)
    Inbox.objects.all().delete()
    arrives(box(phone), *frames)
    with gate.visiting():
        assert gate.count(cast.ada.actor, MessageAct.READ, Message) == 1
    assert Inbox.objects.filter(why="duplicate").count() == 1


def test_h02_a_gap_is_held_and_asked_for_and_closes(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    first = phone.writes(wire.Message("", "eins", None, ()))
    second = phone.writes(wire.Message("", "zwei", None, ()))
    third = phone.writes(wire.Message("", "drei", None, ()))
    arrives(box(phone), *first)
    arrives(box(phone), *third)
    assert Inbox.objects.filter(state=InboxState.HELD).count() == 1
    assert phone.opens(sent_to(box(phone))[-1]).statement.kind == "resend-request"
    arrives(box(phone), *second)
    sorting.sort_inbox()
    with gate.visiting():
        texts = [one.message.text for one in messages_of(cast.ada.actor, [dora])]
    assert texts == ["eins", "zwei", "drei"]


def test_h02_what_waits_behind_a_gap_is_shown_after_two_days_and_only_once(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    first = phone.writes(wire.Message("", "eins", None, ()))
    second = phone.writes(wire.Message("", "zwei", None, ()))
    arrives(box(phone), *second)
    sorting.look_again()
    sorting.sort_inbox()
    ada = page.as_(cast.ada)
    ada.get("messages:conversation", dora).is_ok().hides("zwei")
    with clock_set_to(FixedClock(clock.now() + timedelta(hours=49))):
        assert sorting.give_up_waiting() == 0
        sorting.look_again()
        assert len(sorting.sort_inbox()) == 1
        sorting.look_again()
        assert sorting.sort_inbox() == []
    ada.get("messages:conversation", dora).is_ok().shows("zwei", "davor fehlt ein Brief")
    arrives(box(phone), *first)
    ada.get("messages:conversation", dora).is_ok().hides("davor fehlt ein Brief")
    with gate.visiting():
        texts = [one.message.text for one in messages_of(cast.ada.actor, [dora])]
    assert sorted(texts) == ["eins", "zwei"]
    assert not Inbox.objects.filter(state=InboxState.HELD).exists()


def test_h02_two_letters_in_one_place_stop_the_device(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    arrives(box(phone), *phone.writes(wire.Message("", "eins", None, ())))
    forged = phone.writes(wire.Message("", "anders", None, ()), sequence=1, previous=bytes(32))
    arrives(box(phone), *forged)
    with gate.visiting():
        device = gate.many(cast.ada.actor, MessageAct.READ, Device)[0]
        assert device.halted_at is not None
    assert PostState.objects.get().alarm_why == "conflict"


def test_h03_a_letter_of_another_patient_does_not_open(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    other = paired_phone(cast, patient(cast, "Demo", "Emil", "01.01.1960"))
    arrives(box(other), *phone.writes(wire.Message("", "Hallo", None, ())))
    with gate.visiting():
        assert gate.count(cast.ada.actor, MessageAct.READ, Message) == 0
    assert PostState.objects.get().dead_letters == 1


@pytest.mark.parametrize("frame", [b"", b"{}", b"\x00" * 40, b"\x02" + b"x" * 6000, b"\x01"])
def test_h05_rubbish_makes_a_counter_rise_and_nothing_else(
    cast: Cast, dora: PatientId, frame: bytes
) -> None:
    phone = paired_phone(cast, dora)
    Inbox.objects.create(
        number=99, mailbox=box(phone), envelope=b"e" * 16, digest=b"d" * 32, frame=frame,
        arrived_at=clock.now(),
    )  # fmt: skip
    sorting.sort_inbox()
    with clock_set_to(FixedClock(clock.now() + timedelta(days=3))):
        sorting.give_up_waiting()
    assert Inbox.objects.get(number=99).state == InboxState.DEAD
    with gate.visiting():
        assert gate.count(cast.ada.actor, RecordAct.READ, Entry) == 0


def test_a_resend_brings_the_same_statement_under_a_new_envelope(
    cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    released(cast, Draft(dora, "", "Alles gut."))
    writes(phone, ResendRequest(None, 1, None))
    first, second = sent_to(box(phone))
    assert first != second
    assert phone.opens(first).hash == phone.opens(second).hash
    writes(phone, ResendRequest(None, 1, None))
    assert len(sent_to(box(phone))) == 2


def test_a_resend_brings_every_letter_however_many(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_AT_ONCE", 2)
    phone = paired_phone(cast, dora)
    for number in range(5):
        released(cast, Draft(dora, "", f"Brief {number}"))
    writes(phone, ResendRequest(None, 1, None))
    sent = [phone.opens(one).hash for one in sent_to(box(phone))]
    assert sent[5:] == sent[:5]
    assert len(set(sent)) == 5


@pytest.mark.parametrize("kind", ["message", "wish", "receipt", "again", "revoke"])
def test_p04_whatever_a_phone_sends_the_master_data_stay_as_they_are(
    cast: Cast, dora: PatientId, kind: str
) -> None:
    """A new name, address or number in a letter is words for the practice to read."""
    phone = paired_phone(cast, dora)
    said = "Ich heiße jetzt Eva Neu, KVNR A987654321, Ringstraße 1, bitte ändern."
    bodies: dict[str, Any] = {
        "message": wire.Message("Neue Daten", said, None, ()),
        "wish": wire.BookingRequest(None, (), said),
        "receipt": Receipt(ReceiptState.READ, (bytes(32),), 1),
        "again": ResendRequest(None, 1, None),
        "revoke": Revoke(RevokeReason.PATIENT, said),
    }
    before = _master_data()
    writes(phone, bodies[kind])
    assert Inbox.objects.latest("number").state == InboxState.DONE
    assert _master_data() == before


def _master_data() -> list[Any]:
    """Every byte of what says who somebody is and who pays."""
    found = []
    with passage(), connection.cursor() as cursor:
        for table in ("patient", "patient_site", "patient_coverage", "patient_consent"):
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")  # noqa: S608 - own names
            found.append(cursor.fetchall())
    return found
