"""The practice changes its keys: every phone is told once, and nothing written before is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from house.cast import Cast
from house.post import Phone
from house.renewing import TestKeeper
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core import clock
from praxis.core.health import Level
from praxis.core.ids import PatientId
from praxis.messages import keys, sealing
from praxis.messages.actions import changing, sorting
from praxis.messages.actions.devices import active_devices, revoke_device
from praxis.messages.actions.release import Draft, prepare, release
from praxis.messages.health import practice_keys
from praxis.messages.models import ExpiredNotice, Inbox, Outbox, PostIdentity, PostState
from praxis.messages.queries import devices_of, former_numbers, messages_of, safety_number_of
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import (
    arrives,
    paired_phone,
    phone_with,
    sent_to,
    sheet_for,
    writes,
)
from praxis.vault import renewal
from praxis.vault.errors import UnknownKey
from praxis.vault.keys import Domain
from praxis.vault.models import KeyRenewal
from seal.age.hybrid import HybridRecipient
from seal.envelope import open_letter, seal_letter
from seal.keys import SecretKey
from seal.signing import SigningKey
from wire import letters as wire
from wire.errors import BadSignature
from wire.ids import EnvelopeId, key_id, new_id
from wire.kinds import Kind
from wire.notices import KeyChange, Receipt, ReceiptState, ResendRequest
from wire.signatures import Purpose, signing_base

AT_ONCE = timedelta(0)


@pytest.fixture
def keeper(cast: Cast, tmp_path: Path) -> Iterator[TestKeeper]:
    """The practice with a real chest, whose *sign* can be replaced."""
    made = TestKeeper(tmp_path)
    with keys.signing_with(made):
        keys.ensure_identity()
        yield made


@pytest.fixture
def dora(keeper: TestKeeper, cast: Cast) -> PatientId:
    return patient(cast, "Demo", "Dora", "12.03.1958")


def change(keeper: TestKeeper) -> KeyRenewal:
    """Renew *sign* until it is done, as the duty would."""
    job = renewal.begin("sign", None)
    for _ in range(5):
        renewal.run_pass(renewal.WORKER, keeper, settled=AT_ONCE)
    job.refresh_from_db()
    assert job.finished_at is not None
    return job


def mailbox(phone: Phone) -> bytes:
    assert phone.grant is not None
    return bytes(phone.grant.mailbox)


def release_to(cast: Cast, dora: PatientId, words: str) -> None:
    draft = Draft(dora, "", words)
    with gate.visiting():
        seen = prepare(cast.ada.actor, draft).digest
    with gate.visiting():
        release(cast.ada.actor, draft, seen=seen)


def told(phone: Phone) -> list[KeyChange]:
    """The changes that wait for this phone; it takes them."""
    found = [phone.opens(frame).read() for frame in sent_to(mailbox(phone))]
    return [body for body in found if isinstance(body, KeyChange)]


def words_of(cast: Cast, dora: PatientId) -> list[str]:
    with gate.visiting():
        return [one.message.text for one in messages_of(cast.ben.actor, [dora])]


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """Time went on, and the relay was reached at that time."""
    with clock.clock_set_to(clock.FixedClock(datetime.now(clock.BERLIN) + by)):
        PostState.objects.filter(one=1).update(reached_at=clock.now())
        yield


def test_every_phone_is_told_once_and_both_sides_show_the_same_new_number(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phones = [paired_phone(cast, dora), paired_phone(cast, dora)]
    before = [phone.safety for phone in phones]
    assert change(keeper).done == 2
    release_to(cast, dora, "Alles gut.")
    for phone in phones:
        assert len(told(phone)) == 1
        assert [one.statement.kind for one in phone.letters] == [Kind.KEY_CHANGE, Kind.DOCUMENT]
    with gate.visiting():
        shown = {safety_number_of(one) for one in devices_of(cast.ben.actor, dora)}
    assert shown == {phone.safety for phone in phones}
    assert not shown & set(before)
    assert changing.tell_of_changes() == 0


def test_a_second_change_follows_the_first(keeper: TestKeeper, cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    change(keeper)
    assert len(told(phone)) == 2
    assert phone.bundle == bytes(keys.identity_now().bundle)
    assert sorted(keeper.service._opened().domains[Domain.SIGN]) == [1, 2, 3]


def test_a_release_before_the_duty_comes_tells_the_phone_first(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    keys.change_identity(int(str(keeper.ask("new-domain-version", domain="sign")["number"])))
    release_to(cast, dora, "Alles gut.")
    assert changing.tell_of_changes() == 0
    assert len(told(phone)) == 1


def test_a_phone_that_ended_is_not_told(keeper: TestKeeper, cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with gate.visiting():
        revoke_device(cast.ben.actor, active_devices(cast.ben.actor, dora)[0].pk)
    assert change(keeper).done == 0
    assert told(phone) == []


def test_an_answer_sealed_to_the_old_keys_is_read(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    writes(phone, wire.Message("Frage", "Geschrieben, bevor ich davon wusste.", None, ()))
    told(phone)
    writes(phone, wire.Message("Frage", "Danach.", None, ()))
    assert words_of(cast, dora) == ["Geschrieben, bevor ich davon wusste.", "Danach."]


def test_a_letter_that_waited_on_the_phone_is_read_sealed_to_the_new_keys(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    written = phone.writes(wire.Message("Frage", "Ohne Netz geschrieben.", None, ()))[0]
    old = keys.opened_identity(keys.identity_now())
    letter = open_letter(written, old, phone.statement.public)
    change(keeper)
    told(phone)
    header = phone._header(mailbox(phone), EnvelopeId(new_id()))
    frame = seal_letter(
        header=header,
        signed_statement=letter.signed_statement,
        body=letter.body,
        recipient=HybridRecipient(phone.practice.recipient),
        signer=phone.statement.sign,
        former=[key_id(old.recipient.raw)],
    )
    arrives(mailbox(phone), frame)
    assert words_of(cast, dora) == ["Ohne Netz geschrieben."]


def test_a_sheet_from_before_the_change_still_pairs_and_a_new_one_shows_the_new_keys(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    sheet = sheet_for(cast, dora)
    phone = phone_with(sheet)
    change(keeper)
    arrives(bytes(phone.invite.invite), phone.pair(sheet.code))
    phone.paired(sent_to(bytes(phone.invite.invite))[-1])
    assert len(told(phone)) == 1
    fresh = phone_with(sheet_for(cast, dora))
    assert fresh.bundle == phone.bundle != phone.bundles[0]


def test_letters_from_before_the_change_are_sent_again_by_the_key_that_signed_them(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    release_to(cast, dora, "Vorher.")
    first = phone.opens(sent_to(mailbox(phone))[0])
    old_key = phone.practice.statement_key
    change(keeper)
    told_frames = sent_to(mailbox(phone))[1:]
    phone.opens(told_frames[0])
    with later(timedelta(days=400)):
        writes(phone, ResendRequest(None, 1, None))
    again = sent_to(mailbox(phone))[2:]
    new_key = phone.practice.statement_key
    opened = [open_letter(frame, phone.identity, old_key, later=[new_key]) for frame in again[:2]]
    assert opened[0].hash == first.hash
    with pytest.raises(BadSignature):
        open_letter(again[0], phone.identity, old_key)


def test_x07_after_the_change_nothing_new_is_believed_under_the_old_key(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    told(phone)
    release_to(cast, dora, "Neu.")
    newest = sent_to(mailbox(phone))[-1]
    stolen = phone.bundles[0]
    with pytest.raises(BadSignature):
        open_letter(newest, phone.identity, keys.bundle_of(keys.identity_of(None)).statement_key)
    assert bytes(keys.identity_of(None).bundle) == stolen
    assert phone.opens(newest).statement.sender == key_id(phone.practice.statement_key)


def test_x07_a_phone_refuses_a_change_that_a_thief_of_one_key_signed(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    honest = phone.opens(sent_to(mailbox(phone))[0]).read()
    assert isinstance(honest, KeyChange)
    thief = SigningKey(SecretKey.new(), *Purpose)
    base = signing_base(Purpose.KEY_CHANGE, b"\xa0")
    for forged in (
        KeyChange(honest.bundle, thief.sign(base), honest.new_signature),
        KeyChange(honest.bundle, honest.old_signature, honest.old_signature),
        honest,
    ):
        with pytest.raises(BadSignature):
            phone.takes(forged)


def test_k13_cut_between_two_phones_the_change_goes_on_and_tells_nobody_twice(
    keeper: TestKeeper, cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [paired_phone(cast, dora) for _ in range(3)]
    real, calls = sealing.tell_of_changes, []

    def cut(actor: Any, device: Any) -> bool:
        calls.append(device.pk)
        found = real(actor, device)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return found

    renewal.begin("sign", None)
    monkeypatch.setattr(sealing, "tell_of_changes", cut)
    with pytest.raises(KeyboardInterrupt):
        renewal.run_pass(renewal.WORKER, keeper, settled=AT_ONCE)
    monkeypatch.setattr(sealing, "tell_of_changes", real)
    assert [len(sent_to(mailbox(phone))) for phone in phones].count(1) == 1
    for _ in range(4):
        renewal.run_pass(renewal.WORKER, keeper, settled=AT_ONCE)
    assert [len(told(phone)) for phone in phones] == [1, 1, 1]
    assert PostIdentity.objects.count() == 2
    assert Outbox.objects.filter(what="change").count() == 1
    assert KeyRenewal.objects.get().finished_at is not None


def test_k13_cut_before_the_new_bundle_stands_nothing_happened(
    keeper: TestKeeper, cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = paired_phone(cast, dora)
    renewal.begin("sign", None)

    def cut(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keys, "_tell_relay", cut)
    with pytest.raises(KeyboardInterrupt):
        renewal.run_pass(renewal.WORKER, keeper, settled=AT_ONCE)
    monkeypatch.undo()
    assert PostIdentity.objects.count() == 1
    release_to(cast, dora, "Noch unter dem alten.")
    assert told(phone) == []
    for _ in range(4):
        renewal.run_pass(renewal.WORKER, keeper, settled=AT_ONCE)
    assert PostIdentity.objects.count() == 2
    assert keys.identity_now().sign_version == 2


def test_a_change_nobody_fetched_in_time_waits_at_the_relay_once_more(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    row = Outbox.objects.get(mailbox=mailbox(phone), what="put")
    for number in (1, 2):
        envelope = Outbox.objects.filter(mailbox=mailbox(phone)).latest("n").envelope
        ExpiredNotice.objects.create(number=number, mailbox=mailbox(phone), envelope=envelope)
        assert sorting.note_expired(lambda *_: pytest.fail("nobody has to call")) == 0
    puts = Outbox.objects.filter(mailbox=mailbox(phone), what="put").order_by("n")
    # A relay that says of the same envelopes again that they expired changes nothing.
    for number, sent in enumerate(puts[:2], 3):
        ExpiredNotice.objects.create(number=number, mailbox=mailbox(phone), envelope=sent.envelope)
    assert sorting.note_expired(lambda *_: pytest.fail("nobody has to call")) == 0
    frames = sent_to(mailbox(phone))
    assert len(frames) == 3
    assert frames[0] == bytes(row.content)
    # The phone was away the whole time: it knows only the old key and takes the last one.
    assert isinstance(phone.opens(frames[-1]).read(), KeyChange)


def test_old_age_keys_are_destroyed_after_60_days_and_not_before_every_phone_was_told(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    keys.change_identity(int(str(keeper.ask("new-domain-version", domain="sign")["number"])))
    with later(timedelta(days=61)):
        assert changing.end_old_keys(keeper) == 0
    changing.tell_of_changes()
    with later(timedelta(days=59)):
        assert changing.end_old_keys(keeper) == 0
    writes(phone, wire.Message("Frage", "Rechtzeitig.", None, ()))
    with later(timedelta(days=61)):
        assert changing.end_old_keys(keeper) == 1
        assert changing.end_old_keys(keeper) == 0
        (told,) = AuditEvent.objects.filter(act="key:destroy")
        old = PostIdentity.objects.get(replaced_at__isnull=False)
        assert (told.job, told.reason, told.subjects) == ("replaced-keys", "keys-age", [old.id])
        arrives(mailbox(phone), phone.writes(wire.Message("Frage", "Zu spät.", None, ()))[0])
    assert words_of(cast, dora) == ["Rechtzeitig."]
    assert Inbox.objects.latest("id").why == "sealed"
    assert sorted(keeper.service._opened().domains[Domain.SIGN]) == [1, 2]


def test_x07_old_signing_keys_are_destroyed_a_year_after_their_change(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    paired_phone(cast, dora)
    change(keeper)
    base = signing_base(Purpose.STATEMENT, b"\xa0")
    assert keeper.sign(Purpose.STATEMENT, base, 1)
    with later(timedelta(days=367)):
        changing.end_old_keys(keeper)
        changing.end_old_keys(keeper)
    said = [event.reason for event, _made in keeper.service.diary._waiting]
    assert said.count("keys-sign") == 1, "destroyed once, and so said once"
    assert sorted(keeper.service._opened().domains[Domain.SIGN]) == [2]
    with pytest.raises(UnknownKey):
        keeper.sign(Purpose.STATEMENT, base, 1)
    assert keeper.sign(Purpose.STATEMENT, base, 2)


def test_the_health_page_reminds_after_a_year(keeper: TestKeeper) -> None:
    assert [line.level for line in practice_keys()] == [Level.GOOD]
    with later(timedelta(days=366)):
        assert [line.level for line in practice_keys()] == [Level.WARN]
    change(keeper)
    assert [line.level for line in practice_keys()] == [Level.GOOD]
    with later(timedelta(hours=2)):
        (line,) = practice_keys()
    assert line.level is Level.BAD
    assert "Relay" in line.meaning


def test_a_phone_says_it_took_the_change_by_its_receipt(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    old = phone.safety
    change(keeper)
    with gate.visiting():
        (device,) = devices_of(cast.ben.actor, dora)
        assert former_numbers(cast.ben.actor, [device]) == {device.pk: old}
    told(phone)
    writes(phone, Receipt(ReceiptState.FETCHED, (phone.letters[0].hash,), 1))
    with gate.visiting():
        assert former_numbers(cast.ben.actor, [device]) == {}


def test_a_clock_a_year_ahead_destroys_no_key_the_relay_has_not_confirmed_the_time_of(
    keeper: TestKeeper, cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    change(keeper)
    PostState.objects.filter(one=1).update(reached_at=clock.now())
    ahead = clock.FixedClock(datetime.now(clock.BERLIN) + timedelta(days=400))
    with clock.clock_set_to(ahead):
        assert changing.end_old_keys(keeper) == 0
    writes(phone, wire.Message("Frage", "Noch lesbar.", None, ()))
    assert words_of(cast, dora) == ["Noch lesbar."]
    assert sorted(keeper.service._opened().domains[Domain.SIGN]) == [1, 2]
