"""Slow, large and many: the relay hangs up and goes on serving the others."""

import secrets
import socket
import time

import pytest

from relay import serving
from relay.limiter import Limiter
from relay.tests.running import Clock, Person, RunningRelay, frame
from wire import relay_api as api
from wire.ids import new_id


def _raw(relay: RunningRelay, data: bytes, *, patience: float = 6) -> bytes:
    host, port = relay.authority.split(":")
    with socket.create_connection((host, int(port)), timeout=patience) as link:
        link.sendall(data)
        answer = b""
        try:
            while block := link.recv(65_536):
                answer += block
        except ConnectionError:
            pass
        return answer


def test_m01_headers_without_end_are_hung_up_on(
    relay: RunningRelay, device: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "HEADER_SECONDS", 0.5)
    begin = time.monotonic()
    assert _raw(relay, b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ") == b""
    assert time.monotonic() - begin < 4
    assert device.ask("GET", api.queue_path(device.mailbox)).status_code == 200


def test_m01_huge_headers_are_hung_up_on(relay: RunningRelay, device: Person) -> None:
    for data in (
        b"GET / HTTP/1.1\r\nX-A: " + b"a" * 100_000,
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-A: aaaaaaaaaa\r\n" * 10_000 + b"\r\n",
    ):
        assert b"200 OK" not in _raw(relay, data)
    assert device.ask("GET", api.queue_path(device.mailbox)).status_code == 200


def test_m01_a_slow_body_gets_408_and_leaves_nothing(practice: Person, device: Person) -> None:
    envelope = new_id()
    sent = frame(device.mailbox, envelope, bucket=8)
    path = api.envelope_path(device.mailbox, envelope)
    host, port = practice.authority.split(":")
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {practice.authority}\r\nContent-Length: {len(sent)}\r\n"
        f"Praxistresor-Request: {practice.header('PUT', path, sent)}\r\n\r\n"
    )
    with socket.create_connection((host, int(port)), timeout=10) as link:
        link.sendall(head.encode() + sent[: len(sent) // 2])
        assert b" 408 " in link.recv(65_536).split(b"\r\n")[0]
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()


def test_m03_a_body_above_the_cap_is_refused_before_it_is_read(
    relay: RunningRelay, device: Person
) -> None:
    path = api.envelope_path(device.mailbox, new_id())
    for method, target, status in (("PUT", path, 413), ("GET", api.INBOX, 413)):
        head = f"{method} {target} HTTP/1.1\r\nHost: {relay.authority}\r\n"
        answer = _raw(relay, f"{head}Content-Length: 99999999999\r\n\r\n".encode())
        assert answer.split()[1] == str(status).encode()


def test_m03_a_body_without_length_is_refused(relay: RunningRelay) -> None:
    head = f"PUT /x HTTP/1.1\r\nHost: {relay.authority}\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert _raw(relay, head.encode()).split()[1] == b"411"


def test_an_address_has_its_share_of_a_minute() -> None:
    limiter = Limiter(requests=3, refusals=2)
    assert [limiter.admits("192.0.2.1") for _ in range(4)] == [True, True, True, False]
    assert limiter.admits("192.0.2.2")
    limiter.refused("2001:db8::1")
    limiter.refused("2001:db8::2")
    assert not limiter.admits("2001:db8::3")


def test_too_many_requests_get_429(relay_dsns: tuple[str, str]) -> None:
    small = RunningRelay(*relay_dsns, Clock(), requests_per_minute=3, refusals_per_minute=9)
    small.start()
    try:
        with small.client() as client:
            said = [client.get(f"/{secrets.token_hex(4)}").status_code for _ in range(5)]
    finally:
        small.stop()
    assert said == [404, 404, 404, 429, 429]
