"""A claim dies with the process that made it: the next worker goes on at once, and only then."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from house.cast import Cast
from praxis import gate
from praxis.audit.writer import target
from praxis.core import claimants, clock
from praxis.core.actors import SystemActor
from praxis.core.ids import PatientId
from praxis.exchange.post.sorting import sort_once
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.actions import sorting
from praxis.messages.actions.release import Draft, prepare, release
from praxis.messages.models import Delivery, ExpiredNotice, Inbox, Outbox
from praxis.messages.states import InboxState, OutboxState
from praxis.messages.tests.phones import paired_phone
from praxis.tasks.queries import open_tasks_of
from wire import letters as wire


class Elsewhere:
    """Another worker: a connection of its own that holds the lock of its name."""

    def __init__(self) -> None:
        self.name = uuid4()
        self._line = psycopg.connect(psycopg.conninfo.make_conninfo(**target()), autocommit=True)
        key = [claimants._CLASS, claimants._half(self.name)]
        self._line.execute("SELECT pg_advisory_lock(%s, %s)", key)

    def die(self) -> None:
        """As the database sees a kill -9."""
        self._line.close()


@pytest.fixture
def elsewhere(cast: Cast) -> Iterator[Elsewhere]:
    found = Elsewhere()
    yield found
    found.die()


def _gone(name: UUID) -> bool:
    """The server notices an ended connection a moment later."""
    return any(claimants.dead([name]) for _ in range(2000))


def test_a_claimant_is_dead_once_its_connection_is_gone(elsewhere: Elsewhere) -> None:
    assert claimants.dead([elsewhere.name, claimants.me()]) == []
    elsewhere.die()
    assert _gone(elsewhere.name)
    assert claimants.me() == claimants.me()


def _claimed_by(name: UUID | None, cast: Cast, dora: PatientId) -> Inbox:
    """A letter that a worker claimed a moment ago, for two minutes."""
    phone = paired_phone(cast, dora)
    letter = phone.writes(wire.Message("Frage", "Wann?", None, ()))[0]
    assert phone.grant is not None
    return Inbox.objects.create(
        number=900, mailbox=bytes(phone.grant.mailbox), envelope=uuid4().bytes,
        digest=bytes(32), frame=letter, arrived_at=clock.now(), claimed_by=name,
        claimed_until=clock.now() + timedelta(minutes=2),
    )  # fmt: skip


def test_k13_a_letter_of_a_dead_worker_is_sorted_at_once(
    cast: Cast, dora: PatientId, elsewhere: Elsewhere
) -> None:
    row = _claimed_by(elsewhere.name, cast, dora)
    sorting.sort_inbox()
    row.refresh_from_db()
    assert (row.state, row.claimed_by) == (InboxState.RAW, elsewhere.name)
    elsewhere.die()
    assert _gone(elsewhere.name)
    sorting.sort_inbox()
    row.refresh_from_db()
    assert (row.state, row.claimed_by, row.claimed_until) == (InboxState.DONE, None, None)


def test_a_worker_does_not_free_what_failed_in_its_own_hands(cast: Cast, dora: PatientId) -> None:
    row = _claimed_by(claimants.me(), cast, dora)
    sorting.sort_inbox()
    row.refresh_from_db()
    assert (row.state, row.tries) == (InboxState.RAW, 0)


def _expired(cast: Cast, dora: PatientId) -> Delivery:
    paired_phone(cast, dora)
    draft = Draft(dora, "", "Alles gut.")
    with gate.visiting():
        seen = prepare(cast.ada.actor, draft).digest
    with gate.visiting():
        release(cast.ada.actor, draft, seen=seen)
    row = Outbox.objects.filter(delivery__isnull=False).latest("n")
    Outbox.objects.filter(n=row.n).update(state=OutboxState.DELIVERED)
    sorting.note_deliveries()
    ExpiredNotice.objects.create(
        number=9, mailbox=bytes(row.mailbox), envelope=bytes(row.envelope or b"")
    )
    with gate.as_system(SORTING) as actor:
        return gate.one(actor, MessageAct.READ, Delivery, row.delivery or uuid4())


def test_k13_a_cut_between_mark_and_task_leaves_neither(cast: Cast, dora: PatientId) -> None:
    class PowerCut(Exception):
        pass

    def cut(_actor: SystemActor, _delivery: Delivery) -> None:
        raise PowerCut

    before = _expired(cast, dora)
    with pytest.raises(PowerCut):
        sorting.note_expired(cut)
    assert ExpiredNotice.objects.get().noted_at is None
    with gate.visiting():
        assert open_tasks_of(cast.ada.actor, dora) == []
    with gate.as_system(SORTING) as actor:
        after = gate.one(actor, MessageAct.READ, Delivery, before.pk)
        assert after.state == before.state
    assert sort_once() == 0
    assert sorting.note_expired(cut) == 0
    with gate.visiting():
        assert len(open_tasks_of(cast.ada.actor, dora)) == 1
