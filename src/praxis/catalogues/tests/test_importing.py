"""Imports are whole or nothing, once, written down, and say what changed."""

import io
from datetime import date

import pytest

from formats.catalogues.samples import names, path
from praxis.audit.models import AuditEvent
from praxis.catalogues import queries
from praxis.catalogues.changes import changes
from praxis.catalogues.errors import AlreadyImported, BadCatalogue, EmptyCatalogue
from praxis.catalogues.importing import import_catalogue
from praxis.catalogues.models import Edition, Item
from praxis.catalogues.tests.conftest import Bring
from praxis.core.actors import Actor
from praxis.core.errors import Refused

ICD = "icd10gm2031syst_kodes.txt"


@pytest.mark.parametrize("name", names())
def test_every_sample_is_taken_over_whole(bring: Bring, name: str) -> None:
    edition = bring(name)
    assert queries.items_of(edition) == edition.items == edition.added > 0


def test_an_import_stands_in_the_log(bring: Bring) -> None:
    edition = bring(ICD)
    event = AuditEvent.objects.get(act="catalogue:import", reason="imported")
    assert event.subjects == [edition.pk]
    assert edition.imported_by == bring.actor.id


def test_the_same_file_is_taken_over_once(bring: Bring) -> None:
    bring(ICD)
    with pytest.raises(AlreadyImported):
        bring(ICD)
    assert Edition.objects.count() == 1


def test_only_leitung_and_it_import(visit: object, ada: Actor, ben: Actor) -> None:
    for actor in (ada, ben):
        with path(ICD).open("rb") as stream, pytest.raises(Refused):
            import_catalogue(actor, stream, ICD)
    assert not Edition.objects.exists()


def test_a_broken_line_leaves_nothing_behind(bring: Bring, otto: Actor) -> None:
    data = path(ICD).read_bytes() + b"3;N;broken\n"
    with pytest.raises(BadCatalogue, match=r"Zeile 11: 3 Felder statt 28.*nichts geändert"):
        import_catalogue(otto, io.BytesIO(data), ICD)
    assert (Edition.objects.count(), Item.objects.count()) == (0, 0)


def test_unknown_and_empty_files_are_refused_in_german(bring: Bring, otto: Actor) -> None:
    with pytest.raises(BadCatalogue, match="keine Katalogdatei"):
        import_catalogue(otto, io.BytesIO(b"PK\x03\x04"), "bild.zip")
    empty = b"<keytabs xmlns='urn:ehd/001'></keytabs>"
    with pytest.raises(EmptyCatalogue):
        import_catalogue(otto, io.BytesIO(empty), "leer.xml")


def test_progress_reaches_the_last_item(bring: Bring, otto: Actor) -> None:
    told: list[int] = []
    with path(ICD).open("rb") as stream:
        import_catalogue(otto, stream, ICD, told.append)
    assert told[-1] == 10


def test_the_next_edition_says_what_changed_and_the_old_one_stays(bring: Bring) -> None:
    old = bring(ICD)
    lines = path(ICD).read_text("utf-8").splitlines(keepends=True)
    lines[1] = lines[1].replace("durch Übermüdung", "durch Überarbeitung")
    lines[3] = lines[3].replace("A07.9", "A07.7").replace("A079", "A077")
    text = "".join(lines).encode()
    taken = import_catalogue(bring.actor, io.BytesIO(text), "icd10gm2032syst_kodes.txt")
    (new,) = taken.editions
    assert new.compared_with == old
    assert (new.added, new.changed, new.removed) == (1, 1, 1)
    assert [(one.code, one.what) for one in changes(new)] == [
        ("A07.0", "geändert"),
        ("A07.7", "neu"),
        ("A07.9", "entfallen"),
    ]
    found = queries.look_up(old, "A07.9")
    assert found is not None
    assert found.title == "Musterfieber, nicht näher bezeichnet"


def test_which_text_counted_on_which_day(bring: Bring) -> None:
    old, new = bring(ICD), bring("icd10gm2032syst_claml.xml")

    def on(day: date) -> tuple[Edition, bool] | None:
        found = queries.counting("icd10gm", day)
        return (found.edition, found.stale) if found else None

    assert on(date(2030, 12, 31)) is None
    assert on(date(2031, 1, 1)) == (old, False)
    assert on(date(2031, 12, 31)) == (old, False)
    assert on(date(2032, 1, 1)) == (new, False)
    assert on(date(2033, 1, 1)) == (new, True), "an expired edition says so"
