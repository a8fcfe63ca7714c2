"""Whatever the relay does, the page shows a notice and nothing that was not signed for it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from house.patience import until
from patient_page.page_host import PageHost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import PAPER, look_again, pair_with_paper
from wire.frame import split_frame
from wire.ids import Epoch
from wire.kinds import Kind
from wire.letters import Message
from wire.notices import EpochChange, Revoke, RevokeReason
from wire.statement import FIRST


def letter(title: str) -> Message:
    """A letter that can be told from others."""
    return Message(title, "Text.", None, ())


def queue(relay: RelayStub, tresor: TresorStub) -> list[tuple[int, bytes, bytes]]:
    """What waits for the device."""
    return relay.boxes[tresor.known().mailbox].queue


def trouble(page: Page, name: str) -> None:
    """The notice of this name is there."""
    expect(page.locator(f"[data-trouble={name}]")).to_be_visible()


def test_h02_a_dropped_letter_holds_the_next_and_is_asked_for(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    missing = tresor.release(letter("Der erste"), send=False)
    tresor.release(letter("Der zweite"))
    look_again(page)
    trouble(page, "held")
    expect(page.get_by_text("Der zweite")).to_have_count(0)
    (asked,) = tresor.received(Kind.RESEND_REQUEST)
    assert (asked.epoch, asked.first, asked.last) == (tresor.known().epoch, 1, 1)
    relay.put(tresor.known().mailbox, missing)
    look_again(page)
    expect(page.get_by_text("Der erste")).to_be_visible()
    expect(page.get_by_text("Der zweite")).to_be_visible()
    expect(page.locator("[data-trouble]")).to_have_count(0)


def test_h02_after_two_days_the_others_are_shown_beside_the_gap(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Der erste"), send=False)
    tresor.release(letter("Der zweite"))
    look_again(page)
    trouble(page, "held")
    two_days = "const now = Date.now; Date.now = () => now() + 49 * 3600 * 1000;"
    page.evaluate(two_days)
    tresor.relay.skew = timedelta(hours=49)
    look_again(page)
    trouble(page, "gap")
    expect(page.get_by_text("Der zweite")).to_be_visible()


def test_h02_a_duplicate_is_silent(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    frame = tresor.release(letter("Nur einmal"))
    look_again(page)
    expect(page.get_by_text("Nur einmal")).to_be_visible()
    relay.put(tresor.known().mailbox, frame)
    look_again(page)
    until(lambda: queue(relay, tresor) == [], "the second copy taken off")
    expect(page.get_by_text("Nur einmal")).to_have_count(1)
    expect(page.locator("[data-trouble]")).to_have_count(0)


def test_h18_another_letter_in_a_taken_place_stops_this_device(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Der wahre"))
    look_again(page)
    expect(page.get_by_text("Der wahre")).to_be_visible()
    device = tresor.known()
    device.sequence, device.previous = 0, FIRST
    tresor.release(letter("Der andere"))
    look_again(page)
    trouble(page, "alarm")
    expect(page.get_by_text("Der andere")).to_have_count(0)
    expect(page.locator("#write")).to_have_count(0)
    page.reload()
    page.locator("#paper").fill(PAPER)
    page.get_by_role("button", name="Öffnen").click()
    trouble(page, "alarm")


def test_h02_letters_out_of_order_come_out_in_order(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    frames = [tresor.release(letter(f"Brief {n}"), send=False) for n in range(1, 4)]
    for frame in (frames[2], frames[0], frames[1]):
        relay.put(tresor.known().mailbox, frame)
    look_again(page)
    for n in range(1, 4):
        expect(page.get_by_text(f"Brief {n}")).to_be_visible()
    expect(page.locator("[data-trouble]")).to_have_count(0)


@pytest.mark.parametrize("damage", ["flip", "cut", "version", "plain", "empty"])
def test_x01_h04_a_changed_letter_is_never_shown_nor_deleted(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub, damage: str
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Geheim"))
    number, envelope, frame = queue(relay, tresor)[0]
    damaged = {
        "flip": frame[:-40] + bytes([frame[-40] ^ 1]) + frame[-39:],
        "cut": frame[: len(frame) // 2],
        "version": b"\x02" + frame[1:],
        "plain": b"Guten Tag, hier ist Ihr Befund im Klartext.",
        "empty": b"",
    }[damage]
    queue(relay, tresor)[0] = (number, envelope, damaged)
    look_again(page)
    trouble(page, "forged")
    expect(page.get_by_text("Geheim")).to_have_count(0)
    assert [line[1] for line in queue(relay, tresor)] == [envelope]


def test_h03_a_letter_for_another_device_does_not_open(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    stranger = TresorStub(relay)
    relay.on_arrival = tresor.arrive
    stranger.device = tresor.device
    relay.put(tresor.known().mailbox, stranger.seal(tresor.known(), letter("Untergeschoben")))
    look_again(page)
    trouble(page, "forged")
    expect(page.get_by_text("Untergeschoben")).to_have_count(0)


def test_h03_a_letter_under_another_envelope_id_is_refused(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Umgehängt"))
    number, _, frame = queue(relay, tresor)[0]
    queue(relay, tresor)[0] = (number, bytes(16), frame)
    look_again(page)
    trouble(page, "forged")


def test_h10_nothing_is_acknowledged_before_it_is_verified_and_stored(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    good = tresor.release(letter("Gut"))
    look_again(page)
    expect(page.get_by_text("Gut", exact=True)).to_be_visible()
    until(lambda: bytes(split_frame(good)[0].header.envelope) in relay.deleted, "its end")
    stored = page.evaluate(
        """() => new Promise((done) => {
          const open = indexedDB.open("praxistresor");
          open.onsuccess = () => {
            const all = open.result.transaction("letters").objectStore("letters").getAll();
            all.onsuccess = () => done(all.result.map((one) => Array.from(one.frame).length));
          };
        })"""
    )
    assert len(stored) >= 1


def test_it_says_that_the_relay_is_away_and_comes_back(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    relay.down = True
    page.locator("#write").click()
    page.get_by_label("Ihre Frage").fill("Hören Sie mich?")
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist verschlüsselt gespeichert")).to_be_visible()
    trouble(page, "offline")
    relay.down = False
    look_again(page)
    expect(page.locator("[data-trouble]")).to_have_count(0)
    (question,) = tresor.received(Kind.MESSAGE)
    assert question.text == "Hören Sie mich?"


@pytest.mark.parametrize("skew", [timedelta(hours=3), timedelta(days=3), timedelta(days=-400)])
def test_h16_a_clock_wrong_by_hours_or_days_is_named(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub, skew: timedelta
) -> None:
    pair_with_paper(page, host, tresor)
    relay.skew = skew
    look_again(page)
    trouble(page, "clock")


def test_a_full_mailbox_is_said_and_the_question_kept(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    relay.full = True
    page.locator("#write").click()
    page.get_by_label("Ihre Frage").fill("Passt das noch?")
    page.locator("#send").click()
    expect(page.get_by_text("Das Postfach ist voll")).to_be_visible()


@pytest.mark.parametrize("answer", [b"<html>", b"\xa0", b"\x00" * 70_000])
def test_h05_nonsense_from_the_relay_reads_as_no_connection(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub, answer: bytes
) -> None:
    pair_with_paper(page, host, tresor)
    relay.garbage = answer
    look_again(page)
    trouble(page, "offline")


def test_a_closed_mailbox_reads_as_no_access(
    page: Page, host: PageHost, tresor: TresorStub, relay: RelayStub
) -> None:
    pair_with_paper(page, host, tresor)
    relay.boxes.clear()
    look_again(page)
    trouble(page, "refused")


def test_a_revoked_device_keeps_its_letters_and_stops(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Bleibt lesbar"))
    tresor.release(Revoke(RevokeReason.LOST, ""))
    look_again(page)
    trouble(page, "revoked")
    expect(page.get_by_text("Bleibt lesbar")).to_be_visible()
    expect(page.locator("#write")).to_have_count(0)


def test_h18_a_restored_practice_starts_a_new_epoch_with_one_calm_notice(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    tresor.release(letter("Vorher"))
    look_again(page)
    expect(page.get_by_text("Vorher")).to_be_visible()
    device = tresor.known()
    before, device.epoch = device.epoch, bytes(range(16))
    device.sequence, device.previous = 0, FIRST
    tresor.release(EpochChange(Epoch(before), 1795000000, 1, 0))
    tresor.release(letter("Nachher"))
    look_again(page)
    trouble(page, "epoch")
    expect(page.get_by_text("Nachher")).to_be_visible()
    expect(page.get_by_text("Vorher")).to_be_visible()


def test_h04_an_old_epoch_does_not_come_back(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    device = tresor.known()
    before, device.epoch = device.epoch, bytes(range(16))
    tresor.release(EpochChange(Epoch(before), 1795000000, 0, 0))
    look_again(page)
    trouble(page, "epoch")
    device.epoch, device.sequence, device.previous = before, 0, FIRST
    tresor.release(letter("Aus der alten Zeit"))
    look_again(page)
    trouble(page, "forged")
    expect(page.get_by_text("Aus der alten Zeit")).to_have_count(0)


def test_locking_in_the_middle_of_an_exchange_breaks_no_chain(
    page: Page, host: PageHost, tresor: TresorStub
) -> None:
    pair_with_paper(page, host, tresor)
    for number in range(6):
        tresor.release(letter(f"Brief {number}"))
        page.evaluate("document.getElementById('check').click()")
        page.evaluate("document.getElementById('lock').click()")
        page.locator("#paper").fill(PAPER)
        page.get_by_role("button", name="Öffnen").click()
        expect(page.get_by_text(f"Brief {number}")).to_be_visible()
    look_again(page)
    expect(page.locator("[data-trouble]")).to_have_count(0)
    fetched = [hashed for body in tresor.received(Kind.RECEIPT) for hashed in body.letters]
    assert len(set(fetched)) >= 5
