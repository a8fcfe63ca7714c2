"""PDFs from phones: judged by their bytes, made harmless, kept sealed, refused in words."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from house.cast import Cast
from house.large_pdf import LargePdf
from house.pages import Pages
from praxis import gate
from praxis.core.ids import PatientId
from praxis.messages.access import MessageAct
from praxis.messages.models import MessageFile
from praxis.messages.tests.phones import paired_phone, writes
from praxis.record.documents import queries
from praxis.record.documents.harmless import active_keys
from wire import letters as wire


def _pdf(prepare: Callable[[PdfWriter], Any] | None = None) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    if prepare:
        prepare(writer)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _script(writer: PdfWriter) -> None:
    script = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    writer._root_object[NameObject("/OpenAction")] = DictionaryObject(script)


def _sends(cast: Cast, dora: PatientId, content: bytes, name: str = "Befund.pdf") -> None:
    label = wire.FileLabel(hashlib.sha256(content).digest(), name, wire.FileType.PDF)
    writes(paired_phone(cast, dora), wire.Message("", "Anbei", None, (label,)), (content,))


def _file(cast: Cast) -> MessageFile:
    return gate.many(cast.ada.actor, MessageAct.READ, MessageFile, related=("document",), limit=1)[
        0
    ]


def _kept(cast: Cast) -> bytes:
    with gate.visiting():
        document = _file(cast).document_id
        assert document is not None
        return b"".join(queries.content(cast.ada.actor, document).body)


def test_h19_a_pdf_from_a_phone_is_rewritten_and_kept(
    cast: Cast, page: Pages, dora: PatientId
) -> None:
    sent = _pdf(_script)
    assert active_keys(sent)
    _sends(cast, dora, sent)
    kept = _kept(cast)
    assert active_keys(kept) == set()
    assert len(PdfReader(BytesIO(kept)).pages) == 1
    with gate.visiting():
        document = _file(cast).document
        assert document is not None
        assert (document.media_type, document.source) == ("application/pdf", "patient")
        assert document.title == "PDF aus einer Nachricht"
    ben = page.as_(cast.ben).get("messages:conversation", dora).is_ok()
    ben.shows("Befund.pdf", f"/dokumente/{document.pk}/")
    page.as_(cast.ben).get("documents:document", document.pk).is_ok().shows("PDF aus einer")
    page.as_(cast.cem).get("documents:content", document.pk).is_not_found()


def test_a_pdf_of_six_megabytes_passes_through_a_process_of_its_own(
    cast: Cast, dora: PatientId
) -> None:
    _sends(cast, dora, b"".join(LargePdf(6).chunks()))
    assert len(PdfReader(BytesIO(_kept(cast))).pages) == 6


@pytest.mark.parametrize(
    ("content", "why", "said"),
    [
        (_pdf(lambda writer: writer.encrypt("geheim")), "locked-pdf", "das PDF hat ein Kennwort"),
        (b"%PDF-1.7 nichts weiter", "broken-pdf", "das PDF ist beschädigt"),
        (b"PK\x03\x04 %PDF-", "not-a-picture", "weder Bild noch PDF"),
        (b"<html>%PDF-</html>", "not-a-picture", "weder Bild noch PDF"),
    ],
)
def test_h19_what_cannot_be_made_harmless_is_refused_in_words(
    cast: Cast, page: Pages, dora: PatientId, content: bytes, why: str, said: str
) -> None:
    _sends(cast, dora, content)
    with gate.visiting():
        file = _file(cast)
        assert (file.document_id, file.refused) == (None, why)
    page.as_(cast.ben).get("messages:conversation", dora).is_ok().shows(said, "Befund.pdf")


def test_f05_a_picture_that_says_it_is_a_pdf_is_kept_as_a_picture(
    cast: Cast, dora: PatientId
) -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (8, 6)).save(out, "PNG")
    _sends(cast, dora, out.getvalue())
    assert _kept(cast).startswith(b"\xff\xd8\xff")
