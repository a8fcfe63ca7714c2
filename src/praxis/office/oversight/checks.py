"""Checks the whole log and every frozen row: asked for in the browser, done by the worker.

In a large practice a check takes many minutes. It runs in a thread beside the worker's duties, so
that post and laboratory do not wait for it and the worker gives its keys up at once when the vault
is sealed; the check then ends and begins again when the vault is open. Who checks holds a lock of
the database: it ends with the process, so that a check that was cut off begins again at once.
"""

import hmac
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import psycopg
from django.db import IntegrityError, InterfaceError, OperationalError, connections, transaction

from praxis.audit import macs, state
from praxis.audit.verify import verify
from praxis.audit.writer import target
from praxis.core import clock
from praxis.core.errors import Unavailable
from praxis.core.giving_way import Rests, step_back
from praxis.core.words import kept
from praxis.gate import guard
from praxis.office.models import AuditCheck
from praxis.vault.client import client
from praxis.vault.errors import VaultSealed
from praxis.vault.proving import Proof, prove_rows

log = logging.getLogger("praxis.checks")
LinkFits = Callable[[int, bytes, bytes], bool]
_ROW_CHANGED: Final = kept("Eine feste Zeile wurde außerhalb des Programms verändert: {row}.")
_ROW_MISSING: Final = kept("Eine Zeile, die das Protokoll nennt, wurde gelöscht: {row}.")
_ROWS_WHOLE: Final = kept("Alle abgeschlossenen Zeilen sind da und unverändert.")
_BROKEN_OFF: Final = kept("Die Prüfung kam nicht zu Ende ({kind}).")
# Not what is checked is at fault: sealed meanwhile, no database, no keeper.
_PASSING: Final = (Unavailable, OperationalError, InterfaceError, psycopg.OperationalError, OSError)
_LOCK: Final = "SELECT pg_try_advisory_lock(hashtext('praxis.office.check'))"
_NIGHTLY: Final = timedelta(hours=24)
_at_work: Final[list[threading.Thread]] = []


def ask_for_check(asked_by: UUID | None) -> None:
    """Let the worker check the log; one that already waits or runs is enough."""
    try:
        with transaction.atomic():
            AuditCheck.objects.create(asked_at=clock.now(), asked_by=asked_by)
    except IntegrityError:
        return


def running() -> AuditCheck | None:
    """The check that waits or runs."""
    return AuditCheck.objects.filter(finished_at=None).first()


def last_finished() -> AuditCheck | None:
    """The newest result."""
    return AuditCheck.objects.exclude(finished_at=None).order_by("-finished_at").first()


def check_if_asked() -> int:
    """The worker's duty: begin what was asked, and once a day without being asked."""
    if any(thread.is_alive() for thread in _at_work):
        return 0
    last = last_finished()
    if running() is None and (last is None or clock.now() - last.asked_at > _NIGHTLY):
        ask_for_check(None)
    waiting = running()
    if waiting is None:
        return 0
    begin(waiting, kept_by_keeper())
    return 1


def begin(waiting: AuditCheck, link_fits: LinkFits) -> threading.Thread:
    """Do a check in a thread that ends with the process and lets requests go first."""
    thread = threading.Thread(
        target=_aside, args=[waiting, link_fits], daemon=True, name="audit-check"
    )
    _at_work[:] = [thread]
    thread.start()
    return thread


def carry_out(link_fits: LinkFits) -> int:
    """Do the waiting check here and now; 0 if there is none or another process does it."""
    waiting = running()
    return 0 if waiting is None else int(_check(waiting, link_fits, Rests(_no_rest)))


def _no_rest(_: float) -> None:
    return None


def _aside(waiting: AuditCheck, link_fits: LinkFits) -> None:
    try:
        step_back()
        _check(waiting, link_fits, Rests())
    except Exception as error:  # noqa: BLE001 - what is to be told stands in the check's row
        log.warning("the check of the log did not end: %s", type(error).__name__)
    finally:
        connections.close_all()


def _check(waiting: AuditCheck, link_fits: LinkFits, rest: Rests) -> bool:
    """Look at everything and keep the result. Rows that cannot even be looked at are a result."""
    mine = AuditCheck.objects.filter(id=waiting.id, finished_at=None)
    with _alone() as connection:
        total = state.chain_state().links
        begun = {"started_at": clock.now(), "total": total, "checked": 0, "rows": 0}
        if connection is None or not mine.update(**begun):
            return False
        try:
            found = _looked_at(waiting.id, connection, link_fits, rest)
        except VaultSealed:
            mine.update(started_at=None)  # begins again once the vault is open
            raise
        except _PASSING:
            raise
        except Exception as error:
            reason = _BROKEN_OFF.format(kind=type(error).__name__)
            mine.update(finished_at=clock.now(), sound=False, reason=reason)
            raise
        mine.update(finished_at=clock.now(), **found)
    return True


@contextmanager
def _alone() -> Iterator[psycopg.Connection[Any] | None]:
    """A connection that holds the lock of whoever checks; None while another process holds it."""
    with psycopg.connect(**target(), autocommit=True) as connection:
        row = connection.execute(_LOCK).fetchone()
        yield connection if row == (True,) else None


def _looked_at(
    check: UUID, connection: psycopg.Connection[Any], link_fits: LinkFits, rest: Rests
) -> dict[str, Any]:
    def checked_so_far(checked: int) -> None:
        _told(check, checked)
        rest()

    verdict = verify(
        connection,
        row_fits=macs.row_macs().fits,
        link_fits=link_fits,
        anchors=state.known_anchors(),
        progress=checked_so_far,
    )
    proof = prove_rows(
        passage=guard.passage,
        progress=lambda rows: _told(check, verdict.checked, rows),
        rest=rest,
    )
    # A bad link is told first; links that are only late hide no changed row.
    told_first = proof.sound or verdict.bad_seq is not None
    reason = verdict.reason if told_first else words_of(proof)
    return {
        "checked": verdict.checked, "rows": proof.rows, "sound": verdict.sound and proof.sound,
        "bad_seq": verdict.bad_seq, "late": verdict.late, "reason": reason[:200],
    }  # fmt: skip


def words_of(proof: Proof) -> str:
    """What was found out about the rows, for the owner."""
    if proof.changed:
        return _ROW_CHANGED.format(row=proof.changed)
    if proof.missing:
        return _ROW_MISSING.format(row=proof.missing)
    return _ROWS_WHOLE


def _told(check: UUID, checked: int, rows: int = 0) -> None:
    AuditCheck.objects.filter(id=check, finished_at=None).update(checked=checked, rows=rows)


def kept_by_keeper() -> LinkFits:
    """Asks the keeper for a link's MAC; only the worker is answered."""
    line = client("worker")

    def fits(version: int, found: bytes, mac: bytes) -> bool:
        made_with, made = line.chain(found)
        return made_with == version and hmac.compare_digest(made, mac)

    return fits
