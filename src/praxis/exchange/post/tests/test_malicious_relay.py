"""Whatever the relay does: nothing is disclosed, executed or lost; counters rise."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from house.cast import Cast
from house.post import TestSigner
from mallory import tricks
from mallory.relay import Letter, MalloryRelay
from praxis import gate
from praxis.core import clock
from praxis.core.clock import FixedClock, clock_set_to
from praxis.core.ids import PatientId
from praxis.exchange.post import carrying
from praxis.exchange.post import line as lines
from praxis.exchange.post.line import Line, LineProblem
from praxis.exchange.post.sorting import sort_once
from praxis.exchange.post.tests.drops import dripping
from praxis.exchange.post.until import SwitchedOff
from praxis.messages import keys
from praxis.messages.access import MessageAct
from praxis.messages.actions.release import Draft
from praxis.messages.models import Inbox, Message, Outbox, PostState
from praxis.messages.states import InboxState, OutboxState
from praxis.messages.tests.conftest import patient
from praxis.messages.tests.phones import paired_phone
from praxis.messages.tests.test_letters import released
from wire import letters as wire


@pytest.fixture
def dora(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A patient of a practice with an identity; requests give up soon."""
    monkeypatch.setattr(lines, "READ_SECONDS", 2.0)
    with keys.signing_with(TestSigner()):
        keys.ensure_identity()
        yield patient(cast, "Demo", "Dora", "12.03.1958")


def _texts(cast: Cast) -> list[str]:
    with gate.visiting():
        found = gate.many(cast.ada.actor, MessageAct.READ, Message, order_by=("recorded_at",))
        return [one.text for one in found if one.incoming]


def _round(line: Line) -> None:
    try:
        carrying.deliver(line)
        carrying.collect(line)
    except LineProblem as problem:
        carrying.note_problem(problem.word)
    sort_once()


def _pushed(mallory: MalloryRelay, phone: Any, *words: str) -> None:
    from house.post import envelope_of

    for text in words:
        for frame in phone.writes(wire.Message("", text, None, ())):
            letter = Letter(0, bytes(phone.grant.mailbox), envelope_of(frame), frame)
            mallory.push(letter, up=True)


@pytest.mark.parametrize("trick", tricks.EVERY.values(), ids=tricks.EVERY.keys())
def test_l08_h02_h04_h05_no_lie_discloses_executes_or_loses(
    cast: Cast, dora: PatientId, trick: Any
) -> None:
    phone = paired_phone(cast, dora)
    with MalloryRelay() as mallory, Line(mallory.origin) as line:
        released(cast, Draft(dora, "", "Kanarienvogel"))
        _pushed(mallory, phone, "eins", "zwei")
        mallory.play(trick)
        started = time.monotonic()
        _round(line)
        assert time.monotonic() - started < 60
        mallory.be_honest()
        Outbox.objects.filter(state=OutboxState.WAITING).update(
            next_at=Outbox.objects.latest("n").written_at, claimed_until=None
        )
        for _ in range(3):
            _round(line)
        assert b"Kanarienvogel" not in mallory.everything()
        assert not Outbox.objects.filter(state=OutboxState.WAITING, what="put").exists()
    # What Mallory had shown as acknowledged may be gone; what came is true and in its order.
    assert _texts(cast) in ([], ["eins"], ["eins", "zwei"])


def test_h02_replayed_letters_stay_one_message(cast: Cast, dora: PatientId) -> None:
    phone = paired_phone(cast, dora)
    with MalloryRelay() as mallory, Line(mallory.origin) as line:
        _pushed(mallory, phone, "eins")
        mallory.play(tricks.replay(mallory))
        for _ in range(3):
            _round(line)
    assert _texts(cast) == ["eins"]


