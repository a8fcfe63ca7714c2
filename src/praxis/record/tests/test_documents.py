"""Files from outside: judged by content, made harmless or refused, and handed out with care."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from attacks.trying import same
from house.cast import Cast
from house.pages import Pages
from praxis import gate
from praxis.audit.models import AuditEvent
from praxis.core.actors import Actor
from praxis.core.errors import NotThere, Refused
from praxis.core.ids import PatientId, uuid7
from praxis.gate.guard import passage
from praxis.gate.visit import visiting
from praxis.patients.actions import create_patient
from praxis.patients.identity import read_identity
from praxis.record import queries as record
from praxis.record.access import RecordAct
from praxis.record.documents import actions, intake, queries, urls
from praxis.record.documents.actions import NewDocument
from praxis.record.documents.errors import (
    BrokenImage,
    BrokenPdf,
    DocumentReplaced,
    LockedPdf,
    NoFile,
    OfficeOrArchive,
    SamePatient,
    TitleMissing,
    TooLargeToCheck,
    TooManyPixels,
    WebPage,
    WrongKind,
)
from praxis.record.documents.harmless import active_keys
from praxis.record.documents.intake import take_in
from praxis.record.documents.pdfs import clean_pdf
from praxis.record.models import Document
from praxis.vault import uploads

NEW = NewDocument("Brief der Klinik", "letter")


class File:
    """A file somebody brings."""

    def __init__(self, content: bytes) -> None:
        self.content = content

    def chunks(self) -> Iterator[bytes]:
        for at in range(0, len(self.content), 1 << 16):
            yield self.content[at : at + (1 << 16)]


def pdf(prepare: Any = None) -> bytes:
    """One empty page, made hostile by `prepare`."""
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if prepare:
        prepare(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def image(kind: str, **told: Any) -> bytes:
    """A small picture."""
    out = BytesIO()
    Image.new("RGB", (8, 6), (200, 30, 30)).save(out, kind, **told)
    return out.getvalue()


def _script(writer: PdfWriter) -> None:
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x()")}
    )
    writer._root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): writer._add_object(script)}
    )


def _page_action(writer: PdfWriter) -> None:
    writer.pages[0][NameObject("/AA")] = DictionaryObject(
        {NameObject("/O"): DictionaryObject({NameObject("/S"): NameObject("/Launch")})}
    )


def _file_inside(writer: PdfWriter) -> None:
    writer.add_attachment("evil.exe", b"MZ")


def _link(writer: PdfWriter) -> None:
    from pypdf.annotations import Link

    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="http://evil.example/"))


def _outside(writer: PdfWriter) -> None:
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject("http://e/")}
    )


@pytest.mark.parametrize("hostile", [_script, _page_action, _file_inside, _link, _outside])
def test_f02_an_active_pdf_is_rewritten_without_what_is_active(hostile: Any) -> None:
    brought = pdf(hostile)
    assert active_keys(brought)
    clean = clean_pdf(brought)
    assert active_keys(clean) == set()
    assert len(PdfReader(BytesIO(clean)).pages) == 1


def test_f02_an_encrypted_pdf_is_refused() -> None:
    with pytest.raises(LockedPdf):
        clean_pdf(pdf(lambda writer: writer.encrypt("geheim")))


def test_f02_a_broken_cross_reference_is_repaired_and_rubbish_refused() -> None:
    broken = re.sub(rb"startxref\n\d+", b"startxref\n7", pdf())
    assert active_keys(clean_pdf(broken)) == set()
    with pytest.raises(BrokenPdf):
        clean_pdf(b"%PDF-1.7\n" + b"\x00garbage" * 50)


@pytest.mark.parametrize("content", [b"<svg onload=x>", b"\n<!DOCTYPE html><p>", b"<?xml ?><a/>",
                                     b"MIME-Version: 1.0\r\n<html>"])  # fmt: skip
def test_f01_web_pages_and_drawings_are_refused(content: bytes) -> None:
    with pytest.raises(WebPage):
        take_in(File(content))


@pytest.mark.parametrize("head", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08", b"Rar!"])
def test_f03_f11_archives_and_office_files_are_refused_unread(head: bytes) -> None:
    asked = 0

    class Endless:
        def chunks(self) -> Iterator[bytes]:
            nonlocal asked
            while True:
                asked += 1
                yield head + bytes(1 << 16)

    with pytest.raises(OfficeOrArchive):
        take_in(Endless())
    assert asked == 1


def test_f05_a_polyglot_loses_its_second_half() -> None:
    for content in (image("PNG"), image("JPEG"), pdf()):
        clean = take_in(File(content + b"PK\x03\x04<script>evil</script>"))
        kept = b"".join(clean.pieces)
        assert b"evil" not in kept
        assert b"PK\x03\x04" not in kept


def test_f05_the_content_decides_and_not_the_name() -> None:
    assert take_in(SimpleUploadedFile("x.html", image("PNG"), "text/html")).media == "image/png"
    with pytest.raises(WrongKind):
        take_in(SimpleUploadedFile("x.pdf", b"MZ\x90\x00" * 400, "application/pdf"))


def test_f06_a_pixel_flood_is_refused_before_it_is_decoded() -> None:
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    with pytest.raises(TooManyPixels):
        take_in(File(out.getvalue()))


def test_f06_metadata_with_places_are_stripped_and_tiff_becomes_png() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Diagnose geheim"
    clean = take_in(File(image("JPEG", exif=exif)))
    kept = b"".join(clean.pieces)
    assert b"geheim" not in kept
    assert not Image.open(BytesIO(kept)).getexif()
    assert take_in(File(image("TIFF"))).media == "image/png"
    with pytest.raises(BrokenImage):
        take_in(File(image("PNG")[:40]))


def test_f07_nothing_and_too_much_are_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Here:
        documents = tmp_path / "documents"

    monkeypatch.setattr(uploads, "config", Here)
    monkeypatch.setattr(intake, "LARGEST", 8 << 20)
    with pytest.raises(NoFile):
        take_in(File(b""))
    given = 0

    class Huge:
        def chunks(self) -> Iterator[bytes]:
            nonlocal given
            yield b"%PDF-1.7\n"
            while True:
                given += 1 << 20
                yield bytes(1 << 20)

    with pytest.raises(TooLargeToCheck):
        take_in(Huge())
    assert given < 30 << 20


def test_f08_eicar_is_no_document() -> None:
    eicar = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
    with pytest.raises(WrongKind):
        take_in(File(eicar))


def test_f09_dicom_with_a_program_in_front_is_no_document() -> None:
    with pytest.raises(WrongKind):
        take_in(File(b"MZ" + bytes(126) + b"DICM" + bytes(2000)))


def test_f10_the_same_content_twice_overwrites_nothing(dora: PatientId, ada: Actor) -> None:
    first = actions.add_document(ada, dora, NEW, File(image("PNG")))
    second = actions.add_document(ada, dora, NEW, File(image("PNG")))
    assert first != second
    assert bytes(b"".join(queries.content(ada, first).body)).startswith(b"\x89PNG")


def test_a_document_needs_a_title_and_a_known_kind() -> None:
    for title in ("", "x" * 101, "a\r\nSet-Cookie: b"):
        with pytest.raises(TitleMissing):
            NewDocument(title, "letter")


def test_c07_only_who_may_read_the_patient_gets_the_content(
    dora: PatientId, ada: Actor, ben: Actor, cem: Actor, otto: Actor, ria: Actor
) -> None:
    added = actions.add_document(ben, dora, NEW, File(pdf()))
    assert queries.document(ada, added).title == "Brief der Klinik"
    for stranger in (cem, otto, ria):
        with pytest.raises(NotThere):
            queries.content(stranger, added)
        with pytest.raises(NotThere):
            actions.add_version(stranger, added, File(pdf()))
    with pytest.raises(NotThere):
        actions.add_document(cem, dora, NEW, File(pdf()))
    with pytest.raises((Refused, NotThere)):
        actions.add_document(ria, dora, NEW, File(pdf()))


def test_a_download_is_in_the_log_before_its_first_byte(dora: PatientId, ada: Actor) -> None:
    added = actions.add_document(ada, dora, NEW, File(pdf()))
    found = queries.content(ada, added)
    event = AuditEvent.objects.filter(actor=ada.id, reason="stream").latest("n")
    assert event.subjects == [added]
    found.body.close()


def test_a_stream_outlives_the_lending_of_its_request(
    db: None, open_vault: Any, ada: Actor
) -> None:
    with visiting():
        dora = _patient(ada, "Dora")
        added = actions.add_document(ada, dora, NEW, File(image("PNG")))
        found = queries.content(ada, added)
    assert b"".join(found.body).startswith(b"\x89PNG")


def test_a_new_version_leaves_the_old_one_readable_and_happens_once(
    dora: PatientId, ada: Actor, ben: Actor
) -> None:
    old = actions.add_document(ada, dora, NEW, File(pdf()))
    new = actions.add_version(ben, old, File(image("PNG")))
    assert [one.pk for one in record.documents(ada, [dora])] == [new]
    assert [one.pk for one in queries.versions(ada, queries.document(ada, new))] == [old]
    assert queries.newer(ada, queries.document(ada, old)) == new
    with pytest.raises(DocumentReplaced):
        actions.add_version(ada, old, File(image("PNG")))


def test_a_moved_document_is_closed_where_it_was_and_sealed_anew(
    dora: PatientId, ada: Actor, cem: Actor
) -> None:
    erna = _patient(ada, "Erna")
    wrong = actions.add_document(ada, dora, NEW, File(pdf()))
    with pytest.raises(SamePatient):
        actions.move_document(ada, wrong, dora)
    with pytest.raises(NotThere):
        actions.move_document(cem, wrong, erna)
    before = gate.one(ada, RecordAct.READ, Document, wrong).address
    right = actions.move_document(ada, wrong, erna)
    assert queries.document(ada, right).address != before
    assert record.documents(ada, [dora]) == []
    with pytest.raises(NotThere):
        queries.content(ada, wrong)
    with pytest.raises(NotThere):
        actions.move_document(ada, wrong, erna)
    assert queries.versions(ada, queries.document(ada, right)) == []


OLD_LINK: Final = {
    "documents:document": None,
    "documents:content": None,
    "documents:picture": None,
    "documents:version": {"datei": SimpleUploadedFile("x.pdf", pdf())},
    "documents:move": {"nummer": "1"},
    "documents:correct": {"titel": "Anders", "art": "report"},
    "documents:withdraw": {},
    "documents:restore": {},
}


def test_c08_every_address_of_a_document_is_on_the_list_of_old_links() -> None:
    about_one = {f"documents:{one.name}" for one in urls.urlpatterns if "document_id" in str(one)}
    assert about_one == OLD_LINK.keys()


@pytest.mark.parametrize("name", OLD_LINK)
@pytest.mark.parametrize("which", [0, 1])
def test_c08_no_address_of_a_moved_document_does_anything_any_more(
    cast: Cast, page: Pages, name: str, which: int
) -> None:
    ada, form = page.as_(cast.ada), OLD_LINK[name]
    with visiting():
        dora, erna = (_patient(cast.ada.actor, one) for one in ("Dora", "Erna"))
        first = actions.add_document(cast.ada.actor, dora, NEW, File(pdf()))
        second = actions.add_version(cast.ada.actor, first, File(image("PNG")))
        actions.move_document(cast.ada.actor, second, erna)
    old = (first, second)[which]
    with passage():
        rows = Document.objects.filter(pk__in=[first, second]).order_by("pk")
        said = list(rows.values_list("pk", "row_mac"))
    answer = ada.get(name, old) if form is None else ada.post(name, old, data=form)
    absent = ada.get(name, uuid7()) if form is None else ada.post(name, uuid7(), data=form)
    answer.is_not_found()
    assert same(answer, absent)
    with passage():
        assert list(rows.values_list("pk", "row_mac")) == said
        assert Document.objects.count() == 3


def test_c08_what_a_moved_document_replaced_is_closed_too(dora: PatientId, ada: Actor) -> None:
    erna = _patient(ada, "Erna")
    first = actions.add_document(ada, dora, NEW, File(pdf()))
    second = actions.add_version(ada, first, File(image("PNG")))
    third = actions.add_version(ada, second, File(pdf()))
    right = actions.move_document(ada, third, erna)
    for old in (first, second, third):
        with pytest.raises(NotThere):
            queries.content(ada, old)
    again = actions.add_version(ada, right, File(pdf()))
    back = actions.move_document(ada, again, dora)
    assert queries.document(ada, back).patient_id == dora
    with pytest.raises(NotThere):
        queries.document(ada, right)


def _patient(actor: Actor, name: str) -> PatientId:
    form = {"family_name": "Demo", "given_name": name, "birth_date": "01.02.1960", "sex": "W"}
    return create_patient(actor, read_identity(form), site=next(iter(actor.sites)))


def _in_practice(cast: Cast) -> PatientId:
    with visiting():
        return _patient(cast.ada.actor, "Dora")


def test_e12_the_download_says_nothing_and_cannot_be_sniffed(cast: Cast, page: Pages) -> None:
    dora = _in_practice(cast)
    browser = page.as_(cast.ben)
    sent = {
        "datei": SimpleUploadedFile('x"\r\nSet-Cookie: a=b\r\n/../Dora.exe', image("PNG")),
        "titel": "Foto Dora",
        "art": "image",
    }
    place = browser.post("documents:upload", dora, data=sent).has_status(302).location
    browser.get(place).is_ok().shows("Foto Dora", "Demo, Dora")
    answer = browser.get(place + "inhalt/").raw
    said = answer.headers["Content-Disposition"]
    assert said.startswith('attachment; filename="Dokument-20')
    assert "Dora" not in said
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert browser.get(place + "bild/").header("Content-Disposition").startswith("inline")
    page.as_(cast.cem).get(place + "inhalt/").is_not_found()
    page.as_(cast.otto).get(place).is_not_found()


def test_a_refused_file_comes_back_with_a_sentence_and_the_typed_words(
    cast: Cast, page: Pages
) -> None:
    dora = _in_practice(cast)
    sent = {
        "datei": SimpleUploadedFile("a.docx", b"PK\x03\x04" + bytes(2000)),
        "titel": "Bericht",
        "art": "letter",
    }
    answer = page.as_(cast.ben).post("documents:upload", dora, data=sent).has_status(422)
    answer.shows("Office-Dateien öffnen wir nicht", "Bericht")
    assert answer.text.count("Office-Dateien öffnen wir nicht") == 1
