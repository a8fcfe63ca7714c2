"""Start, find and stop the private PostgreSQL, and make its roles and databases.

It is one file: start, find and stop share one state on the disk, and are read together.
"""

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from embedded import binaries, settings
from embedded.errors import (
    BadName,
    EmbeddedError,
    NotWritable,
    WrongVersion,
    from_output,
)
from embedded.passwords import Passwords
from embedded.places import Places, places_for
from embedded.processes import clear_stale_locks, working_in
from embedded.tools import PATIENCE, run

ADMIN = "admin"
OWNER = "owner"
APP = "app"
# Appends to the practice's log chain and does nothing else; only its keeper has the password.
CHAINER = "chainer"
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


class EmbeddedServer:
    """One PostgreSQL below `root`, reachable by its owner's processes through a socket only.

    `owner` owns and migrates, `app` runs; `admin` is the superuser and makes databases.
    `fsync=False` is for tests: a power cut then loses data.
    """

    def __init__(self, root: Path, *, fsync: bool = True, max_connections: int = 100) -> None:
        self.places: Places = places_for(root)
        self._passwords = Passwords(self.places.passwords)
        self._fsync = fsync
        self._max_connections = max_connections

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make the cluster if there is none and start it; a running server is left as it is."""
        self.places.make()
        with self._locked():
            programs = self._programs()
            if not (self.places.data / "PG_VERSION").exists():
                self._init(programs)
            self._check_version(programs)
            if self.is_running():
                return
            clear_stale_locks(self.places.data, self.places.sockets)
            self._launch(programs)
            for role in (OWNER, APP, CHAINER):
                self.ensure_role(role)

    def stop(self) -> None:
        """End all sessions and stop cleanly; a stopped server is left as it is."""
        if not working_in(self.places.data):
            return
        run(
            self._programs(),
            self.places,
            "pg_ctl",
            "-D",
            self.places.data,
            "-m",
            "fast",
            "-w",
            "stop",
        )

    def remove(self) -> None:
        """Stop and delete everything, data included."""
        if self.places.home.exists():
            self.stop()
        self.places.remove()

    def is_running(self) -> bool:
        """Whether it answers through its socket."""
        try:
            with psycopg.connect(self.dsn(ADMIN, "postgres"), connect_timeout=5):
                return True
        except (psycopg.Error, OSError, EmbeddedError):
            return False

    def is_alive(self) -> bool:
        """Whether its main process is there, even if it answers nobody yet; asks no database."""
        try:
            number = (self.places.data / "postmaster.pid").read_text("ascii").split("\n", 1)[0]
            return (Path("/proc") / number / "cwd").readlink() == self.places.data
        except (OSError, ValueError):
            return False

    def dsn(self, role: str = APP, database: str = "postgres") -> str:
        """A libpq connection string; it holds the role's password."""
        return make_conninfo(
            host=str(self.places.sockets),
            user=role,
            password=self._passwords.of(role),
            dbname=database,
        )

    def ensure_role(self, name: str) -> None:
        """An ordinary login role with a random password, kept in the 0600 file."""
        _check_name(name)
        word = self._passwords.made_for(name)
        with self._admin() as connection:
            there = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
            verb = sql.SQL("CREATE" if there.fetchone() is None else "ALTER")
            # Every right is written out, so an old role cannot keep more than a new one gets.
            connection.execute(
                sql.SQL(
                    "{} ROLE {} LOGIN NOSUPERUSER {} NOCREATEROLE NOREPLICATION "
                    "NOBYPASSRLS PASSWORD {}"
                ).format(
                    verb,
                    sql.Identifier(name),
                    sql.SQL("CREATEDB" if name == OWNER else "NOCREATEDB"),
                    sql.Literal(word),
                )
            )
            if name == CHAINER:  # to see how long a transaction of the others has been open
                connection.execute(
                    sql.SQL("GRANT pg_read_all_stats TO {}").format(sql.Identifier(name))
                )
            if name == OWNER:  # to drop a database it must be able to end the sessions in it
                connection.execute(
                    sql.SQL("GRANT pg_signal_backend TO {}").format(sql.Identifier(name))
                )

    def ensure_database(self, name: str, *, template: str = "template0") -> None:
        """An UTF-8 database that `owner` owns and only `owner` and `app` may enter."""
        _check_name(name)
        label = sql.Identifier(name)
        with self._admin() as connection:
            there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
            if there.fetchone() is not None:
                return
            connection.execute(
                sql.SQL(
                    "CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                ).format(label, sql.Identifier(OWNER), sql.Identifier(template))
            )
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(label))
            connection.execute(
                sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(label, sql.Identifier(APP))
            )

    def drop_database(self, name: str) -> None:
        """Delete a database and end the sessions in it."""
        _check_name(name)
        with self._admin() as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    # -- inside ---------------------------------------------------------------------------

    def _programs(self) -> Path:
        found = binaries.find()
        as_root = self.places.run_as is not None
        return binaries.reachable_copy(found, self.places.shared) if as_root else found

    def _admin(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.dsn(ADMIN, "postgres"), autocommit=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """Two starts at once must not both run initdb."""
        try:
            handle = os.open(self.places.lock, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise NotWritable(detail=str(error)) from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _init(self, programs: Path) -> None:
        """Make a cluster beside its place and rename it, so a half one is never used."""
        word = self._passwords.made_for(ADMIN)
        part = self.places.home / "data.part"
        if part.exists():
            shutil.rmtree(part)
        pwfile = self.places.sockets / "first"
        try:
            pwfile.touch(mode=0o600)
            self.places.own(pwfile)
            pwfile.write_text(word, "utf-8")
            run(
                programs,
                self.places,
                "initdb",
                *("-D", part, "-U", ADMIN, "-A", "scram-sha-256", "--pwfile", pwfile),
                *("-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"),
                *([] if self._fsync else ["--no-sync"]),
            )
            with (part / "postgresql.conf").open("a", encoding="utf-8") as file:
                file.write("include 'praxistresor.conf'\n")
            part.rename(self.places.data)
        except OSError as error:
            raise from_output(str(error)) from error
        finally:
            pwfile.unlink(missing_ok=True)

    def _check_version(self, programs: Path) -> None:
        made_with = (self.places.data / "PG_VERSION").read_text("ascii").strip()
        ours = binaries.version(programs).partition(".")[0]
        if made_with != ours:
            raise WrongVersion(detail=f"data {made_with}, programs {ours}")

    def _launch(self, programs: Path) -> None:
        conf = self.places.data / "praxistresor.conf"
        try:
            conf.write_text(
                settings.text(
                    self.places.sockets, fsync=self._fsync, max_connections=self._max_connections
                ),
                "utf-8",
            )
            self.places.own(conf)
            self.places.log.touch(mode=0o600)
            self.places.own(self.places.log)
        except OSError as error:
            raise from_output(str(error)) from error
        begin = self.places.log.stat().st_size
        try:
            run(
                programs,
                self.places,
                "pg_ctl",
                *("-D", self.places.data, "-l", self.places.log, "-w", "-t", PATIENCE),
                "start",
            )
        except EmbeddedError as error:
            with self.places.log.open("rb") as log:
                log.seek(begin)
                said = log.read(4096).decode("utf-8", "replace")
            raise from_output(f"{said}\n{error.detail}") from error


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadName(detail=repr(name))
