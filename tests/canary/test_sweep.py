"""L-01, L-06, G-01, G-06, H-07, K-09: after the whole job no canary lies anywhere it must not."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psutil
import psycopg
import pytest

from canary.crawl import crawl
from canary.finder import Finder, Hit
from canary.job import PASSWORD, Canary, below, whole_day
from canary.needles import Needle
from canary.people import MAY_SEE
from embedded import EmbeddedServer
from praxis.running.backup import opening
from praxis.running.backup.target import Target
from praxis.vault import openers, sheets
from standing.desk import Answer, Desk
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
# The only files a secret lies in as it is, each 0600: without it the part could not start.
LIES_IN: Final = {
    "keeper token of": re.compile(r"\w+ in .*/run/keeper-tokens"),
    "database password of": re.compile(r"(app|owner|chainer)\.pgpass in |passwords\.json in "),
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


@pytest.fixture(scope="module")
def crawled(canary: Canary) -> list[Answer]:
    found = list(crawl(canary.practice, [*canary.desks, Desk(canary.practice, "eve")]))
    # Whoever had to unlock the screen has a new cookie since.
    canary.needles += canary.cookies()
    return found


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


def _of_files(finder: Finder, folder: Path) -> list[Hit]:
    """What is found in files, but for the secrets that have to lie there."""
    return [
        hit
        for place, content in _files(folder)
        for hit in finder.search(content, place)
        if not any(hit.needle.name.startswith(name) and where.match(hit.place)
                   for name, where in LIES_IN.items())
    ]  # fmt: skip


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
        hits += _of_files(finder, server.places.home)
    assert hits == [], _said(hits)


def test_l01_no_file_log_or_temporary_file_holds_it(canary: Canary, finder: Finder) -> None:
    """Vault, documents, snapshots, intake, logs, terminals and TMPDIR of everything started."""
    hits = _of_files(finder, canary.practice.root)
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


def test_o10_neither_practice_nor_relay_ever_had_a_private_key_of_the_phone(
    canary: Canary,
) -> None:
    """Whoever administers either finds no key of a patient: not stored, sent, nor in memory."""
    practice = canary.practice
    seeker = Finder(needle for needle in canary.needles if needle.name.endswith("of the phone"))
    hits = list(seeker.search(practice.tap.heard(), "relay line"))
    for server, name in ((practice.database, "praxis"), (practice.relay_database, "relay")):
        for place, content in _rows(server, name):
            hits += seeker.search(content, place)
    # The worker opens letters, the post carries them, the relay keeps them.
    for part in ("worker", "post", "relay"):
        for process in practice.part(part):
            for place, content in _memory(process.pid):
                hits += seeker.search(content, f"{part} {place}", depth=9)
    assert hits == [], _said(hits)


def test_h07_the_memory_of_the_relay_holds_no_canary(canary: Canary) -> None:
    hits: list[Hit] = []
    (relay,) = canary.practice.part("relay")
    # Without the password of its own role it could not work; it has no other.
    own = "database password of app (relay)"
    finder = Finder(needle for needle in canary.needles if needle.name != own)
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


def _shown(canary: Canary, answers: list[Answer], needles: list[Needle]) -> list[Hit]:
    """Needles in whole answers; a cookie may stand in the header that sets it."""
    seeker = Finder(needles)
    return [
        hit
        for answer in answers
        for hit in seeker.search(answer.raw, f"{answer.asked} ({answer.status}) for {answer.who}")
        if not hit.needle.name.startswith("cookie") or b"set-cookie" not in answer.raw.lower()
    ]


def test_l01_g01_no_address_shows_anybody_a_stored_secret(
    canary: Canary, crawled: list[Answer]
) -> None:
    """Headers and bodies of every address, as everybody; nothing of it is an exception."""
    assert {answer.who for answer in crawled} == {*PASSWORD, "eve"}
    assert len(crawled) > 700
    at_work = {one.who for one in crawled if (one.asked, one.status) == ("GET /", 200)}
    assert at_work == set(PASSWORD), "the others crawled the login page only"
    assert [f"{one.asked} {one.status}" for one in crawled if one.status == 500] == []
    hits = _shown(canary, crawled, [one for one in canary.needles if one.secret])
    assert hits == [], _said(hits)


def test_l01_l03_no_address_shows_the_patient_to_who_may_not_see_them(
    canary: Canary, crawled: list[Answer]
) -> None:
    words = [one for one in canary.needles if not one.secret]
    assert {one.name for one in words} == MAY_SEE.keys()
    for who in (*PASSWORD, "eve"):
        theirs = [answer for answer in crawled if answer.who == who]
        hits = _shown(canary, theirs, [one for one in words if who not in MAY_SEE[one.name]])
        assert hits == [], _said(hits)


def test_l01_the_crawl_reaches_the_patient_where_they_may_be_seen(
    canary: Canary, crawled: list[Answer]
) -> None:
    """It proves nothing that it finds nothing, unless it finds what is to be found."""
    words = [one for one in canary.needles if not one.secret]
    for who in ("ada", "ben", "ria"):
        theirs = [answer for answer in crawled if answer.who == who]
        found = {hit.needle.name for hit in _shown(canary, theirs, words)}
        assert {"family name", "given name", "street", "insurance number"} <= found, who
        assert ("chart line" in found) == (who != "ria")


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
