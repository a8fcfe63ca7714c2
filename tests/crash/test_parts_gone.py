"""A part is killed or its disk is full under a working practice: clear pages, nothing lost."""

import contextlib
import os
import resource
import secrets
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import httpx
import psutil
import pytest

from attacks.addresses import all_addresses
from attacks.trying import not_ours
from canary.crawl import ask, crawl, ids_of
from crash.founding import admitted, founded
from embedded.processes import working_in
from formats.ldt import write_reports
from house.patience import until
from praxis.core.errors import PraxisError
from praxis.exchange.lab.samples.invented import (
    LABORATORY,
    NOBODY,
    analyte,
    moment,
    pdf,
    report,
)
from standing.desk import Answer, Desk
from standing.practice import StandingPractice

pytestmark = pytest.mark.crash

# How often the worker is killed while laboratory files wait.
ROUNDS: Final = 3
FILES: Final = 6
REPORTS: Final = 3


class House:
    """A practice with one patient; every test leaves it standing as it found it."""

    def __init__(self, practice: StandingPractice) -> None:
        self.practice = practice
        self.ada = founded(practice)
        self.patient = admitted(self.ada)
        self.chart = f"{self.patient}karteikarte/"
        self.written: list[str] = []

    def writes(self, words: str) -> None:
        """A line the server has confirmed."""
        self.ada.done(f"{self.patient}eintragen/", {"zeile": f"A {words}"})
        self.written.append(words)

    def shows_everything(self) -> bool:
        """Whether the chart is there, with every confirmed line."""
        answer = _asked(self.ada, self.chart)
        return answer is not None and answer.status == 200 and all(
            words in answer.text for words in self.written
        )  # fmt: skip

    def kills(self, *parts: str) -> None:
        """kill -9; the database by its own processes."""
        for part in parts:
            if part == "postgres":
                for pid in working_in(self.practice.database.places.data):
                    os.kill(pid, signal.SIGKILL)
            for process in self.practice.part(part) if part != "postgres" else ():
                process.kill()

    @contextmanager
    def nobody_starts_again(self) -> Iterator[None]:
        """The supervisor sleeps, so that what was killed stays away."""
        supervisor = psutil.Process(self.practice.processes["practice"].pid)
        supervisor.suspend()
        try:
            yield
        finally:
            supervisor.resume()

    def counted(self, what: str) -> int:
        """A number out of the database."""
        ((found,),) = self.practice.query(f"SELECT count(*) FROM {what}")  # noqa: S608 - our own words
        assert isinstance(found, int)
        return found

    def laboratory_sends(self, files: int) -> None:
        """So many files with three reports each, all of people nobody knows."""
        spool = self.practice.data / "labor"
        spool.mkdir(mode=0o700, exist_ok=True)
        for _ in range(files):
            name = secrets.token_hex(6)
            reports = [
                report(f"{name}-{n}", NOBODY, analyte("X", "Probe", "7.4", "%", "4.0", "6.5"))
                for n in range(REPORTS)
            ]
            whole = write_reports(reports, LABORATORY, ("Labor", "Lena"), moment(21, 6, 30))
            waiting = spool / f".{name}.part"
            waiting.write_bytes(whole)
            waiting.replace(spool / f"{name}.ldt")

    def waiting(self) -> list[str]:
        """The laboratory's files that were not taken over yet."""
        return sorted(one.name for one in (self.practice.data / "labor").glob("*.ldt"))

    def imported(self) -> tuple[int, int, int]:
        """Files, files that are done, reports."""
        done = "lab_file WHERE state = 'imported'"
        return self.counted("lab_file"), self.counted(done), self.counted("lab_report")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    standing = StandingPractice(tmp_path_factory.mktemp("gone"))
    try:
        standing.start()
        yield House(standing)
    finally:
        standing.stop()


def _asked(desk: Desk, path: str) -> Answer | None:
    try:
        return desk.get(path)
    except httpx.HTTPError:
        return None


def _wrong(answers: Iterator[Answer]) -> list[str]:
    """Answers that are not ours, or say that something happened nobody foresaw."""
    return [
        f"{one.asked}: {one.status} {not_ours(one)}"
        for one in answers
        if one.status == 500 or not_ours(one)
    ]


