"""What the health page says about the post: every silent failure has its line."""

from datetime import timedelta
from typing import Any

import pytest

from praxis.core import clock
from praxis.core.health import Line
from praxis.core.ids import PatientId
from praxis.messages.health import post
from praxis.messages.models import Outbox, PostState
from praxis.messages.states import OutboxState
from praxis.vault.models import Restoration


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


@pytest.mark.parametrize("seconds", [61, -3600, 3 * 86_400, -400 * 86_400])
def test_h16_a_wrong_clock_is_named(dora: PatientId, seconds: int) -> None:
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


def _failing(word: str, **other: Any) -> None:
    hour = timedelta(hours=1)
    PostState.objects.filter(one=1).update(
        problem=word, failing_since=clock.now() - hour, reached_at=clock.now() - 2 * hour, **other
    )


def test_a_practice_the_relay_does_not_know_is_not_called_unreachable_only(dora: PatientId) -> None:
    _failing("not admitted")
    assert any("kennt diese Praxis aber nicht" in one.meaning for one in _said(dora))
    _failing("not admitted", skew_seconds=400)
    assert not any("kennt" in one.meaning for one in _said(dora))
    _failing("ConnectError", skew_seconds=0)
    assert not any("kennt" in one.meaning for one in _said(dora))


def test_a_restore_from_before_a_change_of_keys_is_named_while_the_outside_is_off(
    dora: PatientId,
) -> None:
    _failing("not admitted", off_since=clock.now())
    assert not any("Sicherung" in one.meaning for one in _said(dora))
    Restoration.objects.create(at=clock.now() - timedelta(minutes=90), found_by="restore")
    (found,) = [one for one in _said(dora) if "Schlüsselwechsel" in one.meaning]
    assert "Betreiber des Relays anrufen" in found.what_to_do
