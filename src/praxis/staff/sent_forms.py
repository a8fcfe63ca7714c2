"""One form, one effect: what was sent already is known by a keyed hash and answered as before."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection

from praxis.core.clock import now
from praxis.staff.models import SentForm
from praxis.staff.tokens import keyed_hash

KEPT: Final = timedelta(days=1)


def key_of(session: UUID, token: str, address: str, fields: str) -> bytes:
    """The key of one sending; every page shows its token masked anew, so it names the page too."""
    return keyed_hash("sent-form", repr((str(session), token, address, fields)))[1]


@contextmanager
def one_at_a_time(key: bytes) -> Iterator[None]:
    """Let the second of two equal forms wait until the first has had its effect or failed."""
    number = int.from_bytes(key[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [number])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


def first_answer(key: bytes) -> str | None:
    """Where the same form led before; empty if it showed a page, None if it was not sent yet."""
    return SentForm.objects.filter(key_hash=key).values_list("answer", flat=True).first()


def remember(session: UUID, key: bytes, answer: str) -> None:
    """The form had its effect."""
    SentForm.objects.create(session_id=session, key_hash=key, answer=answer)


def forget_old() -> int:
    """Delete what no open page can send again; a nightly job calls this."""
    return SentForm.objects.filter(at__lt=now() - KEPT).delete()[0]
