"""Measures the relay: durable letters per second, send-to-practice time, memory per practice.

    ./run bench relaying [--seconds 10] [--clients 8] [--practices 5000]

A real `praxistresor-relay serve --embedded` process with fsync on; clients sign every request
(made before the clock starts, since their cost is not the relay's), 4 KiB class.
"""

import argparse
import asyncio
import hashlib
import os
import platform
import re
import resource
import secrets
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from embedded import EmbeddedServer
from relay import practices, schema
from standing import memory
from wire import relay_api as api
from wire import requests
from wire.buckets import SEALED_LENGTHS
from wire.frame import AGE_START, preamble
from wire.header import Direction, OuterHeader
from wire.ids import EnvelopeId, MailboxId, new_id
from wire.orders import MailboxOrder, Use, pack

PORT = 8479
AUTHORITY = f"127.0.0.1:{PORT}"


class Caller:
    """A relay key and one kept connection."""

    def __init__(self, mailbox: bytes = b"") -> None:
        self.key = Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.mailbox = mailbox

    def request(self, method: str, path: str, body: bytes = b"") -> bytes:
        header = requests.build(
            requests.Target(method, AUTHORITY, path),
            digest=hashlib.sha256(body).digest(),
            public_key=self.public,
            sign=self.key.sign,
            now=datetime.now(UTC),
            nonce=secrets.token_bytes(16),
        )
        length = f"Content-Length: {len(body)}\r\n" if body else ""
        start = f"{method} {path} HTTP/1.1\r\nHost: {AUTHORITY}\r\n{length}"
        return f"{start}{requests.HEADER}: {header}\r\n\r\n".encode() + body

    def letter(self) -> bytes:
        envelope = new_id()
        header = OuterHeader(
            1, MailboxId(self.mailbox), Direction.TO_PRACTICE, EnvelopeId(envelope), 60
        )
        sealed = AGE_START + os.urandom(SEALED_LENGTHS[0] - len(AGE_START))
        frame = preamble(header, bytes(64)) + sealed
        return self.request("PUT", api.envelope_path(self.mailbox, envelope), frame)


async def exchange(link: tuple[asyncio.StreamReader, asyncio.StreamWriter], data: bytes) -> int:
    reader, writer = link
    writer.write(data)
    head = await reader.readuntil(b"\r\n\r\n")
    if found := re.search(rb"content-length: (\d+)", head, re.I):
        await reader.readexactly(int(found[1]))
    return int(head[9:12])


async def connect() -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", PORT)


async def mailbox_for(practice: Caller) -> Caller:
    device = Caller(new_id())
    order = MailboxOrder(
        1, MailboxId(device.mailbox), Use.DEVICE, device.public, None, 100 * api.MIB, 200
    )
    link = await connect()
    status = await exchange(link, practice.request("POST", api.MAILBOXES, pack(order)))
    assert status == 201, status
    link[1].close()
    return device


async def throughput(members: list[Caller], clients: int, seconds: float) -> float:
    """Letters per second from `clients` devices of as many practices, 200 letters per mailbox."""
    count = 0

    async def work(client: int) -> None:
        nonlocal count
        link = await connect()
        practice = members[client % len(members)]
        while time.perf_counter() < end:
            device = await mailbox_for(practice)
            for _ in range(200):
                status = await exchange(link, device.letter())
                assert status == 201, status
                count += 1
                if time.perf_counter() > end:
                    break
        link[1].close()

    begin = time.perf_counter()
    end = begin + seconds
    await asyncio.gather(*(work(client) for client in range(clients)))
    return count / (time.perf_counter() - begin)


async def listen(practice: Caller, heard: asyncio.Queue[float], up: asyncio.Event) -> None:
    reader, writer = await connect()
    writer.write(practice.request("GET", api.EVENTS))
    async for line in reader:
        if b": open" in line:
            up.set()
        elif line.startswith(b"data:"):
            heard.put_nowait(time.perf_counter())
    writer.close()


async def send_to_practice(practice: Caller, count: int) -> list[float]:
    """From the first byte of the PUT to the event at the practice, in milliseconds."""
    heard: asyncio.Queue[float] = asyncio.Queue()
    up = asyncio.Event()
    task = asyncio.create_task(listen(practice, heard, up))
    await up.wait()
    device, link, times = await mailbox_for(practice), await connect(), []
    for _ in range(count):
        data = device.letter()
        begin = time.perf_counter()
        assert await exchange(link, data) == 201
        times.append((await heard.get() - begin) * 1000)
    task.cancel()
    return sorted(times)


async def crowd(members: list[Caller]) -> list[asyncio.Task[None]]:
    tasks, ups = [], []
    for at, practice in enumerate(members):
        up = asyncio.Event()
        ups.append(up)
        tasks.append(asyncio.create_task(listen(practice, asyncio.Queue(), up)))
        if at % 50 == 49:
            await asyncio.gather(*(u.wait() for u in ups[-50:]))
    await asyncio.gather(*(up.wait() for up in ups))
    return tasks


async def measure(server: EmbeddedServer, pid: int, options: argparse.Namespace) -> None:
    owner = server.dsn("owner", "relay")
    members = [Caller() for _ in range(options.practices)]
    for member in members:
        practices.add(owner, member.public)
    print(f"admitted {len(members)} practices; load average {os.getloadavg()[0]:.1f}")
    for _ in range(options.rounds):
        rate = await throughput(members[:8], options.clients, options.seconds)
        print(f"{options.clients} clients: {rate:.0f} letters/s stored durably (bar: 500)")
    before = memory(pid)
    begin = time.perf_counter()
    tasks = await crowd(members[8:])
    print(
        f"{len(tasks)} practices connected in {time.perf_counter() - begin:.1f} s: "
        f"{before:.0f} -> {memory(pid):.0f} MB (bar: 400)"
    )
    for label in ("quiet", "with all others connected"):
        times = await send_to_practice(members[0], 150)
        p50, p95 = statistics.median(times), times[int(len(times) * 0.95)]
        print(f"send to practice, {label}: p50 {p50:.1f} ms, p95 {p95:.1f} ms (bar: p95 30)")
    for task in tasks:
        task.cancel()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--practices", type=int, default=5008)
    options = parser.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="ptr-bench-") as folder:
        server = EmbeddedServer(Path(folder) / "pg")
        server.start()
        server.ensure_database("relay")
        schema.migrate(server.dsn("owner", "relay"))
        command = [sys.executable, "-m", "relay.cli", "serve", server.dsn("app", "relay")]
        process = subprocess.Popen(
            [*command, "--port", str(PORT), "--requests-per-minute", "1000000"],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        try:
            time.sleep(3)
            asyncio.run(measure(server, process.pid, options))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            server.remove()


if __name__ == "__main__":
    main()
