"""A sheet of paper and a spoken code let a phone in, once; nothing else does."""

import hashlib
from datetime import date, timedelta
from typing import Final

import pytest

from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.core import clock
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId
from praxis.messages import sealing
from praxis.messages.access import MessageAct
from praxis.messages.actions.devices import active_devices, end_due_devices, revoke_device
from praxis.messages.actions.invites import (
    Holder,
    create_invite,
    expire_invites,
    revoke_invite,
)
from praxis.messages.errors import AlreadyEnded, BadHolder, NoIdentityCheck
from praxis.messages.models import Device, Inbox, Invite, MessageFile, Outbox, PostState
from praxis.messages.queries import devices_of, messages_of, safety_number_of
from praxis.messages.states import InboxState, InviteState
from praxis.messages.tests.phones import (
    CHECKED,
    arrives,
    paired_phone,
    phone_with,
    sent_to,
    sheet_for,
)
from praxis.record.access import RecordAct
from praxis.record.models import Document
from wire.letters import FileLabel, FileType, Message
from wire.notices import HolderRole, PairOutcome, RevokeReason

PICTURE: Final = b"\x89PNG\r\n\x1a\n a picture of a parent"


def _invite(cast: Cast) -> Invite:
    return gate.many(cast.ada.actor, MessageAct.READ, Invite, order_by=("-created_at",))[0]


def _devices(cast: Cast, patient: PatientId) -> list[Device]:
    return active_devices(cast.ada.actor, patient)


