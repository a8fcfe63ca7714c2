"""The practice changes its keys: the page takes the new ones once, and nothing written is lost."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from house.patience import until
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.test_hostile_relay import letter, trouble
from patient_page.tresor_stub import TresorStub, new_keys
from patient_page.visitor import (
    PAPER,
    choose_paper,
    look_again,
    open_sheet,
    pair_with_paper,
    type_code,
)
from seal.signing import STATEMENT_PURPOSES, SigningKey
from wire.bundle import bundle_hash, change_keys
from wire.kinds import Kind
from wire.notices import KeyChange, ReceiptState


def number_on(page: Page) -> str:
    """The safety number as the settings show it."""
    page.get_by_role("button", name="Einstellungen").click()
    shown = " ".join(page.locator("#safety li").all_inner_texts())
    page.get_by_role("button", name="Zurück").click()
    return shown


def ask(page: Page, words: str) -> None:
    """Write to the practice."""
    page.locator("#write").click()
    page.get_by_label("Ihre Frage").fill(words)
    page.locator("#send").click()


def questions(tresor: TresorStub) -> list[str]:
    return [body.text for body in tresor.received(Kind.MESSAGE)]


def test_the_page_pins_the_new_keys_says_so_once_and_shows_the_new_number(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Vorher"))
    tresor.change_keys()
    tresor.release(letter("Nachher"))
    look_again(page)
    trouble(page, "key-changed")
    expect(page.get_by_text("Vorher")).to_be_visible()
    expect(page.get_by_text("Nachher")).to_be_visible()
    assert number_on(page) == tresor.safety
    receipts = tresor.received(Kind.RECEIPT)
    assert any(one.state is ReceiptState.FETCHED and len(one.letters) == 3 for one in receipts)
    for shown in (1, 0):
        page.reload()
        page.locator("#paper").fill(PAPER)
        page.get_by_role("button", name="Öffnen").click()
        expect(page.get_by_text("Vorher")).to_be_visible()
        expect(page.locator("[data-trouble]")).to_have_count(shown)


def test_what_was_written_without_a_network_is_sealed_to_the_new_keys(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    relay.down = True
    ask(page, "Ohne Netz geschrieben.")
    trouble(page, "offline")
    tresor.change_keys()
    relay.down = False
    look_again(page)
    trouble(page, "key-changed")
    until(lambda: questions(tresor), "the question")
    assert questions(tresor) == ["Ohne Netz geschrieben."]
    assert tresor.sealed_to[0] is tresor.identity


def test_letters_behind_a_missing_one_are_readable_once_the_change_is_there(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    missing = tresor.release(letter("Fehlt zuerst"), send=False)
    tresor.change_keys()
    tresor.release(letter("Unter dem neuen Schlüssel"))
    look_again(page)
    trouble(page, "held")
    relay.put(tresor.known().mailbox, missing)
    look_again(page)
    expect(page.get_by_text("Fehlt zuerst")).to_be_visible()
    expect(page.get_by_text("Unter dem neuen Schlüssel")).to_be_visible()
    expect(page.locator("[data-trouble=forged]")).to_have_count(0)


def test_a_letter_that_came_before_the_change_that_explains_it_is_fetched_again(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    late = tresor.change_keys(send=False)
    tresor.release(letter("Zu früh da"))
    look_again(page)
    trouble(page, "forged")
    relay.put(tresor.known().mailbox, late)
    look_again(page)
    trouble(page, "key-changed")
    look_again(page)
    expect(page.get_by_text("Zu früh da")).to_be_visible()


def test_x07_after_the_change_the_old_key_says_nothing_any_more(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    stolen = tresor.statement
    tresor.change_keys()
    look_again(page)
    trouble(page, "key-changed")
    honest, tresor.statement = tresor.statement, stolen
    device = tresor.known()
    place = device.sequence, device.previous
    tresor.release(letter("Vom Dieb"))
    tresor.statement = honest
    device.sequence, device.previous = place
    tresor.release(letter("Von der Praxis"))
    look_again(page)
    trouble(page, "forged")
    expect(page.get_by_text("Von der Praxis")).to_be_visible()
    expect(page.get_by_text("Vom Dieb")).to_have_count(0)


def only_old(tresor: TresorStub) -> KeyChange:
    """A thief of the old key, with a bundle whose key he has not got."""
    _, _, bundle = new_keys(bundle_hash(tresor.bundle))
    thief = SigningKey.new(*STATEMENT_PURPOSES)
    return change_keys(tresor.bundle, bundle, tresor.statement.sign, thief.sign)


def no_predecessor(tresor: TresorStub) -> KeyChange:
    """Signed by both, for a bundle that follows none."""
    _, statement, bundle = new_keys(None)
    return change_keys(tresor.bundle, bundle, tresor.statement.sign, statement.sign)


def exchanged(tresor: TresorStub) -> KeyChange:
    """Both signatures, each in the other's place."""
    _, statement, bundle = new_keys(bundle_hash(tresor.bundle))
    found = change_keys(tresor.bundle, bundle, tresor.statement.sign, statement.sign)
    return replace(found, old_signature=found.new_signature, new_signature=found.old_signature)


@pytest.mark.parametrize("forge", [only_old, no_predecessor, exchanged])
def test_x07_a_change_that_is_not_signed_by_both_changes_nothing(
    page: Page, host: PageHost, tresor: TresorStub, forge: Callable[[TresorStub], KeyChange]
) -> None:
    pair_with_paper(page, host, tresor)
    before = tresor.safety
    tresor.release(forge(tresor))
    tresor.release(letter("Weiter unter dem alten"))
    look_again(page)
    trouble(page, "forged")
    expect(page.get_by_text("Weiter unter dem alten")).to_be_visible()
    assert number_on(page) == before


def test_a_sheet_from_before_the_change_still_pairs(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    fragment = tresor.invite()
    # The relay hands out the new bundle; the one on the sheet it keeps as long as the sheet lasts.
    tresor.relay.publish(new_keys(bundle_hash(tresor.bundle))[2])
    open_sheet(page, host, fragment)
    type_code(page, tresor.code)
    choose_paper(page)
    page.get_by_role("heading", name="Ihr Gerät ist verbunden").wait_for()
    assert page.locator("#safety li").all_inner_texts() == tresor.safety.split(" ")


def test_letter_and_pinned_keys_are_one_write_so_a_page_closed_in_between_has_both_or_neither(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    # The page is cut off after its first write that holds a letter of the practice.
    page.add_init_script(
        """
        const put = IDBObjectStore.prototype.put;
        let last = null;
        IDBObjectStore.prototype.put = function (row) {
          if (last && this.transaction !== last) throw new Error("closed");
          if (row && row.own === false && sessionStorage.cut === "1") {
            delete sessionStorage.cut;
            last = this.transaction;
          }
          return put.call(this, row);
        };
        """
    )
    pair_with_paper(page, host, tresor)
    page.evaluate("sessionStorage.cut = '1'")
    tresor.change_keys()
    tresor.release(letter("Nachher"))
    look_again(page)
    page.wait_for_timeout(1_000)
    page.reload()
    page.locator("#paper").fill(PAPER)
    page.get_by_role("button", name="Öffnen").click()
    expect(page.get_by_text("Nachher")).to_be_visible()
    assert number_on(page) == tresor.safety
