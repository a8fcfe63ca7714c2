"""From the chart to the phone and back, over the real relay: pair, release, ask, task, answer."""

import threading
import time
from dataclasses import replace
from typing import Any

import httpx
import psycopg
import pytest

from house.cast import Cast
from house.patience import until
from house.post import Phone, TestSigner
from praxis import gate
from praxis.core.assigning import Addressee
from praxis.core.ids import PatientId
from praxis.exchange.post import carrying
from praxis.exchange.post.anchoring import anchor_if_due
from praxis.exchange.post.line import Line, LineProblem
from praxis.exchange.post.sorting import sort_once
from praxis.exchange.post.tests.conftest import dora_of, talking_to
from praxis.exchange.post.tests.drops import dripping
from praxis.exchange.post.until import SwitchedOff
from praxis.exchange.post.worker import Carrier
from praxis.flows.post import question_to_task
from praxis.messages import keys
from praxis.messages.actions.invites import Holder, create_invite
from praxis.messages.actions.release import Draft, prepare, release
from praxis.messages.actions.writing import answer
from praxis.messages.models import Outbox, PostState
from praxis.messages.queries import messages_of
from praxis.messages.states import OutboxState
from praxis.tasks.queries import open_tasks
from relay import practices
from relay.tests.running import Person, RunningRelay
from seal.signing import SigningKey
from wire import letters as wire
from wire import relay_api as api
from wire.frame import PREAMBLE_MAX, preamble, read_preamble
from wire.ids import MailboxId, new_id
from wire.notices import PairOutcome, Receipt, ReceiptState
from wire.orders import parse_listing
from wire.relay_api import envelope_path, queue_path

CANARY = "Kanarienvogel"


class RelayKey(Person):
    """The relay's test client with a phone's own key."""

    def __init__(self, relay: RunningRelay, key: SigningKey, mailbox: bytes) -> None:
        super().__init__(relay.authority, relay.clock, key._key, mailbox)

    def fetch(self) -> list[bytes]:
        """Take everything out of the own queue."""
        frames = []
        for one in parse_listing(self.ask("GET", queue_path(self.mailbox)).content).waiting:
            path = envelope_path(self.mailbox, bytes(one.envelope))
            frames.append(self.ask("GET", path).content)
            assert self.ask("DELETE", path).status_code == 204
        return frames

    def send(self, frame: bytes) -> None:
        """Put one frame for the practice."""
        from house.post import envelope_of

        assert self.put(self.mailbox, frame, envelope_of(frame)).status_code == 201


class Way:
    """Both ends and the relay between them."""

    def __init__(self, cast: Cast, relay: RunningRelay, signer: TestSigner, dora: PatientId):
        self.cast, self.relay, self.dora = cast, relay, dora
        practices.add(relay.owner_dsn, signer.public_keys()["request"], quota=1 << 30, origin=None)
        self.line = Line(f"http://{relay.authority}")

    def round(self) -> None:
        """One round of carrier and sorter."""
        carrying.deliver(self.line)
        carrying.collect(self.line)
        sort_once()
        carrying.deliver(self.line)

    def pair(self) -> tuple[Phone, RelayKey]:
        """Sheet, code, phone."""
        with gate.visiting():
            sheet = create_invite(
                self.cast.ben.actor, self.dora, holder=Holder(), checked_how="Personalausweis"
            )
        phone = Phone.from_sheet(sheet.url, bytes(keys.identity_now().bundle))
        first = RelayKey(self.relay, phone.pairing_key, bytes(phone.invite.invite))
        self.round()
        first.send(phone.pair(sheet.code))
        self.round()
        self.round()
        assert phone.paired(first.fetch()[0]).outcome is PairOutcome.OK
        assert phone.grant is not None
        return phone, RelayKey(self.relay, phone.relay, bytes(phone.grant.mailbox))

    def release(self, words: str) -> None:
        """Ada writes to Dora."""
        draft = Draft(self.dora, "", words)
        with gate.visiting():
            seen = prepare(self.cast.ada.actor, draft).digest
        with gate.visiting():
            release(self.cast.ada.actor, draft, seen=seen)


