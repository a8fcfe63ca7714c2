"""The page and the real relay understand each other: pairing, a finding, a question, an end."""

from collections.abc import Iterator
from typing import cast

import pytest
from playwright.sync_api import Page, expect

from embedded import EmbeddedServer
from house.patience import until
from patient_page import letters
from patient_page.page_host import PageHost
from patient_page.real_relay import PracticeAtRelay, on_localhost
from patient_page.relay_stub import RelayStub
from patient_page.tresor_stub import TresorStub
from patient_page.visitor import pair_with_paper
from relay import schema
from wire.kinds import Kind


@pytest.fixture
def real(postgres: EmbeddedServer) -> Iterator[tuple[PracticeAtRelay, PageHost]]:
    name = "relay_for_patients"
    postgres.drop_database(name)
    postgres.ensure_database(name)
    schema.migrate(postgres.dsn("owner", name))
    running = on_localhost(postgres.dsn("app", name), postgres.dsn("owner", name))
    host = PageHost(f"http://{running.authority}")
    practice = PracticeAtRelay(running, host.origin)
    yield practice, host
    practice.close()
    host.close()
    running.stop()


def test_a_patient_pairs_reads_and_asks_over_the_real_relay(
    page: Page, real: tuple[PracticeAtRelay, PageHost]
) -> None:
    relay, host = real
    tresor = TresorStub(cast(RelayStub, relay))
    body = letters.pdf()
    pair_with_paper(page, host, tresor)
    tresor.release(letters.FINDING)
    tresor.release(letters.certificate(body), (body,))
    # Nobody presses a button: the long poll brings it.
    page.get_by_role("button", name="Attest für den Sportverein").click()
    page.get_by_role("button", name="Laden").click()
    expect(page.get_by_role("link", name="Sichern")).to_be_visible()
    page.locator("#reply").click()
    page.get_by_label("Ihre Frage").fill("Vielen Dank! Gilt das auch für Schwimmen?")
    page.locator("#send").click()
    expect(page.get_by_text("Ihre Frage ist unterwegs.")).to_be_visible()
    until(lambda: tresor.received(Kind.MESSAGE), "the question")
    until(lambda: len(tresor.received(Kind.RECEIPT)) >= 2, "the receipts")
    (question,) = tresor.received(Kind.MESSAGE)
    assert question.text == "Vielen Dank! Gilt das auch für Schwimmen?"
