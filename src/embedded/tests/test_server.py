"""The private database: two roles, no port, and it starts again whatever happened before."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from embedded import EmbeddedError, EmbeddedServer, binaries, errors
from embedded.places import places_for

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
SRC = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    made = EmbeddedServer(tmp_path / "pg", fsync=False)
    made.start()
    yield made
    made.remove()


def _ask(server: EmbeddedServer, role: str, question: str, database: str = "d") -> object:
    with psycopg.connect(server.dsn(role, database)) as connection:
        row = connection.execute(question.encode()).fetchone()
    return row[0] if row else None


def test_owner_owns_and_app_may_only_what_it_is_given(server: EmbeddedServer) -> None:
    server.ensure_database("d")
    server.ensure_database("d")
    with psycopg.connect(server.dsn("owner", "d")) as connection:
        connection.execute("CREATE TABLE t (x int)")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(server, "app", "SELECT x FROM t")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _ask(server, "app", "CREATE TABLE u (x int)")
    for role in ("owner", "app", "chainer"):
        rights = "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles"
        assert _ask(server, "owner", f"{rights} WHERE rolname = '{role}'") is False


def test_a_database_is_closed_to_other_roles(server: EmbeddedServer) -> None:
    server.ensure_database("d")
    server.ensure_role("stranger")
    with pytest.raises(psycopg.OperationalError):
        _ask(server, "stranger", "SELECT 1")


def test_it_listens_on_no_port_and_logs_no_content(server: EmbeddedServer) -> None:
    server.ensure_database("d")
    wanted = {
        "listen_addresses": "",
        "shared_buffers": "32MB",
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "server_encoding": "UTF8",
        "data_checksums": "on",
        "fsync": "off",
    }
    shown = {name: _ask(server, "app", f"SHOW {name}") for name in wanted}
    assert shown == wanted
    with pytest.raises(psycopg.Error):
        _ask(server, "app", "SELECT 'Kanarienvogel'::int")
    assert "SELECT" not in server.places.log.read_text()


def test_folders_and_passwords_are_private(server: EmbeddedServer) -> None:
    assert stat.S_IMODE(server.places.sockets.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.places.passwords.stat().st_mode) == 0o600
    assert len(os.fsencode(server.places.sockets)) < 90


def test_a_second_start_finds_the_running_server(server: EmbeddedServer) -> None:
    pid = (server.places.data / "postmaster.pid").read_text()
    EmbeddedServer(server.places.root, fsync=False).start()
    assert (server.places.data / "postmaster.pid").read_text() == pid


@pytest.mark.crash
def test_it_starts_after_a_kill_and_with_a_number_now_used_by_another(
    server: EmbeddedServer,
) -> None:
    lock = server.places.data / "postmaster.pid"
    text = lock.read_text()
    os.kill(int(text.split()[0]), signal.SIGKILL)
    time.sleep(0.5)
    lock.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    server.start()
    assert server.is_running()


def test_stopping_twice_is_fine_and_a_stopped_one_does_not_answer(server: EmbeddedServer) -> None:
    server.stop()
    server.stop()
    assert not server.is_running()


def test_exclusion_constraints_work(server: EmbeddedServer) -> None:
    server.ensure_database("d")
    with psycopg.connect(server.dsn("owner", "d")) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute(
            "CREATE TABLE t (r int, s tstzrange, EXCLUDE USING gist (r WITH =, s WITH &&))"
        )


def test_another_version_is_refused_in_words(server: EmbeddedServer) -> None:
    server.stop()
    (server.places.data / "PG_VERSION").write_text("9\n")
    with pytest.raises(errors.WrongVersion, match="anderen PostgreSQL-Version"):
        server.start()


def test_missing_programs_are_named_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRAXISTRESOR_PG_BIN", str(tmp_path))
    with pytest.raises(errors.NoBinaries, match="kein PostgreSQL gefunden"):
        binaries.find()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("could not write: No space left on device", errors.DiskFull),
        ("database files are incompatible with server", errors.WrongVersion),
        ("Permission denied", errors.NotWritable),
        ("something else", EmbeddedError),
    ],
)
def test_what_the_tools_say_becomes_a_german_sentence(said: str, kind: type[EmbeddedError]) -> None:
    assert type(errors.from_output(said)) is kind


def test_a_name_is_never_taken_as_sql(server: EmbeddedServer) -> None:
    for bad in ('x"; DROP', "", "X", "a b"):
        with pytest.raises(errors.BadName):
            server.ensure_database(bad)


@pytest.mark.skipif(not DEBIAN, reason="Debian's PostgreSQL is not installed")
@pytest.mark.database
def test_it_works_with_debians_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRAXISTRESOR_PG_BIN", str(DEBIAN[-1].parent))
    server = EmbeddedServer(tmp_path / "pg", fsync=False)
    try:
        server.start()
        server.ensure_database("d")
        assert _ask(server, "app", "SELECT 1") == 1
    finally:
        server.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_an_ordinary_user_runs_it_in_the_given_folder(tmp_path: Path) -> None:
    """In a forked child: the interpreter may lie where an ordinary user cannot look."""
    import pwd
    import tempfile

    nobody = pwd.getpwnam("nobody")
    folder = Path(tempfile.mkdtemp(prefix="ptr-user-"))
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    code = (
        "import os, sys, psycopg, encodings.idna, encodings.ascii\n"
        "from pathlib import Path\n"
        "from embedded import EmbeddedServer\n"
        f"os.setgroups([]); os.setgid({nobody.pw_gid}); os.setuid({nobody.pw_uid})\n"
        f"s = EmbeddedServer(Path({str(folder)!r}), fsync=False)\n"
        "s.start(); s.ensure_database('d')\n"
        "c = psycopg.connect(s.dsn('app', 'd'))\n"
        "print(c.execute('select current_user').fetchone()[0], s.places.data)\n"
        "c.close(); s.remove()\n"
    )
    env = {**os.environ, "PYTHONPATH": str(SRC), "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/"}
    # As that user, only programs that everybody may run can be used.
    if DEBIAN:
        env["PRAXISTRESOR_PG_BIN"] = str(DEBIAN[-1].parent)
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, cwd="/", capture_output=True, text=True
    )
    assert done.stdout.split() == ["app", str(folder / "data")], done.stderr


def test_a_long_folder_gets_a_short_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    found = places_for(Path("/tmp") / ("x" * 200))  # noqa: S108 (nothing is made there)
    assert len(os.fsencode(found.sockets)) < 90


def test_a_socket_folder_of_a_stranger_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    stranger = tmp_path / "taken"
    stranger.symlink_to("/tmp")  # noqa: S108 (it must be refused)
    places = replace(places_for(tmp_path / "pg"), sockets=stranger)
    with pytest.raises(errors.NotWritable):
        places.make()
    places.remove()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root keeps the data apart from the folder")
def test_a_program_that_was_moved_finds_the_same_data_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = places_for(tmp_path / "pg")
    try:
        first.make()
        first.data.mkdir()
        monkeypatch.setattr("embedded.places._CLONE", Path("/opt/another-clone"))
        assert places_for(tmp_path / "pg").home == first.home
        # A copy of the folder is another practice: it never gets the first one's data.
        shutil.copytree(tmp_path / "pg", tmp_path / "copy")
        assert places_for(tmp_path / "copy").home != first.home
        (tmp_path / "pg" / "WHERE").write_text("/etc\n", "utf-8")
        assert places_for(tmp_path / "pg").home != Path("/etc")
    finally:
        first.remove()
