"""The log says what was done to it."""

import hmac
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import connection as ours

from embedded import EmbeddedServer
from praxis.audit import macs, state
from praxis.audit.chainer import Chainer, anchor_parts, backlog, newest_link
from praxis.audit.events import Event, Outcome
from praxis.audit.macs import LogCannotBeWritten, RowMac
from praxis.audit.verify import GRACE, Anchored, Verdict, verify
from praxis.audit.writer import drop_second_connection, write_apart, write_inside
from praxis.core.actors import SystemActor

ROW_KEY, CHAIN_KEY = b"r" * 32, b"c" * 32


def _chain_mac(message: bytes) -> tuple[int, bytes]:
    return 1, hmac.digest(CHAIN_KEY, message, "sha256")


def _chain_fits(version: int, message: bytes, mac: bytes) -> bool:
    return version == 1 and hmac.compare_digest(_chain_mac(message)[1], mac)


class Log:
    """The log of one database, driven from outside as the chainer and an attacker would."""

    def __init__(self, server: EmbeddedServer, name: str) -> None:
        self.app = psycopg.connect(server.dsn("app", name), autocommit=True)
        self.owner = psycopg.connect(server.dsn("owner", name), autocommit=True)
        self.chainer = Chainer(server.dsn("chainer", name), _chain_mac)

    def forget_the_template(self) -> None:
        """Begin with an empty log; only its owner can, and only by switching the triggers off."""
        for table in ("audit_event", "audit_chain"):
            self.owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        self.owner.execute("TRUNCATE audit_event, audit_chain RESTART IDENTITY")
        for table in ("audit_event", "audit_chain"):
            self.owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())

    def write(self, count: int) -> list[Event]:
        """Write and chain some events."""
        made = [
            Event.by(SystemActor("test"), "record:read", Outcome.ALLOWED, subjects=(uuid4(),))
            for _ in range(count)
        ]
        write_apart(made)
        return made

    def tamper(self, statement: str) -> None:
        """What a database administrator can do: switch the trigger off first."""
        for table in ("audit_event", "audit_chain"):
            self.owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        for (name,) in self.owner.execute(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = 'audit_chain'::regclass AND contype = 'f'"
        ).fetchall():
            self.owner.execute(f'ALTER TABLE audit_chain DROP CONSTRAINT "{name}"'.encode())
        self.owner.execute(statement.encode())

    def check(self, *anchors: Anchored, patience: timedelta = GRACE) -> Verdict:
        """Verify with the real keys."""
        return verify(
            self.app, row_fits=macs.row_macs().fits, link_fits=_chain_fits,
            anchors=anchors, patience=patience,
        )  # fmt: skip

    def close(self) -> None:
        """Let go of the database."""
        for connection in (self.app, self.owner):
            connection.close()
        self.chainer.close()


@pytest.fixture
def log(postgres: EmbeddedServer, own_database: str) -> Iterator[Log]:
    macs.install(RowMac(newest=lambda: (1, ROW_KEY), key=lambda _version: ROW_KEY))
    opened = Log(postgres, own_database)
    opened.forget_the_template()
    yield opened
    opened.close()
    drop_second_connection()
    macs.forget()


def test_every_event_gets_exactly_one_link(log: Log) -> None:
    log.write(7)
    assert log.chainer.run_once() == 7
    assert log.chainer.run_once() == 0
    log.write(3)
    assert log.chainer.run_once() == 3
    verdict = log.check()
    assert verdict.sound
    assert (verdict.checked, verdict.head.seq) == (10, 10)


