"""Envelopes over real HTTP: who may put, list, fetch and acknowledge, and what is refused."""

import threading

import pytest

from relay.tests.running import Person, RunningRelay, frame
from wire import relay_api as api
from wire.ids import new_id
from wire.orders import Use


def test_a_letter_reaches_the_device_and_goes_with_its_acknowledgement(
    practice: Person, device: Person
) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope)
    assert practice.put(device.mailbox, sent, envelope).status_code == 201
    (waiting,) = device.queue(api.queue_path(device.mailbox)).waiting
    assert (waiting.envelope, waiting.length, waiting.number) == (envelope, len(sent), 1)
    path = api.envelope_path(device.mailbox, envelope)
    assert device.ask("GET", path).content == sent
    assert device.ask("DELETE", path).status_code == 204
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()
    assert device.ask("GET", path).status_code == 404


def test_a_letter_reaches_the_practice(practice: Person, device: Person) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope, up=True)
    assert device.put(device.mailbox, sent, envelope).status_code == 201
    (waiting,) = practice.queue(api.INBOX).waiting
    assert (waiting.envelope, waiting.mailbox) == (envelope, device.mailbox)
    assert practice.ask("GET", api.inbox_path(envelope)).content == sent
    assert practice.ask("DELETE", api.inbox_path(envelope)).status_code == 204
    assert practice.queue(api.INBOX).waiting == ()


def test_h10_acknowledging_twice_is_the_same_as_once(practice: Person, device: Person) -> None:
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    path = api.envelope_path(device.mailbox, envelope)
    assert [device.ask("DELETE", path).status_code for _ in range(2)] == [204, 204]


def test_a_repeated_put_is_done_already(practice: Person, device: Person) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope)
    assert [practice.put(device.mailbox, sent, envelope).status_code for _ in "ab"] == [201, 201]
    assert len(device.queue(api.queue_path(device.mailbox)).waiting) == 1


def test_other_bytes_under_the_same_id_are_refused(practice: Person, device: Person) -> None:
    envelope = new_id()
    first = frame(device.mailbox, envelope)
    practice.put(device.mailbox, first, envelope)
    again = practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    assert again.status_code == 409
    path = api.envelope_path(device.mailbox, envelope)
    assert device.ask("GET", path).content == first


@pytest.mark.parametrize("bucket", [8, 10])
def test_a_large_attachment_arrives_in_parts(practice: Person, device: Person, bucket: int) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope, bucket=bucket)
    assert practice.put(device.mailbox, sent, envelope).status_code == 201
    assert practice.put(device.mailbox, sent, envelope).status_code == 201
    path = api.envelope_path(device.mailbox, envelope)
    assert device.ask("GET", path).content == sent
    assert device.ask("DELETE", path).status_code == 204


def test_a_large_attachment_with_another_digest_leaves_nothing(
    practice: Person, device: Person
) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope, bucket=8)
    path = api.envelope_path(device.mailbox, envelope)
    signed = {"Praxistresor-Request": practice.header("PUT", path, sent[:-1] + b"!")}
    import httpx

    answer = httpx.put(f"http://{practice.authority}{path}", content=sent, headers=signed)
    assert (answer.status_code, answer.text) == (400, "digest\n")
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()
    assert practice.put(device.mailbox, sent, envelope).status_code == 201


def test_only_lengths_of_the_list_are_stored(practice: Person, device: Person) -> None:
    envelope = new_id()
    cut = frame(device.mailbox, envelope, cut=1)
    answer = practice.put(device.mailbox, cut, envelope)
    assert (answer.status_code, answer.text) == (400, "length\n")


def test_h03_a_header_that_names_another_mailbox_or_direction_is_refused(
    practice: Person, device: Person
) -> None:
    envelope = new_id()
    for sent in (
        frame(new_id(), envelope),
        frame(device.mailbox, new_id()),
        frame(device.mailbox, envelope, up=True),
    ):
        assert practice.put(device.mailbox, sent, envelope).status_code == 400


def test_h05_plain_text_is_never_stored(practice: Person, device: Person) -> None:
    envelope = new_id()
    for body in (b"Guten Tag", b"{}", b"\x02" + bytes(5000), b"\x01\xff\xff" + bytes(5000), b""):
        assert practice.put(device.mailbox, body, envelope).status_code == 400
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()


def test_listing_is_paged_and_refuses_every_other_question(
    practice: Person, device: Person
) -> None:
    ids = [new_id() for _ in range(3)]
    for envelope in ids:
        practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    queue = api.queue_path(device.mailbox)
    assert [w.envelope for w in device.queue(f"{queue}?after=1&limit=1").waiting] == ids[1:2]
    for bad in ("after=-1", "limit=101", "limit=0", "filter=x", "after=1&after=2", "after=0x1"):
        assert device.ask("GET", f"{queue}?{bad}").status_code == 400


def test_h06_a_full_mailbox_answers_507_and_acknowledging_makes_room(practice: Person) -> None:
    device = practice.open_mailbox(max_envelopes=2)
    ids = [new_id() for _ in range(3)]
    frames = {envelope: frame(device.mailbox, envelope) for envelope in ids}
    said = [practice.put(device.mailbox, frames[e], e).status_code for e in ids]
    assert said == [201, 201, 507]
    assert practice.put(device.mailbox, frames[ids[0]], ids[0]).status_code == 201
    device.ask("DELETE", api.envelope_path(device.mailbox, ids[0]))
    assert practice.put(device.mailbox, frames[ids[2]], ids[2]).status_code == 201


def test_h06_a_device_that_floods_fills_only_its_own_room(practice: Person) -> None:
    loud, calm = practice.open_mailbox(max_envelopes=1), practice.open_mailbox()
    for device, expected in ((loud, 201), (loud, 507), (calm, 201)):
        envelope = new_id()
        sent = frame(device.mailbox, envelope, up=True)
        assert device.put(device.mailbox, sent, envelope).status_code == expected


def test_a_practice_has_a_quota_of_its_own(relay: RunningRelay) -> None:
    practice = relay.practice(quota=8000)
    device = practice.open_mailbox()
    for expected in (201, 507):
        envelope = new_id()
        sent = frame(device.mailbox, envelope)
        assert practice.put(device.mailbox, sent, envelope).status_code == expected


def test_a_pairing_mailbox_takes_twenty_small_envelopes_in_its_life(practice: Person) -> None:
    device = practice.open_mailbox(use=Use.PAIRING, max_envelopes=2)
    for expected in (201, 201, 507):
        envelope = new_id()
        sent = frame(device.mailbox, envelope, up=True)
        assert device.put(device.mailbox, sent, envelope).status_code == expected
        practice.ask("DELETE", api.inbox_path(envelope))
    envelope = new_id()
    large = frame(device.mailbox, envelope, bucket=3)
    assert practice.put(device.mailbox, large, envelope).status_code == 413


def test_numbers_rise_without_gap_under_concurrent_writers(practice: Person) -> None:
    devices = [practice.open_mailbox() for _ in range(4)]

    def write(device: Person) -> None:
        for _ in range(5):
            envelope = new_id()
            sent = frame(device.mailbox, envelope, up=True)
            assert device.put(device.mailbox, sent, envelope).status_code == 201

    threads = [threading.Thread(target=write, args=(device,)) for device in devices]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [w.number for w in practice.queue(api.INBOX).waiting] == list(range(1, 21))
