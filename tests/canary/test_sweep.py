"""L-01, L-06, G-01, G-06, H-07, K-09: after the whole job no canary lies anywhere it must not."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import psycopg
import pytest

from canary.finder import Finder, Hit
from canary.job import Canary, below, whole_day
from canary.needles import Needle
from embedded import EmbeddedServer
from praxis.running.backup import opening
from praxis.running.backup.target import Target
from praxis.vault import openers, sheets
from standing.practice import StandingPractice

pytestmark = pytest.mark.crash

# The only answers that may show a secret, each once, to whom it belongs (decisions.md, 8).
SHOWN_ONCE: Final = {
    "GET /anmelden/weiter/": "the authenticator's seed while it is enrolled",
    "POST /anmelden/app/": "the recovery codes, once",
    "POST /team/neu/": "the start password, once, to Leitung",
    "einladung/": "sheet and code, once",
    "POST /schluessel/blaetter/": "the recovery sheets, once, to Leitung",
}


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    practice = StandingPractice(tmp_path_factory.mktemp("canary"))
    try:
        practice.start()
        yield whole_day(practice)
    finally:
        practice.stop()


@pytest.fixture(scope="module")
def finder(canary: Canary) -> Finder:
    return Finder(canary.needles)


def _rows(server: EmbeddedServer, database: str) -> Iterator[tuple[str, bytes]]:
    """Every value of every row of every table."""
    with psycopg.connect(server.dsn("admin", database), autocommit=True) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            copied = bytearray()
            wanted = f'COPY (SELECT * FROM "{schema}"."{table}") TO STDOUT'  # noqa: S608 - its own names
            with connection.cursor().copy(wanted.encode()) as copy:
                for piece in copy:
                    copied += piece
            yield f"{database}.{table}", bytes(copied)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in below(folder):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        yield f"{path.name} in {path.parent}", f"{path.name}\n".encode() + content


def _said(hits: list[Hit]) -> str:
    return "\n".join(str(hit) for hit in hits[:20])


def test_l01_g06_no_table_of_the_practice_or_the_relay_holds_it(
    canary: Canary, finder: Finder
) -> None:
    places = [
        *_rows(canary.practice.database, "praxis"),
        *_rows(canary.practice.relay_database, "relay"),
    ]
    assert len(places) > 40
    hits = [hit for place, content in places for hit in finder.search(content, place)]
    assert hits == [], _said(hits)


def test_g06_no_file_of_the_databases_holds_it(canary: Canary, finder: Finder) -> None:
    """The raw cluster with its write-ahead log, as a stolen disk shows it."""
    hits: list[Hit] = []
    for server in (canary.practice.database, canary.practice.relay_database):
        for place, content in _files(server.places.home):
            hits += finder.search(content, place)
    assert hits == [], _said(hits)


def test_l01_no_file_log_or_temporary_file_holds_it(canary: Canary, finder: Finder) -> None:
    """Vault, documents, snapshots, intake, logs, terminals and TMPDIR of everything started."""
    hits = [
        hit
        for place, content in _files(canary.practice.root)
        for hit in finder.search(content, place)
    ]
    assert hits == [], _said(hits)


def test_g06_k10_a_backup_holds_it_neither_sealed_nor_opened(
    canary: Canary, finder: Finder
) -> None:
    """As it lies, and as somebody with the recovery sheets but without the vault sees it."""
    practice = canary.practice
    target = practice.root / "sicherung"
    target.mkdir(mode=0o700)
    assert practice.command("backup", "backup", str(target)) == 0, practice.said("backup")
    hits = [hit for place, found in _files(target) for hit in finder.search(found, place)]
    assert hits == [], _said(hits)
    identity = openers.identity(sheets.combine(practice.recovery_words[:2]))
    backup = opening.open_backup(Target(target), Target(target).newest(), [identity])
    assert backup.manifest.documents > 0
    for file in backup.files():
        for head, pieces in backup.contents(file):
            hits += finder.search(b"".join(pieces), f"{file.name} {head}")
    assert hits == [], _said(hits)


def test_l06_h07_no_byte_to_or_from_the_relay_holds_it(canary: Canary, finder: Finder) -> None:
    heard = canary.practice.tap.heard()
    assert len(heard) > 50_000
    hits = list(finder.search(heard, "relay line"))
    assert hits == [], _said(hits)


def test_h07_the_memory_of_the_relay_holds_no_canary(canary: Canary, finder: Finder) -> None:
    hits: list[Hit] = []
    (relay,) = canary.practice.part("relay")
    for place, content in _memory(relay.pid):
        hits += finder.search(content, place, depth=9)
    assert hits == [], _said(hits)


def _memory(pid: int) -> Iterator[tuple[str, bytes]]:
    maps = Path(f"/proc/{pid}/maps").read_text()
    handle = os.open(f"/proc/{pid}/mem", os.O_RDONLY)
    try:
        for begin, end, rights in re.findall(r"^([0-9a-f]+)-([0-9a-f]+) (rw..)", maps, re.M):
            try:
                content = os.pread(handle, int(end, 16) - int(begin, 16), int(begin, 16))
            except OSError:
                continue
            yield f"memory {begin} {rights}", content
    finally:
        os.close(handle)


def test_g05_no_argument_or_environment_holds_it(canary: Canary, finder: Finder) -> None:
    hits: list[Hit] = []
    for one in canary.practice.processes.values():
        for process in [psutil.Process(one.pid), *psutil.Process(one.pid).children(True)]:
            for name in ("cmdline", "environ"):
                content = Path(f"/proc/{process.pid}/{name}").read_bytes()
                hits += finder.search(content, f"{name} of {process.name()}")
    assert hits == [], _said(hits)


def test_g01_no_answer_shows_a_secret_but_the_named_ones(canary: Canary) -> None:
    """A session's cookie stands in the header that sets it and in no page."""
    secrets = Finder(needle for needle in canary.needles if needle.secret)
    hits = [
        hit
        for desk in canary.desks
        for answer in desk.answers
        if not any(answer.asked.endswith(shown) for shown in SHOWN_ONCE)
        for hit in secrets.search(answer.body, f"{answer.asked} for {answer.who}")
    ]
    assert hits == [], _said(hits)


def test_l01_a_planted_leak_is_found(canary: Canary, finder: Finder) -> None:
    """The sweep can fail: one value unsealed in one row."""
    needle: Needle = canary.needles[0]
    practice = canary.practice
    with psycopg.connect(practice.database.dsn("admin", "praxis"), autocommit=True) as connection:
        connection.execute("CREATE UNLOGGED TABLE leak (v text)")
        connection.execute("INSERT INTO leak VALUES (%s)", [needle.value.decode()])
        try:
            places = list(_rows(practice.database, "praxis"))
        finally:
            connection.execute("DROP TABLE leak")
    found = [hit for place, content in places for hit in finder.search(content, place)]
    assert {(hit.needle.name, hit.place) for hit in found} == {("family name", "praxis.leak")}
