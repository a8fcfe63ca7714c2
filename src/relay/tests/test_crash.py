"""Real processes killed in the middle: what was answered 201 is there afterwards."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded import EmbeddedServer
from house.patience import until
from relay import practices, schema
from relay.tests.running import Clock, Person, frame
from wire import relay_api as api
from wire.ids import new_id

SRC = Path(__file__).parents[2]


class Process:
    """`praxistresor-relay serve` against a durable private database."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.authority = f"127.0.0.1:{self.port}"

    def start(self) -> None:
        dsn = self.server.dsn("app", "relay")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "relay.cli", "serve", dsn, "--port", str(self.port)],
            env={**os.environ, "PYTHONPATH": str(SRC)},
        )
        until(lambda: _answers(self.port), "the relay")

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        self.child.send_signal(how)
        self.child.wait(20)


def _answers(port: int) -> bool:
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    server = EmbeddedServer(tmp_path / "pg")
    server.start()
    server.ensure_database("relay")
    schema.migrate(server.dsn("owner", "relay"))
    running = Process(server)
    running.start()
    yield running
    running.kill()
    server.remove()


@pytest.mark.crash
def test_what_was_answered_201_survives_killing_relay_and_database(process: Process) -> None:
    practice = Person(process.authority, Clock())
    practices.add(process.server.dsn("owner", "relay"), practice.public)
    device, ids = practice.open_mailbox(), [new_id() for _ in range(6)]
    for at, envelope in enumerate(ids):
        sent = frame(device.mailbox, envelope, bucket=8 if at == 3 else 0)
        assert practice.put(device.mailbox, sent, envelope).status_code == 201
    postmaster = int((process.server.places.data / "postmaster.pid").read_text().split()[0])
    process.kill()
    os.kill(postmaster, signal.SIGKILL)
    process.server.start()
    process.start()
    listed = device.queue(api.queue_path(device.mailbox)).waiting
    assert [waiting.envelope for waiting in listed] == ids
    whole = device.ask("GET", api.envelope_path(device.mailbox, ids[3]))
    assert len(whole.content) == listed[3].length


@pytest.mark.crash
def test_a_relay_killed_during_a_large_upload_shows_nothing_and_takes_it_again(
    process: Process,
) -> None:
    practice = Person(process.authority, Clock())
    practices.add(process.server.dsn("owner", "relay"), practice.public)
    device, envelope = practice.open_mailbox(), new_id()
    sent = frame(device.mailbox, envelope, bucket=10)
    path = api.envelope_path(device.mailbox, envelope)
    head = (
        f"PUT {path} HTTP/1.1\r\nHost: {process.authority}\r\nContent-Length: {len(sent)}\r\n"
        f"Praxistresor-Request: {practice.header('PUT', path, sent)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", process.port)) as link:
        link.sendall(head.encode() + sent[: len(sent) // 2])
        time.sleep(0.5)
        process.kill()
    process.start()
    assert device.queue(api.queue_path(device.mailbox)).waiting == ()
    assert device.ask("GET", path).status_code == 404
    assert practice.put(device.mailbox, sent, envelope).status_code == 201
    assert device.ask("GET", path).content == sent


@pytest.mark.crash
def test_the_relay_ends_cleanly_when_asked(process: Process) -> None:
    process.kill(signal.SIGTERM)
    assert process.child.returncode in (0, -signal.SIGTERM)
    process.start()


@pytest.mark.crash
def test_m04_without_its_database_the_relay_says_try_later_and_recovers(process: Process) -> None:
    practice = Person(process.authority, Clock())
    practices.add(process.server.dsn("owner", "relay"), practice.public)
    assert practice.ask("GET", api.INBOX).status_code == 200
    process.server.stop()
    origin = {"Origin": "https://x.example"}
    said = practice.ask("GET", api.INBOX, None, **origin)
    assert (said.status_code, said.text) == (503, "try-later\n")
    process.server.start()
    until(lambda: practice.ask("GET", api.INBOX).status_code == 200, "the inbox again")


@pytest.mark.crash
def test_ending_the_relay_ends_its_private_database(tmp_path: Path) -> None:
    server = EmbeddedServer(tmp_path / "relay")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    arguments = ["serve", "--embedded", str(tmp_path / "relay"), "--port", str(port)]
    child = subprocess.Popen(
        [sys.executable, "-m", "relay.cli", *arguments], env={**os.environ, "PYTHONPATH": str(SRC)}
    )
    try:
        until(lambda: _answers(port), "the relay")
        assert server.is_running()
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
        assert not server.is_running()
    finally:
        child.kill()
        server.remove()
