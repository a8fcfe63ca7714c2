"""What the practice releases is read, what the patient writes arrives, and nothing else shows."""

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, expect

from house.patience import until
from patient_page import letters
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import PAPER, look_again, pair_with_paper
from wire.findings import Finding, Mark, Point, Sign
from wire.kinds import Kind
from wire.letters import FileType, Message
from wire.notices import Receipt, ReceiptState


def test_a_released_finding_shows_comment_values_and_curve(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.FINDING)
    look_again(page)
    page.get_by_role("button", name="Ihre Blutwerte vom 17. November").click()
    expect(page.get_by_text("Ihr Langzeitzucker ist etwas besser")).to_be_visible()
    row = page.get_by_role("row", name="HbA1c")
    expect(row.first).to_contain_text("7,4 %")
    expect(row.first).to_contain_text("zu hoch")
    expect(page.get_by_role("img", name="Kurve mit 6 Werten für HbA1c")).to_be_visible()
    page.get_by_role("button", name="Hämoglobin").click()
    expect(page.get_by_role("heading", name="Verlauf: Hämoglobin")).to_be_focused()
    assert relay.boxes[tresor.known().mailbox].queue == []


def test_values_of_several_days_stand_under_their_day_as_the_laboratory_wrote_them(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    bounds, ranges = ("4.0", "6.5"), "4.0 - 6.5"
    old = replace(letters.value("HbA1c", "7.0", "%", bounds, Mark.HIGH), range=ranges)
    new = replace(
        letters.value("HbA1c", "7.6", "%", bounds, Mark.HIGH),
        range=ranges, history=(Point("2026-11-03", Sign.EXACT, "7.0"),),
    )  # fmt: skip
    days = (("2026-11-03", old), ("2026-11-10", new))
    found = tuple(Finding("Laborbefund", day, "Labor Erfunden", "", (one,)) for day, one in days)
    pair_with_paper(page, host, tresor)
    tresor.release(replace(letters.FINDING, title="Zwei Tage", findings=found))
    look_again(page)
    page.get_by_role("button", name="Zwei Tage").click()
    expect(page.get_by_role("heading", level=3)).to_have_text(
        ["Vom 10.11.2026", "Vom 03.11.2026", "Verlauf: HbA1c"]
    )
    first = page.get_by_role("table", name="Vom 03.11.2026").get_by_role("row", name="HbA1c")
    expect(first).to_contain_text("7,0 %")
    expect(first).to_contain_text("4,0 - 6,5")
    expect(page.get_by_role("img", name="Kurve mit 2 Werten für HbA1c")).to_be_visible()
    course = page.get_by_role("table", name="Verlauf: HbA1c")
    expect(course.get_by_role("row", name="03.11.2026")).to_contain_text("7,0 %")


def test_it_confirms_fetching_and_reading_with_signed_receipts(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.MESSAGE)
    hashed = tresor.known().previous
    look_again(page)
    page.get_by_role("button", name="Ihr Rezept liegt bereit").click()
    expect(page.get_by_text("Sie können es ab morgen abholen.")).to_be_visible()
    until(lambda: len(tresor.received(Kind.RECEIPT)) == 2, "both receipts")
    states = [(body.state, body.letters) for body in tresor.received(Kind.RECEIPT)]
    assert states == [(ReceiptState.FETCHED, (hashed,)), (ReceiptState.READ, (hashed,))]


def test_a_question_with_a_photo_arrives_without_its_hidden_data(
    page: Page, host: PageHost, tresor: TresorStub, tmp_path: Path
) -> None:
    exif = Image.Exif()
    exif[0x010F] = "KameraKanarie"
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(letters.picture("JPEG", (3000, 2000), exif=exif.tobytes()))
    pair_with_paper(page, host, tresor)
    page.locator("#write").click()
    page.get_by_label("Ihre Frage").fill("Ist dieser Ausschlag schlimm?")
    page.locator("#photo").set_input_files(photo)
    expect(page.get_by_alt_text("Vorschau Ihres Fotos")).to_be_visible()
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    expect(page.get_by_role("button", name="Ihre Frage Von Ihnen")).to_be_visible()
    (question,) = tresor.received(Kind.MESSAGE)
    assert question.text == "Ist dieser Ausschlag schlimm?"
    (received,) = tresor.known().files
    assert b"KameraKanarie" not in received
    tresor.release(letters.MESSAGE)
    look_again(page)
    expect(page.get_by_role("button", name="Ihr Rezept liegt bereit")).to_be_visible()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_have_count(0)
    assert Image.open(io.BytesIO(received)).size == (2400, 1600)


def test_a_question_with_a_pdf_arrives_as_it_was_under_a_name_of_ours(
    page: Page, host: PageHost, tresor: TresorStub, tmp_path: Path
) -> None:
    scan = tmp_path / "Befund Kanarienvogel.pdf"
    scan.write_bytes(letters.pdf())
    pair_with_paper(page, host, tresor)
    page.locator("#write").click()
    page.get_by_label("Ihre Frage").fill("Das ist der Bericht der Klinik.")
    page.locator("#photo").set_input_files(scan)
    expect(page.get_by_text("PDF-Dokument")).to_be_visible()
    page.get_by_role("button", name="PDF entfernen").click()
    expect(page.get_by_role("button", name="Anhang hinzufügen")).to_be_visible()
    page.locator("#photo").set_input_files(scan)
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    (question,) = tresor.received(Kind.MESSAGE)
    (label,) = question.files
    assert (label.name, label.type) == ("Dokument.pdf", "application/pdf")
    assert tresor.known().files == [scan.read_bytes()]


def test_a_pdf_nobody_could_open_is_refused_before_it_is_sent(
    page: Page, host: PageHost, tresor: TresorStub, tmp_path: Path
) -> None:
    locked, large, other = (tmp_path / name for name in ("a.pdf", "b.pdf", "c.pdf"))
    locked.write_bytes(letters.pdf().replace(b"trailer\n<<", b"trailer\n<< /Encrypt 9 0 R"))
    assert b"/Encrypt" in locked.read_bytes()
    large.write_bytes(b"%PDF-1.7" + bytes(20 << 20))
    other.write_bytes(b"MZ" + bytes(5000))
    pair_with_paper(page, host, tresor)
    page.locator("#write").click()
    for file, said in (
        (locked, "mit einem Kennwort geschützt"),
        (large, "höchstens 20 MB"),
        (other, "lässt sich nicht lesen"),
    ):
        page.locator("#photo").set_input_files(file)
        expect(page.get_by_text(said)).to_be_visible()
    page.get_by_label("Ihre Frage").fill("Ohne Anhang.")
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    (question,) = tresor.received(Kind.MESSAGE)
    assert question.files == ()


def test_a_reply_names_the_letter_it_answers_and_shows_its_states(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.MESSAGE)
    hashed = tresor.known().previous
    look_again(page)
    page.get_by_role("button", name="Ihr Rezept liegt bereit").click()
    page.locator("#reply").click()
    page.get_by_label("Ihre Frage").fill("Auch am Samstag?")
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    (question,) = tresor.received(Kind.MESSAGE)
    assert question.answers == hashed
    own = tresor.known().hashes[-1]
    tresor.release(Receipt(ReceiptState.READ, (own,), 1795000000))
    look_again(page)
    page.wait_for_timeout(800)
    page.get_by_role("button", name="Auch am Samstag?").click()
    expect(page.locator(".states li.done")).to_have_count(4)


def test_a_pdf_is_fetched_verified_and_offered(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    body = letters.pdf()
    pair_with_paper(page, host, tresor)
    tresor.release(letters.certificate(body), (body,))
    look_again(page)
    page.get_by_role("button", name="Attest für den Sportverein").click()
    page.get_by_role("button", name="Laden").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Sichern").click()
    assert Path(download.value.path()).read_bytes() == body
    assert download.value.suggested_filename == "Attest.pdf"


def test_f05_a_file_that_lies_about_its_type_is_not_shown(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    body = b"<html><script>alert(1)</script></html>"
    pair_with_paper(page, host, tresor)
    tresor.release(letters.certificate(body), (body,))
    look_again(page)
    page.get_by_role("button", name="Attest für den Sportverein").click()
    page.get_by_role("button", name="Laden").click()
    expect(page.get_by_text("Dieser Anhang ließ sich nicht prüfen")).to_be_visible()
    expect(page.get_by_role("link", name="Öffnen")).to_have_count(0)


def test_a_picture_is_drawn_anew(page: Page, host: PageHost, tresor: TresorStub) -> None:
    body = letters.picture("JPEG", comment=b"Kanarie")
    files = letters.with_files(("Röntgenbild", FileType.JPEG, body))
    pair_with_paper(page, host, tresor)
    tresor.release(Message("Ein Bild", "Anbei.", None, files), (body,))
    look_again(page)
    page.get_by_role("button", name="Ein Bild").click()
    page.get_by_role("button", name="Laden").click()
    shown = page.get_by_role("img", name="Röntgenbild")
    expect(shown).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Sichern").click()
    assert b"Kanarie" not in Path(download.value.path()).read_bytes()


def test_a_questionnaire_is_answered_once(page: Page, host: PageHost, tresor: TresorStub) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.QUESTIONNAIRE)
    hashed = tresor.known().previous
    look_again(page)
    page.get_by_role("button", name="Vor Ihrem Termin").click()
    page.get_by_label("Nein").check()
    page.get_by_label("Husten").check()
    page.get_by_label("Fieber").check()
    page.get_by_label("Seit wann?").fill("drei Tagen")
    page.locator("#answer").click()
    expect(page.get_by_text("Sie haben diesen Fragebogen beantwortet.")).to_be_visible()
    (answer,) = tresor.received(Kind.ANSWER)
    assert answer.questionnaire == hashed
    replies = {reply.question: (reply.text, reply.chosen) for reply in answer.replies}
    assert replies == {
        "raucher": ("no", ()),
        "beschwerden": ("", ("husten", "fieber")),
        "seit": ("drei Tagen", ()),
    }


def test_who_opened_the_record_is_shown(page: Page, host: PageHost, tresor: TresorStub) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.ACCESS)
    look_again(page)
    page.wait_for_timeout(800)
    page.locator("#openings").click()
    expect(page.get_by_text("Muster, Ben (MFA)")).to_be_visible()
    expect(page.locator(".access li")).to_have_count(3)


def test_letters_survive_a_reload_locked_and_open_again(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letters.MESSAGE)
    look_again(page)
    expect(page.get_by_text("Ihr Rezept liegt bereit")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Ihre Briefe sind verschlossen")).to_be_visible()
    assert "Rezept" not in page.content()
    page.locator("#paper").fill(PAPER)
    page.get_by_role("button", name="Öffnen").click()
    expect(page.get_by_text("Ihr Rezept liegt bereit")).to_be_visible()


def test_deleting_the_device_tells_the_practice_and_leaves_nothing(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    page.get_by_role("button", name="Einstellungen").click()
    page.locator("#remove").click()
    page.locator("#remove-yes").click()
    expect(page.get_by_text("Alles auf diesem Gerät ist gelöscht.")).to_be_visible()
    assert len(tresor.received(Kind.REVOKE)) == 1
    page.reload()
    expect(page.get_by_role("heading", name="Hier kommt Post von Ihrer Praxis an")).to_be_visible()