@pytest.fixture
def way(
    practice_of_its_own: Cast,
    relay: RunningRelay,
    signer: TestSigner,
    monkeypatch: pytest.MonkeyPatch,
) -> Way:
    """Everything ready to be used."""
    talking_to("http://relay.localhost:8002", monkeypatch)
    return Way(practice_of_its_own, relay, signer, dora_of(practice_of_its_own))


def test_l06_from_chart_to_phone_and_back_and_no_word_on_the_relay(way: Way) -> None:
    phone, key = way.pair()
    way.release(f"Alles gut, {CANARY}.")
    way.round()
    letter = phone.opens(key.fetch()[0])
    body: Any = letter.read()
    assert body.comment == f"Alles gut, {CANARY}."
    key.send(phone.writes(Receipt(ReceiptState.READ, (letter.hash,), 1))[0])
    key.send(phone.writes(wire.Message("Frage", f"Wirklich, {CANARY}?", letter.hash, ()))[0])
    assert CANARY.encode() not in _dump(way.relay)
    way.round()
    ben = way.cast.ben.actor
    with gate.visiting():
        shown = messages_of(ben, [way.dora])
        assert [(one.message.incoming, one.way) for one in shown] == [(False, "read"), (True, "")]
        assert shown[1].message.answers_id == shown[0].message.pk
        question_to_task(ben, shown[1].message.pk, Addressee(place="Anmeldung"))
    with gate.visiting():
        assert [task.for_place for task in open_tasks(ben)] == ["Anmeldung"]
        answer(ben, way.dora, "Ja.", to=shown[1].message.pk)
    way.round()
    told: Any = phone.opens(key.fetch()[0]).read()
    assert (told.text, told.answers) == ("Ja.", phone.previous)
    assert CANARY.encode() not in _dump(way.relay)


