"""Replacing a key everywhere: which rooms seal under it, and how far each replacement has come.

A room says once, for each domain key it uses, how its own values come under a newer version
(`Resealer`). A renewal makes the new version, lets every room seal again, waits until no request
can still be sealing with the old one, and only then lets the keeper destroy it. Cut anywhere, the
next pass goes on.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from praxis.core import clock
from praxis.core.errors import Conflict, PraxisError
from praxis.core.words import marked
from praxis.vault import lending, rotation
from praxis.vault.keys import Domain
from praxis.vault.models import DataKey, KeyRenewal
from praxis.vault.resealing import Passage

PATIENTS: Final = "patients"
WEB, WORKER = "web", "worker"
_SLICE: Final = 4.0

# Keys no row is sealed under, and why an older version may stay.
KEPT: Final = {
    Domain.AUDIT_ROW: "ten years of log are checked with it; it opens nothing",
    Domain.AUDIT_CHAIN: "ten years of log are checked with it; it opens nothing",
    Domain.BACKUP: "older backups open with it; they end with their retention",
}


class RenewalUnderWay(Conflict):
    """The same key is being replaced already."""

    message = marked("Dieser Schlüssel wird gerade schon gewechselt.")


class NoRenewal(PraxisError):
    """A key that is not replaced this way."""

    message = marked("Dieser Schlüssel wird auf diesem Weg nicht gewechselt.")


@dataclass(frozen=True, slots=True)
class Resealer:
    """How one kind of value comes under a newer version of a domain key.

    `reseal(version, passage)` does a bounded pass, is safe to repeat and returns how much it
    moved; `left(version, passage)` says how many values still hang on an older version. `process`
    names who holds the key. `chained` keys are never dropped: each version lies under the next.
    `by_date` means that the room itself destroys an old version when its date has come. `visits`
    means that a pass opens visits of its own behind the gate, so it runs outside of a lending.
    """

    domain: Domain
    name: str
    reseal: Callable[[int, Passage], int]
    left: Callable[[int, Passage], int]
    process: str = WORKER
    chained: bool = False
    by_date: bool = False
    visits: bool = False


class Resealers:
    """All resealers of all rooms; a name taken twice stops the start-up."""

    def __init__(self) -> None:
        self._all: dict[str, Resealer] = {}

    def add(self, resealer: Resealer) -> None:
        """Bring a resealer."""
        if resealer.name in self._all or resealer.domain in KEPT:
            raise ValueError(f"resealer {resealer.name} is brought twice or for a kept key")
        self._all[resealer.name] = resealer

    def of(self, domain: Domain) -> list[Resealer]:
        """The resealers of one domain key."""
        return [one for one in self._all.values() if one.domain is domain]

    def domains(self) -> list[Domain]:
        """The domain keys somebody seals under."""
        return [domain for domain in Domain if self.of(domain)]


resealers: Final = Resealers()


def renewable() -> list[str]:
    """What can be renewed: the domain keys in use, and all patients' data keys."""
    return [*(domain.value for domain in resealers.domains()), PATIENTS]


def begin(what: str, by: UUID | None) -> KeyRenewal:
    """Ask for a renewal; RenewalUnderWay, NoRenewal."""
    if what not in renewable():
        raise NoRenewal(detail=what)
    try:
        with transaction.atomic():
            return KeyRenewal.objects.create(what=what, started_at=clock.now(), started_by=by)
    except IntegrityError:
        raise RenewalUnderWay(detail=what) from None


def process_of(what: str) -> str:
    """Which process carries a renewal out."""
    found = resealers.of(Domain(what)) if what != PATIENTS else []
    return found[0].process if found else WORKER


def run_pass(
    process: str,
    keeper: rotation.Keeping,
    *,
    passage: Passage = nullcontext,
    settled: timedelta = rotation.SETTLED,
) -> int:
    """One bounded pass over every renewal this process carries out; how much was moved."""
    moved = 0
    for job in KeyRenewal.objects.filter(finished_at=None).order_by("started_at"):
        if process_of(job.what) != process:
            continue
        with _claimed(job) as mine:
            if mine is not None:
                moved += _step(mine, keeper, passage, settled)
    return moved