def test_a_phone_with_sheet_and_code_is_paired(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with gate.visiting():
        device = devices_of(cast.ada.actor, dora)[0]
        assert safety_number_of(device) == phone.safety
        assert _invite(cast).state == InviteState.USED
        assert _invite(cast).sheet_key == b""
        assert _invite(cast).code_key == b""
    assert phone.grant is not None
    assert phone.grant.patient == "Dora Demo"


def test_the_code_stands_nowhere_on_the_sheet(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    assert sheet.code not in sheet.url
    assert sheet.code not in sheet.paper_secret
    assert sheet.code not in repr(sheet)


def test_without_an_identity_check_there_is_no_invite(cast: Cast, dora: PatientId) -> None:
    with gate.visiting(), pytest.raises(NoIdentityCheck):
        create_invite(cast.ben.actor, dora, holder=Holder(), checked_how=" ")
    assert not Outbox.objects.filter(what="open").exists()


def test_c02_nobody_invites_to_a_record_they_do_not_see(cast: Cast, dora: PatientId) -> None:
    with gate.visiting(), pytest.raises(NotThere):
        create_invite(cast.cem.actor, dora, holder=Holder(), checked_how=CHECKED)
    with gate.visiting(), pytest.raises((Refused, NotThere)):
        create_invite(cast.otto.actor, dora, holder=Holder(), checked_how=CHECKED)


def test_a12_five_wrong_codes_burn_the_invite(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    phone, wrong = phone_with(sheet), [f"{n:08d}" for n in range(6) if f"{n:08d}" != sheet.code]
    left = []
    for code in wrong[:5]:
        arrives(bytes(phone.invite.invite), phone.pair(code))
        left.append(phone.paired(sent_to(bytes(phone.invite.invite))[-1]).left)
    assert left == [4, 3, 2, 1, 0]
    arrives(bytes(phone.invite.invite), phone.pair(sheet.code))
    answer = phone.paired(sent_to(bytes(phone.invite.invite))[-1])
    assert answer.outcome is PairOutcome.EXPIRED
    with gate.visiting():
        assert _invite(cast).state == InviteState.BURNT
        assert _devices(cast, dora) == []


def test_the_same_bytes_again_are_not_another_attempt(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    phone = phone_with(sheet)
    wrong = phone.pair("00000000" if sheet.code != "00000000" else "00000001")
    arrives(bytes(phone.invite.invite), wrong)
    Inbox.objects.all().delete()
    arrives(bytes(phone.invite.invite), wrong)
    with gate.visiting():
        assert _invite(cast).attempts == 1


def test_a_wrong_sheet_is_noise_and_burns_nothing(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    phone = phone_with(sheet)
    before = len(sent_to(bytes(phone.invite.invite)))
    for _ in range(7):
        arrives(bytes(phone.invite.invite), phone.pair(sheet.code, secret=bytes(16)))
    with gate.visiting():
        assert _invite(cast).attempts == 0
    assert len(sent_to(bytes(phone.invite.invite))) == before
    assert PostState.objects.get().noise == 7


def test_a12_h17_a_second_pairing_raises_already_used_on_both_sides(
    cast: Cast, dora: PatientId
) -> None:
    sheet = sheet_for(cast, dora)
    first, thief = phone_with(sheet), phone_with(sheet)
    arrives(bytes(first.invite.invite), first.pair(sheet.code))
    arrives(bytes(first.invite.invite), thief.pair(sheet.code))
    assert thief.paired(sent_to(bytes(first.invite.invite))[-1]).outcome is PairOutcome.USED
    with gate.visiting():
        assert _invite(cast).tried_again_at is not None
        assert len(_devices(cast, dora)) == 1


def test_a12_an_invite_ends_with_its_date(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    phone = phone_with(sheet)
    with clock_set_to(FixedClock(clock.now() + timedelta(days=15))):
        arrives(bytes(phone.invite.invite), phone.pair(sheet.code))
        with gate.visiting():
            assert _invite(cast).state == InviteState.EXPIRED
            assert _devices(cast, dora) == []


def test_what_nobody_used_expires_by_itself(cast: Cast, dora: PatientId) -> None:
    sheet_for(cast, dora)
    with clock_set_to(FixedClock(clock.now() + timedelta(days=15))):
        with gate.as_system("post-inbox") as job:
            assert expire_invites(job) == 1
        with gate.as_system("post-inbox") as job:
            assert expire_invites(job) == 0


def test_h17_the_practice_revokes_in_one_click_and_only_once(cast: Cast, dora: PatientId) -> None:
    sheet = sheet_for(cast, dora)
    with gate.visiting():
        revoke_invite(cast.ben.actor, sheet.invite)
    with gate.visiting(), pytest.raises(AlreadyEnded):
        revoke_invite(cast.ben.actor, sheet.invite)
    with gate.visiting(), pytest.raises(NotThere):
        revoke_invite(cast.cem.actor, sheet.invite)


def test_a_reprint_is_a_new_invite(cast: Cast, dora: PatientId) -> None:
    first, second = sheet_for(cast, dora), sheet_for(cast, dora)
    phone = phone_with(first)
    arrives(bytes(phone.invite.invite), phone.pair(first.code))
    with gate.visiting():
        assert _devices(cast, dora) == []
        assert _invite(cast).pk == second.invite


def test_a_sheet_for_the_other_parent_leaves_the_first_one_open(
    cast: Cast, child: PatientId
) -> None:
    mother = sheet_for(cast, child, Holder(role=HolderRole.PARENT, name="Dora Demo"))
    sheet_for(cast, child, Holder(role=HolderRole.PARENT, name="Emil Demo"))
    phone = phone_with(mother)
    arrives(bytes(phone.invite.invite), phone.pair(mother.code))
    with gate.visiting():
        assert [one.holder_name for one in _devices(cast, child)] == ["Dora Demo"]


def test_c10_o06_a_parents_device_ends_with_the_18th_birthday(cast: Cast, child: PatientId) -> None:
    paired_phone(cast, child, Holder(role=HolderRole.PARENT, name="Dora Demo"))
    with gate.visiting():
        assert _devices(cast, child)[0].until == date(2027, 2, 2)
    with clock_set_to(FixedClock(clock.now().replace(year=2027, month=2, day=3))):
        with gate.visiting():
            assert _devices(cast, child) == []
        with gate.as_system("post-inbox") as job:
            assert end_due_devices(job) == 1


@pytest.mark.parametrize("told", [True, False], ids=["ended by the job", "before the job ran"])
def test_c10_o06_what_a_parents_page_still_sends_after_the_end_is_not_taken(
    cast: Cast, child: PatientId, told: bool
) -> None:
    """The page stays open over midnight: the next thing it does is refused."""
    phone = paired_phone(cast, child, Holder(role=HolderRole.PARENT, name="Dora Demo"))
    assert phone.grant is not None
    with clock_set_to(FixedClock(clock.now().replace(year=2027, month=2, day=3))):
        if told:
            with gate.as_system("post-inbox") as job:
                assert end_due_devices(job) == 1
        arrives(bytes(phone.grant.mailbox), *phone.writes(Message("", "Hallo", None, ())))
        assert Inbox.objects.filter(state=InboxState.DEAD, why="revoked").count() == 1
        with gate.visiting():
            assert messages_of(cast.ben.actor, [child]) == []


@pytest.mark.parametrize("how", ["revoked", "over"])
def test_c10_a_file_that_comes_after_the_end_is_not_taken_either(
    cast: Cast, page: Pages, child: PatientId, how: str
) -> None:
    """Its letter came in time; what the phone still sends for it does not."""
    phone = paired_phone(cast, child, Holder(role=HolderRole.PARENT, name="Dora Demo"))
    assert phone.grant is not None
    label = FileLabel(hashlib.sha256(PICTURE).digest(), "x.png", FileType.PNG)
    letter, file = phone.writes(Message("", "Foto folgt", None, (label,)), (PICTURE,))
    arrives(bytes(phone.grant.mailbox), letter)
    later = clock.now().replace(year=2027, month=2, day=3) if how == "over" else clock.now()
    if how == "revoked":
        with gate.visiting():
            revoke_device(cast.ben.actor, _devices(cast, child)[0].pk)
    with clock_set_to(FixedClock(later)):
        arrives(bytes(phone.grant.mailbox), file)
    with gate.visiting():
        kept = gate.many(cast.ada.actor, MessageAct.READ, MessageFile)
        assert [(one.document_id, one.refused) for one in kept] == [(None, "ended")]
        assert gate.count(cast.ada.actor, RecordAct.READ, Document) == 0
    page.as_(cast.ben).get("messages:conversation", child).shows("das Gerät war schon abgemeldet")


def test_c10_nothing_is_sealed_for_a_device_that_ended_meanwhile(
    cast: Cast, dora: PatientId
) -> None:
    """Somebody is just releasing a finding while a colleague hears that the phone was stolen."""
    paired_phone(cast, dora)
    with gate.visiting():
        (device,) = _devices(cast, dora)
    with gate.visiting():
        revoke_device(cast.ben.actor, device.pk, RevokeReason.STOLEN)
    before = Outbox.objects.count()
    with gate.visiting(), pytest.raises(AlreadyEnded):
        sealing.send(cast.ada.actor, device, Message("", "Befund", None, ()))
    assert Outbox.objects.count() == before


def test_c10_a_betreuer_needs_a_name_and_an_end(cast: Cast, dora: PatientId) -> None:
    nameless = Holder(role=HolderRole.GUARDIAN, name="Frau Amt")
    with gate.visiting(), pytest.raises(BadHolder):
        create_invite(cast.ben.actor, dora, holder=nameless, checked_how=CHECKED)


def test_a_revoked_device_is_told_and_heard_no_more(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    assert phone.grant is not None
    with gate.visiting():
        revoke_device(cast.ben.actor, _devices(cast, dora)[0].pk)
    told = phone.opens(sent_to(bytes(phone.grant.mailbox))[-1])
    assert told.statement.kind == "revoke"
    arrives(bytes(phone.grant.mailbox), *phone.writes(Message("", "Hallo", None, ())))
    assert Inbox.objects.filter(state=InboxState.DEAD, why="revoked").count() == 1
