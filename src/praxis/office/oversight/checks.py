"""Checks the whole log: asked for in the browser, done by the worker with the keeper."""

import hmac
from collections.abc import Callable
from datetime import timedelta
from typing import Final
from uuid import UUID

import psycopg
from django.db import IntegrityError, transaction

from praxis.audit import macs, state
from praxis.audit.verify import verify
from praxis.audit.writer import target
from praxis.core import clock
from praxis.office.models import AuditCheck
from praxis.vault.client import client

LinkFits = Callable[[int, bytes, bytes], bool]
# A worker that died in the middle is not waited for; the check begins again.
_STALE: Final = timedelta(minutes=30)
_NIGHTLY: Final = timedelta(hours=24)


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
    """The worker's duty: carry out what was asked, and once a day without being asked."""
    last = last_finished()
    if running() is None and (last is None or clock.now() - last.asked_at > _NIGHTLY):
        ask_for_check(None)
    return carry_out(kept_by_keeper())


def carry_out(link_fits: LinkFits) -> int:
    """Claim the waiting check and do it; 0 if there is none."""
    waiting = running()
    if waiting is None or not _claimed(waiting):
        return 0
    mine = AuditCheck.objects.filter(id=waiting.id, finished_at=None)
    with psycopg.connect(**target(), autocommit=True) as connection:  # type: ignore[arg-type]
        verdict = verify(
            connection,
            row_fits=macs.row_macs().fits,
            link_fits=link_fits,
            anchors=state.known_anchors(),
            progress=lambda checked: _told(waiting.id, checked),
        )
    mine.update(
        finished_at=clock.now(), checked=verdict.checked, sound=verdict.sound,
        bad_seq=verdict.bad_seq, late=verdict.late, reason=verdict.reason[:200],
    )  # fmt: skip
    return 1


def _told(check: UUID, checked: int) -> None:
    AuditCheck.objects.filter(id=check, finished_at=None).update(checked=checked)


def _claimed(waiting: AuditCheck) -> bool:
    if waiting.started_at is not None and clock.now() - waiting.started_at < _STALE:
        return False
    rows = AuditCheck.objects.filter(id=waiting.id, started_at=waiting.started_at)
    begun = {"started_at": clock.now(), "total": state.chain_state().links, "checked": 0}
    return rows.update(**begun) == 1


def kept_by_keeper() -> LinkFits:
    """Asks the keeper for a link's MAC; only the worker is answered."""
    line = client("worker")

    def fits(version: int, found: bytes, mac: bytes) -> bool:
        made_with, made = line.chain(found)
        return made_with == version and hmac.compare_digest(made, mac)

    return fits