@contextmanager
def _claimed(job: KeyRenewal) -> Iterator[KeyRenewal | None]:
    """The job, if no other process works on it for the next two minutes."""
    now = clock.now()
    free = KeyRenewal.objects.filter(pk=job.pk, finished_at=None).exclude(claimed_until__gt=now)
    if free.update(claimed_until=now + timedelta(minutes=2)) != 1:
        yield None
        return
    try:
        yield KeyRenewal.objects.get(pk=job.pk)
    finally:
        KeyRenewal.objects.filter(pk=job.pk).update(claimed_until=None)


def _step(job: KeyRenewal, keeper: rotation.Keeping, passage: Passage, settled: timedelta) -> int:
    if job.what == PATIENTS:
        return _patients(job, passage, settled)
    domain = Domain(job.what)
    if job.version is None:
        job.version, job.version_at = rotation.new_domain_key(keeper, domain), clock.now()
        _note(job, "version", "version_at")
    keeper.follow()
    ours = resealers.of(domain)
    moved, left = 0, 0
    for one in ours:
        with nullcontext() if one.visits else _lent():
            moved += one.reseal(job.version, passage)
            left += one.left(job.version, passage)
    job.done, job.total = job.done + moved, job.done + moved + left
    # A request under way may still seal with the old version: it goes only when nobody can.
    settling = clock.now() - (job.version_at or job.started_at) < settled
    if not moved and not left and not settling:
        if not any(one.chained or one.by_date for one in ours):
            rotation.drop_old_domain_keys(keeper, domain)
        job.finished_at = clock.now()
    _note(job, "done", "total", "finished_at")
    return moved


def _patients(job: KeyRenewal, passage: Passage, settled: timedelta) -> int:
    """New data keys for everybody whose key is older than the job."""
    until, moved, faults = time.monotonic() + _SLICE, 0, 0
    before = len(_owners_left(job))
    for owner in _owners_due(job, settled):
        if time.monotonic() > until:
            break
        try:
            with _lent():
                lending.current().lend([owner])
                moved += rotation.rotate_patient_key(owner, passage=passage, settled=settled).moved
        except PraxisError:
            # A changed row is never made good; its owner keeps the old key, the owner is told.
            faults += 1
    left = len(_owners_left(job))
    job.total = max(job.total, before)
    job.done = job.total - left
    if left == faults:
        job.faults, job.finished_at = faults, clock.now()
    _note(job, "done", "total", "faults", "finished_at")
    return moved


def _owners_left(job: KeyRenewal) -> list[UUID]:
    """Owners with a data key made before the job began; ids are UUIDv7 and tell when."""
    older = DataKey.objects.filter(id__lt=_first_id(job.started_at))
    return list(older.values_list("owner", flat=True).distinct())


def _owners_due(job: KeyRenewal, settled: timedelta) -> list[UUID]:
    """Of these, whoever has no newer key yet, then whoever's newer key is old enough."""
    newest = dict(
        DataKey.objects.filter(owner__in=_owners_left(job))
        .values_list("owner")
        .annotate(newest=Max("key_id"))
    )
    made = {
        owner: found
        for owner, key_id, found in DataKey.objects.filter(owner__in=newest).values_list(
            "owner", "key_id", "id"
        )
        if newest[owner] == key_id
    }
    began, calm = _first_id(job.started_at), _first_id(clock.now() - settled)
    without = [owner for owner, key in made.items() if key < began]
    return without + [owner for owner, key in made.items() if began <= key <= calm]


def _first_id(at: datetime) -> UUID:
    return UUID(int=int(at.timestamp() * 1000) << 80)


@contextmanager
def _lent() -> Iterator[None]:
    """A lending of this pass's own, unless the caller's is open."""
    if lending.current_or_none() is not None:
        yield
        return
    with lending.opened():
        yield


def _note(job: KeyRenewal, *names: str) -> None:
    job.save(update_fields=list(names))


def last_of_each() -> Iterable[KeyRenewal]:
    """The newest renewal of every key, for the owner's page."""
    return KeyRenewal.objects.order_by("what", "-started_at").distinct("what")
