"""The parts of one practice server: what is started, in which order, with which environment."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from embedded import EmbeddedServer
from praxis.config import Config
from praxis.config import config as of_this_process
from praxis.core.database import prepare_database
from praxis.running.apart import apart
from praxis.running.belonging import insist_on_ours, whose_else
from praxis.running.parts import Part, answers, at_once, listens
from praxis.running.stem import Branch, load
from praxis.running.supervisor import Supervisor
from praxis.vault.store import write_private

DATABASE: Final = "praxis"
SEARCH_SOCKET: Final = "search.sock"
_PYTHON: Final = sys.executable


@dataclass(frozen=True, slots=True)
class Databases:
    """How each role reaches the database; passwords stand in files."""

    app: str
    owner: str
    chain: str


def embedded_databases(data: Path) -> tuple[EmbeddedServer, Databases]:
    """Start the private PostgreSQL of this practice and say how to reach it.

    A child does it: the roles' passwords never were in this process, nor in what branches off it.
    WrongUser, DatabaseElsewhere: a folder that is not ours is left as it is.
    """
    insist_on_ours(data)
    return EmbeddedServer(data / "postgres"), apart(lambda: _started(data))


def _started(data: Path) -> Databases:
    server = EmbeddedServer(data / "postgres")
    server.start()
    server.ensure_database(DATABASE)
    return Databases(
        app=_without_password(server.dsn("app", DATABASE), data / "app.pgpass"),
        owner=_without_password(server.dsn("owner", DATABASE), data / "owner.pgpass"),
        chain=_without_password(server.dsn("chainer", DATABASE), data / "chainer.pgpass"),
    )


class DatabasePart:
    """The private PostgreSQL as the supervisor watches it; it recovers by itself when started."""

    name = "postgres"

    def __init__(self, server: EmbeddedServer) -> None:
        self._server = server

    @property
    def running(self) -> bool:
        """Whether its main process is there."""
        return self._server.is_alive()

    def start(self) -> None:
        """Start it again; PartFailed while processes of the dead one still end."""
        apart(self._server.start)

    def stop(self) -> None:
        """Nothing: it is dead, and a clean end belongs to whoever started it."""


def _without_password(conninfo: str, passfile: Path) -> str:
    """Move the password into a file (0600): nothing secret stands in an environment (G-05)."""
    said = conninfo_to_dict(conninfo)
    password = str(said.pop("password")).replace("\\", "\\\\").replace(":", "\\:")
    write_private(passfile, f"*:*:*:{said['user']}:{password}\n".encode())
    return make_conninfo("", **{**said, "passfile": str(passfile)})


def migrate(databases: Databases) -> None:
    """Bring the tables up to date, as their owner, in this process."""
    from django.core.management import call_command
    from django.db import connections

    prepare_database(databases.owner)
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()


def environment(config: Config, databases: Databases, process: str) -> Mapping[str, str]:
    """The settings of one part; the owner's connection is only for migrations, the chain's only
    for the keeper."""
    chain = {"PRAXISTRESOR_CHAIN_DATABASE": databases.chain} if process == "keeper" else {}
    return chain | {
        "PRAXISTRESOR_DATA": str(config.data),
        "PRAXISTRESOR_DATABASE": databases.app,
        "PRAXISTRESOR_ORIGIN": config.origin,
        "PRAXISTRESOR_RELAY": config.relay,
        "PRAXISTRESOR_PAGE": config.page,
        "PRAXISTRESOR_PAGE_KEY": config.page_key,
        "PRAXISTRESOR_PROCESS": process,
        "PRAXISTRESOR_DEMO": "1" if config.demo else "0",
        "PRAXISTRESOR_INVENT": "1" if config.invents else "0",
        "DJANGO_SETTINGS_MODULE": "praxis.settings",
        "PYTHONUNBUFFERED": "1",
        # For the keeper; what branches off is told by `core.memory`.
        "MALLOC_ARENA_MAX": "2",
    }


def become(config: Config, databases: Databases) -> None:
    """Let this process itself be part of the practice, to migrate and to fill."""
    os.environ.update(environment(config, databases, "web"))
    os.environ["PRAXISTRESOR_OWNER_DATABASE"] = databases.owner
    of_this_process.cache_clear()
    import django

    django.setup()


def reach() -> None:
    """Let a command typed at the server find the private database of the running practice.

    Nothing to do where a database is configured, or where none of ours runs. WrongUser.
    """
    data = of_this_process().data
    if of_this_process().database:
        return
    if (wrong := whose_else(data)) is not None:
        raise wrong
    if not (data / "app.pgpass").exists():
        return
    app = conninfo_to_dict(EmbeddedServer(data / "postgres").dsn("app", DATABASE))
    app.pop("password")
    os.environ["PRAXISTRESOR_DATABASE"] = make_conninfo(
        "", **{**app, "passfile": str(data / "app.pgpass")}
    )
    of_this_process.cache_clear()


class Practice:
    """Makes the parts of a practice server and starts them."""

    def __init__(self, config: Config, databases: Databases, supervisor: Supervisor) -> None:
        self._config = config
        self._databases = databases
        self._supervisor = supervisor

    def _part(self, name: str, *arguments: str) -> Part:
        return Part(
            name=name,
            command=[_PYTHON, *arguments],
            env=environment(self._config, self._databases, name),
            ready=at_once,
            log=self._config.data / "log" / f"{name}.log",
        )

    def start_keeper(self) -> None:
        """The keeper first: everybody else asks it for keys."""
        part = self._part("keeper", "-m", "praxis.vault.keeper")
        from praxis.vault.channel import socket_path

        part.ready = listens(socket_path(self._config.sockets))
        self._supervisor.start(part)

    def start_rest(self) -> None:
        """Search, worker, post and web branch off; each waits by itself until the vault is open.

        This process loads the rooms for all of them and must hold neither key nor connection.
        """
        load(environment(self._config, self._databases, "web"))
        for part in (
            self._branch("search", self._search),
            self._branch("worker", _work),
            self._branch("post", _carry),
            self._branch("web", self._serve),
        ):
            self._supervisor.start(part)

    def _branch(self, name: str, work: Callable[[], object]) -> Branch:
        is_web = name == "web"
        return Branch(
            name=name,
            command=[],
            env=environment(self._config, self._databases, name),
            ready=answers(self._config.origin) if is_web else at_once,
            log=self._config.data / "log" / f"{name}.log",
            work=work,
        )

    def _search(self) -> None:
        from praxis.patients.search.process import serve
        from praxis.running.search import doors

        data, place = self._config.data, self._config.sockets / SEARCH_SOCKET
        serve(doors(), place, data / "search.snapshot", frozenset({os.getuid()}))

    def _serve(self) -> None:
        from praxis.running.web import run

        run(urlsplit(self._config.origin).port or 8000)


def _work() -> None:
    from praxis.running.worker import main

    main()


def _carry() -> None:
    from praxis.exchange.post.__main__ import main

    main(["carry"])
