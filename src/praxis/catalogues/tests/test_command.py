"""The command line of the catalogues, and what the program brings along."""

import argparse
import gzip
import hashlib
from pathlib import Path

import pytest

from formats.catalogues.samples import path
from formats.kvdt.samples import path as kvdt_path
from praxis import gate
from praxis.catalogues import queries, shipping
from praxis.catalogues.command import add_arguments, run
from praxis.catalogues.errors import AlreadyImported

pytestmark = pytest.mark.django_db


def _run(*given: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    said: list[str] = []
    return run(parser.parse_args(given), said.append), "\n".join(said)


@pytest.fixture
def vault(open_vault: object) -> None:
    """The log can be written."""


def test_import_list_and_search(vault: None) -> None:
    file = str(path("icd10gm2031syst_kodes.txt"))
    done, said = _run("import", file)
    assert (done, said) == (0, "ICD-10-GM 2031: 10 Einträge, 10 neu, 0 geändert, 0 entfallen.")
    with pytest.raises(AlreadyImported):
        _run("import", file)
    assert "ICD-10-GM 2031" in _run("list")[1]
    assert "A07.0    Akutes Muster" in _run("search", "übermüd", "--day", "2031-05-01")[1]
    assert "abgelaufen" in _run("search", "muster", "--day", "2040-05-01")[1]


def test_missing_files_and_catalogues_are_said(vault: None, tmp_path: Path) -> None:
    assert _run("import", str(tmp_path / "fehlt.txt"))[0] == 1
    assert _run("search", "x", "--catalogue", "ebm") == (1, "Dieser Katalog ist nicht eingelesen.")


def test_what_is_shipped_is_whole_unaltered_and_taken_once(vault: None) -> None:
    sources = (shipping.HERE / "SOURCES.md").read_text("utf-8")
    with gzip.open(shipping.HERE / "icd10gm2025syst_kodes.txt.gz") as stream:
        assert hashlib.sha256(stream.read()).hexdigest() in sources
    with gate.as_system("catalogue-import") as job:
        made = shipping.import_shipped(job)
        assert {one.title: one.items for one in made} == {"ICD-10-GM 2025": 16817, "GOÄ 1996": 2844}
        assert shipping.import_shipped(job) == []
        goae = queries.counting("goae")
        assert goae is not None
        five = queries.look_up(goae.edition, "5")
        assert five is not None
        assert "8" in five.facts["exclusions"]


def test_a_bill_is_checked_with_what_was_imported(vault: None, tmp_path: Path) -> None:
    file = str(kvdt_path("adt.con"))
    done, said = _run("check", file)
    assert done == 0
    assert "Nicht geprüft, weil die Postleitzahlen-Stammdatei (SDPLZ) für 4/2026 fehlt" in said
    postcodes = tmp_path / "PLZ99_1.426"
    postcodes.write_bytes(path("PLZ99_1.131").read_bytes().replace(b"911112031", b"911142026"))
    assert "3 Einträge, 3 neu" in _run("import", str(postcodes))[1]
    assert "SDPLZ" not in _run("check", file)[1]
    assert "Demo" not in said
    assert _run("check", str(tmp_path / "fehlt.con"))[0] == 1


def test_another_job_may_not_import(vault: None) -> None:
    from praxis.core.errors import Refused

    with gate.as_system("post-inbox") as job, pytest.raises(Refused):
        shipping.import_shipped(job)
