"""What Ada does in the practice and Dora on her phone, in words a test can read."""

import re

from playwright.sync_api import Page, expect

from e2e.demo import Demo

PASSWORD = "vier graue Kraniche"


def log_in(page: Page, demo: Demo) -> None:
    """Ada's password and one-time code, on a machine she approves as the owner."""
    page.goto(f"{demo.origin}/anmelden/")
    page.fill("input[name=login_name]", "ada")
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.fill("input[name=code]", demo.fresh_code())
    page.keyboard.press("Enter")
    page.get_by_label("Name des Arbeitsplatzes").fill("Sprechzimmer 1")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{demo.origin}/")


def open_patient(page: Page, typed: str, name: str) -> str:
    """Find somebody by typing; the address everything about the person begins with."""
    page.wait_for_load_state("networkidle")
    page.keyboard.press("/")
    page.keyboard.type(typed, delay=30)
    page.get_by_role("option").filter(has_text=name).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/karteikarte/")
    return page.url.removesuffix("karteikarte/")


def write_line(page: Page, line: str) -> None:
    """One line of the chart by keyboard."""
    page.focus("#zeile")
    page.keyboard.type(line)
    page.keyboard.press("Enter")
    expect(page.locator(".stream .text", has_text=line.partition(" ")[2]).first).to_be_visible()


def write_attest(page: Page, patient: str, words: str) -> None:
    """A certificate from a template, signed; its PDF lies with the documents."""
    page.goto(f"{patient}formulare/")
    page.get_by_label("Vorlage").select_option("allgemein")
    page.get_by_role("button", name="Attest schreiben").click()
    page.get_by_label("Überschrift").fill("Bescheinigung für den Sportverein")
    text = page.get_by_label("Text", exact=True)
    text.fill(text.input_value().replace("___", words))
    page.get_by_role("button", name="Unterschreiben", exact=True).click()
    page.get_by_role("link", name="PDF herunterladen").wait_for()


def upload(page: Page, patient: str, title: str, name: str, kind: str, content: bytes) -> None:
    """File a document by hand."""
    page.goto(f"{patient}dokumente/")
    page.get_by_label("Datei").set_input_files({"name": name, "mimeType": kind, "buffer": content})
    page.get_by_label("Bezeichnung").fill(title)
    page.get_by_role("button", name="Ablegen", exact=True).click()
    page.get_by_role("heading", name=title).wait_for()


def post_is_ready(page: Page, demo: Demo) -> None:
    """Until the health page has nothing red: the post is the last to be set up after a start."""
    for _ in range(120):
        page.goto(f"{demo.origin}/praxisgesundheit/")
        if not page.locator("main .badge-bad").count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"something stays red: {page.inner_text('main')}")


def find_for_report(page: Page, demo: Demo, typed: str, name: str) -> None:
    """A red report of the laboratory: a typed name lists people, and takes none of them."""
    page.goto(f"{demo.origin}/labor/rot/")
    page.locator("tbody tr a").first.click()
    page.get_by_label("Name, Geburtsdatum oder Nummer").fill(typed)
    page.get_by_role("button", name="Zuordnen", exact=True).click()
    expect(page.get_by_role("button", name=re.compile(f"{name}.*diese Person"))).to_be_visible()
    expect(page.get_by_role("heading", name="Zu wem gehört dieser Befund?")).to_be_visible()


def pair(page: Page, phone: Page, patient: str, *, by: str) -> None:
    """Sheet and spoken code; the phone's keys are locked `by` passkey or paper."""
    page.goto(f"{patient}geraete/")
    page.fill("input[name=checked]", "Personalausweis")
    page.get_by_role("button", name="Einladung ausgeben").click()
    link = page.get_by_role("link", name=re.compile("zweiten Fenster")).get_attribute("href")
    said = page.inner_text("main")
    digits = re.search(r"\b\d{8}\b", said)
    strip = re.search(r"Abreißstreifen\s+([0-9A-Z*~$=-]+)", said)
    assert link
    assert digits
    assert strip
    phone.goto(link)
    phone.get_by_role("button", name="Los geht’s").click()
    phone.get_by_label("Achtstelliger Code").fill(digits[0])
    phone.get_by_role("button", name="Weiter").click()
    phone.locator(f"#lock-{by}").click()
    if by == "paper":
        phone.locator("#paper").fill(strip[1])
        phone.get_by_role("button", name="Weiter").click()
    phone.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    phone.get_by_role("button", name="Zu meinen Briefen").click()
    phone.get_by_role("heading", name="Ihre Briefe").wait_for()


def release(page: Page, patient: str, title: str, comment: str) -> None:
    """Everything of the record, with a comment; the preview is read first."""
    page.goto(f"{patient}freigeben/")
    for box in page.locator("input[type=checkbox]").all():
        box.check()
    page.get_by_label("Überschrift").fill(title)
    page.get_by_label("Ihr Kommentar").fill(comment)
    page.get_by_role("button", name="Vorschau").click()
    expect(page.get_by_role("heading", name="Genau das sieht")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Freigeben und")).click()
    page.wait_for_url("**/nachrichten/")


def state_of(page: Page, patient: str, title: str, state: str) -> None:
    """Wait until the practice sees how far its letter came."""
    for _ in range(40):
        page.goto(f"{patient}nachrichten/")
        letter = page.get_by_role("article").filter(has_text=title).first
        if letter.get_by_text(state).count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{title} was never {state}: {page.inner_text('main')}")


def check_the_chain(page: Page) -> None:
    """Ask for a check of the log; while the one of its own accord runs, the page offers none."""
    ask = page.get_by_role("button", name="Jetzt prüfen")
    for _ in range(120):
        if ask.is_enabled():
            # Whoever reloads while the answer is still on its way loses the page.
            with page.expect_event("load"):
                ask.click()
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"no check could be asked for: {page.inner_text('main')}")


def arrived_question(page: Page, demo: Demo) -> None:
    """Wait until the practice's inbox has a question of Dora's; leaves the inbox open."""
    waiting = page.get_by_role("link", name=re.compile("Demo, Dora.*wartet auf Antwort"))
    for _ in range(40):
        page.goto(f"{demo.origin}/nachrichten/")
        if waiting.count():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"no question came: {page.inner_text('main')}")


def arrives(phone: Page, title: str) -> None:
    """A letter appears on the phone by itself."""
    expect(phone.get_by_role("button", name=title).first).to_be_visible(timeout=30_000)
