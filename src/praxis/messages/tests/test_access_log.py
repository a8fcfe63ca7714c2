"""The patient is told who opened the record."""

from typing import Any

import pytest

from house.cast import Cast
from praxis import gate
from praxis.core.errors import NotThere
from praxis.core.ids import PatientId
from praxis.messages.actions.access_log import send_access_log
from praxis.messages.errors import NoDevice
from praxis.messages.tests.phones import paired_phone, sent_to
from praxis.record.actions import write_entry


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