def _dump(relay: RunningRelay) -> bytes:
    """Every row of every table of the relay."""
    found = b""
    with psycopg.connect(relay.owner_dsn) as connection:
        tables = connection.execute(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema_name, table in tables:
            rows = connection.execute(f'SELECT * FROM "{schema_name}"."{table}"'.encode())  # noqa: S608 - names from the database's own list
            for row in rows.fetchall():
                found += b"|".join(
                    bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row
                )
    return found


def test_the_same_envelope_twice_is_taken_once(way: Way) -> None:
    _phone, key = way.pair()
    way.release("Alles gut.")
    carrying.deliver(way.line)
    Outbox.objects.filter(what="put").update(state=OutboxState.WAITING, claimed_until=None)
    sort_again = Outbox.objects.filter(what="put", state=OutboxState.WAITING).count()
    assert sort_again
    carrying.deliver(way.line)
    assert len(key.fetch()) == 1


def test_two_workers_send_a_row_once(way: Way) -> None:
    way.pair()
    way.release("Alles gut.")
    row = Outbox.objects.filter(state=OutboxState.WAITING).latest("n")
    assert carrying._claim(row.n, carrying.ONE_WORKER) is not None
    assert carrying._claim(row.n, carrying.ONE_WORKER) is None
    assert carrying.deliver(way.line) == 0


def test_k13_what_a_killed_carrier_had_claimed_is_sent_by_the_next_at_once(way: Way) -> None:
    _phone, key = way.pair()
    way.release("Alles gut.")
    row = Outbox.objects.filter(state=OutboxState.WAITING).latest("n")
    assert carrying._claim(row.n, carrying.ONE_WORKER) is not None
    carrier = Carrier(f"http://{way.relay.authority}")
    thread = threading.Thread(target=carrier.run, daemon=True)
    thread.start()
    try:
        until(lambda: Outbox.objects.get(n=row.n).state == OutboxState.DELIVERED)
    finally:
        carrier.stop()
        thread.join(10)
    assert len(key.fetch()) == 1


def test_m07_an_unreachable_relay_is_tried_again_later(way: Way) -> None:
    way.pair()
    way.release("Alles gut.")
    with Line("http://127.0.0.1:9") as dead:
        assert carrying.deliver(dead) == 0
    row = Outbox.objects.filter(state=OutboxState.WAITING).latest("n")
    assert (row.tries, row.problem) == (1, "ConnectError")
    assert PostState.objects.get().failing_since is not None
    Outbox.objects.filter(n=row.n).update(next_at=row.written_at)
    assert carrying.deliver(way.line) == 1
    assert PostState.objects.get().failing_since is None


def test_a_full_mailbox_is_shown_and_kept(way: Way, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("praxis.messages.actions.pairing.MAILBOX_ENVELOPES", 1)
    way.pair()
    way.release("eins")
    way.release("zwei")
    for _ in range(3):
        carrying.deliver(way.line)
    row = Outbox.objects.filter(what="put").latest("n")
    assert (row.state, row.problem) == (OutboxState.WAITING, "mailbox full")


@pytest.mark.parametrize("how", ["text", "right length", "classic age", "another mailbox"])
def test_l07_h20_whatever_stands_in_the_outbox_only_a_letter_leaves(way: Way, how: str) -> None:
    _, key = way.pair()
    way.release("Alles gut.")
    row = Outbox.objects.filter(what="put").latest("n")
    frame, words = bytes(row.content), f"{CANARY} hat Husten. ".encode()
    front = read_preamble(frame[:PREAMBLE_MAX])
    body = words * (len(frame) // len(words) + 1)
    head = frame[: front.length]
    content = {
        "text": words,
        "right length": head + body[: len(frame) - front.length],
        "classic age": (head + b"age-encryption.org/v1\n-> X25519 " + body)[: len(frame)],
        "another mailbox": preamble(
            replace(front.header, mailbox=MailboxId(new_id())), front.signature
        ) + frame[front.length :],
    }  # fmt: skip
    Outbox.objects.filter(n=row.n).update(content=content[how])
    for _ in range(2):
        carrying.deliver(way.line)
    row.refresh_from_db()
    assert (row.state, row.tries) == (OutboxState.FAILED, 1)
    assert row.problem.startswith("not sealed")
    assert PostState.objects.get().problem.startswith("not sealed")
    assert key.fetch() == []
    assert CANARY.encode() not in _dump(way.relay)


def test_anchors_reach_the_relay_once_an_hour(way: Way) -> None:
    carrying.deliver(way.line)
    assert anchor_if_due(way.line)
    assert not anchor_if_due(way.line)
    from wire.anchors import parse_record_list

    found = parse_record_list(way.line.ask("GET", f"{api.ANCHORS}?after=0"))
    assert len(found) == 1


def test_l11_the_kill_switch_ends_every_connection_within_five_seconds(
    way: Way,
) -> None:
    way.pair()
    carrier = Carrier(f"http://{way.relay.authority}")
    thread = threading.Thread(target=carrier.run, daemon=True)
    thread.start()
    try:
        _switched_off_and_on(way, carrier)
    finally:
        carrier.stop()
        thread.join(10)


def test_l11_the_kill_switch_does_not_wait_for_an_answer_that_drips(way: Way) -> None:
    from praxis.messages.actions.switching import switch_off

    with dripping("headers") as origin:
        carrier = Carrier(origin)
        thread = threading.Thread(target=carrier.run, daemon=True)
        thread.start()
        try:
            until(lambda: len(carrier.line._transport._network._open) > 1)  # listens and asks
            with gate.visiting():
                switch_off(way.cast.ben.actor)
            started = time.monotonic()
            until(lambda: not carrier.line._transport._network._open)
            assert time.monotonic() - started < 5
        finally:
            carrier.stop()
            thread.join(10)
        assert not thread.is_alive()


def _switched_off_and_on(way: Way, carrier: Carrier) -> None:
    until(lambda: bool(carrier.line._streams))
    from praxis.messages.actions.switching import switch_off, switch_on

    with gate.visiting():
        switch_off(way.cast.ben.actor)
    started = time.monotonic()
    until(lambda: not carrier.line._streams)
    assert time.monotonic() - started < 5
    with pytest.raises(SwitchedOff):
        carrier.line.ask("GET", api.INBOX)
    way.release("Die Arbeit geht weiter.")
    with gate.visiting():
        switch_on(way.cast.ada.actor, "Die Leitung steht wieder.")
    until(lambda: bool(carrier.line._streams))


def test_a_stranger_gets_nothing(way: Way) -> None:
    with keys.signing_with(TestSigner()), Line(f"http://{way.relay.authority}") as line:
        with pytest.raises(LineProblem) as refused:
            line.ask("GET", api.INBOX)
        assert refused.value.status == 404
    assert httpx.get(f"http://{way.relay.authority}{api.INBOX}").status_code == 404
