"""`praxistresor serve` and `praxistresor-relay serve` with folders and ports of their own."""

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import psycopg

from embedded import EmbeddedServer
from house.patience import until
from praxis.core.errors import PraxisError
from praxis.vault import ceremony, openers
from praxis.vault.client import Client
from standing.tap import Tap

PASSPHRASE: Final = "Siebenundachtzig rote Ziegel am Bach"


@contextlib.contextmanager
def free_ports(count: int) -> Iterator[list[int]]:
    """Ports nobody listens on; held until the block ends, so that they differ."""
    with contextlib.ExitStack() as held:
        lines = [held.enter_context(socket.socket()) for _ in range(count)]
        for line in lines:
            line.bind(("127.0.0.1", 0))
        yield [line.getsockname()[1] for line in lines]


class StandingPractice:
    """Started sealed and opened by passphrase; everything it writes lies below `root`."""

    def __init__(self, root: Path) -> None:
        self.root, self.data = root, root / "praxis"
        for folder in (self.data, root / "relay", root / "tmp", root / "out"):
            folder.mkdir(mode=0o700, parents=True)
        with free_ports(3) as (self.port, self._relay_port, tap):
            pass
        self.tap = Tap(tap, self._relay_port)
        self.host = f"praxis.localhost:{self.port}"
        self.relay_host = f"relay.localhost:{tap}"
        self.page = "http://patient.localhost:9"
        self.recovery_words = ceremony.create_vault(
            self.data / "vault", [openers.passphrase(PASSPHRASE)]
        )
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    # -- starting and stopping -----------------------------------------------------------------

    def start(self) -> None:
        """Everything up, the vault open, the practice known at the relay."""
        self.tap.__enter__()
        self.start_relay(wait=False)
        self.start_practice()
        until(lambda: self.answers(self._relay_port), what="the relay")
        key = self.line().public_keys()["request"].hex()
        self._relay("practice", "add", key, "--page-origin", self.page).wait(60)

    def start_practice(self) -> None:
        """The practice server up and open."""
        self._run("practice", "-m", "praxis.running", "serve")
        until(lambda: self.status() == 503, what="the sealed page")
        self.unseal()
        until(self._every_worker_is_open, what="the login page")

    def _every_worker_is_open(self) -> bool:
        # Each connection goes to either of the web workers, and each opens by itself.
        return all(self.status() in {200, 302} for _ in range(40))

    def start_relay(self, *, wait: bool = True) -> None:
        """The relay with its own database, behind the tap."""
        self.processes["relay"] = self._relay(
            "serve", "--port", str(self._relay_port), "--authority", self.relay_host
        )
        if wait:
            until(lambda: self.answers(self._relay_port), what="the relay")

    def command(self, name: str, *words: str) -> int:
        """Type a command at the server; its exit status. `said(name)` is what it wrote."""
        return self._run(name, "-m", "praxis.running", *words).wait(120)

    def lose_everything(self) -> None:
        """The machine burnt down: data, keys and database are gone."""
        self.stop_practice()
        self.database.remove()
        shutil.rmtree(self.data)

    def move_to(self, folder: str) -> None:
        """Another machine under the same address: an empty place for the data."""
        self.data = self.root / folder
        self.data.mkdir(mode=0o700)

    def unseal(self) -> None:
        """What a person does after every start."""
        self.line().unseal(openers.passphrase(PASSPHRASE))

    def stop_practice(self) -> int:
        """End it as systemd would; its exit status."""
        process = self.processes.pop("practice")
        process.send_signal(signal.SIGTERM)
        return process.wait(60)

    def stop(self) -> None:
        """End everything and forget the databases."""
        for name in list(self.processes):
            process = self.processes.pop(name)
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                parts = psutil.Process(process.pid).children(recursive=True)
                try:
                    process.wait(60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    for part in parts:
                        # What outlives its supervisor would work on for ever.
                        with contextlib.suppress(psutil.NoSuchProcess):
                            part.kill()
        self.tap.__exit__()
        for server in (self.database, self.relay_database):
            server.remove()

    # -- looking inside ------------------------------------------------------------------------

    @property
    def database(self) -> EmbeddedServer:
        """The practice's PostgreSQL."""
        return EmbeddedServer(self.data / "postgres")

    @property
    def relay_database(self) -> EmbeddedServer:
        """The relay's PostgreSQL."""
        return EmbeddedServer(self.root / "relay" / "postgres")

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Look into the practice's database as its administrator."""
        with psycopg.connect(self.database.dsn("admin", "praxis"), autocommit=True) as connection:
            return connection.execute(sql.encode(), values).fetchall()

    def execute(self, sql: str, *values: object) -> None:
        """Change the practice's database as its administrator."""
        with psycopg.connect(self.database.dsn("admin", "praxis"), autocommit=True) as connection:
            connection.execute(sql.encode(), values)

    def line(self) -> Client:
        """To the keeper, as the web process."""
        return Client(self.data / "run", "web")

    def is_open(self) -> bool:
        """Whether the keeper holds the root key."""
        try:
            return bool(self.line().status()["open"])
        except PraxisError:
            return False

    def part(self, name: str) -> list[psutil.Process]:
        """The processes of a part: keeper, search, worker, post, web; the relay."""
        if name == "relay":
            return [psutil.Process(self.processes["relay"].pid)]
        children = psutil.Process(self.processes["practice"].pid).children(recursive=True)
        found = []
        for child in children:
            with contextlib.suppress(psutil.Error):
                is_keeper = "praxis.vault.keeper" in child.cmdline()
                if is_keeper if name == "keeper" else child.name() == f"tresor-{name}":
                    found.append(child)
        return found

    def status(self, path: str = "/anmelden/") -> int | None:
        """The status of a page; None while nobody answers."""
        try:
            line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            line.request("GET", path, headers={"Host": self.host})
            return line.getresponse().status
        except OSError:
            return None

    def answers(self, port: int) -> bool:
        """Whether somebody listens at a port."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    def said(self, name: str) -> str:
        """What a started command wrote to its terminal."""
        return (self.root / "out" / f"{name}.txt").read_text("utf-8", "replace")

    def set_up_code(self) -> str:
        """The code the server shows whoever started it."""
        until(lambda: "Einrichtungscode" in self.said("practice"), what="the set-up code")
        found = re.search(r"/einrichten/ : (\S+)", self.said("practice"))
        assert found
        return found[1]

    # -- inside --------------------------------------------------------------------------------

    def _relay(self, *words: str) -> subprocess.Popen[bytes]:
        where = ("--embedded", str(self.root / "relay" / "postgres"))
        at = 2 if words[0] == "practice" else 1
        return self._run("relay", "-m", "relay", *words[:at], *where, *words[at:])

    def _run(self, name: str, *arguments: str) -> subprocess.Popen[bytes]:
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("PRAXISTRESOR_", "PYTEST"))
        }
        env = {
            **kept,
            "PRAXISTRESOR_DATA": str(self.data),
            "PRAXISTRESOR_ORIGIN": f"http://{self.host}",
            "PRAXISTRESOR_RELAY": f"http://{self.relay_host}",
            "PRAXISTRESOR_PAGE": self.page,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "TMPDIR": str(self.root / "tmp"),
        }
        with (self.root / "out" / f"{name}.txt").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, *arguments], env=env, stdout=out, stderr=subprocess.STDOUT,
                cwd=self.root / "tmp", start_new_session=True,
            )  # fmt: skip
        if arguments[-1] == "serve" and name == "practice":
            self.processes[name] = process
        return process
