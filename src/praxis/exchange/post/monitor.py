"""The monitor: compares the patient's page with the signed releases and writes down what it saw."""

from collections.abc import Callable
from typing import Final

from django.db.models import F
from django.db.models.functions import Greatest

from praxis.config import config
from praxis.core import clock
from praxis.core.errors import PraxisError
from praxis.core.words import marked
from praxis.exchange.post import released
from praxis.exchange.post.looking import Look, Page, look
from praxis.exchange.post.until import EndingTransport, SwitchedOff
from praxis.messages.models import PageCheck, PostState
from wire.release import ReleaseManifest

ALARM: Final = marked("Die Patientenseite ist verändert")


def install(data: bytes) -> ReleaseManifest:
    """Go by this signed release from now on; what `released.install` refuses.

    The number is kept in the database too: files put back do not bring an older release back.
    """
    new = released.install(config().page_releases, config().page_key, data, floor=_floor())
    rows = PostState.objects.filter(one=1)
    rows.update(page_number=Greatest(F("page_number"), new.number))
    return new


def known_manifests() -> tuple[ReleaseManifest, ...]:
    """Current and previous release; NotReleased or OlderRelease if somebody changed the files."""
    return released.installed(config().page_releases, config().page_key, floor=_floor())


def check(
    transport: EndingTransport | None = None, is_on: Callable[[], bool] = lambda: True
) -> PageCheck | None:
    """Look and write it down; the second difference in a row pauses sending (H-11).

    SwitchedOff if the outside was switched off meanwhile: what was cut off is no difference.

    None if no release is installed: then there is nothing to compare with, and the health page
    says so. Releases that were changed or put back here are a difference as well (H-12, N-06).
    """
    try:
        manifests = known_manifests()
        if not manifests:
            return None
        found = look(manifests, Page(config().page, config().relay), transport)
    except PraxisError as error:
        found = Look("", (f"installed release: {type(error).__name__}",))
    if not is_on():
        raise SwitchedOff
    return _noted(found)


def _noted(found: Look) -> PageCheck:
    before = PageCheck.objects.order_by("-id").first()
    row = PageCheck.objects.create(
        at=clock.now(),
        release=found.release,
        same=not found.differences,
        differences="\n".join(found.differences)[:4000],
    )
    if found.differences and before is not None and not before.same:
        PostState.objects.filter(one=1, paused_since__isnull=True).update(
            paused_since=clock.now(), paused_why=ALARM
        )
    return row


def _floor() -> int:
    row = PostState.objects.filter(one=1).first()
    return row.page_number if row else 0
