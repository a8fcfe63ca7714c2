"""Waiting: the stream says a number and nothing else, resumes, and ends with the membership."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from relay import practices
from relay.tests.running import Clock, Person, RunningRelay, frame
from wire import relay_api as api
from wire.ids import new_id
from wire.requests import HEADER


@contextmanager
def _stream(person: Person, **headers: str) -> Iterator[Iterator[str]]:
    signed = {HEADER: person.header("GET", api.EVENTS), **headers}
    with httpx.Client(timeout=15) as client:
        url = f"http://{person.authority}{api.EVENTS}"
        with client.stream("GET", url, headers=signed) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield answer.iter_lines()


def _next_event(lines: Iterator[str]) -> str:
    return next(line for line in lines if line.startswith("data:"))


def _send(device: Person) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope, up=True)
    assert device.put(device.mailbox, sent, envelope).status_code == 201


def test_the_stream_says_only_the_highest_number_and_resumes(
    practice: Person, device: Person
) -> None:
    with _stream(practice) as lines:
        _send(device)
        assert _next_event(lines) == "data: 1"
        _send(device)
        assert _next_event(lines) == "data: 2"
    _send(device)
    with _stream(practice, **{"Last-Event-ID": "2"}) as lines:
        assert _next_event(lines) == "data: 3"


def test_b07_c11_a_removed_practice_loses_its_stream_at_once(relay: RunningRelay) -> None:
    practice = relay.practice()
    with _stream(practice) as lines:
        next(lines)
        time.sleep(0.3)
        assert practices.remove(relay.owner_dsn, practice.public)
        begin = time.monotonic()
        assert not [line for line in lines if line.startswith("data:")]
        assert time.monotonic() - begin < 5
    assert practice.ask("GET", api.INBOX).status_code == 404


def test_b07_c11_no_stream_opens_without_a_session_of_its_own(
    relay: RunningRelay, practice: Person, device: Person
) -> None:
    stranger, other = Person(relay.authority, relay.clock), relay.practice()
    their_wait = api.mailbox_wait_path(device.mailbox)
    tries = {
        "no signature": (api.EVENTS, {}),
        "a stranger": (api.EVENTS, {HEADER: stranger.header("GET", api.EVENTS)}),
        "a device": (api.EVENTS, {HEADER: device.header("GET", api.EVENTS)}),
        "another address": (api.EVENTS, {HEADER: practice.header("GET", api.INBOX)}),
        "yesterday": (api.EVENTS, {HEADER: practice.header("GET", api.EVENTS, skew=-86_400)}),
        "another practice": (their_wait, {HEADER: other.header("GET", their_wait)}),
        "upgraded": (api.EVENTS, {"Connection": "Upgrade", "Upgrade": "websocket"}),
    }
    with relay.client() as client:
        for what, (path, headers) in tries.items():
            answer = client.get(path, headers=headers)
            assert (answer.status_code, answer.content) == (404, b"not-found\n"), what


def test_b07_a_stream_opened_once_cannot_be_opened_again_with_the_same_signature(
    practice: Person,
) -> None:
    signed = {HEADER: practice.header("GET", api.EVENTS)}
    with httpx.Client(base_url=f"http://{practice.authority}", timeout=15) as client:
        with client.stream("GET", api.EVENTS, headers=signed) as answer:
            assert answer.status_code == 200
        assert client.get(api.EVENTS, headers=signed).status_code == 404


def test_b07_a_stream_ends_by_itself_and_asks_for_a_new_signature(
    relay_dsns: tuple[str, str],
) -> None:
    short = RunningRelay(*relay_dsns, Clock(), stream_seconds=1.0, sweep_seconds=3600)
    short.start()
    try:
        begin = time.monotonic()
        with _stream(short.practice()) as lines:
            assert not [line for line in lines if line.startswith("data:")]
        assert time.monotonic() - begin < 10
    finally:
        short.stop()


def test_long_poll_answers_practice_and_device(practice: Person, device: Person) -> None:
    timer = threading.Timer(0.3, _send, args=(device,))
    timer.start()
    answer = practice.ask("GET", f"{api.WAIT}?after=0")
    assert answer.text == "id: 1\ndata: 1\n\n"
    envelope = new_id()
    practice.put(device.mailbox, frame(device.mailbox, envelope), envelope)
    assert device.ask("GET", api.mailbox_wait_path(device.mailbox)).text == "id: 1\ndata: 1\n\n"
    timer.join()


def test_b07_c11_a_revoked_device_stops_waiting(practice: Person, device: Person) -> None:
    path = api.mailbox_path(device.mailbox)
    timer = threading.Timer(0.3, practice.ask, args=("DELETE", path))
    timer.start()
    assert device.ask("GET", api.mailbox_wait_path(device.mailbox)).status_code == 404
    timer.join()


def test_a_strange_last_event_id_is_refused(practice: Person) -> None:
    for text in ("-1", "1e9", "a", "9" * 40):
        answer = practice.ask("GET", api.EVENTS, None, **{"Last-Event-ID": text})
        assert answer.status_code == 400
