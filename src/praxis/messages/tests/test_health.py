"""What the health page says about the post: every silent failure has its line."""

import pytest

from praxis.core import clock
from praxis.core.health import Line
from praxis.core.ids import PatientId
from praxis.messages.health import post
from praxis.messages.models import Outbox, PostState
from praxis.messages.states import OutboxState


def _said(dora: PatientId) -> list[Line]:
    del dora
    return list(post())


def _outbox(state: OutboxState, problem: str) -> None:
    now = clock.now()
    Outbox.objects.create(
        what="put", lane=b"l" * 16, mailbox=b"m" * 16, envelope=None, content=b"", state=state,
        written_at=now, next_at=now, problem=problem,
    )  # fmt: skip


def test_a_quiet_post_says_only_how_the_relay_stands(dora: PatientId) -> None:
    PostState.objects.filter(one=1).update(reached_at=clock.now(), skew_seconds=60)
    assert [line.meaning for line in _said(dora)] == ["Das Relay wird erreicht."]


@pytest.mark.parametrize("seconds", [61, -3600])
def test_a_wrong_clock_is_named(dora: PatientId, seconds: int) -> None:
    PostState.objects.filter(one=1).update(skew_seconds=seconds)
    assert any(f"um {abs(seconds)} Sekunden" in line.meaning for line in _said(dora))


def test_dead_letters_are_counted_and_a_conflict_is_called_one(dora: PatientId) -> None:
    state = PostState.objects.filter(one=1)
    state.update(dead_letters=3, alarm_at=clock.now(), alarm_why="signature")
    assert any("3 Sendungen ließen sich nicht öffnen" in one.meaning for one in _said(dora))
    state.update(alarm_why="conflict")
    assert any("widersprechen" in one.meaning for one in _said(dora))


def test_full_mailboxes_and_refused_letters_have_a_line(dora: PatientId) -> None:
    PostState.objects.filter(one=1).update(reached_at=clock.now())
    _outbox(OutboxState.WAITING, "mailbox full")
    _outbox(OutboxState.WAITING, "")
    _outbox(OutboxState.FAILED, "http 422")
    said = [line.meaning for line in _said(dora)]
    assert "1 Postfächer am Relay sind voll; neue Briefe warten hier." in said
    assert "1 Sendungen hat das Relay endgültig abgelehnt." in said