def test_a_log_that_grew_at_once_is_linked_as_quickly_as_one_that_was_always_large(
    log: Log,
) -> None:
    """The chainer asks every second, from when the log was empty: a plan kept from then compares
    every event with every link. Nothing has counted the rows again meanwhile."""
    for table in ("audit_event", "audit_chain"):
        log.owner.execute(f"ALTER TABLE {table} SET (autovacuum_enabled = off)".encode())
    log.owner.execute("VACUUM ANALYZE audit_event, audit_chain")
    kept = " options='-c plan_cache_mode=force_generic_plan'"
    log.chainer = Chainer(log.chainer._conninfo + kept, _chain_mac)
    with ours.cursor() as cursor:
        cursor.execute("SET plan_cache_mode = force_generic_plan")
    for _ in range(7):
        log.chainer.run_once()
        state.chain_state()
    log.write(1)
    table = "FROM information_schema.columns WHERE table_name = 'audit_event'"
    found = log.owner.execute(f"SELECT column_name {table} AND column_name <> 'n'".encode())
    columns = [name for (name,) in found]
    given = ["gen_random_uuid()" if name == "id" else name for name in columns]
    log.app.execute(
        f"INSERT INTO audit_event ({', '.join(columns)}) SELECT {', '.join(given)}"  # noqa: S608 - own names
        " FROM audit_event, generate_series(1, 20000)".encode()
    )
    with psycopg.connect(log.chainer._conninfo, autocommit=True) as chained:
        chained.execute(
            "INSERT INTO audit_chain (seq, event_id, previous, hash, mac_key, mac, chained_at)"
            " SELECT n, n, '', '', 1, '', now() FROM audit_event WHERE n > 1"
        )
    log.write(1)
    began = time.monotonic()
    assert log.chainer.run_once() == 2
    assert state.chain_state().waiting == 0
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("seq", [0, -7])
def test_k01_a_link_below_the_first_hides_no_event(log: Log, seq: int) -> None:
    log.write(3)
    log.chainer.run_once()
    log.write(1)
    log.tamper(
        "INSERT INTO audit_chain (seq, event_id, previous, hash, mac_key, mac, chained_at)"  # noqa: S608 - own numbers
        f" SELECT {seq}, max(n), '', '', 1, '', now() FROM audit_event"
    )
    assert log.check(patience=timedelta(0)).bad_seq == 1


def test_a_long_log_is_asked_for_in_pieces_with_rests_between(log: Log) -> None:
    """No statement reads the whole of it, and between two no transaction is open."""
    log.write(2300)
    while log.chainer.run_once():
        pass
    asked: list[str] = []

    def rests(_checked: int) -> None:
        asked.append(log.app.info.transaction_status.name)

    verdict = verify(
        log.app, row_fits=macs.row_macs().fits, link_fits=_chain_fits, progress=rests,
        patience=timedelta(0),
    )  # fmt: skip
    assert (verdict.sound, verdict.checked) == (True, 2300)
    assert asked == ["IDLE"] * 5  # after 1000 and 2000 links; after each of three pieces of events


def test_an_event_inside_a_transaction_dies_with_it(log: Log, own_database: str) -> None:
    from django.db import transaction

    event = Event.by(None, "record:write", Outcome.ALLOWED)
    with suppress(ZeroDivisionError), transaction.atomic():
        write_inside([event])
        raise ZeroDivisionError
    assert backlog(log.app).waiting == 0
    with transaction.atomic():
        write_inside([event])
    assert backlog(log.app).waiting == 1


def test_a_refusal_survives_the_rollback_around_it(log: Log) -> None:
    from django.db import transaction

    with suppress(ZeroDivisionError), transaction.atomic():
        write_apart([Event.by(None, "record:read", Outcome.REFUSED)])
        raise ZeroDivisionError
    assert backlog(log.app).waiting == 1


@pytest.mark.parametrize(
    ("statement", "bad"),
    [
        ("UPDATE audit_event SET act = 'record:none' WHERE n = 4", 4),
        ("UPDATE audit_event SET patients = ARRAY[id] WHERE n = 2", 2),
        ("UPDATE audit_event SET at = at - interval '1 day' WHERE n = 5", 5),
        ("UPDATE audit_event SET outcome = 'refused' WHERE n = 6", 6),
        ("DELETE FROM audit_event WHERE n = 3", 3),
        ("DELETE FROM audit_chain WHERE seq = 5", 5),
        ("UPDATE audit_chain SET hash = previous WHERE seq = 2", 2),
        (
            "UPDATE audit_chain a SET mac = b.mac FROM audit_chain b WHERE a.seq = 7 AND b.seq = 8",
            7,
        ),
    ],
)
def test_k01_the_first_changed_row_is_named(log: Log, statement: str, bad: int) -> None:
    log.write(9)
    log.chainer.run_once()
    log.tamper(statement)
    verdict = log.check()
    assert not verdict.sound
    assert verdict.bad_seq == bad


