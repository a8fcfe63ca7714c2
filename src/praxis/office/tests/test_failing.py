"""Disk full, database gone: one clear German page, nothing half-written, nothing more shown."""

import errno
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpRequest
from django.test import RequestFactory

from house.cast import Cast
from house.pages import Pages
from praxis.catalogues import runs
from praxis.catalogues.models import ImportRun
from praxis.office.walls.answers import server_error
from praxis.running import cli


def _page_of(error: Exception) -> tuple[int, str]:
    request: HttpRequest = RequestFactory().get("/")
    try:
        raise error
    except Exception:  # noqa: BLE001 - as Django's handler sees it
        answer = server_error(request)
    return answer.status_code, answer.content.decode()


def _from_postgres(code: type[psycopg.Error]) -> OperationalError:
    error = OperationalError("Dora Muster")
    error.__cause__ = code("Dora Muster")
    return error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "Dora Muster"),
        OSError(errno.EDQUOT, "Dora Muster"),
        _from_postgres(psycopg.errors.DiskFull),
        psycopg.errors.DiskFull("Dora Muster"),
    ],
)
def test_m04_a_full_disk_is_named_wherever_it_was_met(error: Exception) -> None:
    status, text = _page_of(error)
    assert status == 507
    assert "kein Speicherplatz mehr frei" in text
    assert "Dora" not in text


def test_m04_a_database_that_is_gone_is_named_and_another_fault_is_not_called_so() -> None:
    status, text = _page_of(_from_postgres(psycopg.errors.AdminShutdown))
    assert (status, "Die Datenbank antwortet" in text) == (503, True)
    status, text = _page_of(OSError(errno.EACCES, "Dora Muster"))
    assert (status, "Dora" in text, "Speicherplatz" in text) == (500, False, False)


@contextmanager
def _small_files(most: int) -> Iterator[None]:
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


@pytest.mark.parametrize("name", ["catalogues:upload", "lab:upload"])
def test_m04_an_upload_meets_a_full_disk_and_leaves_nothing(
    cast: Cast, page: Pages, name: str
) -> None:
    ada = page.as_(cast.ada, raises=False)
    sent = {"datei": SimpleUploadedFile("a.txt", bytes(300_000))}
    with _small_files(100_000):
        answer = ada.post(name, data=sent)
    answer.has_status(507).shows("kein Speicherplatz mehr frei")
    assert not ImportRun.objects.exists()
    assert not list(runs._folder().iterdir())


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (psycopg.OperationalError("Dora Muster"), "Die Datenbank antwortet nicht"),
        (OSError(errno.ENOSPC, "Dora Muster"), "kein Speicherplatz mehr frei"),
    ],
)
def test_m04_a_command_says_it_in_german_and_fails(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise error

    monkeypatch.setattr(cli, "_audit_verify", broken)
    assert cli.main(["audit", "verify"]) == 1
    told = capsys.readouterr().err
    assert said in told
    assert "Dora" not in told
