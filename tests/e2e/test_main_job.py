"""The main job, whole: laboratory's file, phone, question, answer and log, on real processes."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from e2e import steps
from e2e.conftest import Window
from e2e.demo import Demo
from patient_page import letters

pytestmark = pytest.mark.browser
DESK = (1366, 768)
POCKET = (390, 844)
COMMENT = "Ihr Langzeitzucker ist besser geworden."
TITLE = "Ihr Befund aus dem Labor"
QUESTION = "Darf ich mit diesem Ausschlag schwimmen gehen?"
ANSWER = "Bitte erst nächste Woche wieder."


def _photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), (180, 90, 80)).save(out, "JPEG")
    return out.getvalue()


def test_dora_reads_what_ada_released_asks_and_is_answered(
    demo: Demo, window: Window, tmp_path: Path
) -> None:
    page, phone = window(*DESK), window(*POCKET)
    steps.log_in(page, demo)
    patient = steps.open_patient(page, "demo dora", "Demo, Dora")
    steps.write_line(page, "A Husten seit 3 Tagen, aus dem Test")
    page.goto(f"{demo.origin}/labor/")
    expect(page.get_by_role("link", name="Demo, Dora").first).to_be_visible()
    steps.find_for_report(page, demo, "demo dora", "Demo, Dora")
    steps.write_attest(page, patient, "gesund ist und schwimmen darf")
    with page.expect_download() as saved:
        page.get_by_role("link", name="PDF herunterladen").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    steps.upload(page, patient, "Arztbrief Kardiologie", "b.pdf", "application/pdf", letters.pdf())
    steps.upload(page, patient, "Bild der Haut", "haut.jpg", "image/jpeg", _photo())
    expect(page.get_by_role("img", name="Abgelegtes Bild")).to_be_visible()

    steps.post_is_ready(page, demo)
    steps.pair(page, phone, patient, by="passkey")
    phone.context.set_offline(True)
    with demo.relay_held():
        steps.release(page, patient, TITLE, COMMENT)
        steps.state_of(page, patient, TITLE, "versiegelt")
    steps.state_of(page, patient, TITLE, "übergeben")
    phone.context.set_offline(False)
    steps.arrives(phone, TITLE)
    steps.state_of(page, patient, TITLE, "abgeholt")
    phone.get_by_role("button", name=TITLE).first.click()
    expect(phone.get_by_text(COMMENT).first).to_be_visible()
    expect(phone.get_by_text("Unterschrift der Praxis geprüft")).to_be_visible()
    expect(phone.get_by_text("HbA1c").first).to_be_visible()
    expect(phone.get_by_role("img", name=re.compile("^Kurve mit"))).to_be_visible()
    attest = phone.locator(".file", has_text="Bescheinigung für den Sportverein")
    attest.get_by_role("button", name="Laden").click()
    with phone.expect_download() as kept:
        attest.get_by_role("link", name="Sichern").click()
    assert kept.value.path().read_bytes().startswith(b"%PDF-")
    steps.state_of(page, patient, TITLE, "gelesen")

    phone.locator("#reply").click()
    phone.get_by_label("Ihre Frage").fill(QUESTION)
    picture = tmp_path / "ausschlag.jpg"
    picture.write_bytes(_photo())
    phone.set_input_files("#photo", picture)
    expect(phone.get_by_role("button", name="Foto entfernen")).to_be_visible()
    phone.locator("#send").click()
    expect(phone.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    _question_is_worked_on(demo, page, patient)
    steps.arrives(phone, "Antwort Ihrer Praxis")
    phone.get_by_role("button", name="Antwort Ihrer Praxis").first.click()
    expect(phone.get_by_text(ANSWER).first).to_be_visible()

    page.goto(f"{patient}geraete/")
    page.get_by_role("button", name=re.compile("^Einsichten")).click()
    phone.get_by_role("button", name="Zurück").click()
    phone.locator("#openings").click()
    expect(phone.get_by_text(re.compile("Ada Beispiel")).first).to_be_visible(timeout=30_000)
    expect(phone.get_by_text("Karteikarte").first).to_be_visible()


def _question_is_worked_on(demo: Demo, page: Page, patient: str) -> None:
    """In the inbox, assigned, a task, answered with the photo seen, the task done."""
    inbox = page.get_by_role("link", name=re.compile("Demo, Dora.*wartet auf Antwort"))
    steps.arrived_question(page, demo)
    inbox.first.click()
    asked = page.get_by_role("article").filter(has_text=QUESTION)
    expect(asked).to_be_visible()
    page.get_by_label("Zuweisen an").select_option("place:Anmeldung")
    page.get_by_role("button", name="Zuweisen", exact=True).click()
    expect(inbox.first).to_contain_text("Anmeldung")
    inbox.first.click()
    asked.get_by_label("Aufgabe für").select_option("place:Anmeldung")
    asked.get_by_role("button", name="Als Aufgabe weitergeben").click()
    task = page.get_by_role("row").filter(has_text="Demo, Dora").filter(has_text="schwimmen")
    expect(task).to_be_visible()
    page.goto(f"{patient}karteikarte/")
    expect(page.locator(".stream .text", has_text=QUESTION)).to_be_visible()
    page.goto(f"{patient}dokumente/")
    page.get_by_role("link", name=re.compile("Foto aus einer Nachricht")).first.click()
    expect(page.get_by_role("img", name="Abgelegtes Bild")).to_be_visible()
    page.goto(f"{patient}nachrichten/")
    page.get_by_label("Antwort", exact=True).fill(ANSWER)
    page.get_by_role("button", name="Versiegeln und senden").click()
    expect(page.get_by_role("article").filter(has_text=ANSWER)).to_be_visible()
    page.goto(f"{demo.origin}/aufgaben/?alle=1")
    task.get_by_role("button", name="Erledigt").click()
    expect(task).to_have_count(0)


def test_a_phone_without_passkey_is_paired_with_the_strip_of_paper(
    demo: Demo, window: Window
) -> None:
    page, phone = window(*DESK), window(*POCKET)
    steps.log_in(page, demo)
    patient = steps.open_patient(page, "demo dora", "Demo, Dora")
    steps.post_is_ready(page, demo)
    steps.pair(page, phone, patient, by="paper")
    phone.locator("#lock").click()
    expect(phone.locator("#paper")).to_be_visible()


def test_ada_registers_a_passkey_and_comes_back_with_it(demo: Demo, window: Window) -> None:
    page = window(*DESK)
    steps.log_in(page, demo)
    page.goto(f"{demo.origin}/konto/")
    # Who has just logged in has proven themselves; ten minutes later the page would ask again.
    page.get_by_label("Name des Passkeys").fill("Schlüsselbund")
    page.get_by_role("button", name="Passkey hinzufügen").click()
    expect(page.get_by_role("row").filter(has_text="Schlüsselbund")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    page.goto(f"{demo.origin}/anmelden/")
    page.get_by_role("button", name="Mit Passkey anmelden").click()
    expect(page.get_by_role("navigation", name="Bereiche")).to_be_visible()


def test_the_owner_reads_who_opened_what_and_the_chain_is_anchored_at_the_relay(
    demo: Demo, window: Window
) -> None:
    page = window(*DESK)
    steps.log_in(page, demo)
    steps.open_patient(page, "demo dora", "Demo, Dora")
    page.goto(f"{demo.origin}/protokoll/")
    seen = page.get_by_role("row").filter(has_text="Demo, Dora").filter(has_text="Ada Beispiel")
    expect(seen.first).to_contain_text("Sprechzimmer 1")
    page.get_by_role("link", name="Kette und Anker").click()
    steps.check_the_chain(page)
    anchored = page.get_by_role("row").filter(has_text="relay")
    sound = page.locator(".notice-good", has_text="Geprüft am")
    for _ in range(60):
        page.reload()
        if anchored.count() and sound.count():
            break
        page.wait_for_timeout(500)
    expect(sound.first).to_contain_text("Glieder")
    expect(anchored.first).to_be_visible()
