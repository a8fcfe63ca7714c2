"""The patient is told who opened the record."""

from datetime import timedelta
from typing import Any

import pytest

from house.cast import Cast
from house.post import Phone
from praxis import gate
from praxis.core import clock
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions.access_log import send_access_log, tell_regularly
from praxis.messages.actions.devices import active_devices, revoke_device
from praxis.messages.errors import NoDevice
from praxis.messages.models import Device
from praxis.messages.tests.phones import paired_phone, sent_to
from praxis.record.actions import write_entry
from wire.notices import RevokeReason


def test_the_patient_reads_who_opened_what(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with gate.visiting():
        write_entry(cast.ada.actor, dora, "A", "Husten")
    with gate.visiting():
        send_access_log(cast.ben.actor, dora)
    assert phone.grant is not None
    body: Any = phone.opens(sent_to(bytes(phone.grant.mailbox))[-1]).read()
    told = {(row.who, row.what) for row in body.rows}
    assert ("Dr. med. Ada Beispiel", "Karteikarte") in told
    assert body.complete
    assert not any("Husten" in row.what + row.reason for row in body.rows)


def test_nobody_is_told_without_a_device_or_by_a_stranger(cast: Cast, dora: PatientId) -> None:
    with gate.visiting(), pytest.raises(NoDevice):
        send_access_log(cast.ben.actor, dora)
    paired_phone(cast, dora)
    with gate.visiting(), pytest.raises((NotThere, NoDevice)):
        send_access_log(cast.cem.actor, dora)


def _lists(phone: Phone) -> int:
    assert phone.grant is not None
    box = bytes(phone.grant.mailbox)
    return sum(phone.opens(one).statement.kind == "access-log" for one in sent_to(box))


def _at(days: float) -> FixedClock:
    return FixedClock(clock.now() + timedelta(days=days))


def _heard(days: float) -> None:
    with gate.as_system(SORTING) as actor:
        (one,) = gate.many(actor, MessageAct.READ, Device)
    with (
        gate.as_system(SORTING) as actor,
        gate.doing(actor, MessageAct.RECEIVE, Device, one.pk) as work,
    ):
        work.subject.last_heard_at = clock.now() + timedelta(days=days)
        work.save(work.subject, "last_heard_at")


def test_the_phone_is_told_a_day_after_pairing_and_then_every_week(
    cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    assert tell_regularly() == 0
    with clock_set_to(_at(1.1)):
        assert (tell_regularly(), tell_regularly()) == (1, 0)
    _heard(2)
    with clock_set_to(_at(7.9)):
        assert tell_regularly() == 0
    with clock_set_to(_at(8.2)):
        assert (tell_regularly(), tell_regularly()) == (1, 0)
    assert _lists(phone) == 2


def test_a_phone_that_read_nothing_gets_no_second_list(cast: Cast, dora: PatientId) -> None:
    paired_phone(cast, dora)
    _heard(0)
    with clock_set_to(_at(1.1)):
        assert tell_regularly() == 1
    with clock_set_to(_at(30)):
        assert tell_regularly() == 0


def test_a_revoked_phone_is_told_nothing(cast: Cast, dora: PatientId) -> None:
    paired_phone(cast, dora)
    with gate.visiting():
        (one,) = active_devices(cast.ada.actor, dora)
    with gate.visiting():
        revoke_device(cast.ada.actor, one.pk, RevokeReason.STOLEN)
    with clock_set_to(_at(3)):
        assert tell_regularly() == 0