@contextmanager
def _full_disk(processes: list[psutil.Process], most: int) -> Iterator[None]:
    """No file of these processes grows beyond `most` bytes, as on a disk without room."""
    for process in processes:
        process.rlimit(psutil.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for process in processes:
            process.rlimit(psutil.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def _web(house: House) -> list[psutil.Process]:
    found = house.practice.part("web")
    return [*found, *(child for one in found for child in one.children(recursive=True))]


def test_k13_a_killed_database_comes_back_with_everything_that_was_confirmed(house: House) -> None:
    for round_ in range(3):
        house.writes(f"Husten Runde {round_}")
        house.kills("postgres")
        for _ in range(5):
            answer = house.ada.get(house.chart)
            assert answer.status in {200, 503}, answer.text[:300]
            assert not_ours(answer) == ""
            assert answer.status == 200 or "Datenbank" in answer.text
        until(house.shows_everything, what="the chart again")
    assert "Der Teil „postgres“ ist ausgefallen" in house.practice.said("practice")
    house.writes("Und es geht weiter")
    assert house.shows_everything()


def test_k13_a_killed_keeper_comes_back_sealed_and_loses_nothing(house: House) -> None:
    """Who holds keys works on; what only the keeper does waits, and the log stays whole."""
    practice = house.practice
    house.writes("Vor dem Ausfall des Schlüsseldienstes")
    house.kills("keeper")
    until(lambda: practice.part("keeper") and not practice.is_open(), what="a sealed keeper")
    house.writes("Während der Schlüsseldienst zu ist")
    assert house.shows_everything()
    until(lambda: _unsealed(practice), what="the vault open again")
    until(house.shows_everything, what="the chart again")
    until(lambda: _unchained(house) == 0, what="the chain")
    assert practice.command("verify", "audit", "verify") == 0, practice.said("verify")


def _unsealed(practice: StandingPractice) -> bool:
    # A keeper that has just been started may not listen yet.
    with contextlib.suppress(PraxisError):
        if not practice.is_open():
            practice.unseal()
    return practice.is_open()


def _unchained(house: House) -> int:
    return house.counted(
        "audit_event e WHERE NOT EXISTS (SELECT FROM audit_chain c WHERE c.event_id = e.n)"
    )


def test_k13_a_killed_search_comes_back_and_knows_who_came_meanwhile(house: House) -> None:
    with house.nobody_starts_again():
        house.kills("search")
        new = admitted(house.ada, "Findling", f"Nr{secrets.randbelow(10**6)}")
        asked = house.ada.post("/patienten/", {"q": "Findling"})
        assert asked.status == 503, asked.text[:300]
        assert "Die Suche antwortet gerade nicht" in asked.text

    def finds() -> bool:
        answer = house.ada.post("/patienten/", {"q": "Findling"})
        return answer.status < 400 and (new in answer.text or new in answer.location)

    until(finds, what="the person who came meanwhile")


def test_k13_a_worker_killed_while_it_imports_loses_and_doubles_nothing(house: House) -> None:
    """Killed again and again at moments nobody chose, between the first file and the last."""
    files, done, reports = house.imported()
    house.laboratory_sends(FILES)
    for _ in range(ROUNDS):
        time.sleep(secrets.randbelow(400) / 1000)
        house.kills("worker")
        until(lambda: house.practice.part("worker"), what="the worker again")
    wanted = (files + FILES, done + FILES, reports + FILES * REPORTS)
    until(lambda: not house.waiting() and house.imported() == wanted, "the import")


def test_m04_a_full_disk_leaves_laboratory_files_where_they_are_until_there_is_room(
    house: House,
) -> None:
    files, done, reports = before = house.imported()
    until(lambda: house.practice.part("worker"), what="the worker")
    with _full_disk(house.practice.part("worker"), 100):
        house.laboratory_sends(FILES)
        waiting = house.waiting()
        time.sleep(3)
        assert house.waiting() == waiting
        assert house.imported() == before
    wanted = (files + FILES, done + FILES, reports + FILES * REPORTS)
    until(lambda: not house.waiting() and house.imported() == wanted, "the import")


def test_m04_a_full_disk_takes_no_document_and_says_so(house: House) -> None:
    """Nothing of it stays: no row, no half file; with room again the same upload is taken."""
    documents = house.practice.data / "documents"
    rows = house.counted("document")
    kept = sorted(one.name for one in documents.rglob("*") if one.is_file())
    content = pdf(f"Befund {secrets.token_hex(8)}")
    sent = {"datei": ("brief.pdf", content, "application/pdf")}
    path, form = f"{house.patient}dokumente/ablegen/", {"titel": "Entlassbrief", "art": "letter"}
    with _full_disk(_web(house), 100):
        answer = house.ada.post(path, form, sent)
    assert answer.status == 507, answer.text[:300]
    assert "kein Speicherplatz mehr frei" in answer.text
    assert house.counted("document") == rows
    assert sorted(one.name for one in documents.rglob("*") if one.is_file()) == kept
    house.ada.done(path, form, sent)
    assert house.counted("document") == rows + 1


def test_g02_no_address_tells_anything_while_the_database_is_gone(house: House) -> None:
    """Every address and method: without a database nothing happens, so nothing is left out."""
    ids, ada = ids_of(house.practice), house.ada
    with house.nobody_starts_again():
        house.kills("postgres")
        answers = [
            ada.post(path) if method == "POST" else ada.get(path)
            for address in all_addresses()
            for path in [address.with_ids(ids)]
            for method in address.methods
        ]
    assert _wrong(iter(answers)) == []
    assert {one.status for one in answers} == {503}
    until(house.shows_everything, what="the chart again")


@pytest.mark.parametrize("part", ["search", "keeper"])
def test_g02_no_address_breaks_while_a_part_is_gone(house: House, part: str) -> None:
    with house.nobody_starts_again():
        house.kills(part)
        wrong = _wrong(crawl(house.practice, [house.ada]))
    assert wrong == []
    until(lambda: house.practice.part(part), what="the part again")
    until(lambda: part != "keeper" or _unsealed(house.practice), what="the vault open again")


def test_g02_every_address_is_the_sealed_page_once_the_vault_is_sealed(house: House) -> None:
    practice, ids = house.practice, ids_of(house.practice)
    practice.line().seal()
    try:
        until(lambda: all(practice.status() == 503 for _ in range(20)), what="a sealed practice")
        answers = [
            answer
            for address in all_addresses()
            for method in address.methods
            if (answer := ask(house.ada, address, method, ids)) is not None
        ]
    finally:
        until(lambda: _unsealed(practice), what="the vault open again")
    assert {one.status for one in answers} == {503}
    assert [one.asked for one in answers if "praxistresor unseal" not in one.text] == []
    until(house.shows_everything, what="the chart again")
