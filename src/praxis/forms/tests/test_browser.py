"""An Attest and a document in a real Chromium: written, signed, downloaded, checked by axe."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from praxis.core.ids import PatientId
from praxis.office.tests.test_browser import SHOTS, Visitor, visitor

__all__ = ["visitor"]
pytestmark = pytest.mark.browser


def _dora(seen: Visitor) -> PatientId:
    from praxis.gate.visit import visiting
    from praxis.patients.actions import create_patient
    from praxis.patients.identity import read_identity

    form = {"family_name": "Demo", "given_name": "Dora", "birth_date": "1.2.1960", "sex": "W"}
    with visiting():
        return create_patient(seen.cast.ada.actor, read_identity(form), site=seen.cast.main)


def test_a_doctor_writes_signs_and_downloads_an_attest(visitor: Any, tmp_path: Any) -> None:
    page, dora = visitor.page, visitor.ask(lambda: _dora(visitor))
    visitor.log_in("ada")
    visitor.go(f"/patienten/{dora}/karteikarte/")
    page.click("text=Formulare und Atteste")
    page.wait_for_selector("[name=vorlage]")
    visitor.look("forms-list")
    page.select_option("[name=vorlage]", "anwesenheit")
    page.click("text=Attest schreiben")
    page.wait_for_selector("[name=text]")
    visitor.look("attest-draft")
    page.fill("[name=text]", "{{ vorname }} {{ nachname }} war von 8 bis 9 Uhr hier.")
    page.click("text=Zur Unterschrift vorlegen")
    page.wait_for_selector("text=Dora Demo war von 8 bis 9 Uhr hier.")
    visitor.go("/unterschriften/")
    visitor.look("folder")
    page.click("text=Alle unterschreiben")
    page.wait_for_selector("text=Nichts wartet")
    visitor.look("folder-empty")
    visitor.go(f"/patienten/{dora}/formulare/")
    page.click("a.row")
    page.wait_for_selector("text=PDF herunterladen")
    visitor.look("attest-signed")
    with page.expect_download() as waiting:
        page.click("text=PDF herunterladen")
    path = tmp_path / "attest.pdf"
    waiting.value.save_as(path)
    assert "Dora Demo war" in PdfReader(path).pages[0].extract_text()
    assert "Demo" not in waiting.value.suggested_filename
    if SHOTS:
        waiting.value.save_as(f"{SHOTS}/attest.pdf")
    assert visitor.faults == []


def test_a_draft_is_discarded_after_its_question(visitor: Any) -> None:
    page, dora = visitor.page, visitor.ask(lambda: _dora(visitor))
    visitor.log_in("ben")
    visitor.go(f"/patienten/{dora}/formulare/")
    page.click("text=Attest schreiben")
    page.fill("[name=text]", "noch nicht gespeichert")
    assert not page.is_visible("text=Endgültig verwerfen")
    page.click("text=Entwurf verwerfen?")
    assert page.input_value("[name=text]") == "noch nicht gespeichert"
    visitor.look("attest-discard")
    page.click("text=Endgültig verwerfen")
    page.wait_for_selector("text=Noch keine Formulare")
    assert visitor.faults == []


def test_an_assistant_files_a_picture(visitor: Any) -> None:
    page, dora = visitor.page, visitor.ask(lambda: _dora(visitor))
    out = BytesIO()
    Image.new("RGB", (640, 300), (120, 160, 200)).save(out, "PNG")
    visitor.log_in("ben")
    visitor.go(f"/patienten/{dora}/dokumente/")
    visitor.look("documents-empty")
    page.set_input_files(
        "[name=datei]", {"name": "a.png", "mimeType": "image/png", "buffer": out.getvalue()}
    )
    page.fill("[name=titel]", "Foto vom Unterarm")
    page.click("button:has-text('Ablegen')")
    page.wait_for_selector("img[alt='Abgelegtes Bild']")
    assert page.evaluate("document.querySelector('main img').naturalWidth") == 640
    visitor.look("document")
    assert visitor.faults == []
