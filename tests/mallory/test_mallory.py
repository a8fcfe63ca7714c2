"""Mallory behaves like a relay until told otherwise, and then really lies."""

import httpx
import pytest

from mallory import MalloryRelay, tricks
from relay.tests.running import Clock, Person, frame, order
from wire import relay_api as api
from wire.ids import new_id
from wire.orders import pack, parse_listing


@pytest.fixture
def mallory() -> MalloryRelay:
    return MalloryRelay()


def _letters(mallory: MalloryRelay, practice: Person, device: Person, count: int) -> list[bytes]:
    ids = [new_id() for _ in range(count)]
    assert practice.ask("POST", api.MAILBOXES, pack(order(device))).status_code == 201
    for envelope in ids:
        sent = frame(device.mailbox, envelope)
        assert practice.put(device.mailbox, sent, envelope).status_code == 201
    return ids


def _listed(device: Person) -> list[bytes]:
    answer = device.ask("GET", api.queue_path(device.mailbox))
    return [waiting.envelope for waiting in parse_listing(answer.content).waiting]


def test_an_honest_mallory_is_a_relay_and_a_lying_one_is_not(mallory: MalloryRelay) -> None:
    with mallory:
        practice = Person(mallory.authority, Clock())
        device = Person(mallory.authority, Clock(), mailbox=new_id())
        ids = _letters(mallory, practice, device, 3)
        assert _listed(device) == ids
        mallory.play(tricks.reorder)
        assert _listed(device) == ids[::-1]
        mallory.play(tricks.duplicate, tricks.drop_first)
        assert len(_listed(device)) == 5
        mallory.play(tricks.plain_text)
        path = api.envelope_path(device.mailbox, ids[0])
        assert device.ask("GET", path).content.startswith(b"Guten Tag")
        mallory.be_honest()
        device.ask("DELETE", path)
        assert _listed(device) == ids[1:]
        mallory.play(tricks.replay(mallory))
        assert ids[0] in _listed(device)
        assert device.ask("GET", path).status_code == 200


def test_endless_bodies_end_only_with_the_reader(mallory: MalloryRelay) -> None:
    with mallory:
        mallory.play(tricks.endless)
        with httpx.stream("GET", mallory.origin + api.INBOX) as answer:
            got = 0
            for chunk in answer.iter_bytes():
                got += len(chunk)
                if got > 1_000_000:
                    break
        mallory.be_honest()
        assert httpx.get(mallory.origin + api.INBOX).status_code == 200


@pytest.mark.parametrize("name", sorted(tricks.EVERY))
def test_every_trick_changes_nothing_it_was_not_made_for(mallory: MalloryRelay, name: str) -> None:
    with mallory:
        practice = Person(mallory.authority, Clock())
        device = Person(mallory.authority, Clock(), mailbox=new_id())
        (envelope,) = _letters(mallory, practice, device, 1)
        mallory.play(tricks.EVERY[name])
        path = mallory.origin + api.envelope_path(device.mailbox, envelope)
        with httpx.stream("GET", path) as answer:
            next(answer.iter_bytes(), b"")
        mallory.be_honest()
        assert _listed(device) == [envelope]
