"""The practice goes over to new keys towards the phones, and later the old ones are destroyed."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from praxis import gate
from praxis.audit.events import Event, Outcome
from praxis.audit.writer import write_inside
from praxis.core import clock
from praxis.core.actors import AnyActor, SystemActor
from praxis.messages import keys, sealing
from praxis.messages.access import SORTING, MessageAct
from praxis.messages.models import Device, PostIdentity, PostState
from praxis.vault import rotation
from praxis.vault.keys import Domain

ENDING: Final = SystemActor("replaced-keys")
DESTROYED: Final = "key:destroy"
_BATCH: Final = 50
_A_DAY: Final = timedelta(days=1)


def change_keys(version: int, _passage: object = None) -> int:
    """One pass of a renewal of *sign*: the new identity if it is not there, then phones are told.

    Returns how many phones this pass has told; cut anywhere, the next pass goes on.
    """
    keys.change_identity(version)
    return tell_of_changes()


def tell_of_changes() -> int:
    """Tell phones of a change they were not told yet, each in a transaction of its own."""
    if not PostIdentity.objects.filter(change__isnull=False).exists():
        return 0
    with gate.as_system(SORTING) as actor:
        due = _untold(actor, limit=_BATCH)
    return sum(_tell(device_id) for device_id in due)


def phones_left(_version: int, _passage: object = None) -> int:
    """How many phones were not told yet."""
    with gate.as_system(SORTING) as actor:
        return gate.count(actor, MessageAct.READ, Device, _behind(), revoked_at__isnull=True)


def _untold(actor: AnyActor, limit: int) -> list[UUID]:
    found = gate.many(
        actor, MessageAct.READ, Device, _behind(),
        revoked_at__isnull=True, order_by=("paired_at",), limit=limit,
    )  # fmt: skip
    return [one.pk for one in found]


def _behind() -> Q:
    """Phones that pin another bundle than today's."""
    rows = PostIdentity.objects.order_by("sign_version")
    hashes = [bytes(found) for found in rows.values_list("bundle_hash", flat=True)]
    if len(hashes) < 2:
        return Q(pk__in=[])
    return Q(bundle_hash__isnull=True) | Q(bundle_hash__in=hashes[:-1])


def _tell(device_id: UUID) -> int:
    with (
        gate.as_system(SORTING) as actor,
        gate.doing(actor, MessageAct.SEND, Device, device_id) as work,
    ):
        # The row is locked now: a doctor's release may have told it a moment ago.
        if work.subject.revoked_at is not None:
            return 0
        return int(sealing.tell_of_changes(actor, work.subject))


def _destroy_seeds(replaced_before: datetime) -> int:
    """Empty the age keys of identities replaced by then, together with their line in the log."""
    with transaction.atomic():
        late = PostIdentity.objects.filter(replaced_at__lt=replaced_before).exclude(seed=b"")
        ids = tuple(late.select_for_update().order_by("id").values_list("id", flat=True))
        if ids:
            PostIdentity.objects.filter(id__in=ids).update(seed=b"")
            label = PostIdentity._meta.label_lower
            event = Event.by(
                ENDING, DESTROYED, Outcome.ALLOWED, model=label, subjects=ids, reason="keys-age"
            )
            write_inside([event])
    return len(ids)


def end_old_keys(keeper: rotation.Keeping) -> int:
    """The duty: destroy age keys 60 days after their change, signing keys after a year.

    Not before every phone was told: a practice that stood still in between loses nobody. And only
    while the relay takes our time: a clock that is a year ahead must not destroy what is needed.
    Returns how many age keys were destroyed now. Both stand in the log: the age keys here, the
    signing keys by the keeper, which destroys them.
    """
    now = clock.now()
    if phones_left(0) or not PostState.objects.filter(reached_at__gt=now - _A_DAY).exists():
        return 0
    ended = _destroy_seeds(now - keys.OPENS_FOR)
    # A day later than the last letter could be signed with them.
    kept = PostIdentity.objects.exclude(replaced_at__lt=now - keys.SIGNS_FOR - _A_DAY)
    versions = list(kept.values_list("sign_version", flat=True))
    if versions and PostIdentity.objects.filter(sign_version__lt=min(versions)).exists():
        rotation.drop_old_domain_keys(keeper, Domain.SIGN, below=min(versions))
    return ended
