"""A sheet of paper and a spoken code connect one device, and nothing else does."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import choose_paper, open_sheet, pair_with_paper, type_code


def test_it_pairs_with_the_paper_strip_and_shows_the_same_number(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    open_sheet(page, host, tresor.invite())
    assert page.url == f"{host.origin}/"
    type_code(page, tresor.code)
    choose_paper(page)
    expect(page.get_by_role("heading", name="Ihr Gerät ist verbunden")).to_be_visible()
    assert page.locator("#safety li").all_inner_texts() == tresor.safety.split(" ")


def test_it_pairs_with_a_passkey(
    page: Page, host: PageHost, tresor: TresorStub, passkeys: Callable[..., Any]
) -> None:
    passkeys()
    open_sheet(page, host, tresor.invite())
    type_code(page, tresor.code)
    page.locator("#lock-passkey").click()
    expect(page.get_by_role("heading", name="Ihr Gerät ist verbunden")).to_be_visible()
    page.reload()
    page.locator("#unlock").click()
    expect(page.get_by_role("heading", name="Ihre Briefe")).to_be_visible()


def test_a_wrong_code_says_how_many_attempts_are_left(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    open_sheet(page, host, tresor.invite())
    type_code(page, "11111111")
    choose_paper(page)
    expect(page.get_by_text("Sie haben noch 4 Versuche.")).to_be_visible()
    page.get_by_label("Achtstelliger Code").fill(tresor.code)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_role("heading", name="Ihr Gerät ist verbunden")).to_be_visible()


def test_h17_a_sheet_used_before_says_so(page: Page, host: PageHost, tresor: TresorStub) -> None:
    tresor.used = True
    open_sheet(page, host, tresor.invite())
    type_code(page, tresor.code)
    choose_paper(page)
    expect(page.get_by_role("heading", name="Dieses Blatt ist schon benutzt")).to_be_visible()


def test_an_expired_sheet_is_refused_before_anything_is_sent(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    open_sheet(page, host, tresor.invite(days=-1))
    expect(page.get_by_role("heading", name="Das Blatt ist abgelaufen")).to_be_visible()
    assert relay.seen == []


def test_h14_a_sheet_for_another_relay_is_refused(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    open_sheet(page, host, tresor.invite(relay="http://other.localhost:9"))
    expect(
        page.get_by_role("heading", name="Dieses Blatt gehört nicht zu dieser Seite")
    ).to_be_visible()


def test_h01_swapped_practice_keys_are_refused_and_nothing_is_sent(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    open_sheet(page, host, tresor.invite())
    relay.publish(TresorStub(relay).bundle)
    relay.published.clear()
    relay.on_arrival = tresor.arrive
    type_code(page, tresor.code)
    choose_paper(page)
    expect(page.get_by_role("heading", name="Hier stimmt etwas nicht")).to_be_visible()
    assert not any(relay.seen)


def test_h13_a_sheet_scanned_into_an_open_tab_leaves_the_address_too(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    page.goto(host.origin)
    page.get_by_role("heading", name="Hier kommt Post").wait_for()
    page.evaluate("(fragment) => { location.hash = fragment; }", tresor.invite())
    expect(page.get_by_role("heading", name="Mit Ihrer Praxis verbinden")).to_be_visible()
    assert page.url == f"{host.origin}/"


def test_a_cut_link_is_not_accepted(page: Page, host: PageHost, tresor: TresorStub) -> None:
    open_sheet(page, host, tresor.invite()[:-5])
    expect(page.get_by_role("heading", name="Der Link ist nicht vollständig")).to_be_visible()


def test_without_a_sheet_it_explains_itself(page: Page, host: PageHost) -> None:
    page.goto(host.origin)
    expect(page.get_by_role("heading", name="Hier kommt Post von Ihrer Praxis an")).to_be_visible()


def test_a_passkey_without_prf_leads_to_the_strip(
    page: Page, host: PageHost, tresor: TresorStub, passkeys: Callable[..., Any]
) -> None:
    passkeys(prf=False)
    open_sheet(page, host, tresor.invite())
    type_code(page, tresor.code)
    page.locator("#lock-passkey").click()
    expect(page.get_by_text("Nehmen Sie bitte den Abreißstreifen")).to_be_visible()
    choose_paper(page)
    expect(page.get_by_role("heading", name="Ihr Gerät ist verbunden")).to_be_visible()


def test_a_mistyped_strip_is_found_before_anything_is_derived(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    open_sheet(page, host, tresor.invite())
    type_code(page, tresor.code)
    page.locator("#lock-paper").click()
    page.locator("#paper").fill("00000-00000-00000-00000-1")
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_text("Da stimmt ein Zeichen nicht")).to_be_visible()


def test_a_wrong_strip_does_not_open_the_letters(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    page.reload()
    page.locator("#paper").fill("00000-00000-00000-00000-0")
    page.get_by_role("button", name="Öffnen").click()
    expect(page.get_by_text("Das passt nicht zu diesem Gerät")).to_be_visible()
