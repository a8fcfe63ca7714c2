"""The pages of the catalogues, and a file's way from the browser to an edition."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from formats.catalogues.samples import path
from house.cast import Cast
from house.pages import Pages
from praxis.catalogues import runs
from praxis.catalogues.models import Edition, ImportRun, RunState
from praxis.core import claimants
from praxis.core.errors import Refused
from praxis.gate.visit import visiting

ICD = "icd10gm2031syst_kodes.txt"


def _file(name: str = ICD, data: bytes | None = None) -> dict[str, object]:
    content = path(ICD).read_bytes() if data is None else data
    return {"datei": SimpleUploadedFile(name, content)}


def test_a_file_goes_from_the_browser_to_an_edition(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload", data=_file()).leads_to("/kataloge/pflege/")
    otto.get("catalogues:editions").shows(ICD, "wartet")
    assert runs.run_pass() == 1
    assert runs.run_pass() == 0
    edition = Edition.objects.get()
    assert edition.imported_by == cast.otto.id
    otto.get("catalogues:runs").shows("eingelesen", "ICD-10-GM 2031", "10 neu").hides("hx-get")
    otto.get("catalogues:edition", edition.pk).shows("Erste Fassung")
    kept = runs._folder() / str(ImportRun.objects.get().pk)
    assert not kept.exists(), "nothing is left beside the database"


def test_the_page_asks_again_while_a_file_waits(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload", data=_file())
    otto.get("catalogues:runs").shows('hx-get="/kataloge/laeufe/"')
    runs.run_pass()


def test_a_broken_file_changes_nothing_and_says_why(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload", data=_file(data=path(ICD).read_bytes() + b"kaputt\n"))
    runs.run_pass()
    otto.get("catalogues:editions").shows("abgewiesen", "Zeile 11", "nichts geändert")
    assert not Edition.objects.exists()


def test_the_same_file_twice_is_refused_openly(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    for _ in range(2):
        otto.post("catalogues:upload", data=_file())
        runs.run_pass()
    otto.get("catalogues:editions").shows("schon eingelesen")
    assert Edition.objects.count() == 1


def test_a_form_without_a_file_or_with_an_empty_one_is_refused(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload").has_status(422).shows("Bitte wählen Sie eine Katalogdatei")
    otto.post("catalogues:upload", data=_file(data=b"")).has_status(422)
    assert not ImportRun.objects.exists()


def test_only_leitung_and_it_send_files_in(cast: Cast, page: Pages) -> None:
    for person in (cast.ben, cast.cem, cast.ria):
        page.as_(person, raises=False).post("catalogues:upload", data=_file()).is_refused()
    with visiting(), pytest.raises(Refused):
        runs.send_in(cast.ben.actor, [b"x"], ICD)
    assert not ImportRun.objects.exists()


def test_everybody_searches_and_an_expired_edition_says_so(cast: Cast, page: Pages) -> None:
    with visiting(), path("goae_muster.csv").open("rb") as stream:
        from praxis.catalogues.importing import import_catalogue

        import_catalogue(cast.otto.actor, stream, "goae_muster.csv")
    for person in (cast.ben, cast.ria, cast.otto):
        browser = page.as_(person)
        found = browser.post("catalogues:search", data={"katalog": "goae", "q": "musterber"})
        found.shows("Musterberatung", "100 Punkte", "5,83")
        browser.post("catalogues:search", data={"katalog": "icd10gm", "q": "x"}).shows(
            "noch nicht eingelesen"
        )


def _as_a_killed_worker_leaves_it(tries: int) -> None:
    ImportRun.objects.update(state=RunState.RUNNING, claimed_by=uuid4(), tries=tries)


def test_k13_what_a_dead_worker_was_reading_is_read_by_the_next_at_once(
    cast: Cast, page: Pages
) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload", data=_file())
    _as_a_killed_worker_leaves_it(1)
    assert runs.run_pass() == 1
    otto.get("catalogues:runs").shows("eingelesen")
    assert Edition.objects.count() == 1


def test_a_file_that_ended_two_workers_is_given_up(cast: Cast, page: Pages) -> None:
    otto = page.as_(cast.otto)
    otto.post("catalogues:upload", data=_file())
    _as_a_killed_worker_leaves_it(2)
    assert runs.run_pass() == 0
    otto.get("catalogues:runs").shows("abgewiesen", "unterbrochen")
    assert not list(runs._folder().iterdir())


def test_a_file_that_somebody_reads_is_left_alone(cast: Cast, page: Pages) -> None:
    page.as_(cast.otto).post("catalogues:upload", data=_file())
    ImportRun.objects.update(state=RunState.RUNNING, claimed_by=claimants.me(), tries=1)
    assert runs.run_pass() == 0
    assert ImportRun.objects.get().state == RunState.RUNNING
    ImportRun.objects.update(claimed_by=uuid4())
    runs.run_pass()
