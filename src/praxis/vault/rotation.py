"""Replacing keys while the practice works: every step is small, durable and can be repeated."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction

from praxis.core import clock
from praxis.core.ids import made_at
from praxis.vault import keys, lending
from praxis.vault.data_keys import create_data_key
from praxis.vault.keys import Domain, Kind
from praxis.vault.models import DataKey
from praxis.vault.resealing import Passage, reseal_owner
from praxis.vault.wrapping import unwrap, wrap

# A request that was lent the old key may still seal with it; afterwards nobody does.
SETTLED: Final = timedelta(minutes=30)
BATCH: Final = 500
Progress = Callable[[int, int], None]


class Keeping(Protocol):
    """What rotation asks of the keeper (`vault.client.Client`)."""

    def ask(self, op: str, **said: object) -> dict[str, object]:
        """Ask once."""
        ...

    def follow(self) -> bool:
        """Fetch this process's keys again after a change."""
        ...


@dataclass(frozen=True, slots=True)
class Rotated:
    """How far a rotation got: rows moved now, and whether the old key is gone."""

    moved: int
    finished: bool


def _quiet(_done: int, _total: int) -> None:
    return None


def rewrap_data_keys(*, batch: int = BATCH, progress: Progress = _quiet) -> int:
    """Wrap every data key under the newest epoch of its kind; returns how many were moved.

    Each batch is one transaction of conditional updates: killed anywhere, the next call goes on.
    """
    held, done = keys.held(), 0
    for kind in Kind:
        newest = held.newest_epoch(kind)
        waiting = DataKey.objects.filter(kind=kind.value).exclude(epoch=newest)
        total = done + waiting.count()
        while rows := list(waiting.order_by("id")[:batch]):
            with transaction.atomic():
                for row in rows:
                    before, key = row.epoch, unwrap(row, held)
                    row.epoch = newest
                    same = DataKey.objects.filter(pk=row.pk, epoch=before, wrapped=row.wrapped)
                    done += same.update(epoch=newest, wrapped=wrap(key, row, held))
            progress(done, max(total, done))
    return done


def rotate_epochs(keeper: Keeping, *, progress: Progress = _quiet) -> int:
    """The daily job: every data key under this month's epoch, empty older ones retired.

    Retired is only in a run that found nothing to move, so a day after the change: by then no
    process wraps under the old epoch any more. One that is used after all is revived.
    """
    keeper.ask("ensure-epoch", on=clock.today().isoformat())
    keeper.follow()
    moved = rewrap_data_keys(progress=progress)
    current = min(keys.held().newest_epoch(kind) for kind in Kind)
    for epoch in sorted({epoch for _, epoch in keys.held().epochs if epoch < current}):
        if not moved:
            keeper.ask("retire-epoch", epoch=epoch)
            if DataKey.objects.filter(epoch=epoch).exists():
                keeper.ask("revive-epoch", epoch=epoch)
    keeper.follow()
    return moved


def destroy_old_epochs(keeper: Keeping, *, retention_months: int = 12) -> list[int]:
    """Destroy retired epochs older than the backups: what was erased then is gone everywhere."""
    today = clock.today()
    months = today.year * 12 + today.month - 1 - retention_months
    limit = months // 12 * 100 + months % 12 + 1
    destroyed: list[int] = []
    for epoch, state in _epochs(keeper):
        if epoch < limit and state == "retired":
            keeper.ask("destroy-epoch", epoch=epoch)
            destroyed.append(epoch)
    return destroyed


def rotate_patient_key(
    owner: UUID, *, passage: Passage = nullcontext, settled: timedelta = SETTLED
) -> Rotated:
    """Give a patient a new data key, seal everything again, destroy the old one when it is safe.

    Call it until `finished`: the old key goes only `settled` after the new one was made, because
    a request that is under way may still seal with the old one. The owner must be lent.
    """
    versions = list(DataKey.objects.filter(owner=owner).order_by("key_id"))
    if len(versions) < 2:
        create_data_key(owner, Kind(versions[-1].kind) if versions else Kind.PATIENT)
        versions = list(DataKey.objects.filter(owner=owner).order_by("key_id"))
    moved = reseal_owner(owner, passage=passage)
    if moved or clock.now() - made_at(versions[-1].id) < settled:
        return Rotated(moved, finished=False)
    DataKey.objects.filter(owner=owner, key_id__lt=versions[-1].key_id).delete()
    lending.current().drop(owner)
    lending.current().lend([owner])
    return Rotated(moved, finished=True)


def _epochs(keeper: Keeping) -> list[tuple[int, str]]:
    found = keeper.ask("status")["epochs"]
    assert isinstance(found, list)
    return [(int(epoch), str(state)) for epoch, state in found]


def new_domain_key(keeper: Keeping, domain: Domain) -> int:
    """A new version of a domain key; what is sealed from now on uses it, the old one still opens.

    Follow with re-sealing (`reseal_owner(PRACTICE)` for login), then `drop_old_domain_keys`.
    """
    number = keeper.ask("new-domain-version", domain=domain.value)["number"]
    keeper.follow()
    assert isinstance(number, int)
    return number


def drop_old_domain_keys(keeper: Keeping, domain: Domain, *, below: int = 0) -> None:
    """Destroy every version below this one, or but the newest.

    audit-row and audit-chain keep theirs: the log of ten years is checked with them.
    """
    if domain in (Domain.AUDIT_ROW, Domain.AUDIT_CHAIN):
        raise ValueError("the keys of the log are kept as long as the log")
    keeper.ask("drop-domain-versions", domain=domain.value, below=below)
    keeper.follow()
