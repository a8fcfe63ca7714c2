"""A-12: phones that come at the same moment find one invite, and it counts them one by one."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connections

from house.cast import CHEAP, Cast, read_cast
from house.post import TestSigner
from house.practice_keys import practice_open
from house.template import cast_file
from praxis import gate
from praxis.messages import keys
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions.invites import Sheet
from praxis.messages.actions.pairing import receive_pair
from praxis.messages.models import Device, Invite
from praxis.messages.states import InviteState
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import phone_with, sheet_for
from praxis.staff.passwords import hashing_with


@pytest.fixture
def committing(own_database: str) -> Iterator[Cast]:
    """A practice whose writes are seen by other threads; it can sign letters."""
    with practice_open(), hashing_with(CHEAP), keys.signing_with(TestSigner()):
        keys.ensure_identity()
        yield read_cast(cast_file())


def _at_once(sheet: Sheet, frames: list[bytes]) -> list[str]:
    """What each of these letters came to, all of them sorted in the same moment."""
    said: list[str] = []
    ready = threading.Barrier(len(frames))

    def run(frame: bytes) -> None:
        try:
            ready.wait(20)
            with gate.as_system(SORTING) as actor:
                said.append(receive_pair(actor, sheet.invite, frame))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[frame]) for frame in frames]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(said)


def _invite(cast: Cast) -> Invite:
    return gate.many(cast.ada.actor, MessageAct.READ, Invite)[0]


def test_a12_of_two_phones_at_the_same_time_exactly_one_is_paired(committing: Cast) -> None:
    dora = patient(committing, "Demo", "Dora", "12.03.1958")
    sheet = sheet_for(committing, dora)
    phones = [phone_with(sheet) for _ in range(4)]
    assert _at_once(sheet, [one.pair(sheet.code) for one in phones]) == ["ok"] + ["used"] * 3
    with gate.visiting():
        assert len(gate.many(committing.ada.actor, MessageAct.READ, Device)) == 1
        assert _invite(committing).state == InviteState.USED
        assert _invite(committing).tried_again_at is not None


def test_a12_wrong_codes_at_the_same_time_are_counted_one_by_one(committing: Cast) -> None:
    dora = patient(committing, "Demo", "Dora", "12.03.1958")
    sheet = sheet_for(committing, dora)
    wrong = [code for code in (f"{n:08d}" for n in range(9)) if code != sheet.code][:8]
    frames = [phone_with(sheet).pair(code) for code in wrong]
    assert _at_once(sheet, frames) == ["expired"] * 3 + ["wrong-code"] * 5
    with gate.visiting():
        assert _invite(committing).state == InviteState.BURNT
        assert _invite(committing).attempts == 5
        assert gate.many(committing.ada.actor, MessageAct.READ, Device) == []
    right = phone_with(sheet).pair(sheet.code)
    assert _at_once(sheet, [right]) == ["expired"]