class Watching(Line):
    """A line that notes what lies stored, and in which depth of transactions, at each word."""

    def __init__(self, origin: str) -> None:
        super().__init__(origin)
        self.acknowledged: list[tuple[int, int]] = []

    def ask(self, method: str, path: str, body: bytes = b"", *, most: int = 1 << 16) -> bytes:
        if method == "DELETE":
            self.acknowledged.append((Inbox.objects.count(), len(connection.savepoint_ids)))
        return super().ask(method, path, body, most=most)


def test_h10_the_relay_may_forget_a_letter_only_once_it_is_stored_for_good(
    cast: Cast, dora: PatientId
) -> None:
    phone = paired_phone(cast, dora)
    before, outside = Inbox.objects.count(), len(connection.savepoint_ids)
    with MalloryRelay() as mallory, Watching(mallory.origin) as line:
        _pushed(mallory, phone, "eins", "zwei", "drei")
        carrying.collect(line)
    assert line.acknowledged == [(before + n, outside) for n in (1, 2, 3)]


def test_h22_a_redirect_is_refused_and_shown(cast: Cast, dora: PatientId) -> None:
    with MalloryRelay() as mallory, MalloryRelay() as other, Line(mallory.origin) as line:
        mallory.play(tricks.redirect(other.origin))
        with pytest.raises(LineProblem, match="redirect refused"):
            carrying.collect(line)
        assert other.seen == []


def test_h06_a_flood_stays_at_the_relay(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "MOST_UNSORTED", 60)
    with MalloryRelay() as mallory, Line(mallory.origin) as line:
        for number in range(300):
            mallory.push(Letter(0, bytes(16), number.to_bytes(16, "big"), b"x" * 64), up=True)
        carrying.collect(line)
        assert Inbox.objects.count() <= 110
        carrying.collect(line)
        assert Inbox.objects.count() <= 110
        assert len(mallory.inbox) >= 190


def test_h06_what_waits_here_is_bounded_in_bytes_as_well(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "MOST_BYTES", 100_000)
    with MalloryRelay() as mallory, Line(mallory.origin) as line:
        for number in range(300):
            mallory.push(Letter(0, bytes(16), number.to_bytes(16, "big"), b"x" * 4096), up=True)
        for _ in range(3):
            carrying.collect(line)
            # Also what was looked at and waits for its letter counts.
            Inbox.objects.update(state=InboxState.ORPHAN)
        assert Inbox.objects.count() <= 50
        assert len(mallory.inbox) >= 250


@pytest.mark.parametrize("where", ["headers", "body"])
def test_h06_a_relay_that_drips_holds_the_carrier_no_longer_than_one_question(
    cast: Cast, dora: PatientId, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    monkeypatch.setattr(lines, "ASK_SECONDS", 1.0)
    with dripping(where) as origin, Line(origin) as line:
        began = time.monotonic()
        with pytest.raises(LineProblem, match="ReadTimeout"):
            line.ask("GET", "/v1/inbox", most=1000)
        assert 0.9 < time.monotonic() - began < 3


def test_l11_hanging_up_ends_a_question_that_waits_for_its_answer(
    cast: Cast, dora: PatientId
) -> None:
    on = threading.Event()
    on.set()
    with dripping("headers") as origin, Line(origin, is_on=on.is_set) as line:

        def switch_off() -> None:
            on.clear()
            line.hang_up()

        later = threading.Timer(0.5, switch_off)
        later.start()
        began = time.monotonic()
        with pytest.raises(SwitchedOff):
            line.ask("GET", "/v1/inbox")
        assert time.monotonic() - began < 3
        later.join()


def test_h16_the_skew_of_the_clocks_is_shown(cast: Cast, dora: PatientId) -> None:
    ahead = FixedClock(clock.now() + timedelta(days=3))
    with MalloryRelay() as mallory, Line(mallory.origin) as line, clock_set_to(ahead):
        line.ask("GET", "/v1/inbox")
        carrying.note_reached(line)
    assert PostState.objects.get().skew_seconds < -2 * 86_400
