"""A real practice server, started sealed, opened, and sealed again by the keeper's death."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from embedded import EmbeddedServer
from house.patience import until
from praxis.config import Config
from praxis.running.practice import Databases, environment
from praxis.vault import ceremony, openers
from praxis.vault.client import Client

PASSPHRASE = "sieben rote Ziegel am Bach"


class Server:
    """`praxistresor serve` over a folder of its own."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it answers within half a minute."""
        env = {
            **os.environ,
            "PRAXISTRESOR_DATA": str(self.data),
            "PRAXISTRESOR_DATABASE": "",
            "PRAXISTRESOR_ORIGIN": f"http://praxis.localhost:{self.port}",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        self.process = subprocess.Popen([sys.executable, "-m", "praxis.running", "serve"], env=env)
        until(lambda: self.status() is not None)

    def status(self) -> int | None:
        """The status of the login page; None while nobody listens."""
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            line.request("GET", "/anmelden/", headers={"Host": f"praxis.localhost:{self.port}"})
            return line.getresponse().status
        except OSError:
            return None

    def keeper(self) -> psutil.Process:
        """The keeper's process."""
        assert self.process is not None
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(child for child in children if "praxis.vault.keeper" in child.cmdline())

    def stop(self) -> int:
        """End it as systemd would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    data = tmp_path / "praxis"
    data.mkdir(mode=0o700)
    ceremony.create_vault(data / "vault", [openers.passphrase(PASSPHRASE)])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    made = Server(data, port)
    yield made
    if made.process is not None and made.process.poll() is None:
        made.stop()
    EmbeddedServer(data / "postgres").remove()


@pytest.mark.crash
def test_o10_a_practice_starts_sealed_opens_by_passphrase_and_the_log_says_so(
    server: Server,
) -> None:
    server.start()
    assert server.status() == 503
    line = Client(server.data / "run", "web")
    with pytest.raises(openers.WrongOpener):
        line.unseal(openers.passphrase("falsche Wörter am falschen Ort"))
    assert server.status() == 503
    line.unseal(openers.passphrase(PASSPHRASE))
    until(lambda: server.status() in {200, 302})
    until(lambda: _chainer_is_at_work(server))
    until(lambda: _told_of_the_vault(server) == ["refused", "allowed"])
    server.keeper().kill()
    until(lambda: _is_sealed_again(line))
    assert server.stop() == 0


def _chainer_is_at_work(server: Server) -> bool:
    app = EmbeddedServer(server.data / "postgres").dsn("app", "praxis")
    with psycopg.connect(app) as connection:
        asked = "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE usename = 'chainer')"
        row = connection.execute(asked).fetchone()
    return bool(row and row[0])


def _told_of_the_vault(server: Server) -> list[str]:
    app = EmbeddedServer(server.data / "postgres").dsn("app", "praxis")
    asked = "SELECT outcome FROM audit_event WHERE act = 'vault:unseal' ORDER BY n"
    with psycopg.connect(app) as connection:
        return [outcome for (outcome,) in connection.execute(asked)]


@pytest.mark.parametrize("part", ["web", "worker", "post", "search", "keeper"])
def test_l09_only_the_keeper_is_told_how_to_reach_the_chain(tmp_path: Path, part: str) -> None:
    told = environment(Config(tmp_path), Databases("app", "owner", "chain"), part)
    assert ("chain" in told.values()) == (part == "keeper")
    assert "owner" not in told.values()


def _is_sealed_again(line: Client) -> bool:
    from praxis.core.errors import PraxisError

    try:
        return not line.status()["open"]
    except PraxisError:
        return False