def test_k01_swapped_events_are_found(log: Log) -> None:
    log.write(4)
    log.chainer.run_once()
    log.owner.execute("ALTER TABLE audit_chain DROP CONSTRAINT IF EXISTS audit_chain_event_id_key")
    log.tamper(
        "UPDATE audit_chain SET event_id = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)"
    )
    assert log.check().bad_seq == 2


def test_k02_a_cut_tail_is_found_through_the_anchor(log: Log) -> None:
    log.write(6)
    log.chainer.run_once()
    counter, head = anchor_parts(log.app)
    kept = Anchored(counter, head.seq, head.hash)
    log.tamper("DELETE FROM audit_chain WHERE seq > 4; DELETE FROM audit_event WHERE n > 4")
    assert log.check().sound  # nothing inside the machine shows it ...
    verdict = log.check(kept)  # ... what was anchored outside does
    assert verdict.bad_seq == 5


def test_k02_a_rewritten_past_contradicts_the_anchor(log: Log) -> None:
    log.write(3)
    log.chainer.run_once()
    _, head = anchor_parts(log.app)
    other = Anchored(1, head.seq, bytes(32))
    assert log.check(other).bad_seq == 3


def test_k07_the_application_role_cannot_change_the_log(log: Log) -> None:
    log.write(1)
    log.chainer.run_once()
    for statement in (
        "UPDATE audit_event SET act = ''",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event CASCADE",
        "UPDATE audit_chain SET seq = 9",
        "DELETE FROM audit_anchor",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            log.app.execute(statement.encode())


def test_l09_k07_only_the_chainers_role_appends_to_the_chain(
    log: Log, postgres: EmbeddedServer, own_database: str
) -> None:
    log.write(1)
    forged = (
        "INSERT INTO audit_chain (seq, event_id, previous, hash, mac_key, mac, chained_at)"
        " SELECT 1, n, '', '', 1, '', now() FROM audit_event"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        log.app.execute(forged.encode())
    assert log.chainer.run_once() == 1
    with psycopg.connect(postgres.dsn("chainer", own_database), autocommit=True) as chainer:
        for statement in (
            "UPDATE audit_chain SET seq = 9",
            "DELETE FROM audit_chain",
            "INSERT INTO audit_event SELECT * FROM audit_event",
            "SELECT * FROM patient",
            "SELECT * FROM staff_account",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                chainer.execute(statement.encode())


def test_k07_even_the_owner_of_the_tables_meets_the_trigger(log: Log) -> None:
    log.write(1)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        log.owner.execute("DELETE FROM audit_event")


def test_a_deleted_event_that_was_never_linked_is_late_not_lost(log: Log) -> None:
    log.write(2)
    verdict = verify(
        log.app,
        row_fits=macs.row_macs().fits,
        link_fits=_chain_fits,
        patience=timedelta(0),
    )
    assert verdict.late == 2
    assert not verdict.sound


@pytest.mark.parametrize("hours", [-48, 0, 48])
def test_k06_k05_when_an_event_says_it_happened_decides_nothing(log: Log, hours: int) -> None:
    """A clock set back or ahead neither hides an event nor makes one late."""
    from threading import Timer

    event = Event.by(SystemActor("test"), "record:read", Outcome.ALLOWED)
    write_apart([replace(event, at=event.at + timedelta(hours=hours))])
    assert log.check(patience=timedelta(0)).late == 1
    soon = Timer(0.3, log.chainer.run_once)
    soon.start()
    assert log.check(patience=timedelta(seconds=30)).late == 0
    soon.join()


def test_nothing_is_written_while_the_process_is_sealed(log: Log) -> None:
    macs.forget()
    with pytest.raises(LogCannotBeWritten):
        write_apart([Event.by(None, "record:read", Outcome.ALLOWED)])


def test_a_lost_answer_does_not_write_twice(log: Log) -> None:
    events = log.write(2)
    write_apart(events)
    assert backlog(log.app).waiting == 2


@pytest.mark.parametrize("count", [1, 3, 50, 51, 120])
def test_many_events_are_written_in_order_and_chained(log: Log, count: int) -> None:
    made = log.write(count)
    rows = log.owner.execute("SELECT id FROM audit_event ORDER BY n").fetchall()
    assert [row[0] for row in rows] == [event.id for event in made]
    log.chainer.run_once()
    verdict = log.check()
    assert (verdict.sound, verdict.checked) == (True, count)


@pytest.mark.parametrize("count", [3, 60])
def test_one_event_that_cannot_be_written_keeps_out_those_beside_it(log: Log, count: int) -> None:
    made = [Event.by(None, "record:read", Outcome.ALLOWED) for _ in range(count)]
    with pytest.raises(LogCannotBeWritten):
        write_apart([*made[:-1], replace(made[-1], reason="x" * 41)])
    assert backlog(log.app).waiting == 0
    write_apart(made)
    assert backlog(log.app).waiting == count


def test_a_broken_connection_is_opened_again(log: Log, own_database: str) -> None:
    log.write(1)
    log.owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE usename = 'app' AND pid <> %s AND datname = %s",
        [log.app.info.backend_pid, own_database],
    )
    log.write(1)
    assert backlog(log.app).waiting == 2


def test_two_chainers_do_not_link_twice(
    log: Log, postgres: EmbeddedServer, own_database: Any
) -> None:
    log.write(5)
    other = Chainer(postgres.dsn("chainer", own_database), _chain_mac)
    assert log.chainer.run_once() + other.run_once() == 5
    other.close()
    assert newest_link(log.app).seq == 5


def test_k07_the_application_cannot_number_an_event_and_blind_the_chainer(log: Log) -> None:
    log.write(1)
    columns = "at, act, outcome, actor_kind, job, model, subjects, patients, reason"
    rest = "row_mac, mac_key, mac"
    statement = (
        f"INSERT INTO audit_event (n, id, {columns}, {rest}) OVERRIDING SYSTEM VALUE"  # noqa: S608 - own names
        f" SELECT 1000000000, gen_random_uuid(), {columns}, {rest} FROM audit_event"
    )
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        log.app.execute(statement.encode())


def test_k08_an_event_of_a_long_transaction_is_linked_at_last(
    log: Log, monkeypatch: pytest.MonkeyPatch, postgres: EmbeddedServer, own_database: str
) -> None:
    from django.db import transaction

    from praxis.audit import chainer

    monkeypatch.setattr(chainer, "_SETTLED", "0 seconds")
    with transaction.atomic():
        write_inside([Event.by(None, "record:write", Outcome.ALLOWED)])
        log.write(2)
        assert log.chainer.run_once() == 2
        assert log.chainer.run_once() == 0
    assert log.chainer.run_once() == 1
    assert log.check().late == 0


def test_k08_a_chainer_that_starts_again_links_what_it_missed(
    log: Log, monkeypatch: pytest.MonkeyPatch, postgres: EmbeddedServer, own_database: str
) -> None:
    from django.db import transaction

    from praxis.audit import chainer

    monkeypatch.setattr(chainer, "_SETTLED", "0 seconds")
    with transaction.atomic():
        write_inside([Event.by(None, "record:write", Outcome.ALLOWED)])
        log.write(2)
        assert log.chainer.run_once() == 2
    again = Chainer(postgres.dsn("chainer", own_database), _chain_mac)
    assert again.run_once() == 1
    again.close()
