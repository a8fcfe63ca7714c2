"""The desk by keyboard alone: commands, lists, gaps, lock, blank screen, and bad answers."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from pypdf import PdfReader

from house.patience import until

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, specimens: tuple[str, Any]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=specimens[0])
    fresh = context.new_page()
    fresh.add_init_script(
        "window.violations = []; document.addEventListener('securitypolicyviolation', "
        "(event) => violations.push(event.effectiveDirective))"
    )
    specimens[1].clear()
    yield fresh
    assert fresh.evaluate("violations") == []
    context.close()


def at(page: Page, name: str) -> Page:
    page.goto(f"/{name}")
    page.wait_for_load_state("networkidle")
    return page


def test_a_patient_opens_from_the_command_field_by_keys_alone(page: Page) -> None:
    at(page, "start").keyboard.press("/")
    page.keyboard.type("mül")
    expect(page.get_by_role("option").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/chart")


def test_escape_empties_the_command_field_and_returns_to_the_page(page: Page) -> None:
    at(page, "start").keyboard.press("Control+k")
    page.keyboard.type("lab")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#befehl")).to_have_value("")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#inhalt")).to_be_focused()


def test_a_line_too_long_for_its_row_opens_where_one_stands(page: Page) -> None:
    at(page, "chart")
    line = page.locator("li.entry").first
    words = line.locator(".text")
    words.evaluate("element => element.textContent = 'sehr langer Befund '.repeat(40)")
    cut = "element => element.scrollWidth > element.clientWidth"
    assert words.evaluate(cut)
    words.click()
    assert not words.evaluate(cut)
    page.keyboard.press("ArrowDown")
    assert words.evaluate(cut)


def test_the_name_in_the_bar_leads_to_ones_own_account(page: Page) -> None:
    expect(at(page, "start").locator("a.bar-who")).to_have_attribute("href", "/konto/")


def test_a_slash_inside_a_text_stays_a_slash(page: Page) -> None:
    field = at(page, "chart").get_by_label("Befehlszeile: Kürzel und Text")
    field.press_sequentially("B RR 120/80")
    expect(field).to_have_value("B RR 120/80")


def test_a_list_filters_by_typing_moves_by_arrows_and_opens_by_enter(page: Page) -> None:
    at(page, "start").get_by_label("Tagesliste filtern").fill("nguyen")
    rows = page.locator(".columns > section").first.locator(".row:visible")
    expect(rows).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(rows.first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/chart")


def test_a_list_says_when_nothing_fits(page: Page) -> None:
    at(page, "start").get_by_label("Tagesliste filtern").fill("xyz")
    expect(page.get_by_text("Niemand in der Liste passt dazu.")).to_be_visible()


def test_tab_jumps_from_gap_to_gap_and_then_leaves(page: Page) -> None:
    field = at(page, "parts").get_by_label("Anamnese")
    field.focus()
    field.evaluate("field => field.setSelectionRange(0, 0)")
    page.keyboard.press("Tab")
    page.keyboard.type("drei")
    page.keyboard.press("Tab")
    page.keyboard.type("keins")
    expect(field).to_have_value("Husten seit drei Tagen, Fieber keins")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_what_is_typed_becomes_a_draft(page: Page, specimens: tuple[str, Any]) -> None:
    at(page, "parts").get_by_label("Nachname").fill("Beispiel")
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    path, fields = specimens[1][-1]
    assert path == "/entwurf/"
    assert fields["key"] == ["muster"]
    assert '"name":"Beispiel"' in fields["fields"][0]


def test_the_lock_empties_the_document_and_the_unlock_brings_it_back(
    page: Page, specimens: tuple[str, Any]
) -> None:
    at(page, "chart").get_by_label("Befehlszeile: Kürzel und Text").fill("A Husten")
    # The screen closes before the server hears of it: only the answer says that both were posted.
    with page.expect_response("**/sperren/"):
        page.keyboard.press("Control+Alt+l")
        expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    assert "Mustermann" not in page.content()
    assert [path for path, _fields in specimens[1]] == ["/entwurf/", "/sperren/"]
    page.get_by_label("PIN oder Passwort").fill("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Befehlszeile: Kürzel und Text")).to_have_value("A Husten")


def test_the_lock_waits_for_a_draft_that_is_still_on_its_way(
    page: Page, specimens: tuple[str, Any]
) -> None:
    held: list[Route] = []
    page.route("**/entwurf/", lambda route: held.append(route))
    # The lock's own patience of two seconds never runs out under this test.
    page.add_init_script(
        "const later = window.setTimeout; window.setTimeout = (act, after, ...given) => "
        "after === 2000 ? 0 : later(act, after, ...given)"
    )
    at(page, "chart").get_by_label("Befehlszeile: Kürzel und Text").fill("A Husten")
    with page.expect_request("**/entwurf/"):
        page.keyboard.press("Control+Alt+l")
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    assert specimens[1] == []
    with page.expect_response("**/sperren/"):
        held[0].continue_()
    assert [path for path, _fields in specimens[1]] == ["/entwurf/", "/sperren/"]


def test_an_answer_of_401_locks_and_keeps_the_fields(page: Page) -> None:
    at(page, "parts").get_by_label("Nachname").fill("Neu")
    page.locator("#a401").click()
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    page.get_by_label("PIN oder Passwort").fill("1234")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Nachname")).to_have_value("Neu")


def test_o08_sitting_idle_asks_for_the_lock(page: Page, specimens: tuple[str, Any]) -> None:
    page.clock.install()
    at(page, "chart")
    page.clock.run_for(4 * 60_000)
    expect(page.locator(".patient")).to_be_visible()
    page.clock.run_for(2 * 60_000)
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    # The screen closes before the server hears of it.
    until(lambda: ("/sperren/", {}) in specimens[1], "the lock at the server")


def test_o08_one_key_blanks_the_screen_and_swallows_the_rest(page: Page) -> None:
    at(page, "chart").keyboard.press("F9")
    expect(page.get_by_text("Bildschirm verdeckt.")).to_be_visible()
    expect(page.locator(".patient")).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#befehl")).not_to_be_focused()
    page.keyboard.press("F9")
    expect(page.locator(".patient")).to_be_visible()


def test_o05_o08_what_is_blanked_or_locked_is_not_on_paper_either(page: Page) -> None:
    name = at(page, "chart").locator(".patient h1").inner_text().partition(",")[0]
    assert name in printed(page)
    page.keyboard.press("F9")
    assert printed(page) == ""
    page.keyboard.press("F9")
    page.keyboard.press("Control+Alt+L")
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    assert name not in printed(page)


def printed(page: Page) -> str:
    """The words a printer would get."""
    pages = PdfReader(BytesIO(page.pdf())).pages
    return "\n".join(one.extract_text() for one in pages).strip()


@pytest.mark.parametrize(
    ("button", "sentence"),
    [
        ("#a403", "Dafür reicht Ihre Rolle nicht."),
        ("#a409", "Ben hat den Eintrag um 08:20 geändert."),
        ("#a500", "Der Server hat einen Fehler gemeldet."),
    ],
)
def test_a_bad_answer_becomes_a_notice_and_leaves_the_page(
    page: Page, button: str, sentence: str
) -> None:
    at(page, "parts").locator(button).click()
    expect(page.locator("#meldungen")).to_contain_text(sentence)
    expect(page.locator("#ziel")).to_be_empty()
    page.get_by_label("Meldung schließen").click()
    expect(page.locator("#meldungen .notice")).to_have_count(0)


def test_a_422_swaps_the_form_with_the_fault_beside_the_field(page: Page) -> None:
    at(page, "parts").locator("#a422").click()
    expect(page.locator("#ziel")).to_contain_text("Den 31. Februar gibt es nicht.")
    expect(page.locator("#ziel").get_by_label("Tag")).to_have_attribute("aria-invalid", "true")


def test_an_element_without_the_nonce_sends_nothing(page: Page, specimens: tuple[str, Any]) -> None:
    at(page, "parts").locator("#fremd").click()
    page.locator("#a422").click()
    expect(page.locator("#ziel .field")).to_be_visible()
    assert [path for path, _fields in specimens[1]] == ["/antwort/422"]


def test_a_late_guard_lets_no_element_without_the_nonce_slip_through(
    page: Page, specimens: tuple[str, Any]
) -> None:
    guard: list[Route] = []
    page.route("**/hx-csp.js", lambda route: guard.append(route))
    page.goto("/parts", wait_until="commit")
    # htmx is here, its guard is not: give htmx every chance to take the page over.
    page.evaluate(
        "() => new Promise((done) => { const look = () =>"
        " setTimeout(window.htmx ? done : look, 50); look() })"
    )
    guard[0].continue_()
    page.wait_for_load_state("networkidle")
    page.locator("#fremd").click()
    page.locator("#a422").click()
    expect(page.locator("#ziel .field")).to_be_visible()
    assert [path for path, _fields in specimens[1]] == ["/antwort/422"]


def test_a_card_moves_by_key(page: Page, specimens: tuple[str, Any]) -> None:
    at(page, "parts").locator("#karte").focus()
    page.keyboard.press("Alt+ArrowRight")
    expect(page.locator("#ziel")).to_contain_text("Verschoben.")
    assert specimens[1][-1] == ("/verschoben/", {"card": ["abendroth"], "area": ["zimmer-1"]})


def test_a_curve_is_read_point_by_point_with_arrows(page: Page) -> None:
    at(page, "lab_sheet").locator(".curve").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".curve figcaption")).to_contain_text("14.03.2026: 7,4 % (außerhalb)")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".curve figcaption")).to_contain_text("21.01.2026: 7,4 %")


def test_a_question_mark_shows_the_keys_and_escape_closes_them(page: Page) -> None:
    at(page, "start").keyboard.press("?")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tasten")).to_be_hidden()


def test_everything_on_the_chart_is_reached_by_tab(page: Page) -> None:
    at(page, "chart")
    reached = set()
    for _step in range(40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    assert "Zum Inhalt" in reached
    assert "befehl" in reached
    assert any("Eintragen" in words for words in reached)
    assert page.evaluate("document.activeElement.outerHTML") is not None


def test_enter_sends_the_command_line_and_shift_enter_does_not(
    page: Page, specimens: tuple[str, Any]
) -> None:
    field = at(page, "chart").get_by_label("Befehlszeile: Kürzel und Text")
    field.fill("A Husten")
    field.press("Shift+Enter")
    field.press_sequentially("trocken")
    assert page.url.endswith("/chart")
    with page.expect_response(lambda answer: "zeile=" in (answer.request.post_data or "")):
        field.press("Enter")
    sent = [fields for path, fields in specimens[1] if "zeile" in fields]
    assert sent == [{"zeile": ["A Husten\r\ntrocken"]}]


def sound(page: Page) -> list[str]:
    return [rule["id"] for rule in Axe().run(page).response["violations"]]


def test_what_opens_over_the_page_breaks_no_rule_of_access_either(page: Page) -> None:
    at(page, "start").keyboard.press("/")
    page.keyboard.type("mül")
    expect(page.get_by_role("option").first).to_be_visible()
    assert sound(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert sound(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Alt+l")
    expect(page.get_by_role("heading", name="Gesperrt")).to_be_visible()
    assert sound(page) == []
